//! One file to an item: the only place where the shapes of the files meet the rows.

use super::events::{entries, inline};
use super::wire::{self, File, Thing, User};
use crate::model::facts::{Issue, Milestone, PullRequest};
use crate::model::table::Text;
use crate::model::time::Timestamp;
use crate::sources::collected::{
    Draft, Gaps, Inline, Item, People, Subject, Who, page_of, repo_of,
};
use crate::sources::text::{ApprovalWords, characters, closed_issues, intent};

/// What reading a file needs to know.
pub(super) struct Reading<'a> {
    pub(super) words: &'a ApprovalWords,
    pub(super) recorded: Option<Timestamp>,
}

/// Reads an instant; what is absent or no instant is `None`.
pub(super) fn time(text: Option<&String>) -> Option<Timestamp> {
    text.and_then(|text| Timestamp::parse(text).ok())
}

/// The people of a file, whose names are at least as new as the item's last change.
pub(super) struct Met {
    seen: Timestamp,
    pub(super) people: People,
}

impl Met {
    /// An account, noted as seen.
    pub(super) fn meet(&mut self, user: Option<&User>) -> Option<Who> {
        let user = user?;
        let is_bot = user.kind.as_deref() == Some("Bot");
        self.people.meet(user.id, user.login.as_deref(), is_bot, self.seen)
    }
}

/// Reads one file; the number is that of its name.
pub(super) fn item(file: File, number: i64, reading: &Reading) -> Result<Item, String> {
    let (thing, is_pull) = match (file.pull, file.issue) {
        (Some(pull), _) => (pull, true),
        (None, Some(issue)) => (issue, false),
        (None, None) => return Err("holds neither a pull request nor an issue".to_owned()),
    };
    let number = thing.number.unwrap_or(number);
    let created = time(thing.created_at.as_ref()).ok_or("has no time of creation")?;
    let changed = time(thing.updated_at.as_ref());
    let updated = changed.unwrap_or(created);
    let mut people = Met { seen: updated, people: People::default() };
    let mut gaps = Gaps::default();
    let comments = file.comments.unwrap_or_default();
    let place = format!("#{number}");
    let missing = thing.review_comments.unwrap_or(0).saturating_sub(comments.len() as u64);
    if missing > 0 {
        gaps.add("inline comments that are counted but not recorded", missing, place.clone());
    }
    let timeline = file.events.unwrap_or_default();
    let entries = entries(&timeline, reading.words, &mut people, (&mut gaps, &place));
    let inline: Vec<Inline> = comments
        .iter()
        .filter_map(|comment| {
            let read = inline(comment, reading.words, &mut people);
            if read.is_none() {
                gaps.add("events without a time", 1, format!("{place} line_commented"));
            }
            read
        })
        .collect();
    let milestone = thing.milestone.as_ref().and_then(|wire| {
        let milestone = milestone(wire)?;
        Some((milestone, people.meet(wire.creator.as_ref())))
    });
    let web_url = thing.html_url.as_deref().and_then(page_of);
    let subject = if is_pull {
        pull(&thing, number, (created, updated), web_url.as_deref(), &mut people)
    } else {
        issue(&thing, number, (created, updated), &mut people)
    };
    // A push changes the item, so none is later than its last change.
    let latest = changed.or(reading.recorded);
    let people = people.people;
    let draft = Draft { subject, created, latest, entries, milestone, people, web_url, gaps };
    Ok(draft.finish(inline))
}

fn labels(thing: &Thing) -> String {
    let labels = thing.labels.iter().flatten();
    let mut names: Vec<&str> = labels.filter_map(|label| label.name.as_deref()).collect();
    names.sort_unstable();
    names.join("\n")
}

fn pull(
    thing: &Thing,
    number: i64,
    (created, updated): (Timestamp, Timestamp),
    web_url: Option<&str>,
    people: &mut Met,
) -> Subject {
    let title = thing.title.clone().unwrap_or_default();
    let body = thing.body.clone().unwrap_or_default();
    let intent = intent(&title, &body);
    let merged = time(thing.merged_at.as_ref());
    let closed = time(thing.closed_at.as_ref()).or(merged);
    let is_closed = closed.is_some() || thing.state.as_deref() == Some("closed");
    let state = if merged.is_some() {
        "merged"
    } else if is_closed {
        "closed"
    } else {
        "open"
    };
    let author = people.meet(thing.user.as_ref());
    let merged_by = people.meet(thing.merged_by.as_ref());
    let closes = web_url.and_then(repo_of).map_or_else(Vec::new, |repo| closed_issues(&body, repo));
    let row = PullRequest {
        repo: Text::default(),
        number,
        author: None,
        created,
        updated,
        closed,
        merged,
        state: state.into(),
        is_draft: thing.draft.unwrap_or(false),
        base: thing.base.as_ref().and_then(|base| base.name.clone()).unwrap_or_default().into(),
        head_oid: thing.head.as_ref().and_then(|head| head.sha.clone()).map(Into::into),
        // Of an open pull request it names a merge that GitHub only tried out.
        merge_oid: thing.merge_commit_sha.clone().filter(|_| merged.is_some()).map(Into::into),
        merged_by: None,
        additions: thing.additions,
        deletions: thing.deletions,
        changed_files: thing.changed_files,
        milestone: thing.milestone.as_ref().and_then(|milestone| milestone.number),
        labels: labels(thing).into(),
        body_length: intent.body_length,
        what: intent.what,
        why: intent.why,
        done: intent.done,
        recorded: updated,
        has_timeline: true,
        truncated: false,
        title: title.into(),
    };
    Subject::Pull { row: Box::new(row), author, merged_by, closes, linked: Vec::new() }
}

fn issue(
    thing: &Thing,
    number: i64,
    (created, updated): (Timestamp, Timestamp),
    people: &mut Met,
) -> Subject {
    let title = thing.title.clone().unwrap_or_default();
    let intent = intent(&title, thing.body.as_deref().unwrap_or_default());
    let closed = time(thing.closed_at.as_ref());
    let is_closed = closed.is_some() || thing.state.as_deref() == Some("closed");
    let author = people.meet(thing.user.as_ref());
    let assignees =
        thing.assignees.iter().flatten().filter_map(|user| people.meet(Some(user))).collect();
    let row = Issue {
        repo: Text::default(),
        number,
        author: None,
        created,
        updated,
        closed,
        state: if is_closed { "closed" } else { "open" }.into(),
        state_reason: thing.state_reason.clone().map(Into::into),
        milestone: thing.milestone.as_ref().and_then(|milestone| milestone.number),
        labels: labels(thing).into(),
        assignees: Text::default(),
        body_length: intent.body_length,
        what: intent.what,
        why: intent.why,
        done: intent.done,
        recorded: updated,
        title: title.into(),
    };
    Subject::Issue { row: Box::new(row), author, assignees }
}

fn milestone(wire: &wire::Milestone) -> Option<Milestone> {
    let created = time(wire.created_at.as_ref())?;
    let closed = time(wire.closed_at.as_ref());
    let state = if closed.is_some() { "closed" } else { "open" };
    Some(Milestone {
        repo: Text::default(),
        number: wire.number?,
        title: wire.title.clone().unwrap_or_default().into(),
        creator: None,
        created,
        due: time(wire.due_on.as_ref()),
        closed,
        updated: time(wire.updated_at.as_ref()).unwrap_or(created),
        state: wire.state.clone().unwrap_or_else(|| state.to_owned()).into(),
        description_length: wire.description.as_deref().map_or(0, characters),
    })
}
