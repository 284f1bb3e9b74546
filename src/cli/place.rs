//! What WHERE means: a store folder, a checkout whose store lies in it, or something on GitHub.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::args::Scope;
use super::error::{CliError, Kind};
use super::targets::{self, Target};
use crate::config::Config;
use crate::sources::git::{self, Location};
use crate::store::Store;

/// Folder of the store inside a checkout.
const STORE_FOLDER: &str = ".midspan";
/// Largest configuration that is read, bytes.
const LARGEST: u64 = 1 << 20;
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
    /// Where a configuration is looked for, in order.
    fn configs(&self) -> Vec<PathBuf> {
        match self {
            Self::Store(store) | Self::Github { store, .. } => near_store(store),
            Self::Checkout { location, .. } => vec![root(location).join(CONFIG_FILE)],
        }
    }

    /// What it is called in messages.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Store(store) => store.display().to_string(),
            Self::Github { target: Target::Repository(repo), .. } => repo.clone(),
            Self::Github { target: Target::Organisation(login), .. } => format!("org:{login}"),
            Self::Checkout { location, .. } => root(location).display().to_string(),
        }
    }
}

/// Working tree, or the repository itself where there is none.
pub(super) fn root(location: &Location) -> PathBuf {
    location.workdir.clone().unwrap_or_else(|| location.common_dir.clone())
}

/// What a command looks at, and by which configuration.
#[derive(Debug)]
pub(super) struct Places {
    /// Those that were found.
    pub list: Vec<Place>,
    /// Those that were not: how they were named, and why. Some were found all the same.
    pub failed: Vec<(String, CliError)>,
    /// Configuration.
    pub configuration: Configuration,
}

/// A configuration, and what it was read from.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    /// What it says.
    pub config: Config,
    /// Its text, that of its check-ins included: what was computed by it depends on both.
    pub text: String,
    /// Its file; `None`: there is none, and the defaults hold.
    pub file: Option<PathBuf>,
}

/// Finds out what each WHERE is; without any, what the configuration lists, or the checkout one
/// stands in.
///
/// The configuration is the one that was named. Else, of several places, the one where one stands;
/// else the first that lies at a place or, for a store, beside it.
pub(super) fn resolve(scope: &Scope) -> Result<Places, CliError> {
    if scope.places.is_empty()
        && let Some(path) = scope.config.clone().or_else(|| own_config(scope.store.as_deref()))
    {
        let configuration = read_config(Some(path.clone()))?;
        if !configuration.config.repositories.is_empty() {
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            let named = configuration.config.repositories.iter();
            let found = named.map(|name| (name.clone(), listed(&folder, name, scope))).collect();
            return all_found(found, |_| Ok(configuration));
        }
    }
    if scope.places.is_empty() {
        let place = match &scope.store {
            Some(store) if Store::is_store(store) => Place::Store(store.clone()),
            _ => one(Path::new("."), scope)?,
        };
        return all_found(vec![(".".to_owned(), Ok(place))], |list| configuration(scope, list));
    }
    let on_github = scope.places.iter().all(|place| targets::read(place).is_some());
    if scope.places.len() > 1 && scope.store.is_some() && !on_github {
        return Err(CliError::new(Kind::Usage, "--store goes with one place only")
            .advise("leave it out, so that each checkout keeps its own store"));
    }
    let each = scope.places.iter().map(|path| (path.display().to_string(), one(path, scope)));
    all_found(each.collect(), |list| configuration(scope, list))
}

/// Places that were found, and those that were not; an error where none was.
fn all_found(
    found: Vec<(String, Result<Place, CliError>)>,
    configuration: impl FnOnce(&[Place]) -> Result<Configuration, CliError>,
) -> Result<Places, CliError> {
    let (mut list, mut failed) = (Vec::new(), Vec::new());
    for (name, place) in found {
        match place {
            Ok(place) => list.push(place),
            // A wrong argument is mended before anything is done.
            Err(error) if error.kind() != Kind::Source => return Err(error),
            Err(error) => failed.push((name, error)),
        }
    }
    if list.is_empty() && !failed.is_empty() {
        return Err(failed.swap_remove(0).1);
    }
    let configuration = configuration(&list)?;
    Ok(Places { list, failed, configuration })
}

