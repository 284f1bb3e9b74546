//! Steps in order to pieces, and what the cohort table needs of the same walk.

use super::piece::{Awaited, Piece, joined};
use super::retrospect::{Ending, second_pass};
use super::rules::waiting;
use super::state::State;
use super::step::{Act, Actor, Script, Step, Verdict};
use crate::derive::role::Role;
use crate::model::time::Timestamp;

/// What one walk over a pull request yields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk<'a> {
    /// Open time in order; pieces touch where it was open throughout.
    pub pieces: Vec<Piece>,
    /// Begin and end of each stretch in which it was open, up to the as-of time.
    pub open: Vec<(Timestamp, Timestamp)>,
    /// Opened, or first marked as ready where it was opened as a draft.
    pub ready: Option<Timestamp>,
    /// Last close or merge, where it is not open at the as-of time.
    pub closed: Option<Timestamp>,
    /// The merge.
    pub merge: Option<Merge<'a>>,
    /// Effective approvals each time their number changes.
    pub approvals: Vec<(Timestamp, usize)>,
    /// First answer by a human other than the author, while drafting too.
    pub first_response: Option<Timestamp>,
    /// First approval by a human other than the author.
    pub first_approval: Option<Timestamp>,
    /// First time that the approval of somebody who is no leader met the requirement.
    pub satisfied_by_peer: Option<Timestamp>,
    /// First time that it was converted to a draft while somebody's review was awaited.
    pub redrafted: Option<Timestamp>,
}

/// The merge of a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge<'a> {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor<'a>,
    /// Set to merge by itself, or merged by a queue or a bot.
    pub automatic: bool,
    /// Effective approvals.
    pub approvals: usize,
    /// Who decided it.
    pub deciding: Option<Deciding<'a>>,
}

/// The deciding approval: the latest one in force without which the requirement was unmet, else
/// the latest in force (model A.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deciding<'a> {
    /// Person key.
    pub name: &'a str,
    /// Role when it was given.
    pub role: Role,
    /// When it was given.
    pub at: Timestamp,
}

impl Walk<'_> {
    /// Open time in seconds.
    #[must_use]
    pub fn open_seconds(&self) -> i64 {
        self.open.iter().map(|(from, to)| to.since(*from)).sum()
    }

    /// Effective approvals after everything that happened up to an instant.
    #[must_use]
    pub fn approvals_at(&self, at: Timestamp) -> usize {
        let known = self.approvals.partition_point(|(when, _)| *when <= at);
        known.checked_sub(1).and_then(|i| self.approvals.get(i)).map_or(0, |(_, count)| *count)
    }
}

/// Walks over a pull request. Total: steps may come in any order and contradict each other.
#[must_use]
pub fn walk<'a>(script: &Script<'a>) -> Walk<'a> {
    let mut steps: Vec<&Step<'a>> = script.steps.iter().filter(|s| s.at <= script.as_of).collect();
    // Stable: steps of one second and rank keep the order of the source.
    steps.sort_by_key(|s| (s.at, s.act.rank()));
    let mut out = Walk::default();
    let mut state = State::default();
    let mut acts = Acts::default();
    for (index, step) in steps.iter().enumerate() {
        before(&mut out, &state, step, script);
        let met = state.meets(&script.requirement, None);
        let was_open = state.open;
        state.apply(step);
        if was_open != state.open {
            out.closed = was_open.then_some(step.at);
        }
        after(&mut out, &state, step, met, script);
        acts.note(step);
        let until = steps.get(index + 1).map_or(script.as_of, |next| next.at);
        push_piece(&mut out.pieces, &state, script, step.at, until);
        push_open(&mut out.open, state.open, step.at, until);
    }
    // A merge recorded a little later than the close that came with it.
    out.closed = out.closed.max(out.merge.as_ref().filter(|_| !state.open).map(|m| m.at));
    let limit = out.closed.unwrap_or(script.as_of);
    out.first_response = out.first_response.filter(|at| *at <= limit);
    let ending = acts.ending(out.closed, limit);
    out.pieces = second_pass(joined(std::mem::take(&mut out.pieces)), ending);
    out
}

