//! Answers to `checks.graphql` and `checks_access.graphql`.

use serde::Deserialize;

use super::envelope::{RateLimit, priced};
use super::list::{Connection, Count};

/// The answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Answer {
    #[serde(default)]
    pub(in crate::sources::github) rate_limit: Option<RateLimit>,
    pub(in crate::sources::github) nodes: Option<Vec<Option<Commit>>>,
}

priced!(Answer);

/// A commit. Without checks, or where the token does not see them, there is no rollup.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Commit {
    pub(in crate::sources::github) id: Option<String>,
    pub(in crate::sources::github) status_check_rollup: Option<Rollup>,
}

/// Its checks.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Rollup {
    pub(in crate::sources::github) contexts: Option<Connection<Context>>,
}

/// A check run, or a status.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Context {
    #[serde(rename = "__typename")]
    pub(in crate::sources::github) kind: String,
    pub(in crate::sources::github) name: Option<String>,
    pub(in crate::sources::github) conclusion: Option<String>,
    pub(in crate::sources::github) started_at: Option<String>,
    pub(in crate::sources::github) completed_at: Option<String>,
    pub(in crate::sources::github) context: Option<String>,
    pub(in crate::sources::github) state: Option<String>,
    pub(in crate::sources::github) created_at: Option<String>,
}

/// Answer to whether checks are shown at all.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct AccessAnswer {
    #[serde(default)]
    pub(in crate::sources::github) rate_limit: Option<RateLimit>,
    pub(in crate::sources::github) repository: Option<Repository>,
}

priced!(AccessAnswer);

/// The repository.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Repository {
    pub(in crate::sources::github) default_branch_ref: Option<Branch>,
}

/// Its default branch.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Branch {
    pub(in crate::sources::github) target: Option<Target>,
}

/// The branch's last commit.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Target {
    pub(in crate::sources::github) status_check_rollup: Option<Counted>,
}

/// How many checks it has.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Counted {
    pub(in crate::sources::github) contexts: Option<Count>,
}
