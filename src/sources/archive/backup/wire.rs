//! The files as they are. Everything may be absent; unknown fields are passed over.

use serde::Deserialize;

/// `pulls/N.json` or `issues/N.json`.
#[derive(Deserialize)]
pub(super) struct File {
    pub(super) pull: Option<Thing>,
    pub(super) issue: Option<Thing>,
    pub(super) events: Option<Vec<Entry>>,
    pub(super) comments: Option<Vec<InlineComment>>,
}

/// `state.json`.
#[derive(Default, Deserialize)]
pub(super) struct State {
    pub(super) last_backup: Option<String>,
    pub(super) failed_pulls: Option<Vec<i64>>,
    pub(super) failed_issues: Option<Vec<i64>>,
}

/// Pull request or issue.
#[derive(Deserialize)]
pub(super) struct Thing {
    pub(super) number: Option<i64>,
    pub(super) html_url: Option<String>,
    pub(super) state: Option<String>,
    pub(super) state_reason: Option<String>,
    pub(super) title: Option<String>,
    pub(super) body: Option<String>,
    pub(super) user: Option<User>,
    pub(super) labels: Option<Vec<Label>>,
    pub(super) assignees: Option<Vec<User>>,
    pub(super) milestone: Option<Milestone>,
    pub(super) created_at: Option<String>,
    pub(super) updated_at: Option<String>,
    pub(super) closed_at: Option<String>,
    pub(super) merged_at: Option<String>,
    pub(super) draft: Option<bool>,
    pub(super) merged_by: Option<User>,
    pub(super) merge_commit_sha: Option<String>,
    pub(super) head: Option<Branch>,
    pub(super) base: Option<Branch>,
    pub(super) additions: Option<i64>,
    pub(super) deletions: Option<i64>,
    pub(super) changed_files: Option<i64>,
    /// How many inline comments GitHub counts.
    pub(super) review_comments: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct User {
    pub(super) login: Option<String>,
    pub(super) id: Option<i64>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Team {
    pub(super) slug: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Label {
    pub(super) name: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Branch {
    #[serde(rename = "ref")]
    pub(super) name: Option<String>,
    pub(super) sha: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Milestone {
    pub(super) number: Option<i64>,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) creator: Option<User>,
    pub(super) created_at: Option<String>,
    pub(super) updated_at: Option<String>,
    pub(super) closed_at: Option<String>,
    pub(super) due_on: Option<String>,
    pub(super) state: Option<String>,
}

/// Timeline entry: of each kind the fields that it has.
#[derive(Deserialize)]
pub(super) struct Entry {
    pub(super) event: Option<String>,
    pub(super) id: Option<i64>,
    pub(super) actor: Option<User>,
    pub(super) user: Option<User>,
    pub(super) created_at: Option<String>,
    pub(super) submitted_at: Option<String>,
    pub(super) commit_id: Option<String>,
    pub(super) body: Option<String>,
    pub(super) state: Option<String>,
    pub(super) label: Option<Label>,
    pub(super) assignee: Option<User>,
    /// An event names only the title; items carry the whole.
    pub(super) milestone: Option<Milestone>,
    pub(super) review_requester: Option<User>,
    pub(super) requested_reviewer: Option<User>,
    pub(super) requested_team: Option<Team>,
    pub(super) dismissed_review: Option<DismissedReview>,
    pub(super) source: Option<Source>,
    pub(super) sha: Option<String>,
    pub(super) author: Option<Signature>,
    pub(super) committer: Option<Signature>,
    pub(super) parents: Option<Vec<Parent>>,
}

#[derive(Deserialize)]
pub(super) struct DismissedReview {
    pub(super) review_id: Option<i64>,
    pub(super) state: Option<String>,
}

/// Where a reference comes from.
#[derive(Deserialize)]
pub(super) struct Source {
    pub(super) issue: Option<SourceIssue>,
}

#[derive(Deserialize)]
pub(super) struct SourceIssue {
    pub(super) number: Option<i64>,
    pub(super) html_url: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Signature {
    pub(super) email: Option<String>,
    pub(super) date: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Parent {}

/// Comment on a line.
#[derive(Deserialize)]
pub(super) struct InlineComment {
    pub(super) id: Option<i64>,
    pub(super) pull_request_review_id: Option<i64>,
    pub(super) in_reply_to_id: Option<i64>,
    pub(super) user: Option<User>,
    pub(super) body: Option<String>,
    pub(super) created_at: Option<String>,
}
