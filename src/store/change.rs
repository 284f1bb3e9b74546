//! A change to a store: nothing of it is visible before it is committed.

use std::collections::BTreeMap;
use std::fs::File;

use super::error::StoreError;
use super::files::{lock, slug, sweep};
use super::folder::Store;
use super::index::{read_part, rows_of};
use super::ledger;
use super::manifest::{Head, Manifest, Part, Repository, SCHEMA_VERSION, Streams, Top};
use super::parts;
use crate::model::facts::Person;
use crate::model::table::{Column, Table, Text};

/// What there was on disk when a change began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    /// No store yet.
    New,
    /// One of format 2 or 3.
    Older,
    /// One of this format.
    Current,
}

/// A change to a store, holding its lock. It is of one repository at a time.
#[derive(Debug)]
pub struct Change<'a> {
    store: &'a mut Store,
    ground: Ground,
    head: Head,
    /// The repository that is changed now.
    next: Repository,
    /// Those that were changed before it.
    others: BTreeMap<String, Repository>,
    /// Whether every manifest is written again, with its copies.
    rewrites_all: bool,
    sequence: u64,
    _lock: File,
}

impl<'a> Change<'a> {
    /// Takes the lock, and looks at what the store holds now: another run may have written since it
    /// was opened. Of a repository, at that one alone; without one, at all.
    pub(super) fn begin(store: &'a mut Store, repo: Option<&str>) -> Result<Self, StoreError> {
        let lock = lock(&store.root, "lock")?;
        let ground = if Store::is_store(&store.root) {
            ledger::finish(&store.root)?;
            match ledger::top(&store.root)? {
                Top::Head(head) => {
                    store.manifest.head = head;
                    if repo.is_none() {
                        store.manifest = ledger::open(&store.root)?;
                    }
                    Ground::Current
                }
                Top::Older(manifest) => {
                    store.manifest = manifest;
                    Ground::Older
                }
            }
        } else {
            // What was read from a store that is gone is gone too.
            store.manifest =
                Manifest { head: store.manifest.head.clone(), ..Manifest::new(String::new()) };
            Ground::New
        };
        let head = Head { schema_version: SCHEMA_VERSION, ..store.manifest.head.clone() };
        let mut change = Self {
            store,
            ground,
            head,
            next: Repository::new(""),
            others: BTreeMap::new(),
            rewrites_all: false,
            sequence: 0,
            _lock: lock,
        };
        if let Some(repo) = repo {
            change.turn_to(repo)?;
        }
        Ok(change)
    }

    /// Goes on with another repository.
    ///
    /// # Errors
    /// When its manifest cannot be read.
    pub fn turn_to(&mut self, repo: &str) -> Result<(), StoreError> {
        if self.next.repo == repo {
            return Ok(());
        }
        let next = match self.others.remove(repo) {
            Some(known) => known,
            None => self.load(repo)?,
        };
        let before = std::mem::replace(&mut self.next, next);
        // A change begins at no repository.
        if !before.repo.is_empty() {
            self.others.insert(before.repo.clone(), before);
        }
        Ok(())
    }

    /// What is to follow on what the store holds of a repository.
    fn load(&mut self, repo: &str) -> Result<Repository, StoreError> {
        let known = &mut self.store.manifest.repositories;
        if self.ground == Ground::Current {
            match ledger::one(&self.store.root, repo)?.1 {
                Some(now) => known.insert(repo.to_owned(), now),
                None => known.remove(repo),
            };
        }
        let mut next = known.get(repo).cloned().unwrap_or_else(|| Repository::new(repo));
        next.generation += 1;
        next.schema_version = SCHEMA_VERSION;
        Ok(next)
    }

