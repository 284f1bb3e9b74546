//! Changed files and line counts of commits, on several threads.
//!
//! In two passes. The first compares trees, commit by commit; the second counts lines, path by
//! path. Versions of one file follow each other there as they do in a pack, so that each is
//! unpacked once, from a neighbour that was just unpacked: half the cost of counting commit by
//! commit, where the next version of a file is often thousands of commits away.

use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use git2::{ObjectType, OdbObject};

use super::compare::{self, Change, Comparison, Side};
use super::error::GitError;
use super::gaps::Gaps;
use super::id::Id;
use super::lines::{self, LineCounts};
use super::locate::Location;
use super::objects::{Objects, Unreadable};
use super::workers;

/// Most files of one commit: a crafted tree of a few objects can have billions.
const MOST_FILES: usize = 1_000_000;
/// Files larger than this have no line counts, as in git (`core.bigFileThreshold`).
const LARGEST_TEXT: usize = 512 << 20;
/// Commits, and files, handed out at a time: neighbours share trees and contents, so that short
/// runs cost more, and long ones let threads end apart.
const RUN: usize = 512;
/// Share of the work that comparing trees is, in quarters; for progress only.
const COMPARING: u64 = 1;

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

/// Line counts of a file, empty for a binary one.
type Counted = Result<Option<LineCounts>, Unreadable>;

/// Compares each commit with its parent. The result is in the order of the tasks.
///
/// `progress` is told how many of the commits are done; as no commit is done before most are, it
/// is their share of the work.
pub(super) fn read(
    location: &Location,
    tasks: &[Task],
    threads: usize,
    gaps: &mut Gaps,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<Changed>, GitError> {
    let meter = Meter { commits: to_u64(tasks.len()), progress };
    let comparisons = meter.pass(0, COMPARING, tasks.len(), |step| {
        workers::run(location, tasks.len(), RUN, threads, |objects, range| {
            let compared = compare_run(objects, tasks.get(range.clone()).unwrap_or_default());
            step(range.len());
            compared
        })
    })?;
    let changes: Vec<&Change> = comparisons.iter().flat_map(|c| &c.changes).collect();
    let order = by_path(&changes);
    let counted = meter.pass(COMPARING, 4 - COMPARING, order.len(), |step| {
        workers::run(location, order.len(), RUN, threads, |objects, range| {
            let run = order.get(range.clone()).unwrap_or_default();
            let counted = run.iter().map(|at| of_change(objects, &changes, *at)).collect();
            step(range.len());
            counted
        })
    })?;
    let mut counts = in_place(&order, counted).into_iter();
    let commits = tasks.iter().zip(&comparisons);
    Ok(commits.map(|(task, found)| commit(task, found, &mut counts, gaps)).collect())
}

fn compare_run(objects: &mut Objects<'_>, tasks: &[Task]) -> Vec<Comparison> {
    let one = |task: &Task| compare::compare(objects, task.before, Some(task.after), MOST_FILES);
    tasks.iter().map(one).collect()
}

fn of_change(objects: &mut Objects<'_>, changes: &[&Change], at: usize) -> Counted {
    changes.get(at).map_or(Ok(None), |change| count(objects, change))
}

/// Changes of one path after each other, newest first as they come.
fn by_path(changes: &[&Change]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..changes.len()).collect();
    order.sort_by_key(|at| (changes.get(*at).map(|change| &change.path), *at));
    order
}

/// Counts in the order of the changes, from counts in another order.
fn in_place(order: &[usize], counted: Vec<Counted>) -> Vec<Counted> {
    let mut counts: Vec<Counted> = vec![Ok(None); order.len()];
    for (at, count) in order.iter().zip(counted) {
        if let Some(place) = counts.get_mut(*at) {
            *place = count;
        }
    }
    counts
}

/// Puts together the files of one commit; `counts` yields one count for each of its changes.
fn commit(
    task: &Task,
    found: &Comparison,
    counts: &mut impl Iterator<Item = Counted>,
    gaps: &mut Gaps,
) -> Changed {
    let mut changed = Changed {
        node: task.node,
        files: Vec::with_capacity(found.changes.len()),
        listed: !found.too_many && !found.incomplete,
        counted: true,
    };
    if found.too_many {
        gaps.add("commits with more than a million files, files left out", task.commit.to_string());
    } else if found.incomplete {
        gaps.add("commits with missing directories", task.commit.to_string());
    }
    for (change, count) in found.changes.iter().zip(counts) {
        let path = path_of(change, gaps);
        let lines = count.unwrap_or_else(|why| {
            changed.counted = false;
            gaps.add(what_is_lost(why), path.clone());
            None
        });
        if lines.is_some_and(|lines| lines.approximate) {
            gaps.add("changed files with approximate line counts", path.clone());
        }
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
    if let Ok(path) = std::str::from_utf8(&change.path) {
        return path.to_owned();
    }
    let path = String::from_utf8_lossy(&change.path).into_owned();
    gaps.add("paths that are not UTF-8, invalid bytes replaced", path.clone());
    path
}

fn count(objects: &mut Objects<'_>, change: &Change) -> Counted {
    if let (Some(before), Some(after)) = (change.before, change.after)
        && before == after
    {
        return mode_only(objects, after);
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

/// No line differs, but a binary file has no line counts even so.
fn mode_only(objects: &mut Objects<'_>, side: Side) -> Counted {
    let content = content(objects, Some(side))?;
    Ok((!lines::is_binary(content.bytes())).then(LineCounts::default))
}

/// The contents of one side.
enum Content<'r> {
    Nothing,
    Blob(Rc<OdbObject<'r>>),
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

/// Turns finished steps of a pass into finished commits.
struct Meter<'m> {
    commits: u64,
    progress: &'m (dyn Fn(u64) + Sync),
}

impl Meter<'_> {
    /// Runs a pass of `steps` that begins at `from` quarters and is `share` quarters of the work.
    fn pass<T, E>(
        &self,
        from: u64,
        share: u64,
        steps: usize,
        work: impl FnOnce(&(dyn Fn(usize) + Sync)) -> Result<Vec<Vec<T>>, E>,
    ) -> Result<Vec<T>, E> {
        let done = AtomicU64::new(0);
        let step = |more: usize| {
            let more = to_u64(more);
            let done = done.fetch_add(more, Ordering::Relaxed).saturating_add(more);
            let quarters = from * to_u64(steps) + share * done;
            (self.progress)(self.commits * quarters / (4 * to_u64(steps.max(1))));
        };
        let runs = work(&step)?;
        (self.progress)(self.commits * (from + share) / 4);
        Ok(runs.into_iter().flatten().collect())
    }
}

fn to_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
