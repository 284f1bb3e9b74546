//! One entry of the file to an item: the only place where its shape meets the rows.

use std::collections::BTreeSet;

use super::wire::{Review, Thing};
use crate::model::facts::{Issue, PullRequest};
use crate::model::table::Text;
use crate::model::time::Timestamp;
use crate::sources::collected::{
    Gaps, Item, RawEvent, Sighting, Subject, Who, is_app, named, page_of, repo_of,
};
use crate::sources::text::{ApprovalWords, closed_issues, intent};

fn time(text: Option<&String>) -> Option<Timestamp> {
    text.and_then(|text| Timestamp::parse(text).ok())
}

fn who(login: Option<&String>) -> Option<Who> {
    named(None, login.map(String::as_str))
}

/// Reads one entry; `None` without a number or a time of creation.
pub(super) fn item(thing: &Thing, is_pull: bool, words: &ApprovalWords) -> Option<Item> {
    let number = thing.number?;
    let created = time(thing.created_at.as_ref())?;
    let updated = time(thing.updated_at.as_ref()).unwrap_or(created);
    let mut gaps = Gaps::default();
    let mut events = comments(thing, words);
    for review in thing.reviews.iter().flatten() {
        if review.state.as_deref() == Some("PENDING") {
            gaps.add("reviews not submitted yet", 1, format!("#{number}"));
        } else {
            events.extend(review_event(review, words));
        }
    }
    events.extend(inline_events(thing, words));
    events.extend(endings(thing));
    // Stable: at one instant comments, reviews, inline comments, endings.
    events.sort_by_key(|event| event.at);
    let web_url = thing.url.as_deref().and_then(page_of);
    let subject = if is_pull {
        pull(thing, number, (created, updated), web_url.as_deref())
    } else {
        issue(thing, number, (created, updated))
    };
    Some(Item {
        subject,
        events,
        milestones: Vec::new(),
        sightings: sightings(thing, updated),
        addresses: Vec::new(),
        web_url,
        gaps,
    })
}

fn sightings(thing: &Thing, seen: Timestamp) -> Vec<Sighting> {
    let comments = thing.comments.iter().flatten().filter_map(|comment| comment.author.as_ref());
    let reviews = thing.reviews.iter().flatten().filter_map(|review| review.author.as_ref());
    let own = [&thing.author, &thing.merged_by].into_iter().flatten();
    let logins: BTreeSet<&String> =
        own.chain(thing.assignees.iter().flatten()).chain(comments).chain(reviews).collect();
    let named = logins.into_iter().filter(|login| who(Some(login)).is_some());
    named
        .map(|login| Sighting {
            account: None,
            login: login.clone(),
            is_bot: is_app(login),
            seen: Some(seen),
        })
        .collect()
}

fn comments(thing: &Thing, words: &ApprovalWords) -> Vec<RawEvent> {
    let comments = thing.comments.iter().flatten();
    comments
        .filter_map(|comment| {
            let at = time(comment.created_at.as_ref())?;
            let event = RawEvent::new("commented", at, who(comment.author.as_ref()));
            Some(event.with_text(comment.body.as_deref(), words))
        })
        .collect()
}

fn review_event(review: &Review, words: &ApprovalWords) -> Option<RawEvent> {
    let at = time(review.created_at.as_ref())?;
    let event = RawEvent::new("reviewed", at, who(review.author.as_ref()));
    let mut event = event.with_text(review.body.as_deref(), words);
    event.state = review.state.as_ref().map(|state| state.to_lowercase());
    event.count = i64::try_from(review.comments.as_ref().map_or(0, Vec::len)).ok();
    Some(event)
}