/// What a step says of the state it meets.
fn before<'a>(out: &mut Walk<'a>, state: &State<'a>, step: &Step<'a>, script: &Script<'a>) {
    match &step.act {
        Act::Drafted if out.redrafted.is_none() => {
            let awaited = waiting(state, script).and_then(|(_, awaited, _)| awaited);
            if matches!(awaited, Some(Awaited::Peer | Awaited::Leader)) {
                out.redrafted = Some(step.at);
            }
        }
        Act::Merged if out.merge.is_none() => out.merge = Some(merge(state, step, script)),
        _ => {}
    }
}

fn merge<'a>(state: &State<'a>, step: &Step<'a>, script: &Script<'a>) -> Merge<'a> {
    let approvals = || state.verdicts.iter().filter(|(_, v)| v.approves);
    let latest = || approvals().max_by_key(|(_, v)| (v.at, v.order));
    let needed = approvals()
        .filter(|(name, _)| !state.meets(&script.requirement, Some(name)))
        .max_by_key(|(_, v)| (v.at, v.order));
    Merge {
        at: step.at,
        by: step.actor,
        automatic: state.auto_merge || state.queued || step.actor.role == Role::Bot,
        approvals: state.approvals(),
        deciding: needed.or_else(latest).map(|(name, v)| Deciding { name, role: v.role, at: v.at }),
    }
}

/// What a step brought about.
fn after<'a>(
    out: &mut Walk<'a>,
    state: &State<'a>,
    step: &Step<'a>,
    met: bool,
    script: &Script<'a>,
) {
    let at = step.at;
    match &step.act {
        Act::Opened { draft: false } | Act::Ready => {
            out.ready.get_or_insert(at);
        }
        _ => {}
    }
    if is_answer(step) {
        out.first_response.get_or_insert(at);
    }
    if is_approval(step) {
        out.first_approval.get_or_insert(at);
        if !met && step.actor.role != Role::Leader && state.meets(&script.requirement, None) {
            out.satisfied_by_peer.get_or_insert(at);
        }
    }
    let count = state.approvals();
    if out.approvals.last().map_or(0, |(_, c)| *c) != count {
        out.approvals.push((at, count));
    }
}

/// Times of acts that the second pass asks for, in order.
#[derive(Default)]
struct Acts {
    leader: Vec<Timestamp>,
    peer: Vec<Timestamp>,
}

impl Acts {
    /// What happened after the pull request was closed for good no longer counts.
    fn ending(&self, closed: Option<Timestamp>, limit: Timestamp) -> Ending {
        let last = |times: &[Timestamp]| times.iter().rev().find(|at| **at <= limit).copied();
        Ending {
            closed: closed.is_some(),
            last_leader_act: last(&self.leader),
            last_peer_review: last(&self.peer),
        }
    }

    fn note(&mut self, step: &Step<'_>) {
        if !step.actor.is_reviewer() {
            return;
        }
        let ends = matches!(step.act, Act::Closed | Act::Merged);
        if step.actor.role == Role::Leader {
            if ends || is_answer(step) {
                self.leader.push(step.at);
            }
        } else if is_review(step) {
            self.peer.push(step.at);
        }
    }
}

/// An answer of a human other than the author: a review, or a comment that is no template.
fn is_answer(step: &Step<'_>) -> bool {
    let says_something = match step.act {
        Act::Review(_) => true,
        Act::Comment { template, approval, .. } => approval || !template,
        _ => false,
    };
    says_something && step.actor.is_reviewer()
}

fn is_review(step: &Step<'_>) -> bool {
    matches!(step.act, Act::Review(_) | Act::Comment { approval: true, .. })
        && step.actor.is_reviewer()
}

fn is_approval(step: &Step<'_>) -> bool {
    matches!(step.act, Act::Review(Verdict::Approved) | Act::Comment { approval: true, .. })
        && step.actor.is_reviewer()
}

/// The state holds from its step to the next one; steps of one second leave nothing between.
fn push_piece(
    pieces: &mut Vec<Piece>,
    state: &State<'_>,
    script: &Script<'_>,
    from: Timestamp,
    to: Timestamp,
) {
    if to <= from {
        return;
    }
    if let Some((wait, awaited, awaited_upper)) = waiting(state, script) {
        pieces.push(Piece { from, to, state: wait, awaited, awaited_upper, resolution: None });
    }
}

fn push_open(
    open: &mut Vec<(Timestamp, Timestamp)>,
    is_open: bool,
    from: Timestamp,
    to: Timestamp,
) {
    if !is_open || to <= from {
        return;
    }
    match open.last_mut() {
        Some(last) if last.1 == from => last.1 = to,
        _ => open.push((from, to)),
    }
}
