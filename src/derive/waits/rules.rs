//! The wait state at an instant: the first rule of model 2.3 that matches.

use super::piece::{Awaited, Unknown, Wait};
use super::state::State;
use super::step::{Party, Requirement, Script};
use crate::derive::role::Role;

/// State and whom it waits for, with the upper bound for leaders.
pub(super) type Waiting = (Wait, Option<Awaited>, Option<Awaited>);

/// The state of an open pull request; `None` where it is not open.
pub(super) fn waiting(state: &State<'_>, script: &Script<'_>) -> Option<Waiting> {
    if !state.open {
        return None;
    }
    if state.draft {
        return Some((Wait::Draft, None, None));
    }
    if state.gap {
        return Some((Wait::Unknown(Unknown::Gap), None, None));
    }
    let on_author = (Wait::OnAuthor, Some(Awaited::Author), Some(Awaited::Author));
    let mut changes_requested = state.verdicts.values().filter(|v| !v.approves).peekable();
    let any_changes_requested = changes_requested.peek().is_some();
    if changes_requested.any(|v| Some(v.at) >= state.author_acted) {
        return Some(on_author);
    }
    if !any_changes_requested && state.meets(&script.requirement, None) {
        return Some(to_merge(state, script));
    }
    let (awaited, upper) = outstanding(state, &script.requirement);
    if !state.answered {
        return Some((Wait::FirstReview, Some(awaited), Some(upper)));
    }
    let was_asked = state.reviewer_asked > state.author_acted;
    if was_asked && state.pending.is_empty() && !any_changes_requested {
        return Some(on_author);
    }
    let wait = if awaited == Awaited::Leader { Wait::OnLeader } else { Wait::OnPeer };
    Some((wait, Some(awaited), Some(upper)))
}

/// Rule 5: approved. Machines may still be at work; a leader may have been asked all the same.
fn to_merge(state: &State<'_>, script: &Script<'_>) -> Waiting {
    let checks_missing = script.requirement.checks_known && state.checks != Some(true);
    if checks_missing || state.auto_merge {
        return (Wait::Unknown(Unknown::Checks), None, None);
    }
    if state.queued {
        return (Wait::ToMerge, None, None);
    }
    let awaited = state.pending.values().any(Party::leads).then_some(Awaited::Leader);
    let upper = if script.leaders_merge { Some(Awaited::Leader) } else { awaited };
    (Wait::ToMerge, awaited, upper)
}

/// Whom the next turn is with: peers before leaders, as long as a peer could still move it.
///
/// Called only where the author has answered every request for changes, so that whoever made one
/// is outstanding.
fn outstanding(state: &State<'_>, requirement: &Requirement<'_>) -> (Awaited, Awaited) {
    let verdicts = state.verdicts.values().filter(|v| !v.approves);
    let reviewers = verdicts.map(|v| v.role == Role::Leader);
    let pending = state.pending.values().map(Party::leads);
    let owners = state.unsatisfied(requirement).map(Party::leads);
    let (mut peer, mut leader) = (false, false);
    for leads in reviewers.chain(pending).chain(owners) {
        *(if leads { &mut leader } else { &mut peer }) = true;
    }
    match (peer, leader) {
        (true, true) => (Awaited::Peer, Awaited::Leader),
        (true, false) => (Awaited::Peer, Awaited::Peer),
        (false, true) => (Awaited::Leader, Awaited::Leader),
        (false, false) => (Awaited::Nobody, Awaited::Nobody),
    }
}
