//! A pull request or issue as read: rows whose people are still accounts, because a person's key
//! is known only when everything has been seen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::facts::{Event, Issue, Milestone, PullRequest};
use crate::model::table::Text;
use crate::model::time::Timestamp;
use crate::sources::facts::Gap;
use crate::sources::text::{ApprovalWords, characters, is_question, mentions, text_key};

/// Examples kept of each gap.
const EXAMPLES: usize = 5;

/// Somebody, as a recording names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(in crate::sources) enum Who {
    /// Account id: survives renaming.
    Account(i64),
    /// Login, where the recording has no ids.
    Login(String),
    /// Person key of an e-mail address.
    Email(String),
}

/// Account as it was named at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::sources) struct Sighting {
    pub(in crate::sources) account: Option<i64>,
    pub(in crate::sources) login: String,
    pub(in crate::sources) is_bot: bool,
    /// `None` for names in e-mail addresses, which may be long out of date.
    pub(in crate::sources) seen: Option<Timestamp>,
}

/// E-mail address seen in commits: its key, and whom GitHub's own addresses name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(in crate::sources) struct Address {
    pub(in crate::sources) key: String,
    pub(in crate::sources) who: Option<Who>,
}

/// Event whose people are not resolved yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::sources) struct RawEvent {
    pub(in crate::sources) kind: String,
    pub(in crate::sources) at: Timestamp,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(in crate::sources) at_inferred: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sources) actor: Option<Who>,
    /// Whom it was done to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sources) target: Option<Who>,
    /// What it was done to, where that is no person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sources) thing: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sources) state: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sources) count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sources) text: Option<TextFeatures>,
}

/// What is kept of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::sources) struct TextFeatures {
    length: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<i64>,
    #[serde(default, skip_serializing_if = "is_false")]
    question: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::sources) mentions: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approval: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// What an item is, with its people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::sources) enum Subject {
    /// Pull request, its author and who merged it.
    Pull {
        row: Box<PullRequest>,
        author: Option<Who>,
        merged_by: Option<Who>,
        /// Issues of the same repository that it closes by keyword.
        closes: Vec<i64>,
        /// Issues of the same repository that GitHub records as closed by it.
        linked: Vec<i64>,
    },
    /// Issue, its author and assignees.
    Issue { row: Box<Issue>, author: Option<Who>, assignees: Vec<Who> },
}

/// Pull request or issue with everything read from it.
#[derive(Clone, Debug)]
pub(in crate::sources) struct Item {
    pub(in crate::sources) subject: Subject,
    /// In order; the position in this list becomes `seq`.
    pub(in crate::sources) events: Vec<RawEvent>,
    pub(in crate::sources) milestones: Vec<(Milestone, Option<Who>)>,
    pub(in crate::sources) sightings: Vec<Sighting>,
    pub(in crate::sources) addresses: Vec<Address>,
    /// Page of the repository, where it tells.
    pub(in crate::sources) web_url: Option<String>,
    pub(in crate::sources) gaps: Gaps,
}

impl Item {
    pub(in crate::sources) fn updated(&self) -> Timestamp {
        match &self.subject {
            Subject::Pull { row, .. } => row.updated,
            Subject::Issue { row, .. } => row.updated,
        }
    }

    pub(in crate::sources) fn number(&self) -> i64 {
        match &self.subject {
            Subject::Pull { row, .. } => row.number,
            Subject::Issue { row, .. } => row.number,
        }
    }
}

/// `https://host/owner/name` of the address of a pull request or issue.
pub(in crate::sources) fn page_of(item_url: &str) -> Option<String> {
    let (page, _) = item_url.rsplit_once("/pull/").or_else(|| item_url.rsplit_once("/issues/"))?;
    repo_of(page).map(|_| page.to_owned())
}

/// `owner/name` of the address of a repository.
pub(in crate::sources) fn repo_of(page: &str) -> Option<&str> {
    let (_, path) = page.split_once("://")?.1.split_once('/')?;
    let (owner, name) = path.split_once('/')?;
    (!owner.is_empty() && !name.is_empty() && !name.contains('/')).then_some(path)
}

