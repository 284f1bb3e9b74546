//! The one manifest of formats 2 and 3, which lists the parts of all repositories. It is read as it
//! is; with the first change the store is carried over.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::digest::digest;
use super::manifest::{Head, Manifest, Part, Repository, Streams};
use super::sealed::BROKEN;

/// As it was written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Older {
    schema_version: u32,
    generation: u64,
    example: bool,
    pseudonym_key: String,
    #[serde(default)]
    forgotten: BTreeMap<String, u32>,
    tables: BTreeMap<String, Vec<Part>>,
    repositories: BTreeMap<String, Streams>,
    /// SHA-256 of the text with this value left empty; format 2 has none.
    #[serde(default)]
    fingerprint: String,
}

/// Reads a text of format 2 or 3.
///
/// # Errors
/// When it is no such manifest, or not the one that was written.
pub(super) fn read(text: &str) -> Result<Manifest, String> {
    let older: Older = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let fingerprint = older.fingerprint.as_str();
    if !fingerprint.is_empty()
        && digest(text.replacen(fingerprint, "", 1).as_bytes()) != fingerprint
    {
        return Err(BROKEN.to_owned());
    }
    let head = Head {
        schema_version: older.schema_version,
        example: older.example,
        pseudonym_key: older.pseudonym_key,
        forgotten: older.forgotten,
    };
    let mut repositories: BTreeMap<String, Repository> = BTreeMap::new();
    let fresh = |repo: &str| Repository { generation: older.generation, ..Repository::new(repo) };
    for (repo, streams) in older.repositories {
        let repository = Repository { streams, ..fresh(&repo) };
        repositories.insert(repo, repository);
    }
    for (table, parts) in older.tables {
        for part in parts {
            let repo = part.repo.clone();
            let repository = repositories.entry(repo).or_insert_with_key(|repo| fresh(repo));
            repository.tables.entry(table.clone()).or_default().push(part);
        }
    }
    for repository in repositories.values() {
        repository.check()?;
    }
    Ok(Manifest { head, repositories })
}
