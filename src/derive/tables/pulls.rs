//! One pull request through the wait states.

use super::frame::Frame;
use super::index::{Pull, Repo};
use super::reading::Reading;
use super::requirement::{Habits, branch_rule, required_checks};
use crate::derive::intervals::{PullSetting, PullWaits, approvals_at_merge, of_pull};
use crate::model::facts::{Check, Event};

/// What a merge needed when a pull request became ready.
#[derive(Clone, Debug, Default)]
struct Needs<'a> {
    approvals: usize,
    checks: Vec<&'a Check>,
    owners: Vec<Vec<String>>,
    leaders_merge: bool,
}

/// The waits of a pull request, and what the cohort needs of them.
pub(super) fn waits(
    pull: &Pull<'_>,
    repo: &Repo<'_>,
    frame: &Frame<'_>,
    habits: &Habits<'_>,
) -> Option<PullWaits> {
    let at = pull.ready.unwrap_or(pull.row.created);
    let start = frame.month_of(at).map_or(at, |m| m.start);
    let rule = branch_rule(&repo.facts.merge_rules, &pull.row.base);
    let approvals = habits.needed(start, &frame.config.rules, rule);
    let needs = Needs {
        approvals: usize::try_from(approvals).unwrap_or(1),
        owners: owners(pull, repo, frame, rule.is_some_and(|rule| rule.code_owner)),
        checks: checks(pull, repo),
        leaders_merge: habits.leaders_merge(start),
    };
    let all = pull.readings.iter();
    with_setting(pull, all, frame, &needs, |events, setting| of_pull(&pull.row, events, setting))
}

/// Effective approvals at the merge; `None` where it is not merged.
pub(super) fn approvals(pull: &Pull<'_>, frame: &Frame<'_>) -> Option<i64> {
    // A remark on a line is no verdict, and there are many.
    let verdicts = pull.readings.iter().filter(|r| r.event.kind != "line_commented");
    with_setting(pull, verdicts, frame, &Needs::default(), |events, setting| {
        approvals_at_merge(&pull.row, events, setting)
    })?
}

/// Owners of each file, any of whom satisfies it; only where code owners must approve.
fn owners(pull: &Pull<'_>, repo: &Repo<'_>, frame: &Frame<'_>, by_rule: bool) -> Vec<Vec<String>> {
    if !frame.config.rules.code_owner_required && !by_rule {
        return Vec::new();
    }
    let month = frame.almanac.month(pull.ready.unwrap_or(pull.row.created));
    let Some(rules) = repo.owners.at(&month) else { return Vec::new() };
    let files = pull.files.iter().flatten();
    let mut groups: Vec<Vec<String>> = files
        .filter_map(|f| rules.owners(f))
        .map(|owners| owners.iter().cloned().collect())
        .collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// Checks that a merge waits for: those that the branch requires where that is known, else all.
fn checks<'a>(pull: &Pull<'_>, repo: &Repo<'a>) -> Vec<&'a Check> {
    let own = repo.checks.get(&pull.row.number).into_iter().flatten().copied();
    let required = required_checks(&repo.facts.required_checks, &pull.row.base);
    own.filter(|check| required.is_empty() || required.contains(check.name.as_str())).collect()
}

fn with_setting<'r, T>(
    pull: &Pull<'_>,
    readings: impl Iterator<Item = &'r Reading<'r>>,
    frame: &Frame<'_>,
    needs: &Needs<'_>,
    work: impl FnOnce(&[&Event], &PullSetting<'_>) -> T,
) -> Option<T> {
    let mut readings: Vec<&Reading<'_>> = readings.collect();
    readings.sort_by_key(|r| r.event.seq);
    let events: Vec<&Event> = readings.iter().map(|r| &*r.event).collect();
    let is_template = |event: &Event| {
        let found = readings.binary_search_by_key(&event.seq, |r| r.event.seq);
        found.ok().and_then(|i| readings.get(i)).is_some_and(|r| r.template)
    };
    let pairs: Vec<String> = pull.co_authors.iter().cloned().collect();
    let at = pull.ready.unwrap_or(pull.row.created);
    let setting = PullSetting {
        roles: frame.rosters.get(pull.team)?,
        team: &frame.team(pull.team)?.name,
        author_key: &pull.author,
        author_role: frame.role(pull.team, &pull.author, at),
        pairs: &pairs,
        calendar: frame.clocks.get(pull.team)?,
        approvals_required: needs.approvals,
        owners: &needs.owners,
        checks: &needs.checks,
        approval_words: &frame.config.approval_words,
        is_template: &is_template,
        zone: frame.zone,
        as_of: frame.as_of,
        leaders_merge: needs.leaders_merge,
    };
    Some(work(&events, &setting))
}
