//! A lake: tables of many repositories as Parquet files for engines that run on many machines.
//!
//! ```text
//! LAKE/lake.json                                          what all repositories share
//! LAKE/schema/<table>.parquet                             each table without rows
//! LAKE/shared/<table>.parquet                             tables that all repositories share
//! LAKE/tables/<table>/<owner>~<name>/part-<hash>.parquet  rows of one repository
//! LAKE/repositories/<owner>~<name>.json                   its live parts
//! ```
//!
//! Each repository is written by itself, so many machines may write to one lake at a time. A part is
//! named by its content and never changed; the file below `repositories` is written last and in one
//! step, so that readers who take parts from there see a repository as it was before or as it is
//! after, and never a mixture. Names of folders are no Hive partitions (engines read types into
//! those): the column `repo` stands in the rows.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::files::{slug, wait_for};
use super::manifest::Part;
use super::parts;
use crate::model::table::{Column, Table};
use crate::model::time::Timestamp;

/// Version of the lake's layout that this program writes and reads.
pub const LAKE_VERSION: u32 = 1;

const RUN: &str = "lake.json";
const SCHEMA: &str = "schema";
const SHARED: &str = "shared";
const TABLES: &str = "tables";
const REPOSITORIES: &str = "repositories";
const LOCKS: &str = "locks";
/// Characters of a hash that name a part.
const HASH: usize = 24;

/// What all repositories of a lake share: rows of different runs cannot be put side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LakeRun {
    /// See [`LAKE_VERSION`].
    pub lake_version: u32,
    /// Version of anchors and formulas.
    pub score_version: String,
    /// Time at which everything is looked at.
    pub as_of: Timestamp,
    /// First month shown, `YYYY-MM`.
    pub first_period: String,
    /// Last month shown, `YYYY-MM`.
    pub last_period: String,
    /// Time zone of months, an IANA name.
    pub time_zone: String,
    /// SHA-256 of the configuration, hexadecimal.
    pub config: String,
    /// Fewest active people of a team that is shown.
    pub min_active: u32,
    /// Fewest non-leader authors of a team that is shown.
    pub min_authors: u32,
    /// Whether people stand there by login.
    pub names: bool,
}

impl LakeRun {
    /// SHA-256 of its file, hexadecimal.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn id(&self) -> Result<String, LakeError> {
        Ok(parts::digest(self.text()?.as_bytes()))
    }

    fn text(&self) -> Result<String, LakeError> {
        let mut text = serde_json::to_string_pretty(self).map_err(LakeError::Text)?;
        text.push('\n');
        Ok(text)
    }

    /// What differs from another: name, here, there.
    fn differences(&self, other: &Self) -> Vec<(&'static str, String, String)> {
        let pairs = [
            ("--as-of", self.as_of.to_string(), other.as_of.to_string()),
            ("the first month", self.first_period.clone(), other.first_period.clone()),
            ("the last month", self.last_period.clone(), other.last_period.clone()),
            ("the configuration", short(&self.config), short(&other.config)),
            ("the score version", self.score_version.clone(), other.score_version.clone()),
            ("the time zone", self.time_zone.clone(), other.time_zone.clone()),
            ("--names", self.names.to_string(), other.names.to_string()),
        ];
        pairs.into_iter().filter(|(_, here, there)| here != there).collect()
    }
}

fn short(hash: &str) -> String {
    hash.get(..8).unwrap_or_default().to_owned()
}

/// A lake that cannot be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LakeError {
    /// There is none.
    #[error("{} is not a lake: it has no {RUN}", path.display())]
    NotALake {
        /// Folder looked at.
        path: PathBuf,
    },
    /// Written in another layout.
    #[error("{} has lake version {found}; this program reads {LAKE_VERSION}", path.display())]
    OtherVersion {
        /// Folder.
        path: PathBuf,
        /// Version found.
        found: u32,
    },
    /// It holds rows of another run.
    #[error("{} holds another run: {what} is {there} there and {here} here", path.display())]
    OtherRun {
        /// Folder.
        path: PathBuf,
        /// What differs first.
        what: &'static str,
        /// As asked for.
        here: String,
        /// As the lake has it.
        there: String,
    },
    /// Something that has no text form.
    #[error("cannot be written as JSON")]
    Text(#[source] serde_json::Error),
    /// A file of it.
    #[error(transparent)]
    File(#[from] StoreError),
}

/// One repository of a lake.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry<A> {
    /// `owner/name`.
    pub repo: String,
    /// SHA-256 over everything else here, hexadecimal: changes with any row.
    pub version: String,
    /// Repositories that had to be derived together with it, because a team works in several; itself
    /// included.
    pub group: Vec<String>,
    /// Live parts by table; a table without rows has none.
    pub tables: BTreeMap<String, Part>,
    /// What else a report says of it.
    pub about: A,
}

