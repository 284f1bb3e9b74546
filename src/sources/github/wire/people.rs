//! Accounts and teams.

use serde::Deserialize;

/// An account. A deleted one is null where it would stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Actor {
    #[serde(rename = "__typename", default)]
    pub(in crate::sources::github) kind: String,
    pub(in crate::sources::github) login: Option<String>,
    pub(in crate::sources::github) database_id: Option<i64>,
    /// Of a team, which has no login.
    pub(in crate::sources::github) slug: Option<String>,
}
