//! Members of the teams of owners, asked for once in a run: they are the same for all repositories of
//! an owner.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::json;
use tokio::sync::OnceCell;

use super::repository::Overview;
use crate::model::facts::TeamMember;
use crate::sources::github::client::Transport;
use crate::sources::github::document::TEAMS;
use crate::sources::github::error::GithubError;
use crate::sources::github::patience::Patience;
use crate::sources::github::wire::list::Connection;
use crate::sources::github::wire::teams;

/// Pages of teams after which they are taken for endless.
const MOST_PAGES: usize = 1_000;

/// Members of an owner's teams, or why they could not be read.
type Answer = Result<Vec<Membership>, GithubError>;

/// A person in a team.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Membership {
    slug: String,
    login: String,
}

/// What was answered, by owner. Repositories that need it at the same time wait for one answer, and
/// what failed for one has failed for all of them.
#[derive(Debug, Default)]
pub struct Teams {
    owners: RefCell<HashMap<String, Rc<OnceCell<Answer>>>>,
}

impl Teams {
    /// Members of the teams of a repository's owner.
    ///
    /// # Errors
    /// When they may not be read, or there was no whole answer.
    pub async fn of<T: Transport>(
        &self,
        server: &Patience<T>,
        overview: &Overview,
    ) -> Result<Vec<TeamMember>, GithubError> {
        let owner = overview.owner();
        let cell = Rc::clone(self.owners.borrow_mut().entry(owner.to_owned()).or_default());
        let members = cell.get_or_init(|| ask(server, owner)).await.as_ref();
        let of_repo = |Membership { slug, login }: &Membership| TeamMember {
            repo: overview.repo.as_str().into(),
            team: format!("team:{owner}/{slug}").into(),
            person: login.as_str().into(),
        };
        Ok(members.map_err(Clone::clone)?.iter().map(of_repo).collect())
    }
}

async fn ask<T: Transport>(server: &Patience<T>, owner: &str) -> Answer {
    let what = format!("teams of {owner}");
    let mut members = Vec::new();
    let mut after: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let variables = json!({ "login": owner, "after": after });
        let answer: teams::Answer = server.graphql(TEAMS, &what, |_| variables.clone()).await?;
        let list = answer.organization.and_then(|o| o.teams);
        let list = list.ok_or_else(|| GithubError::NotFound { what: what.clone() })?;
        for team in list.present() {
            let Some(slug) = &team.slug else { continue };
            let people = team.members.iter().flat_map(Connection::present);
            members.extend(people.filter_map(|actor| {
                Some(Membership { slug: slug.clone(), login: actor.login.clone()? })
            }));
        }
        after = list.next().map(str::to_owned);
        if after.is_none() {
            break;
        }
    }
    members.sort();
    Ok(members)
}