/// A lake on disk.
#[derive(Clone, Debug)]
pub struct Lake {
    root: PathBuf,
    run: LakeRun,
}

impl Lake {
    /// Whether a folder is a lake.
    #[must_use]
    pub fn is_lake(path: &Path) -> bool {
        path.join(RUN).is_file()
    }

    /// Opens a lake that exists.
    ///
    /// # Errors
    /// When there is none, or it is of another version.
    pub fn open(root: &Path) -> Result<Self, LakeError> {
        #[derive(Deserialize)]
        struct Versioned {
            lake_version: u32,
        }
        let path = root.join(RUN);
        if !path.is_file() {
            return Err(LakeError::NotALake { path: root.to_owned() });
        }
        let text = read_text(&path)?;
        // The version is read first: another one may have other keys.
        let Versioned { lake_version } = parse(&path, &text)?;
        if lake_version != LAKE_VERSION {
            return Err(LakeError::OtherVersion { path: root.to_owned(), found: lake_version });
        }
        Ok(Self { root: root.to_owned(), run: parse(&path, &text)? })
    }

    /// Begins a lake, or joins one of the same run. Of several programs that begin one at a time, one
    /// does and the others join.
    ///
    /// # Errors
    /// When there is one of another run, or the folder cannot be written.
    pub fn join(root: &Path, run: &LakeRun) -> Result<Self, LakeError> {
        if !Self::is_lake(root) {
            begin(root, run)?;
        }
        let lake = Self::open(root)?;
        match run.differences(&lake.run).into_iter().next() {
            Some((what, here, there)) => {
                Err(LakeError::OtherRun { path: root.to_owned(), what, here, there })
            }
            None => Ok(lake),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What its repositories share.
    #[must_use]
    pub fn run(&self) -> &LakeRun {
        &self.run
    }

    /// Writes the columns of a table, so that engines know them where no repository has a row.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_schema(&self, table: &str, columns: &[Column]) -> Result<(), LakeError> {
        self.put_once(SCHEMA, table, columns)
    }

    /// Writes a table that all repositories share.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_shared(&self, table: &str, columns: &[Column]) -> Result<(), LakeError> {
        self.put_once(SHARED, table, columns)
    }

    /// All writers of a lake write the same there, so what is there is left in place for its readers.
    fn put_once(&self, folder: &str, table: &str, columns: &[Column]) -> Result<(), LakeError> {
        let path = self.root.join(folder).join(format!("{table}.parquet"));
        let bytes = parts::parquet(table, columns)?;
        if !fs::read(&path).is_ok_and(|there| there == bytes) {
            parts::write_atomically(&path, &bytes)?;
        }
        Ok(())
    }

    /// Puts the rows of a repository in place of those that were there; other repositories are not
    /// touched.
    ///
    /// # Errors
    /// When a file cannot be written; readers then see what was there before.
    pub fn put<A: Serialize>(
        &self,
        repo: &str,
        group: Vec<String>,
        tables: &[(&'static str, Vec<Column>)],
        about: A,
    ) -> Result<(), LakeError> {
        let slug = slug(repo);
        let locks = self.root.join(LOCKS);
        parts::private_folder(&locks)?;
        let _lock = wait_for(&self.root, &locks.join(&slug))?;
        let mut live = BTreeMap::new();
        for (table, columns) in tables {
            let rows = columns.first().map_or(0, |c| c.values.len()) as u64;
            if rows > 0 {
                let part = self.put_part(repo, &slug, table, (columns, rows))?;
                live.insert((*table).to_owned(), part);
            }
        }
        let mut entry =
            Entry { repo: repo.to_owned(), version: String::new(), group, tables: live, about };
        let text = serde_json::to_string(&entry).map_err(LakeError::Text)?;
        entry.version = parts::digest(text.as_bytes());
        let mut text = serde_json::to_string_pretty(&entry).map_err(LakeError::Text)?;
        text.push('\n');
        parts::write_atomically(&self.entry_path(&slug), text.as_bytes())?;
        self.sweep(&slug, &entry.tables);
        Ok(())
    }

    fn put_part(
        &self,
        repo: &str,
        slug: &str,
        table: &str,
        (columns, rows): (&[Column], u64),
    ) -> Result<Part, LakeError> {
        let bytes = parts::parquet(table, columns)?;
        let sha256 = parts::digest(&bytes);
        let name = sha256.get(..HASH).unwrap_or_default();
        let file = format!("{TABLES}/{table}/{slug}/part-{name}.parquet");
        let path = self.root.join(&file);
        if !fs::read(&path).is_ok_and(|there| there == bytes) {
            parts::write_atomically(&path, &bytes)?;
        }
        Ok(Part { repo: repo.to_owned(), file, rows, sha256 })
    }

    fn entry_path(&self, slug: &str) -> PathBuf {
        self.root.join(REPOSITORIES).join(format!("{slug}.json"))
    }

    /// Removes parts of a repository that it no longer names. What cannot be removed is left for the
    /// next time.
    fn sweep(&self, slug: &str, live: &BTreeMap<String, Part>) {
        for table in fs::read_dir(self.root.join(TABLES)).into_iter().flatten().flatten() {
            let own = table.path().join(slug);
            for file in fs::read_dir(&own).into_iter().flatten().flatten() {
                let path = file.path();
                let name = file.file_name();
                let name = name.to_string_lossy();
                let ours = name.starts_with(".writing-")
                    || (name.starts_with("part-") && name.ends_with(".parquet"));
                if ours && live.values().all(|part| self.root.join(&part.file) != path) {
                    let _ = fs::remove_file(path);
                }
            }
            // Only an empty folder goes.
            let _ = fs::remove_dir(own);
        }
    }

    /// The repositories, in alphabetical order.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn entries<A: DeserializeOwned>(&self) -> Result<Vec<Entry<A>>, LakeError> {
        let folder = self.root.join(REPOSITORIES);
        let mut entries: Vec<Entry<A>> = Vec::new();
        for file in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = file.path();
            let hidden = file.file_name().to_string_lossy().starts_with('.');
            if hidden || path.extension().is_none_or(|end| end != "json") {
                continue;
            }
            let entry: Entry<A> = parse(&path, &read_text(&path)?)?;
            let safe = |part: &Part| Path::new(&part.file).components().all(|c| is_plain(c));
            if let Some(part) = entry.tables.values().find(|part| !safe(part)) {
                let message = format!("it names a file outside the lake: {:?}", part.file);
                return Err(StoreError::Manifest { path, message }.into());
            }
            entries.push(entry);
        }
        entries.sort_by(|a, b| a.repo.cmp(&b.repo));
        Ok(entries)
    }

