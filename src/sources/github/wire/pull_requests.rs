//! Answer to `pull_requests.graphql`.

use serde::Deserialize;

use super::envelope::{RateLimit, priced};
use super::list::Connection;
use super::people::Actor;
use super::timeline::{Entry, Label, Oid, Reference};

/// The answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Answer {
    #[serde(default)]
    pub(in crate::sources::github) rate_limit: Option<RateLimit>,
    pub(in crate::sources::github) repository: Option<Repository>,
}

priced!(Answer);

/// The repository.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Repository {
    pub(in crate::sources::github) pull_requests: Option<Connection<PullRequest>>,
}

/// A pull request.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct PullRequest {
    pub(in crate::sources::github) id: String,
    pub(in crate::sources::github) number: i64,
    pub(in crate::sources::github) title: Option<String>,
    pub(in crate::sources::github) body: Option<String>,
    pub(in crate::sources::github) state: Option<String>,
    pub(in crate::sources::github) is_draft: Option<bool>,
    pub(in crate::sources::github) created_at: String,
    pub(in crate::sources::github) updated_at: String,
    pub(in crate::sources::github) closed_at: Option<String>,
    pub(in crate::sources::github) merged_at: Option<String>,
    pub(in crate::sources::github) author: Option<Actor>,
    pub(in crate::sources::github) merged_by: Option<Actor>,
    pub(in crate::sources::github) base_ref_name: Option<String>,
    pub(in crate::sources::github) head_ref_oid: Option<String>,
    pub(in crate::sources::github) merge_commit: Option<Oid>,
    pub(in crate::sources::github) additions: Option<i64>,
    pub(in crate::sources::github) deletions: Option<i64>,
    pub(in crate::sources::github) changed_files: Option<i64>,
    pub(in crate::sources::github) milestone: Option<Numbered>,
    pub(in crate::sources::github) labels: Option<Connection<Label>>,
    pub(in crate::sources::github) closing_issues_references: Option<Connection<Reference>>,
    pub(in crate::sources::github) timeline_items: Option<Connection<Entry>>,
}

/// Something known by its number.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Numbered {
    pub(in crate::sources::github) number: i64,
}
