//! Milestones, planned against done.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::model::MilestoneRow;
use crate::model::facts::{Issue, Milestone, MilestoneSnapshot, PullRequest};
use crate::model::time::{DAY, Timestamp};
use crate::sources::facts::Facts;

/// Most milestones that a report shows.
const MOST: usize = 12;

/// Milestones of a repository that were open, due or closed within the window, newest due first.
#[must_use]
pub fn of_repository(
    facts: &Facts,
    window: (Timestamp, Timestamp),
    as_of: Timestamp,
    zone: &TimeZone,
) -> Vec<MilestoneRow> {
    let first_due = first_due_dates(&facts.milestone_snapshots);
    let counts = items(&facts.issues, &facts.pull_requests);
    let mut rows: Vec<(&Milestone, Option<Timestamp>)> = facts
        .milestones
        .iter()
        .filter(|m| m.created <= as_of)
        .map(|m| (m, first_due.get(&m.number).copied().unwrap_or(m.due)))
        .filter(|(m, due)| touches(m, *due, window))
        .collect();
    rows.sort_by_key(|(m, due)| (std::cmp::Reverse(*due), m.number));
    rows.truncate(MOST);
    let day = |t: Timestamp| t.date(zone).to_string();
    rows.into_iter()
        .map(|(milestone, due)| {
            let closed = milestone.closed.filter(|c| *c <= as_of);
            let end = closed.unwrap_or(as_of);
            let (items, done) = counts.get(&milestone.number).copied().unwrap_or((0, 0));
            MilestoneRow {
                repo: milestone.repo.to_string(),
                number: milestone.number,
                title: milestone.title.to_string(),
                created: day(milestone.created),
                first_due: due.map(day),
                due: milestone.due.map(day),
                closed: closed.map(day),
                slip_days: due
                    // Before its due date an open milestone has not slipped, nor is it early.
                    .filter(|due| closed.is_some() || end > *due)
                    .map(|due| end.since(due) as f64 / DAY as f64),
                items,
                done,
            }
        })
        .collect()
}

fn first_due_dates(snapshots: &[MilestoneSnapshot]) -> BTreeMap<i64, Option<Timestamp>> {
    let mut first: BTreeMap<i64, &MilestoneSnapshot> = BTreeMap::new();
    for snapshot in snapshots.iter().filter(|s| s.due.is_some()) {
        let entry = first.entry(snapshot.number).or_insert(snapshot);
        if snapshot.seen < entry.seen {
            *entry = snapshot;
        }
    }
    first.into_iter().map(|(number, s)| (number, s.due)).collect()
}

/// Open in the window, or closed or due within it.
fn touches(milestone: &Milestone, due: Option<Timestamp>, window: (Timestamp, Timestamp)) -> bool {
    let within = |t: Timestamp| window.0 <= t && t < window.1;
    let closed_before = milestone.closed.is_some_and(|c| c < window.0);
    let created_before_end = milestone.created < window.1;
    due.is_some_and(within) || (created_before_end && !closed_before)
}

fn items(issues: &[Issue], pulls: &[PullRequest]) -> BTreeMap<i64, (u64, u64)> {
    let mut counts: BTreeMap<i64, (u64, u64)> = BTreeMap::new();
    let members = issues
        .iter()
        .map(|i| (i.milestone, i.state == "closed"))
        .chain(pulls.iter().map(|p| (p.milestone, p.state != "open")));
    for (milestone, done) in members {
        if let Some(number) = milestone {
            let entry = counts.entry(number).or_default();
            entry.0 += 1;
            entry.1 += u64::from(done);
        }
    }
    counts
}
