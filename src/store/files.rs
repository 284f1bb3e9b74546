//! The folder of a store: its locks, the names in it, and what is cleared away.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::StoreError;
use super::manifest::Repository;
use super::parts;
use crate::model::facts::MilestoneSnapshot;
use crate::model::table::Table;

/// How often a change looks whether another run has let go of the store; writing a large history takes
/// seconds.
const LOCK_TRIES: u32 = if cfg!(test) { 40 } else { 400 };
/// Pause between two looks.
const LOCK_PAUSE: Duration = Duration::from_millis(25);

/// Takes a lock file of a store; waits a moment for a run that is about to let go.
pub(super) fn lock(root: &Path, name: &str) -> Result<File, StoreError> {
    create_private(root)?;
    wait_for(root, &root.join(name))
}

/// Locks a file; waits a moment for a run that is about to let go of `root`.
pub(super) fn wait_for(root: &Path, path: &Path) -> Result<File, StoreError> {
    let io = |source| StoreError::Io { action: "create", path: path.to_owned(), source };
    let file = parts::private_file(path).map_err(io)?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(fs::TryLockError::Error(source)) => return Err(io(source)),
        }
    }
    Err(StoreError::Locked { path: root.to_owned() })
}

/// Makes the folder of a store; what is collected about people does not belong into the history of
/// the project it is about, so git is told to ignore it. A folder that has something else in it
/// already is left to its owner.
fn create_private(root: &Path) -> Result<(), StoreError> {
    parts::private_folder(root)?;
    let is_new = |entry: std::io::Result<fs::DirEntry>| {
        let name = |e: fs::DirEntry| e.file_name().to_string_lossy().into_owned();
        entry.map(name).is_ok_and(|n| n.ends_with("lock") || n.starts_with(".writing-"))
    };
    if fs::read_dir(root).is_ok_and(|mut entries| entries.all(is_new)) {
        parts::write_atomically(&root.join(".gitignore"), b"*\n")?;
    }
    Ok(())
}

/// Longest name that is left as it is; file systems take 255 bytes, some fewer.
const LONGEST: usize = 150;
/// Characters of a hash that keeps names apart.
const HASH: usize = 16;

/// `owner/name` as one name of a file or folder. Anything a file system might trip over is replaced,
/// and a hash keeps names apart that would become the same, or that are the same to a file system
/// which does not tell capitals from small letters. No other name has two tildes side by side.
pub(super) fn slug(repo: &str) -> String {
    let plain: String = repo
        .chars()
        .map(|c| match c {
            '/' => '~',
            c if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') => c,
            _ => '_',
        })
        .collect();
    // Hadoop takes what begins with `.` or `_` for hidden; Windows drops a `.` at the end.
    let is_odd = plain.is_empty()
        || plain.starts_with(['.', '_'])
        || plain.ends_with('.')
        || plain.contains(|c: char| c.is_ascii_uppercase())
        || plain.len() > LONGEST;
    if !is_odd && plain.replacen('~', "/", 1) == repo {
        return plain;
    }
    let hash = parts::digest(repo.as_bytes());
    let plain = plain.trim_start_matches('.');
    let hidden = if plain.starts_with('_') || plain.is_empty() { "x" } else { "" };
    let plain = plain.get(..LONGEST).unwrap_or(plain);
    format!("{hidden}{plain}~~{}", hash.get(..HASH).unwrap_or_default())
}

/// Removes what a repository had and has no longer: files of its manifest before the last change, and
/// leftovers of a run that was cut off. Other repositories are not looked at. What cannot be removed
/// is left for the next time. Milestone snapshots of the generation before stay: nothing else could
/// bring them back, should the manifest be damaged.
pub(super) fn sweep(root: &Path, now: &Repository, before: Option<&Repository>) {
    let precious = before.into_iter().flat_map(|before| before.parts(MilestoneSnapshot::NAME));
    let live = now.all_parts().chain(precious);
    let live: BTreeSet<PathBuf> = live.map(|part| root.join(&part.file)).collect();
    let gone = before.into_iter().flat_map(Repository::all_parts).map(|part| root.join(&part.file));
    remove(gone.filter(|path| !live.contains(path)));
    let slug = slug(&now.repo);
    let tables: BTreeSet<&String> =
        before.into_iter().chain([now]).flat_map(|repository| repository.tables.keys()).collect();
    for table in tables {
        let leftover = leftovers(&root.join(table).join(&slug));
        remove(leftover.filter(|path| !live.contains(path)));
    }
    remove(leftovers(root));
}

/// Files of a folder that a store writes, but for its manifests.
fn leftovers(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let ours = |name: &str| {
        name.starts_with(".writing-") || (name.starts_with("part-") && name.ends_with(".parquet"))
    };
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter(move |file| ours(&file.file_name().to_string_lossy())).map(|file| file.path())
}

fn remove(files: impl Iterator<Item = PathBuf>) {
    for file in files {
        let _ = fs::remove_file(file);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_names_stay_apart() {
        assert_eq!(slug("owner/name"), "owner~name");
        let names = [
            "a/b",
            "A/b",
            "a/B",
            "a~b",
            "a_b",
            "a/b~c",
            "a~b/c",
            "a/b/c",
            "a/ä",
            "a/ö",
            "a/_",
            "a",
            "",
            ".",
            "..",
            "../..",
            "_a/b",
            "a/b.",
            "a/b ",
            "a//b",
            "a\\b",
            "xa/b",
            "a/b.json",
            "a/b.previous",
        ];
        let long = ["n".repeat(400), "n".repeat(401)];
        let names: Vec<&str> = names.into_iter().chain(long.iter().map(String::as_str)).collect();
        let slugs: BTreeSet<String> = names.iter().map(|name| slug(name).to_lowercase()).collect();
        assert_eq!(slugs.len(), names.len(), "{slugs:?}");
        for slug in &slugs {
            let is_safe = |c: char| c.is_ascii_alphanumeric() || "-_.~".contains(c);
            assert!(slug.chars().all(is_safe) && slug.len() < 200, "{slug}");
            assert!(!slug.starts_with(['.', '_']) && !slug.ends_with('.'), "{slug}");
        }
        // A name made to look like that of another.
        let odd = slug("a/ä");
        assert_ne!(slug(&odd.replacen('~', "/", 1)), odd);
    }
}
