//! What every GraphQL answer is wrapped in.

use serde::Deserialize;

/// Data, errors, or both.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Envelope<T> {
    pub(in crate::sources::github) data: Option<T>,
    #[serde(default)]
    pub(in crate::sources::github) errors: Option<Vec<Problem>>,
}

/// An error; GitHub puts its class beside the message.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::sources::github) struct Problem {
    #[serde(rename = "type")]
    pub(in crate::sources::github) class: Option<String>,
    #[serde(default)]
    pub(in crate::sources::github) message: String,
    pub(in crate::sources::github) path: Option<Vec<serde_json::Value>>,
}

impl Problem {
    /// Whether it says that one of several things asked for by their ids is not there any more. No other
    /// try will bring it back.
    pub(in crate::sources::github) fn is_lost_node(&self) -> bool {
        let by_id = |path: &[serde_json::Value]| matches!(path, [list, at] if list == "nodes" && at.is_u64());
        self.class.as_deref() == Some("NOT_FOUND") && self.path.as_deref().is_some_and(by_id)
    }
}

/// What a request cost, asked for in every document.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::sources::github) struct RateLimit {
    pub(in crate::sources::github) cost: Option<u64>,
}

/// An answer that says what it cost.
pub(in crate::sources::github) trait Priced {
    /// Points of the limit.
    fn cost(&self) -> u64;
}

/// Says that an answer has its cost in `rate_limit`.
macro_rules! priced {
    ($answer:ty) => {
        impl $crate::sources::github::wire::envelope::Priced for $answer {
            fn cost(&self) -> u64 {
                self.rate_limit.as_ref().and_then(|limit| limit.cost).unwrap_or(0)
            }
        }
    };
}
pub(in crate::sources::github) use priced;
