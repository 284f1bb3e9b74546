//! How much data there is.

use serde::{Deserialize, Serialize};

/// Data that a signal needs, or that a repository or team has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Commits, trailers, tags and CODEOWNERS.
    Git,
    /// Pull requests with reviews and timelines.
    PrOnly,
    /// Issues and milestones too.
    Full,
}
