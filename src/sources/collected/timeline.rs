//! Timelines: what entries say about each other, times of pushes, and the order of events.
//!
//! An entry of a timeline is read without looking at the others, so that pages of it can be read
//! at different times. What needs the whole is done at the end, by [`Draft::finish`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::item::{Gaps, Item, RawEvent, Subject, Who};
use super::people::People;
use crate::model::facts::Milestone;
use crate::model::time::Timestamp;

/// A pull request or issue with its timeline as read so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::sources) struct Draft {
    pub(in crate::sources) subject: Subject,
    pub(in crate::sources) created: Timestamp,
    /// No push is later; absent where the last change is not known.
    pub(in crate::sources) latest: Option<Timestamp>,
    /// In the timeline's order.
    pub(in crate::sources) entries: Vec<Entry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sources) milestone: Option<(Milestone, Option<Who>)>,
    #[serde(default)]
    pub(in crate::sources) people: People,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sources) web_url: Option<String>,
    #[serde(default, skip_serializing_if = "Gaps::is_empty")]
    pub(in crate::sources) gaps: Gaps,
}

/// An entry of a timeline, with what it says about another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::sources) struct Entry {
    pub(in crate::sources) event: RawEvent,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sources) link: Option<Link>,
}

/// What an entry says about a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::sources) enum Link {
    /// It is the review with this id; inline comments that the source counts on it.
    Review(i64, Option<u64>),
    /// It dismisses the review with this id, which had this state before: the review itself no
    /// longer tells.
    Dismissal(i64, Option<String>),
}

/// An inline comment, its review not looked at yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::sources) struct Inline {
    pub(in crate::sources) id: i64,
    /// Id of the review that it came with.
    pub(in crate::sources) review: Option<i64>,
    /// Its time is when it was written.
    pub(in crate::sources) event: RawEvent,
}

/// Event with what its place follows from.
struct Placed {
    event: RawEvent,
    /// Position in the timeline; an inline comment has that of its review.
    position: usize,
    /// Id of an inline comment, 0 for all else: orders comments of one review.
    comment: i64,
}

impl Draft {
    /// The item, with its inline comments.
    pub(in crate::sources) fn finish(mut self, inline: Vec<Inline>) -> Item {
        self.settle_reviews(&inline);
        clamp_pushes(&mut self.entries, self.created, self.latest);
        let reviews: BTreeMap<i64, (usize, Timestamp)> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(position, entry)| match entry.link {
                Some(Link::Review(id, _)) => Some((id, (position, entry.event.at))),
                _ => None,
            })
            .collect();
        let comments = inline.into_iter().map(|comment| comment.place(&reviews));
        let entries = self.entries.into_iter().enumerate();
        let placed = entries
            .map(|(position, entry)| Placed { event: entry.event, position, comment: 0 })
            .chain(comments)
            .collect();
        Item {
            subject: self.subject,
            events: ordered(placed),
            milestones: self.milestone.into_iter().collect(),
            sightings: self.people.sightings,
            addresses: self.people.addresses,
            web_url: self.web_url,
            gaps: self.gaps,
        }
    }

    /// Gives reviews their inline comments and the state that a dismissal took, and dismissals the
    /// reviewer.
    fn settle_reviews(&mut self, inline: &[Inline]) {
        let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
        for review in inline.iter().filter_map(|comment| comment.review) {
            *counts.entry(review).or_default() += 1;
        }
        let mut former: BTreeMap<i64, String> = BTreeMap::new();
        let mut reviewers: BTreeMap<i64, Option<Who>> = BTreeMap::new();
        for entry in &self.entries {
            match &entry.link {
                Some(Link::Review(id, _)) => {
                    reviewers.insert(*id, entry.event.actor.clone());
                }
                Some(Link::Dismissal(id, Some(state))) => {
                    former.insert(*id, state.clone());
                }
                _ => {}
            }
        }
        for Entry { event, link } in &mut self.entries {
            match link {
                Some(Link::Review(id, _)) => {
                    event.count = Some(counts.get(id).copied().unwrap_or(0));
                    if event.state.as_deref() == Some("dismissed")
                        && let Some(state) = former.get(id)
                    {
                        event.state = Some(state.clone());
                    }
                }
                Some(Link::Dismissal(id, _)) if event.target.is_none() => {
                    event.target = reviewers.get(id).cloned().flatten();
                }
                _ => {}
            }
        }
    }
}

