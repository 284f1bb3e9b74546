//! Milestones from the copies in pull requests and issues.
//!
//! Each item carries its milestone as it was when the item was recorded. The newest copy is what
//! the milestone is; an older copy with another due date or state proves that it once was so, at
//! the latest when that copy was last changed. GitHub keeps no other history of due dates.

use std::collections::BTreeMap;

use super::item::Who;
use super::people::Directory;
use crate::model::facts::{Milestone, MilestoneSnapshot};
use crate::model::time::Timestamp;

/// The milestones as last recorded, and when each was seen with which due date and state.
pub(in crate::sources) fn collect<'a>(
    copies: impl Iterator<Item = &'a (Milestone, Option<Who>)>,
    directory: &Directory,
    repo: &str,
    recorded: Timestamp,
) -> (Vec<Milestone>, Vec<MilestoneSnapshot>) {
    let mut by_number: BTreeMap<i64, Vec<&(Milestone, Option<Who>)>> = BTreeMap::new();
    for copy in copies {
        by_number.entry(copy.0.number).or_default().push(copy);
    }
    let (mut milestones, mut snapshots) = (Vec::new(), Vec::new());
    for copies in by_number.values_mut() {
        // What changed last is newest; closing counts as change, so closed wins where times tie.
        copies.sort_by_key(|(m, _)| (m.updated, m.closed, m.due, m.title.clone()));
        let Some((newest, creator)) = copies.last() else { continue };
        let mut row = newest.clone();
        row.repo = repo.into();
        row.creator = creator.as_ref().map(|who| directory.key(who)).map(Into::into);
        snapshots.extend(history(copies, &row, recorded));
        milestones.push(row);
    }
    (milestones, snapshots)
}

fn history(
    copies: &[&(Milestone, Option<Who>)],
    newest: &Milestone,
    recorded: Timestamp,
) -> Vec<MilestoneSnapshot> {
    let snapshot = |milestone: &Milestone, seen| MilestoneSnapshot {
        repo: newest.repo.clone(),
        number: milestone.number,
        seen,
        due: milestone.due,
        state: milestone.state.clone(),
    };
    let mut rows: Vec<MilestoneSnapshot> = Vec::new();
    for (copy, _) in copies {
        let differs = (copy.due, &copy.state) != (newest.due, &newest.state);
        let repeats = rows.last().is_some_and(|r| (r.due, &r.state) == (copy.due, &copy.state));
        if differs && !repeats {
            rows.push(snapshot(copy, copy.updated));
        }
    }
    rows.push(snapshot(newest, recorded));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(updated: i64, due: i64, closed: Option<i64>) -> (Milestone, Option<Who>) {
        let at = Timestamp::from_seconds;
        let row = Milestone {
            repo: String::new().into(),
            number: 3,
            title: "v3".into(),
            creator: None,
            created: at(0),
            due: Some(at(due)),
            closed: closed.map(at),
            updated: at(updated),
            state: if closed.is_some() { "closed" } else { "open" }.into(),
            description_length: 0,
        };
        (row, None)
    }

    #[test]
    fn the_newest_copy_holds_and_older_ones_date_the_change() {
        let copies = [
            copy(30, 200, None),
            copy(10, 100, None),
            copy(90, 200, Some(90)),
            copy(20, 100, None),
        ];
        let directory = Directory::new(&[], &[]);
        let recorded = Timestamp::from_seconds(500);
        let (rows, seen) = collect(copies.iter(), &directory, "northlight/atlas", recorded);
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].state.as_str(), rows[0].repo.as_str()), ("closed", "northlight/atlas"));
        let seen: Vec<(i64, i64, &str)> = seen
            .iter()
            .map(|s| (s.seen.seconds(), s.due.map_or(0, Timestamp::seconds), s.state.as_str()))
            .collect();
        assert_eq!(seen, [(10, 100, "open"), (30, 200, "open"), (500, 200, "closed")]);
    }
}
