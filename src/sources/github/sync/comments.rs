//! Inline comments, a hundred at a time.
//!
//! The first listing goes by time of creation: nothing can move in it but by deletion, which the
//! counts of reviews show afterwards. Later ones go by last change from where the last one ended, each
//! page from the newest change seen so far, so that nothing can slip between pages.

use super::depot::Depot;
use super::run::Shared;
use crate::model::time::Timestamp;
use crate::sources::github::client::Transport;
use crate::sources::github::collected::{Collected, CollectedComment};
use crate::sources::github::convert;
use crate::sources::github::error::GithubError;
use crate::sources::github::state::OVERLAP;
use crate::sources::github::wire::review_comments::Comment;

/// Pages of one listing after which it is taken for endless.
const MOST_PAGES: u32 = 200_000;
/// Pull requests whose inline comments are counted and read anew in one run.
const MOST_RECOUNTS: usize = 200;

/// Reads the inline comments that are new.
pub(super) async fn course<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
) -> Result<(), GithubError> {
    let course = shared.state.borrow().comments.clone();
    // What was changed before this listing began, by the server's own clock, is in it.
    let begun = match course.through {
        None => shared.overview.newest,
        Some(_) => shared.overview.newest.max(shared.state.borrow().pulls.through),
    };
    let target = course.target.or(begun);
    match course.through {
        None => first(shared, course.page.unwrap_or(1), target).await?,
        Some(through) => later(shared, through, target).await?,
    }
    shared.keep(&[], |state| {
        state.comments.through = target.or(state.comments.through);
        state.comments.target = None;
        state.comments.page = None;
    })
}

async fn first<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    from: u32,
    target: Option<Timestamp>,
) -> Result<(), GithubError> {
    let since = shared.options.since.map(|since| format!("&since={since}")).unwrap_or_default();
    for number in from..MOST_PAGES {
        let path = format!(
            "/repos/{}/pulls/comments?sort=created&direction=asc&per_page=100&page={number}{since}",
            shared.overview.repo
        );
        let (comments, more) = page(shared, &path).await?;
        let rows = rows(shared, &comments);
        shared.keep(&rows, |state| {
            state.comments.target = target;
            state.comments.page = Some(if more { number + 1 } else { number });
        })?;
        if !more {
            return Ok(());
        }
    }
    Err(endless(shared))
}

async fn later<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    through: Timestamp,
    target: Option<Timestamp>,
) -> Result<(), GithubError> {
    let mut since = through.plus(-OVERLAP);
    let mut number = 1;
    for _ in 0..MOST_PAGES {
        let path = format!(
            "/repos/{}/pulls/comments?sort=updated&direction=asc&per_page=100&page={number}&since={since}",
            shared.overview.repo
        );
        let (comments, more) = page(shared, &path).await?;
        let rows = rows(shared, &comments);
        let newest = rows.iter().map(|row| row.updated).max();
        shared.keep(&rows, |state| state.comments.target = target)?;
        if !more {
            return Ok(());
        }
        match newest.filter(|newest| *newest > since) {
            Some(newest) => (since, number) = (newest, 1),
            // More than a page of them changed at one instant.
            None => number += 1,
        }
    }
    Err(endless(shared))
}

fn endless<T: Transport, D: Depot>(shared: &Shared<'_, T, D>) -> GithubError {
    GithubError::Confused {
        what: format!("inline comments of {}", shared.overview.repo),
        problem: "its pages do not end".to_owned(),
    }
}

/// One page, and whether there are more.
async fn page<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    path: &str,
) -> Result<(Vec<Comment>, bool), GithubError> {
    let what = format!("inline comments of {}", shared.overview.repo);
    let page = shared.server.rest::<Vec<Comment>>(path, &what).await?;
    let read = page.value.len() as u64;
    shared.advance(|progress| progress.comments += read);
    Ok((page.value, page.next.is_some()))
}

fn rows<T: Transport, D: Depot>(shared: &Shared<'_, T, D>, comments: &[Comment]) -> Vec<Collected> {
    let read = comments.iter().filter_map(|comment| convert::inline(comment, &shared.words));
    read.map(|comment: CollectedComment| Collected::comment("", &comment)).collect()
}

/// Reads all inline comments of pull requests anew on which another number is counted than stored, and
/// marks those that are gone. How many pull requests were left out, being too many.
pub(super) async fn recount<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    wrong: &[(i64, Vec<i64>)],
) -> Result<usize, GithubError> {
    for (pull, stored) in wrong.iter().take(MOST_RECOUNTS) {
        let mut found: Vec<Collected> = Vec::new();
        for number in 1..MOST_PAGES {
            let path = format!(
                "/repos/{}/pulls/{pull}/comments?per_page=100&page={number}",
                shared.overview.repo
            );
            let (comments, more) = page(shared, &path).await?;
            found.extend(rows(shared, &comments));
            if !more {
                break;
            }
        }
        let gone = stored.iter().filter(|id| !found.iter().any(|row| row.id == **id));
        let gone: Vec<Collected> = gone.map(|id| Collected::gone("", *pull, *id)).collect();
        found.extend(gone);
        shared.keep(&found, |_| ())?;
    }
    Ok(wrong.len().saturating_sub(MOST_RECOUNTS))
}
