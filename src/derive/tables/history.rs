//! Who has authored changes near a file.

use std::collections::BTreeSet;

use crate::derive::people::People;
use crate::model::hash::HashMap;
use crate::model::time::{DAY, Timestamp};
use crate::sources::facts::Facts;

/// For how long authoring a change makes somebody near to a directory (model 0.2, decision
/// proximity).
const NEAR: i64 = 180 * DAY;

/// Times at which each person authored something in each directory.
#[derive(Debug, Default)]
pub(super) struct History {
    times: HashMap<String, HashMap<String, Vec<Timestamp>>>,
}

/// Directory of a path; empty for the root.
pub(super) fn directory(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// The directories of some paths.
pub(super) fn directories<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    paths.map(directory).collect()
}

impl History {
    /// From the commits, and from the files of merged pull requests.
    pub(super) fn of(facts: &Facts, people: &People) -> Self {
        let mut history = Self::default();
        let commits: HashMap<&str, (&str, Timestamp)> = facts
            .commits
            .iter()
            .map(|c| (c.oid.as_str(), (people.key(&c.author), c.authored)))
            .collect();
        for run in facts.commit_files.chunk_by(|a, b| a.oid == b.oid) {
            let commit = run.first().and_then(|file| commits.get(file.oid.as_str()));
            if let Some((author, at)) = commit {
                for file in run {
                    history.add(author, &file.path, *at);
                }
            }
        }
        let pulls: HashMap<i64, (&str, Timestamp)> = facts
            .pull_requests
            .iter()
            .filter_map(|p| Some((p.number, (people.key(p.author.as_deref()?), p.merged?))))
            .collect();
        for file in &facts.pull_files {
            if let Some((author, at)) = pulls.get(&file.number) {
                history.add(author, &file.path, *at);
            }
        }
        for times in history.times.values_mut().flat_map(HashMap::values_mut) {
            times.sort_unstable();
            times.dedup();
        }
        history
    }

    fn add(&mut self, person: &str, path: &str, at: Timestamp) {
        if !self.times.contains_key(person) {
            self.times.insert(person.to_owned(), HashMap::default());
        }
        let Some(places) = self.times.get_mut(person) else { return };
        let directory = directory(path);
        match places.get_mut(directory) {
            Some(times) => times.push(at),
            None => {
                places.insert(directory.to_owned(), vec![at]);
            }
        }
    }

    /// Whether a person had authored a change in one of the directories within 180 days before.
    pub(super) fn near(&self, person: &str, directories: &BTreeSet<&str>, at: Timestamp) -> bool {
        let Some(places) = self.times.get(person) else { return false };
        directories.iter().filter_map(|d| places.get(*d)).any(|times| {
            let before = times.partition_point(|t| *t < at);
            before
                .checked_sub(1)
                .and_then(|i| times.get(i))
                .is_some_and(|last| at.since(*last) <= NEAR)
        })
    }
}
