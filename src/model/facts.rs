//! Facts: what sources record, before anything is judged.
//!
//! People are named by a person key: the login of an account as last seen (renamed accounts are
//! one person, joined by account id), or `~` and a short hash of an e-mail address where no login
//! is known. A deleted account is `None`. Lists stand in one text, separated by a space (logins,
//! commit ids) or a line feed (labels), because list types do not read alike on every engine.

use super::table::Text;
use super::time::Timestamp;

crate::table! {
    /// Commit reachable from the default branch.
    pub struct Commit in "commits" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Commit id.
        pub oid: Text,
        /// Person key of the author, after mailmap.
        pub author: Text,
        /// Person key of the committer, after mailmap; `web-flow` for commits made on GitHub's site.
        pub committer: Text,
        /// Author time.
        pub authored: Timestamp,
        /// Author time zone offset in minutes.
        pub authored_offset: i64,
        /// Committer time.
        pub committed: Timestamp,
        /// Committer time zone offset in minutes.
        pub committed_offset: i64,
        /// Parent ids, separated by a space; empty for a root.
        pub parents: Text,
        /// Whether there is more than one parent.
        pub is_merge: bool,
        /// Id of the commit that this one says it reverts.
        pub reverts: Option<Text>,
        /// Pull request number found in a merge or squash subject.
        pub pull: Option<i64>,
        /// First line of the message.
        pub subject: Text,
        /// Words in the rest of the message, trailers left out.
        pub body_words: i64,
        /// Files changed; empty for merges, outside the horizon, and where objects are missing.
        pub files: Option<i64>,
        /// Lines added; empty as `files` is.
        pub additions: Option<i64>,
        /// Lines removed; empty as `files` is.
        pub deletions: Option<i64>,
    }
}

crate::table! {
    /// Commit of a pull request.
    pub struct PullCommit in "pull_commits" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Pull request number.
        pub number: i64,
        /// Commit id.
        pub oid: Text,
        /// Position in the pull request, from 0.
        pub position: i64,
    }
}

crate::table! {
    /// Trailer that names a person.
    pub struct CommitTrailer in "commit_trailers" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Commit id.
        pub oid: Text,
        /// Key in lower case with hyphens: `reviewed-by`, `acked-by`, `tested-by`, `signed-off-by`, `co-authored-by`, `reported-by`, `approved-by`, `suggested-by`, `helped-by`, `mentored-by`.
        pub key: Text,
        /// Person key after mailmap.
        pub person: Text,
    }
}

crate::table! {
    /// File changed in a commit that is no merge.
    pub struct CommitFile in "commit_files" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Commit id.
        pub oid: Text,
        /// Path after the change, invalid UTF-8 replaced.
        pub path: Text,
        /// Lines added; empty for binary files and missing objects.
        pub additions: Option<i64>,
        /// Lines removed; empty for binary files and missing objects.
        pub deletions: Option<i64>,
    }
}

crate::table! {
    /// Tag.
    pub struct Tag in "tags" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Tag name.
        pub name: Text,
        /// Id of the commit it leads to.
        pub oid: Text,
        /// Time of the tag, or of its commit for a lightweight tag.
        pub tagged: Timestamp,
    }
}

crate::table! {
    /// Pull request.
    pub struct PullRequest in "pull_requests" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Number.
        pub number: i64,
        /// Title.
        pub title: Text,
        /// Person key of the author; empty for a deleted account.
        pub author: Option<Text>,
        /// Opened.
        pub created: Timestamp,
        /// Last change that the source knows of.
        pub updated: Timestamp,
        /// Closed or merged.
        pub closed: Option<Timestamp>,
        /// Merged.
        pub merged: Option<Timestamp>,
        /// `open`, `closed` or `merged`.
        pub state: Text,
        /// Draft when it was recorded.
        pub is_draft: bool,
        /// Branch it is to go into.
        pub base: Text,
        /// Id of its last commit.
        pub head_oid: Option<Text>,
        /// Id of the commit that merged it.
        pub merge_oid: Option<Text>,
        /// Person key of who merged it.
        pub merged_by: Option<Text>,
        /// Lines added.
        pub additions: Option<i64>,
        /// Lines removed.
        pub deletions: Option<i64>,
        /// Files changed.
        pub changed_files: Option<i64>,
        /// Number of its milestone.
        pub milestone: Option<i64>,
        /// Labels, separated by line feeds.
        pub labels: Text,
        /// Characters of the description, template comments stripped.
        pub body_length: i64,
        /// The description says what.
        pub what: bool,
        /// The description says why.
        pub why: bool,
        /// The description says what done looks like.
        pub done: bool,
        /// When it was recorded.
        pub recorded: Timestamp,
        /// Whether its timeline was recorded: without it waits cannot be told.
        pub has_timeline: bool,
        /// Whether something of its timeline is known to be missing.
        pub truncated: bool,
    }
}

