//! The store: open and read. It is changed through [`Change`].

use std::fs::File;
use std::path::{Path, PathBuf};

use super::change::Change;
use super::error::StoreError;
use super::files::lock;
use super::index::{Index, facts_in, rows_of};
use super::ledger;
use super::manifest::{Manifest, Part, Repository, Streams};
use super::parts;
use crate::model::table::Table;
use crate::sources::facts::Facts;

/// Folder of the kept report inside a store.
pub const KEPT: &str = "kept";

/// A store on disk.
#[derive(Debug)]
pub struct Store {
    pub(super) root: PathBuf,
    pub(super) manifest: Manifest,
}

impl Store {
    /// Whether a folder is a store.
    #[must_use]
    pub fn is_store(path: &Path) -> bool {
        path.join(ledger::HEAD).is_file() || path.join(ledger::COPY).is_file()
    }

    /// Opens a store that exists.
    ///
    /// # Errors
    /// When there is none, or one of its manifests cannot be used.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        Ok(Self { root: root.to_owned(), manifest: ledger::open(root)? })
    }

    /// Opens a store, or begins an empty one that is written with its first change.
    ///
    /// # Errors
    /// As [`Store::open`], except that there may be none.
    pub fn open_or_new(root: &Path) -> Result<Self, StoreError> {
        match Self::open(root) {
            Err(StoreError::NotAStore { .. }) => {
                Ok(Self { root: root.to_owned(), manifest: Manifest::new(random_key()?) })
            }
            other => other,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What it held when it was opened; of a repository that was changed through it, what it held
    /// then.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Repositories, in alphabetical order.
    #[must_use]
    pub fn repositories(&self) -> Vec<String> {
        self.manifest.repositories.keys().cloned().collect()
    }

    /// What was read of a repository.
    #[must_use]
    pub fn streams(&self, repo: &str) -> Streams {
        self.manifest.repositories.get(repo).map(|r| r.streams.clone()).unwrap_or_default()
    }

    /// All rows of a table for one repository, in the order written, of one generation: see
    /// [`Store::snapshot`].
    ///
    /// # Errors
    /// When a part is missing, damaged or does not fit the table.
    pub fn read<T: Table>(&self, repo: &str) -> Result<Vec<T>, StoreError> {
        self.of_one_generation(repo, |repository| rows_of(&self.root, repository))
    }

    /// Reads every live file and compares it with its fingerprint: what is damaged.
    #[must_use]
    pub fn verify(&self) -> Vec<StoreError> {
        let whole = |part: &Part| parts::whole(&self.root.join(&part.file), &part.sha256);
        let mut damage: Vec<StoreError> =
            self.manifest.all_parts().filter_map(|part| whole(part).err()).collect();
        match ledger::damaged_copies(&self.root) {
            Ok(copies) => damage.extend(copies.into_iter().map(|(_, error)| error)),
            Err(error) => damage.push(error),
        }
        damage
    }

    /// What was read of a repository and its facts, of one generation: another run may write, and
    /// clear away what it replaced, while this one reads.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn snapshot(&self, repo: &str) -> Result<(Streams, Facts), StoreError> {
        self.of_one_generation(repo, |repository| {
            Ok((repository.streams.clone(), facts_in(&self.root, repository, Facts::default())?))
        })
    }

    /// Every fact of a repository.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn facts(&self, repo: &str) -> Result<Facts, StoreError> {
        self.snapshot(repo).map(|(_, facts)| facts)
    }

    /// Reads a repository as this store knows it, and where that fails because another run has
    /// changed it, as it is now.
    fn of_one_generation<R>(
        &self,
        repo: &str,
        read: impl Fn(&Repository) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let empty = Repository::new(repo);
        let known = self.manifest.repositories.get(repo).unwrap_or(&empty);
        let mut generation = known.generation;
        let mut error = match read(known) {
            Ok(read) => return Ok(read),
            Err(error) => error,
        };
        loop {
            let (_, now) = ledger::one(&self.root, repo)?;
            let Some(now) = now.filter(|now| now.generation != generation) else {
                return Err(error);
            };
            generation = now.generation;
            match read(&now) {
                Ok(read) => return Ok(read),
                Err(newer) => error = newer,
            }
        }
    }

    /// The live parts, as this store knows them.
    #[must_use]
    pub fn index(&self) -> Index<'_> {
        Index::of(&self.root, &self.manifest)
    }

    /// Keeps other runs from doing the same work at the same time, for as long as the file is open.
    /// Reading and single changes go on.
    ///
    /// # Errors
    /// When another run does that work, or the folder cannot be written.
    pub fn hold(&self, work: &str) -> Result<File, StoreError> {
        lock(&self.root, &format!("{work}.lock"))
    }

    /// Begins a change of a repository; nothing is visible before [`Change::commit`]. It costs what
    /// that repository holds, however many others there are.
    ///
    /// # Errors
    /// When another run holds the store, or the folder cannot be written.
    pub fn change(&mut self, repo: &str) -> Result<Change<'_>, StoreError> {
        Change::begin(self, Some(repo))
    }

    /// Begins a change of several repositories, or of all: they are turned to one after the other.
    /// Reads all manifests.
    ///
    /// # Errors
    /// As [`Store::change`].
    pub fn change_several(&mut self) -> Result<Change<'_>, StoreError> {
        Change::begin(self, None)
    }
}

/// A key that others cannot guess, so that pseudonyms in a shared report cannot be undone.
fn random_key() -> Result<String, StoreError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Random { message: error.to_string() })?;
    Ok(parts::hexadecimal(&bytes))
}

#[cfg(test)]
pub(super) mod tests;
