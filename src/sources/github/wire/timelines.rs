//! Answer to `timelines.graphql`.

use serde::Deserialize;

use super::envelope::{RateLimit, priced};
use super::list::Connection;
use super::timeline::Entry;

/// The answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Answer {
    #[serde(default)]
    pub(in crate::sources::github) rate_limit: Option<RateLimit>,
    pub(in crate::sources::github) nodes: Option<Vec<Option<Timeline>>>,
}

priced!(Answer);

/// More of one timeline.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Timeline {
    pub(in crate::sources::github) id: Option<String>,
    pub(in crate::sources::github) updated_at: Option<String>,
    pub(in crate::sources::github) timeline_items: Option<Connection<Entry>>,
}
