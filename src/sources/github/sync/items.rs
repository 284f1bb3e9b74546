//! A course of pull requests or issues.
//!
//! A pass goes from the item changed last back to what is known. Items that change meanwhile move to
//! the front, behind the pass; the next pass, which goes back to where this one began, finds them.
//! When a pass needs a single page, nothing can have moved, and everything is known.

use std::collections::HashSet;

use super::depot::{Depot, keeping};
use super::pages::{self, Page, Read};
use super::run::{Progress, Shared};
use super::timelines;
use crate::model::time::Timestamp;
use crate::sources::github::client::Transport;
use crate::sources::github::collected::Collected;
use crate::sources::github::error::GithubError;
use crate::sources::github::state::{Course, Edge, GithubState, OVERLAP, Pass};

/// Passes after which what still changes is left to the next run.
const MOST_PASSES: usize = 12;
/// Runs after which an item that the server cannot give is given up.
const MOST_HOLE_RUNS: u32 = 4;
/// Unfinished timelines that are completed together.
const BATCH: usize = 49;
/// Items on the first page of a pass that expects little news.
const PROBE: u32 = 10;

/// What is different between pull requests and issues.
pub(super) struct Kind {
    /// Subject of rows.
    pub(super) subject: &'static str,
    /// Words for messages.
    pub(super) plural: &'static str,
    /// Largest page; see the document.
    pub(super) most: u32,
    pub(super) course: fn(&mut GithubState) -> &mut Course,
    pub(super) count: fn(&mut Progress) -> &mut u64,
}

pub(super) const PULLS: Kind = Kind {
    subject: "pull",
    plural: "pull requests",
    most: 49,
    course: |state| &mut state.pulls,
    count: |progress| &mut progress.pulls,
};

pub(super) const ISSUES: Kind = Kind {
    subject: "issue",
    plural: "issues",
    most: 100,
    course: |state| &mut state.issues,
    count: |progress| &mut progress.issues,
};

/// Reads everything that changed since the last complete course.
pub(super) async fn course<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    kind: &Kind,
) -> Result<(), GithubError> {
    let rows = shared.depot.borrow().unfinished().map_err(keeping)?;
    let mut unfinished: Vec<Collected> =
        rows.into_iter().filter(|row| row.subject == kind.subject).collect();
    let mut settled = false;
    for number in 0..MOST_PASSES {
        // What is missing is asked for again once in each run.
        let again = number == 0;
        let is_single = pass(shared, kind, again, &mut unfinished).await?;
        let none_changed = timelines::complete(shared, kind, &mut unfinished).await?;
        // What is missing now will be asked for by the next run, and changes with it.
        let misses = (kind.course)(&mut shared.state.borrow_mut()).hole.is_some();
        settled = misses || (is_single && none_changed);
        if settled {
            break;
        }
    }
    let repo = &shared.overview.repo;
    let what = format!("{} that changed faster than they could be read", kind.plural);
    shared.note(|state| state.set_gap(&what, u64::from(!settled), vec![repo.clone()]));
    let course = (kind.course)(&mut shared.state.borrow_mut()).clone();
    if course.hole.is_some() {
        return Err(GithubError::Missing { what: format!("some {} of {repo}", kind.plural) });
    }
    Ok(())
}

/// One pass; whether a single page was enough, from beginning to end.
async fn pass<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    kind: &Kind,
    again: bool,
    unfinished: &mut Vec<Collected>,
) -> Result<bool, GithubError> {
    let course = (kind.course)(&mut shared.state.borrow_mut()).clone();
    let mut pass = course.pass.clone().unwrap_or_else(|| Pass {
        floor: floor(&course, again).or(shared.options.since),
        ..Pass::default()
    });
    let mut size = course.size.unwrap_or(kind.most).clamp(1, kind.most);
    let was_resumed = pass.pages > 0;
    let mut seen = HashSet::new();
    loop {
        let is_probe = pass.pages == 0 && course.through.is_some();
        let ask = if is_probe { size.min(PROBE) } else { size };
        let page = match pages::read(shared, kind, ask, pass.cursor.as_deref()).await {
            Ok(page) => page,
            // A cursor of long ago may be worth nothing any more.
            Err(GithubError::Confused { .. }) if was_resumed && seen.is_empty() => {
                pass = Pass { floor: pass.floor, ..Pass::default() };
                continue;
            }
            Err(error) => return Err(error),
        };
        if !is_probe || page.size < ask {
            size = grown(page.size, kind.most);
        }
        check(&pass, &page, shared.overview, &mut seen, kind)?;
        let done = keep(shared, kind, (&mut pass, &course), (page, size), unfinished)?;
        if unfinished.len() >= BATCH {
            timelines::complete(shared, kind, unfinished).await?;
        }
        if done {
            note_missing(shared, kind);
            return Ok(!was_resumed && pass.pages == 1);
        }
    }
}

/// Where a pass may stop: at what is known, or `again` at what is known for sure.
fn floor(course: &Course, again: bool) -> Option<Timestamp> {
    let through = course.through.map(|through| through.plus(-OVERLAP))?;
    Some(course.hole.filter(|_| again).map_or(through, |hole| hole.min(through)))
}

