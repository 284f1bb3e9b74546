//! Collecting of repositories from GitHub into a store.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use indicatif::ProgressBar;
use serde::Serialize;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, LocalSet};

use super::error::{CliError, Kind};
use super::github::{self, Reach};
use super::output::Terminal;
use super::pipeline::now;
use super::settle;
use crate::model::time::Timestamp;
use crate::sources::github::checks::wanted;
use crate::sources::github::client::Client;
use crate::sources::github::collected::{Collected, latest, miscounted};
use crate::sources::github::patience::{Patience, Spent};
use crate::sources::github::state::{GithubState, Head};
use crate::sources::github::sync::{self, Depot, Extras, Overview, Progress, SyncOptions, Teams};
use crate::sources::github::{GithubError, collected};
use crate::store::{Store, StoreError};

/// Repositories read side by side.
const AT_ONCE: usize = 4;
/// Requests of a first sync from which on it is told beforehand what it will take.
const WORTH_TELLING: u64 = 40;

/// What came of one repository.
#[derive(Debug, Serialize)]
pub(super) struct Gathered {
    /// Repository as `owner/name`.
    pub repo: String,
    /// Pull requests read, not counting those that were known.
    pub pull_requests: u64,
    /// Issues read.
    pub issues: u64,
    /// Inline comments read.
    pub inline_comments: u64,
    /// Checks of commits read.
    pub checks: u64,
    /// What GitHub would not show, in words.
    pub refused: Vec<String>,
    /// Why it ended early.
    pub failed: Option<String>,
    #[serde(skip)]
    error: Option<CliError>,
}

/// What came of all.
#[derive(Debug, Default, Serialize)]
pub(super) struct Harvest {
    /// By repository, in the order asked.
    pub repositories: Vec<Gathered>,
    /// What was spent.
    pub spent: Spent,
}

impl Harvest {
    /// The first failure; a source that could not be read at all, or one that came incomplete.
    pub(super) fn into_error(self) -> Option<CliError> {
        let (failed, whole): (Vec<_>, Vec<_>) =
            self.repositories.into_iter().partition(|r| r.error.is_some());
        let some_read = !whole.is_empty() || failed.iter().any(|r| r.pull_requests + r.issues > 0);
        let first = failed.into_iter().next()?;
        let error = first.error?;
        if some_read && error.kind() == Kind::Source {
            let advice = error.advice().unwrap_or_default().to_owned();
            let message = format!("{} came incomplete: {error}", first.repo);
            return Some(CliError::new(Kind::Incomplete, message).advise(advice));
        }
        Some(error)
    }
}

/// What was asked of GitHub.
pub(super) fn in_words(spent: Spent) -> String {
    let left = spent.points_left.map(|n| format!(", {n} left")).unwrap_or_default();
    format!(
        "{} GraphQL requests ({} points{left}), {} REST requests, {} repeated",
        spent.graphql, spent.points, spent.rest, spent.repeated,
    )
}

/// A store that several repositories are written into.
struct Shelf {
    store: Rc<RefCell<Store>>,
    repo: String,
}

impl Depot for Shelf {
    type Error = StoreError;

    fn keep(&mut self, rows: &[Collected], state: &GithubState) -> Result<(), StoreError> {
        let mut store = self.store.borrow_mut();
        let mut change = store.change(&self.repo)?;
        let rows: Vec<Collected> =
            rows.iter().map(|row| Collected { repo: self.repo.clone(), ..row.clone() }).collect();
        change.append(&rows)?;
        change.streams().github = Some(state.clone());
        change.commit()
    }

    fn unfinished(&self) -> Result<Vec<Collected>, StoreError> {
        let store = self.store.borrow();
        let state = store.streams(&self.repo).github;
        // Only a run that was cut off leaves any.
        if !state.is_some_and(|state| state.pending) {
            return Ok(Vec::new());
        }
        let rows = latest(store.read::<Collected>(&self.repo)?);
        Ok(rows.into_iter().filter(|row| !row.complete).collect())
    }
}

/// What every repository needs.
struct Work {
    server: Patience<Client>,
    store: Rc<RefCell<Store>>,
    teams: Teams,
    options: SyncOptions,
    with_checks: bool,
    progress: ProgressBar,
    began: Timestamp,
}

