//! Rows to the steps of the wait machine.

use super::checks;
use super::lines::standing_alone;
use super::setting::PullSetting;
use crate::derive::role::Role;
use crate::derive::waits::step::{Act, Actor, Party, Requirement, Script, Side, Step, Verdict};
use crate::model::facts::{Event, PullRequest};
use crate::model::time::Timestamp;

/// Name of everybody whose account was deleted or is not recorded.
const NOBODY_KNOWN: &str = "";

/// The script of a pull request; `events` are its own, in the order of their sequence.
pub(super) fn script<'a>(
    pull: &'a PullRequest,
    events: &[&'a Event],
    setting: &'a PullSetting<'a>,
) -> Script<'a> {
    let source = Source { pull, setting };
    let mut steps = vec![source.opening(events)];
    let alone = standing_alone(events);
    for (event, alone) in events.iter().zip(alone) {
        if let Some(act) = source.act(event, events, alone) {
            let at = event.at.max(pull.created);
            steps.push(Step { at, actor: source.actor(event), act });
        }
    }
    if let Some(end) = source.unrecorded_end(&steps) {
        steps.push(end);
    }
    if pull.truncated {
        steps.push(source.gap(&steps));
    }
    let turns = checks::turns(pull, events, setting.checks);
    steps.extend(turns.into_iter().map(|(at, passed)| Step {
        at,
        actor: Source::unknown(),
        act: Act::Checks { passed },
    }));
    Script {
        steps,
        requirement: source.requirement(),
        leaders_merge: setting.leaders_merge,
        as_of: setting.as_of,
    }
}

#[derive(Clone, Copy)]
struct Source<'a> {
    pull: &'a PullRequest,
    setting: &'a PullSetting<'a>,
}

