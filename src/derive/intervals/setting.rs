//! What the caller knows beside a pull request and its events.

use std::fmt;

use jiff::tz::TimeZone;

use crate::derive::calendar::WorkingTime;
use crate::derive::role::{Role, Roles};
use crate::model::facts::{Check, Event};
use crate::model::time::Timestamp;

/// Everything that [`of_pull`](super::of_pull) needs to know beside the rows.
#[derive(Clone, Copy)]
pub struct PullSetting<'a> {
    /// Roles within the team.
    pub roles: &'a dyn Roles,
    /// Name of the team.
    pub team: &'a str,
    /// How tables name the author; deleted accounts are told apart by the caller.
    pub author_key: &'a str,
    /// Role of the author.
    pub author_role: Role,
    /// Person keys of those who co-authored it: their reviews are not independent (model 2.7).
    pub pairs: &'a [String],
    /// Working time of the team.
    pub calendar: &'a WorkingTime,
    /// Approvals that a merge needs; less than 1 counts as 1.
    pub approvals_required: usize,
    /// Where code owners must approve: groups of person keys and `team:slug`, any member of which
    /// satisfies the group.
    pub owners: &'a [Vec<String>],
    /// Checks of its commits that a merge waits for; none: they are not known.
    pub checks: &'a [&'a Check],
    /// Words whose occurrence approves, compared without regard to case; none: comments never do.
    pub approval_words: &'a [String],
    /// Tells template comments: under 20 characters, or near-duplicates. Asked for `commented`
    /// events only, and not where a word approves.
    pub is_template: &'a dyn Fn(&Event) -> bool,
    /// Time zone of months and weeks.
    pub zone: &'a TimeZone,
    /// Nothing later is seen.
    pub as_of: Timestamp,
    /// At least 95 % of the human merges of the last 90 days were made by leaders (model A.16).
    pub leaders_merge: bool,
}

impl fmt::Debug for PullSetting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PullSetting")
            .field("team", &self.team)
            .field("author_key", &self.author_key)
            .field("approvals_required", &self.approvals_required)
            .field("as_of", &self.as_of)
            .finish_non_exhaustive()
    }
}

impl PullSetting<'_> {
    /// Whether an event holds a word that approves.
    #[must_use]
    pub fn approves_in_words(&self, event: &Event) -> bool {
        event.approval_word.as_ref().is_some_and(|word| {
            let word = word.to_lowercase();
            self.approval_words.iter().any(|known| known.to_lowercase() == word)
        })
    }
}
