//! A finished report, kept beside the store, for as long as nothing that it rests on has changed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::args::Scope;
use super::pipeline::Prepared;
use crate::store::folder::KEPT;
use crate::store::parts::{digest, write_atomically};

/// File that says what a kept report rests on; written last, so that a folder cut off is no report.
const KEY: &str = "key";

/// A place for a report.
#[derive(Debug)]
pub(super) struct Kept {
    folder: PathBuf,
    key: String,
}

impl Kept {
    /// Where the report of these inputs would be; `None` where none is kept.
    ///
    /// `how` names what else shapes the output, such as the terminal's width.
    pub(super) fn of(prepared: &Prepared, scope: &Scope, how: &str) -> Option<Self> {
        let folder = prepared.keep.as_ref()?.join(KEPT);
        let mut text = format!("{}\n{how}\n{scope:?}\n", env!("CARGO_PKG_VERSION"));
        text.push_str(&program()?);
        text.push_str(&prepared.config_text);
        for signal in &prepared.catalogue.signals {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{:?}\n{}", signal.definition, signal.sql);
        }
        for store in &prepared.stores {
            text.push_str(&serde_json::to_string(store.manifest()).ok()?);
        }
        Some(Self { folder, key: digest(text.as_bytes()) })
    }

    /// The files by relative name, where they are there for these very inputs.
    pub(super) fn files(&self) -> Option<Vec<(String, Vec<u8>)>> {
        let kept = fs::read_to_string(self.folder.join(KEY)).ok()?;
        let mut lines = kept.lines();
        if lines.next() != Some(&self.key) {
            return None;
        }
        lines
            .map(|line| {
                let (hash, name) = line.split_once(' ')?;
                let bytes = fs::read(self.folder.join(name)).ok()?;
                (digest(&bytes) == hash).then(|| (name.to_owned(), bytes))
            })
            .collect()
    }

    /// Keeps files in place of those of earlier inputs. A store that cannot be written just keeps
    /// nothing.
    pub(super) fn keep(&self, files: &[(String, Vec<u8>)]) {
        let _ = fs::remove_dir_all(&self.folder);
        let mut key = format!("{}\n", self.key);
        for (name, bytes) in files {
            if write_atomically(&self.folder.join(name), bytes).is_err() {
                return;
            }
            let _ = writeln!(key, "{} {name}", digest(bytes));
        }
        let _ = write_atomically(&self.folder.join(KEY), key.as_bytes());
    }
}

/// The program itself: another build may compute otherwise.
pub(super) fn program() -> Option<String> {
    let file = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let changed = file.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(format!("{} {}\n", file.len(), changed.as_nanos()))
}

/// Writes a report's files below a folder.
pub(super) fn write_all(
    folder: &Path,
    files: &[(String, Vec<u8>)],
) -> Result<(), crate::store::StoreError> {
    files.iter().try_for_each(|(name, bytes)| write_atomically(&folder.join(name), bytes))
}