impl<'a> Source<'a> {
    fn author(self) -> Actor<'a> {
        let (name, role) = (self.setting.author_key, self.setting.author_role);
        Actor { name, role, side: Side::Author }
    }

    fn unknown() -> Actor<'static> {
        Actor { name: NOBODY_KNOWN, role: Role::Peer, side: Side::Other }
    }

    fn person(self, name: Option<&'a str>, at: Timestamp) -> Actor<'a> {
        let Some(name) = name else { return Self::unknown() };
        let role = self.setting.roles.role(name, at);
        if self.pull.author.as_deref() == Some(name) {
            return Actor { role, ..self.author() };
        }
        let paired = self.setting.pairs.iter().any(|pair| pair == name);
        Actor { name, role, side: if paired { Side::Pair } else { Side::Other } }
    }

    /// Who did it. Where both the author and the actor are deleted accounts they are taken for the
    /// same, except for verdicts, which nobody gives on their own work.
    fn actor(self, event: &'a Event) -> Actor<'a> {
        if event.kind == "merged" {
            let merger = event.actor.as_deref().or(self.pull.merged_by.as_deref());
            return self.person(merger, event.at);
        }
        let verdict = matches!(event.state.as_deref(), Some("approved" | "changes_requested"));
        if self.pull.author.is_none() && event.actor.is_none() && !verdict {
            return self.author();
        }
        self.person(event.actor.as_deref(), event.at)
    }

    /// No event tells that a pull request was opened as a draft: it was where the first change
    /// of that kind makes it ready, or where it is a draft without any change.
    fn opening(self, events: &[&Event]) -> Step<'a> {
        let changes = ["ready_for_review", "convert_to_draft"];
        let first = events.iter().find(|e| changes.contains(&e.kind.as_str()));
        let draft = first.map_or(self.pull.is_draft, |e| e.kind == "ready_for_review");
        Step { at: self.pull.created, actor: self.author(), act: Act::Opened { draft } }
    }

    fn act(self, event: &'a Event, events: &[&Event], alone: bool) -> Option<Act<'a>> {
        let target = event.target.as_deref().unwrap_or(NOBODY_KNOWN);
        Some(match event.kind.as_str() {
            "reviewed" => Act::Review(self.verdict(event, events)?),
            "line_commented" if alone => Act::Review(Verdict::Commented),
            "commented" => self.comment(event),
            "review_requested" => Act::Request(self.party(target, event.at)),
            "review_request_removed" => Act::Unrequest(target),
            "review_dismissed" => Act::Dismiss(target),
            "committed" | "head_ref_force_pushed" => self.push(event),
            "ready_for_review" => Act::Ready,
            "convert_to_draft" => Act::Drafted,
            "auto_merge_enabled" | "auto_squash_enabled" | "auto_rebase_enabled" => {
                Act::AutoMerge(true)
            }
            "auto_merge_disabled" => Act::AutoMerge(false),
            "added_to_merge_queue" => Act::Queue(true),
            "removed_from_merge_queue" => Act::Queue(false),
            "merged" => Act::Merged,
            "closed" => Act::Closed,
            "reopened" => Act::Reopened,
            _ => return None,
        })
    }

    /// A word of approval in the body of a review that only comments approves (model A.16).
    fn verdict(self, event: &Event, events: &[&Event]) -> Option<Verdict> {
        match event.state.as_deref() {
            Some("approved") => Some(Verdict::Approved),
            Some("changes_requested") => Some(Verdict::ChangesRequested),
            Some("pending") => None,
            Some("dismissed") => Some(self.before_dismissal(event, events)),
            _ if self.setting.approves_in_words(event) => Some(Verdict::Approved),
            _ => Some(Verdict::Commented),
        }
    }

    /// GitHub shows a dismissed review as dismissed from the start. What it said stands in the
    /// dismissal, where that was recorded; a dismissal that comes with a push is GitHub's own, of
    /// an approval that the push made stale.
    fn before_dismissal(self, review: &Event, events: &[&Event]) -> Verdict {
        let of_it = |e: &&&Event| {
            e.kind == "review_dismissed" && e.target == review.actor && e.at >= review.at
        };
        let Some(dismissal) = events.iter().find(of_it) else { return Verdict::Commented };
        match dismissal.state.as_deref() {
            Some("approved") => Verdict::Approved,
            Some("changes_requested") => Verdict::ChangesRequested,
            _ if self.setting.approves_in_words(review) => Verdict::Approved,
            _ if events.iter().any(|e| is_push(e) && e.at.since(dismissal.at).abs() <= 60) => {
                Verdict::Approved
            }
            _ => Verdict::Commented,
        }
    }

    fn comment(self, event: &Event) -> Act<'a> {
        let approval = self.setting.approves_in_words(event);
        Act::Comment {
            template: !approval && (self.setting.is_template)(event),
            question: event.is_question,
            approval,
        }
    }

    /// A push is the author's where it names the author, a pair, nobody, or somebody of whom only
    /// an e-mail address is known.
    fn push(self, event: &'a Event) -> Act<'a> {
        let actor = self.actor(event);
        let anonymous = event
            .actor
            .as_ref()
            .is_none_or(|key| key.starts_with('~') && actor.role == Role::Outsider);
        Act::Push {
            author_side: actor.side != Side::Other || anonymous,
            merges_base: event.state.as_deref() == Some("merge"),
        }
    }

    /// A person or `team:slug`, the author's side and bots left out.
    fn party(self, name: &'a str, at: Timestamp) -> Party<'a> {
        Party { name, members: self.members(name, at) }
    }

    fn members(self, name: &'a str, at: Timestamp) -> Option<Vec<(&'a str, Role)>> {
        let one = |name: &'a str| {
            let actor = self.person((name != NOBODY_KNOWN).then_some(name), at);
            actor.is_reviewer().then_some((name, actor.role))
        };
        let Some(slug) = name.strip_prefix("team:") else { return Some(Vec::from_iter(one(name))) };
        let members = self.setting.roles.members(slug)?;
        Some(members.iter().filter_map(|member| one(member)).collect())
    }

    fn requirement(self) -> Requirement<'a> {
        Requirement {
            approvals: self.setting.approvals_required,
            owners: self.setting.owners.iter().map(|group| self.group(group)).collect(),
            checks_known: !self.setting.checks.is_empty(),
        }
    }

    /// A group is known where all its teams are.
    fn group(self, owners: &'a [String]) -> Party<'a> {
        let members: Option<Vec<Vec<(&str, Role)>>> =
            owners.iter().map(|owner| self.members(owner, self.pull.created)).collect();
        Party { name: NOBODY_KNOWN, members: members.map(|m| m.concat()) }
    }

    /// The merge or close that the pull request tells of and its events do not; where both do, the
    /// event holds (model A.16).
    fn unrecorded_end(self, steps: &[Step<'_>]) -> Option<Step<'a>> {
        let pull = self.pull;
        if steps.iter().any(|s| s.act == Act::Merged) {
            return None;
        }
        let merged = pull.merged.or_else(|| pull.closed.filter(|_| pull.state == "merged"));
        if let Some(at) = merged {
            let at = at.max(pull.created);
            let actor = self.person(pull.merged_by.as_deref(), at);
            return Some(Step { at, actor, act: Act::Merged });
        }
        let last = steps.iter().rev().find(|s| matches!(s.act, Act::Closed | Act::Reopened));
        if last.is_some_and(|s| s.act == Act::Closed) {
            return None;
        }
        let at = pull.closed?.max(last.map_or(pull.created, |s| s.at));
        Some(Step { at, actor: Self::unknown(), act: Act::Closed })
    }

    /// Where something is known to be missing, nothing can be told from the last recorded event to
    /// the close.
    fn gap(self, steps: &[Step<'_>]) -> Step<'a> {
        let ends = |s: &&Step<'_>| matches!(s.act, Act::Closed | Act::Merged);
        let turn = |s: &&Step<'_>| ends(s) || s.act == Act::Reopened;
        let end = steps.iter().rev().find(turn).filter(ends).map(|s| s.at);
        let recorded = steps.iter().filter(|s| !ends(s) && end.is_none_or(|end| s.at < end));
        let at = recorded.map(|s| s.at).max().unwrap_or(self.pull.created);
        Step { at, actor: Self::unknown(), act: Act::GapStart }
    }
}

fn is_push(event: &Event) -> bool {
    matches!(event.kind.as_str(), "committed" | "head_ref_force_pushed")
}
