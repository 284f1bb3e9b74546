//! A pull request.

use super::Reading;
use super::entry::entries;
use super::met::{Met, time};
use crate::model::facts::PullRequest;
use crate::model::time::Timestamp;
use crate::sources::collected::{Draft, Gaps, Subject};
use crate::sources::github::wire::list::Connection;
use crate::sources::github::wire::pull_requests as wire;
use crate::sources::github::wire::timeline::{Label, Reference};
use crate::sources::text::{closed_issues, intent};

/// Reads a pull request with the part of its timeline that came with it.
///
/// # Errors
/// When it does not say when it was opened.
pub(in crate::sources::github) fn pull(
    mut pull: wire::PullRequest,
    reading: Reading<'_>,
) -> Result<Draft, String> {
    let number = pull.number;
    let created = instant(&pull.created_at, number)?;
    let updated = instant(&pull.updated_at, number)?;
    let mut met = Met::new(updated);
    let mut gaps = Gaps::default();
    let place = format!("#{number}");
    let timeline = pull.timeline_items.take();
    let timeline = timeline.into_iter().flat_map(Connection::into_present);
    let entries = entries(timeline, reading.words, &mut met, (&mut gaps, &place));
    let linked = linked(pull.closing_issues_references.as_ref(), reading.repo, &mut gaps, &place);
    let author = met.meet(pull.author.as_ref());
    let merged_by = met.meet(pull.merged_by.as_ref());
    let closes = closed_issues(pull.body.as_deref().unwrap_or_default(), reading.repo);
    let row = Box::new(row(pull, created, updated));
    Ok(Draft {
        subject: Subject::Pull { row, author, merged_by, closes, linked },
        created,
        // A push changes the pull request, so none is later than its last change.
        latest: Some(updated),
        entries,
        milestone: None,
        people: met.people,
        web_url: reading.web_url.map(str::to_owned),
        gaps,
    })
}

/// An instant that has to be there.
pub(super) fn instant(text: &String, number: i64) -> Result<Timestamp, String> {
    time(Some(text)).ok_or_else(|| format!("#{number} has the time {text:?}"))
}

/// Names of labels, sorted, separated by line feeds.
pub(super) fn labels(labels: Option<&Connection<Label>>) -> String {
    let present = labels.into_iter().flat_map(Connection::present);
    let mut names: Vec<&str> = present.filter_map(|label| label.name.as_deref()).collect();
    names.sort_unstable();
    names.join("\n")
}

/// Issues of the same repository that it closes.
fn linked(
    references: Option<&Connection<Reference>>,
    repo: &str,
    gaps: &mut Gaps,
    place: &str,
) -> Vec<i64> {
    let Some(references) = references else { return Vec::new() };
    let total = references.total_count.unwrap_or(0);
    let beyond = total.saturating_sub(references.len() as u64);
    if beyond > 0 {
        gaps.add("links to issues beyond the first 25", beyond, place.to_owned());
    }
    let here = |reference: &&Reference| {
        let name = reference.repository.as_ref().and_then(|r| r.name_with_owner.as_deref());
        name.is_some_and(|name| name.eq_ignore_ascii_case(repo))
    };
    let mut numbers: Vec<i64> =
        references.present().filter(here).filter_map(|reference| reference.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn row(pull: wire::PullRequest, created: Timestamp, updated: Timestamp) -> PullRequest {
    let title = pull.title.unwrap_or_default();
    let intent = intent(&title, pull.body.as_deref().unwrap_or_default());
    let merged = time(pull.merged_at.as_ref());
    let closed = time(pull.closed_at.as_ref()).or(merged);
    let is_closed = closed.is_some() || pull.state.as_deref() == Some("CLOSED");
    let state = if merged.is_some() {
        "merged"
    } else if is_closed {
        "closed"
    } else {
        "open"
    };
    PullRequest {
        repo: String::new().into(),
        number: pull.number,
        title: title.into(),
        author: None,
        created,
        updated,
        closed,
        merged,
        state: state.into(),
        is_draft: pull.is_draft.unwrap_or(false),
        base: pull.base_ref_name.unwrap_or_default().into(),
        head_oid: pull.head_ref_oid.filter(|oid| !oid.is_empty()).map(Into::into),
        merge_oid: pull.merge_commit.and_then(|commit| commit.oid).map(Into::into),
        merged_by: None,
        additions: pull.additions,
        deletions: pull.deletions,
        changed_files: pull.changed_files,
        milestone: pull.milestone.map(|milestone| milestone.number),
        labels: labels(pull.labels.as_ref()).into(),
        body_length: intent.body_length,
        what: intent.what,
        why: intent.why,
        done: intent.done,
        recorded: updated,
        has_timeline: true,
        truncated: false,
    }
}
