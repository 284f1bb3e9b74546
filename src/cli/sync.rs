//! `midspan sync`.

use std::path::{Path, PathBuf};

use super::error::{CliError, Kind};
use super::gather::{self, Harvest};
use super::github::{self, Reach};
use super::output::{self, Terminal};
use super::place;
use super::targets;
use crate::config::Config;
use crate::model::time::Timestamp;
use crate::sources::github::sync::SyncOptions;
use crate::store::Store;

/// Collect pull requests, reviews, issues and milestones from GitHub
///
/// Reads whole timelines in few requests, stores each page as it comes, and later only what has
/// changed. A run that is cut off goes on where it was. Nothing is ever written to GitHub.
///
/// The token is taken from `GITHUB_TOKEN`, `GH_TOKEN` or `gh auth token`; reading access is enough.
///
/// Example: midspan sync owner/name --store facts && midspan report facts
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Repositories as owner/name, org:NAME for all of an organisation, or checkouts; without any, what midspan.toml lists, or the checkout one stands in
    #[arg(value_name = "WHERE")]
    places: Vec<PathBuf>,
    /// Folder of the collected facts [default: .midspan in the checkout or in the current folder]
    #[arg(long, value_name = "DIR", env = "MIDSPAN_STORE")]
    store: Option<PathBuf>,
    /// Configuration [default: midspan.toml beside the store or in the checkout]
    #[arg(long, value_name = "FILE", env = "MIDSPAN_CONFIG")]
    config: Option<PathBuf>,
    /// Of an organisation, only repositories whose name matches; can be given several times
    #[arg(long, value_name = "PATTERN")]
    include: Vec<String>,
    /// Of an organisation, no repositories whose name matches; can be given several times
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<String>,
    /// Leave out what has not changed since this day, such as 2024-01-01 [default: nothing]
    #[arg(long, value_name = "TIME", value_parser = super::args::parse_time)]
    since: Option<Timestamp>,
    /// How to print what was read
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    reach: Reach,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One line a repository on standard error
    Text,
    /// What was read and spent, on standard output
    Json,
}

/// Collects and says what came in.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    let (places, folder) = places(args)?;
    let config = configuration(args, &folder)?;
    let mut repos = Vec::new();
    for place in &places {
        match targets::read(place) {
            Some(targets::Target::Repository(repo)) => repos.push(repo),
            Some(targets::Target::Organisation(login)) => {
                let all = github::run(async {
                    let server = args.reach.connect()?;
                    Ok::<_, CliError>(
                        crate::sources::github::sync::repositories(&server, &login).await?,
                    )
                })??;
                repos.extend(targets::chosen(all, &args.include, &args.exclude)?);
            }
            None => repos.push(targets::of_checkout(place, &args.reach)?),
        }
    }
    repos.sort();
    repos.dedup();
    if repos.is_empty() {
        return Err(CliError::new(Kind::Usage, "no repository is left to collect").advise(
            "check --include and --exclude; forks, archived and disabled ones are left out",
        ));
    }
    let options = SyncOptions { approval_words: config.approval_words, since: args.since };
    let store = Store::open_or_new(&folder)?;
    let (store, harvest) = gather::gather(&repos, store, &args.reach, options, screen)?;
    tell(&harvest, &store, args, screen)?;
    harvest.into_error().map_or(Ok(()), Err)
}

/// What to collect, and the store: the one named, or that of the checkout, or one where one stands.
fn places(args: &Args) -> Result<(Vec<PathBuf>, PathBuf), CliError> {
    let store = |near: &Path| args.store.clone().unwrap_or_else(|| place::store_near(near));
    if !args.places.is_empty() {
        let here = args.places.iter().find(|p| p.exists());
        let folder = store(here.map_or(Path::new("."), PathBuf::as_path));
        return Ok((args.places.clone(), folder));
    }
    let own = args.config.clone().or_else(|| place::own_config(args.store.as_deref()));
    if let Some(path) = own {
        let config = place::read_config(Some(path.clone()))?.config;
        let mut listed = place::from_here(&config, &path);
        // What was imported or made up is not on GitHub.
        listed.retain(|place| !Store::is_store(place));
        if !listed.is_empty() {
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
            return Ok((listed, store(folder.unwrap_or(Path::new(".")))));
        }
    }
    Ok((vec![PathBuf::from(".")], store(Path::new("."))))
}

fn configuration(args: &Args, folder: &Path) -> Result<Config, CliError> {
    let found = place::near_store(folder).into_iter().find(|p| p.is_file());
    let own = || place::own_config(None).filter(|_| args.places.is_empty());
    place::read_config(args.config.clone().or(found).or_else(own)).map(|read| read.config)
}

fn tell(harvest: &Harvest, store: &Store, args: &Args, screen: &Terminal) -> Result<(), CliError> {
    if args.format == Format::Json {
        let mut text = serde_json::to_string_pretty(harvest).unwrap_or_default();
        text.push('\n');
        return output::print(&text);
    }
    for done in &harvest.repositories {
        let held = |table: &str| store.manifest().rows(table, &done.repo);
        let mut line = format!(
            "{}: {} pull requests and {} issues read, {} and {} stored",
            done.repo,
            done.pull_requests,
            done.issues,
            held("pull_requests"),
            held("issues"),
        );
        if !done.refused.is_empty() {
            line.push_str("; not shown to this token: ");
            line.push_str(&done.refused.join(", "));
        }
        screen.say(&line);
    }
    let spent = gather::in_words(harvest.spent);
    screen.say(&format!("{spent}; stored in {}", store.root().display()));
    Ok(())
}
