//! One page of pull requests or issues.

use serde_json::json;

use super::depot::Depot;
use super::items::Kind;
use super::run::Shared;
use crate::sources::collected::{Draft, Subject};
use crate::sources::github::client::Transport;
use crate::sources::github::collected::{Collected, CollectedItem, digest};
use crate::sources::github::convert::{self, Reading};
use crate::sources::github::document::{ISSUES, PULL_REQUESTS};
use crate::sources::github::error::GithubError;
use crate::sources::github::wire::list::Connection;
use crate::sources::github::wire::timeline::Entry;
use crate::sources::github::wire::{issues, pull_requests};

/// A page, changed last first.
pub(super) struct Page {
    pub(super) items: Vec<Read>,
    /// Where the next page begins.
    pub(super) next: Option<String>,
    /// Items that there are in all.
    pub(super) total: Option<u64>,
    /// Items that were asked for in the end.
    pub(super) size: u32,
    /// Items that the server could not give, or that make no sense.
    pub(super) dropped: u64,
}

/// An item of a page.
pub(super) struct Read {
    pub(super) row: Collected,
    /// Fingerprint of its content.
    pub(super) digest: String,
}

/// Reads a page, a smaller one where the server has too much to do.
pub(super) async fn read<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    kind: &Kind,
    size: u32,
    after: Option<&str>,
) -> Result<Page, GithubError> {
    let overview = shared.overview;
    let what = format!("{} of {}", kind.plural, overview.repo);
    let mut asked = size;
    let variables = |heavy: u32| {
        asked = (size >> heavy.min(16)).max(1);
        json!({ "owner": overview.owner(), "name": overview.name(), "size": asked, "after": after })
    };
    let reading = Reading {
        repo: &overview.repo,
        web_url: overview.web_url.as_deref(),
        words: &shared.words,
    };
    if kind.subject == "pull" {
        let answer: pull_requests::Answer =
            shared.server.graphql(PULL_REQUESTS, &what, variables).await?;
        let list = answer.repository.and_then(|r| r.pull_requests);
        page(list, asked, &what, |pull| {
            let (node, rest) = (pull.id.clone(), Rest::of(pull.timeline_items.as_ref()));
            Ok((node, rest, convert::pull(pull, reading)?))
        })
    } else {
        let answer: issues::Answer = shared.server.graphql(ISSUES, &what, variables).await?;
        let list = answer.repository.and_then(|r| r.issues);
        page(list, asked, &what, |issue| {
            let (node, rest) = (issue.id.clone(), Rest::of(issue.timeline_items.as_ref()));
            Ok((node, rest, convert::issue(issue, reading)?))
        })
    }
}

/// How much of a timeline came with its item.
struct Rest {
    read: u64,
    complete: bool,
    commits: Vec<(String, String)>,
}

impl Rest {
    fn of(timeline: Option<&Connection<Entry>>) -> Self {
        let read = timeline.map_or(0, Connection::len) as u64;
        let complete = timeline.is_some_and(|t| !t.page_info.has_next_page);
        Self { read, complete, commits: convert::commits(timeline) }
    }
}

fn page<W>(
    list: Option<Connection<W>>,
    size: u32,
    what: &str,
    mut convert: impl FnMut(W) -> Result<(String, Rest, Draft), String>,
) -> Result<Page, GithubError> {
    let list = list.ok_or_else(|| GithubError::NotFound { what: what.to_owned() })?;
    let (next, total) = (list.next().map(str::to_owned), list.total_count);
    let mut dropped = list.missing() as u64;
    let mut items = Vec::with_capacity(list.len());
    for node in list.into_present() {
        // An item that makes no sense is left out and counted, like one that is not given.
        let Ok((node, rest, draft)) = convert(node) else {
            dropped += 1;
            continue;
        };
        items.push(read_item(node, rest, draft));
    }
    Ok(Page { items, next, total, size, dropped })
}

fn read_item(node: String, rest: Rest, draft: Draft) -> Read {
    let (subject, number, updated) = match &draft.subject {
        Subject::Pull { row, .. } => ("pull", row.number, row.updated),
        Subject::Issue { row, .. } => ("issue", row.number, row.updated),
    };
    let item = CollectedItem { node, read: rest.read, commits: rest.commits, draft };
    // The repository's name is put in where rows are kept: it may change.
    let row = Collected::item("", subject, number, updated, rest.complete, &item);
    let digest = digest(&row.content);
    Read { row, digest }
}
