//! Times of pushes, and the order of events.

use crate::model::time::Timestamp;
use crate::sources::archive::item::RawEvent;

/// Event with what its place follows from.
pub(super) struct Placed {
    pub(super) event: RawEvent,
    /// Position in the timeline; an inline comment has that of its review.
    pub(super) position: usize,
    /// Id of an inline comment, 0 for all else: orders comments of one review.
    pub(super) comment: i64,
}

/// Holds each push between its neighbours in the timeline: a commit carries no time of arrival,
/// only a committer date that any clock may have written (model A.10). The first push is not
/// earlier than `opened`, the last not later than `end`.
pub(super) fn clamp_pushes(timeline: &mut [Placed], opened: Timestamp, end: Option<Timestamp>) {
    let mut upper = end;
    let uppers: Vec<Option<Timestamp>> = timeline
        .iter()
        .rev()
        .map(|placed| {
            if !placed.event.row.at_inferred {
                upper = Some(upper.map_or(placed.event.row.at, |u| u.min(placed.event.row.at)));
            }
            upper
        })
        .collect();
    let mut lower = opened;
    for (placed, upper) in timeline.iter_mut().zip(uppers.into_iter().rev()) {
        let row = &mut placed.event.row;
        if row.at_inferred {
            row.at = upper.map_or(row.at, |upper| row.at.min(upper)).max(lower);
        }
        lower = lower.max(row.at);
    }
}

/// The events in order: by time, at one instant as in the timeline.
pub(super) fn ordered(mut events: Vec<Placed>) -> Vec<RawEvent> {
    events.sort_by_key(|placed| (placed.event.row.at, placed.position, placed.comment));
    events.into_iter().map(|placed| placed.event).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(position: usize, at: i64, inferred: bool) -> Placed {
        let kind = if inferred { "committed" } else { "commented" };
        let mut event = RawEvent::new(kind, Timestamp::from_seconds(at), None);
        event.row.at_inferred = inferred;
        Placed { event, position, comment: 0 }
    }

    fn times(events: &[Placed]) -> Vec<i64> {
        events.iter().map(|p| p.event.row.at.seconds()).collect()
    }

    #[test]
    fn pushes_lie_between_their_neighbours() {
        let mut timeline = [
            placed(0, 3, true),
            placed(1, 50, false),
            placed(2, 20, true),
            placed(3, 60, true),
            placed(4, 999, true),
            placed(5, 70, false),
            placed(6, 999, true),
        ];
        let end = Some(Timestamp::from_seconds(100));
        clamp_pushes(&mut timeline, Timestamp::from_seconds(10), end);
        assert_eq!(times(&timeline), [10, 50, 50, 60, 70, 70, 100]);
    }

    #[test]
    fn order_holds_at_one_instant() {
        let mut comments = [placed(1, 50, false), placed(1, 50, false)];
        for (comment, id) in comments.iter_mut().zip([9, 8]) {
            comment.comment = id;
            comment.event.row.count = Some(id);
        }
        let [late, early] = comments;
        let events = vec![placed(2, 50, false), late, placed(3, 10, false), early];
        let order: Vec<_> =
            ordered(events).iter().map(|e| (e.row.at.seconds(), e.row.count)).collect();
        assert_eq!(order, [(10, None), (50, Some(8)), (50, Some(9)), (50, None)]);
    }

    proptest::proptest! {
        #[test]
        fn clamping_never_moves_what_is_known(
            events in proptest::collection::vec((0_i64..100, proptest::bool::ANY), 0..12)
        ) {
            let mut timeline: Vec<Placed> =
                (0..).zip(&events).map(|(i, (at, inferred))| placed(i, *at, *inferred)).collect();
            clamp_pushes(&mut timeline, Timestamp::from_seconds(5), None);
            for (placed, (at, inferred)) in timeline.iter().zip(&events) {
                let now = placed.event.row.at.seconds();
                proptest::prop_assert!(*inferred || now == *at);
                proptest::prop_assert!(!inferred || now >= 5);
            }
        }
    }
}
