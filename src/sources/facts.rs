//! What a source hands over: rows for the store, and what could not be read.

use crate::model::facts::{
    Check, Commit, CommitFile, CommitTrailer, Event, Issue, Label, LinkedIssue, MergeRule,
    Milestone, MilestoneSnapshot, OwnedPath, Person, PullCommit, PullFile, PullRequest,
    RequiredCheck, Tag, TeamMember,
};

/// Rows of one repository, by table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// See [`Commit`].
    pub commits: Vec<Commit>,
    /// See [`CommitTrailer`].
    pub commit_trailers: Vec<CommitTrailer>,
    /// See [`CommitFile`].
    pub commit_files: Vec<CommitFile>,
    /// See [`Tag`].
    pub tags: Vec<Tag>,
    /// See [`OwnedPath`].
    pub owned_paths: Vec<OwnedPath>,
    /// See [`PullRequest`].
    pub pull_requests: Vec<PullRequest>,
    /// See [`PullCommit`].
    pub pull_commits: Vec<PullCommit>,
    /// See [`PullFile`].
    pub pull_files: Vec<PullFile>,
    /// See [`LinkedIssue`].
    pub linked_issues: Vec<LinkedIssue>,
    /// See [`Issue`].
    pub issues: Vec<Issue>,
    /// See [`Event`].
    pub events: Vec<Event>,
    /// See [`Milestone`].
    pub milestones: Vec<Milestone>,
    /// See [`MilestoneSnapshot`].
    pub milestone_snapshots: Vec<MilestoneSnapshot>,
    /// See [`Label`].
    pub labels: Vec<Label>,
    /// See [`TeamMember`].
    pub team_members: Vec<TeamMember>,
    /// See [`MergeRule`].
    pub merge_rules: Vec<MergeRule>,
    /// See [`RequiredCheck`].
    pub required_checks: Vec<RequiredCheck>,
    /// See [`Check`].
    pub checks: Vec<Check>,
    /// See [`Person`].
    pub people: Vec<Person>,
}

/// Something that a source could not read or had to leave out; shown in the report's data notes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// What is missing, as a short plural noun phrase: `commits with missing objects`.
    pub what: String,
    /// How many.
    pub count: u64,
    /// The first few, to look at: commit ids, paths, file names.
    pub examples: Vec<String>,
}
