//! The folder of a store: its locks, the names in it, and what is cleared away.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::StoreError;
use super::manifest::Manifest;
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

/// `owner/name` as one folder name; anything a file system might trip over is replaced, and a hash
/// keeps names apart that would become the same.
pub(super) fn slug(repo: &str) -> String {
    let plain: String = repo
        .chars()
        .map(|c| match c {
            '/' => '~',
            c if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') => c,
            _ => '_',
        })
        .collect();
    // Hadoop takes what begins with `.` or `_` for hidden.
    if plain.replacen('~', "/", 1) == repo && !plain.starts_with(['.', '_']) {
        plain
    } else {
        let hash = parts::digest(repo.as_bytes());
        format!("x{}-{}", plain.trim_start_matches('.'), hash.get(..8).unwrap_or_default())
    }
}

/// Removes parts that the manifest does not name: leftovers of earlier generations or of a run that
/// was cut off. What cannot be removed is left for the next time. Milestone snapshots of the
/// generation before stay: nothing else could bring them back, should the manifest be damaged.
pub(super) fn sweep(root: &Path, manifest: &Manifest, before: &Manifest) {
    let precious = before.tables.get(MilestoneSnapshot::NAME).into_iter().flatten();
    let live = manifest.tables.values().flatten().chain(precious);
    let live: BTreeSet<PathBuf> = live.map(|p| root.join(&p.file)).collect();
    let of_tables = manifest.tables.keys().flat_map(|t| fs::read_dir(root.join(t)));
    let folders = of_tables.flatten().flatten().map(|folder| folder.path());
    for folder in folders.chain([root.to_owned()]) {
        for file in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = file.path();
            let name = file.file_name();
            let name = name.to_string_lossy();
            let ours = name.starts_with(".writing-")
                || (name.starts_with("part-") && name.ends_with(".parquet"));
            if ours && !live.contains(&path) {
                let _ = fs::remove_file(path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_names_stay_apart() {
        assert_eq!(slug("owner/name"), "owner~name");
        assert_ne!(slug("a/b~c"), slug("a~b/c"));
        assert_ne!(slug("a/ä"), slug("a/ö"));
        assert!(slug("../..").starts_with("x~"), "{}", slug("../.."));
        assert!(slug("_a/b").starts_with("x_a~b-"), "{}", slug("_a/b"));
    }
}
