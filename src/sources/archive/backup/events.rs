//! One timeline entry to an event.

use super::convert::{Met, time};
use super::wire::{self, InlineComment};
use crate::sources::collected::{Entry, Gaps, Inline, Link, RawEvent, Who, page_of, repo_of};
use crate::sources::text::ApprovalWords;

/// The events in the timeline's order; pushes still have the committer's time.
pub(super) fn entries(
    timeline: &[wire::Entry],
    words: &ApprovalWords,
    people: &mut Met,
    (gaps, place): (&mut Gaps, &str),
) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(timeline.len());
    for entry in timeline {
        let event = match entry.event.as_deref() {
            // It carries nothing: the comments themselves stand in a list of their own.
            Some("line-commented") => {
                gaps.add("timeline markers of inline comments, empty", 1, place.to_owned());
                continue;
            }
            Some("committed") => push(entry, people),
            Some("reviewed") if is_pending(entry) => {
                gaps.add("reviews not submitted yet", 1, place.to_owned());
                continue;
            }
            Some("reviewed") => review(entry, words, people),
            Some("connected" | "disconnected") => {
                gaps.add("links to issues that are not named", 1, place.to_owned());
                other(entry, words, people)
            }
            Some(_) => other(entry, words, people),
            None => None,
        };
        if let Some(event) = event {
            entries.push(Entry { event, link: link(entry) });
        } else {
            let kind = entry.event.as_deref().unwrap_or("unnamed");
            gaps.add("events without a time", 1, format!("{place} {kind}"));
        }
    }
    entries
}

fn link(entry: &wire::Entry) -> Option<Link> {
    if entry.event.as_deref() == Some("reviewed") {
        return entry.id.map(|id| Link::Review(id, None));
    }
    let dismissed = entry.dismissed_review.as_ref()?;
    let state = dismissed.state.as_ref().map(|state| state.to_lowercase());
    Some(Link::Dismissal(dismissed.review_id?, state))
}

fn review(entry: &wire::Entry, words: &ApprovalWords, people: &mut Met) -> Option<RawEvent> {
    let at = time(entry.submitted_at.as_ref()).or_else(|| time(entry.created_at.as_ref()))?;
    let actor = people.meet(entry.user.as_ref().or(entry.actor.as_ref()));
    let body = entry.body.as_deref().unwrap_or_default();
    let mut event = RawEvent::new("reviewed", at, actor).with_text(Some(body), words);
    event.state = entry.state.as_ref().map(|state| state.to_lowercase());
    event.count = Some(0);
    Some(event)
}

fn other(entry: &wire::Entry, words: &ApprovalWords, people: &mut Met) -> Option<RawEvent> {
    let at = time(entry.created_at.as_ref())?;
    let requester = entry.review_requester.as_ref();
    let user = requester.or(entry.actor.as_ref()).or(entry.user.as_ref());
    let actor = people.meet(user);
    let kind = kind(entry.event.as_deref()?);
    // A comment without a text has an empty one.
    let body = entry.body.as_deref().or((kind == "commented").then_some(""));
    let mut event = RawEvent::new(&kind, at, actor).with_text(body, words);
    event.target = person_target(entry, people);
    event.thing = thing_target(entry);
    Some(event)
}

/// Whom it was done to; whose review was dismissed is told by the review itself.
fn person_target(entry: &wire::Entry, people: &mut Met) -> Option<Who> {
    people.meet(entry.requested_reviewer.as_ref().or(entry.assignee.as_ref()))
}

fn push(entry: &wire::Entry, people: &mut Met) -> Option<RawEvent> {
    let date = entry.committer.as_ref().or(entry.author.as_ref())?.date.as_ref();
    let email = entry.author.as_ref().and_then(|author| author.email.as_deref());
    let actor = email.filter(|email| !email.trim().is_empty());
    let actor = actor.map(|email| people.people.meet_address(email));
    let mut event = RawEvent::new("committed", time(date)?, actor);
    event.at_inferred = true;
    event.thing.clone_from(&entry.sha);
    let parents = entry.parents.as_ref().map_or(0, Vec::len);
    event.state = (parents > 1).then(|| "merge".to_owned());
    Some(event)
}

fn is_pending(entry: &wire::Entry) -> bool {
    entry.state.as_ref().is_some_and(|state| state.eq_ignore_ascii_case("pending"))
}

/// GitHub's word in snake case; the REST interface says `renamed` where the others say more.
fn kind(event: &str) -> String {
    match event {
        "renamed" => "renamed_title".to_owned(),
        other => other.replace('-', "_"),
    }
}

/// What it was done to, where that is no person.
fn thing_target(entry: &wire::Entry) -> Option<String> {
    let team = entry.requested_team.as_ref().and_then(|team| team.slug.as_ref());
    let label = || entry.label.as_ref()?.name.clone();
    let milestone = || entry.milestone.as_ref()?.title.clone();
    let source = || {
        let issue = entry.source.as_ref()?.issue.as_ref()?;
        let page = page_of(issue.html_url.as_deref()?)?;
        Some(format!("{}#{}", repo_of(&page)?, issue.number?))
    };
    team.map(|slug| format!("team:{slug}"))
        .or_else(label)
        .or_else(milestone)
        .or_else(source)
        .or_else(|| entry.commit_id.clone())
}

/// An inline comment.
pub(super) fn inline(
    comment: &InlineComment,
    words: &ApprovalWords,
    people: &mut Met,
) -> Option<Inline> {
    let written = time(comment.created_at.as_ref())?;
    let actor = people.meet(comment.user.as_ref());
    let event = RawEvent::new("line_commented", written, actor);
    let mut event = event.with_text(Some(comment.body.as_deref().unwrap_or_default()), words);
    event.count = Some(i64::from(comment.in_reply_to_id.is_none()));
    let (id, review) = (comment.id.unwrap_or(0), comment.pull_request_review_id);
    Some(Inline { id, review, event })
}
