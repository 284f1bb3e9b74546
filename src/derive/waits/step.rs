//! What can happen to a pull request, who did it, and what a merge needs.

use crate::derive::role::Role;
use crate::model::time::Timestamp;

/// Something that happened, in the terms of the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor<'a>,
    /// What.
    pub act: Act<'a>,
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor<'a> {
    /// Person key.
    pub name: &'a str,
    /// Role at that time.
    pub role: Role,
    /// Which side of the pull request.
    pub side: Side,
}

impl Actor<'_> {
    /// A human who did not write the pull request: the only kind whose answer counts.
    #[must_use]
    pub fn is_reviewer(&self) -> bool {
        self.role != Role::Bot && self.side == Side::Other
    }

    /// A human on the author's side.
    #[must_use]
    pub fn is_author(&self) -> bool {
        self.role != Role::Bot && self.side != Side::Other
    }
}

/// Side of a pull request that somebody stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Opened it.
    Author,
    /// Co-authored it: their review is not an independent one (model 2.7), so that they count as
    /// the author does.
    Pair,
    /// Anybody else.
    Other,
}

/// Things that happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act<'a> {
    /// Opened.
    Opened {
        /// As a draft.
        draft: bool,
    },
    /// Marked as ready for review.
    Ready,
    /// Converted to a draft.
    Drafted,
    /// Somebody's review was requested.
    Request(Party<'a>),
    /// A request was taken back; by the name of the party.
    Unrequest(&'a str),
    /// A review was submitted.
    Review(Verdict),
    /// The review of a person was dismissed.
    Dismiss(&'a str),
    /// Commits were pushed.
    Push {
        /// By the author's side; pushes often name somebody of whom only an e-mail address is known.
        author_side: bool,
        /// Nothing but a merge of the base branch.
        merges_base: bool,
    },
    /// A comment outside a review.
    Comment {
        /// Too short or too often repeated to be an answer (model A.16).
        template: bool,
        /// Asks something.
        question: bool,
        /// Holds a configured word of approval, so that it counts as an approving review (A.11).
        approval: bool,
    },
    /// The state of the checks changed.
    Checks {
        /// All of them passed.
        passed: bool,
    },
    /// Set to merge by itself once the checks pass, or no longer.
    AutoMerge(bool),
    /// Put into the merge queue, or taken out.
    Queue(bool),
    /// From here on the record has a gap.
    GapStart,
    /// The gap ends.
    GapEnd,
    /// Closed without merging.
    Closed,
    /// Merged.
    Merged,
    /// Opened again.
    Reopened,
}

impl Act<'_> {
    /// Order among steps of one second: openings first, closings last (model 2.1).
    #[must_use]
    pub fn rank(&self) -> u8 {
        match self {
            Self::Opened { .. } | Self::Reopened => 0,
            Self::Closed | Self::Merged => 9,
            _ => 5,
        }
    }
}

/// What a review says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Approves.
    Approved,
    /// Requests changes.
    ChangesRequested,
    /// Neither; an earlier verdict of the same reviewer stands.
    Commented,
}

/// A person or a group of which any member can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party<'a> {
    /// Person key, `team:slug`, or empty for an owner group.
    pub name: &'a str,
    /// Humans in it with their roles, the author's side left out; `None` where not known.
    pub members: Option<Vec<(&'a str, Role)>>,
}

impl Party<'_> {
    /// Whether anybody in it can answer: false for bots, and for a group of the author alone.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.members.as_ref().is_none_or(|members| !members.is_empty())
    }

    /// Whether every member is a leader; a group that is not known counts as peers (model 2.3).
    #[must_use]
    pub fn leads(&self) -> bool {
        self.members.as_ref().is_some_and(|members| {
            !members.is_empty() && members.iter().all(|(_, role)| *role == Role::Leader)
        })
    }

    /// Whether somebody belongs to it; to a group that is not known, anybody may.
    #[must_use]
    pub fn includes(&self, name: &str) -> bool {
        self.members.as_ref().is_none_or(|members| members.iter().any(|(n, _)| *n == name))
    }
}

/// What a merge needs (model 2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement<'a> {
    /// Approvals; less than 1 counts as 1.
    pub approvals: usize,
    /// Groups of owners, each of which must have a member that approves.
    pub owners: Vec<Party<'a>>,
    /// Whether the state of checks is known.
    pub checks_known: bool,
}

/// One pull request for the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script<'a> {
    /// What happened, in the order of the source; sorted by time and rank before use.
    pub steps: Vec<Step<'a>>,
    /// What a merge needs.
    pub requirement: Requirement<'a>,
    /// At least 95 % of the merges of late were made by leaders (model A.16).
    pub leaders_merge: bool,
    /// Nothing later is seen.
    pub as_of: Timestamp,
}
