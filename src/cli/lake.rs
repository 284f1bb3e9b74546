//! Lakes: what `export --lake` writes to one, and the report from one.
//!
//! A lake holds the tables that signals read, and beside each repository what the report says of it
//! and no table holds ([`About`]). The report reads the tables that it shows rows of; the signals'
//! part comes from the observations that another engine made.

mod read;
mod write;

pub(super) use read::report;
pub(super) use write::export;

#[cfg(test)]
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::{CliError, Kind};
use crate::derive::tables::{DeriveNote, TeamInfo};
use crate::report::{Note, RepositoryFacts};
use crate::signals::definition::Tier;
use crate::sources::facts::Gap;
use crate::store::lake::LakeError;

/// What a report says of a repository that stands in no table.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    /// Web address for links.
    url: Option<String>,
    /// Data that there is.
    tier: Tier,
    commits: u64,
    pull_requests: u64,
    reviews: u64,
    issues: u64,
    milestones: u64,
    /// Whether checks of commits are known.
    checks: bool,
    /// Whether rules of branches are known.
    rules: bool,
    /// Whether it is invented.
    example: bool,
    /// What could not be read.
    gaps: Vec<Gap>,
    /// Counts for the data notes.
    notes: Vec<DeriveNote>,
    /// Accounts taken for bots, as the tables name them: several repositories may share one.
    bots: Vec<String>,
    /// Top folders that bear somebody's name, which no suggestion tells.
    named_places: Vec<String>,
    /// Remarks on the run that wrote it.
    remarks: Vec<Note>,
    /// Teams of its group, at the first repository of the group.
    teams: Vec<TeamInfo>,
}

impl About {
    fn counts(&self, repo: &str) -> RepositoryFacts {
        RepositoryFacts {
            repo: repo.to_owned(),
            url: self.url.clone(),
            tier: self.tier,
            commits: self.commits,
            pull_requests: self.pull_requests,
            reviews: self.reviews,
            issues: self.issues,
            milestones: self.milestones,
            checks: self.checks,
            rules: self.rules,
        }
    }
}

impl From<LakeError> for CliError {
    fn from(error: LakeError) -> Self {
        let (kind, advice) = match error {
            LakeError::File(error) => {
                let advice = if error.is_damage() {
                    "export that repository to the lake again"
                } else {
                    error.advice()
                };
                return Self::from(error).advise(advice);
            }
            LakeError::NotALake { .. } => {
                (Kind::Usage, "name a folder that `midspan export --lake` wrote")
            }
            LakeError::OtherVersion { .. } => {
                (Kind::Usage, "export its repositories to a new folder with this program")
            }
            LakeError::OtherRun { .. } => (
                Kind::Usage,
                "a lake is looked at as of one time: give the same --as-of, --until, --months and --config, or name another folder",
            ),
            LakeError::Text(_) => (Kind::Output, "this is a fault of midspan; please report it"),
        };
        Self::of(kind, error).advise(advice)
    }
}

#[cfg(test)]
mod tests;
