//! What the store holds: live parts by table, and how far each source was read.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use super::digest::digest;
use super::error::StoreError;
use crate::model::time::Timestamp;
use crate::sources::facts::Gap;
use crate::sources::github::state::GithubState;

/// Stands for the fingerprint while that is made.
const OPEN: &str = "fingerprint to be made";
/// Version of tables and manifest that this program writes.
pub const SCHEMA_VERSION: u32 = 3;
/// Oldest version that is read as it is; 3 added the fingerprint and what is forgotten.
pub const OLDEST_VERSION: u32 = 2;

/// The manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of tables and manifest.
    pub schema_version: u32,
    /// Counts commits to the store; part names carry it.
    pub generation: u64,
    /// Whether the data is invented.
    pub example: bool,
    /// Key of this store's pseudonyms, hexadecimal.
    pub pseudonym_key: String,
    /// Identities that are to be forgotten, as hashes that only this store's key can make, with the
    /// number that stands in their place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub forgotten: BTreeMap<String, u32>,
    /// Live parts by table, in the order written.
    pub tables: BTreeMap<String, Vec<Part>>,
    /// By repository, what was read.
    pub repositories: BTreeMap<String, Streams>,
    /// SHA-256 of the manifest's text with this value left empty. Empty: written before there was one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fingerprint: String,
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

impl Manifest {
    /// Of an empty store.
    #[must_use]
    pub fn new(pseudonym_key: String) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            generation: 0,
            example: false,
            pseudonym_key,
            forgotten: BTreeMap::new(),
            tables: BTreeMap::new(),
            repositories: BTreeMap::new(),
            fingerprint: String::new(),
        }
    }

    /// The text to be written, with its fingerprint.
    ///
    /// # Errors
    /// When it cannot be put in words, which a manifest always can.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        let open = Self { fingerprint: OPEN.to_owned(), ..self.clone() };
        let mut text = serde_json::to_string_pretty(&open)?;
        text.push('\n');
        let fingerprint = digest(text.replacen(OPEN, "", 1).as_bytes());
        Ok(text.replacen(OPEN, &fingerprint, 1))
    }

    /// Reads a text, and whether it is as it was written.
    ///
    /// # Errors
    /// When it is no manifest, or not the one that was written.
    pub fn from_text(text: &str) -> Result<Self, String> {
        let manifest: Self = serde_json::from_str(text).map_err(|e| e.to_string())?;
        let fingerprint = manifest.fingerprint.as_str();
        let open = || text.replacen(fingerprint, "", 1);
        if fingerprint.is_empty() || digest(open().as_bytes()) == fingerprint {
            Ok(manifest)
        } else {
            Err("its content is not what was written".to_owned())
        }
    }

    /// Reads the text of the file `path` in the store `root`.
    ///
    /// # Errors
    /// When it is no manifest, that of a newer program, or names a file outside the store.
    pub fn parse(text: &str, root: &Path, path: &Path) -> Result<Self, StoreError> {
        #[derive(Deserialize)]
        struct Versioned {
            schema_version: u32,
        }
        let damaged = |message| StoreError::Manifest { path: path.to_owned(), message };
        let broken = |error: serde_json::Error| damaged(error.to_string());
        // The version is read first: a newer manifest may have keys that this program does not know.
        let versioned: Versioned = serde_json::from_str(text).map_err(broken)?;
        if versioned.schema_version > SCHEMA_VERSION {
            return Err(StoreError::TooNew {
                path: root.to_owned(),
                found: versioned.schema_version,
                supported: SCHEMA_VERSION,
            });
        }
        if versioned.schema_version < OLDEST_VERSION {
            let (path, found) = (root.to_owned(), versioned.schema_version);
            return Err(StoreError::TooOld { path, found });
        }
        let manifest = Self::from_text(text).map_err(damaged)?;
        let inside = |part: &Part| {
            Path::new(&part.file).components().all(|c| matches!(c, Component::Normal(_)))
        };
        match manifest.tables.values().flatten().find(|part| !inside(part)) {
            Some(part) => {
                Err(damaged(format!("it names a file outside the store: {:?}", part.file)))
            }
            None => Ok(manifest),
        }
    }

    /// Live parts of a table for one repository.
    pub fn parts<'a>(&'a self, table: &str, repo: &'a str) -> impl Iterator<Item = &'a Part> {
        self.tables.get(table).into_iter().flatten().filter(move |p| p.repo == repo)
    }

    /// Rows of a table for one repository.
    #[must_use]
    pub fn rows(&self, table: &str, repo: &str) -> u64 {
        self.parts(table, repo).fold(0, |sum, part| sum.saturating_add(part.rows))
    }
}
