//! What WHERE means: a store folder, a checkout whose store lies in it, or something on GitHub.

use std::path::{Path, PathBuf};

use super::args::Scope;
use super::error::{CliError, Kind};
use super::targets::{self, Target};
use crate::config::Config;
use crate::sources::git::{self, Location};
use crate::store::Store;

/// Folder of the store inside a checkout.
const STORE_FOLDER: &str = ".midspan";
/// Name of the configuration file.
pub(super) const CONFIG_FILE: &str = "midspan.toml";

/// A place to report on.
#[derive(Debug)]
pub(super) enum Place {
    /// A folder of collected facts.
    Store(PathBuf),
    /// Repositories on GitHub; their facts are collected into `store`.
    Github {
        /// What to collect.
        target: Target,
        /// Where facts go.
        store: PathBuf,
    },
    /// A repository; its facts are collected into `store`.
    Checkout {
        /// Where its objects are.
        location: Location,
        /// Where its facts go.
        store: PathBuf,
    },
}

impl Place {
    /// Folder in which a configuration is looked for.
    fn home(&self) -> PathBuf {
        match self {
            Self::Store(store) | Self::Github { store, .. } => store.clone(),
            Self::Checkout { location, .. } => root(location),
        }
    }
}

/// Working tree, or the repository itself where there is none.
fn root(location: &Location) -> PathBuf {
    location.workdir.clone().unwrap_or_else(|| location.common_dir.clone())
}

/// Finds out what each WHERE is.
pub(super) fn resolve(scope: &Scope) -> Result<Vec<Place>, CliError> {
    if scope.places.is_empty() {
        if let Some(store) = &scope.store
            && Store::is_store(store)
        {
            return Ok(vec![Place::Store(store.clone())]);
        }
        return one(Path::new("."), scope).map(|place| vec![place]);
    }
    let on_github = scope.places.iter().all(|place| targets::read(place).is_some());
    if scope.places.len() > 1 && scope.store.is_some() && !on_github {
        return Err(CliError::new(Kind::Usage, "--store goes with one place only")
            .advise("leave it out, so that each checkout keeps its own store"));
    }
    scope.places.iter().map(|path| one(path, scope)).collect()
}

fn one(path: &Path, scope: &Scope) -> Result<Place, CliError> {
    if Store::is_store(path) {
        return Ok(Place::Store(path.to_owned()));
    }
    if let Some(target) = targets::read(path) {
        let store = scope.store.clone().unwrap_or_else(|| store_near(Path::new(".")));
        return Ok(Place::Github { target, store });
    }
    if !path.exists() {
        return Err(CliError::new(Kind::Source, format!("{} does not exist", path.display()))
            .advise(
                "give a git checkout, a store folder, or owner/name of a repository on GitHub",
            ));
    }
    let location = git::discover(path).map_err(|error| {
        CliError::advised(Kind::Source, &error, "give a git checkout or a store folder")
    })?;
    let store = match &scope.store {
        Some(store) => store.clone(),
        None => default_store(&location),
    };
    Ok(Place::Checkout { location, store })
}

/// The store of the checkout that a place lies in; where it lies in none, `.midspan` beside it.
pub(super) fn store_near(place: &Path) -> PathBuf {
    match git::discover(place) {
        Ok(location) => default_store(&location),
        Err(_) => place.join(STORE_FOLDER),
    }
}

/// `.midspan` in the working tree, or in a bare repository's folder.
pub(super) fn default_store(location: &Location) -> PathBuf {
    root(location).join(STORE_FOLDER)
}

/// The configuration and its text: the one given, else the first that lies at a place, else the
/// defaults.
pub(super) fn config(scope: &Scope, places: &[Place]) -> Result<(Config, String), CliError> {
    let found = || places.iter().map(|p| p.home().join(CONFIG_FILE)).find(|p| p.is_file());
    read_config(scope.config.clone().or_else(found))
}

/// A configuration and its text; the defaults where there is no file.
pub(super) fn read_config(path: Option<PathBuf>) -> Result<(Config, String), CliError> {
    let Some(path) = path else {
        return Ok((Config::default(), String::new()));
    };
    let text = std::fs::read_to_string(&path).map_err(|e| {
        CliError::new(Kind::Usage, format!("cannot read {}: {e}", path.display()))
            .advise("check the path given with --config")
    })?;
    Ok((Config::parse(&text, &path.display().to_string())?, text))
}
