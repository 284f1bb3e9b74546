//! Observations that another engine made of a lake with the signal files of this program.
//!
//! ```text
//! PATH/observations/<signal>/*.parquet   the table of observations
//! PATH/signals/*.parquet                 one row a signal, written last: what ran, over what
//! ```
//!
//! They are taken only where nothing else can have made them than the signals at hand over the lake
//! at hand; figures of two versions side by side would look like a change in the team.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::catalogue::{Catalogue, Signal};
use crate::model::observation::{Observation, Observations};
use crate::model::table::{Table as _, TableError};
use crate::store::{StoreError, parts};

crate::table! {
    /// Signal that an engine ran.
    pub struct SignalRun in "signals" {
        /// Signal id.
        pub signal: String,
        /// SHA-256 of its SELECT, white space made one, hexadecimal.
        pub sql: String,
        /// Observations that it yielded.
        pub rows: i64,
        /// Of the lake: what its repositories share, see `LakeRun::id`.
        pub run: String,
        /// Of the lake: its content, see `lake::state`.
        pub state: String,
    }
}

/// Observations that cannot be taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ObservedError {
    /// A part of the path is not there.
    #[error("{} holds no {what}", path.display())]
    Incomplete {
        /// Path given.
        path: PathBuf,
        /// What is missing.
        what: &'static str,
    },
    /// Columns that observations do not have, or lack.
    #[error("{}", path.display())]
    Columns {
        /// File.
        path: PathBuf,
        /// Which.
        #[source]
        source: TableError,
    },
    /// A file that cannot be read.
    #[error(transparent)]
    File(#[from] StoreError),
    /// Computed from another lake, or by another version.
    #[error("{} was computed from another lake, or from one of another run", path.display())]
    OtherRun {
        /// Path given.
        path: PathBuf,
    },
    /// The lake has changed.
    #[error("{} was computed before the lake was last written to", path.display())]
    OtherState {
        /// Path given.
        path: PathBuf,
    },
    /// Signals that are not those of this program.
    #[error("{} was computed with other signals: {signals}", path.display())]
    OtherSignals {
        /// Path given.
        path: PathBuf,
        /// The first of them and what is wrong with them.
        signals: String,
    },
    /// Rows are missing or too many.
    #[error("{} has {found} rows of `{signal}` instead of {expected}", path.display())]
    Rows {
        /// Path given.
        path: PathBuf,
        /// Signal id.
        signal: String,
        /// Rows that there should be.
        expected: i64,
        /// Rows that there are.
        found: i64,
    },
    /// A number that is none.
    #[error("{} has no finite number for {item} in `{signal}`", path.display())]
    NotFinite {
        /// Path given.
        path: PathBuf,
        /// Signal id.
        signal: String,
        /// Item.
        item: String,
    },
}

impl ObservedError {
    /// What the user can do about it.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Incomplete { .. } => {
                "give the folder that spark/midspan_spark.py wrote; where its run was cut off, run it again"
            }
            Self::Columns { .. } | Self::File(_) | Self::Rows { .. } | Self::NotFinite { .. } => {
                "compute the observations again with spark/midspan_spark.py --overwrite"
            }
            Self::OtherRun { .. } => {
                "name the lake that they were computed from, or compute them again from this one"
            }
            Self::OtherState { .. } => {
                "compute them again: repositories were exported to the lake since"
            }
            Self::OtherSignals { .. } => {
                "compute them again with the queries/signals of this version, or name the same folder with --signals-dir"
            }
        }
    }
}

/// SHA-256 of a SELECT, hexadecimal; white space makes no difference.
#[must_use]
pub fn sql_digest(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().collect();
    parts::digest(words.join(" ").as_bytes())
}

