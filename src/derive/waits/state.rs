//! How a step changes what is known of a pull request (model 2.2).

use std::collections::BTreeMap;

use super::step::{Act, Actor, Party, Requirement, Step, Verdict};
use crate::derive::role::Role;
use crate::model::time::Timestamp;

/// What is known at an instant.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, as the model lists them")]
#[derive(Clone, Debug, Default)]
pub(super) struct State<'a> {
    /// Opened and neither closed nor merged.
    pub(super) open: bool,
    /// Merged, which is final.
    pub(super) merged: bool,
    /// Draft.
    pub(super) draft: bool,
    /// Within a gap of the record.
    pub(super) gap: bool,
    /// Whether the checks pass; `None` before the first report.
    pub(super) checks: Option<bool>,
    /// Set to merge by itself.
    pub(super) auto_merge: bool,
    /// In the merge queue.
    pub(super) queued: bool,
    /// Whose review is requested, by name.
    pub(super) pending: BTreeMap<&'a str, Party<'a>>,
    /// Verdicts in force, by reviewer.
    pub(super) verdicts: BTreeMap<&'a str, Standing>,
    /// Last act of the author's side.
    pub(super) author_acted: Option<Timestamp>,
    /// Last comment-type turn of a reviewer.
    pub(super) reviewer_asked: Option<Timestamp>,
    /// Whether a human other than the author has answered.
    pub(super) answered: bool,
    /// Steps seen, to order verdicts of one second.
    count: usize,
}

/// A verdict in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// Approves; otherwise it requests changes.
    pub(super) approves: bool,
    /// When it was given.
    pub(super) at: Timestamp,
    /// Order among verdicts of one second.
    pub(super) order: usize,
    /// The reviewer's role then.
    pub(super) role: Role,
}

impl<'a> State<'a> {
    /// Applies one step. Bots' reviews, comments and pushes change nothing.
    pub(super) fn apply(&mut self, step: &Step<'a>) {
        self.count += 1;
        match &step.act {
            Act::Opened { draft } => (self.open, self.draft) = (true, *draft),
            Act::Ready => self.ready(step.at),
            Act::Drafted => self.draft = true,
            Act::Request(party) => self.request(step, party),
            Act::Unrequest(name) => drop(self.pending.remove(name)),
            Act::Review(verdict) => self.review(step.at, step.actor, *verdict),
            Act::Dismiss(reviewer) => drop(self.verdicts.remove(reviewer)),
            Act::Push { author_side, merges_base } => {
                if *author_side && !merges_base && step.actor.role != Role::Bot {
                    self.author_acted = Some(step.at);
                }
            }
            Act::Comment { template, question, approval } => {
                self.comment(step, *template, *question, *approval);
            }
            Act::Checks { passed } => self.checks = Some(*passed),
            Act::AutoMerge(on) => self.auto_merge = *on,
            Act::Queue(on) => self.queued = *on,
            Act::GapStart => self.gap = true,
            Act::GapEnd => self.gap = false,
            Act::Closed => self.open = false,
            Act::Merged => (self.open, self.merged) = (false, true),
            Act::Reopened => self.open = !self.merged,
        }
    }

    /// Approvals in force.
    pub(super) fn approvals(&self) -> usize {
        self.verdicts.values().filter(|v| v.approves).count()
    }

    /// Whether the requirement is met, with the approval of `without` left out.
    pub(super) fn meets(&self, requirement: &Requirement<'_>, without: Option<&str>) -> bool {
        let approvers = || {
            let approving = self.verdicts.iter().filter(|(_, v)| v.approves);
            approving.map(|(name, _)| *name).filter(move |name| Some(*name) != without)
        };
        approvers().count() >= requirement.approvals.max(1)
            && requirement.owners.iter().all(|group| is_satisfied(group, approvers()))
    }

    /// Groups of owners that have not approved.
    pub(super) fn unsatisfied<'r>(
        &'r self,
        requirement: &'r Requirement<'a>,
    ) -> impl Iterator<Item = &'r Party<'a>> {
        requirement.owners.iter().filter(|group| {
            let approving = self.verdicts.iter().filter(|(_, v)| v.approves);
            !is_satisfied(group, approving.map(|(name, _)| *name))
        })
    }

    /// Ready after a verdict hands the pull request back (model A.16).
    fn ready(&mut self, at: Timestamp) {
        self.draft = false;
        if !self.verdicts.is_empty() {
            self.author_acted = Some(at);
        }
    }

    /// A request adds to the pending ones and clears no verdict, as on GitHub.
    fn request(&mut self, step: &Step<'a>, party: &Party<'a>) {
        if !party.counts() {
            return;
        }
        self.pending.insert(party.name, party.clone());
        if step.actor.is_author() {
            self.author_acted = Some(step.at);
        }
    }

    fn review(&mut self, at: Timestamp, actor: Actor<'a>, verdict: Verdict) {
        if actor.is_author() {
            self.pending.retain(|name, _| *name != actor.name);
            self.author_turn(at);
            return;
        }
        if !actor.is_reviewer() {
            return;
        }
        self.answered = true;
        self.pending.retain(|_, party| !party.includes(actor.name));
        let approves = match verdict {
            Verdict::Commented => {
                self.reviewer_asked = Some(at);
                return;
            }
            Verdict::Approved => true,
            Verdict::ChangesRequested => false,
        };
        let standing = Standing { approves, at, order: self.count, role: actor.role };
        self.verdicts.insert(actor.name, standing);
    }

    fn comment(&mut self, step: &Step<'a>, template: bool, question: bool, approval: bool) {
        if step.actor.is_author() {
            self.author_turn(step.at);
        } else if approval {
            self.review(step.at, step.actor, Verdict::Approved);
        } else if step.actor.is_reviewer() && !template {
            self.answered = true;
            if question {
                self.reviewer_asked = Some(step.at);
            }
        }
    }

    /// Answering is an act of the author; talking before anybody answered is not.
    fn author_turn(&mut self, at: Timestamp) {
        if self.answered {
            self.author_acted = Some(at);
        }
    }
}

/// Any member's approval satisfies a group; of a group that is not known, anybody's.
fn is_satisfied<'n>(group: &Party<'_>, mut approvers: impl Iterator<Item = &'n str>) -> bool {
    !group.counts() || approvers.any(|name| group.includes(name))
}
