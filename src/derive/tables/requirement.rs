//! Approvals that a merge needs, inferred from the merges before (model A.16).

use std::collections::{BTreeMap, BTreeSet};

use super::frame::Frame;
use super::index::{Pull, Repo};
use super::pulls;
use super::reading::Reading;
use crate::config::Rules;
use crate::derive::people::People;
use crate::derive::role::Role;
use crate::model::facts::{MergeRule, RequiredCheck};
use crate::model::time::{DAY, Timestamp};

/// How far back merges are looked at (model A.16).
const LOOK_BACK: i64 = 90 * DAY;
/// Share of human merges by leaders from which merging is theirs alone (model A.16).
const LEADERS_ALONE: f64 = 0.95;
/// Fewest human merges for that: below, one leader's week on duty would decide.
const FEWEST_MERGES: usize = 5;

/// A merge as the requirement sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merge {
    /// When.
    pub(super) at: Timestamp,
    /// Index of the team.
    pub(super) team: usize,
    /// Effective approvals.
    pub(super) approvals: i64,
    /// Whether a leader merged; `None` for a bot or where it is not known who did.
    pub(super) by_leader: Option<bool>,
}

/// The merges of a repository, in the order of time; those of bots' pull requests left out.
pub(super) fn merges(repo: &Repo<'_>, frame: &Frame<'_>) -> Vec<Merge> {
    let (from, to) = frame.span();
    // Earlier merges no month looks back on.
    let seen = |at: &Timestamp| from.plus(-LOOK_BACK) <= *at && *at <= to;
    let humans = repo.pulls.iter().filter(|p| !p.by_bot);
    let mut merges: Vec<Merge> = humans
        .filter_map(|pull| {
            let at = pull.row.merged.filter(seen)?;
            let by = merged_by(pull).filter(|m| !frame.people.is_bot(m));
            Some(Merge {
                at,
                team: pull.team,
                approvals: pulls::approvals(pull, frame).unwrap_or(0),
                by_leader: by.map(|m| frame.role(pull.team, &m, at) == Role::Leader),
            })
        })
        .collect();
    merges.sort_by_key(|m| m.at);
    merges
}

/// Who merged a pull request: the merged event's actor, else as recorded.
pub(super) fn merged_by(pull: &Pull<'_>) -> Option<String> {
    let event = pull.readings.iter().rev().find(|r| r.event.kind == "merged");
    event
        .and_then(|r| r.event.actor.clone())
        .or_else(|| pull.row.merged_by.clone())
        .map(String::from)
}

/// Whether a reading is an approval that counts for a pull request.
pub(super) fn counts(pull: &Pull<'_>, reading: &Reading<'_>, people: &People) -> bool {
    let actor = reading.actor.as_str();
    reading.approval
        && actor != pull.author
        && !pull.co_authors.contains(actor)
        && !people.is_bot(actor)
}

fn before(merges: &[Merge], at: Timestamp) -> &[Merge] {
    let from = merges.partition_point(|m| m.at < at.plus(-LOOK_BACK));
    let to = merges.partition_point(|m| m.at < at);
    merges.get(from..to).unwrap_or_default()
}

/// What a branch asks for by a rule that could be read; the strictest of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct BranchRule {
    pub(super) approvals: u32,
    pub(super) code_owner: bool,
}

/// The rule for a branch; `None` where none was read, or none asks for an approval.
pub(super) fn branch_rule(rules: &[MergeRule], base: &str) -> Option<BranchRule> {
    let matching = rules.iter().filter(|rule| covers(&rule.branch, base));
    let strictest = matching.fold(BranchRule::default(), |strictest, rule| BranchRule {
        approvals: strictest.approvals.max(u32::try_from(rule.approvals_required).unwrap_or(0)),
        code_owner: strictest.code_owner || rule.code_owner_required,
    });
    (strictest != BranchRule::default()).then_some(strictest)
}

/// Names of the checks that must pass before a merge into a branch; empty where that is not known.
pub(super) fn required_checks<'a>(rules: &'a [RequiredCheck], base: &str) -> BTreeSet<&'a str> {
    let matching = rules.iter().filter(|rule| covers(&rule.branch, base));
    matching.map(|rule| rule.name.as_str()).collect()
}

/// Whether a pattern of branches covers one: as shells match names, with GitHub's words for the
/// default branch, taken to be `main` or `master`, and for all.
fn covers(pattern: &str, base: &str) -> bool {
    match pattern {
        "~ALL" => true,
        "~DEFAULT_BRANCH" => matches!(base, "main" | "master"),
        _ if pattern == base => true,
        _ => globset::GlobBuilder::new(pattern)
            .literal_separator(true)
            .build()
            .is_ok_and(|glob| glob.compile_matcher().is_match(base)),
    }
}

/// Approvals needed at a time: configured, else what a rule of the branch asks for, else the most
/// frequent number among the merges of the 90 days before; zeros count, ties go to the smaller, at
/// least 1.
pub(super) fn needed(
    merges: &[Merge],
    at: Timestamp,
    rules: &Rules,
    branch: Option<BranchRule>,
) -> u32 {
    asked(rules, branch).unwrap_or_else(|| usual(merges, at))
}

/// Approvals that the configuration or a rule of the branch asks for.
fn asked(rules: &Rules, branch: Option<BranchRule>) -> Option<u32> {
    let of_branch = || branch.map(|rule| rule.approvals).filter(|approvals| *approvals > 0);
    rules.approvals_required.or_else(of_branch)
}

