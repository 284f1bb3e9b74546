//! Acts and cohort rows from commits.
//!
//! Where a repository has no pull requests each change on the mainline is an item. Where it has,
//! commits only show who was there in a week.

use std::collections::BTreeSet;

use super::cohort::{CohortRow, blank, is_chore, is_urgent, owned_files};
use super::frame::{Frame, HORIZON_BH, wall_hours};
use super::history::directories;
use super::index::Repo;
use crate::derive::changes::{Change, short_id};
use crate::derive::role::{Role, Roles};
use crate::derive::roster::Span;
use crate::model::derived::{Act, CohortItem};
use crate::model::facts::Commit;
use crate::model::time::{DAY, Timestamp, Week};

/// Time after a change within which a revert counts against it (model 1.3).
const FAILURE: i64 = 14 * DAY;

/// What somebody did about a commit or a change.
struct Deed<'s> {
    kind: &'static str,
    actor: &'s str,
    at: Timestamp,
}

/// What the acts about one commit or change share.
struct About<'s> {
    team: usize,
    number: i64,
    item: String,
    author: &'s str,
    author_role: Role,
    merged: Timestamp,
    horizon: Timestamp,
    directories: Option<BTreeSet<&'s str>>,
}

/// Acts with subject `commit` within the derived months.
pub(super) fn acts(repo: &Repo<'_>, frame: &Frame<'_>) -> Vec<Act> {
    let (from, to) = weeks(frame);
    let within = |at: Timestamp| from <= at && at <= to;
    if repo.facts.pull_requests.is_empty() {
        return repo
            .changes
            .iter()
            .filter(|c| within(c.merged) || within(c.ready))
            .flat_map(|c| acts_of_change(c, repo, frame))
            .collect();
    }
    let mut commits: Vec<&Commit> =
        repo.facts.commits.iter().filter(|c| within(c.authored) || within(c.committed)).collect();
    commits.sort_by_key(|c| (c.committed, c.oid.as_str()));
    commits.into_iter().flat_map(|c| acts_of_commit(c, repo, frame)).collect()
}

/// From the first week that the derived months touch to their end, or the as-of time.
fn weeks(frame: &Frame<'_>) -> Span {
    let (from, to) = frame.span();
    (Week::of(from, frame.zone).start(frame.zone), to)
}

fn acts_of_change(change: &Change<'_>, repo: &Repo<'_>, frame: &Frame<'_>) -> Vec<Act> {
    let team = repo.team_of(change, frame.teams);
    let paths = repo.paths_of(change);
    let about = About {
        team,
        number: change.tip.pull.unwrap_or(0),
        item: change.item(),
        author: &change.author,
        author_role: frame.role(team, &change.author, change.ready),
        merged: change.merged,
        horizon: frame.after(team, change.ready, HORIZON_BH),
        directories: (!paths.is_empty()).then(|| directories(paths.iter().copied())),
    };
    let mut deeds: Vec<Deed<'_>> = change
        .brought
        .iter()
        .filter(|c| !c.is_merge)
        .map(|c| Deed { kind: "authored", actor: frame.people.key(&c.author), at: c.authored })
        .collect();
    deeds.extend(change.reviewers.iter().map(|r| Deed {
        kind: "reviewed",
        actor: r,
        at: change.merged,
    }));
    let signers = change.signers.iter().filter(|s| **s != change.integrator);
    deeds.extend(std::iter::once(&change.integrator).chain(signers).map(|who| Deed {
        kind: "integrated",
        actor: who,
        at: change.merged,
    }));
    deeds.iter().zip(0..).map(|(deed, seq)| act(&about, deed, seq, repo, frame)).collect()
}

fn acts_of_commit(commit: &Commit, repo: &Repo<'_>, frame: &Frame<'_>) -> Vec<Act> {
    let author = frame.people.key(&commit.author);
    let committer = frame.people.key(&commit.committer);
    let team = frame.teams.of(repo.name, author);
    let about = About {
        team,
        number: 0,
        item: short_id(&commit.oid),
        author,
        author_role: frame.role(team, author, commit.authored),
        merged: commit.committed,
        horizon: commit.committed,
        directories: None,
    };
    let mut deeds = Vec::new();
    if commit.is_merge {
        deeds.push(Deed { kind: "integrated", actor: author, at: commit.committed });
    } else {
        deeds.push(Deed { kind: "authored", actor: author, at: commit.authored });
        if committer != author && !frame.people.is_bot(committer) {
            deeds.push(Deed { kind: "integrated", actor: committer, at: commit.committed });
        }
    }
    deeds.iter().zip(0..).map(|(deed, seq)| act(&about, deed, seq, repo, frame)).collect()
}

fn act(about: &About<'_>, deed: &Deed<'_>, seq: i64, repo: &Repo<'_>, frame: &Frame<'_>) -> Act {
    let role = frame.role(about.team, deed.actor, deed.at);
    let is_author = deed.actor == about.author;
    let human = role != Role::Bot;
    let reviewed = deed.kind == "reviewed";
    let near = |d: &BTreeSet<&str>| repo.history.near(deed.actor, d, deed.at);
    Act {
        repo: repo.name.into(),
        team: frame.team_name(about.team),
        subject: "commit".into(),
        number: about.number,
        item: about.item.as_str().into(),
        seq,
        at: deed.at,
        period: frame.almanac.month(deed.at),
        week: frame.almanac.week(deed.at),
        kind: deed.kind.into(),
        actor: deed.actor.into(),
        by: if is_author { "author" } else { role.as_str() }.into(),
        role: role.as_str().into(),
        state: reviewed.then(|| "approved".into()),
        count: None,
        target: None,
        touch: human && !is_author && deed.kind != "integrated",
        trace: human,
        response: human && !is_author && reviewed,
        approval: human && !is_author && reviewed,
        in_horizon: deed.at <= about.horizon,
        before_close: deed.at <= about.merged,
        is_question: false,
        near: about.directories.as_ref().map(near),
        author: about.author.into(),
        author_role: about.author_role.as_str().into(),
        after_stale: false,
        scheduled: false,
        urgent: false,
    }
}

