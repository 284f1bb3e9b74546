//! Manifests on disk.
//!
//! A change of one repository is the renaming of its manifest, and costs what that repository holds. A
//! change of several, or of what belongs to the store as a whole, is written to `pending.json` first:
//! from the renaming of that file on it has happened, readers put it in place of what it names, and the
//! next change finishes what was cut off.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::files::{slug, sweep};
use super::manifest::{
    Head, Manifest, Part, Repository, SCHEMA_VERSION, Top, is_inside, record, version,
};
use super::parts;
use super::sealed::seal;

/// What belongs to the store as a whole.
pub(super) const HEAD: &str = "manifest.json";
/// The same once more: what a damaged one is mended from.
pub(super) const COPY: &str = "manifest.copy.json";
/// The copy of formats 2 and 3: the manifest before the last change.
pub(super) const OLDER_COPY: &str = "manifest.previous.json";
/// A change of several manifests that is under way.
pub(super) const PENDING: &str = "pending.json";
/// Folder of the manifests of repositories.
pub(super) const FOLDER: &str = "manifests";
/// Ending of a repository's manifest.
const NOW: &str = "json";
/// Ending of that before its last change, which a damaged one is mended from.
const BEFORE: &str = "previous";

/// A change of several manifests.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pending {
    schema_version: u32,
    head: Head,
    repositories: Vec<Repository>,
    /// Files that nothing names any more.
    gone: Vec<String>,
}

impl Pending {
    fn check(&self) -> Result<(), String> {
        match self.gone.iter().find(|file| !is_inside(file)) {
            Some(file) => Err(format!("it names a file outside the store: {file:?}")),
            None => self.repositories.iter().try_for_each(Repository::check),
        }
    }

    /// That of a store, where there is one.
    fn read(root: &Path) -> Result<Option<Self>, StoreError> {
        let path = root.join(PENDING);
        let Some(text) = text(&path)? else { return Ok(None) };
        version(&text, root, &path)?;
        record(&text, &path, Self::check).map(Some)
    }

    /// Its state of a repository, where that is newer than another.
    fn newer(&self, repo: &str, than: Option<&Repository>) -> Option<&Repository> {
        let of_repo = self.repositories.iter().find(|repository| repository.repo == repo)?;
        than.is_none_or(|than| than.generation < of_repo.generation).then_some(of_repo)
    }
}

/// The text of a file, where there is one.
pub(super) fn text(path: &Path) -> Result<Option<String>, StoreError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(source) => match source.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(None),
            ErrorKind::InvalidData => Err(damaged(path, "it is not text")),
            _ => Err(StoreError::Io { action: "read", path: path.to_owned(), source }),
        },
    }
}

fn damaged(path: &Path, message: impl Into<String>) -> StoreError {
    StoreError::Manifest { path: path.to_owned(), message: message.into() }
}

fn gone(path: &Path) -> StoreError {
    damaged(path, "the file is gone")
}

/// Text of a record, to be written to a file.
pub(super) fn sealed<R: Serialize>(record: &R, path: &Path) -> Result<String, StoreError> {
    seal(record).map_err(|error| damaged(path, error.to_string()))
}

/// Where the manifest of a repository is, and that before its last change.
pub(super) fn places(root: &Path, repo: &str) -> (PathBuf, PathBuf) {
    let of = |ending: &str| root.join(FOLDER).join(format!("{}.{ending}", slug(repo)));
    (of(NOW), of(BEFORE))
}

/// Manifests of repositories by their place, whether or not they are there: one of which only that
/// before the last change is left has its place too.
pub(super) fn all_places(root: &Path) -> Result<Vec<(PathBuf, PathBuf)>, StoreError> {
    let folder = root.join(FOLDER);
    let io = |source| StoreError::Io { action: "read", path: folder.clone(), source };
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(io)?,
    };
    let mut places = Vec::new();
    for entry in entries {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|ending| ending == NOW || ending == BEFORE) {
            places.push((path.with_extension(NOW), path.with_extension(BEFORE)));
        }
    }
    places.sort();
    places.dedup();
    Ok(places)
}

/// Everything that a store holds.
pub(super) fn open(root: &Path) -> Result<Manifest, StoreError> {
    let head = match top(root)? {
        Top::Head(head) => head,
        Top::Older(manifest) => return Ok(manifest),
    };
    // Read before the repositories: one that is newer than this was written after it.
    let pending = Pending::read(root)?;
    let mut repositories = BTreeMap::new();
    for (path, _) in all_places(root)? {
        let repository = at(root, &path)?.ok_or_else(|| gone(&path))?;
        repositories.insert(repository.repo.clone(), repository);
    }
    let Some(pending) = pending else { return Ok(Manifest { head, repositories }) };
    for repository in pending.repositories {
        let known = repositories.get(&repository.repo);
        if known.is_none_or(|known| known.generation < repository.generation) {
            repositories.insert(repository.repo.clone(), repository);
        }
    }
    Ok(Manifest { head: pending.head, repositories })
}

/// What `manifest.json` says.
pub(super) fn top(root: &Path) -> Result<Top, StoreError> {
    let path = root.join(HEAD);
    match text(&path)? {
        Some(text) => Top::parse(&text, root, &path),
        None if root.join(COPY).is_file() => Err(gone(&path)),
        None => Err(StoreError::NotAStore { path: root.to_owned() }),
    }
}

