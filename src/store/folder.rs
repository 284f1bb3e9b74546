//! The store: open, read, change.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::StoreError;
use super::manifest::{Manifest, Part, SCHEMA_VERSION, Streams};
use super::parts;
use crate::model::facts::Person;
use crate::model::table::{Column, Table};
use crate::sources::facts::Facts;

const MANIFEST: &str = "manifest.json";
/// How often a change looks whether another run has let go of the store; writing a large history takes
/// seconds.
const LOCK_TRIES: u32 = if cfg!(test) { 40 } else { 400 };
/// Pause between two looks.
const LOCK_PAUSE: Duration = Duration::from_millis(25);

/// A store on disk.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    manifest: Manifest,
}

impl Store {
    /// Whether a folder is a store.
    #[must_use]
    pub fn is_store(path: &Path) -> bool {
        path.join(MANIFEST).is_file()
    }

    /// Opens a store that exists.
    ///
    /// # Errors
    /// When there is none, or its manifest cannot be used.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let path = root.join(MANIFEST);
        let text = fs::read_to_string(&path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
                StoreError::NotAStore { path: root.to_owned() }
            }
            std::io::ErrorKind::InvalidData => {
                StoreError::Manifest { path: path.clone(), message: "it is not text".to_owned() }
            }
            _ => StoreError::Io { action: "read", path: path.clone(), source },
        })?;
        let manifest = Manifest::parse(&text, root, &path)?;
        Ok(Self { root: root.to_owned(), manifest })
    }

    /// Opens a store, or begins an empty one that is written with its first change.
    ///
    /// # Errors
    /// As [`Store::open`], except that there may be none.
    pub fn open_or_new(root: &Path) -> Result<Self, StoreError> {
        match Self::open(root) {
            Err(StoreError::NotAStore { .. }) => {
                Ok(Self { root: root.to_owned(), manifest: Manifest::new(random_key()) })
            }
            other => other,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What it holds.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Repositories, in alphabetical order.
    #[must_use]
    pub fn repositories(&self) -> Vec<String> {
        self.manifest.repositories.keys().cloned().collect()
    }

    /// What was read of a repository.
    #[must_use]
    pub fn streams(&self, repo: &str) -> Streams {
        self.manifest.repositories.get(repo).cloned().unwrap_or_default()
    }

    /// All rows of a table for one repository, in the order written.
    ///
    /// # Errors
    /// When a part is missing, damaged or does not fit the table.
    pub fn read<T: Table>(&self, repo: &str) -> Result<Vec<T>, StoreError> {
        read_parts(&self.root, &self.manifest, repo)
    }

    /// Reads every live file and compares it with its fingerprint: what is damaged.
    #[must_use]
    pub fn verify(&self) -> Vec<StoreError> {
        let live = self.manifest.tables.values().flatten();
        live.filter_map(|part| {
            let path = self.root.join(&part.file);
            match fs::read(&path) {
                Ok(bytes) if parts::digest(&bytes) == part.sha256 => None,
                Ok(_) => {
                    let message = "its content is not what was written".to_owned();
                    Some(StoreError::Part { path, message })
                }
                Err(error) => Some(StoreError::Part { path, message: error.to_string() }),
            }
        })
        .collect()
    }

    /// Every fact of a repository.
    ///
    /// # Errors
    /// As [`Store::read`].
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

    /// Keeps other runs from doing the same work at the same time, for as long as the file is open.
    /// Reading and single changes go on.
    ///
    /// # Errors
    /// When another run does that work, or the folder cannot be written.
    pub fn hold(&self, work: &str) -> Result<File, StoreError> {
        lock(&self.root, &format!("{work}.lock"))
    }

    /// Begins a change; nothing is visible before [`Change::commit`].
    ///
    /// # Errors
    /// When another run holds the store, or the folder cannot be written.
    pub fn change(&mut self) -> Result<Change<'_>, StoreError> {
        let lock = lock(&self.root, "lock")?;
        // Another run may have written since this store was opened.
        if Self::is_store(&self.root) {
            self.manifest = Self::open(&self.root)?.manifest;
        }
        let mut next = self.manifest.clone();
        next.generation += 1;
        next.schema_version = SCHEMA_VERSION;
        Ok(Change { store: self, next, sequence: 0, _lock: lock })
    }
}

