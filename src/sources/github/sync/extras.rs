//! Teams and rules, where the token may read them. Without them members of teams are unknown, and what
//! a merge needs is inferred.

use serde_json::json;

use super::repository::Overview;
use super::teams::Teams;
use crate::model::facts::{MergeRule, RequiredCheck, TeamMember};
use crate::model::time::Timestamp;
use crate::sources::github::client::Transport;
use crate::sources::github::document::RULES;
use crate::sources::github::error::GithubError;
use crate::sources::github::patience::Patience;
use crate::sources::github::wire::list::Connection;
use crate::sources::github::wire::rules;

/// What may be readable.
#[derive(Debug, Default)]
pub struct Extras {
    /// Members of the owner's teams; `None`: not readable.
    pub team_members: Option<Vec<TeamMember>>,
    /// What a merge needs, by branch; `None`: not readable.
    pub merge_rules: Option<Vec<MergeRule>>,
    /// Checks that must pass, by branch; `None`: not readable.
    pub required_checks: Option<Vec<RequiredCheck>>,
    /// What was refused, in words.
    pub refused: Vec<String>,
}

impl Extras {
    /// Asks for both; for teams only where no other repository of their owner has. A refusal is no
    /// error.
    ///
    /// # Errors
    /// When there is no whole answer.
    pub async fn read<T: Transport>(
        server: &Patience<T>,
        overview: &Overview,
        teams: &Teams,
    ) -> Result<Self, GithubError> {
        let mut extras = Self::default();
        if overview.in_organisation {
            match teams.of(server, overview).await {
                Ok(members) => extras.team_members = Some(members),
                Err(error) => extras.refuse("members of teams", error)?,
            }
        }
        match merge_rules(server, overview).await {
            Ok((rules, checks)) => {
                (extras.merge_rules, extras.required_checks) = (Some(rules), Some(checks));
            }
            Err(error) => extras.refuse("rules of branches", error)?,
        }
        Ok(extras)
    }

    fn refuse(&mut self, what: &str, error: GithubError) -> Result<(), GithubError> {
        match error {
            GithubError::Forbidden { .. } | GithubError::NotFound { .. } => {
                self.refused.push(what.to_owned());
                Ok(())
            }
            other => Err(other),
        }
    }
}

async fn merge_rules<T: Transport>(
    server: &Patience<T>,
    overview: &Overview,
) -> Result<(Vec<MergeRule>, Vec<RequiredCheck>), GithubError> {
    let what = format!("rules of branches of {}", overview.repo);
    let variables = json!({ "owner": overview.owner(), "name": overview.name() });
    let answer: rules::Answer = server.graphql(RULES, &what, |_| variables.clone()).await?;
    let found = answer.repository.ok_or(GithubError::NotFound { what })?;
    let rule = |branch: String, approvals: i64, owners: bool| MergeRule {
        repo: overview.repo.as_str().into(),
        branch: branch.into(),
        approvals_required: approvals,
        code_owner_required: owners,
    };
    let mut checks = Vec::new();
    let mut require = |branch: &str, names: &mut dyn Iterator<Item = &String>| {
        checks.extend(names.map(|name| RequiredCheck {
            repo: overview.repo.as_str().into(),
            branch: branch.into(),
            name: name.as_str().into(),
        }));
    };
    let mut rows = Vec::new();
    for protection in found.branch_protection_rules.iter().flat_map(Connection::present) {
        let Some(branch) = protection.pattern.clone() else { continue };
        let asks = protection.requires_approving_reviews.unwrap_or(false);
        let count = protection.required_approving_review_count;
        let approvals = if asks { count } else { Some(0) };
        let owners = protection.requires_code_owner_reviews.unwrap_or(false);
        if protection.requires_status_checks == Some(true) {
            let names = protection.required_status_check_contexts.iter().flatten().flatten();
            require(&branch, &mut names.into_iter());
        }
        // A number that is asked for and not told is not none.
        rows.extend(approvals.map(|approvals| rule(branch, approvals, owners)));
    }
    for set in found.rulesets.iter().flat_map(Connection::present) {
        let active = set.enforcement.as_deref() == Some("ACTIVE");
        if !active || set.target.as_deref() != Some("BRANCH") {
            continue;
        }
        let names = set.conditions.as_ref().and_then(|c| c.ref_name.as_ref());
        let branches = names.and_then(|names| names.include.clone()).unwrap_or_default();
        let branches: Vec<String> = branches
            .iter()
            .map(|branch| branch.trim_start_matches("refs/heads/").to_owned())
            .collect();
        for parameters in parameters(set.check_rules.as_ref()) {
            for branch in &branches {
                let asked = parameters.required_status_checks.iter().flatten().flatten();
                require(branch, &mut asked.filter_map(|check| check.context.as_ref()));
            }
        }
        for parameters in parameters(set.rules.as_ref()) {
            let Some(approvals) = parameters.required_approving_review_count else { continue };
            let owners = parameters.require_code_owner_review.unwrap_or(false);
            rows.extend(branches.iter().map(|branch| rule(branch.clone(), approvals, owners)));
        }
    }
    rows.sort_by(|a, b| a.branch.cmp(&b.branch));
    checks.sort_by(|a, b| (&a.branch, &a.name).cmp(&(&b.branch, &b.name)));
    checks.dedup();
    Ok((rows, checks))
}

fn parameters(rules: Option<&Connection<rules::Rule>>) -> impl Iterator<Item = &rules::Parameters> {
    rules.into_iter().flat_map(Connection::present).filter_map(|rule| rule.parameters.as_ref())
}

/// How long teams and rules are taken to stay as they are: a day.
const FRESH: i64 = 86_400;

/// Whether it is time to ask for them again.
#[must_use]
pub fn is_due(asked: Option<Timestamp>, now: Timestamp) -> bool {
    // What was asked for after now was asked for by a clock that was wrong.
    asked.is_none_or(|asked| !(0..FRESH).contains(&now.since(asked)))
}
