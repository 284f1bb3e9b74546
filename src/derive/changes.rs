//! Changes that reached the mainline, read from commits alone.
//!
//! The mainline is the walk over first parents from the tip. A merge on it is a change with all
//! commits that it brought in; every other commit on it is a change of its own. Each commit is
//! visited once, so the cost is linear in the history.

use std::collections::{BTreeMap, BTreeSet};

use crate::derive::people::People;
use crate::model::facts::{Commit, CommitTrailer};
use crate::model::hash::{HashMap, HashSet};
use crate::model::time::Timestamp;

/// Committer that stands for changes made on the site of the platform.
const WEB_FLOW: &str = "web-flow";

/// Characters of a commit id that name a change in evidence.
const SHORT_ID: usize = 10;

/// A change that reached the mainline.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The commit on the mainline.
    pub tip: &'a Commit,
    /// Commits that it brought, in the order of their author times; of a plain commit itself.
    pub brought: Vec<&'a Commit>,
    /// Who wrote most of what it brought.
    pub author: String,
    /// Who brought it in; the author where nobody else did or can be told.
    pub integrator: String,
    /// People other than the author whom trailers name as reviewers, in their order.
    pub reviewers: Vec<String>,
    /// People other than the author whom trailers name as co-authors.
    pub co_authors: BTreeSet<String>,
    /// People other than the author who signed it off.
    pub signers: BTreeSet<String>,
    /// First author time of what it brought.
    pub created: Timestamp,
    /// Last author time of what it brought, not after `merged`.
    pub ready: Timestamp,
    /// Committer time on the mainline.
    pub merged: Timestamp,
}

impl Change<'_> {
    /// Name in evidence: the short id of the commit on the mainline.
    #[must_use]
    pub fn item(&self) -> String {
        short_id(&self.tip.oid)
    }

    /// Lines added and removed; `None` where no commit of it was counted.
    #[must_use]
    pub fn lines(&self) -> Option<i64> {
        let counted = |c: &&Commit| Some(c.additions?.saturating_add(c.deletions?));
        self.brought.iter().filter_map(counted).reduce(i64::saturating_add)
    }
}

/// First characters of a commit id.
#[must_use]
pub fn short_id(oid: &str) -> String {
    oid.chars().take(SHORT_ID).collect()
}

/// Trailers by commit id.
#[must_use]
pub fn trailers_by_commit(trailers: &[CommitTrailer]) -> HashMap<&str, Vec<&CommitTrailer>> {
    let mut out: HashMap<&str, Vec<&CommitTrailer>> = HashMap::default();
    for trailer in trailers {
        out.entry(trailer.oid.as_str()).or_default().push(trailer);
    }
    out
}

/// The changes of a history, oldest first.
#[must_use]
pub fn mainline<'a>(
    commits: &'a [Commit],
    trailers: &[CommitTrailer],
    people: &People,
) -> Vec<Change<'a>> {
    let by_id: HashMap<&str, &Commit> = commits.iter().map(|c| (c.oid.as_str(), c)).collect();
    let trailers = trailers_by_commit(trailers);
    let mut seen: HashSet<&str> = HashSet::default();
    let mut changes = Vec::new();
    for tip in first_parents(commits, &by_id) {
        seen.insert(&tip.oid);
        let brought = if tip.is_merge { bring(tip, &by_id, &mut seen) } else { vec![tip] };
        // A merge of what was there already changes nothing.
        if !brought.is_empty() {
            changes.push(change(tip, brought, &trailers, people));
        }
    }
    changes
}

/// Mainline commits, oldest first. The tip is the newest commit that is no one's parent.
fn first_parents<'a>(commits: &'a [Commit], by_id: &HashMap<&str, &'a Commit>) -> Vec<&'a Commit> {
    let parents: HashSet<&str> = commits.iter().flat_map(|c| c.parents.split(' ')).collect();
    let tip = commits
        .iter()
        .filter(|c| !parents.contains(c.oid.as_str()))
        .max_by_key(|c| (c.committed, c.oid.as_str()));
    let mut line = Vec::new();
    let mut next = tip;
    // A history has no cycle; data may, and a walk longer than the history has met one.
    while let Some(commit) = next.filter(|_| line.len() < commits.len()) {
        line.push(commit);
        next = commit.parents.split(' ').next().and_then(|id| by_id.get(id)).copied();
    }
    line.reverse();
    line
}

