//! An issue.

use super::Reading;
use super::entry::entries;
use super::met::{Met, time};
use super::pull::{instant, labels};
use crate::model::facts::Issue;
use crate::model::time::Timestamp;
use crate::sources::collected::{Draft, Gaps, Subject, Who};
use crate::sources::github::wire::issues as wire;
use crate::sources::github::wire::list::Connection;
use crate::sources::text::intent;

/// Reads an issue with the part of its timeline that came with it.
///
/// # Errors
/// When it does not say when it was opened.
pub(in crate::sources::github) fn issue(
    mut issue: wire::Issue,
    reading: Reading<'_>,
) -> Result<Draft, String> {
    let number = issue.number;
    let created = instant(&issue.created_at, number)?;
    let updated = instant(&issue.updated_at, number)?;
    let mut met = Met::new(updated);
    let mut gaps = Gaps::default();
    let timeline = issue.timeline_items.take();
    let timeline = timeline.into_iter().flat_map(Connection::into_present);
    let entries = entries(timeline, reading.words, &mut met, (&mut gaps, &format!("#{number}")));
    let author = met.meet(issue.author.as_ref());
    let assigned = issue.assignees.take();
    let assigned = assigned.into_iter().flat_map(Connection::into_present);
    let assignees: Vec<Who> = assigned.filter_map(|actor| met.meet(Some(&actor))).collect();
    let row = Box::new(row(issue, created, updated));
    Ok(Draft {
        subject: Subject::Issue { row, author, assignees },
        created,
        latest: Some(updated),
        entries,
        milestone: None,
        people: met.people,
        web_url: reading.web_url.map(str::to_owned),
        gaps,
    })
}

fn row(issue: wire::Issue, created: Timestamp, updated: Timestamp) -> Issue {
    let title = issue.title.unwrap_or_default();
    let intent = intent(&title, issue.body.as_deref().unwrap_or_default());
    let closed = time(issue.closed_at.as_ref());
    let is_closed = closed.is_some() || issue.state.as_deref() == Some("CLOSED");
    Issue {
        repo: String::new().into(),
        number: issue.number,
        title: title.into(),
        author: None,
        created,
        updated,
        closed,
        state: if is_closed { "closed" } else { "open" }.into(),
        state_reason: issue.state_reason.map(|reason| reason.to_lowercase()).map(Into::into),
        milestone: issue.milestone.map(|milestone| milestone.number),
        labels: labels(issue.labels.as_ref()).into(),
        assignees: String::new().into(),
        body_length: intent.body_length,
        what: intent.what,
        why: intent.why,
        done: intent.done,
        recorded: updated,
    }
}
