//! The repository itself, its milestones and labels, and who the token is.

use std::collections::HashSet;

use serde_json::json;

use crate::model::facts::{Label, Milestone};
use crate::model::time::Timestamp;
use crate::sources::collected::{Sighting, Who};
use crate::sources::github::client::Transport;
use crate::sources::github::collected::Surroundings;
use crate::sources::github::convert::{self, Met, time};
use crate::sources::github::document::{ACCESS, LABELS, MILESTONES, REPOSITORY};
use crate::sources::github::error::GithubError;
use crate::sources::github::patience::Patience;
use crate::sources::github::wire::list::Connection;
use crate::sources::github::wire::repository::{self as wire, Answer, Newest};

/// Pages of milestones or labels after which they are taken for endless.
const MOST_PAGES: usize = 1_000;

/// A repository at a glance.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// Name as `owner/name`, as it is now.
    pub repo: String,
    /// Address of its page.
    pub web_url: Option<String>,
    /// Whether an organisation owns it.
    pub in_organisation: bool,
    /// Whether it has issues.
    pub has_issues: bool,
    /// Pull requests in all.
    pub pulls: u64,
    /// Issues in all.
    pub issues: u64,
    /// Last change of any of them.
    pub newest: Option<Timestamp>,
    /// Labels.
    pub labels: Vec<Label>,
    milestones: Vec<(Milestone, Option<Who>)>,
    sightings: Vec<Sighting>,
}

impl Overview {
    /// Owner's login.
    #[must_use]
    pub fn owner(&self) -> &str {
        self.repo.split_once('/').map_or("", |(owner, _)| owner)
    }

    /// Name without the owner.
    #[must_use]
    pub fn name(&self) -> &str {
        self.repo.split_once('/').map_or("", |(_, name)| name)
    }

    /// What fact tables need beside items.
    #[must_use]
    pub fn surroundings(&self) -> Surroundings {
        Surroundings {
            web_url: self.web_url.clone(),
            milestones: self.milestones.clone(),
            sightings: self.sightings.clone(),
        }
    }

    /// Milestones and labels in one text, to see whether they have changed.
    #[must_use]
    pub fn plans(&self) -> String {
        format!("{:?} {:?}", self.milestones, self.labels)
    }
}

/// Reads a repository at a glance.
///
/// # Errors
/// When there is no such repository, or no whole answer.
pub async fn overview<T: Transport>(
    server: &Patience<T>,
    repo: &str,
) -> Result<Overview, GithubError> {
    let what = format!("repository {repo}");
    let missing = || GithubError::NotFound { what: what.clone() };
    let (owner, name) = repo.split_once('/').ok_or_else(missing)?;
    let answer: Answer =
        server.graphql(REPOSITORY, &what, |_| json!({ "owner": owner, "name": name })).await?;
    let found = answer.repository.ok_or_else(missing)?;
    let newest = |list: Option<&Connection<Newest>>| {
        list.and_then(|l| l.present().next()).and_then(|item| time(item.updated_at.as_ref()))
    };
    let total = |list: Option<&Connection<Newest>>| list.and_then(|l| l.total_count).unwrap_or(0);
    let mut met = Met::new(Timestamp::default());
    let mut overview = Overview {
        repo: found.name_with_owner.clone().unwrap_or_else(|| repo.to_owned()),
        web_url: found.url.clone(),
        in_organisation: found.owner.as_ref().is_some_and(|owner| owner.kind == "Organization"),
        has_issues: found.has_issues_enabled.unwrap_or(true),
        pulls: total(found.pull_requests.as_ref()),
        issues: total(found.issues.as_ref()),
        newest: newest(found.pull_requests.as_ref()).max(newest(found.issues.as_ref())),
        ..Overview::default()
    };
    milestones(server, &mut overview, found.milestones, &mut met).await?;
    labels(server, &mut overview, found.labels).await?;
    overview.sightings = met.people.sightings;
    Ok(overview)
}

async fn milestones<T: Transport>(
    server: &Patience<T>,
    overview: &mut Overview,
    mut list: Option<Connection<wire::Milestone>>,
    met: &mut Met,
) -> Result<(), GithubError> {
    let what = format!("milestones of {}", overview.repo);
    let mut seen = HashSet::new();
    for _ in 0..MOST_PAGES {
        let Some(page) = list.take() else { break };
        let read = page.present().filter_map(|milestone| convert::milestone(milestone, met));
        overview.milestones.extend(read);
        let Some(after) = page.next() else { break };
        if !seen.insert(after.to_owned()) {
            return Err(circle(what));
        }
        let variables =
            json!({ "owner": overview.owner(), "name": overview.name(), "after": after });
        let answer: Answer = server.graphql(MILESTONES, &what, |_| variables.clone()).await?;
        list = answer.repository.and_then(|r| r.milestones);
    }
    overview.milestones.sort_by_key(|(milestone, _)| milestone.number);
    overview.milestones.dedup_by_key(|(milestone, _)| milestone.number);
    Ok(())
}

async fn labels<T: Transport>(
    server: &Patience<T>,
    overview: &mut Overview,
    mut list: Option<Connection<wire::Label>>,
) -> Result<(), GithubError> {
    let what = format!("labels of {}", overview.repo);
    let mut seen = HashSet::new();
    for _ in 0..MOST_PAGES {
        let Some(page) = list.take() else { break };
        let read = page.present().filter_map(|label| {
            Some(Label {
                repo: overview.repo.as_str().into(),
                name: label.name.clone()?.into(),
                description_length: label
                    .description
                    .as_deref()
                    .map_or(0, crate::sources::text::characters),
            })
        });
        let read: Vec<Label> = read.collect();
        overview.labels.extend(read);
        let Some(after) = page.next() else { break };
        if !seen.insert(after.to_owned()) {
            return Err(circle(what));
        }
        let variables =
            json!({ "owner": overview.owner(), "name": overview.name(), "after": after });
        let answer: Answer = server.graphql(LABELS, &what, |_| variables.clone()).await?;
        list = answer.repository.and_then(|r| r.labels);
    }
    overview.labels.sort_by(|a, b| a.name.cmp(&b.name));
    overview.labels.dedup_by(|a, b| a.name == b.name);
    Ok(())
}

fn circle(what: String) -> GithubError {
    GithubError::Confused { what, problem: "its pages lead round in a circle".to_owned() }
}

/// What a token may see of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Name as `owner/name`, as it is now.
    pub repo: String,
    /// GitHub's word: `ADMIN`, `MAINTAIN`, `WRITE`, `TRIAGE`, `READ`.
    pub permission: Option<String>,
    /// Whether an organisation owns it.
    pub in_organisation: bool,
    /// Whether it has issues.
    pub has_issues: bool,
}

/// Asks what the token may see of a repository.
///
/// # Errors
/// When there is no such repository, or no whole answer.
pub async fn access<T: Transport>(server: &Patience<T>, repo: &str) -> Result<Access, GithubError> {
    let what = format!("repository {repo}");
    let missing = || GithubError::NotFound { what: what.clone() };
    let (owner, name) = repo.split_once('/').ok_or_else(missing)?;
    let variables = json!({ "owner": owner, "name": name });
    let answer: crate::sources::github::wire::access::Answer =
        server.graphql(ACCESS, &what, |_| variables.clone()).await?;
    let found = answer.repository.ok_or_else(missing)?;
    Ok(Access {
        repo: found.name_with_owner.unwrap_or_else(|| repo.to_owned()),
        permission: found.viewer_permission,
        in_organisation: found.is_in_organization.unwrap_or(false),
        has_issues: found.has_issues_enabled.unwrap_or(true),
    })
}
