//! Pull requests in the month in which they became ready.

use std::collections::BTreeSet;

use compact_str::format_compact;

use super::frame::{Frame, HORIZON_BH, wall_hours};
use super::index::{Pull, Repo};
use super::owners::Rules;
use super::requirement::counts;
use crate::derive::intervals::PullWaits;
use crate::derive::role::{Role, Roles};
use crate::model::derived::CohortItem;
use crate::model::hash::{HashMap, HashSet};
use crate::model::table::Text;
use crate::model::time::{DAY, HOUR, Timestamp};

/// Time after the merge within which a revert or fix counts against it (model 1.3).
const FAILURE: i64 = 14 * DAY;
/// Least lines for a hasty approval, and lines an hour from which it is one (model 1.2, #26).
const HASTY_LINES: i64 = 100;
const HASTY_SPEED: f64 = 200.0;

/// Words of labels for upkeep.
const CHORES: [&str; 5] = ["chore", "chores", "deps", "dependencies", "dependency"];
/// Words of labels and titles for repairs in a hurry.
const URGENT: [&str; 4] = ["hotfix", "revert", "incident", "outage"];

/// A cohort row with what the team's months need beside it.
pub(super) struct CohortRow {
    /// The row.
    pub(super) item: CohortItem,
    /// Index of the team.
    pub(super) team: usize,
    /// Whether anybody was ever asked to review; `None` where only git is known.
    pub(super) requested: Option<bool>,
    /// Who gave the deciding approval, where `deciding_role` says of which role that was.
    pub(super) decider: Option<String>,
}

/// What rows of one repository share.
pub(super) struct CohortSetting<'s> {
    repo: &'s Repo<'s>,
    frame: &'s Frame<'s>,
    failed: HashSet<i64>,
}

impl<'s> CohortSetting<'s> {
    /// Prepares one repository.
    pub(super) fn new(repo: &'s Repo<'s>, frame: &'s Frame<'s>) -> Self {
        Self { repo, frame, failed: failed(repo) }
    }

    /// The row of a pull request by a human that became ready in a derived month.
    pub(super) fn row(&self, pull: &Pull<'_>, waits: &PullWaits) -> Option<CohortRow> {
        let ready = waits.ready?;
        let month = self.frame.month_of(ready)?;
        let rules = self.repo.owners.at(&month.text);
        let mut item = self.base(pull, waits, ready, &month.text);
        self.add_contents(&mut item, pull, rules, ready);
        self.add_answers(&mut item, pull, waits);
        self.add_decision(&mut item, pull, waits);
        let decided = waits.deciding.as_ref().filter(|_| item.deciding_role.is_some());
        let decider = decided.map(|by| by.person.clone());
        Some(CohortRow { item, team: pull.team, requested: Some(waits.requested), decider })
    }

    fn base(
        &self,
        pull: &Pull<'_>,
        waits: &PullWaits,
        ready: Timestamp,
        month: &str,
    ) -> CohortItem {
        let (frame, row) = (self.frame, &pull.row);
        let horizon = waits.horizon.unwrap_or(frame.as_of);
        CohortItem {
            repo: self.repo.name.into(),
            team: frame.team_name(pull.team),
            subject: "pull".into(),
            number: row.number,
            item: format_compact!("#{}", row.number),
            period: month.into(),
            week: frame.almanac.week(ready),
            author: pull.author.as_str().into(),
            author_role: frame.role(pull.team, &pull.author, ready).as_str().into(),
            created: row.created,
            ready,
            horizon,
            followed: waits.followed,
            followed_bh: frame.hours(pull.team, ready, horizon).min(HORIZON_BH as f64),
            closed: waits.closed,
            merged: waits.merged,
            merged_in_horizon: waits.merged.is_some_and(|m| m <= horizon),
            bookkeeping: waits.bookkeeping,
            redrafted: waits.redrafted.is_some(),
            leader_only_requests: waits.leader_only_requests,
            open_hours: wall_hours(ready, waits.closed.unwrap_or(frame.as_of)),
            merge_bh: waits.merged.map(|at| frame.hours(pull.team, ready, at)),
            intent: Some(i64::from(row.what) + i64::from(row.why) + i64::from(row.done)),
            ..blank()
        }
    }

