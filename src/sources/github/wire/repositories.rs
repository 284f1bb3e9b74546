//! Answer to `repositories.graphql`.

use serde::Deserialize;

use super::envelope::{RateLimit, priced};
use super::list::Connection;

/// The answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Answer {
    #[serde(default)]
    pub(in crate::sources::github) rate_limit: Option<RateLimit>,
    pub(in crate::sources::github) repository_owner: Option<Owner>,
}

priced!(Answer);

/// The organisation or person.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Owner {
    pub(in crate::sources::github) repositories: Option<Connection<Listed>>,
}

/// A repository in the list.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Listed {
    pub(in crate::sources::github) name_with_owner: Option<String>,
    pub(in crate::sources::github) is_archived: Option<bool>,
    pub(in crate::sources::github) is_fork: Option<bool>,
    pub(in crate::sources::github) is_disabled: Option<bool>,
}
