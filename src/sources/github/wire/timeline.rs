//! Entries of a timeline: of each kind the fields that it has.

use serde::Deserialize;

use super::list::Count;
use super::people::Actor;

/// An entry.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Entry {
    #[serde(rename = "__typename")]
    pub(in crate::sources::github) kind: String,
    pub(in crate::sources::github) created_at: Option<String>,
    pub(in crate::sources::github) actor: Option<Actor>,
    pub(in crate::sources::github) author: Option<Actor>,
    pub(in crate::sources::github) body: Option<String>,
    pub(in crate::sources::github) pushed: Option<Commit>,
    pub(in crate::sources::github) full_database_id: Option<BigInt>,
    pub(in crate::sources::github) submitted_at: Option<String>,
    pub(in crate::sources::github) review_state: Option<String>,
    pub(in crate::sources::github) comments: Option<Count>,
    pub(in crate::sources::github) previous_review_state: Option<String>,
    pub(in crate::sources::github) review: Option<Review>,
    pub(in crate::sources::github) requested_reviewer: Option<Actor>,
    pub(in crate::sources::github) assignee: Option<Actor>,
    pub(in crate::sources::github) label: Option<Label>,
    pub(in crate::sources::github) milestone_title: Option<String>,
    pub(in crate::sources::github) commit: Option<Oid>,
    pub(in crate::sources::github) after_commit: Option<Oid>,
    pub(in crate::sources::github) closer: Option<Closer>,
    pub(in crate::sources::github) source: Option<Reference>,
}

/// GitHub writes large numbers as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sources::github) struct BigInt(pub(in crate::sources::github) i64);

impl<'de> Deserialize<'de> for BigInt {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => text.parse().map(Self).map_err(D::Error::custom),
            serde_json::Value::Number(number) => {
                number.as_i64().map(Self).ok_or_else(|| D::Error::custom("not a whole number"))
            }
            _ => Err(D::Error::custom("not a number")),
        }
    }
}

/// Commit that was pushed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Commit {
    pub(in crate::sources::github) id: Option<String>,
    pub(in crate::sources::github) oid: Option<String>,
    pub(in crate::sources::github) committed_date: Option<String>,
    pub(in crate::sources::github) parents: Option<Count>,
    pub(in crate::sources::github) author: Option<Signature>,
}

/// Who wrote a commit.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Signature {
    pub(in crate::sources::github) email: Option<String>,
    pub(in crate::sources::github) user: Option<Actor>,
}

/// Review that was dismissed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Review {
    pub(in crate::sources::github) full_database_id: Option<BigInt>,
    pub(in crate::sources::github) author: Option<Actor>,
}

/// Label.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Label {
    pub(in crate::sources::github) name: Option<String>,
}

/// Commit named by its id alone, and for some by GitHub's own.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Oid {
    pub(in crate::sources::github) id: Option<String>,
    pub(in crate::sources::github) oid: Option<String>,
}

/// What closed it; only a commit has an id.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Closer {
    pub(in crate::sources::github) oid: Option<String>,
}

/// Pull request or issue that refers to it.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::sources::github) struct Reference {
    pub(in crate::sources::github) number: Option<i64>,
    pub(in crate::sources::github) repository: Option<RepositoryName>,
}

/// A repository by its name.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct RepositoryName {
    pub(in crate::sources::github) name_with_owner: Option<String>,
}
