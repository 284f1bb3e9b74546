//! What is damaged is given up and the rest kept, so that the next run reads it again from its source.
//!
//! A table that lacks a part would be read as if less had happened, so all of a table goes, and with
//! it the note of how far its source was read. Fact tables of GitHub are made anew from what was
//! collected, without asking again. Milestone snapshots have no source: only the damaged part goes.

use std::collections::BTreeSet;
use std::path::Path;

use super::change::Change;
use super::error::StoreError;
use super::folder::Store;
use super::manifest::Part;
use super::{mend, parts};
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
    /// A copy in the store: nothing is lost.
    Copy,
    /// The command that was cut off, to be given again.
    Command,
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
        let (mut store, mut given_up) = mend::manifests(root)?;
        let damage: BTreeSet<String> = damaged(&store).map(|part| part.file.clone()).collect();
        if damage.is_empty() {
            return Ok(given_up);
        }
        let mut change = store.change_several()?;
        for repo in change.before().repositories() {
            change.turn_to(&repo)?;
            let tables = &change.next_mut().tables;
            let is_lost = |parts: &[Part]| parts.iter().any(|part| damage.contains(&part.file));
            let lost = tables.iter().filter(|(_, parts)| is_lost(parts));
            for table in lost.map(|(table, _)| table.clone()).collect::<Vec<_>>() {
                given_up.extend(change.give_up(&repo, &table, &damage));
            }
        }
        change.commit()?;
        given_up.sort();
        given_up.dedup();
        Ok(given_up)
    }
}

/// Parts that are not what was written.
fn damaged(store: &Store) -> impl Iterator<Item = &Part> {
    let is_damaged =
        |part: &&Part| parts::whole(&store.root.join(&part.file), &part.sha256).is_err();
    store.manifest.all_parts().filter(is_damaged)
}

impl Change<'_> {
    /// Gives up what a damaged table of a repository takes with it.
    fn give_up(&mut self, repo: &str, table: &str, damage: &BTreeSet<String>) -> Vec<GivenUp> {
        let mut given_up = Vec::new();
        let mut note = |again| {
            given_up.push(GivenUp { repo: repo.to_owned(), what: table.to_owned(), again });
        };
        if table == SNAPSHOTS {
            if let Some(live) = self.next_mut().tables.get_mut(table) {
                live.retain(|part| !damage.contains(&part.file));
            }
            note(Again::Nowhere);
            return given_up;
        }
        let of_people = PEOPLE.contains(&table);
        if FROM_GIT.contains(&table) || of_people {
            self.drop_tables(&FROM_GIT);
            if self.streams().git.take().is_some() {
                note(Again::Git);
            }
        }
        if !FROM_GIT.contains(&table) {
            if self.streams().archive.take().is_some() {
                self.drop_tables(&FROM_ITEMS);
                note(Again::Archive);
            }
            if self.streams().github.is_some() {
                self.read_again(repo, table);
                note(Again::Github);
            }
        }
        self.drop_tables(&[table]);
        if of_people {
            self.drop_tables(&PEOPLE);
        }
        given_up
    }

    /// Has tables of GitHub made again, from what was collected where that is whole.
    fn read_again(&mut self, repo: &str, table: &str) {
        if table == COLLECTED {
            self.drop_tables(&[COLLECTED]);
            self.streams().github = Some(GithubState::default());
        }
        if !FROM_RULES.contains(&table) {
            self.drop_tables(&FROM_ITEMS);
        }
        let Some(state) = &mut self.streams().github else { return };
        // What is asked for once a day is asked for by the next run.
        state.extras = state.extras.filter(|_| !FROM_RULES.contains(&table));
        state.pending = true;
        state.plans = None;
        state.set_gap(GIVEN_UP, 1, vec![repo.to_owned()]);
    }

    fn drop_tables(&mut self, tables: &[&str]) {
        for table in tables {
            self.next_mut().tables.remove(*table);
        }
    }
}
