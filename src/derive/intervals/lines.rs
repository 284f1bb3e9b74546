//! Which inline comments stand by themselves.
//!
//! An inline comment is written before the review that it comes with is submitted, and seen by
//! nobody until then; the review stands for it. Old recordings, and those that leave out reviews
//! without a text, hold inline comments whose review is not there: each of them is an answer.

use std::collections::BTreeMap;

use crate::model::facts::Event;

/// An inline comment can be recorded this many seconds after its review.
const SLACK: i64 = 60;
/// Where a review does not say how many comments came with it: those of the day before, in seconds.
const WRITTEN_WITHIN: i64 = 86_400;

/// For each event, whether it is an inline comment that no recorded review stands for.
pub(super) fn standing_alone(events: &[&Event]) -> Vec<bool> {
    let mut alone: Vec<bool> = events.iter().map(|e| e.kind == "line_commented").collect();
    if !alone.contains(&true) {
        return alone;
    }
    let mut by_actor: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (index, _) in alone.iter().enumerate().filter(|(_, is_line)| **is_line) {
        if let Some(event) = events.get(index) {
            by_actor.entry(event.actor.as_deref()).or_default().push(index);
        }
    }
    let mut reviews: Vec<&&Event> = events.iter().filter(|e| e.kind == "reviewed").collect();
    reviews.sort_by_key(|e| e.at);
    for review in reviews {
        if let Some(open) = by_actor.get_mut(&review.actor.as_deref()) {
            for index in taken(open, events, review) {
                if let Some(flag) = alone.get_mut(index) {
                    *flag = false;
                }
            }
        }
    }
    alone
}

/// Takes the comments that came with a review: as many as it says, the latest before it.
fn taken(open: &mut Vec<usize>, events: &[&Event], review: &Event) -> Vec<usize> {
    let at = |index: &usize| events.get(*index).map_or(review.at, |e| e.at);
    let mut near: Vec<usize> =
        open.iter().copied().filter(|i| at(i) <= review.at.plus(SLACK)).collect();
    near.sort_by_key(|index| (at(index), *index));
    let first = match review.count {
        Some(count) => near.len().saturating_sub(usize::try_from(count).unwrap_or(0)),
        None => near.partition_point(|i| at(i) < review.at.plus(-WRITTEN_WITHIN)),
    };
    let taken = near.split_off(first);
    open.retain(|index| !taken.contains(index));
    taken
}
