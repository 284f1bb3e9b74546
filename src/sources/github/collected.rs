//! What is kept between two runs, and how it becomes fact tables.
//!
//! Who somebody is, is known only when every item has been seen, so items are kept with their people
//! as accounts, and all fact tables are made anew from them when something has changed. Texts are not
//! kept, only what is read from them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::checks;
use crate::model::facts::{Milestone, Person};
use crate::model::table::Text;
use crate::model::time::Timestamp;
use crate::sources::collected::{
    Assembled, Draft, Gaps, Inline, Link, People, Recording, Sighting, Who,
};

crate::table! {
    /// Pull request, issue, inline comment or the checks of a commit as last read, one row for each time that it was read: the last one holds.
    pub struct Collected in "collected" {
        /// Repository as `owner/name`.
        pub repo: String,
        /// `pull`, `issue`, `comment` or `checks`.
        pub subject: String,
        /// Number of the pull request or issue.
        pub number: i64,
        /// Id of the comment, or a number for the commit; 0 otherwise.
        pub id: i64,
        /// Last change; of checks, when they were asked for.
        pub updated: Timestamp,
        /// Whether its timeline was read to the end.
        pub complete: bool,
        /// What was read; empty where it is gone.
        pub content: String,
    }
}

crate::table! {
    /// Identity as it was last collected: what is there no longer is taken out of the people again.
    pub struct CollectedPerson in "collected_people" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// As in [`Person`].
        pub person: Text,
        /// As in [`Person`].
        pub login: Option<Text>,
        /// As in [`Person`].
        pub account: Option<i64>,
        /// As in [`Person`].
        pub email: Option<Text>,
        /// As in [`Person`].
        pub is_bot: bool,
    }
}

impl From<&Person> for CollectedPerson {
    fn from(person: &Person) -> Self {
        let Person { repo, person, login, account, email, is_bot } = person.clone();
        Self { repo, person, login, account, email, is_bot }
    }
}

/// A pull request or issue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::sources::github) struct CollectedItem {
    /// GitHub's id, to ask for more of it.
    pub(in crate::sources::github) node: String,
    /// Entries of the timeline that were given, null ones included.
    pub(in crate::sources::github) read: u64,
    /// Ids of commits that were pushed, with GitHub's own for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::sources::github) commits: Vec<(String, String)>,
    pub(in crate::sources::github) draft: Draft,
}

/// An inline comment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::sources::github) struct CollectedComment {
    pub(in crate::sources::github) number: i64,
    pub(in crate::sources::github) updated: Timestamp,
    pub(in crate::sources::github) inline: Inline,
    pub(in crate::sources::github) people: People,
}

/// Content that does not say what this program writes.
#[derive(Debug, thiserror::Error)]
#[error("what was collected of {repo} {subject} {number} cannot be read: {problem}")]
pub struct ContentError {
    repo: String,
    subject: String,
    number: i64,
    problem: String,
}

impl Collected {
    /// The row of an item.
    pub(in crate::sources::github) fn item(
        repo: &str,
        subject: &str,
        number: i64,
        updated: Timestamp,
        complete: bool,
        item: &CollectedItem,
    ) -> Self {
        Self {
            repo: repo.to_owned(),
            subject: subject.to_owned(),
            number,
            id: 0,
            updated,
            complete,
            content: serde_json::to_string(item).unwrap_or_default(),
        }
    }

    /// The row of an inline comment.
    pub(in crate::sources::github) fn comment(repo: &str, comment: &CollectedComment) -> Self {
        Self {
            repo: repo.to_owned(),
            subject: "comment".to_owned(),
            number: comment.number,
            id: comment.inline.id,
            updated: comment.updated,
            complete: true,
            content: serde_json::to_string(comment).unwrap_or_default(),
        }
    }

    /// The row that says that an inline comment is gone.
    pub(in crate::sources::github) fn gone(repo: &str, number: i64, id: i64) -> Self {
        Self {
            repo: repo.to_owned(),
            subject: "comment".to_owned(),
            number,
            id,
            updated: Timestamp::default(),
            complete: true,
            content: String::new(),
        }
    }

    /// What was kept in the row.
    ///
    /// # Errors
    /// When the content is not what this program writes.
    pub(in crate::sources::github) fn read<'a, T: Deserialize<'a>>(
        &'a self,
    ) -> Result<T, ContentError> {
        serde_json::from_str(&self.content).map_err(|error| ContentError {
            repo: self.repo.clone(),
            subject: self.subject.clone(),
            number: self.number,
            problem: error.to_string(),
        })
    }