/// Takes a lock file of a store; waits a moment for a run that is about to let go.
fn lock(root: &Path, name: &str) -> Result<File, StoreError> {
    create_private(root)?;
    let path = root.join(name);
    let io = |source| StoreError::Io { action: "create", path: path.clone(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(fs::TryLockError::Error(source)) => return Err(io(source)),
        }
    }
    Err(StoreError::Locked { path: root.to_owned() })
}

fn read_parts<T: Table>(
    root: &Path,
    manifest: &Manifest,
    repo: &str,
) -> Result<Vec<T>, StoreError> {
    let mut rows = Vec::new();
    for part in manifest.parts(T::NAME, repo) {
        rows.extend(read_part(root, part)?);
    }
    Ok(rows)
}

fn read_part<T: Table>(root: &Path, part: &Part) -> Result<Vec<T>, StoreError> {
    let path = root.join(&part.file);
    let columns = parts::read(&path)?;
    T::from_columns(&columns).map_err(|source| StoreError::Columns { path, source })
}

fn create_private(root: &Path) -> Result<(), StoreError> {
    if root.is_dir() {
        return Ok(());
    }
    parts::private_folder(root)?;
    // What is collected about people does not belong into the history of the project it is about.
    fs::write(root.join(".gitignore"), "*\n").map_err(|source| StoreError::Io {
        action: "create",
        path: root.to_owned(),
        source,
    })
}

/// A key that others cannot guess well enough to undo pseudonyms in a shared report.
fn random_key() -> String {
    let part = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}{:016x}{:016x}", part(), part(), part(), part())
}

/// A change to a store, holding its lock.
#[derive(Debug)]
pub struct Change<'a> {
    store: &'a mut Store,
    next: Manifest,
    sequence: u64,
    _lock: File,
}

