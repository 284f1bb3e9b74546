//! Answer to `rules.graphql`.

use serde::Deserialize;

use super::envelope::{RateLimit, priced};
use super::list::Connection;

/// The answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Answer {
    #[serde(default)]
    pub(in crate::sources::github) rate_limit: Option<RateLimit>,
    pub(in crate::sources::github) repository: Option<Repository>,
}

priced!(Answer);

/// The repository.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Repository {
    pub(in crate::sources::github) branch_protection_rules: Option<Connection<Protection>>,
    pub(in crate::sources::github) rulesets: Option<Connection<Ruleset>>,
}

/// Protection of branches that match a pattern.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Protection {
    pub(in crate::sources::github) pattern: Option<String>,
    pub(in crate::sources::github) requires_approving_reviews: Option<bool>,
    pub(in crate::sources::github) required_approving_review_count: Option<i64>,
    pub(in crate::sources::github) requires_code_owner_reviews: Option<bool>,
    pub(in crate::sources::github) requires_status_checks: Option<bool>,
    pub(in crate::sources::github) required_status_check_contexts: Option<Vec<Option<String>>>,
}

/// A ruleset.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Ruleset {
    pub(in crate::sources::github) enforcement: Option<String>,
    pub(in crate::sources::github) target: Option<String>,
    pub(in crate::sources::github) conditions: Option<Conditions>,
    pub(in crate::sources::github) rules: Option<Connection<Rule>>,
    pub(in crate::sources::github) check_rules: Option<Connection<Rule>>,
}

/// Where a ruleset holds.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Conditions {
    pub(in crate::sources::github) ref_name: Option<RefName>,
}

/// Branches that a ruleset is for.
#[derive(Deserialize)]
pub(in crate::sources::github) struct RefName {
    pub(in crate::sources::github) include: Option<Vec<String>>,
}

/// A rule about pull requests or checks.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Rule {
    pub(in crate::sources::github) parameters: Option<Parameters>,
}

/// What it asks for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Parameters {
    pub(in crate::sources::github) required_approving_review_count: Option<i64>,
    pub(in crate::sources::github) require_code_owner_review: Option<bool>,
    pub(in crate::sources::github) required_status_checks: Option<Vec<Option<Context>>>,
}

/// A check that must pass.
#[derive(Deserialize)]
pub(in crate::sources::github) struct Context {
    pub(in crate::sources::github) context: Option<String>,
}