/// Cohort rows of the changes by humans that became ready in a derived month.
pub(super) fn cohort(repo: &Repo<'_>, frame: &Frame<'_>) -> Vec<CohortRow> {
    let seen = repo.changes.iter().filter(|c| c.merged <= frame.as_of);
    seen.filter(|c| !frame.people.is_bot(&c.author)).filter_map(|c| row(c, repo, frame)).collect()
}

fn row(change: &Change<'_>, repo: &Repo<'_>, frame: &Frame<'_>) -> Option<CohortRow> {
    let month = frame.month_of(change.ready)?;
    let team = repo.team_of(change, frame.teams);
    let full = frame.after(team, change.ready, HORIZON_BH);
    let horizon = full.min(frame.as_of);
    let mut item = CohortItem {
        repo: repo.name.into(),
        team: frame.team_name(team),
        subject: "commit".into(),
        number: change.tip.pull.unwrap_or(0),
        item: change.item().into(),
        period: month.text.as_str().into(),
        week: frame.almanac.week(change.ready),
        author: change.author.as_str().into(),
        author_role: frame.role(team, &change.author, change.ready).as_str().into(),
        created: change.created,
        ready: change.ready,
        horizon,
        followed: full <= frame.as_of,
        closed: Some(change.merged),
        merged: Some(change.merged),
        merged_in_horizon: change.merged <= horizon,
        paired: !change.co_authors.is_empty(),
        merge_bh: Some(frame.hours(team, change.ready, change.merged)),
        open_hours: wall_hours(change.ready, change.merged),
        reverted: is_reverted(change, repo),
        ..blank()
    };
    add_contents(&mut item, change, repo, frame, team);
    let decider = add_decision(&mut item, change, repo, frame, team);
    Some(CohortRow { item, team, requested: None, decider })
}

fn is_reverted(change: &Change<'_>, repo: &Repo<'_>) -> bool {
    let ids = change.brought.iter().copied().chain(std::iter::once(change.tip));
    ids.filter_map(|c| repo.reverts.get(c.oid.as_str()))
        .any(|at| *at >= change.merged && at.since(change.merged) <= FAILURE)
}

fn add_contents(
    item: &mut CohortItem,
    change: &Change<'_>,
    repo: &Repo<'_>,
    frame: &Frame<'_>,
    team: usize,
) {
    let paths = repo.paths_of(change);
    let known = !paths.is_empty();
    item.lines = change.lines();
    item.files = known.then(|| i64::try_from(paths.len()).unwrap_or(i64::MAX));
    let limits = &frame.config.low_risk;
    item.low_risk = item.lines.zip(item.files).map(|(lines, files)| {
        lines <= limits.lines && files <= limits.files && !frame.is_protected(&paths)
    });
    item.chore = is_chore(&change.tip.subject);
    item.urgent = is_urgent("", &change.tip.subject);
    let role = |who: &str| frame.role(team, who, change.ready);
    let team_leads = |slug: &str| {
        let members = frame.rosters.get(team).and_then(|r| r.members(slug));
        members.is_some_and(|m| !m.is_empty() && m.iter().all(|p| role(p) == Role::Leader))
    };
    let rules = repo.owners.at(&item.period).filter(|_| known);
    let owned = rules.map(|rules| owned_files(rules, paths.iter().copied(), role, team_leads));
    item.owned_files = owned.map(|(owned, _)| owned);
    item.leader_owned_files = owned.map(|(_, led)| led);
}

/// Trailers approve; so does bringing in somebody else's change (model 1.1, column GO). Of those
/// who integrated and those whom trailers name, the integrator decided last. Gives who decided.
fn add_decision(
    item: &mut CohortItem,
    change: &Change<'_>,
    repo: &Repo<'_>,
    frame: &Frame<'_>,
    team: usize,
) -> Option<String> {
    let at = change.merged;
    let other = change.integrator != change.author;
    let by_bot = frame.people.is_bot(&change.integrator);
    let integrator = Some(change.integrator.as_str()).filter(|_| other && !by_bot);
    let mut approvers: BTreeSet<&str> = change.reviewers.iter().map(String::as_str).collect();
    approvers.extend(integrator);
    let mut decided = None;
    if item.merged_in_horizon {
        item.approvals = i64::try_from(approvers.len()).unwrap_or(i64::MAX);
        let decider = integrator.or(change.reviewers.last().map(String::as_str));
        item.deciding_role = decider.map(|d| frame.role(team, d, at).as_str().into());
        let paths = repo.paths_of(change);
        let places = directories(paths.iter().copied());
        item.deciding_near =
            decider.filter(|_| !paths.is_empty()).map(|d| repo.history.near(d, &places, at));
        decided = decider.map(str::to_owned);
    }
    item.merged_by_role = Some(frame.by(team, &change.author, &change.integrator, at).into());
    item.auto_merged = by_bot;
    item.integration_hours = integrator.map(|_| wall_hours(change.ready, at));
    // When trailers were given is not known; the integration is the latest they can have been.
    let seen = !approvers.is_empty() && item.merged_in_horizon;
    let until = if seen { at } else { item.horizon };
    item.first_response_bh = frame.hours(team, change.ready, until).min(HORIZON_BH as f64);
    item.response_censored = !seen;
    item.approval_bh = seen.then(|| frame.hours(team, change.ready, at));
    decided
}
