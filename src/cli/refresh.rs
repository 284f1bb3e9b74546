//! Bringing the stores of places up to date, each source that a place has.

use std::collections::BTreeSet;
use std::path::Path;

use super::args::Scope;
use super::collect::{self, Moment};
use super::error::{CliError, Kind};
use super::gather;
use super::github;
use super::output::Terminal;
use super::place::Place;
use super::targets::{self, Target};
use crate::config::Config;
use crate::model::time::Timestamp;
use crate::report::Note;
use crate::sources::git::{self, Location};
use crate::sources::github::sync::{self, SyncOptions};
use crate::store::Store;

/// Seconds for which what was collected from GitHub counts as new.
const FRESH: i64 = 900;

/// Stores that are as new as can be.
#[derive(Debug, Default)]
pub(super) struct Refreshed {
    /// In the order of the places, each once.
    pub stores: Vec<Store>,
    /// Only these repositories of the stores; `None`: all.
    pub only: Option<BTreeSet<String>>,
    /// Why a source came incomplete.
    pub incomplete: Option<CliError>,
    /// What to say about the collecting.
    pub remarks: Vec<Note>,
    /// The first place that could not be read.
    first: Option<CliError>,
}

/// What all places share.
struct Setting<'a> {
    scope: &'a Scope,
    config: &'a Config,
    now: Timestamp,
    screen: &'a Terminal,
}

/// Collects what is new at every place.
///
/// A source that fails does not keep the report from being made of what there is: one on the network
/// that was read before, or one of several.
pub(super) fn refresh(
    places: &[Place],
    failed: Vec<(String, CliError)>,
    scope: &Scope,
    config: &Config,
    now: Timestamp,
    screen: &Terminal,
) -> Result<Refreshed, CliError> {
    let setting = Setting { scope, config, now, screen };
    let mut refreshed = Refreshed::default();
    for (name, error) in failed {
        refreshed.lack(&name, error);
    }
    let mut wanted = BTreeSet::new();
    for place in places {
        match setting.place(place, &mut wanted, &mut refreshed) {
            Ok(store) => {
                screen.step(|| format!("{}: store {}", place.name(), store.root().display()));
                refreshed.add(store);
            }
            Err(error) if places.len() > 1 && error.kind() == Kind::Source => {
                refreshed.lack(&place.name(), error);
            }
            Err(error) => return Err(error),
        }
    }
    if refreshed.stores.is_empty()
        && let Some(error) = refreshed.first.take()
    {
        return Err(error);
    }
    let all_on_github = places.iter().all(|place| matches!(place, Place::Github { .. }));
    refreshed.only = all_on_github.then_some(wanted);
    Ok(refreshed)
}