/// A place that the configuration in `folder` lists.
fn listed(folder: &Path, name: &str, scope: &Scope) -> Result<Place, CliError> {
    let path = folder.join(name);
    match targets::read(Path::new(name)) {
        Some(target) if !path.exists() => {
            let near = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let store = scope.store.clone().unwrap_or_else(|| store_near(near));
            Ok(Place::Github { target, store })
        }
        _ => one(&path, scope),
    }
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

/// The configuration of where one stands: in the folder itself, at the root of its checkout, or beside
/// the store that was named.
pub(super) fn own_config(store: Option<&Path>) -> Option<PathBuf> {
    let beside = store.map(near_store).unwrap_or_default();
    let root = git::discover(Path::new(".")).ok().map(|location| root(&location).join(CONFIG_FILE));
    let here = PathBuf::from(CONFIG_FILE);
    beside.into_iter().chain([here]).chain(root).find(|path| path.is_file())
}

/// What a configuration lists, as one would name it from here.
pub(super) fn from_here(config: &Config, path: &Path) -> Vec<PathBuf> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let named = config.repositories.iter().map(|name| (Path::new(name), folder.join(name)));
    let is_remote = |name: &Path, path: &Path| targets::read(name).is_some() && !path.exists();
    named.map(|(name, path)| if is_remote(name, &path) { name.to_owned() } else { path }).collect()
}

/// Where the configuration of a store is looked for: in it, then beside it.
pub(super) fn near_store(store: &Path) -> Vec<PathBuf> {
    let above = store.parent().map(|parent| parent.join(CONFIG_FILE));
    [store.join(CONFIG_FILE)].into_iter().chain(above).collect()
}

/// The configuration for places.
fn configuration(scope: &Scope, places: &[Place]) -> Result<Configuration, CliError> {
    let here = (places.len() > 1).then(|| PathBuf::from(CONFIG_FILE));
    let at_places = places.iter().flat_map(Place::configs);
    let found = || here.into_iter().chain(at_places).find(|path| path.is_file());
    read_config(scope.config.clone().or_else(found))
}

/// Whether a file is a link to something that is not below its folder: a message about what is wrong
/// with it would quote a file that the repository does not have.
fn leads_out(path: &Path) -> bool {
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|file| file.file_type().is_symlink());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let below = || {
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(path.canonicalize().ok()?.starts_with(folder))
    };
    is_link && !below().unwrap_or(false)
}

/// The configuration in a file; the defaults where there is none.
pub(super) fn read_config(path: Option<PathBuf>) -> Result<Configuration, CliError> {
    let Some(path) = path else { return Ok(Configuration::default()) };
    let text = read_small(&path, "check the path given with --config")?;
    let config = Config::parse(&text, &path.display().to_string())?;
    let Some(name) = config.checkins.clone() else {
        return Ok(Configuration { config, text, file: Some(path) });
    };
    let is_below =
        Path::new(&name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if !is_below {
        let message = format!("checkins in {}: {name} is not below its folder", path.display());
        return Err(CliError::new(Kind::Usage, message).advise("put the file beside midspan.toml"));
    }
    let file = path.with_file_name(name);
    let dates =
        read_small(&file, "`checkins` in midspan.toml names it; its path counts from there")?;
    let config = config.with_checkins(&dates, &file.display().to_string())?;
    Ok(Configuration { config, text: format!("{text}\n{dates}"), file: Some(path) })
}

/// The text of a file that may be somebody else's, and lead to something that never ends.
fn read_small(path: &Path, advice: &str) -> Result<String, CliError> {
    let wrong = |why: String| {
        CliError::new(Kind::Usage, format!("cannot read {}: {why}", path.display())).advise(advice)
    };
    if leads_out(path) {
        return Err(CliError::new(
            Kind::Usage,
            format!("{} is a link that leads out of its folder", path.display()),
        )
        .advise("name the file itself with --config"));
    }
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(|e| wrong(e.to_string()))?;
    file.take(LARGEST + 1).read_to_string(&mut text).map_err(|e| wrong(e.to_string()))?;
    if text.len() as u64 > LARGEST {
        return Err(wrong(format!("it has more than {LARGEST} bytes")));
    }
    Ok(text)
}