    fn add_contents(
        &self,
        item: &mut CohortItem,
        pull: &Pull<'_>,
        rules: Option<&Rules>,
        ready: Timestamp,
    ) {
        let row = &pull.row;
        let counted = row.additions.zip(row.deletions).map(|(a, d)| a.saturating_add(d));
        item.lines = counted;
        let listed = pull.files.as_ref().and_then(|f| i64::try_from(f.len()).ok());
        item.files = row.changed_files.or(listed);
        item.low_risk = self.low_risk(item, pull);
        item.chore = words(&row.labels).any(|word| is_one(word, &CHORES));
        item.urgent = is_urgent(&row.labels, &row.title);
        item.paired = !pull.co_authors.is_empty();
        item.stacked = pull.stacked;
        item.reverted = self.failed.contains(&row.number) || self.is_reverted(pull);
        let paths = pull.files.as_ref().map(|f| f.iter().copied());
        let owned = rules.zip(paths).map(|(rules, paths)| {
            owned_files(
                rules,
                paths,
                |who| self.frame.role(pull.team, who, ready),
                |slug| self.all_lead(pull.team, slug, ready),
            )
        });
        item.owned_files = owned.map(|(owned, _)| owned);
        item.leader_owned_files = owned.map(|(_, leaders)| leaders);
    }

    fn low_risk(&self, item: &CohortItem, pull: &Pull<'_>) -> Option<bool> {
        let limits = &self.frame.config.low_risk;
        let small = item.lines? <= limits.lines && item.files? <= limits.files;
        let labels = pull.row.labels.to_lowercase();
        let marked = limits.labels.iter().any(|l| labels.contains(&l.to_lowercase()));
        if !small || marked {
            return Some(false);
        }
        if limits.protected.is_empty() {
            return Some(true);
        }
        Some(!self.frame.is_protected(pull.files.as_ref()?))
    }

    fn is_reverted(&self, pull: &Pull<'_>) -> bool {
        let soon =
            |at: Timestamp| pull.row.merged.is_some_and(|m| at >= m && at.since(m) <= FAILURE);
        pull.oids.iter().filter_map(|o| self.repo.reverts.get(*o)).any(|at| soon(*at))
    }

    fn add_answers(&self, item: &mut CohortItem, pull: &Pull<'_>, waits: &PullWaits) {
        let hours = |at: Timestamp| self.frame.hours(pull.team, item.ready, at);
        let seen = |at: Option<Timestamp>| at.filter(|t| *t <= item.horizon);
        let response = seen(waits.first_response);
        let approval = seen(waits.first_approval);
        item.first_response_bh = hours(response.unwrap_or(item.horizon)).min(HORIZON_BH as f64);
        item.approval_bh = approval.map(hours);
        item.response_censored = response.is_none();
        item.satisfied_by_peer = seen(waits.satisfied_by_peer);
        item.hasty = hasty(item, seen(first_approval(pull, self.frame)));
    }

    fn add_decision(&self, item: &mut CohortItem, pull: &Pull<'_>, waits: &PullWaits) {
        item.approvals = waits.approvals;
        item.merged_by_role = if waits.merged_by_author {
            Some("author".into())
        } else {
            waits.merged_by_role.map(|role| role.as_str().into())
        };
        item.auto_merged = waits.auto_merged;
        let Some(by) = waits.deciding.as_ref().filter(|_| item.merged_in_horizon) else { return };
        item.deciding_role = Some(by.role.as_str().into());
        let near = |d: &BTreeSet<&str>| self.repo.history.near(&by.person, d, by.at);
        item.deciding_near = pull.directories.as_ref().map(near);
        if by.role == Role::Leader {
            item.peers_near = pull.directories.as_ref().map(|d| self.peers_near(pull, d, by.at));
        }
    }

    /// Peers who know the place, so that they could have decided.
    fn peers_near(&self, pull: &Pull<'_>, directories: &BTreeSet<&str>, at: Timestamp) -> i64 {
        let Some(roster) = self.frame.rosters.get(pull.team) else { return 0 };
        let near = roster.at(at).into_iter().filter(|(person, role)| {
            *role == Role::Peer
                && *person != pull.author
                && self.repo.history.near(person, directories, at)
        });
        i64::try_from(near.count()).unwrap_or(i64::MAX)
    }

    /// Whether a person, or every member of a GitHub team, leads.
    fn all_lead(&self, team: usize, who: &str, at: Timestamp) -> bool {
        let leads = |person: &str| self.frame.role(team, person, at) == Role::Leader;
        if !who.starts_with("team:") {
            return leads(who);
        }
        let members = self.frame.rosters.get(team).and_then(|r| r.members(who));
        members.is_some_and(|m| !m.is_empty() && m.iter().all(|p| leads(p)))
    }
}