impl Setting<'_> {
    /// The store of a place, with what is new in it.
    fn place(
        &self,
        place: &Place,
        wanted: &mut BTreeSet<String>,
        refreshed: &mut Refreshed,
    ) -> Result<Store, CliError> {
        match place {
            Place::Store(folder) => Ok(Store::open_or_new(folder)?),
            Place::Github { target, store } => {
                let (names, store) = self.on_github(target, store, refreshed)?;
                wanted.extend(names);
                Ok(store)
            }
            Place::Checkout { location, store } => self.checkout(location, store, refreshed),
        }
    }

    /// The names asked for, as GitHub has them now, and the store.
    fn on_github(
        &self,
        target: &Target,
        folder: &Path,
        refreshed: &mut Refreshed,
    ) -> Result<(Vec<String>, Store), CliError> {
        let store = Store::open_or_new(folder)?;
        let stored = |store: &Store| match target {
            Target::Repository(repo) => vec![repo.clone()],
            Target::Organisation(login) => {
                let of_owner = |repo: &String| {
                    repo.split_once('/').is_some_and(|(owner, _)| owner.eq_ignore_ascii_case(login))
                };
                store.repositories().into_iter().filter(of_owner).collect()
            }
        };
        if self.scope.offline {
            return Ok((stored(&store), store));
        }
        let names = match target {
            Target::Repository(repo) => vec![repo.clone()],
            Target::Organisation(login) => github::run(async {
                let server = self.scope.reach.connect()?;
                Ok::<_, CliError>(sync::repositories(&server, login).await?)
            })??,
        };
        let stale: Vec<String> =
            names.iter().filter(|name| self.is_stale(&store, name)).cloned().collect();
        self.gather(names, &stale, store, refreshed)
    }

    /// Commits, and what GitHub has of the repository, where it is there and a token is.
    fn checkout(
        &self,
        location: &Location,
        folder: &Path,
        refreshed: &mut Refreshed,
    ) -> Result<Store, CliError> {
        let mut store = Store::open_or_new(folder)?;
        let moment = Moment { now: self.now, zone: &self.config.calendar.time_zone };
        collect::collect(location, &mut store, self.scope, moment, self.screen)?;
        let reach = &self.scope.reach;
        let origin = git::origin_address(location).filter(|origin| targets::is_here(origin, reach));
        let Some(repo) = origin.map(|origin| origin.repo()) else { return Ok(store) };
        let was_imported = store.streams(&repo).archive.is_some();
        let is_due = !self.scope.offline && !was_imported && self.is_stale(&store, &repo);
        if !is_due || !reach.has_token() {
            return Ok(store);
        }
        let (names, store) =
            self.gather(vec![repo.clone()], std::slice::from_ref(&repo), store, refreshed)?;
        if let Some(name) = names.iter().find(|name| **name != repo) {
            refreshed.remarks.push(Note {
                topic: "Collecting".to_owned(),
                text: format!(
                    "The remote origin says {repo}, GitHub calls the repository {name}; git remote set-url origin joins commits and pull requests again."
                ),
            });
        }
        Ok(store)
    }

    fn is_stale(&self, store: &Store, repo: &str) -> bool {
        let state = store.streams(repo).github;
        let synced = state.filter(|state| !state.pending).and_then(|state| state.synced);
        // What was collected after now was collected by a clock that was wrong.
        synced.is_none_or(|synced| !(0..FRESH).contains(&self.now.since(synced)))
    }

    /// Collects the stale ones; a failure is noted. All names as they are now, and the store.
    fn gather(
        &self,
        mut names: Vec<String>,
        stale: &[String],
        store: Store,
        refreshed: &mut Refreshed,
    ) -> Result<(Vec<String>, Store), CliError> {
        if stale.is_empty() {
            return Ok((names, store));
        }
        let options =
            SyncOptions { approval_words: self.config.approval_words.clone(), since: None };
        let root = store.root().to_owned();
        let gathered = gather::gather(stale, store, &self.scope.reach, options, self.screen);
        let (store, harvest) = match gathered {
            Ok(gathered) => gathered,
            // Without anything stored there is nothing to report on either.
            Err(error) => {
                let store = Store::open_or_new(&root)?;
                if !names.iter().any(|name| store.repositories().contains(name)) {
                    return Err(error);
                }
                refreshed.miss(&names.join(", "), error);
                return Ok((names, store));
            }
        };
        self.screen.step(|| gather::in_words(harvest.spent));
        for (asked, done) in stale.iter().zip(&harvest.repositories) {
            names
                .iter_mut()
                .filter(|name| *name == asked)
                .for_each(|name| name.clone_from(&done.repo));
            if let Some(why) = &done.failed {
                refreshed.remarks.push(Note {
                    topic: "Collecting".to_owned(),
                    text: format!("{} came incomplete: {why}.", done.repo),
                });
            }
        }
        let nothing = names.iter().all(|name| !store.repositories().contains(name));
        if let Some(error) = harvest.into_error() {
            if nothing {
                return Err(error);
            }
            refreshed.incomplete = Some(error.into_incomplete());
        }
        Ok((names, store))
    }
}

impl Refreshed {
    fn add(&mut self, store: Store) {
        // Several repositories may lie in one store; the last look at it is the newest.
        match self.stores.iter_mut().find(|known| known.root() == store.root()) {
            Some(known) => *known = store,
            None => self.stores.push(store),
        }
    }

    /// A place of several that could not be read at all.
    fn lack(&mut self, name: &str, error: CliError) {
        let text = format!("{name} could not be read and is left out: {error}.");
        self.remarks.push(Note { topic: "Collecting".to_owned(), text });
        let advice = error.advice().unwrap_or_default().to_owned();
        let message = format!("{name} is left out: {error}");
        if self.incomplete.is_none() {
            self.incomplete = Some(CliError::new(Kind::Incomplete, message).advise(advice));
        }
        self.first.get_or_insert(error);
    }

    fn miss(&mut self, repos: &str, error: CliError) {
        let text = format!("{repos} could not be brought up to date: {error}.");
        self.remarks.push(Note { topic: "Collecting".to_owned(), text });
        self.incomplete = Some(error.into_incomplete());
    }
}
