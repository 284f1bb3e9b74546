//! What a store holds: what belongs to it as a whole, and of each repository the live parts by table
//! and how far each source was read.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::{older, sealed};
use crate::model::time::Timestamp;
use crate::sources::facts::Gap;
use crate::sources::github::state::GithubState;

/// Version of tables and manifests that this program writes.
pub const SCHEMA_VERSION: u32 = 4;
/// Oldest version that is read as it is; 3 added fingerprints and what is forgotten, 4 a manifest for
/// each repository.
pub const OLDEST_VERSION: u32 = 2;

/// Everything that a store holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Manifest {
    /// What belongs to the store as a whole.
    pub head: Head,
    /// By name.
    pub repositories: BTreeMap<String, Repository>,
}

/// What belongs to the store as a whole: `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Version of tables and manifests.
    pub schema_version: u32,
    /// Whether the data is invented.
    pub example: bool,
    /// Key of this store's pseudonyms, hexadecimal.
    pub pseudonym_key: String,
    /// Identities that are to be forgotten, as hashes that only this store's key can make, with the
    /// number that stands in their place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub forgotten: BTreeMap<String, u32>,
}

/// What a store holds of one repository: a file below `manifests`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repository {
    /// Version of tables and manifests.
    pub schema_version: u32,
    /// Repository as `owner/name`.
    pub repo: String,
    /// Counts commits to the repository; part names carry it.
    pub generation: u64,
    /// Live parts by table, in the order written.
    pub tables: BTreeMap<String, Vec<Part>>,
    /// What was read.
    pub streams: Streams,
}

/// A live part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Repository as `owner/name`.
    pub repo: String,
    /// File, relative to the store, with forward slashes.
    pub file: String,
    /// Rows.
    pub rows: u64,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
}

/// What was read of one repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Streams {
    /// Address for links, without credentials.
    pub web_url: Option<String>,
    /// Local history.
    pub git: Option<GitStream>,
    /// Recorded pull requests.
    pub archive: Option<ArchiveStream>,
    /// What was collected from GitHub.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub github: Option<GithubState>,
}

/// How far local history was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GitStream {
    /// Branch, where there is one.
    pub branch: Option<String>,
    /// Newest commit read.
    pub tip: String,
    /// Line counts are there for commits from this time on.
    pub history_from: Timestamp,
    /// Months for which CODEOWNERS was read.
    pub periods: Vec<String>,
    /// Time zone of those months.
    pub time_zone: String,
    /// When it was read.
    pub read: Timestamp,
    /// Whether history is cut (shallow clone).
    pub shallow: bool,
    /// Where CODEOWNERS was found.
    pub codeowners: Option<String>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
}

/// What was imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveStream {
    /// When the recording was made.
    pub recorded: Timestamp,
    /// What could not be read.
    pub gaps: Vec<Gap>,
}

impl Head {
    /// Of an empty store.
    #[must_use]
    pub fn new(pseudonym_key: String) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            example: false,
            pseudonym_key,
            forgotten: BTreeMap::new(),
        }
    }
}

impl Repository {
    /// Of a repository of which nothing is stored.
    #[must_use]
    pub fn new(repo: &str) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            repo: repo.to_owned(),
            generation: 0,
            tables: BTreeMap::new(),
            streams: Streams::default(),
        }
    }

    /// Live parts of a table, in the order written.
    #[must_use]
    pub fn parts(&self, table: &str) -> &[Part] {
        self.tables.get(table).map_or(&[], Vec::as_slice)
    }

    /// Live parts of all tables, by table, in the order written.
    pub fn all_parts(&self) -> impl Iterator<Item = &Part> {
        self.tables.values().flatten()
    }

    /// Whether every part is its own and lies inside the store.
    pub(super) fn check(&self) -> Result<(), String> {
        for part in self.all_parts() {
            if !is_inside(&part.file) {
                return Err(format!("it names a file outside the store: {:?}", part.file));
            }
            if part.repo != self.repo {
                return Err(format!("it names a file of {:?}", part.repo));
            }
        }
        Ok(())
    }
}