    /// The item in a row of one.
    ///
    /// # Errors
    /// When the content is not what this program writes.
    pub(in crate::sources::github) fn to_item(&self) -> Result<CollectedItem, ContentError> {
        self.read()
    }
}

/// Fingerprint of a content.
pub(super) fn digest(content: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(content.as_bytes()).iter().take(8).fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The rows that hold: of each item and comment the one read last, sorted; those that are gone left
/// out.
#[must_use]
pub fn latest(rows: Vec<Collected>) -> Vec<Collected> {
    let mut last: BTreeMap<(String, i64, i64), Collected> = BTreeMap::new();
    for row in rows {
        last.insert((row.subject.clone(), row.number, row.id), row);
    }
    last.into_values().filter(|row| !row.content.is_empty()).collect()
}

/// What is known beside items.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Address of the repository's page.
    pub web_url: Option<String>,
    /// Milestones with their creators.
    pub(in crate::sources::github) milestones: Vec<(Milestone, Option<Who>)>,
    pub(in crate::sources::github) sightings: Vec<Sighting>,
}

/// Makes the fact tables of a repository from its rows that hold.
///
/// # Errors
/// When the content of a row is not what this program writes.
pub fn assemble(
    repo: &str,
    rows: &[Collected],
    surroundings: Surroundings,
    recorded: Timestamp,
) -> Result<Assembled, ContentError> {
    let mut comments: BTreeMap<i64, Vec<Inline>> = BTreeMap::new();
    let mut sightings = surroundings.sightings;
    for row in rows.iter().filter(|row| row.subject == "comment") {
        let comment: CollectedComment = row.read()?;
        sightings.extend(comment.people.sightings);
        comments.entry(row.number).or_default().push(comment.inline);
    }
    let mut items = Vec::new();
    let mut outdated = Vec::new();
    let mut gaps = Gaps::default();
    for row in rows.iter().filter(|row| matches!(row.subject.as_str(), "pull" | "issue")) {
        let item: CollectedItem = row.read()?;
        if !row.complete {
            outdated.push(row.number);
            gaps.add("timelines that could not be read to the end", 1, format!("#{}", row.number));
        }
        let inline = match row.subject.as_str() {
            "pull" => comments.remove(&row.number).unwrap_or_default(),
            _ => Vec::new(),
        };
        items.push(item.draft.finish(inline));
    }
    for (number, orphans) in comments {
        let what = "inline comments on pull requests that are not there";
        gaps.add(what, orphans.len() as u64, format!("#{number}"));
    }
    let checks = checks::known(repo, rows, &mut gaps)?;
    let recording = Recording {
        items,
        recorded: Some(recorded),
        outdated,
        milestones: surroundings.milestones,
        sightings,
        gaps,
        ..Recording::default()
    };
    let mut assembled = recording.assemble(repo.to_owned());
    assembled.facts.checks = checks;
    assembled.web_url = surroundings.web_url.or(assembled.web_url);
    Ok(assembled)
}

/// Pull requests on which the server counts other inline comments than are stored: with the ids
/// stored of each.
///
/// # Errors
/// When the content of a row is not what this program writes.
pub fn miscounted(
    rows: &[Collected],
    changed: &dyn Fn(i64) -> bool,
) -> Result<Vec<(i64, Vec<i64>)>, ContentError> {
    let mut stored: BTreeMap<i64, BTreeMap<i64, u64>> = BTreeMap::new();
    let mut ids: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.subject == "comment" && changed(row.number)) {
        let comment: CollectedComment = row.read()?;
        ids.entry(row.number).or_default().push(row.id);
        if let Some(review) = comment.inline.review {
            *stored.entry(row.number).or_default().entry(review).or_default() += 1;
        }
    }
    let mut wrong = Vec::new();
    for row in rows.iter().filter(|row| row.subject == "pull" && changed(row.number)) {
        let item: CollectedItem = row.read()?;
        let none = BTreeMap::new();
        let stored = stored.get(&row.number).unwrap_or(&none);
        let differs = item.draft.entries.iter().any(|entry| match entry.link {
            Some(Link::Review(id, Some(counted))) => {
                stored.get(&id).copied().unwrap_or(0) != counted
            }
            _ => false,
        });
        if differs {
            wrong.push((row.number, ids.remove(&row.number).unwrap_or_default()));
        }
    }
    Ok(wrong)
}
