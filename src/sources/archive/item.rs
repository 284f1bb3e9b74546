//! A pull request or issue as read: rows whose people are still accounts, because a person's key
//! is known only when every file has been seen.

use std::collections::BTreeMap;

use crate::model::facts::{Event, Issue, Milestone, PullRequest};
use crate::model::time::Timestamp;
use crate::sources::facts::Gap;
use crate::sources::text::{ApprovalWords, characters, is_question, mentions, text_key};

/// Examples kept of each gap.
const EXAMPLES: usize = 5;

/// Somebody, as a recording names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// Account id: survives renaming.
    Account(i64),
    /// Login, where the recording has no ids.
    Login(String),
    /// Person key of an e-mail address.
    Email(String),
}

/// Account as it was named at a time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sighting {
    pub(super) account: Option<i64>,
    pub(super) login: String,
    pub(super) is_bot: bool,
    /// `None` for names in e-mail addresses, which may be long out of date.
    pub(super) seen: Option<Timestamp>,
}

/// E-mail address seen in commits: its key, and whom GitHub's own addresses name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Address {
    pub(super) key: String,
    pub(super) who: Option<Who>,
}

/// Event whose people are not resolved yet.
#[derive(Clone, Debug)]
pub(super) struct RawEvent {
    pub(super) row: Event,
    pub(super) actor: Option<Who>,
    /// Replaces the row's target.
    pub(super) target: Option<Who>,
    pub(super) mentions: Vec<String>,
}

/// What an item is, with its people.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// Pull request, its author and who merged it.
    Pull { row: Box<PullRequest>, author: Option<Who>, merged_by: Option<Who>, closes: Vec<i64> },
    /// Issue, its author and assignees.
    Issue { row: Box<Issue>, author: Option<Who>, assignees: Vec<Who> },
}

/// Pull request or issue with everything read from it.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) subject: Subject,
    /// In order; the position in this list becomes `seq`.
    pub(super) events: Vec<RawEvent>,
    pub(super) milestones: Vec<(Milestone, Option<Who>)>,
    pub(super) sightings: Vec<Sighting>,
    pub(super) addresses: Vec<Address>,
    /// Page of the repository, where it tells.
    pub(super) web_url: Option<String>,
    pub(super) gaps: Gaps,
}

/// Whole recording, ready for assembling.
pub(super) struct Recording {
    pub(super) items: Vec<Item>,
    /// Name given beside the items' own addresses.
    pub(super) name: Option<String>,
    /// When it was recorded, where it tells.
    pub(super) recorded: Option<Timestamp>,
    /// Numbers that the recording tool failed to refresh.
    pub(super) outdated: Vec<i64>,
    pub(super) gaps: Gaps,
}

impl Item {
    pub(super) fn updated(&self) -> Timestamp {
        match &self.subject {
            Subject::Pull { row, .. } => row.updated,
            Subject::Issue { row, .. } => row.updated,
        }
    }

    pub(super) fn number(&self) -> i64 {
        match &self.subject {
            Subject::Pull { row, .. } => row.number,
            Subject::Issue { row, .. } => row.number,
        }
    }
}

impl Recording {
    /// Address of the repository's page: that of the item changed last, for repositories move.
    pub(super) fn web_url(&self) -> Option<String> {
        let addressed = self.items.iter().filter(|item| item.web_url.is_some());
        addressed.max_by_key(|item| (item.updated(), item.number()))?.web_url.clone()
    }

    /// Repository as `owner/name`.
    pub(super) fn repo(&self) -> Option<String> {
        let from_address = || repo_of(&self.web_url()?).map(str::to_owned);
        self.name.clone().or_else(from_address)
    }
}

/// `https://host/owner/name` of the address of a pull request or issue.
pub(super) fn page_of(item_url: &str) -> Option<String> {
    let (page, _) = item_url.rsplit_once("/pull/").or_else(|| item_url.rsplit_once("/issues/"))?;
    repo_of(page).map(|_| page.to_owned())
}

/// `owner/name` of the address of a repository.
pub(super) fn repo_of(page: &str) -> Option<&str> {
    let (_, path) = page.split_once("://")?.1.split_once('/')?;
    let (owner, name) = path.split_once('/')?;
    (!owner.is_empty() && !name.is_empty() && !name.contains('/')).then_some(path)
}

impl RawEvent {
    /// Event of a kind at a time; everything else is still empty.
    pub(super) fn new(kind: &str, at: Timestamp, actor: Option<Who>) -> Self {
        let row = Event {
            repo: String::new(),
            subject: String::new(),
            number: 0,
            seq: 0,
            at,
            at_inferred: false,
            kind: kind.to_owned(),
            actor: None,
            target: None,
            state: None,
            count: None,
            body_length: None,
            text_key: None,
            is_question: false,
            mentions: String::new(),
            approval_word: None,
        };
        Self { row, actor, target: None, mentions: Vec::new() }
    }

    /// With the features of its text.
    pub(super) fn with_text(mut self, text: Option<&str>, words: &ApprovalWords) -> Self {
        if let Some(text) = text {
            self.row.body_length = Some(characters(text));
            self.row.text_key = text_key(text);
            self.row.is_question = is_question(text);
            self.row.approval_word = words.find(text);
            self.mentions = mentions(text);
        }
        self
    }
}

/// Counts of what is missing, with examples.
#[derive(Clone, Debug, Default)]
pub(super) struct Gaps(BTreeMap<&'static str, (u64, Vec<String>)>);

impl Gaps {
    pub(super) fn add(&mut self, what: &'static str, count: u64, example: String) {
        let (total, examples) = self.0.entry(what).or_default();
        *total += count;
        if examples.len() < EXAMPLES && !examples.contains(&example) {
            examples.push(example);
        }
    }

    /// Adds those of another, whose examples come after.
    pub(super) fn extend(&mut self, other: Self) {
        for (what, (count, examples)) in other.0 {
            let (total, kept) = self.0.entry(what).or_default();
            *total += count;
            kept.extend(examples);
            kept.truncate(EXAMPLES);
        }
    }

    pub(super) fn into_vec(self) -> Vec<Gap> {
        let gap =
            |(what, (count, examples)): (&str, _)| Gap { what: what.to_owned(), count, examples };
        self.0.into_iter().map(gap).collect()
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
    }
}
