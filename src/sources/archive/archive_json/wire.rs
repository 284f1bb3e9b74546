//! The file as it is. Everything may be absent; unknown fields are passed over.

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Archive {
    pub(super) timestamp: Option<String>,
    pub(super) repo: Option<String>,
    pub(super) issues: Option<Vec<Thing>>,
    pub(super) pulls: Option<Vec<Thing>>,
}

/// Pull request or issue; people are logins.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Thing {
    pub(super) number: Option<i64>,
    pub(super) title: Option<String>,
    pub(super) url: Option<String>,
    pub(super) state: Option<String>,
    pub(super) author: Option<String>,
    pub(super) assignees: Option<Vec<String>>,
    pub(super) labels: Option<Vec<String>>,
    pub(super) body: Option<String>,
    pub(super) created_at: Option<String>,
    pub(super) updated_at: Option<String>,
    pub(super) closed_at: Option<String>,
    pub(super) merged_at: Option<String>,
    pub(super) merged_by: Option<String>,
    pub(super) merge_commit: Option<Commit>,
    pub(super) base_ref_name: Option<String>,
    pub(super) head_ref_oid: Option<String>,
    pub(super) comments: Option<Vec<Comment>>,
    pub(super) reviews: Option<Vec<Review>>,
}

#[derive(Deserialize)]
pub(super) struct Commit {
    pub(super) oid: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Comment {
    pub(super) author: Option<String>,
    pub(super) body: Option<String>,
    pub(super) created_at: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Review {
    pub(super) author: Option<String>,
    pub(super) state: Option<String>,
    pub(super) body: Option<String>,
    pub(super) created_at: Option<String>,
    pub(super) comments: Option<Vec<Inline>>,
}

/// Comment on a line; its author is the review's.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Inline {
    pub(super) original_position: Option<i64>,
    pub(super) body: Option<String>,
    pub(super) created_at: Option<String>,
}
