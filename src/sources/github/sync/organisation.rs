//! The repositories of an owner.

use serde_json::json;

use crate::sources::github::client::Transport;
use crate::sources::github::document::REPOSITORIES;
use crate::sources::github::error::GithubError;
use crate::sources::github::patience::Patience;
use crate::sources::github::wire::repositories::Answer;

/// Pages after which they are taken for endless.
const MOST_PAGES: usize = 10_000;

/// Names, as `owner/name`, of the repositories of an organisation or person that are in use: forks,
/// archived and disabled ones are left out.
///
/// # Errors
/// When there is no such owner, or no whole answer.
pub async fn repositories<T: Transport>(
    server: &Patience<T>,
    login: &str,
) -> Result<Vec<String>, GithubError> {
    let what = format!("repositories of {login}");
    let mut names = Vec::new();
    let mut after: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let variables = json!({ "login": login, "after": after });
        let answer: Answer = server.graphql(REPOSITORIES, &what, |_| variables.clone()).await?;
        let list = answer.repository_owner.and_then(|owner| owner.repositories);
        let list = list.ok_or_else(|| GithubError::NotFound { what: what.clone() })?;
        let used = list
            .present()
            .filter(|r| ![r.is_archived, r.is_fork, r.is_disabled].contains(&Some(true)));
        names.extend(used.filter_map(|r| r.name_with_owner.clone()));
        let next = list.next().map(str::to_owned);
        if next.is_none() || next == after {
            break;
        }
        after = next;
    }
    names.sort();
    names.dedup();
    Ok(names)
}
