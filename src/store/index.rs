//! Live parts by table and repository, and what is in them.

use std::path::Path;

use super::error::StoreError;
use super::manifest::{Manifest, Part, Repository};
use super::parts;
use crate::model::table::{ColumnInfo, ColumnType, Table};
use crate::sources::facts::Facts;

/// See [`Store::index`](super::Store::index).
#[derive(Clone, Copy, Debug)]
pub struct Index<'s> {
    root: &'s Path,
    manifest: &'s Manifest,
}

impl<'s> Index<'s> {
    pub(super) fn of(root: &'s Path, manifest: &'s Manifest) -> Self {
        Self { root, manifest }
    }

    /// Rows of a table for one repository.
    #[must_use]
    pub fn rows(&self, table: &str, repo: &str) -> u64 {
        self.manifest.rows(table, repo)
    }

    /// Live parts of all tables for one repository, by table, in the order written.
    #[must_use]
    pub fn all_parts(&self, repo: &str) -> Vec<&'s Part> {
        let repository = self.manifest.repositories.get(repo);
        repository.into_iter().flat_map(Repository::all_parts).collect()
    }

    /// All rows of a table for one repository, in the order written.
    ///
    /// # Errors
    /// When a part is missing, damaged or does not fit the table.
    pub fn read<T: Table>(&self, repo: &str) -> Result<Vec<T>, StoreError> {
        match self.manifest.repositories.get(repo) {
            Some(repository) => rows_of(self.root, repository),
            None => Ok(Vec::new()),
        }
    }

    /// Every fact of a repository.
    ///
    /// # Errors
    /// As [`Index::read`].
    pub fn facts(&self, repo: &str) -> Result<Facts, StoreError> {
        self.facts_in(repo, Facts::default())
    }

    /// The same in memory that held other facts.
    ///
    /// # Errors
    /// As [`Index::read`].
    pub fn facts_in(&self, repo: &str, held: Facts) -> Result<Facts, StoreError> {
        match self.manifest.repositories.get(repo) {
            Some(repository) => facts_in(self.root, repository, held),
            None => Ok(Facts::default()),
        }
    }
}

/// All rows of a table of a repository, in the order written.
pub(super) fn rows_of<T: Table>(
    root: &Path,
    repository: &Repository,
) -> Result<Vec<T>, StoreError> {
    rows_in(root, repository, Vec::new())
}

/// The same in memory that held other rows.
fn rows_in<T: Table>(
    root: &Path,
    repository: &Repository,
    mut rows: Vec<T>,
) -> Result<Vec<T>, StoreError> {
    rows.clear();
    for part in repository.parts(T::NAME) {
        read_part(root, part, &mut rows)?;
    }
    Ok(rows)
}

/// Adds the rows of a part.
pub(super) fn read_part<T: Table>(
    root: &Path,
    part: &Part,
    rows: &mut Vec<T>,
) -> Result<(), StoreError> {
    let path = root.join(&part.file);
    // An instant is read from its seconds; its twin is for people.
    let read = |info: &ColumnInfo| info.column_type != ColumnType::Instant;
    let names = T::schema().into_iter().filter(read).map(|info| info.name).collect::<Vec<_>>();
    let columns = parts::read_columns(&path, &part.sha256, &names)?;
    T::extend(rows, &columns).map_err(|source| StoreError::Columns { path, source })
}

/// Every fact of a repository, in memory that held others.
pub(super) fn facts_in(
    root: &Path,
    repository: &Repository,
    held: Facts,
) -> Result<Facts, StoreError> {
    Ok(Facts {
        commits: rows_in(root, repository, held.commits)?,
        commit_trailers: rows_in(root, repository, held.commit_trailers)?,
        commit_files: rows_in(root, repository, held.commit_files)?,
        tags: rows_in(root, repository, held.tags)?,
        owned_paths: rows_in(root, repository, held.owned_paths)?,
        pull_requests: rows_in(root, repository, held.pull_requests)?,
        pull_commits: rows_in(root, repository, held.pull_commits)?,
        pull_files: rows_in(root, repository, held.pull_files)?,
        linked_issues: rows_in(root, repository, held.linked_issues)?,
        issues: rows_in(root, repository, held.issues)?,
        events: rows_in(root, repository, held.events)?,
        milestones: rows_in(root, repository, held.milestones)?,
        milestone_snapshots: rows_in(root, repository, held.milestone_snapshots)?,
        labels: rows_in(root, repository, held.labels)?,
        team_members: rows_in(root, repository, held.team_members)?,
        merge_rules: rows_in(root, repository, held.merge_rules)?,
        required_checks: rows_in(root, repository, held.required_checks)?,
        checks: rows_in(root, repository, held.checks)?,
        people: rows_in(root, repository, held.people)?,
    })
}