impl Change<'_> {
    /// What the store will hold.
    pub fn manifest_mut(&mut self) -> &mut Manifest {
        &mut self.next
    }

    /// What is known of a repository's sources, to be changed.
    pub fn streams(&mut self, repo: &str) -> &mut Streams {
        self.next.repositories.entry(repo.to_owned()).or_default()
    }

    /// All rows of a table for one repository, this change's included.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn read<T: Table>(&self, repo: &str) -> Result<Vec<T>, StoreError> {
        read_parts(&self.store.root, &self.next, repo)
    }

    /// Adds identities of a repository to those known from its other sources.
    ///
    /// # Errors
    /// When parts cannot be read or written.
    pub fn merge_people(&mut self, repo: &str, people: &[Person]) -> Result<(), StoreError> {
        let mut known: BTreeMap<(String, Option<String>, Option<String>), Person> = BTreeMap::new();
        for person in self.read::<Person>(repo)?.into_iter().chain(people.iter().cloned()) {
            let key = (person.person.clone(), person.login.clone(), person.email.clone());
            known.insert(key, person);
        }
        let rows: Vec<Person> = known.into_values().collect();
        self.replace(repo, &rows)
    }

    /// Puts rows in place of all rows of a table for one repository.
    ///
    /// # Errors
    /// When the part cannot be written.
    pub fn replace<T: Table>(&mut self, repo: &str, rows: &[T]) -> Result<(), StoreError> {
        if let Some(parts) = self.next.tables.get_mut(T::NAME) {
            parts.retain(|p| p.repo != repo);
        }
        self.append(repo, rows)
    }

    /// Adds rows to a table for one repository.
    ///
    /// # Errors
    /// When the part cannot be written, or older parts that are due to be joined cannot be read.
    pub fn append<T: Table>(&mut self, repo: &str, rows: &[T]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let joined = self.last_parts(T::NAME, repo, rows.len() as u64);
        if joined.is_empty() {
            return self.write(T::NAME, repo, &T::to_columns(rows));
        }
        let mut all: Vec<T> = Vec::new();
        for part in &joined {
            all.extend(read_part(&self.store.root, part)?);
        }
        if let Some(parts) = self.next.tables.get_mut(T::NAME) {
            parts.retain(|part| !joined.contains(part));
        }
        let mut columns = T::to_columns(&all);
        for (column, more) in columns.iter_mut().zip(T::to_columns(rows)) {
            extend(column, more);
        }
        self.write(T::NAME, repo, &columns)
    }

    /// The last parts that a new one of so many rows is written together with: those that together
    /// are no larger. So there are never more parts than the logarithm of the rows, and each row is
    /// written again no more often.
    fn last_parts(&self, table: &str, repo: &str, rows: u64) -> Vec<Part> {
        let parts: Vec<&Part> = self.next.parts(table, repo).collect();
        let mut joined = rows;
        let mut first = parts.len();
        for (index, part) in parts.iter().enumerate().rev() {
            if part.rows > joined {
                break;
            }
            joined += part.rows;
            first = index;
        }
        parts.get(first..).unwrap_or_default().iter().map(|part| (*part).clone()).collect()
    }

    fn write(&mut self, table: &str, repo: &str, columns: &[Column]) -> Result<(), StoreError> {
        let generation = self.next.generation;
        let file = format!("{table}/{}/part-{generation}-{}.parquet", slug(repo), self.sequence);
        self.sequence += 1;
        let sha256 = parts::write(&self.store.root.join(&file), table, columns)?;
        let rows = columns.first().map_or(0, |c| c.values.len()) as u64;
        let part = Part { repo: repo.to_owned(), file, rows, sha256 };
        self.next.tables.entry(table.to_owned()).or_default().push(part);
        Ok(())
    }

    /// Makes the change visible and removes files that nothing names any more.
    ///
    /// # Errors
    /// When the manifest cannot be written; the store then holds what it held before.
    pub fn commit(self) -> Result<(), StoreError> {
        let path = self.store.root.join(MANIFEST);
        let mut text = serde_json::to_string_pretty(&self.next)
            .map_err(|e| StoreError::Manifest { path: path.clone(), message: e.to_string() })?;
        text.push('\n');
        parts::write_atomically(&path, text.as_bytes())?;
        self.store.manifest = self.next;
        sweep(&self.store.root, &self.store.manifest);
        Ok(())
    }
}

fn extend(column: &mut Column, more: Column) {
    use crate::model::table::Values::{Bool, Float, Instant, Int, Text};
    match (&mut column.values, more.values) {
        (Int(a), Int(b)) | (Instant(a), Instant(b)) => a.extend(b),
        (Float(a), Float(b)) => a.extend(b),
        (Bool(a), Bool(b)) => a.extend(b),
        (Text(a), Text(b)) => a.extend(b),
        // Both sides come from one row type, so their columns agree.
        (_, _) => {}
    }
}

/// `owner/name` as one folder name; anything a file system might trip over is replaced, and a hash
/// keeps names apart that would become the same.
fn slug(repo: &str) -> String {
    let plain: String = repo
        .chars()
        .map(|c| match c {
            '/' => '~',
            c if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') => c,
            _ => '_',
        })
        .collect();
    if plain.replacen('~', "/", 1) == repo && !plain.starts_with('.') {
        plain
    } else {
        let hash = parts::digest(repo.as_bytes());
        format!("x{}-{}", plain.trim_start_matches('.'), hash.get(..8).unwrap_or_default())
    }
}