/// Collects repositories, several at a time, into one store. What fails does not keep the others from
/// being collected.
pub(super) fn gather(
    repos: &[String],
    store: Store,
    reach: &Reach,
    options: SyncOptions,
    screen: &Terminal,
) -> Result<(Store, Harvest), CliError> {
    github::run(async {
        let server = reach.connect()?;
        let address = reach.endpoint()?.rest;
        screen.step(|| format!("asking {address} for {}", repos.join(", ")));
        let progress = screen.progress("asking GitHub");
        let store = Rc::new(RefCell::new(store));
        let lock = store.borrow().hold("sync")?;
        let work = Rc::new(Work {
            server,
            store: Rc::clone(&store),
            teams: Teams::default(),
            options,
            with_checks: !reach.without_checks,
            progress,
            began: now(),
        });
        let screen_tell = |text: &str| screen.say(text);
        let repositories = all(repos, &work, &screen_tell).await;
        work.progress.finish_and_clear();
        let spent = work.server.spent();
        drop(work);
        drop(lock);
        let store = Rc::try_unwrap(store).map_or_else(
            |shared| Store::open_or_new(shared.borrow().root()).map_err(CliError::from),
            |cell| Ok(cell.into_inner()),
        )?;
        Ok((store, Harvest { repositories, spent }))
    })?
}

async fn all(repos: &[String], work: &Rc<Work>, tell: &dyn Fn(&str)) -> Vec<Gathered> {
    let local = LocalSet::new();
    let told: Rc<RefCell<Vec<String>>> = Rc::default();
    let gathered = local
        .run_until(async {
            let turnstile = Arc::new(Semaphore::new(AT_ONCE));
            let mut set = JoinSet::new();
            for (at, repo) in repos.iter().enumerate() {
                let (work, turnstile) = (Rc::clone(work), Arc::clone(&turnstile));
                let (repo, told) = (repo.clone(), Rc::clone(&told));
                set.spawn_local(async move {
                    // The turnstile is never closed.
                    let _permit = turnstile.acquire().await;
                    (at, one(&repo, &work, &told).await)
                });
            }
            let mut gathered = Vec::new();
            while let Some(joined) = set.join_next().await {
                for text in told.borrow_mut().drain(..) {
                    work.progress.suspend(|| tell(&text));
                }
                match joined {
                    Ok(done) => gathered.push(done),
                    Err(error) => match error.try_into_panic() {
                        Ok(panic) => std::panic::resume_unwind(panic),
                        Err(_) => break,
                    },
                }
            }
            gathered
        })
        .await;
    let mut gathered = gathered;
    gathered.sort_by_key(|(at, _)| *at);
    gathered.into_iter().map(|(_, done)| done).collect()
}

/// Collects one repository and makes its fact tables.
async fn one(repo: &str, work: &Work, told: &RefCell<Vec<String>>) -> Gathered {
    let mut done = Gathered {
        repo: repo.to_owned(),
        pull_requests: 0,
        issues: 0,
        inline_comments: 0,
        checks: 0,
        refused: Vec::new(),
        failed: None,
        error: None,
    };
    if let Err(error) = collect(&mut done, work, told).await {
        done.failed = Some(error.to_string());
        done.error = Some(error);
    }
    done
}

async fn collect(
    done: &mut Gathered,
    work: &Work,
    told: &RefCell<Vec<String>>,
) -> Result<(), CliError> {
    let overview = sync::overview(&work.server, &done.repo).await?;
    done.repo.clone_from(&overview.repo);
    let repo = overview.repo.clone();
    let state = work.store.borrow().streams(&repo).github.unwrap_or_default();
    if state.synced.is_none() && !state.is_underway() {
        told.borrow_mut().extend(estimate(&overview, work.with_checks));
    }
    let mut shelf = Shelf { store: Rc::clone(&work.store), repo: repo.clone() };
    let tell = |progress: Progress| work.progress.set_message(under_way(&overview, progress));
    let asked = (&work.server, &overview);
    let outcome = sync::sync(asked, state, &work.options, &mut shelf, &tell).await;
    done.pull_requests = outcome.progress.pulls;
    done.issues = outcome.progress.issues;
    done.inline_comments = outcome.progress.comments;
    let mut state = outcome.state;
    let mut failed = outcome.failed;
    let may_have_changed = outcome.was_cut_off || !outcome.changed_pulls.is_empty();
    if failed.is_none() && may_have_changed {
        let rows = latest(work.store.borrow().read::<Collected>(&repo)?);
        let changed = |number: i64| outcome.was_cut_off || outcome.changed_pulls.contains(&number);
        let wrong = miscounted(&rows, &changed).map_err(content)?;
        if !wrong.is_empty() {
            let options = &work.options;
            let recounted = sync::recount(asked, state, options, &mut shelf, &wrong).await;
            (state, failed) = (recounted.state, recounted.failed);
        }
    }
    if failed.is_none() {
        let changed = |number: i64| outcome.was_cut_off || outcome.changed_pulls.contains(&number);
        let changed = may_have_changed.then_some(&changed as &dyn Fn(i64) -> bool);
        (state, failed) = checks(done, work, (&overview, state), &mut shelf, changed).await?;
    }
    let extras =
        if failed.is_none() { extras(work, &overview, &mut state).await } else { Ok(None) };
    let extras = match extras {
        Ok(extras) => extras,
        Err(error) => {
            failed = Some(error);
            None
        }
    };
    done.refused.extend(extras.iter().flat_map(|extras| extras.refused.clone()));
    let began = work.began;
    let ending =
        settle::Ending { overview: &overview, state, extras, began, failed: failed.is_some() };
    settle::settle(&mut work.store.borrow_mut(), ending)?;
    failed.map_or(Ok(()), |error| Err(error.into()))
}

