//! Rules that lower drift pressure: work gets an owner, a date and an answer.

mod aims;
mod answers;
mod check_ins;
mod intent;
mod requests;
mod response;
mod slips;
mod stale;
mod unattended;
mod unowned;
mod unreviewed;
mod visible;

use super::proposal::Rule;

/// In the order that breaks ties.
pub(super) const RULES: [Rule; 12] = [
    unattended::RULE,
    requests::RULE,
    response::RULE,
    stale::RULE,
    check_ins::RULE,
    answers::RULE,
    visible::RULE,
    slips::RULE,
    unowned::RULE,
    unreviewed::RULE,
    intent::RULE,
    aims::RULE,
];

/// What must not get worse while more is asked of people.
const NO_MORE_GATES: &str = "hours blocked on the leader role not above this month's";
/// What must not get worse while answers come sooner.
const NO_GLANCES: &str = "approvals at a glance not above this month's share";
