//! Items to fact tables.

use std::collections::BTreeSet;

use super::item::{Gaps, Item, RawEvent, Sighting, Subject, Who, repo_of};
use super::milestones;
use super::people::Directory;
use crate::model::facts::{Event, LinkedIssue, Milestone, PullCommit};
use crate::model::time::Timestamp;
use crate::sources::facts::{Facts, Gap};

/// Everything read of one repository, ready for assembling.
#[derive(Default)]
pub(in crate::sources) struct Recording {
    pub(in crate::sources) items: Vec<Item>,
    /// Name given beside the items' own addresses.
    pub(in crate::sources) name: Option<String>,
    /// When it was recorded, where it tells.
    pub(in crate::sources) recorded: Option<Timestamp>,
    /// Numbers that could not be refreshed: recorded at some time after their last change.
    pub(in crate::sources) outdated: Vec<i64>,
    /// Milestones read by themselves, beside the copies in items.
    pub(in crate::sources) milestones: Vec<(Milestone, Option<Who>)>,
    /// People met outside items.
    pub(in crate::sources) sightings: Vec<Sighting>,
    pub(in crate::sources) gaps: Gaps,
}

/// The fact tables of one repository, with what is known beside them.
#[derive(Clone, Debug, PartialEq)]
pub struct Assembled {
    /// Repository as `owner/name`.
    pub repo: String,
    /// Address of its page, where the source tells.
    pub web_url: Option<String>,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// Its rows, sorted.
    pub facts: Facts,
    /// What could not be read or had to be left out.
    pub gaps: Vec<Gap>,
}

/// What every row of a recording has in common.
struct Frame {
    repo: String,
    recorded: Timestamp,
    directory: Directory,
    pulls: BTreeSet<i64>,
    outdated: BTreeSet<i64>,
}

impl Recording {
    /// Address of the repository's page: that of the item changed last, for repositories move.
    pub(in crate::sources) fn web_url(&self) -> Option<String> {
        let addressed = self.items.iter().filter(|item| item.web_url.is_some());
        addressed.max_by_key(|item| (item.updated(), item.number()))?.web_url.clone()
    }

    /// Repository as `owner/name`.
    pub(in crate::sources) fn repo(&self) -> Option<String> {
        let from_address = || repo_of(&self.web_url()?).map(str::to_owned);
        self.name.clone().or_else(from_address)
    }

    /// The fact tables under a repository's name.
    pub(in crate::sources) fn assemble(mut self, repo: String) -> Assembled {
        let web_url = self.web_url();
        let newest = self.items.iter().map(Item::updated).max().unwrap_or_default();
        let recorded = self.recorded.unwrap_or(newest);
        self.items.sort_by_key(Item::number);
        let is_pull = |item: &&Item| matches!(item.subject, Subject::Pull { .. });
        let frame = Frame {
            directory: Directory::new(&self.items, &self.sightings),
            pulls: self.items.iter().filter(is_pull).map(Item::number).collect(),
            outdated: self.outdated.into_iter().collect(),
            repo,
            recorded,
        };
        let copies = self.items.iter().flat_map(|item| &item.milestones).chain(&self.milestones);
        let (milestones, milestone_snapshots) =
            milestones::collect(copies, &frame.directory, &frame.repo, recorded);
        let people = frame.directory.people(&frame.repo);
        let mut facts = Facts { milestones, milestone_snapshots, people, ..Facts::default() };
        let mut gaps = self.gaps;
        for mut item in self.items {
            gaps.extend(std::mem::take(&mut item.gaps));
            frame.add(item, &mut facts);
        }
        Assembled { repo: frame.repo, web_url, recorded, facts, gaps: gaps.into_vec() }
    }
}

impl Frame {
    fn key(&self, who: Option<&Who>) -> Option<String> {
        who.map(|who| self.directory.key(who))
    }

    fn add(&self, item: Item, facts: &mut Facts) {
        let number = item.number();
        // An item that the tool failed to refresh was recorded at some time after its last change.
        let recorded = if self.outdated.contains(&number) { item.updated() } else { self.recorded };
        let subject = match item.subject {
            Subject::Pull { mut row, author, merged_by, closes, linked } => {
                row.repo = self.repo.as_str().into();
                row.author = self.key(author.as_ref()).map(Into::into);
                // Where it is not told who merged it, the event tells.
                let merge = item.events.iter().rev().find(|event| event.kind == "merged");
                let merged_by =
                    merged_by.or_else(|| merge?.actor.clone()).filter(|_| row.merged.is_some());
                row.merged_by = self.key(merged_by.as_ref()).map(Into::into);
                row.recorded = recorded;
                row.truncated |= self.outdated.contains(&number);
                facts.pull_requests.push(*row);
                facts.linked_issues.extend(self.links(number, &closes, "keyword"));
                facts.linked_issues.extend(self.links(number, &linked, "reference"));
                "pull"
            }
            Subject::Issue { mut row, author, assignees } => {
                row.repo = self.repo.as_str().into();
                row.author = self.key(author.as_ref()).map(Into::into);
                let assignees: BTreeSet<String> =
                    assignees.iter().map(|who| self.directory.key(who)).collect();
                row.assignees = assignees.into_iter().collect::<Vec<_>>().join(" ").into();
                row.recorded = recorded;
                facts.issues.push(*row);
                "issue"
            }
        };
        let first = facts.events.len();
        for (seq, event) in (0..).zip(item.events) {
            facts.events.push(self.event(event, subject, number, seq));
        }
        let events = facts.events.get(first..).unwrap_or_default();
        facts.pull_commits.extend(self.commits(number, events));
    }

    fn event(&self, event: RawEvent, subject: &str, number: i64, seq: i64) -> Event {
        let named = event.text.iter().flat_map(|text| &text.mentions);
        let mentions: BTreeSet<String> = named
            .map(|name| match name.strip_prefix("team:") {
                Some(_) => name.clone(),
                None => self.directory.key_of_login(name),
            })
            .collect();
        let actor = self.key(event.actor.as_ref());
        let target = self.key(event.target.as_ref());
        let row = event.into_row();
        Event {
            repo: self.repo.as_str().into(),
            subject: subject.into(),
            number,
            seq,
            actor: actor.map(Into::into),
            target: target.or(row.target.map(String::from)).map(Into::into),
            mentions: mentions.into_iter().collect::<Vec<_>>().join(" ").into(),
            ..row
        }
    }

    /// Issues that it closes; a pull request cannot close another.
    fn links<'a>(
        &'a self,
        number: i64,
        closes: &'a [i64],
        source: &'a str,
    ) -> impl Iterator<Item = LinkedIssue> + 'a {
        let issues = closes.iter().filter(|issue| !self.pulls.contains(issue));
        issues.map(move |issue| LinkedIssue {
            repo: self.repo.as_str().into(),
            number,
            issue: *issue,
            source: source.into(),
        })
    }

    /// The commits of a pull request, each once.
    fn commits(&self, number: i64, events: &[Event]) -> Vec<PullCommit> {
        let mut seen = BTreeSet::new();
        let committed = events.iter().filter(|event| event.kind == "committed");
        let ids = committed.filter_map(|event| event.target.as_ref());
        (0..)
            .zip(ids.filter(|id| seen.insert(*id)))
            .map(|(position, oid)| PullCommit {
                repo: self.repo.as_str().into(),
                number,
                oid: oid.clone(),
                position,
            })
            .collect()
    }
}