/// Checks of commits of pull requests that changed, of those that were left out before, and of those
/// that may have changed by themselves.
async fn checks(
    done: &mut Gathered,
    work: &Work,
    (overview, mut state): (&Overview, GithubState),
    shelf: &mut Shelf,
    changed: Option<&dyn Fn(i64) -> bool>,
) -> Result<(GithubState, Option<GithubError>), CliError> {
    // What was refused is tried again together with something new.
    let refused = state.checks.refused && changed.is_none();
    if refused || !work.with_checks {
        state.checks.complete &= changed.is_none();
        return Ok((state, None));
    }
    let all = !state.checks.complete;
    let may_have_changed = |number| all || changed.is_some_and(|changed| changed(number));
    let open = state.checks.open.iter().filter(|head| !may_have_changed(head.number));
    let mut heads: Vec<Head> = open.cloned().collect();
    if all || changed.is_some() {
        let rows = latest(work.store.borrow().read::<Collected>(&overview.repo)?);
        heads.extend(wanted(&rows, &may_have_changed, work.began).map_err(content)?);
    }
    let asked = (&work.server, overview);
    let (outcome, may_read) = sync::read_checks(asked, state, &work.options, shelf, heads).await;
    done.checks = outcome.progress.checks;
    if !may_read {
        done.refused.push("checks of commits".to_owned());
    }
    Ok((outcome.state, outcome.failed))
}

/// Teams and rules, once a day and only where something may have changed.
async fn extras(
    work: &Work,
    overview: &Overview,
    state: &mut GithubState,
) -> Result<Option<Extras>, GithubError> {
    if !state.pending || !sync::is_due(state.extras, work.began) {
        return Ok(None);
    }
    let extras = Extras::read(&work.server, overview, &work.teams).await?;
    state.extras = Some(work.began);
    Ok(Some(extras))
}

fn content(error: collected::ContentError) -> CliError {
    CliError::of(Kind::Store, error)
        .advise("delete the store folder and collect again; only milestone snapshots are lost")
}

fn under_way(overview: &Overview, progress: Progress) -> String {
    let left = progress.spent.points_left.map(|n| format!(", {n} points left")).unwrap_or_default();
    format!(
        "{}: {} of {} pull requests, {} of {} issues, {} inline comments; {} requests{left}",
        overview.repo,
        progress.pulls,
        overview.pulls,
        progress.issues,
        overview.issues,
        progress.comments,
        progress.spent.graphql + progress.spent.rest,
    )
}

/// What a first sync will take, where that is worth telling.
fn estimate(overview: &Overview, with_checks: bool) -> Option<String> {
    // Page sizes as in the documents; timelines of more than a hundred entries come on top, as in the
    // recordings that this was measured with.
    let (pulls, issues) = (overview.pulls.div_ceil(49), overview.issues.div_ceil(100));
    // At most: where every pull request is approved once.
    let checks = if with_checks { overview.pulls.div_ceil(100) } else { 0 };
    let requests = 1 + pulls + issues + pulls.div_ceil(8) + checks;
    let points = 1 + pulls + 3 * issues + pulls.div_ceil(8) + checks;
    (requests >= WORTH_TELLING).then(|| {
        format!(
            "{}: {} pull requests and {} issues take about {requests} requests and {points} of the hourly points, and one request for each hundred inline comments",
            overview.repo, overview.pulls, overview.issues,
        )
    })
}