/// Removes parts that the manifest does not name: leftovers of earlier generations or of a run that
/// was cut off. What cannot be removed is left for the next time.
fn sweep(root: &Path, manifest: &Manifest) {
    let live: BTreeSet<PathBuf> =
        manifest.tables.values().flatten().map(|p| root.join(&p.file)).collect();
    let folders = manifest.tables.keys().flat_map(|t| fs::read_dir(root.join(t)));
    for folder in folders.flatten().flatten() {
        for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
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
    use crate::model::facts::Tag;
    use crate::model::time::Timestamp;

    fn tag(name: &str) -> Tag {
        Tag {
            repo: "north/light".to_owned(),
            name: name.to_owned(),
            oid: "0".repeat(40),
            tagged: Timestamp::from_seconds(7),
        }
    }

    #[test]
    fn rows_come_back_in_order_over_many_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open_or_new(&folder.path().join("s")).expect("a store");
        for index in 0..20 {
            let mut change = store.change().expect("the lock");
            change.append("north/light", &[tag(&format!("v{index}"))]).expect("written");
            change.commit().expect("committed");
        }
        let store = Store::open(store.root()).expect("a store");
        let names: Vec<String> =
            store.read::<Tag>("north/light").expect("rows").into_iter().map(|t| t.name).collect();
        assert_eq!(names, (0..20).map(|i| format!("v{i}")).collect::<Vec<_>>());
        let rows: Vec<u64> =
            store.manifest().parts("tags", "north/light").map(|p| p.rows).collect();
        assert_eq!(rows, [16, 4]);
    }

    #[test]
    fn a_change_that_is_dropped_leaves_no_trace() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open_or_new(folder.path()).expect("a store");
        let mut change = store.change().expect("the lock");
        change.replace("north/light", &[tag("v1")]).expect("written");
        change.commit().expect("committed");
        let mut change = store.change().expect("the lock");
        change.replace("north/light", &[tag("v2")]).expect("written");
        drop(change);
        let store = Store::open(folder.path()).expect("a store");
        assert_eq!(store.read::<Tag>("north/light").expect("rows"), vec![tag("v1")]);
    }

    #[test]
    fn two_changes_do_not_overlap() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut one = Store::open_or_new(folder.path()).expect("a store");
        let mut two = Store::open_or_new(folder.path()).expect("a store");
        let change = one.change().expect("the lock");
        assert!(matches!(two.change(), Err(StoreError::Locked { .. })));
        drop(change);
        assert!(two.change().is_ok());
    }

    #[test]
    fn damage_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open_or_new(folder.path()).expect("a store");
        let mut change = store.change().expect("the lock");
        change.replace("north/light", &[tag("v1")]).expect("written");
        change.commit().expect("committed");
        let file = store.manifest().tables["tags"][0].file.clone();
        fs::write(folder.path().join(&file), b"PAR1 nothing").expect("written");
        assert!(store.read::<Tag>("north/light").expect_err("damage").is_damage());
        fs::remove_file(folder.path().join(&file)).expect("removed");
        assert!(store.read::<Tag>("north/light").expect_err("damage").is_damage());
    }

    #[test]
    fn manifests_are_not_trusted() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |text: &str| fs::write(folder.path().join(MANIFEST), text).expect("written");
        write("{\"schema_version\": 999, \"unheard_of\": 1}");
        assert!(matches!(Store::open(folder.path()), Err(StoreError::TooNew { found: 999, .. })));
        write("not json");
        assert!(matches!(Store::open(folder.path()), Err(StoreError::Manifest { .. })));
        let mut manifest = Manifest::new(String::new());
        let part = Part {
            repo: "a/b".to_owned(),
            file: "../../secret".to_owned(),
            rows: 1,
            sha256: String::new(),
        };
        manifest.tables.insert("tags".to_owned(), vec![part]);
        write(&serde_json::to_string(&manifest).expect("text"));
        assert!(matches!(Store::open(folder.path()), Err(StoreError::Manifest { .. })));
    }

    #[test]
    fn folder_names_stay_apart() {
        assert_eq!(slug("owner/name"), "owner~name");
        assert_ne!(slug("a/b~c"), slug("a~b/c"));
        assert_ne!(slug("a/ä"), slug("a/ö"));
        assert!(slug("../..").starts_with("x~"), "{}", slug("../.."));
    }
}
