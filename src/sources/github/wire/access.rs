//! Answer to `access.graphql`.

use serde::Deserialize;

use super::envelope::{RateLimit, priced};

/// The answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Answer {
    #[serde(default)]
    pub(in crate::sources::github) rate_limit: Option<RateLimit>,
    pub(in crate::sources::github) repository: Option<Repository>,
}

priced!(Answer);

/// The repository as the token sees it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Repository {
    pub(in crate::sources::github) name_with_owner: Option<String>,
    pub(in crate::sources::github) viewer_permission: Option<String>,
    pub(in crate::sources::github) has_issues_enabled: Option<bool>,
    pub(in crate::sources::github) is_in_organization: Option<bool>,
}