    /// The rows of a table of a repository, in the order written.
    ///
    /// # Errors
    /// When the part is missing, damaged or does not fit the table.
    pub fn read<T: Table, A>(&self, entry: &Entry<A>) -> Result<Vec<T>, LakeError> {
        let Some(part) = entry.tables.get(T::NAME) else { return Ok(Vec::new()) };
        let path = self.root.join(&part.file);
        let columns = parts::read(&path, &part.sha256)?;
        rows(&path, &columns)
    }

    /// The rows of a table that all repositories share.
    ///
    /// # Errors
    /// As [`Lake::read`].
    pub fn shared<T: Table>(&self) -> Result<Vec<T>, LakeError> {
        let path = self.root.join(SHARED).join(format!("{}.parquet", T::NAME));
        let columns = parts::read_unlisted(&path)?;
        rows(&path, &columns)
    }
}

/// SHA-256 over the versions of all repositories, hexadecimal: changes with any row of any of them.
#[must_use]
pub fn state<A>(entries: &[Entry<A>]) -> String {
    let lines: Vec<String> = entries.iter().map(|e| format!("{} {}", e.repo, e.version)).collect();
    parts::digest(lines.join("\n").as_bytes())
}

fn is_plain(component: Component<'_>) -> bool {
    matches!(component, Component::Normal(_))
}

fn rows<T: Table>(path: &Path, columns: &[Column]) -> Result<Vec<T>, LakeError> {
    let rows = T::from_columns(columns);
    Ok(rows.map_err(|source| StoreError::Columns { path: path.to_owned(), source })?)
}

fn read_text(path: &Path) -> Result<String, LakeError> {
    fs::read_to_string(path)
        .map_err(|source| StoreError::Io { action: "read", path: path.to_owned(), source }.into())
}

fn parse<D: DeserializeOwned>(path: &Path, text: &str) -> Result<D, LakeError> {
    serde_json::from_str(text).map_err(|error| {
        StoreError::Manifest { path: path.to_owned(), message: error.to_string() }.into()
    })
}

/// Writes `lake.json`, unless another program was quicker.
fn begin(root: &Path, run: &LakeRun) -> Result<(), LakeError> {
    parts::private_folder(root)?;
    let text = run.text()?;
    let path = root.join(RUN);
    let io = |action| {
        let path = path.clone();
        move |source| StoreError::Io { action, path, source }
    };
    let mut aside =
        tempfile::Builder::new().prefix(".writing-").tempfile_in(root).map_err(io("create"))?;
    aside.write_all(text.as_bytes()).map_err(io("write"))?;
    aside.as_file().sync_all().map_err(io("sync"))?;
    match aside.persist_noclobber(&path) {
        Err(error) if error.error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(io("rename")(error.error).into())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
