//! What did not fit into the pages: the rest of long timelines, many at once.

use serde_json::json;

use super::depot::{Depot, keeping};
use super::items::Kind;
use super::run::Shared;
use crate::sources::collected::Gaps;
use crate::sources::github::client::Transport;
use crate::sources::github::collected::{Collected, CollectedItem};
use crate::sources::github::convert::{self, Met, time};
use crate::sources::github::document::TIMELINES;
use crate::sources::github::error::GithubError;
use crate::sources::github::wire::list::Connection;
use crate::sources::github::wire::timelines::{Answer, Timeline};

/// Timelines asked for in one request.
const AT_ONCE: usize = 49;
/// Pages of a timeline after which the rest is left out: a million entries.
const MOST_PAGES: usize = 10_000;

/// Reads unfinished timelines to their ends and keeps them; whether that was all of them. Those whose
/// item has changed meanwhile are left to the next pass, which reads them anew.
pub(super) async fn complete<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    kind: &Kind,
    unfinished: &mut Vec<Collected>,
) -> Result<bool, GithubError> {
    let mut all = true;
    let mut open: Vec<(Collected, CollectedItem)> = Vec::new();
    for row in unfinished.drain(..) {
        let item = row.to_item().map_err(keeping)?;
        open.push((row, item));
    }
    for _ in 0..MOST_PAGES {
        if open.is_empty() {
            break;
        }
        // Those that have come equally far are asked for together.
        open.sort_by_key(|(row, item)| (item.read, row.number));
        let skip = open.first().map_or(0, |(_, item)| item.read);
        let together = open.iter().take(AT_ONCE).take_while(|(_, item)| item.read == skip).count();
        let batch: Vec<_> = open.drain(..together).collect();
        let (asked, still_open) = (batch.len(), open.len());
        let (more, done) = more(shared, kind, batch, skip).await?;
        open.extend(more);
        all &= open.len() - still_open + done == asked;
    }
    Ok(all)
}

/// Reads one more page of each; those that are still not at their end, and how many are.
async fn more<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    kind: &Kind,
    batch: Vec<(Collected, CollectedItem)>,
    skip: u64,
) -> Result<(Vec<(Collected, CollectedItem)>, usize), GithubError> {
    let mut finished = 0;
    let what = format!("timelines of {} of {}", kind.plural, shared.overview.repo);
    let mut left = batch;
    let mut open = Vec::new();
    let mut done = Vec::new();
    while !left.is_empty() {
        let mut asked = left.len();
        let answer: Answer = shared
            .server
            .graphql(TIMELINES, &what, |heavy| {
                asked = (left.len() >> heavy.min(16)).max(1);
                let ids: Vec<&str> =
                    left.iter().take(asked).map(|(_, item)| item.node.as_str()).collect();
                json!({ "ids": ids, "skip": skip })
            })
            .await?;
        let timelines: Vec<Timeline> = answer.nodes.into_iter().flatten().flatten().collect();
        for (row, item) in left.drain(..asked) {
            let found = timelines.iter().position(|t| t.id.as_deref() == Some(item.node.as_str()));
            let timeline = found.and_then(|at| timelines.get(at));
            // What has changed since, or is gone, is read anew by the next pass or never again.
            let same = timeline
                .and_then(|t| time(t.updated_at.as_ref()))
                .is_some_and(|updated| updated == row.updated);
            if same && let Some(at) = found {
                done.push((row, item, at));
            }
        }
        let mut timelines: Vec<Option<Timeline>> = timelines.into_iter().map(Some).collect();
        let mut rows = Vec::new();
        for (row, item, at) in done.drain(..) {
            let timeline = timelines.get_mut(at).and_then(Option::take);
            let timeline = timeline.and_then(|t| t.timeline_items);
            let (row, item) = extend(shared, row, item, timeline);
            if row.complete {
                rows.push(row);
            } else {
                open.push((row, item));
            }
        }
        finished += rows.len();
        if !rows.is_empty() {
            shared.keep(&rows, |_| ())?;
        }
    }
    Ok((open, finished))
}

/// An item with one more page of its timeline.
fn extend<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    mut row: Collected,
    mut item: CollectedItem,
    timeline: Option<Connection<crate::sources::github::wire::timeline::Entry>>,
) -> (Collected, CollectedItem) {
    let given = timeline.as_ref().map_or(0, Connection::len) as u64;
    // A page without entries is the end, whatever it says.
    row.complete = given == 0 || timeline.as_ref().is_some_and(|t| !t.page_info.has_next_page);
    item.read += given;
    item.commits.extend(convert::commits(timeline.as_ref()));
    let mut met = Met { seen: row.updated, people: std::mem::take(&mut item.draft.people) };
    let mut gaps = Gaps::default();
    let place = format!("#{}", row.number);
    let entries = timeline.into_iter().flat_map(Connection::into_present);
    let entries = convert::entries(entries, &shared.words, &mut met, (&mut gaps, &place));
    item.draft.entries.extend(entries);
    item.draft.people = met.people;
    item.draft.gaps.extend(gaps);
    let row =
        Collected::item(&row.repo, &row.subject, row.number, row.updated, row.complete, &item);
    (row, item)
}
