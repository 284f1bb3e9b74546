//! Work on runs of neighbours, shared among threads that each have a repository of their own.

use std::ops::Range;
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::error::GitError;
use super::locate::{self, Location};
use super::objects::{self, Objects};

/// Less work than this is not worth another thread, which opens the repository anew.
const PER_THREAD: usize = 256;

/// Calls `work` on each run of `length` numbers below `count`; the results are in order.
pub(super) fn run<T: Send>(
    location: &Location,
    count: usize,
    length: usize,
    threads: usize,
    work: impl Fn(&mut Objects<'_>, Range<usize>) -> T + Sync,
) -> Result<Vec<T>, GitError> {
    let threads = threads.clamp(1, count.div_ceil(PER_THREAD).max(1));
    let runs = Runs { next: AtomicUsize::new(0), count, length };
    let worker = || worker(location, &runs, &work);
    let results = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(worker)).collect();
        let mut results = vec![worker()];
        for other in others {
            results.push(other.join().unwrap_or_else(|payload| panic::resume_unwind(payload)));
        }
        results
    });
    let mut done = Vec::new();
    for result in results {
        done.extend(result?);
    }
    done.sort_by_key(|(start, _)| *start);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

struct Runs {
    next: AtomicUsize,
    count: usize,
    length: usize,
}

impl Runs {
    fn take(&self) -> Option<Range<usize>> {
        let start = self.next.fetch_add(self.length, Ordering::Relaxed);
        let end = start.saturating_add(self.length).min(self.count);
        (start < end).then_some(start..end)
    }
}

fn worker<T>(
    location: &Location,
    runs: &Runs,
    work: &(impl Fn(&mut Objects<'_>, Range<usize>) -> T + Sync),
) -> Result<Vec<(usize, T)>, GitError> {
    let mut done = Vec::new();
    let Some(first) = runs.take() else { return Ok(done) };
    let failed = |source| GitError::reading(location.shown(), "the object database", source);
    let repository = locate::open(location)?;
    let odb = repository.odb().map_err(failed)?;
    let mut objects = Objects::new(&odb, objects::is_partial(&repository));
    let mut next = Some(first);
    while let Some(range) = next {
        done.push((range.start, work(&mut objects, range)));
        next = runs.take();
    }
    Ok(done)
}