/// The most frequent number of approvals among the merges of the 90 days before, at least 1.
fn usual(merges: &[Merge], at: Timestamp) -> u32 {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for merge in before(merges, at) {
        *counts.entry(merge.approvals).or_default() += 1;
    }
    let mode = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    mode.and_then(|(n, _)| u32::try_from(n).ok()).unwrap_or(1).max(1)
}

/// What the merges of a repository say at a time, looked up once for each month: there may be
/// thousands of them in 90 days, and as many pull requests that ask.
pub(super) struct Habits<'m> {
    merges: &'m [Merge],
    months: Vec<(Timestamp, u32, bool)>,
}

impl<'m> Habits<'m> {
    /// From merges in the order of time, and the begins of months in order.
    pub(super) fn of(merges: &'m [Merge], months: impl Iterator<Item = Timestamp>) -> Self {
        let at = |at| (at, usual(merges, at), leaders_merge(merges, at));
        Self { merges, months: months.map(at).collect() }
    }

    /// See [`needed`].
    pub(super) fn needed(&self, at: Timestamp, rules: &Rules, branch: Option<BranchRule>) -> u32 {
        let usual = || self.month(at).map_or_else(|| usual(self.merges, at), |month| month.1);
        asked(rules, branch).unwrap_or_else(usual)
    }

    /// Whether only leaders merge at a time.
    pub(super) fn leaders_merge(&self, at: Timestamp) -> bool {
        self.month(at).map_or_else(|| leaders_merge(self.merges, at), |month| month.2)
    }

    fn month(&self, at: Timestamp) -> Option<&(Timestamp, u32, bool)> {
        let place = self.months.binary_search_by_key(&at, |month| month.0).ok()?;
        self.months.get(place)
    }
}

/// Whether only leaders merge at a time.
fn leaders_merge(merges: &[Merge], at: Timestamp) -> bool {
    let humans: Vec<bool> = before(merges, at).iter().filter_map(|m| m.by_leader).collect();
    let leaders = humans.iter().filter(|l| **l).count();
    humans.len() >= FEWEST_MERGES && leaders as f64 >= LEADERS_ALONE * humans.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merge(day: i64, approvals: i64, by_leader: bool) -> Merge {
        let at = Timestamp::from_seconds(day * DAY);
        Merge { at, team: 0, approvals, by_leader: Some(by_leader) }
    }

    fn at(day: i64) -> Timestamp {
        Timestamp::from_seconds(day * DAY)
    }

    #[test]
    fn rules_of_branches_that_cover_one() {
        let rule = |branch: &str, approvals, owners| MergeRule {
            repo: "o/r".into(),
            branch: branch.into(),
            approvals_required: approvals,
            code_owner_required: owners,
        };
        let rules = [rule("main", 1, false), rule("release/*", 2, false), rule("~ALL", 0, true)];
        let of = |base| branch_rule(&rules, base).map(|r| (r.approvals, r.code_owner));
        assert_eq!(of("main"), Some((1, true)));
        assert_eq!(of("release/1.0"), Some((2, true)));
        assert_eq!(of("release/1/0"), Some((0, true)));
        assert_eq!(branch_rule(&rules[..2], "topic"), None);
        assert_eq!(branch_rule(&[rule("main", 0, false)], "main"), None);
        assert_eq!(branch_rule(&[rule("[", 1, false)], "main"), None);
        let asked = branch_rule(&rules, "release/1.0");
        assert_eq!(needed(&[], at(1), &Rules::default(), asked), 2);
        let configured = Rules { approvals_required: Some(3), ..Rules::default() };
        assert_eq!(needed(&[], at(1), &configured, asked), 3);
    }

    #[test]
    fn the_mode_with_ties_to_the_smaller() {
        let merges = [
            merge(5, 3, true),
            merge(20, 2, true),
            merge(30, 2, true),
            merge(40, 1, true),
            merge(50, 1, true),
        ];
        assert_eq!(needed(&merges, at(100), &Rules::default(), None), 1);
        assert_eq!(needed(&merges, at(45), &Rules::default(), None), 2);
        assert_eq!(needed(&merges, at(10), &Rules::default(), None), 3);
        assert_eq!(needed(&merges, at(300), &Rules::default(), None), 1, "nothing known");
        let habits = Habits::of(&merges, [at(10), at(45)].into_iter());
        for day in [10, 45, 100] {
            let told = needed(&merges, at(day), &Rules::default(), None);
            assert_eq!(habits.needed(at(day), &Rules::default(), None), told);
            assert_eq!(habits.leaders_merge(at(day)), leaders_merge(&merges, at(day)));
        }
        let zeros = [merge(1, 0, true), merge(2, 0, true), merge(3, 2, true)];
        assert_eq!(needed(&zeros, at(9), &Rules::default(), None), 1, "at least one");
        let rules = Rules { approvals_required: Some(0), ..Rules::default() };
        assert_eq!(needed(&merges, at(45), &rules, None), 0);
    }

    #[test]
    fn merging_is_the_leaders_alone_from_95_percent() {
        let mut merges: Vec<Merge> = (0..19).map(|d| merge(d, 1, true)).collect();
        merges.push(merge(19, 1, false));
        assert!(leaders_merge(&merges, at(30)));
        merges.push(merge(20, 1, false));
        assert!(!leaders_merge(&merges, at(30)));
        assert!(!leaders_merge(&merges[..4], at(30)), "too few");
    }
}
