//! Changed files and line counts of commits, on several threads.

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use git2::ObjectType;

use super::compare::{self, Change, Side};
use super::error::GitError;
use super::gaps::Gaps;
use super::id::Id;
use super::lines::{self, LineCounts};
use super::locate::{self, Location};
use super::objects::{self, Objects, Unreadable};

/// Most files of one commit: a crafted tree of a few objects can have billions.
const MOST_FILES: usize = 1_000_000;
/// Files larger than this have no line counts, as in git (`core.bigFileThreshold`).
const LARGEST_TEXT: usize = 512 << 20;
/// Fewer commits than this are not worth a second thread, which opens the repository anew.
const PER_THREAD: usize = 64;
/// Commits handed out at a time: long runs of neighbours share trees and files, and short ones
/// let all threads end together.
const RUN: usize = 256;

/// A commit whose files are wanted.
#[derive(Clone, Debug)]
pub(super) struct Task {
    /// Who asks: comes back with the result.
    pub(super) node: usize,
    pub(super) commit: Id,
    pub(super) before: Option<Id>,
    pub(super) after: Id,
}

/// A changed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileChange {
    pub(super) path: String,
    /// Empty for binary files and for missing contents.
    pub(super) lines: Option<LineCounts>,
}

/// The files of one commit.
#[derive(Debug)]
pub(super) struct Changed {
    pub(super) node: usize,
    pub(super) files: Vec<FileChange>,
    /// All changed files are listed.
    pub(super) listed: bool,
    /// The contents of all of them were there.
    pub(super) counted: bool,
}

/// Compares each commit with its parent. The result is in the order of the tasks.
pub(super) fn read(
    location: &Location,
    tasks: &[Task],
    threads: usize,
    gaps: &mut Gaps,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<Changed>, GitError> {
    let threads = threads.clamp(1, tasks.len().div_ceil(PER_THREAD).max(1));
    let next = AtomicUsize::new(0);
    let work = || worker(location, tasks, &next, progress);
    let results = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut results = vec![work()];
        for other in others {
            results.push(other.join().unwrap_or_else(|payload| panic::resume_unwind(payload)));
        }
        results
    });
    let mut changed = Vec::with_capacity(tasks.len());
    for result in results {
        let (runs, found) = result?;
        changed.extend(runs);
        gaps.merge(found);
    }
    changed.sort_by_key(|(run, _)| *run);
    Ok(changed.into_iter().flat_map(|(_, run)| run).collect())
}

/// What one thread did: runs of commits by their number, and what it could not read.
type Done = (Vec<(usize, Vec<Changed>)>, Gaps);

fn worker(
    location: &Location,
    tasks: &[Task],
    next: &AtomicUsize,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Done, GitError> {
    let read = |what| move |source| GitError::reading(location.shown(), what, source);
    let repository = locate::open(location)?;
    let odb = repository.odb().map_err(read("the object database"))?;
    let mut objects = Objects::new(&odb, objects::is_partial(&repository));
    let (mut runs, mut gaps) = (Vec::new(), Gaps::default());
    loop {
        let run = next.fetch_add(1, Ordering::Relaxed);
        let rest = tasks.get(run.saturating_mul(RUN)..).unwrap_or_default();
        let part = rest.get(..RUN).unwrap_or(rest);
        if part.is_empty() {
            return Ok((runs, gaps));
        }
        let changed = part.iter().map(|task| one(&mut objects, task, &mut gaps)).collect();
        runs.push((run, changed));
        progress(u64::try_from(part.len()).unwrap_or(0));
    }
}

fn one(objects: &mut Objects<'_>, task: &Task, gaps: &mut Gaps) -> Changed {
    let found = compare::compare(objects, task.before, Some(task.after), MOST_FILES);
    let mut changed = Changed { node: task.node, files: Vec::new(), listed: true, counted: true };
    if found.too_many {
        gaps.add("commits with more than a million files, files left out", task.commit.to_string());
        return Changed { listed: false, counted: false, ..changed };
    }
    if found.incomplete {
        gaps.add("commits with missing directories", task.commit.to_string());
        changed.listed = false;
    }
    for change in &found.changes {
        let path = path_of(change, gaps);
        let lines = count(objects, change).unwrap_or_else(|why| {
            changed.counted = false;
            gaps.add(what_is_lost(why), path.clone());
            None
        });
        changed.files.push(FileChange { path, lines });
    }
    changed
}

fn what_is_lost(why: Unreadable) -> &'static str {
    match why {
        Unreadable::Missing => "changed files with missing contents",
        Unreadable::Damaged => "changed files with damaged contents",
    }
}

fn path_of(change: &Change, gaps: &mut Gaps) -> String {
    match std::str::from_utf8(&change.path) {
        Ok(path) => path.to_owned(),
        Err(_) => {
            let path = String::from_utf8_lossy(&change.path).into_owned();
            gaps.add("paths that are not UTF-8, invalid bytes replaced", path.clone());
            path
        }
    }
}

/// Line counts of a change; `Ok(None)` for a binary file.
fn count(objects: &mut Objects<'_>, change: &Change) -> Result<Option<LineCounts>, Unreadable> {
    if let (Some(before), Some(after)) = (change.before, change.after)
        && before == after
    {
        // Only the mode changed, but git still says `-` for a binary file.
        return Ok(binary_or(objects, after, LineCounts::default()));
    }
    if let (None, Some(side)) = (change.before, change.after)
        && !side.is_submodule
    {
        return added(objects, side);
    }
    let before = content(objects, change.before)?;
    let after = content(objects, change.after)?;
    let (before, after) = (before.bytes(), after.bytes());
    let large = before.len().max(after.len()) > LARGEST_TEXT;
    if large || lines::is_binary(before) || lines::is_binary(after) {
        return Ok(None);
    }
    Ok(Some(lines::count(before, after)))
}

/// Lines of a new file. Commits are read from new to old, so it does not come by again, and
/// keeping it would push out files that do.
fn added(objects: &mut Objects<'_>, side: Side) -> Result<Option<LineCounts>, Unreadable> {
    let object = objects.once(side.id, ObjectType::Blob)?;
    let data = object.data();
    let text = data.len() <= LARGEST_TEXT && !lines::is_binary(data);
    Ok(text.then(|| lines::count(&[], data)))
}

fn binary_or(objects: &mut Objects<'_>, side: Side, counts: LineCounts) -> Option<LineCounts> {
    if side.is_submodule {
        return Some(counts);
    }
    match objects.get(side.id, ObjectType::Blob) {
        Ok(object) if lines::is_binary(object.data()) => None,
        _ => Some(counts),
    }
}

/// The contents of one side.
enum Content<'r> {
    Nothing,
    Blob(std::rc::Rc<git2::OdbObject<'r>>),
    /// The line that git shows in place of a submodule.
    Submodule(String),
}

impl Content<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Nothing => &[],
            Self::Blob(object) => object.data(),
            Self::Submodule(line) => line.as_bytes(),
        }
    }
}

fn content<'r>(objects: &mut Objects<'r>, side: Option<Side>) -> Result<Content<'r>, Unreadable> {
    match side {
        None => Ok(Content::Nothing),
        Some(side) if side.is_submodule => {
            Ok(Content::Submodule(format!("Subproject commit {}\n", side.id)))
        }
        Some(side) => objects.get(side.id, ObjectType::Blob).map(Content::Blob),
    }
}
