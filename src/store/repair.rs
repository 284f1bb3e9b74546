//! What is damaged is given up and the rest kept, so that the next run reads it again from its source.
//!
//! A table that lacks a part would be read as if less had happened, so all of a table goes, and with
//! it the note of how far its source was read. Fact tables of GitHub are made anew from what was
//! collected, without asking again. Milestone snapshots have no source: only the damaged part goes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::error::StoreError;
use super::files::lock;
use super::folder::{Change, MANIFEST, PREVIOUS, Store};
use super::manifest::Manifest;
use super::parts;
use crate::sources::github::state::GithubState;

/// Read from local history.
const FROM_GIT: [&str; 5] = ["commits", "commit_trailers", "commit_files", "tags", "owned_paths"];
/// Made from what was collected or recorded.
const FROM_ITEMS: [&str; 9] = [
    "pull_requests",
    "pull_commits",
    "pull_files",
    "linked_issues",
    "issues",
    "events",
    "milestones",
    "labels",
    "checks",
];
/// Asked for once a day.
const FROM_RULES: [&str; 3] = ["team_members", "rules", "required_checks"];
/// Identities, from every source.
const PEOPLE: [&str; 2] = ["people", "collected_people"];
const COLLECTED: &str = "collected";
const SNAPSHOTS: &str = "milestone_snapshots";
/// Gap of what was given up, until it is read again.
pub const GIVEN_UP: &str = "tables that were damaged and are to be read again";

/// Where what was given up of a repository comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Again {
    /// The checkout.
    Git,
    /// GitHub.
    Github,
    /// A recording, to be imported again.
    Archive,
    /// Nothing: it is lost.
    Nowhere,
}

/// What was given up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GivenUp {
    /// Repository as `owner/name`; empty: of the whole store.
    pub repo: String,
    /// What, in words.
    pub what: String,
    /// Where it comes from.
    pub again: Again,
}

impl Store {
    /// Gives up what is damaged in a store; what that was. Nothing is changed where all is whole.
    ///
    /// # Errors
    /// When there is no store, it was written by another version, or it cannot be written.
    pub fn repair(root: &Path) -> Result<Vec<GivenUp>, StoreError> {
        let mut given_up = Vec::new();
        let mut store = match Self::open(root) {
            Err(StoreError::Manifest { message, .. }) => {
                let _lock = lock(root, "lock")?;
                given_up.push(mend_manifest(root, &message)?);
                Self::open(root)?
            }
            other => other?,
        };
        if store.damaged_copy().is_some() {
            let path = root.join(PREVIOUS);
            fs::remove_file(&path).map_err(|source| StoreError::Io {
                action: "remove",
                path,
                source,
            })?;
        }
        let damage: BTreeSet<String> = damaged(&store).collect();
        if damage.is_empty() {
            return Ok(given_up);
        }
        let mut change = store.change()?;
        let tables = change.next.tables.clone();
        let lost: BTreeSet<(String, String)> = tables
            .iter()
            .flat_map(|(table, live)| live.iter().map(move |part| (table, part)))
            .filter(|(_, part)| damage.contains(&part.file))
            .map(|(table, part)| (part.repo.clone(), table.clone()))
            .collect();
        for (repo, table) in lost {
            given_up.extend(change.give_up(&repo, &table, &damage));
        }
        change.commit()?;
        given_up.sort();
        given_up.dedup();
        Ok(given_up)
    }
}

/// Files that are not what was written.
fn damaged(store: &Store) -> impl Iterator<Item = String> {
    let live = store.manifest.tables.values().flatten();
    live.filter(|part| parts::whole(&store.root.join(&part.file), &part.sha256).is_err())
        .map(|part| part.file.clone())
}

/// Puts the manifest before the last change in place of a damaged one; parts that it names and that
/// are gone count as damaged then. Without one the store begins anew.
fn mend_manifest(root: &Path, message: &str) -> Result<GivenUp, StoreError> {
    let before = fs::read_to_string(root.join(PREVIOUS)).ok();
    let before = before.and_then(|text| Manifest::from_text(&text).ok());
    let path = root.join(MANIFEST);
    let what = |of: &str| format!("the manifest ({message}), {of}");
    let Some(before) = before else {
        fs::remove_file(&path).map_err(|source| StoreError::Io {
            action: "remove",
            path: path.clone(),
            source,
        })?;
        let mut fresh = Store::open_or_new(root)?;
        fresh.manifest.generation = 1;
        write(&path, fresh.manifest.to_text())?;
        let what = what("and with it everything; pseudonyms and who is to be forgotten too");
        return Ok(GivenUp { repo: String::new(), what, again: Again::Nowhere });
    };
    // Part names of the damaged generation must not come again.
    let next = Manifest { generation: before.generation + 1, ..before };
    write(&path, next.to_text())?;
    let what = what("in place of which the one before the last change was put");
    Ok(GivenUp { repo: String::new(), what, again: Again::Github })
}

fn write(path: &Path, text: Result<String, serde_json::Error>) -> Result<(), StoreError> {
    let wrong = |e: serde_json::Error| StoreError::Manifest {
        path: path.to_owned(),
        message: e.to_string(),
    };
    parts::write_atomically(path, text.map_err(wrong)?.as_bytes())
}

impl Change<'_> {
    /// Gives up what a damaged table of a repository takes with it.
    fn give_up(&mut self, repo: &str, table: &str, damage: &BTreeSet<String>) -> Vec<GivenUp> {
        let mut given_up = Vec::new();
        let mut note = |again| {
            given_up.push(GivenUp { repo: repo.to_owned(), what: table.to_owned(), again });
        };
        if table == SNAPSHOTS {
            if let Some(live) = self.next.tables.get_mut(table) {
                live.retain(|part| !damage.contains(&part.file));
            }
            note(Again::Nowhere);
            return given_up;
        }
        let of_people = PEOPLE.contains(&table);
        if FROM_GIT.contains(&table) || of_people {
            self.drop_tables(repo, &FROM_GIT);
            if self.streams(repo).git.take().is_some() {
                note(Again::Git);
            }
        }
        if !FROM_GIT.contains(&table) {
            if self.streams(repo).archive.take().is_some() {
                self.drop_tables(repo, &FROM_ITEMS);
                note(Again::Archive);
            }
            if self.streams(repo).github.is_some() {
                self.read_again(repo, table);
                note(Again::Github);
            }
        }
        self.drop_tables(repo, &[table]);
        if of_people {
            self.drop_tables(repo, &PEOPLE);
        }
        given_up
    }

    /// Has tables of GitHub made again, from what was collected where that is whole.
    fn read_again(&mut self, repo: &str, table: &str) {
        if table == COLLECTED {
            self.drop_tables(repo, &[COLLECTED]);
            self.streams(repo).github = Some(GithubState::default());
        }
        if !FROM_RULES.contains(&table) {
            self.drop_tables(repo, &FROM_ITEMS);
        }
        let Some(state) = &mut self.streams(repo).github else { return };
        // What is asked for once a day is asked for by the next run.
        state.extras = state.extras.filter(|_| !FROM_RULES.contains(&table));
        state.pending = true;
        state.plans = None;
        state.set_gap(GIVEN_UP, 1, vec![repo.to_owned()]);
    }

    fn drop_tables(&mut self, repo: &str, tables: &[&str]) {
        for table in tables {
            if let Some(live) = self.next.tables.get_mut(*table) {
                live.retain(|part| part.repo != repo);
            }
        }
    }
}