/// Says how many items the server could not give, in this run and in those before.
fn note_missing<T: Transport, D: Depot>(shared: &Shared<'_, T, D>, kind: &Kind) {
    let what = format!("{} that GitHub could not give", kind.plural);
    let example = vec![shared.overview.repo.clone()];
    shared.note(|state| {
        let course = (kind.course)(state).clone();
        let missing = course.lost + u64::from(course.hole.is_some());
        state.set_gap(&what, missing, example);
    });
}

/// The page size to go on with: what the server could give, and twice that after it did.
fn grown(given: u32, most: u32) -> u32 {
    given.saturating_mul(2).clamp(1, most)
}

/// Paging that leads nowhere: the same place twice, or far more items than there are.
fn check(
    pass: &Pass,
    page: &Page,
    overview: &super::repository::Overview,
    seen: &mut HashSet<String>,
    kind: &Kind,
) -> Result<(), GithubError> {
    let endless = pass.items > 2 * page.total.unwrap_or(u64::MAX / 4) + 1_000;
    let circle = page.next.as_ref().is_some_and(|next| !seen.insert(next.clone()));
    if endless || circle {
        return Err(GithubError::Confused {
            what: format!("{} of {}", kind.plural, overview.repo),
            problem: "its pages lead round in a circle".to_owned(),
        });
    }
    Ok(())
}

/// Keeps a page and moves the pass on; whether it was the last one.
fn keep<T: Transport, D: Depot>(
    shared: &Shared<'_, T, D>,
    kind: &Kind,
    (pass, course): (&mut Pass, &Course),
    (page, size): (Page, u32),
    unfinished: &mut Vec<Collected>,
) -> Result<bool, GithubError> {
    let is_first = pass.pages == 0;
    pass.pages += 1;
    pass.items += page.items.len() as u64;
    // What is missing may be the last of its page, so only the page after it is surely older.
    pass.dropped += page.dropped;
    let oldest = page.items.last().map(|item| item.row.updated);
    if page.dropped > 0 || pass.open_hole {
        pass.hole = oldest.or(pass.hole);
    }
    pass.open_hole = page.dropped > 0 || (pass.open_hole && oldest.is_none());
    if is_first {
        pass.newest = page.items.first().map(|item| item.row.updated).or(course.through);
    }
    let floor = pass.floor;
    let reached =
        floor.is_some_and(|floor| page.items.last().is_some_and(|item| item.row.updated < floor));
    let done = reached || page.next.is_none();
    pass.cursor = page.next;
    let is_new = |item: &&Read| floor.is_none_or(|floor| item.row.updated >= floor);
    let edge_from = pass.newest.map(|newest| newest.plus(-OVERLAP));
    let mut rows: Vec<Collected> = Vec::new();
    let mut read = 0;
    for item in page.items.iter().filter(is_new) {
        let edge = Edge { number: item.row.number, digest: item.digest.clone() };
        let is_known = course.edge.contains(&edge);
        if edge_from.is_some_and(|from| item.row.updated >= from) {
            pass.edge.retain(|e| e.number != edge.number);
            pass.edge.push(edge);
        }
        if !is_known {
            read += 1;
            rows.push(item.row.clone());
        }
    }
    forget_replaced(unfinished, &rows);
    unfinished.extend(rows.iter().filter(|row| !row.complete).cloned());
    if kind.subject == "pull" {
        shared.changed_pulls.borrow_mut().extend(rows.iter().map(|row| row.number));
    }
    let next = if done { finished(pass, course) } else { underway(pass, course) };
    let next = Course { size: (size != kind.most).then_some(size), ..next };
    if !rows.is_empty() || next != *course {
        shared.keep(&rows, |state| *(kind.course)(state) = next)?;
    }
    shared.advance(|progress| *(kind.count)(progress) += read);
    Ok(done)
}

/// An item that was read again needs nothing more of what was read before.
fn forget_replaced(unfinished: &mut Vec<Collected>, rows: &[Collected]) {
    let fresh: HashSet<i64> = rows.iter().map(|row| row.number).collect();
    unfinished.retain(|row| !fresh.contains(&row.number));
}

fn underway(pass: &Pass, course: &Course) -> Course {
    Course { pass: Some(pass.clone()), ..course.clone() }
}

fn finished(pass: &Pass, course: &Course) -> Course {
    let covered = course.hole.is_none_or(|hole| pass.floor.is_none_or(|floor| floor <= hole));
    let mut next = Course {
        through: pass.newest.max(course.through),
        edge: pass.edge.clone(),
        pass: None,
        ..course.clone()
    };
    // Nothing came after what is missing: it may be as old as anything that was asked for.
    let bottom = pass.open_hole.then(|| pass.floor.unwrap_or_default());
    let hole = bottom.or(pass.hole);
    if covered {
        next.hole = hole;
        next.hole_runs = if hole.is_some() { course.hole_runs + 1 } else { 0 };
    }
    if next.hole_runs >= MOST_HOLE_RUNS {
        (next.hole, next.hole_runs) = (None, 0);
        next.lost += pass.dropped;
    }
    next
}