/// Whether a file that is named relative to a store lies in it.
pub(super) fn is_inside(file: &str) -> bool {
    Path::new(file).components().all(|c| matches!(c, Component::Normal(_)))
}

impl Manifest {
    /// Of an empty store.
    #[must_use]
    pub fn new(pseudonym_key: String) -> Self {
        Self { head: Head::new(pseudonym_key), repositories: BTreeMap::new() }
    }

    /// Live parts of a table for one repository.
    #[must_use]
    pub fn parts(&self, table: &str, repo: &str) -> &[Part] {
        self.repositories.get(repo).map_or(&[], |repository| repository.parts(table))
    }

    /// Rows of a table for one repository.
    #[must_use]
    pub fn rows(&self, table: &str, repo: &str) -> u64 {
        self.parts(table, repo).iter().fold(0, |sum, part| sum.saturating_add(part.rows))
    }

    /// Live parts of all repositories.
    pub fn all_parts(&self) -> impl Iterator<Item = &Part> {
        self.repositories.values().flat_map(Repository::all_parts)
    }
}

/// What stands in `manifest.json`.
#[derive(Clone, Debug, PartialEq)]
pub enum Top {
    /// What belongs to the store as a whole; each repository has a manifest of its own.
    Head(Head),
    /// Everything, by a program that wrote format 2 or 3.
    Older(Manifest),
}

impl Top {
    /// Reads the text of the file `path` in the store `root`.
    ///
    /// # Errors
    /// When it is no manifest, that of a newer program, or names a file outside the store.
    pub fn parse(text: &str, root: &Path, path: &Path) -> Result<Self, StoreError> {
        if version(text, root, path)? == SCHEMA_VERSION {
            return record(text, path, |_: &Head| Ok(())).map(Self::Head);
        }
        let damaged = |message| StoreError::Manifest { path: path.to_owned(), message };
        older::read(text).map(Self::Older).map_err(damaged)
    }
}

impl Repository {
    /// Reads the text of the file `path` in the store `root`.
    ///
    /// # Errors
    /// As [`Top::parse`].
    pub fn parse(text: &str, root: &Path, path: &Path) -> Result<Self, StoreError> {
        version(text, root, path)?;
        record(text, path, Self::check)
    }
}

/// The version of a record. It is read first: a newer one may have keys that this program does not
/// know.
pub(super) fn version(text: &str, root: &Path, path: &Path) -> Result<u32, StoreError> {
    #[derive(Deserialize)]
    struct Versioned {
        schema_version: u32,
    }
    let Versioned { schema_version: found } = serde_json::from_str(text).map_err(|error| {
        StoreError::Manifest { path: path.to_owned(), message: error.to_string() }
    })?;
    let root = root.to_owned();
    // A number that nobody wrote.
    if !(OLDEST_VERSION..=SCHEMA_VERSION).contains(&found) && sealed::is_broken(text) {
        let message = sealed::BROKEN.to_owned();
        return Err(StoreError::Manifest { path: path.to_owned(), message });
    }
    if found > SCHEMA_VERSION {
        return Err(StoreError::TooNew { path: root, found, supported: SCHEMA_VERSION });
    }
    if found < OLDEST_VERSION {
        return Err(StoreError::TooOld { path: root, found });
    }
    Ok(found)
}

/// A record of this version that is as it was written, and is what it has to be.
pub(super) fn record<R: DeserializeOwned>(
    text: &str,
    path: &Path,
    check: impl FnOnce(&R) -> Result<(), String>,
) -> Result<R, StoreError> {
    let read = || {
        let record: R = serde_json::from_str(&sealed::unseal(text)?).map_err(|e| e.to_string())?;
        check(&record)?;
        Ok(record)
    };
    read().map_err(|message| StoreError::Manifest { path: path.to_owned(), message })
}
