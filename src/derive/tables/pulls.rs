//! One pull request through the wait states.

use super::frame::Frame;
use super::index::{Pull, Repo};
use super::requirement::{Merge, approvers, counts, merged_by};
use crate::model::derived::Interval;
use crate::model::time::Timestamp;

/// What the wait states say of a pull request.
pub(super) struct Waits {
    /// Pieces of its open time.
    pub(super) intervals: Vec<Interval>,
    /// Opened and merged within a minute by one person.
    pub(super) bookkeeping: bool,
    /// Who gave the deciding approval, and when.
    pub(super) deciding: Option<(String, Timestamp)>,
    /// When a peer's approval first satisfied the requirement.
    pub(super) satisfied_by_peer: Option<Timestamp>,
    /// First response by a human who is not the author.
    pub(super) first_response: Option<Timestamp>,
    /// First approval.
    pub(super) first_approval: Option<Timestamp>,
    /// Converted to draft while a review was awaited.
    pub(super) redrafted: bool,
}

/// STUB until the state machine is wired.
pub(super) fn look(pull: &Pull, _repo: &Repo<'_>, frame: &Frame<'_>, _merges: &[Merge]) -> Waits {
    let respond = |r: &&super::reading::Reading| {
        r.speaks() && !r.template && r.actor != pull.author && !frame.people.is_bot(&r.actor)
    };
    let approvals = || pull.readings.iter().filter(|r| counts(pull, r, frame.people));
    let merged = pull.row.merged;
    let deciding = merged.and_then(|at| {
        let valid = approvers(pull, frame.people, at);
        approvals().rev().find(|r| r.event.at <= at && valid.contains(r.actor.as_str()))
    });
    Waits {
        intervals: Vec::new(),
        bookkeeping: merged.is_some_and(|m| m.since(pull.row.created) <= 60)
            && merged_by(pull).as_deref() == Some(&pull.author),
        deciding: deciding.map(|r| (r.actor.clone(), r.event.at)),
        satisfied_by_peer: approvals().next().map(|r| r.event.at),
        first_response: pull.readings.iter().find(respond).map(|r| r.event.at),
        first_approval: approvals().next().map(|r| r.event.at),
        redrafted: false,
    }
}
