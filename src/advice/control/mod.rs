//! Rules that lower control pressure: decisions move to where the work is.

mod alone;
mod delegate;
mod intake;
mod merge;
mod requests;
mod rounds;
mod small;
mod veto;

use super::proposal::Rule;

/// In the order that breaks ties.
pub(super) const RULES: [Rule; 8] = [
    delegate::RULE,
    small::RULE,
    alone::RULE,
    requests::RULE,
    merge::RULE,
    rounds::RULE,
    veto::RULE,
    intake::RULE,
];

/// Signals in which a pull request that the leader role does not decide no longer counts.
const UNDECIDED: [&str; 4] = [
    "leader_gate_odds",
    "low_risk_leader_gate",
    "leader_wait_share_odds",
    "leader_blocked_hours_per_pr",
];
/// Signals in which waiting for the leader role counts.
const WAITS: [&str; 2] = ["leader_wait_share_odds", "leader_blocked_hours_per_pr"];

/// What must not get worse while decisions move.
const NO_MORE_FAILURES: &str = "reverts and quick fixes not above this month's share";
