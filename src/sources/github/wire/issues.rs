//! Answer to `issues.graphql`.

use serde::Deserialize;

use super::envelope::{RateLimit, priced};
use super::list::Connection;
use super::people::Actor;
use super::pull_requests::Numbered;
use super::timeline::{Entry, Label};

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
pub(in crate::sources::github) struct Repository {
    pub(in crate::sources::github) issues: Option<Connection<Issue>>,
}

/// An issue.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Issue {
    pub(in crate::sources::github) id: String,
    pub(in crate::sources::github) number: i64,
    pub(in crate::sources::github) title: Option<String>,
    pub(in crate::sources::github) body: Option<String>,
    pub(in crate::sources::github) state: Option<String>,
    pub(in crate::sources::github) state_reason: Option<String>,
    pub(in crate::sources::github) created_at: String,
    pub(in crate::sources::github) updated_at: String,
    pub(in crate::sources::github) closed_at: Option<String>,
    pub(in crate::sources::github) author: Option<Actor>,
    pub(in crate::sources::github) milestone: Option<Numbered>,
    pub(in crate::sources::github) labels: Option<Connection<Label>>,
    pub(in crate::sources::github) assignees: Option<Connection<Actor>>,
    pub(in crate::sources::github) timeline_items: Option<Connection<Entry>>,
}
