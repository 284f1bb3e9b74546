//! Checks of commits, where the token may read them. Without them a wait for checks cannot be told from
//! a wait for the merge.

use serde_json::json;

use super::depot::Depot;
use super::repository::Overview;
use super::run::Shared;
use crate::sources::github::checks::{CollectedChecks, RawCheck};
use crate::sources::github::client::Transport;
use crate::sources::github::collected::Collected;
use crate::sources::github::convert;
use crate::sources::github::document::{CHECKS, CHECKS_ACCESS};
use crate::sources::github::error::GithubError;
use crate::sources::github::patience::Patience;
use crate::sources::github::state::Head;
use crate::sources::github::wire::checks::{AccessAnswer, Answer, Commit};

/// Commits asked for in one request.
const AT_ONCE: usize = 100;
/// Commits in a row without any checks after which older ones are not asked for: GitHub keeps check
/// runs for 400 days, and a project may have none.
const MOST_EMPTY: usize = 100;
/// Pages of one commit's checks after which the rest is left out.
const MOST_PAGES: usize = 1_000;

/// Reads the checks of commits, the newest first; whether the token may.
pub(super) async fn read<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    wanted: Vec<Head>,
) -> Result<bool, GithubError> {
    match in_batches(shared, wanted).await {
        Ok(open) => {
            shared.note(|state| {
                state.checks.complete = true;
                state.checks.refused = false;
                state.checks.open = open;
            });
            Ok(true)
        }
        // Commits that are gone are null in the answer: that nothing is found here is a fault, and the
        // next run asks again.
        Err(GithubError::Forbidden { .. }) => {
            shared.note(|state| {
                state.checks.complete = false;
                state.checks.refused = true;
                state.checks.open = Vec::new();
            });
            Ok(false)
        }
        Err(error) => {
            shared.note(|state| state.checks.complete = false);
            Err(error)
        }
    }
}

/// Reads them; those whose checks may yet change.
async fn in_batches<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    mut wanted: Vec<Head>,
) -> Result<Vec<Head>, GithubError> {
    let what = format!("checks of {}", shared.overview.repo);
    let now = shared.server.now();
    let mut open = Vec::new();
    let mut empty = 0;
    while !wanted.is_empty() && empty < MOST_EMPTY {
        let mut asked = wanted.len();
        let answer: Answer = shared
            .server
            .graphql(CHECKS, &what, |heavy| {
                asked = wanted.len().min((AT_ONCE >> heavy.min(16)).max(1));
                let ids: Vec<&str> = wanted.iter().take(asked).map(|h| h.node.as_str()).collect();
                json!({ "ids": ids })
            })
            .await?;
        let mut commits: Vec<Commit> = answer.nodes.into_iter().flatten().flatten().collect();
        let mut rows: Vec<Collected> = Vec::new();
        for mut head in wanted.drain(..asked) {
            let found = commits.iter().position(|c| c.id.as_deref() == Some(head.node.as_str()));
            let commit = found.map(|at| commits.swap_remove(at));
            let checks = all(shared, &head, commit, &what).await?;
            empty = if checks.is_empty() { empty + 1 } else { 0 };
            shared.advance(|progress| progress.checks += checks.len() as u64);
            let read = CollectedChecks { oid: head.oid.clone(), checks };
            let digest = read.digest();
            if digest != head.digest {
                rows.push(read.row(&head, now));
                head.digest = digest;
            }
            if read.may_change(&head, now) {
                open.push(head);
            }
        }
        if !rows.is_empty() {
            shared.keep(&rows, |_| ())?;
        }
    }
    Ok(open)
}

/// The checks of a commit, further pages of them included.
async fn all<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    head: &Head,
    commit: Option<Commit>,
    what: &str,
) -> Result<Vec<RawCheck>, GithubError> {
    let mut checks = Vec::new();
    let mut page = commit;
    for _ in 0..MOST_PAGES {
        let contexts = page.take().and_then(|c| c.status_check_rollup).and_then(|r| r.contexts);
        let Some(contexts) = contexts else { break };
        let after = contexts.next().map(str::to_owned);
        checks.extend(contexts.into_present().filter_map(convert::check));
        let Some(after) = after else { break };
        let variables = json!({ "ids": [head.node], "after": after });
        let answer: Answer = shared.server.graphql(CHECKS, what, |_| variables.clone()).await?;
        page = answer.nodes.into_iter().flatten().flatten().next();
    }
    checks.sort_by(|a, b| (&a.name, a.started, a.ended).cmp(&(&b.name, b.started, b.ended)));
    checks.dedup();
    Ok(checks)
}

/// How many checks the last commit of the default branch has; `None`: GitHub shows none.
///
/// # Errors
/// When the token may not read them, or there is no whole answer.
pub async fn checks_access<T: Transport>(
    server: &Patience<T>,
    overview: &Overview,
) -> Result<Option<u64>, GithubError> {
    let what = format!("checks of {}", overview.repo);
    let variables = json!({ "owner": overview.owner(), "name": overview.name() });
    let answer: AccessAnswer = server.graphql(CHECKS_ACCESS, &what, |_| variables.clone()).await?;
    let target = answer.repository.and_then(|r| r.default_branch_ref).and_then(|b| b.target);
    let contexts = target.and_then(|t| t.status_check_rollup).and_then(|r| r.contexts);
    Ok(contexts.map(|contexts| contexts.total_count))
}
