//! What an event says.

use std::ops::Deref;

use crate::model::facts::Event;
use crate::model::hash::HashMap;
use crate::model::table::Text;

/// Shortest comment that is an answer, in characters (model A.16).
const SHORTEST: i64 = 20;
/// Repetitions of a text by one actor in a repository from which it is a template (model A.16).
const REPEATED: u32 = 3;

/// An event with canonical person keys.
#[derive(Clone, Debug)]
pub(super) enum Known<'a> {
    /// As it was recorded.
    Recorded(&'a Event),
    /// With other keys.
    Renamed(Box<Event>),
}

impl Deref for Known<'_> {
    type Target = Event;

    fn deref(&self) -> &Event {
        match self {
            Self::Recorded(event) => event,
            Self::Renamed(event) => event,
        }
    }
}

/// An event, read.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each asked for many times")]
#[derive(Clone, Debug)]
pub(super) struct Reading<'a> {
    /// The event.
    pub(super) event: Known<'a>,
    /// Who did it: a person key, or the ghost.
    pub(super) actor: Text,
    /// A comment that answers nothing (model A.16).
    pub(super) template: bool,
    /// A comment that repeats a text.
    pub(super) repeated: bool,
    /// An approving review, or a configured word of approval.
    pub(super) approval: bool,
    speaks: bool,
    traces: bool,
}

impl Reading<'_> {
    /// Whether it is a review or a comment, template or not.
    pub(super) fn speaks(&self) -> bool {
        self.speaks
    }

    /// Whether it is a push of own work; merging the base branch is none.
    pub(super) fn pushes(&self) -> bool {
        match self.event.kind.as_str() {
            "committed" => self.event.state.as_deref() != Some("merge"),
            "head_ref_force_pushed" => true,
            _ => false,
        }
    }

    /// Whether it is a recorded act on the subject.
    pub(super) fn is_trace(&self) -> bool {
        self.traces
    }

    /// Whether it is a review, or a comment that approves.
    pub(super) fn reviews(&self) -> bool {
        self.approval || (self.speaks && self.event.kind != "commented")
    }
}

/// Whether a kind is an act of its actor on the subject itself. `mentioned` and `subscribed` name
/// somebody who did nothing, and references happen elsewhere.
pub(super) fn is_trace(kind: &str) -> bool {
    matches!(
        kind,
        "opened"
            | "reviewed"
            | "commented"
            | "line_commented"
            | "committed"
            | "head_ref_force_pushed"
            | "ready_for_review"
            | "convert_to_draft"
            | "review_requested"
            | "review_request_removed"
            | "review_dismissed"
            | "merged"
            | "closed"
            | "reopened"
            | "assigned"
            | "unassigned"
            | "labeled"
            | "unlabeled"
            | "milestoned"
            | "demilestoned"
            | "renamed_title"
            | "locked"
            | "auto_merge_enabled"
            | "added_to_merge_queue"
            | "authored"
            | "integrated"
    )
}

/// How often each actor used each text in a repository.
#[derive(Debug, Default)]
pub(super) struct Repetition {
    counts: HashMap<(Text, i64), u32>,
}

impl Repetition {
    /// Counts the comments of a repository; actors are canonical already.
    pub(super) fn of<'a>(events: impl Iterator<Item = (&'a str, &'a Event)>) -> Self {
        let mut counts: HashMap<(Text, i64), u32> = HashMap::default();
        for (actor, event) in events {
            if let Some(text) = text_of(event) {
                *counts.entry((actor.into(), text)).or_default() += 1;
            }
        }
        Self { counts }
    }

    fn repeated(&self, actor: &str, event: &Event) -> bool {
        text_of(event)
            .and_then(|text| self.counts.get(&(actor.into(), text)))
            .is_some_and(|n| *n >= REPEATED)
    }
}

/// Key of the text of a plain comment, or of a review that is no more than one.
fn text_of(event: &Event) -> Option<i64> {
    event.text_key.filter(|_| is_plain(event) && event.body_length.is_none_or(|n| n > 0))
}

fn is_plain(event: &Event) -> bool {
    let bare_review = event.kind == "reviewed"
        && event.state.as_deref() == Some("commented")
        && event.count == Some(0);
    event.kind == "commented" || bare_review
}

/// Whether an event approves: a review, or a configured word in a comment or a COMMENTED review
/// (model A.11, A.16).
pub(super) fn approves(event: &Event, words: &[String]) -> bool {
    match (event.kind.as_str(), event.state.as_deref()) {
        ("reviewed", Some("approved")) => true,
        ("commented", _) | ("reviewed", Some("commented")) => event
            .approval_word
            .as_ref()
            .is_some_and(|found| words.iter().any(|w| w.eq_ignore_ascii_case(found))),
        _ => false,
    }
}

/// Reads an event whose person keys are canonical.
pub(super) fn read<'a>(
    event: Known<'a>,
    actor: Text,
    repetition: &Repetition,
    words: &[String],
) -> Reading<'a> {
    let approval = approves(&event, words);
    let repeated = repetition.repeated(&actor, &event);
    let short = is_plain(&event) && event.body_length.is_some_and(|n| n < SHORTEST);
    // A bare review without any text is a verdict's carrier, not a short comment.
    let empty_review = event.kind == "reviewed" && event.body_length == Some(0);
    let template = !approval && ((short && !empty_review) || repeated);
    let speaks = matches!(event.kind.as_str(), "reviewed" | "commented" | "line_commented");
    let traces = is_trace(&event.kind);
    Reading { event, actor, template, repeated, approval, speaks, traces }
}
