//! Live parts by table and repository, and what is in them.

use std::path::Path;

use super::error::StoreError;
use super::manifest::{Manifest, Part, Repository};
use super::parts;
use crate::model::table::{Column, ColumnInfo, ColumnType, Table};
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

    /// Some columns of a table for one repository, as each part holds them.
    ///
    /// # Errors
    /// When a part is missing or damaged.
    pub fn columns(
        &self,
        table: &str,
        repo: &str,
        names: &[String],
    ) -> Result<Vec<Vec<Column>>, StoreError> {
        let of_part =
            |part: &Part| parts::read_columns(&self.root.join(&part.file), &part.sha256, names);
        self.manifest.parts(table, repo).iter().map(of_part).collect()
    }

    /// Every fact of a repository.
    ///
    /// # Errors
    /// As [`Index::read`].
    pub fn facts(&self, repo: &str) -> Result<Facts, StoreError> {
        match self.manifest.repositories.get(repo) {
            Some(repository) => facts_of(self.root, repository),
            None => Ok(Facts::default()),
        }
    }
}

/// All rows of a table of a repository, in the order written.
pub(super) fn rows_of<T: Table>(
    root: &Path,
    repository: &Repository,
) -> Result<Vec<T>, StoreError> {
    let mut rows = Vec::new();
    for part in repository.parts(T::NAME) {
        let more = read_part(root, part)?;
        if rows.is_empty() {
            rows = more;
        } else {
            rows.extend(more);
        }
    }
    Ok(rows)
}

pub(super) fn read_part<T: Table>(root: &Path, part: &Part) -> Result<Vec<T>, StoreError> {
    let path = root.join(&part.file);
    // An instant is read from its seconds; its twin is for people.
    let read = |info: &ColumnInfo| info.column_type != ColumnType::Instant;
    let names = T::schema().into_iter().filter(read).map(|info| info.name).collect::<Vec<_>>();
    let columns = parts::read_columns(&path, &part.sha256, &names)?;
    T::from_columns(columns).map_err(|source| StoreError::Columns { path, source })
}

/// Every fact of a repository.
pub(super) fn facts_of(root: &Path, repository: &Repository) -> Result<Facts, StoreError> {
    Ok(Facts {
        commits: rows_of(root, repository)?,
        commit_trailers: rows_of(root, repository)?,
        commit_files: rows_of(root, repository)?,
        tags: rows_of(root, repository)?,
        owned_paths: rows_of(root, repository)?,
        pull_requests: rows_of(root, repository)?,
        pull_commits: rows_of(root, repository)?,
        pull_files: rows_of(root, repository)?,
        linked_issues: rows_of(root, repository)?,
        issues: rows_of(root, repository)?,
        events: rows_of(root, repository)?,
        milestones: rows_of(root, repository)?,
        milestone_snapshots: rows_of(root, repository)?,
        labels: rows_of(root, repository)?,
        team_members: rows_of(root, repository)?,
        merge_rules: rows_of(root, repository)?,
        required_checks: rows_of(root, repository)?,
        checks: rows_of(root, repository)?,
        people: rows_of(root, repository)?,
    })
}
