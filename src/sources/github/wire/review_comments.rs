//! Inline comments as the REST interface lists them.

use serde::Deserialize;

/// A comment on a line.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Comment {
    pub(in crate::sources::github) id: i64,
    pub(in crate::sources::github) pull_request_review_id: Option<i64>,
    pub(in crate::sources::github) in_reply_to_id: Option<i64>,
    pub(in crate::sources::github) user: Option<User>,
    pub(in crate::sources::github) body: Option<String>,
    pub(in crate::sources::github) created_at: Option<String>,
    pub(in crate::sources::github) updated_at: Option<String>,
    pub(in crate::sources::github) pull_request_url: Option<String>,
}

/// Who wrote it; a deleted account is `ghost`.
#[derive(Deserialize)]
pub(in crate::sources::github) struct User {
    pub(in crate::sources::github) login: Option<String>,
    pub(in crate::sources::github) id: Option<i64>,
    #[serde(rename = "type")]
    pub(in crate::sources::github) kind: Option<String>,
}