/// Inline comments. The file does not say which of them answer another; those at a position of the
/// diff that an earlier one stands at are taken to.
fn inline_events(thing: &Thing, words: &ApprovalWords) -> Vec<RawEvent> {
    let reviews = thing.reviews.iter().flatten();
    let mut inline: Vec<_> = reviews
        .flat_map(|review| {
            let submitted = time(review.created_at.as_ref());
            review.comments.iter().flatten().map(move |comment| (review, comment, submitted))
        })
        .filter_map(|(review, comment, submitted)| {
            let written = time(comment.created_at.as_ref())?;
            Some((submitted.map_or(written, |at| at.max(written)), written, review, comment))
        })
        .collect();
    inline.sort_by_key(|(_, written, ..)| *written);
    let mut positions = BTreeSet::new();
    inline
        .into_iter()
        .map(|(at, _, review, comment)| {
            let starts = positions.insert(comment.original_position);
            let event = RawEvent::new("line_commented", at, who(review.author.as_ref()));
            let mut event = event.with_text(comment.body.as_deref(), words);
            event.count = Some(i64::from(starts));
            event
        })
        .collect()
}

/// Merge and close.
fn endings(thing: &Thing) -> impl Iterator<Item = RawEvent> {
    let actor = who(thing.merged_by.as_ref());
    let merged = time(thing.merged_at.as_ref()).map(|at| {
        let mut event = RawEvent::new("merged", at, actor.clone());
        event.thing = thing.merge_commit.as_ref().and_then(|commit| commit.oid.clone());
        event
    });
    let closed = time(thing.closed_at.as_ref()).map(|at| RawEvent::new("closed", at, actor));
    merged.into_iter().chain(closed)
}

fn labels(thing: &Thing) -> String {
    let mut names: Vec<&str> = thing.labels.iter().flatten().map(String::as_str).collect();
    names.sort_unstable();
    names.join("\n")
}

fn pull(
    thing: &Thing,
    number: i64,
    (created, updated): (Timestamp, Timestamp),
    web_url: Option<&str>,
) -> Subject {
    let title = thing.title.clone().unwrap_or_default();
    let body = thing.body.as_deref().unwrap_or_default();
    let intent = intent(&title, body);
    let merged = time(thing.merged_at.as_ref());
    let closed = time(thing.closed_at.as_ref()).or(merged);
    let is_closed = closed.is_some() || thing.state.as_deref() == Some("CLOSED");
    let state = if merged.is_some() {
        "merged"
    } else if is_closed {
        "closed"
    } else {
        "open"
    };
    let row = PullRequest {
        repo: Text::default(),
        number,
        title: title.into(),
        author: None,
        created,
        updated,
        closed,
        merged,
        state: state.into(),
        is_draft: false,
        base: thing.base_ref_name.clone().unwrap_or_default().into(),
        head_oid: thing.head_ref_oid.clone().map(Into::into),
        merge_oid: thing
            .merge_commit
            .as_ref()
            .and_then(|commit| commit.oid.clone())
            .map(Into::into),
        merged_by: None,
        additions: None,
        deletions: None,
        changed_files: None,
        milestone: None,
        labels: labels(thing).into(),
        body_length: intent.body_length,
        what: intent.what,
        why: intent.why,
        done: intent.done,
        recorded: updated,
        has_timeline: false,
        truncated: false,
    };
    let closes = web_url.and_then(repo_of).map_or_else(Vec::new, |repo| closed_issues(body, repo));
    Subject::Pull {
        row: Box::new(row),
        author: who(thing.author.as_ref()),
        merged_by: who(thing.merged_by.as_ref()),
        closes,
        linked: Vec::new(),
    }
}

fn issue(thing: &Thing, number: i64, (created, updated): (Timestamp, Timestamp)) -> Subject {
    let title = thing.title.clone().unwrap_or_default();
    let intent = intent(&title, thing.body.as_deref().unwrap_or_default());
    let closed = time(thing.closed_at.as_ref());
    let is_closed = closed.is_some() || thing.state.as_deref() == Some("CLOSED");
    let row = Issue {
        repo: Text::default(),
        number,
        title: title.into(),
        author: None,
        created,
        updated,
        closed,
        state: if is_closed { "closed" } else { "open" }.into(),
        state_reason: None,
        milestone: None,
        labels: labels(thing).into(),
        assignees: Text::default(),
        body_length: intent.body_length,
        what: intent.what,
        why: intent.why,
        done: intent.done,
        recorded: updated,
    };
    let assignees = thing.assignees.iter().flatten().filter_map(|login| who(Some(login))).collect();
    Subject::Issue { row: Box::new(row), author: who(thing.author.as_ref()), assignees }
}