/// Commits that a merge reaches and nothing before it did. Everything that its first parent
/// reaches has been seen, because the mainline is walked from its oldest commit.
fn bring<'a>(
    merge: &'a Commit,
    by_id: &HashMap<&str, &'a Commit>,
    seen: &mut HashSet<&'a str>,
) -> Vec<&'a Commit> {
    let mut stack: Vec<&str> = merge.parents.split(' ').skip(1).collect();
    let mut brought = Vec::new();
    while let Some(id) = stack.pop() {
        let Some(commit) = by_id.get(id).copied() else { continue };
        if seen.insert(&commit.oid) {
            brought.push(commit);
            stack.extend(commit.parents.split(' '));
        }
    }
    brought.sort_by_key(|c| (c.authored, c.oid.as_str()));
    brought
}

fn change<'a>(
    tip: &'a Commit,
    brought: Vec<&'a Commit>,
    trailers: &HashMap<&str, Vec<&CommitTrailer>>,
    people: &People,
) -> Change<'a> {
    let author = main_author(&brought, people);
    let integrator = integrator(tip, people).unwrap_or_else(|| author.clone());
    let mut named = Named::default();
    let merge = std::iter::once(tip).filter(|t| t.is_merge);
    for commit in brought.iter().copied().chain(merge) {
        for trailer in trailers.get(commit.oid.as_str()).into_iter().flatten() {
            named.add(trailer, &author, people);
        }
    }
    let times = || brought.iter().map(|c| c.authored);
    Change {
        tip,
        author,
        integrator,
        reviewers: named.reviewers,
        co_authors: named.co_authors,
        signers: named.signers,
        created: times().min().unwrap_or(tip.authored).min(tip.committed),
        ready: times().max().unwrap_or(tip.authored).min(tip.committed),
        merged: tip.committed,
        brought,
    }
}

/// The most frequent author, merges and bots left out where others are there; ties go to the last.
fn main_author(brought: &[&Commit], people: &People) -> String {
    let plain = brought.iter().filter(|c| !c.is_merge && !people.is_bot(&c.author));
    let mut candidates: Vec<&str> = plain.map(|c| people.key(&c.author)).collect();
    if candidates.is_empty() {
        candidates = brought.iter().map(|c| people.key(&c.author)).collect();
    }
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (position, author) in candidates.into_iter().enumerate() {
        let entry = counts.entry(author).or_default();
        *entry = (entry.0 + 1, position);
    }
    counts.into_iter().max_by_key(|(_, rank)| *rank).map_or_else(String::new, |(a, _)| a.to_owned())
}

/// Who brought a mainline commit in; `None` for a plain commit that says only who wrote it.
fn integrator(tip: &Commit, people: &People) -> Option<String> {
    let (author, committer) = (people.key(&tip.author), people.key(&tip.committer));
    if committer != author && committer != WEB_FLOW {
        Some(committer.to_owned())
    } else if tip.is_merge {
        Some(author.to_owned())
    } else {
        None
    }
}

#[derive(Default)]
struct Named {
    reviewers: Vec<String>,
    co_authors: BTreeSet<String>,
    signers: BTreeSet<String>,
}

impl Named {
    fn add(&mut self, trailer: &CommitTrailer, author: &str, people: &People) {
        let person = people.key(&trailer.person);
        if person == author || people.is_bot(person) {
            return;
        }
        match trailer.key.as_str() {
            "reviewed-by" | "acked-by" | "approved-by"
                if !self.reviewers.iter().any(|r| r == person) =>
            {
                self.reviewers.push(person.to_owned());
            }
            "co-authored-by" => {
                self.co_authors.insert(person.to_owned());
            }
            "signed-off-by" => {
                self.signers.insert(person.to_owned());
            }
            _ => {}
        }
    }
}

/// A way of working in which git hides what some signals read (model 4b).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum RegimeKind {
    /// Commits carry the integrator as author, whoever wrote them.
    AuthorRewriting,
    /// Changes are squashed or merged on the platform's site.
    WebFlow,
    /// A bot merges.
    BotMerges,
    /// Hardly a change names who reviewed it.
    FewReviewTrailers,
}

/// A regime that was found, and what it makes meaningless.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Regime {
    /// Which.
    pub kind: RegimeKind,
    /// Repository as `owner/name`.
    pub repo: String,
    /// Share of commits (of mainline changes for merges by bots) that show it, 0 to 1.
    pub share: f64,
    /// Ids of the signals that are invalid under it.
    pub invalid: Vec<String>,
    /// As a sentence fragment.
    pub why: String,
}

/// Share of one author above which authorship is suspected to be rewritten (model 4b).
const ONE_AUTHOR: f64 = 0.95;
/// Other people credited in trailers from which the suspicion holds (model 4b).
const CREDITED: usize = 3;
/// Share of commits by `web-flow` or merges by bots from which a regime holds (model 4b).
const REGIME_SHARE: f64 = 0.30;
/// Share of mainline changes with a reviewer's trailer below which trailers say nothing of review: a
/// project that records its reviews there has four of five (libuv, model 4b), one that does not has
/// next to none, and a fifth is far from either.
const REVIEWED_SHARE: f64 = 0.20;