impl Inline {
    /// From when it could be seen: one that came with a review, when that was submitted, however
    /// long before it was drafted.
    fn place(self, reviews: &BTreeMap<i64, (usize, Timestamp)>) -> Placed {
        let Self { id, review, mut event } = self;
        let review = review.and_then(|id| reviews.get(&id));
        let (position, submitted) = review.copied().unwrap_or((usize::MAX, event.at));
        event.at = event.at.max(submitted);
        Placed { event, position, comment: id }
    }
}

/// Holds each push between its neighbours in the timeline: a commit carries no time of arrival,
/// only a committer date that any clock may have written (model A.10). The first push is not
/// earlier than `opened`, the last not later than `end`.
fn clamp_pushes(timeline: &mut [Entry], opened: Timestamp, end: Option<Timestamp>) {
    let mut upper = end;
    let uppers: Vec<Option<Timestamp>> = timeline
        .iter()
        .rev()
        .map(|Entry { event, .. }| {
            if !event.at_inferred {
                upper = Some(upper.map_or(event.at, |u| u.min(event.at)));
            }
            upper
        })
        .collect();
    let mut lower = opened;
    for (Entry { event, .. }, upper) in timeline.iter_mut().zip(uppers.into_iter().rev()) {
        if event.at_inferred {
            event.at = upper.map_or(event.at, |upper| event.at.min(upper)).max(lower);
        }
        lower = lower.max(event.at);
    }
}

/// The events in order: by time, at one instant as in the timeline.
fn ordered(mut events: Vec<Placed>) -> Vec<RawEvent> {
    events.sort_by_key(|placed| (placed.event.at, placed.position, placed.comment));
    events.into_iter().map(|placed| placed.event).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at: i64, inferred: bool) -> RawEvent {
        let kind = if inferred { "committed" } else { "commented" };
        let mut event = RawEvent::new(kind, Timestamp::from_seconds(at), None);
        event.at_inferred = inferred;
        event
    }

    fn entry(at: i64, inferred: bool) -> Entry {
        Entry { event: event(at, inferred), link: None }
    }

    fn placed(position: usize, at: i64) -> Placed {
        Placed { event: event(at, false), position, comment: 0 }
    }

    fn times(entries: &[Entry]) -> Vec<i64> {
        entries.iter().map(|e| e.event.at.seconds()).collect()
    }

    #[test]
    fn pushes_lie_between_their_neighbours() {
        let mut timeline = [
            entry(3, true),
            entry(50, false),
            entry(20, true),
            entry(60, true),
            entry(999, true),
            entry(70, false),
            entry(999, true),
        ];
        let end = Some(Timestamp::from_seconds(100));
        clamp_pushes(&mut timeline, Timestamp::from_seconds(10), end);
        assert_eq!(times(&timeline), [10, 50, 50, 60, 70, 70, 100]);
    }

    #[test]
    fn order_holds_at_one_instant() {
        let mut comments = [placed(1, 50), placed(1, 50)];
        for (comment, id) in comments.iter_mut().zip([9, 8]) {
            comment.comment = id;
            comment.event.count = Some(id);
        }
        let [late, early] = comments;
        let events = vec![placed(2, 50), late, placed(3, 10), early];
        let order: Vec<_> = ordered(events).iter().map(|e| (e.at.seconds(), e.count)).collect();
        assert_eq!(order, [(10, None), (50, Some(8)), (50, Some(9)), (50, None)]);
    }

    proptest::proptest! {
        #[test]
        fn clamping_never_moves_what_is_known(
            events in proptest::collection::vec((0_i64..100, proptest::bool::ANY), 0..12)
        ) {
            let mut timeline: Vec<Entry> =
                events.iter().map(|(at, inferred)| entry(*at, *inferred)).collect();
            clamp_pushes(&mut timeline, Timestamp::from_seconds(5), None);
            for (entry, (at, inferred)) in timeline.iter().zip(&events) {
                let now = entry.event.at.seconds();
                proptest::prop_assert!(*inferred || now == *at);
                proptest::prop_assert!(!inferred || now >= 5);
            }
        }
    }
}