crate::table! {
    /// File in a pull request.
    pub struct PullFile in "pull_files" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Pull request number.
        pub number: i64,
        /// Path.
        pub path: Text,
    }
}

crate::table! {
    /// Issue that a pull request says it closes, or is connected to.
    pub struct LinkedIssue in "linked_issues" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Pull request number.
        pub number: i64,
        /// Issue number in the same repository.
        pub issue: i64,
        /// `keyword` (closing keyword in the description) or `reference` (recorded by GitHub).
        pub source: Text,
    }
}

crate::table! {
    /// Issue.
    pub struct Issue in "issues" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Number.
        pub number: i64,
        /// Title.
        pub title: Text,
        /// Person key of the author; empty for a deleted account.
        pub author: Option<Text>,
        /// Opened.
        pub created: Timestamp,
        /// Last change that the source knows of.
        pub updated: Timestamp,
        /// Closed.
        pub closed: Option<Timestamp>,
        /// `open` or `closed`.
        pub state: Text,
        /// `completed`, `not_planned`, `duplicate`, `reopened`.
        pub state_reason: Option<Text>,
        /// Number of its milestone.
        pub milestone: Option<i64>,
        /// Labels, separated by line feeds.
        pub labels: Text,
        /// Person keys of the assignees, separated by a space.
        pub assignees: Text,
        /// Characters of the description, template comments stripped.
        pub body_length: i64,
        /// Says what: a title of 4 words or more and a description of 15 words or more.
        pub what: bool,
        /// Says why.
        pub why: bool,
        /// Says what done looks like.
        pub done: bool,
        /// When it was recorded.
        pub recorded: Timestamp,
    }
}

crate::table! {
    /// Thing that happened to a pull request or an issue.
    pub struct Event in "events" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// `pull` or `issue`.
        pub subject: Text,
        /// Number of the pull request or issue.
        pub number: i64,
        /// Order within the pull request or issue, from 0.
        pub seq: i64,
        /// When.
        pub at: Timestamp,
        /// Whether the instant is inferred: pushes carry only a committer date.
        pub at_inferred: bool,
        /// GitHub's own word in small letters with underscores: `review_requested`, `reviewed`, `commented`, `line_commented` (inline comment), `committed`, `head_ref_force_pushed`, `ready_for_review`, `convert_to_draft`, `merged`, `closed`, `reopened`, `labeled`, `milestoned`, `assigned`, `renamed_title`, ...
        pub kind: Text,
        /// Person key of who did it; empty for a deleted account or where it is not recorded.
        pub actor: Option<Text>,
        /// What or whom it was done to: the reviewer or `team:slug` asked, the assignee, the label, the milestone's title, the reviewer whose review was dismissed, the commit id.
        pub target: Option<Text>,
        /// Of a review: `approved`, `changes_requested`, `commented`, `dismissed`; of a commit: `merge` where it has two parents.
        pub state: Option<Text>,
        /// Of a review: inline comments that came with it. Of an inline comment: 1 where it starts a thread, else 0.
        pub count: Option<i64>,
        /// Characters of the text; texts themselves are not kept.
        pub body_length: Option<i64>,
        /// Hash of the text with numbers, links and ids taken out, to recognise near-duplicates.
        pub text_key: Option<i64>,
        /// Whether the text holds a question mark outside quotes and code.
        pub is_question: bool,
        /// Person keys mentioned with `@`, separated by a space.
        pub mentions: Text,
        /// Word of approval found in the text (`ACK`, `LGTM`, ...), negations left out.
        pub approval_word: Option<Text>,
    }
}

crate::table! {
    /// Milestone as last recorded.
    pub struct Milestone in "milestones" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Number.
        pub number: i64,
        /// Title.
        pub title: Text,
        /// Person key of its creator.
        pub creator: Option<Text>,
        /// Created.
        pub created: Timestamp,
        /// Due.
        pub due: Option<Timestamp>,
        /// Closed.
        pub closed: Option<Timestamp>,
        /// Last change.
        pub updated: Timestamp,
        /// `open` or `closed`.
        pub state: Text,
        /// Characters of the description.
        pub description_length: i64,
    }
}

