//! The folder, several files at a time.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::convert::{Reading, item};
use super::wire::{File, State};
use crate::model::parallel::{cores, in_parallel};
use crate::model::time::Timestamp;
use crate::sources::archive::import::ArchiveError;
use crate::sources::collected::{Gaps, Item, Recording};
use crate::sources::text::ApprovalWords;

/// Most threads that read; beyond that the disk is what they wait for.
const THREADS: usize = 8;

/// One file of the folder.
struct Source {
    path: PathBuf,
    /// `pulls/12.json`: how gaps name it.
    name: String,
    number: i64,
}

/// Reads a folder.
pub(in crate::sources::archive) fn read(
    path: &Path,
    words: &ApprovalWords,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Recording, ArchiveError> {
    let mut sources = list(path, "pulls")?;
    sources.extend(list(path, "issues")?);
    let mut gaps = Gaps::default();
    let state = state(path, &mut gaps);
    let recorded = state.last_backup.as_deref().and_then(|at| Timestamp::parse(at).ok());
    let failed_pulls = state.failed_pulls.unwrap_or_default();
    let failed_issues = state.failed_issues.unwrap_or_default();
    for (folder, numbers) in [("pulls", &failed_pulls), ("issues", &failed_issues)] {
        for number in numbers {
            gaps.add("items that the recording could not refresh", 1, format!("{folder}/{number}"));
        }
    }
    let reading = Reading { words, recorded };
    let mut items = Vec::new();
    let mut first = None;
    for (source, outcome) in sources.iter().zip(read_all(&sources, &reading, progress)) {
        match outcome {
            Ok(item) => items.push(item),
            Err(problem) => {
                let example = format!("{}: {problem}", source.name);
                first.get_or_insert_with(|| example.clone());
                gaps.add("files that could not be read", 1, example);
            }
        }
    }
    if items.is_empty() {
        let first = first.unwrap_or_else(|| "there is no file".to_owned());
        return Err(ArchiveError::Empty { path: path.to_owned(), files: sources.len(), first });
    }
    let outdated = failed_pulls.into_iter().chain(failed_issues).collect();
    Ok(Recording { items, recorded, outdated, gaps, ..Recording::default() })
}

/// The numbered files of a subfolder, by number; none where there is no such folder.
fn list(path: &Path, folder: &str) -> Result<Vec<Source>, ArchiveError> {
    let subfolder = path.join(folder);
    if !subfolder.is_dir() {
        return Ok(Vec::new());
    }
    let failed = |source| ArchiveError::Read { path: subfolder.clone(), source };
    let mut sources = Vec::new();
    for entry in std::fs::read_dir(&subfolder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_json = path.extension().is_some_and(|extension| extension == "json");
        let number = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        if let Some(number) = number.filter(|_| is_json) {
            sources.push(Source { name: format!("{folder}/{number}.json"), path, number });
        }
    }
    sources.sort_by_key(|source| source.number);
    Ok(sources)
}

fn state(path: &Path, gaps: &mut Gaps) -> State {
    let read = std::fs::read(path.join("state.json")).map_err(|error| error.to_string());
    let parsed =
        read.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string()));
    parsed.unwrap_or_else(|problem| {
        let what = "recordings without their own time: the last change stands for it";
        gaps.add(what, 1, format!("state.json: {problem}"));
        State::default()
    })
}

/// What became of each file, in their order.
fn read_all(
    sources: &[Source],
    reading: &Reading,
    progress: &(dyn Fn(u64) + Sync),
) -> Vec<Result<Item, String>> {
    let done = AtomicU64::new(0);
    in_parallel(cores().min(THREADS), sources.len(), |index| {
        let item = read_one(&sources[index], reading);
        progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        item
    })
}

fn read_one(source: &Source, reading: &Reading) -> Result<Item, String> {
    let bytes = std::fs::read(&source.path).map_err(|error| error.to_string())?;
    parse(&bytes, source.number, reading)
}

/// Reads a file's content; the number is that of its name.
pub(super) fn parse(bytes: &[u8], number: i64, reading: &Reading) -> Result<Item, String> {
    let file: File = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    item(file, number, reading)
}