/// A row of which nothing is known yet.
pub(crate) fn blank() -> CohortItem {
    let never = Timestamp::default();
    CohortItem {
        repo: Text::default(),
        team: Text::default(),
        subject: Text::default(),
        number: 0,
        item: Text::default(),
        period: Text::default(),
        week: Text::default(),
        author: Text::default(),
        author_role: Text::default(),
        created: never,
        ready: never,
        horizon: never,
        followed: false,
        followed_bh: 0.0,
        closed: None,
        merged: None,
        merged_in_horizon: false,
        bookkeeping: false,
        low_risk: None,
        chore: false,
        urgent: false,
        paired: false,
        stacked: false,
        lines: None,
        files: None,
        owned_files: None,
        leader_owned_files: None,
        approvals: 0,
        deciding_role: None,
        deciding_near: None,
        peers_near: None,
        merged_by_role: None,
        auto_merged: false,
        first_response_bh: 0.0,
        response_censored: true,
        leader_only_requests: false,
        satisfied_by_peer: None,
        approval_bh: None,
        merge_bh: None,
        open_hours: 0.0,
        hasty: None,
        redrafted: false,
        reverted: false,
        integration_hours: None,
        intent: None,
    }
}

/// Of the paths, those that a rule matches, and of those the ones that only leaders own.
pub(super) fn owned_files<'p>(
    rules: &Rules,
    paths: impl Iterator<Item = &'p str>,
    role: impl Fn(&str) -> Role,
    team_leads: impl Fn(&str) -> bool,
) -> (i64, i64) {
    let leads = |owner: &String| {
        if owner.starts_with("team:") { team_leads(owner) } else { role(owner) == Role::Leader }
    };
    paths
        .filter_map(|p| rules.owners(p))
        .fold((0, 0), |(owned, led), owners| (owned + 1, led + i64::from(owners.iter().all(leads))))
}

/// Words of labels or a title.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a word is one of some, all of which are in small letters.
fn is_one(word: &str, some: &[&str]) -> bool {
    some.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// Labelled as a repair, or titled so: a revert by its first word, for many titles speak of one.
pub(super) fn is_urgent(labels: &str, title: &str) -> bool {
    words(labels).any(|word| is_one(word, &URGENT))
        || words(title).any(|word| is_one(word, &URGENT) && !is_one(word, &["revert"]))
        || words(title).next().is_some_and(|word| is_one(word, &["revert", "reverts"]))
}

/// Whether labels or the first word of a title say that it is upkeep.
pub(super) fn is_chore(title: &str) -> bool {
    words(title).next().is_some_and(|word| is_one(word, &CHORES))
}

/// First approval that counts, as it was given: in the draft too.
fn first_approval(pull: &Pull<'_>, frame: &Frame<'_>) -> Option<Timestamp> {
    pull.readings.iter().find(|r| counts(pull, r, frame.people)).map(|r| r.event.at)
}

/// Approved faster than 200 lines an hour; wall time, because a night is no reading time either
/// way and must not make a verdict look quick.
fn hasty(item: &CohortItem, approval: Option<Timestamp>) -> Option<bool> {
    let (lines, approval) = (item.lines?, approval?);
    if lines < HASTY_LINES {
        return Some(false);
    }
    let from = if approval > item.ready { item.ready } else { item.created };
    let hours = approval.since(from).max(1) as f64 / HOUR as f64;
    Some(lines as f64 / hours > HASTY_SPEED)
}

/// Numbers of pull requests that another one reverted by title, or that a repair of the same
/// files followed, within 14 days of the merge.
fn failed(repo: &Repo<'_>) -> HashSet<i64> {
    let mut merges: Vec<(&Pull<'_>, Timestamp)> =
        repo.pulls.iter().filter_map(|p| Some((p, p.row.merged?))).collect();
    merges.sort_by_key(|(pull, at)| (*at, pull.row.number));
    let mut by_title: HashMap<&str, Vec<(&Pull<'_>, Timestamp)>> = HashMap::default();
    let mut by_file: HashMap<&str, Vec<(&Pull<'_>, Timestamp)>> = HashMap::default();
    for (pull, at) in &merges {
        by_title.entry(&pull.row.title).or_default().push((pull, *at));
        for file in pull.files.iter().flatten() {
            by_file.entry(file).or_default().push((pull, *at));
        }
    }
    let last = |found: Option<&Vec<(&Pull<'_>, Timestamp)>>, repair: &Pull<'_>| {
        let found = found?;
        let before = found.partition_point(|(_, at)| *at <= repair.row.created);
        let (pull, at) = found.get(before.checked_sub(1)?)?;
        (repair.row.created.since(*at) <= FAILURE && pull.row.number != repair.row.number)
            .then_some((*at, pull.row.number))
    };
    let mut out = HashSet::default();
    for repair in repo.pulls.iter().filter(|p| is_urgent(&p.row.labels, &p.row.title)) {
        let reverted = repair.row.title.strip_prefix("Revert \"").and_then(|t| t.strip_suffix('"'));
        if let Some(title) = reverted {
            out.extend(last(by_title.get(title), repair).map(|(_, number)| number));
        } else {
            // One repair is one failure, of what was merged last.
            let files = repair.files.iter().flatten();
            let found = files.filter_map(|f| last(by_file.get(*f), repair)).max();
            out.extend(found.map(|(_, number)| number));
        }
    }
    out
}
