//! How far each course of reading has come. It is stored with every page that is read, so that a
//! run that was cut off goes on where it was.

use serde::{Deserialize, Serialize};

use crate::model::time::Timestamp;
use crate::sources::facts::Gap;

/// Items changed so shortly before the newest one that they may have changed again within the same
/// second, or been shown late, are read again: seconds.
pub const OVERLAP: i64 = 60;

/// What was read of one repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GithubState {
    /// When the last complete sync began. Empty: there was none yet.
    pub synced: Option<Timestamp>,
    /// When fact tables were last brought up to what was read.
    pub seen: Option<Timestamp>,
    /// Pull requests.
    pub pulls: Course,
    /// Issues.
    pub issues: Course,
    /// Inline comments.
    pub comments: CommentCourse,
    /// Checks.
    pub checks: CheckCourse,
    /// The approval words that texts were read with.
    pub approval_words: Vec<String>,
    /// Fingerprint of milestones and labels as last read.
    pub plans: Option<String>,
    /// When teams and rules were last asked for.
    pub extras: Option<Timestamp>,
    /// Whether facts lag behind what was read.
    pub pending: bool,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// What could not be told from what was read.
    pub assembled: Vec<Gap>,
}

/// Reading of items from the one changed last back to those known already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Course {
    /// Every item last changed at or before this time is stored as it is.
    pub through: Option<Timestamp>,
    /// Items changed less than [`OVERLAP`] before `through`, and what was read of them.
    pub edge: Vec<Edge>,
    /// The pass under way.
    pub pass: Option<Pass>,
    /// Items for a page that the server last managed to give.
    pub size: Option<u32>,
    /// Last change of an item next to one that the server could not give: from there on all are read
    /// again.
    pub hole: Option<Timestamp>,
    /// Runs that met the hole.
    pub hole_runs: u32,
    /// Items given up after several runs.
    pub lost: u64,
}

/// Item at the edge of what was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// Number.
    pub number: i64,
    /// Fingerprint of its content.
    pub digest: String,
}

/// One way from the newest item back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pass {
    /// Last change of the first item of its first page: where the next pass may stop.
    pub newest: Option<Timestamp>,
    /// Items changed before this are known.
    pub floor: Option<Timestamp>,
    /// Where the next page begins.
    pub cursor: Option<String>,
    /// Pages read.
    pub pages: u64,
    /// Items read.
    pub items: u64,
    /// Items that the server could not give.
    pub dropped: u64,
    /// Last change of an item that is surely older than the oldest of them.
    pub hole: Option<Timestamp>,
    /// Whether one of them may be older than every item read so far.
    pub open_hole: bool,
    /// Items at the edge so far.
    pub edge: Vec<Edge>,
}

/// Reading of inline comments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CommentCourse {
    /// Every comment last changed at or before this time is stored as it is.
    pub through: Option<Timestamp>,
    /// Next page of the first listing, by time of creation.
    pub page: Option<u32>,
    /// What `through` becomes when the listing under way is complete.
    pub target: Option<Timestamp>,
}

/// Reading of checks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CheckCourse {
    /// Whether those of every approved commit that is stored were asked for.
    pub complete: bool,
    /// Whether the token was not allowed to read them.
    pub refused: bool,
    /// Commits whose checks may yet change.
    pub open: Vec<Head>,
}

/// Commit that was the last one of a pull request while an approval stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Number of the pull request.
    pub number: i64,
    /// Commit id.
    pub oid: String,
    /// GitHub's id, to ask for it.
    pub node: String,
    /// When it was pushed.
    pub at: Timestamp,
    /// Whether it is the last commit of a pull request that is open.
    pub is_open: bool,
    /// Fingerprint of the checks last read of it; empty: none were.
    pub digest: String,
}

impl GithubState {
    /// Whether a course is under way.
    #[must_use]
    pub fn is_underway(&self) -> bool {
        self.pulls.pass.is_some() || self.issues.pass.is_some() || self.comments.target.is_some()
    }

    /// Puts a gap in place of the one of its kind; zero takes it away.
    pub fn set_gap(&mut self, what: &str, count: u64, examples: Vec<String>) {
        self.gaps.retain(|gap| gap.what != what);
        if count > 0 {
            self.gaps.push(Gap { what: what.to_owned(), count, examples });
        }
    }
}