/// What a store says of itself and of one repository, without a look at the others.
pub(super) fn one(root: &Path, repo: &str) -> Result<(Head, Option<Repository>), StoreError> {
    let head = match top(root)? {
        Top::Head(head) => head,
        Top::Older(mut manifest) => {
            return Ok((manifest.head, manifest.repositories.remove(repo)));
        }
    };
    let pending = Pending::read(root)?;
    let (now, before) = places(root, repo);
    let known = at(root, &now)?;
    if known.is_none() && before.is_file() {
        return Err(gone(&now));
    }
    let Some(pending) = pending else { return Ok((head, known)) };
    let newer = pending.newer(repo, known.as_ref()).cloned();
    Ok((pending.head, newer.or(known)))
}

/// The manifest of a repository in a place, where there is one.
pub(super) fn at(root: &Path, path: &Path) -> Result<Option<Repository>, StoreError> {
    let Some(text) = text(path)? else { return Ok(None) };
    let repository = Repository::parse(&text, root, path)?;
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    if stem == Some(slug(&repository.repo).as_str()) {
        Ok(Some(repository))
    } else {
        Err(damaged(path, format!("it is that of {}", repository.repo)))
    }
}

/// Begins a store, or carries over one of an older format: it is there when `manifest.json` is, which
/// is written last.
pub(super) fn begin<'r>(
    root: &Path,
    head: &Head,
    repositories: impl Iterator<Item = &'r Repository>,
) -> Result<(), StoreError> {
    let folder = root.join(FOLDER);
    parts::private_folder(&folder)?;
    // Of a run that was cut off before there was a store.
    for (now, before) in all_places(root)? {
        remove(&now)?;
        remove(&before)?;
    }
    for repository in repositories {
        put_twice(root, repository)?;
    }
    parts::sync_folder(&folder)?;
    put_head(root, head)
}

/// Puts the manifest of a repository in place of that before.
pub(super) fn put(root: &Path, repository: &Repository) -> Result<(), StoreError> {
    let folder = root.join(FOLDER);
    parts::private_folder(&folder)?;
    let (now, before) = places(root, &repository.repo);
    let text = sealed(repository, &now)?;
    // The first one, and a file system without links, get a copy instead.
    let _ = fs::remove_file(&before);
    let kept = fs::hard_link(&now, &before).is_ok();
    // Aside in the folder of the store: that of the manifests is too large to be looked through for
    // leftovers.
    parts::write_by_way_of(root, &now, text.as_bytes())?;
    if !kept {
        parts::write_by_way_of(root, &before, text.as_bytes())?;
    }
    parts::sync_folder(&folder)
}

/// Changes several manifests at once: all or none. `gone` are the files that nothing names any more.
pub(super) fn put_several(
    root: &Path,
    head: Head,
    repositories: Vec<Repository>,
    gone: Vec<String>,
) -> Result<(), StoreError> {
    let path = root.join(PENDING);
    let pending = Pending { schema_version: SCHEMA_VERSION, head, repositories, gone };
    parts::write_atomically(&path, sealed(&pending, &path)?.as_bytes())?;
    carry_out(root, &pending)
}

/// Finishes a change of several manifests that was cut off. Needs the store's lock.
pub(super) fn finish(root: &Path) -> Result<(), StoreError> {
    match Pending::read(root)? {
        Some(pending) => carry_out(root, &pending),
        None => Ok(()),
    }
}

fn carry_out(root: &Path, pending: &Pending) -> Result<(), StoreError> {
    let folder = root.join(FOLDER);
    parts::private_folder(&folder)?;
    put_head(root, &pending.head)?;
    for repository in &pending.repositories {
        put_twice(root, repository)?;
    }
    parts::sync_folder(&folder)?;
    for file in &pending.gone {
        // As everywhere, what cannot be removed is left.
        let _ = fs::remove_file(root.join(file));
    }
    for repository in &pending.repositories {
        sweep(root, repository, None);
    }
    remove(&root.join(PENDING))?;
    parts::sync_folder(root)
}

/// What belongs to the store as a whole, and its copy.
pub(super) fn put_head(root: &Path, head: &Head) -> Result<(), StoreError> {
    let (path, copy) = (root.join(HEAD), root.join(COPY));
    let text = sealed(head, &path)?;
    parts::write_atomically(&path, text.as_bytes())?;
    remove(&root.join(OLDER_COPY))?;
    parts::write_atomically(&copy, text.as_bytes())
}

/// The manifest of a repository in both its places; the folder is still to be synced.
fn put_twice(root: &Path, repository: &Repository) -> Result<(), StoreError> {
    let (now, before) = places(root, &repository.repo);
    let text = sealed(repository, &now)?;
    parts::write_by_way_of(root, &now, text.as_bytes())?;
    parts::write_by_way_of(root, &before, text.as_bytes())
}

/// Removes a file that may be there.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != ErrorKind::NotFound => {
            Err(StoreError::Io { action: "remove", path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// Copies from which damaged manifests are mended, and that are damaged themselves.
pub(super) fn damaged_copies(root: &Path) -> Result<Vec<(PathBuf, StoreError)>, StoreError> {
    let mut damage = Vec::new();
    for path in [root.join(COPY), root.join(OLDER_COPY)] {
        let read = text(&path).and_then(|text| match text {
            Some(text) => Top::parse(&text, root, &path).map(drop),
            None => Ok(()),
        });
        damage.extend(read.err().map(|error| (path, error)));
    }
    for (_, copy) in all_places(root)? {
        damage.extend(at(root, &copy).err().map(|error| (copy, error)));
    }
    Ok(damage)
}

/// Files that one state of repositories names and another does not.
pub(super) fn replaced<'p>(
    before: impl Iterator<Item = &'p Part>,
    now: &[Repository],
) -> Vec<String> {
    let live: BTreeSet<&str> =
        now.iter().flat_map(Repository::all_parts).map(|part| part.file.as_str()).collect();
    before.map(|part| &part.file).filter(|file| !live.contains(file.as_str())).cloned().collect()
}

#[cfg(test)]
mod tests;