crate::table! {
    /// Milestone at a time when its due date or state was seen to differ from before.
    pub struct MilestoneSnapshot in "milestone_snapshots" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Number.
        pub number: i64,
        /// When it was seen so.
        pub seen: Timestamp,
        /// Due date seen.
        pub due: Option<Timestamp>,
        /// State seen.
        pub state: Text,
    }
}

crate::table! {
    /// Label of a repository.
    pub struct Label in "labels" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Name.
        pub name: Text,
        /// Characters of the description.
        pub description_length: i64,
    }
}

crate::table! {
    /// Member of a team, as last read; earlier members are not told.
    pub struct TeamMember in "team_members" {
        /// Repository, as `owner/name`, whose owner the team belongs to.
        pub repo: Text,
        /// Team as `team:org/slug`.
        pub team: Text,
        /// Login of the member.
        pub person: Text,
    }
}

crate::table! {
    /// What a merge into a branch needs, where that could be read.
    pub struct MergeRule in "rules" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Branch, or a pattern of branches; `~DEFAULT_BRANCH` and `~ALL` as GitHub has them.
        pub branch: Text,
        /// Approvals needed.
        pub approvals_required: i64,
        /// Whether a code owner must approve.
        pub code_owner_required: bool,
    }
}

crate::table! {
    /// Check that must pass before a merge into a branch, where that could be read.
    pub struct RequiredCheck in "required_checks" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Branch, or a pattern of branches, as in `rules`.
        pub branch: Text,
        /// Name of the check.
        pub name: Text,
    }
}

crate::table! {
    /// Check run or status of a commit that was the last one of a pull request while an approval stood. Commits of other pull requests are not asked for.
    pub struct Check in "checks" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Pull request number.
        pub number: i64,
        /// Commit id.
        pub oid: Text,
        /// Name of the check.
        pub name: Text,
        /// `check_run`, or `status` where it was reported the older way, which tells its last change alone.
        pub source: Text,
        /// Began; of the last run, where it ran several times.
        pub started: Option<Timestamp>,
        /// Ended, or last changed for a status; empty while it runs.
        pub ended: Option<Timestamp>,
        /// GitHub's word in small letters: `success`, `neutral`, `skipped`, `failure`, `cancelled`, `timed_out`, `error`, ...; empty while it runs.
        pub outcome: Option<Text>,
        /// When it was asked for.
        pub recorded: Timestamp,
    }
}

impl Check {
    /// Whether an outcome lets a merge through, as GitHub has it.
    #[must_use]
    pub fn lets_through(outcome: Option<&str>) -> bool {
        matches!(outcome, Some("success" | "neutral" | "skipped"))
    }
}

crate::table! {
    /// Identity: one account or e-mail address of a person.
    pub struct Person in "people" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Person key that the other tables use.
        pub person: Text,
        /// Login, where there is an account.
        pub login: Option<Text>,
        /// Account id, where there is an account; it survives renaming.
        pub account: Option<i64>,
        /// Hash of an e-mail address of this person.
        pub email: Option<Text>,
        /// Whether the source says that it is a bot or an app.
        pub is_bot: bool,
    }
}

crate::table! {
    /// Path pattern in CODEOWNERS at the start of a month, one row per owner.
    pub struct OwnedPath in "owned_paths" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Month `YYYY-MM`.
        pub period: Text,
        /// Pattern as written.
        pub pattern: Text,
        /// Person key, `team:org/slug`, or `~` and a hash for an e-mail address; empty where the line takes ownership away.
        pub owner: Option<Text>,
        /// Line number from 1: the last match wins.
        pub line: i64,
    }
}

crate::table! {
    /// Role that a person has by configuration or by inference, with its dates.
    pub struct RosterEntry in "roster" {
        /// Team.
        pub team: Text,
        /// Person key.
        pub person: Text,
        /// `leader` or `member`; beside those `intake`, who writes the backlog.
        pub role: Text,
        /// From; empty: always.
        pub from: Option<Timestamp>,
        /// Until; empty: still.
        pub to: Option<Timestamp>,
        /// Rule by which the role was inferred; empty: configured.
        pub inferred_by: Option<Text>,
    }
}