/// The observations below `path`, made by the signals of `catalogue` from the lake with these ids of
/// run and state; in the order in which the embedded engine yields them.
///
/// # Errors
/// When they are not that, or cannot be read.
pub fn read(
    path: &Path,
    catalogue: &Catalogue,
    (run, state): (&str, &str),
) -> Result<Observations, ObservedError> {
    let runs: Vec<SignalRun> = table(path, "signals")?;
    if runs.is_empty() {
        return Err(ObservedError::Incomplete { path: path.to_owned(), what: "signals" });
    }
    if runs.iter().any(|r| r.run != run) {
        return Err(ObservedError::OtherRun { path: path.to_owned() });
    }
    if runs.iter().any(|r| r.state != state) {
        return Err(ObservedError::OtherState { path: path.to_owned() });
    }
    same_signals(path, catalogue, &runs)?;
    let observations: Vec<Observation> = table(path, Observation::NAME)?;
    let mut by_signal: BTreeMap<&str, Vec<Observation>> =
        runs.iter().map(|r| (r.signal.as_str(), Vec::new())).collect();
    let mut strange: BTreeMap<String, i64> = BTreeMap::new();
    for row in observations {
        if !row.value.is_finite() || !row.exposure.is_finite() {
            let (signal, item) = (row.signal, row.item);
            return Err(ObservedError::NotFinite {
                path: path.to_owned(),
                signal: signal.to_string(),
                item: item.to_string(),
            });
        }
        match by_signal.get_mut(row.signal.as_str()) {
            Some(rows) => rows.push(row),
            None => *strange.entry(row.signal.to_string()).or_default() += 1,
        }
    }
    let wrong = |signal: &str, expected, found| ObservedError::Rows {
        path: path.to_owned(),
        signal: signal.to_owned(),
        expected,
        found,
    };
    if let Some((signal, found)) = strange.iter().next() {
        return Err(wrong(signal, 0, *found));
    }
    for run in &runs {
        let rows = by_signal.get(run.signal.as_str()).map_or(0, Vec::len);
        let found = i64::try_from(rows).unwrap_or(i64::MAX);
        if found != run.rows {
            return Err(wrong(&run.signal, run.rows, found));
        }
    }
    let of_signal = |signal: &Signal| {
        let rows = by_signal.remove(signal.definition.id.as_str()).unwrap_or_default();
        let mut rows: Observations = rows.into_iter().collect();
        rows.sort();
        rows
    };
    Ok(Observations::joined(catalogue.signals.iter().map(of_signal).collect()))
}

/// Whether just the signals of the catalogue ran, each with its SELECT.
fn same_signals(
    path: &Path,
    catalogue: &Catalogue,
    runs: &[SignalRun],
) -> Result<(), ObservedError> {
    let ran: BTreeSet<(&str, &str)> =
        runs.iter().map(|r| (r.signal.as_str(), r.sql.as_str())).collect();
    let ids: BTreeSet<&str> = runs.iter().map(|r| r.signal.as_str()).collect();
    let id = |signal: &Signal| signal.definition.id.clone();
    let problem = |words: &str, mut names: Vec<String>| {
        let more = names.len().saturating_sub(3);
        names.truncate(3);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let signals = format!("{}{more} {words}", names.join(", "));
        Err(ObservedError::OtherSignals { path: path.to_owned(), signals })
    };
    let lacking = |s: &&Signal| !ids.contains(s.definition.id.as_str());
    let missing: Vec<String> = catalogue.signals.iter().filter(lacking).map(id).collect();
    if !missing.is_empty() {
        return problem("did not run", missing);
    }
    let unknown: Vec<String> = ids
        .iter()
        .filter(|ran| catalogue.get(ran).is_none())
        .map(|ran| (*ran).to_owned())
        .collect();
    if !unknown.is_empty() {
        return problem("are unknown here", unknown);
    }
    let differs =
        |s: &&Signal| !ran.contains(&(s.definition.id.as_str(), sql_digest(&s.sql).as_str()));
    let other: Vec<String> = catalogue.signals.iter().filter(differs).map(id).collect();
    if other.is_empty() { Ok(()) } else { problem("had other SQL", other) }
}

/// All rows of the Parquet files in a folder below `path` and in those below it.
fn table<T: crate::model::table::Table>(
    path: &Path,
    what: &'static str,
) -> Result<Vec<T>, ObservedError> {
    let mut files = Vec::new();
    for place in inside(&path.join(what)) {
        let below = inside(&place);
        files.extend(std::iter::once(place).chain(below));
    }
    files.retain(|file| file.extension().is_some_and(|end| end == "parquet"));
    files.sort();
    if files.is_empty() {
        return Err(ObservedError::Incomplete { path: path.to_owned(), what });
    }
    let mut rows = Vec::new();
    for file in files {
        let columns = parts::read_unlisted(&file)?;
        rows.extend(
            T::from_columns(&columns)
                .map_err(|source| ObservedError::Columns { path: file, source })?,
        );
    }
    Ok(rows)
}

/// What lies in a folder; nothing where there is none.
fn inside(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests;