/// Signals that read git's author and committer as who wrote and who decided.
const DECISION_SIGNALS: [&str; 3] =
    ["merge_authority_odds", "leader_gate_odds", "low_risk_leader_gate"];

/// Signals that read trailers as reviews.
const REVIEW_SIGNALS: [&str; 6] = [
    "leader_gate_odds",
    "low_risk_leader_gate",
    "leader_touch_ratio",
    "review_concentration",
    "unreviewed_merge_share",
    "decision_proximity",
];

/// The regimes of one repository between two instants.
#[must_use]
pub fn regimes(
    repo: &str,
    commits: &[Commit],
    trailers: &[CommitTrailer],
    changes: &[Change<'_>],
    people: &People,
    span: (Timestamp, Timestamp),
) -> Vec<Regime> {
    let within: Vec<&Commit> =
        commits.iter().filter(|c| c.committed >= span.0 && c.committed <= span.1).collect();
    let found = [
        author_rewriting(&within, trailers, people),
        web_flow(&within),
        bot_merges(changes, people, span),
        few_review_trailers(changes, span),
    ];
    found
        .into_iter()
        .flatten()
        .map(|(kind, share)| {
            let (invalid, why) = consequences(kind);
            let invalid = invalid.into_iter().map(str::to_owned).collect();
            Regime { kind, repo: repo.to_owned(), share, invalid, why: why.to_owned() }
        })
        .collect()
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn author_rewriting(
    commits: &[&Commit],
    trailers: &[CommitTrailer],
    people: &People,
) -> Option<(RegimeKind, f64)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for commit in commits {
        *counts.entry(people.key(&commit.author)).or_default() += 1;
    }
    let (author, n) = counts.into_iter().max_by_key(|(_, n)| *n)?;
    let ids: HashSet<&str> = commits.iter().map(|c| c.oid.as_str()).collect();
    let credited: BTreeSet<&str> = trailers
        .iter()
        .filter(|t| ids.contains(t.oid.as_str()))
        .map(|t| people.key(&t.person))
        .filter(|p| *p != author && !people.is_bot(p))
        .collect();
    let share = share(n, commits.len());
    (share > ONE_AUTHOR && credited.len() >= CREDITED)
        .then_some((RegimeKind::AuthorRewriting, share))
}

fn web_flow(commits: &[&Commit]) -> Option<(RegimeKind, f64)> {
    let n = commits.iter().filter(|c| c.committer == WEB_FLOW).count();
    let share = share(n, commits.len());
    (share > REGIME_SHARE).then_some((RegimeKind::WebFlow, share))
}

fn bot_merges(
    changes: &[Change<'_>],
    people: &People,
    span: (Timestamp, Timestamp),
) -> Option<(RegimeKind, f64)> {
    let within = || changes.iter().filter(|c| c.merged >= span.0 && c.merged <= span.1);
    let bots = within().filter(|c| people.is_bot(&c.integrator)).count();
    let share = share(bots, within().count());
    (share > REGIME_SHARE).then_some((RegimeKind::BotMerges, share))
}

fn few_review_trailers(
    changes: &[Change<'_>],
    span: (Timestamp, Timestamp),
) -> Option<(RegimeKind, f64)> {
    let within = || changes.iter().filter(|c| c.merged >= span.0 && c.merged <= span.1);
    let named = within().filter(|c| !c.reviewers.is_empty()).count();
    let all = within().count();
    let share = share(named, all);
    (all > 0 && share < REVIEWED_SHARE).then_some((RegimeKind::FewReviewTrailers, share))
}

fn consequences(kind: RegimeKind) -> (Vec<&'static str>, &'static str) {
    let mut invalid = DECISION_SIGNALS.to_vec();
    invalid.push("integration_lag");
    match kind {
        RegimeKind::FewReviewTrailers => {
            (REVIEW_SIGNALS.to_vec(), "hardly a change names who reviewed it")
        }
        RegimeKind::AuthorRewriting => {
            invalid.extend(["review_concentration", "leader_takeover_rate"]);
            invalid.push("unreviewed_merge_share");
            (invalid, "commits carry one author whoever wrote them")
        }
        RegimeKind::WebFlow => {
            invalid.push("unreviewed_merge_share");
            (invalid, "changes are merged on the web, which hides who merged them")
        }
        RegimeKind::BotMerges => {
            invalid.push("unreviewed_merge_share");
            (invalid, "a bot merges, which hides who decided")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A commit at a second, by author and committer.
    fn commit(oid: &str, parents: &str, people: [&str; 2], second: i64) -> Commit {
        Commit {
            repo: "o/r".into(),
            oid: oid.into(),
            author: people[0].into(),
            committer: people[1].into(),
            authored: Timestamp::from_seconds(second),
            authored_offset: 0,
            committed: Timestamp::from_seconds(second),
            committed_offset: 0,
            parents: parents.into(),
            is_merge: parents.contains(' '),
            reverts: None,
            pull: None,
            subject: String::new().into(),
            body_words: 0,
            files: None,
            additions: None,
            deletions: None,
        }
    }

    fn told(commits: &[Commit]) -> Vec<(String, Vec<String>, String, String)> {
        let changes = mainline(commits, &[], &People::default());
        let ids = |c: &Change<'_>| c.brought.iter().map(|b| b.oid.to_string()).collect();
        changes
            .iter()
            .map(|c| (c.tip.oid.to_string(), ids(c), c.author.clone(), c.integrator.clone()))
            .collect()
    }

    #[test]
    fn merges_bring_what_was_not_there() {
        let commits = [
            commit("a", "", ["ann", "ann"], 1),
            commit("b1", "a", ["bob", "bob"], 2),
            commit("b2", "b1 c1", ["bob", "bob"], 4),
            commit("c1", "a", ["cyd", "cyd"], 3),
            commit("m1", "a b2", ["lea", "web-flow"], 5),
            commit("c2", "c1", ["cyd", "cyd"], 6),
            commit("m2", "m1 c2", ["lea", "lea"], 7),
            commit("m3", "m2 b1", ["lea", "lea"], 8),
        ];
        let own = |s: &str| s.to_owned();
        let expected = [
            (own("a"), vec![own("a")], own("ann"), own("ann")),
            // One commit each, for b2 is a merge: the tie goes to the last.
            (own("m1"), vec![own("b1"), own("c1"), own("b2")], own("cyd"), own("lea")),
            (own("m2"), vec![own("c2")], own("cyd"), own("lea")),
        ];
        assert_eq!(told(&commits), expected);
    }

    #[test]
    fn committers_integrate_unless_it_was_the_site() {
        let commits = [
            commit("a", "", ["ann", "lea"], 1),
            commit("b", "a", ["ann", "web-flow"], 2),
            commit("c", "b", ["ann", "ann"], 3),
        ];
        let integrators: Vec<String> = told(&commits).into_iter().map(|c| c.3).collect();
        assert_eq!(integrators, ["lea", "ann", "ann"]);
    }

    #[test]
    fn bots_do_not_write_what_humans_wrote_with_them() {
        let commits = [
            commit("a", "", ["ann", "ann"], 1),
            commit("b", "a", ["ci[bot]", "ci[bot]"], 2),
            commit("c", "b", ["ci[bot]", "ci[bot]"], 3),
            commit("d", "c", ["ann", "ann"], 4),
            commit("m", "a d", ["lea", "lea"], 5),
        ];
        assert_eq!(told(&commits)[1].2, "ann");
    }

    #[test]
    fn broken_histories_end() {
        assert!(told(&[]).is_empty());
        let shallow = [commit("b", "missing other", ["ann", "ann"], 1)];
        assert!(told(&shallow).is_empty(), "a merge of which nothing is there");
        let round = [commit("a", "b", ["ann", "ann"], 1), commit("b", "a", ["ann", "ann"], 2)];
        assert!(told(&round).is_empty(), "no tip");
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn each_commit_belongs_to_one_change(links in prop::collection::vec(any::<(u8, u8, bool)>(), 1..60)) {
            let mut commits = vec![commit("0", "", ["ann", "ann"], 0)];
            for (n, (first, second, merges)) in links.iter().enumerate() {
                let id = (n + 1).to_string();
                let (first, second) = (usize::from(*first) % (n + 1), usize::from(*second) % (n + 1));
                let parents = if *merges { format!("{first} {second}") } else { first.to_string() };
                let second = i64::try_from(n).unwrap_or(0) + 1;
                commits.push(commit(&id, &parents, ["ann", "ann"], second));
            }
            let changes = mainline(&commits, &[], &People::default());
            let mut brought: Vec<&str> =
                changes.iter().flat_map(|c| &c.brought).map(|c| c.oid.as_str()).collect();
            let all = brought.len();
            brought.sort_unstable();
            brought.dedup();
            prop_assert_eq!(all, brought.len());
            prop_assert!(changes.iter().all(|c| c.created <= c.ready && c.ready <= c.merged));
        }
    }
}
