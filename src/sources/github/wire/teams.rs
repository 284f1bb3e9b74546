//! Answer to `teams.graphql`.

use serde::Deserialize;

use super::envelope::{RateLimit, priced};
use super::list::Connection;
use super::people::Actor;

/// The answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Answer {
    #[serde(default)]
    pub(in crate::sources::github) rate_limit: Option<RateLimit>,
    pub(in crate::sources::github) organization: Option<Organization>,
}

priced!(Answer);

/// The organisation.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Organization {
    pub(in crate::sources::github) teams: Option<Connection<Team>>,
}

/// A team.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Team {
    pub(in crate::sources::github) slug: Option<String>,
    pub(in crate::sources::github) members: Option<Connection<Actor>>,
}