    /// What belongs to the store as a whole, to be changed.
    pub fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }

    /// The store as it was before.
    pub(super) fn before(&self) -> &Store {
        self.store
    }

    /// Has every manifest written again, and its copies, so that none keeps what was in it.
    pub(super) fn rewrite_all(&mut self) {
        self.rewrites_all = true;
    }

    /// What the repository will hold.
    pub(super) fn next_mut(&mut self) -> &mut Repository {
        &mut self.next
    }

    /// What is known of the repository's sources, to be changed.
    pub fn streams(&mut self) -> &mut Streams {
        &mut self.next.streams
    }

    /// All rows of a table of the repository, this change's included.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn read<T: Table>(&self) -> Result<Vec<T>, StoreError> {
        rows_of(&self.store.root, &self.next)
    }

    /// Adds identities to those known from other sources of the repository.
    ///
    /// # Errors
    /// When parts cannot be read or written.
    pub fn merge_people(&mut self, people: &[Person]) -> Result<(), StoreError> {
        let mut known: BTreeMap<(Text, Option<Text>, Option<Text>), Person> = BTreeMap::new();
        for person in self.read::<Person>()?.into_iter().chain(people.iter().cloned()) {
            let key = (person.person.clone(), person.login.clone(), person.email.clone());
            known.insert(key, person);
        }
        let rows: Vec<Person> = known.into_values().collect();
        self.replace(&rows)
    }

    /// Puts rows in place of all rows of a table of the repository.
    ///
    /// # Errors
    /// When the part cannot be written.
    pub fn replace<T: Table>(&mut self, rows: &[T]) -> Result<(), StoreError> {
        self.next.tables.remove(T::NAME);
        self.append(rows)
    }

    /// Adds rows to a table of the repository.
    ///
    /// # Errors
    /// When the part cannot be written, or older parts that are due to be joined cannot be read.
    pub fn append<T: Table>(&mut self, rows: &[T]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let joined = self.last_parts(T::NAME, rows.len() as u64);
        if joined.is_empty() {
            return self.write(T::NAME, &T::to_columns(rows));
        }
        let mut all: Vec<T> = Vec::new();
        for part in &joined {
            read_part(&self.store.root, part, &mut all)?;
        }
        if let Some(parts) = self.next.tables.get_mut(T::NAME) {
            parts.retain(|part| !joined.contains(part));
        }
        let mut columns = T::to_columns(&all);
        for (column, more) in columns.iter_mut().zip(T::to_columns(rows)) {
            extend(column, more);
        }
        self.write(T::NAME, &columns)
    }

    /// The last parts that a new one of so many rows is written together with: those that together
    /// are no larger. So there are never more parts than the logarithm of the rows, and each row is
    /// written again no more often.
    fn last_parts(&self, table: &str, rows: u64) -> Vec<Part> {
        let parts = self.next.parts(table);
        let mut joined = rows;
        let mut first = parts.len();
        for (index, part) in parts.iter().enumerate().rev() {
            if part.rows > joined {
                break;
            }
            joined += part.rows;
            first = index;
        }
        parts.get(first..).unwrap_or_default().to_vec()
    }

    /// Writes columns as a new part of a table; what is to be forgotten is left out.
    fn write(&mut self, table: &str, columns: &[Column]) -> Result<(), StoreError> {
        let Repository { repo, generation, .. } = &self.next;
        let file = format!("{table}/{}/part-{generation}-{}.parquet", slug(repo), self.sequence);
        let repo = repo.clone();
        self.sequence += 1;
        let path = self.store.root.join(&file);
        let sha256 = if self.head.forgotten.is_empty() {
            parts::write(&path, table, columns)?
        } else {
            let mut columns = columns.to_vec();
            self.head.forgotten().hide(&mut columns);
            parts::write(&path, table, &columns)?
        };
        let rows = columns.first().map_or(0, |c| c.values.len()) as u64;
        let part = Part { repo, file, rows, sha256 };
        self.next.tables.entry(table.to_owned()).or_default().push(part);
        Ok(())
    }

    /// Writes every part of the repository again that names somebody who is to be forgotten; how many
    /// cells did.
    pub(super) fn hide_forgotten(&mut self) -> Result<usize, StoreError> {
        let mut cells = 0;
        for (table, live) in std::mem::take(&mut self.next.tables) {
            for part in live {
                let mut columns = parts::read(&self.store.root.join(&part.file), &part.sha256)?;
                let changed = self.head.forgotten().hide(&mut columns);
                if changed == 0 {
                    self.next.tables.entry(table.clone()).or_default().push(part);
                } else {
                    self.write(&table, &columns)?;
                }
                cells += changed;
            }
        }
        let streams = &mut self.next.streams;
        let git = streams.git.iter_mut().flat_map(|git| &mut git.gaps);
        let archive = streams.archive.iter_mut().flat_map(|archive| &mut archive.gaps);
        let github =
            streams.github.iter_mut().flat_map(|g| g.gaps.iter_mut().chain(&mut g.assembled));
        for gap in git.chain(archive).chain(github) {
            gap.examples.clear();
        }
        Ok(cells)
    }

    /// Makes the change visible and removes files that nothing names any more.
    ///
    /// # Errors
    /// When a manifest cannot be written; the store then holds what it held before, or, where several
    /// were changed and that was noted already, what it is to hold.
    pub fn commit(mut self) -> Result<(), StoreError> {
        let root = self.store.root.clone();
        let changed = self.changed();
        let manifest = &mut self.store.manifest;
        if self.ground == Ground::New {
            ledger::begin(&root, &self.head, changed.iter())?;
            manifest.head = self.head;
            manifest.repositories.extend(changed.into_iter().map(|r| (r.repo.clone(), r)));
            return Ok(());
        }
        if self.ground == Ground::Older {
            manifest.head.schema_version = SCHEMA_VERSION;
            ledger::begin(&root, &manifest.head, manifest.repositories.values())?;
        }
        if self.head == manifest.head && changed.len() <= 1 && !self.rewrites_all {
            if !root.join(ledger::COPY).is_file() {
                ledger::put_head(&root, &self.head)?;
            }
            for next in changed {
                ledger::put(&root, &next)?;
                sweep(&root, &next, manifest.repositories.get(&next.repo));
                manifest.repositories.insert(next.repo.clone(), next);
            }
            return Ok(());
        }
        let before = changed.iter().filter_map(|next| manifest.repositories.get(&next.repo));
        let gone = ledger::replaced(before.flat_map(Repository::all_parts), &changed);
        ledger::put_several(&root, self.head.clone(), changed.clone(), gone)?;
        manifest.head = self.head;
        manifest.repositories.extend(changed.into_iter().map(|r| (r.repo.clone(), r)));
        Ok(())
    }

    /// The repositories that hold other than before.
    fn changed(&mut self) -> Vec<Repository> {
        let next = std::mem::replace(&mut self.next, Repository::new(""));
        let mut others = std::mem::take(&mut self.others);
        others.insert(next.repo.clone(), next);
        let mut changed = Vec::new();
        for mut next in others.into_values() {
            next.tables.retain(|_, parts| !parts.is_empty());
            let empty = Repository::new(&next.repo);
            let before = self.store.manifest.repositories.get(&next.repo);
            let differs = {
                let before = before.unwrap_or(&empty);
                before.tables != next.tables || before.streams != next.streams
            };
            if differs || (self.rewrites_all && before.is_some()) {
                changed.push(next);
            }
        }
        changed
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
