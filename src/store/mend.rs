//! Manifests that are damaged: mended from their copies, or given up.

use std::path::Path;

use super::error::StoreError;
use super::files::lock;
use super::folder::Store;
use super::ledger::{self, COPY, FOLDER, HEAD, OLDER_COPY, PENDING};
use super::manifest::{Manifest, Repository, Streams, Top};
use super::parts;
use super::repair::{Again, GivenUp};

/// The store with manifests that can all be read, and what was given up for that. What is whole is not
/// touched.
pub(super) fn manifests(root: &Path) -> Result<(Store, Vec<GivenUp>), StoreError> {
    let mut given_up = Vec::new();
    let mut store = Store::open(root);
    if let Err(StoreError::Manifest { .. }) = store {
        let _lock = lock(root, "lock")?;
        given_up.extend(pending(root)?);
        given_up.extend(head(root)?);
        given_up.extend(repositories(root)?);
        store = Store::open(root);
    }
    let store = store?;
    for (path, damage) in ledger::damaged_copies(root)? {
        if matches!(damage, StoreError::Io { .. }) {
            return Err(damage);
        }
        ledger::remove(&path)?;
        if path == root.join(COPY) {
            let _lock = lock(root, "lock")?;
            ledger::put_head(root, &store.manifest.head)?;
        }
    }
    Ok((store, given_up))
}

/// What is wrong with a manifest; other errors are passed on.
fn damage<T>(read: Result<T, StoreError>) -> Result<Option<String>, StoreError> {
    match read {
        Ok(_) => Ok(None),
        Err(StoreError::Manifest { message, .. }) => Ok(Some(message)),
        Err(other) => Err(other),
    }
}

/// A change of several manifests that was cut off is finished, or given up.
fn pending(root: &Path) -> Result<Option<GivenUp>, StoreError> {
    let Some(message) = damage(ledger::finish(root))? else { return Ok(None) };
    ledger::remove(&root.join(PENDING))?;
    let what = format!("a change of several repositories that was under way ({message})");
    Ok(Some(GivenUp { repo: String::new(), what, again: Again::Command }))
}

/// What belongs to the store as a whole is read from its copy, or begins anew.
fn head(root: &Path) -> Result<Option<GivenUp>, StoreError> {
    let Some(message) = damage(ledger::top(root))? else { return Ok(None) };
    let given_up = |of: &str, again| {
        let what = format!("the manifest ({message}), {of}");
        Ok(Some(GivenUp { repo: String::new(), what, again }))
    };
    for name in [COPY, OLDER_COPY] {
        let path = root.join(name);
        let read = ledger::text(&path).map(|text| text.map(|text| Top::parse(&text, root, &path)));
        match read {
            Ok(Some(Ok(Top::Head(head)))) => {
                ledger::put_head(root, &head)?;
                return given_up("in place of which its copy was put", Again::Copy);
            }
            Ok(Some(Ok(Top::Older(manifest)))) => {
                carry_over(root, manifest)?;
                let of = "in place of which the one before the last change was put";
                return given_up(of, Again::Github);
            }
            _ => {}
        }
    }
    ledger::remove(&root.join(HEAD))?;
    ledger::remove(&root.join(COPY))?;
    let fresh = Store::open_or_new(root)?;
    ledger::put_head(root, &fresh.manifest.head)?;
    let of = if root.join(FOLDER).is_dir() {
        "and with it the key of pseudonyms and who is to be forgotten"
    } else {
        "and with it everything; pseudonyms and who is to be forgotten too"
    };
    given_up(of, Again::Nowhere)
}

/// The manifest of an older format before the last change; parts that it names and that are gone count
/// as damaged then.
fn carry_over(root: &Path, mut manifest: Manifest) -> Result<(), StoreError> {
    for repository in manifest.repositories.values_mut() {
        // Part names of the damaged generation must not come again.
        repository.generation += 1;
    }
    manifest.head.schema_version = super::manifest::SCHEMA_VERSION;
    ledger::begin(root, &manifest.head, manifest.repositories.values())
}

/// Manifests of repositories are put back as they were before the last change, or given up.
fn repositories(root: &Path) -> Result<Vec<GivenUp>, StoreError> {
    let mut given_up = Vec::new();
    if let Top::Older(_) = ledger::top(root)? {
        return Ok(given_up);
    }
    for (now, before) in ledger::all_places(root)? {
        let read = ledger::at(root, &now);
        let message = match read {
            Ok(None) => "the file is gone".to_owned(),
            other => match damage(other)? {
                Some(message) => message,
                None => continue,
            },
        };
        if let Ok(Some(before)) = ledger::at(root, &before) {
            // Part names of the damaged generation must not come again.
            let next = Repository { generation: before.generation + 1, ..before };
            let text = ledger::sealed(&next, &now)?;
            parts::write_atomically(&now, text.as_bytes())?;
            let what = format!(
                "its manifest ({message}), in place of which the one before the last change was put"
            );
            given_up.push(GivenUp { repo: next.repo, what, again: source(&next.streams) });
            continue;
        }
        ledger::remove(&now)?;
        ledger::remove(&before)?;
        let name = now.file_stem().map(|stem| stem.to_string_lossy().replacen('~', "/", 1));
        let what = format!("its manifest ({message}), and with it everything");
        let repo = name.unwrap_or_default();
        given_up.push(GivenUp { repo, what, again: Again::Nowhere });
    }
    Ok(given_up)
}

/// Where a repository was read from last.
fn source(streams: &Streams) -> Again {
    if streams.github.is_some() {
        Again::Github
    } else if streams.archive.is_some() {
        Again::Archive
    } else {
        Again::Git
    }
}
