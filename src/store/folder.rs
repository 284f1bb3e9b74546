//! The store: open, read, change.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::files::{lock, slug, sweep};
use super::index::Index;
use super::manifest::{Manifest, Part, SCHEMA_VERSION, Streams};
use super::parts;
use crate::model::facts::Person;
use crate::model::table::{Column, ColumnInfo, ColumnType, Table, Text};
use crate::sources::facts::Facts;

/// What a store holds.
pub(super) const MANIFEST: &str = "manifest.json";
/// The manifest before the last change: what a damaged one is mended from.
pub(super) const PREVIOUS: &str = "manifest.previous.json";
/// Folder of the kept report inside a store.
pub const KEPT: &str = "kept";

/// A store on disk.
#[derive(Debug)]
pub struct Store {
    pub(super) root: PathBuf,
    pub(super) manifest: Manifest,
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
                Ok(Self { root: root.to_owned(), manifest: Manifest::new(random_key()?) })
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
        live.filter_map(|part| parts::whole(&self.root.join(&part.file), &part.sha256).err())
            .chain(self.damaged_copy())
            .collect()
    }

    /// What is wrong with the manifest before the last change, where there is one.
    pub(super) fn damaged_copy(&self) -> Option<StoreError> {
        let path = self.root.join(PREVIOUS);
        let text = match fs::read(&path) {
            Ok(bytes) => String::from_utf8(bytes).map_err(|e| e.to_string()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => Err(error.to_string()),
        };
        let message = text.and_then(|text| Manifest::from_text(&text)).err()?;
        Some(StoreError::Manifest { path, message })
    }

    /// What was read of a repository and its facts, of one generation: another run may write, and
    /// clear away what it replaced, while this one reads. `index` is that of this store.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn snapshot(&self, index: &Index<'_>, repo: &str) -> Result<(Streams, Facts), StoreError> {
        let mut error = match index.facts(repo) {
            Ok(facts) => return Ok((self.streams(repo), facts)),
            Err(error) => error,
        };
        let mut generation = self.manifest.generation;
        loop {
            let now = Self::open(&self.root)?;
            if now.manifest.generation == generation {
                return Err(error);
            }
            generation = now.manifest.generation;
            match now.facts(repo) {
                Ok(facts) => return Ok((now.streams(repo), facts)),
                Err(newer) => error = newer,
            }
        }
    }

    /// Every fact of a repository.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn facts(&self, repo: &str) -> Result<Facts, StoreError> {
        self.index().facts(repo)
    }

    /// The live parts, to be found by table and repository in one step.
    #[must_use]
    pub fn index(&self) -> Index<'_> {
        Index::of(&self.root, &self.manifest)
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

pub(super) fn read_part<T: Table>(root: &Path, part: &Part) -> Result<Vec<T>, StoreError> {
    let path = root.join(&part.file);
    // An instant is read from its seconds; its twin is for people.
    let read = |info: &ColumnInfo| info.column_type != ColumnType::Instant;
    let names = T::schema().into_iter().filter(read).map(|info| info.name).collect::<Vec<_>>();
    let columns = parts::read_columns(&path, &part.sha256, &names)?;
    T::from_columns(columns).map_err(|source| StoreError::Columns { path, source })
}

/// A key that others cannot guess, so that pseudonyms in a shared report cannot be undone.
fn random_key() -> Result<String, StoreError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Random { message: error.to_string() })?;
    Ok(parts::hexadecimal(&bytes))
}

/// A change to a store, holding its lock.
#[derive(Debug)]
pub struct Change<'a> {
    store: &'a mut Store,
    pub(super) next: Manifest,
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
        let mut known: BTreeMap<(Text, Option<Text>, Option<Text>), Person> = BTreeMap::new();
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

    /// Writes columns as a new part of a table; what is to be forgotten is left out.
    pub(super) fn write(
        &mut self,
        table: &str,
        repo: &str,
        columns: &[Column],
    ) -> Result<(), StoreError> {
        let generation = self.next.generation;
        let file = format!("{table}/{}/part-{generation}-{}.parquet", slug(repo), self.sequence);
        self.sequence += 1;
        let path = self.store.root.join(&file);
        let sha256 = if self.next.forgotten.is_empty() {
            parts::write(&path, table, columns)?
        } else {
            let mut columns = columns.to_vec();
            self.next.forgotten().hide(&mut columns);
            parts::write(&path, table, &columns)?
        };
        let rows = columns.first().map_or(0, |c| c.values.len()) as u64;
        let part = Part { repo: repo.to_owned(), file, rows, sha256 };
        self.next.tables.entry(table.to_owned()).or_default().push(part);
        Ok(())
    }

    /// Writes every part again that names somebody who is to be forgotten; how many cells did.
    pub(super) fn hide_forgotten(&mut self) -> Result<usize, StoreError> {
        let mut cells = 0;
        let tables = std::mem::take(&mut self.next.tables);
        for (table, live) in tables {
            for part in live {
                let mut columns = parts::read(&self.store.root.join(&part.file), &part.sha256)?;
                let changed = self.next.forgotten().hide(&mut columns);
                if changed == 0 {
                    self.next.tables.entry(table.clone()).or_default().push(part);
                } else {
                    self.write(&table, &part.repo, &columns)?;
                }
                cells += changed;
            }
        }
        for streams in self.next.repositories.values_mut() {
            let git = streams.git.iter_mut().flat_map(|git| &mut git.gaps);
            let archive = streams.archive.iter_mut().flat_map(|archive| &mut archive.gaps);
            let github =
                streams.github.iter_mut().flat_map(|g| g.gaps.iter_mut().chain(&mut g.assembled));
            for gap in git.chain(archive).chain(github) {
                gap.examples.clear();
            }
        }
        Ok(cells)
    }

    /// Makes the change visible and removes files that nothing names any more.
    ///
    /// # Errors
    /// When the manifest cannot be written; the store then holds what it held before.
    pub fn commit(self) -> Result<(), StoreError> {
        let path = self.store.root.join(MANIFEST);
        let text = self
            .next
            .to_text()
            .map_err(|e| StoreError::Manifest { path: path.clone(), message: e.to_string() })?;
        // The first manifest, and a file system without links, get a copy instead.
        let previous = self.store.root.join(PREVIOUS);
        let _ = fs::remove_file(&previous);
        let kept = fs::hard_link(&path, &previous).is_ok();
        parts::write_atomically(&path, text.as_bytes())?;
        if !kept {
            parts::write_atomically(&previous, text.as_bytes())?;
        }
        let before = std::mem::replace(&mut self.store.manifest, self.next);
        sweep(&self.store.root, &self.store.manifest, &before);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::facts::Tag;
    use crate::model::time::Timestamp;

    fn tag(name: &str) -> Tag {
        Tag {
            repo: "north/light".into(),
            name: name.into(),
            oid: "0".repeat(40).into(),
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
        let names: Vec<String> = store
            .read::<Tag>("north/light")
            .expect("rows")
            .into_iter()
            .map(|t| t.name.into())
            .collect();
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
}
