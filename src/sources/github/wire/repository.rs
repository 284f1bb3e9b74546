//! Answers to `repository.graphql`, `milestones.graphql` and `labels.graphql`.

use serde::Deserialize;

use super::envelope::{RateLimit, priced};
use super::list::Connection;
use super::people::Actor;

/// The answer; the documents for further pages give a part of it.
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
    pub(in crate::sources::github) name_with_owner: Option<String>,
    pub(in crate::sources::github) url: Option<String>,
    pub(in crate::sources::github) has_issues_enabled: Option<bool>,
    pub(in crate::sources::github) owner: Option<Actor>,
    pub(in crate::sources::github) pull_requests: Option<Connection<Newest>>,
    pub(in crate::sources::github) issues: Option<Connection<Newest>>,
    pub(in crate::sources::github) milestones: Option<Connection<Milestone>>,
    pub(in crate::sources::github) labels: Option<Connection<Label>>,
}

/// The item that changed last.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Newest {
    pub(in crate::sources::github) updated_at: Option<String>,
}

/// A milestone.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Milestone {
    pub(in crate::sources::github) number: i64,
    pub(in crate::sources::github) title: Option<String>,
    pub(in crate::sources::github) description: Option<String>,
    pub(in crate::sources::github) state: Option<String>,
    pub(in crate::sources::github) created_at: Option<String>,
    pub(in crate::sources::github) updated_at: Option<String>,
    pub(in crate::sources::github) closed_at: Option<String>,
    pub(in crate::sources::github) due_on: Option<String>,
    pub(in crate::sources::github) creator: Option<Actor>,
}

/// A label.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Label {
    pub(in crate::sources::github) name: Option<String>,
    pub(in crate::sources::github) description: Option<String>,
}
