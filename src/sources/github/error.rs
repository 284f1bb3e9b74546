//! What can go wrong between here and GitHub, and what to do about it.

use std::sync::Arc;

use crate::model::time::Timestamp;

/// Collecting from GitHub that cannot go on.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GithubError {
    /// The address cannot be used.
    #[error("{url} cannot be asked: {problem}")]
    Address {
        /// The address, credentials taken out.
        url: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The token would travel in the open.
    #[error("{url} would carry the token unencrypted")]
    Insecure {
        /// The address.
        url: String,
    },
    /// The key of a GitHub App cannot be used.
    #[error("the key of the GitHub App cannot be used: {problem}")]
    AppKey {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The token is not accepted.
    #[error("GitHub does not accept the token: {message}")]
    Unauthorized {
        /// GitHub's words.
        message: String,
    },
    /// The token may not read this.
    #[error("the token may not read {what}: {message}")]
    Forbidden {
        /// What was asked for.
        what: String,
        /// GitHub's words.
        message: String,
    },
    /// There is no such thing, or the token does not see it.
    #[error("GitHub shows no {what}")]
    NotFound {
        /// What was asked for.
        what: String,
    },
    /// The limit is used up for longer than it is worth waiting.
    #[error("GitHub's rate limit is used up until {until}")]
    Limited {
        /// When it is filled again.
        until: Timestamp,
    },
    /// No whole answer after many tries.
    #[error("no usable answer about {what} after {tries} tries; the last one: {last}")]
    Unreachable {
        /// What was asked for.
        what: String,
        /// How often.
        tries: u32,
        /// What the last answer was.
        last: String,
    },
    /// A part that the server could not give, again and again.
    #[error("GitHub could not give {what}")]
    Missing {
        /// What is missing.
        what: String,
    },
    /// The answer makes no sense.
    #[error("the answer about {what} makes no sense: {problem}")]
    Confused {
        /// What was asked for.
        what: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The answer points to another host.
    #[error(
        "the answer about {what} points to another host, {host}, to which the token does not go"
    )]
    Elsewhere {
        /// What was asked for.
        what: String,
        /// The host.
        host: String,
    },
    /// The client cannot be set up.
    #[error("cannot set up connections: {problem}")]
    Setup {
        /// What is wrong.
        problem: String,
    },
    /// What was read cannot be kept.
    #[error("what was read cannot be kept")]
    Keep {
        /// What the store says.
        #[source]
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
}

impl GithubError {
    /// What the user can do about it.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::Address { .. } => {
                "give the address of the REST interface with --api-url, such as https://github.example.org/api/v3".to_owned()
            }
            Self::Insecure { .. } => {
                "use https; plain http goes to this machine only".to_owned()
            }
            Self::AppKey { .. } => {
                "give the .pem file that GitHub made for the App".to_owned()
            }
            Self::Unauthorized { .. } => {
                "make a new token and set GITHUB_TOKEN, or run `gh auth login`; of a GitHub App, check id, key and installation".to_owned()
            }
            Self::Forbidden { .. } => {
                "give the token read access to contents, issues, metadata and pull requests; `midspan doctor` says what is missing".to_owned()
            }
            Self::NotFound { .. } => {
                "check the spelling, and that the token may see it; `midspan doctor` says who the token is".to_owned()
            }
            Self::Limited { until } => {
                format!("run the same command again after {until}: it goes on where it was")
            }
            Self::Missing { .. } => {
                "run the same command again later: it asks for what is missing".to_owned()
            }
            Self::Unreachable { .. } => {
                "check the connection, then run the same command again: it goes on where it was"
                    .to_owned()
            }
            Self::Confused { .. } | Self::Elsewhere { .. } => {
                "check --api-url, and that no proxy changes answers; run the same command again"
                    .to_owned()
            }
            Self::Setup { .. } => {
                "check that this machine's certificates are installed (package ca-certificates)"
                    .to_owned()
            }
            Self::Keep { .. } => {
                "check free space and permissions; what was stored before is unharmed".to_owned()
            }
        }
    }

    /// Whether another try later may do what this one could not.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Limited { .. }
                | Self::Missing { .. }
                | Self::Unreachable { .. }
                | Self::Confused { .. }
        )
    }
}