impl RawEvent {
    /// Whether its text holds a word of approval.
    #[cfg(any(feature = "github", feature = "fuzzing"))]
    pub(in crate::sources) fn approves_in_words(&self) -> bool {
        self.text.as_ref().is_some_and(|text| text.approval.is_some())
    }

    /// Event of a kind at a time; everything else is still empty.
    pub(in crate::sources) fn new(kind: &str, at: Timestamp, actor: Option<Who>) -> Self {
        Self {
            kind: kind.to_owned(),
            at,
            at_inferred: false,
            actor,
            target: None,
            thing: None,
            state: None,
            count: None,
            text: None,
        }
    }

    /// With the features of its text.
    pub(in crate::sources) fn with_text(
        mut self,
        text: Option<&str>,
        words: &ApprovalWords,
    ) -> Self {
        self.text = text.map(|text| TextFeatures {
            length: characters(text),
            key: text_key(text),
            question: is_question(text),
            mentions: mentions(text),
            approval: words.find(text),
        });
        self
    }

    /// The row, without its people and its place.
    pub(in crate::sources) fn into_row(self) -> Event {
        let text = self.text.as_ref();
        Event {
            repo: Text::default(),
            subject: Text::default(),
            number: 0,
            seq: 0,
            at: self.at,
            at_inferred: self.at_inferred,
            actor: None,
            target: self.thing.map(Into::into),
            state: self.state.map(Into::into),
            count: self.count,
            body_length: text.map(|t| t.length),
            text_key: text.and_then(|t| t.key),
            is_question: text.is_some_and(|t| t.question),
            mentions: Text::default(),
            approval_word: self.text.and_then(|t| t.approval).map(Into::into),
            kind: self.kind.into(),
        }
    }
}

/// Counts of what is missing, with examples.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::sources) struct Gaps(BTreeMap<String, (u64, Vec<String>)>);

impl Gaps {
    pub(in crate::sources) fn add(&mut self, what: &str, count: u64, example: String) {
        let (total, examples) = self.0.entry(what.to_owned()).or_default();
        // Servers count what they like.
        *total = total.saturating_add(count);
        if examples.len() < EXAMPLES && !examples.contains(&example) {
            examples.push(example);
        }
    }

    /// Adds those of another, whose examples come after.
    pub(in crate::sources) fn extend(&mut self, other: Self) {
        for (what, (count, examples)) in other.0 {
            let (total, kept) = self.0.entry(what).or_default();
            *total = total.saturating_add(count);
            kept.extend(examples);
            kept.truncate(EXAMPLES);
        }
    }

    #[must_use]
    pub(in crate::sources) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::sources) fn into_vec(self) -> Vec<Gap> {
        self.0.into_iter().map(|(what, (count, examples))| Gap { what, count, examples }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_are_read_from_addresses() {
        let page = page_of("https://git.example/northlight/atlas/pull/7");
        assert_eq!(page.as_deref(), Some("https://git.example/northlight/atlas"));
        assert_eq!(page.as_deref().and_then(repo_of), Some("northlight/atlas"));
        for url in ["", "pull/7", "https://git.example/pull/7", "https://git.example/a/b"] {
            assert_eq!(page_of(url), None, "{url}");
        }
    }

    #[test]
    fn gaps_count_everything_and_show_a_few() {
        let mut gaps = Gaps::default();
        for number in 0..9 {
            gaps.add("things", 2, format!("#{number}"));
        }
        let gaps = gaps.into_vec();
        assert_eq!((gaps[0].count, gaps[0].examples.len()), (18, EXAMPLES));
        let mut most = Gaps::default();
        most.add("things", u64::MAX, "#1".to_owned());
        most.add("things", 1, "#2".to_owned());
        most.extend(most.clone());
        assert_eq!(most.into_vec()[0].count, u64::MAX);
    }
}
