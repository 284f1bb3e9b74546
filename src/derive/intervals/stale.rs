//! When nothing human happened for too long.

use crate::derive::calendar::{STALE_AFTER, WorkingTime};
use crate::model::time::Timestamp;

/// Whether an event of this kind is something that its actor did to the pull request or issue.
///
/// Left out is what GitHub records about people who did nothing here: that they were mentioned or
/// subscribed, or that something elsewhere referred to it.
#[must_use]
pub fn is_human_kind(kind: &str) -> bool {
    const KINDS: [&str; 32] = [
        "reviewed",
        "commented",
        "line_commented",
        "committed",
        "head_ref_force_pushed",
        "ready_for_review",
        "convert_to_draft",
        "review_requested",
        "review_request_removed",
        "review_dismissed",
        "merged",
        "closed",
        "reopened",
        "labeled",
        "unlabeled",
        "milestoned",
        "demilestoned",
        "assigned",
        "unassigned",
        "renamed_title",
        "base_ref_changed",
        "base_ref_force_pushed",
        "head_ref_deleted",
        "head_ref_restored",
        "locked",
        "unlocked",
        "auto_merge_enabled",
        "auto_merge_disabled",
        "auto_squash_enabled",
        "auto_rebase_enabled",
        "added_to_merge_queue",
        "removed_from_merge_queue",
    ];
    KINDS.contains(&kind)
}

/// Stretches that lie more than 40 business hours after the last human event, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stale(Vec<(Timestamp, Timestamp)>);

impl Stale {
    /// From the times of human events.
    pub(super) fn new(
        mut humans: Vec<Timestamp>,
        calendar: &WorkingTime,
        as_of: Timestamp,
    ) -> Self {
        humans.sort_unstable();
        humans.dedup();
        let next = humans.iter().skip(1).copied().chain([as_of]);
        let spans = humans.iter().zip(next).filter_map(|(last, next)| {
            let from = calendar.after(*last, STALE_AFTER);
            (from < next).then_some((from, next))
        });
        Self(spans.collect())
    }

    /// Whether an instant is stale.
    pub(super) fn covers(&self, at: Timestamp) -> bool {
        let begun = self.0.partition_point(|(from, _)| *from <= at);
        begun.checked_sub(1).and_then(|i| self.0.get(i)).is_some_and(|(_, to)| at < *to)
    }

    /// Begins and ends within `(from, to)`.
    pub(super) fn cuts(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = Timestamp> + '_ {
        let first = self.0.partition_point(|(_, end)| *end <= from);
        let spans = self.0.get(first..).unwrap_or_default().iter();
        spans
            .take_while(move |(begin, _)| *begin < to)
            .flat_map(|(begin, end)| [*begin, *end])
            .filter(move |at| from < *at && *at < to)
    }
}
