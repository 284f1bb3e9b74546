//! What WHERE means: a store folder, or a checkout whose store lies in it.

use std::path::{Path, PathBuf};

use super::args::Scope;
use super::error::{CliError, Kind};
use crate::config::Config;
use crate::sources::git::{self, Location};
use crate::store::Store;

/// Folder of the store inside a checkout.
const STORE_FOLDER: &str = ".midspan";
/// Name of the configuration file.
const CONFIG_FILE: &str = "midspan.toml";

/// A place to report on.
#[derive(Debug)]
pub(super) enum Place {
    /// A folder of collected facts.
    Store(PathBuf),
    /// A repository; its facts are collected into `store`.
    Checkout {
        /// Where its objects are.
        location: Location,
        /// Where its facts go.
        store: PathBuf,
    },
}

impl Place {
    /// The store's folder.
    pub(super) fn store(&self) -> &Path {
        match self {
            Self::Store(store) | Self::Checkout { store, .. } => store,
        }
    }

    /// Folder in which a configuration is looked for.
    fn home(&self) -> PathBuf {
        match self {
            Self::Store(store) => store.clone(),
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
    if scope.places.len() > 1 && scope.store.is_some() {
        return Err(CliError::new(Kind::Usage, "--store goes with one place only")
            .advise("leave it out, so that each checkout keeps its own store"));
    }
    scope.places.iter().map(|path| one(path, scope)).collect()
}

fn one(path: &Path, scope: &Scope) -> Result<Place, CliError> {
    if Store::is_store(path) {
        return Ok(Place::Store(path.to_owned()));
    }
    if !path.exists() {
        return Err(CliError::new(Kind::Source, format!("{} does not exist", path.display()))
            .advise("give a git checkout or a store folder"));
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

/// `.midspan` in the working tree, or in a bare repository's folder.
pub(super) fn default_store(location: &Location) -> PathBuf {
    root(location).join(STORE_FOLDER)
}

/// The configuration and its text: the one given, else the first that lies at a place, else the
/// defaults.
pub(super) fn config(scope: &Scope, places: &[Place]) -> Result<(Config, String), CliError> {
    let found = || places.iter().map(|p| p.home().join(CONFIG_FILE)).find(|p| p.is_file());
    let Some(path) = scope.config.clone().or_else(found) else {
        return Ok((Config::default(), String::new()));
    };
    let text = std::fs::read_to_string(&path).map_err(|e| {
        CliError::new(Kind::Usage, format!("cannot read {}: {e}", path.display()))
            .advise("check the path given with --config")
    })?;
    Ok((Config::parse(&text, &path.display().to_string())?, text))
}
