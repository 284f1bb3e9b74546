//! Live parts by table and repository: what a store of many repositories is read through.

use std::collections::HashMap;
use std::path::Path;

use super::error::StoreError;
use super::folder::read_part;
use super::manifest::{Manifest, Part};
use super::parts;
use crate::model::table::{Column, Table};
use crate::sources::facts::Facts;

/// See [`Store::index`](super::Store::index).
#[derive(Debug)]
pub struct Index<'s> {
    root: &'s Path,
    parts: HashMap<&'s str, HashMap<&'s str, Vec<&'s Part>>>,
}

impl<'s> Index<'s> {
    pub(super) fn of(root: &'s Path, manifest: &'s Manifest) -> Self {
        let mut parts: HashMap<&str, HashMap<&str, Vec<&Part>>> = HashMap::new();
        for (table, of_table) in &manifest.tables {
            let by_repo = parts.entry(table).or_default();
            for part in of_table {
                by_repo.entry(&part.repo).or_default().push(part);
            }
        }
        Self { root, parts }
    }

    /// Live parts of a table for one repository, in the order written.
    #[must_use]
    pub fn parts(&self, table: &str, repo: &str) -> &[&'s Part] {
        self.parts.get(table).and_then(|t| t.get(repo)).map_or(&[], Vec::as_slice)
    }

    /// Rows of a table for one repository.
    #[must_use]
    pub fn rows(&self, table: &str, repo: &str) -> u64 {
        self.parts(table, repo).iter().map(|part| part.rows).sum()
    }

    /// Live parts of all tables for one repository, by table, in the order written.
    #[must_use]
    pub fn all_parts(&self, repo: &str) -> Vec<&'s Part> {
        let mut tables: Vec<_> = self.parts.iter().collect();
        tables.sort_unstable_by_key(|(table, _)| **table);
        tables.into_iter().filter_map(|(_, t)| t.get(repo)).flatten().copied().collect()
    }

    /// All rows of a table for one repository, in the order written.
    ///
    /// # Errors
    /// When a part is missing, damaged or does not fit the table.
    pub fn read<T: Table>(&self, repo: &str) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        for part in self.parts(T::NAME, repo) {
            let more = read_part(self.root, part)?;
            if rows.is_empty() {
                rows = more;
            } else {
                rows.extend(more);
            }
        }
        Ok(rows)
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
            |part: &&Part| parts::read_columns(&self.root.join(&part.file), &part.sha256, names);
        self.parts(table, repo).iter().map(of_part).collect()
    }

    /// Every fact of a repository.
    ///
    /// # Errors
    /// As [`Index::read`].
    pub fn facts(&self, repo: &str) -> Result<Facts, StoreError> {
        Ok(Facts {
            commits: self.read(repo)?,
            commit_trailers: self.read(repo)?,
            commit_files: self.read(repo)?,
            tags: self.read(repo)?,
            owned_paths: self.read(repo)?,
            pull_requests: self.read(repo)?,
            pull_commits: self.read(repo)?,
            pull_files: self.read(repo)?,
            linked_issues: self.read(repo)?,
            issues: self.read(repo)?,
            events: self.read(repo)?,
            milestones: self.read(repo)?,
            milestone_snapshots: self.read(repo)?,
            labels: self.read(repo)?,
            team_members: self.read(repo)?,
            merge_rules: self.read(repo)?,
            required_checks: self.read(repo)?,
            checks: self.read(repo)?,
            people: self.read(repo)?,
        })
    }
}
