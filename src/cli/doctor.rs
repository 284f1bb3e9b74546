//! `midspan doctor`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::checkup;
use super::error::{CliError, Kind};
use super::github::{self, Origin, Reach, web_host};
use super::output::{self, Terminal};
use super::place;
use super::targets::{self, Target};
use crate::render::{escape, words};
use crate::sources::git;
use crate::sources::github::GithubError;
use crate::sources::github::client::Client;
use crate::sources::github::patience::Patience;
use crate::sources::github::sync::{self, Access, Overview};
use crate::store::repair::{Again, GivenUp};
use crate::store::{Store, StoreError};

/// Find what is missing, and say how to get it
///
/// Looks at the configuration and whether its names and teams fit the data, at the store, the checkout,
/// the token and what it may read, and at the rate limit. Changes nothing, unless it is told to repair,
/// and works without a network.
///
/// Example: midspan doctor fixtures/example --offline
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Repository as owner/name, a checkout or a store; without any, the checkout one stands in
    #[arg(value_name = "WHERE")]
    place: Option<PathBuf>,
    /// Folder of the collected facts [default: .midspan in the checkout or in the current folder]
    #[arg(long, value_name = "DIR", env = "MIDSPAN_STORE")]
    store: Option<PathBuf>,
    /// Configuration [default: midspan.toml beside the store or in the checkout]
    #[arg(long, value_name = "FILE", env = "MIDSPAN_CONFIG")]
    config: Option<PathBuf>,
    /// Read every file of the store and compare it with its fingerprint
    #[arg(long)]
    verify: bool,
    /// Give up what is damaged in the store and keep the rest; the next run reads it again from its source
    #[arg(long)]
    repair: bool,
    /// Do not ask GitHub
    #[arg(long)]
    offline: bool,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    reach: Reach,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One line a finding
    Text,
    /// The findings as data
    Json,
}

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Good,
    /// Something is left out because of it.
    Missing,
    Wrong,
}

/// One thing looked at.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    pub topic: &'static str,
    state: State,
    what: String,
    /// How to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

pub(super) fn good(topic: &'static str, what: String) -> Finding {
    Finding { topic, state: State::Good, what, advice: None }
}

pub(super) fn missing(topic: &'static str, what: String, advice: &str) -> Finding {
    Finding { topic, state: State::Missing, what, advice: Some(advice.to_owned()) }
}

pub(super) fn wrong(topic: &'static str, what: String, advice: &str) -> Finding {
    Finding { topic, state: State::Wrong, what, advice: Some(advice.to_owned()) }
}

/// Looks at everything and prints what it found.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    let mut findings = Vec::new();
    let here = args.place.clone().unwrap_or_else(|| PathBuf::from("."));
    let is_store = Store::is_store(&here);
    let near = if targets::read(&here).is_some() { Path::new(".") } else { here.as_path() };
    let folder = match &args.store {
        Some(store) => store.clone(),
        None if is_store => here.clone(),
        None => place::store_near(near),
    };
    let (config, finding) = configuration(args, &folder);
    findings.push(finding);
    if args.repair {
        repair(&folder, &mut findings)?;
    }
    let damaged = store(&folder, args.verify || args.repair, &mut findings);
    if damaged.is_none() && Store::is_store(&folder) {
        findings.extend(checkup::data(&folder, config, screen));
    }
    let repo = match targets::read(&here) {
        Some(Target::Repository(repo)) => Some(repo),
        Some(Target::Organisation(_)) => None,
        None if is_store => None,
        None => {
            let listed = if args.place.is_none() { listed(args) } else { None };
            if listed.is_none() {
                checkout(&here, &mut findings);
            }
            listed.or_else(|| targets::of_checkout(&here, &args.reach).ok())
        }
    };
    let refused = if args.offline { None } else { token(args, repo.as_deref(), &mut findings)? };
    print(&findings, args.format)?;
    if let Some(error) = damaged {
        return Err(error.into());
    }
    refused.map_or(Ok(()), |error| Err(error.into()))
}

/// The first repository on GitHub that the configuration lists.
fn listed(args: &Args) -> Option<String> {
    let path = args.config.clone().or_else(|| place::own_config(args.store.as_deref()))?;
    let config = place::read_config(Some(path.clone())).ok()?.config;
    place::from_here(&config, &path).iter().find_map(|place| match targets::read(place)? {
        Target::Repository(repo) => Some(repo),
        Target::Organisation(_) => None,
    })
}

/// The configuration's path where it can be used, and how it stands.
fn configuration(args: &Args, folder: &Path) -> (Option<PathBuf>, Finding) {
    const TOPIC: &str = "configuration";
    let own = place::own_config(args.store.as_deref()).filter(|_| args.place.is_none());
    let found = args.config.clone().into_iter().chain(place::near_store(folder)).chain(own);
    // One that was named and is not there is told as such below.
    let named = |path: &PathBuf| args.config.as_ref() == Some(path);
    let Some(path) = found.into_iter().find(|p| named(p) || p.is_file()) else {
        let advice = "`midspan init` writes one with leaders and teams guessed, each guess with its evidence";
        let what = "no midspan.toml: leaders are inferred, one team a repository".to_owned();
        return (None, missing(TOPIC, what, advice));
    };
    let finding = match place::read_config(Some(path.clone())) {
        Ok(read) if read.config.leaders.is_empty() => missing(
            TOPIC,
            format!("{} names no leaders: they are inferred", path.display()),
            "add [[leaders]]; without them the control side rests on a guess",
        ),
        Ok(read) => {
            let (teams, leaders) = (read.config.teams.len(), read.config.leaders.len());
            let (teams, leaders) = (teams as u64, leaders as u64);
            let (teams, leaders) = (words::count(teams, "team"), words::count(leaders, "leader"));
            good(TOPIC, format!("{}: {teams}, {leaders}", path.display()))
        }
        Err(error) => {
            let finding = wrong(TOPIC, error.to_string(), error.advice().unwrap_or_default());
            return (None, finding);
        }
    };
    (Some(path), finding)
}

/// The store; an error where it is damaged.
fn store(folder: &Path, verify: bool, findings: &mut Vec<Finding>) -> Option<StoreError> {
    const TOPIC: &str = "store";
    let store = match Store::open(folder) {
        Ok(store) => store,
        Err(StoreError::NotAStore { .. }) => {
            let what = format!("none in {} yet", folder.display());
            findings.push(missing(TOPIC, what, "`midspan report` or `midspan sync` makes one"));
            return None;
        }
        Err(error) => {
            findings.push(wrong(TOPIC, error.to_string(), error.advice()));
            return Some(error);
        }
    };
    for repo in store.repositories() {
        let streams = store.streams(&repo);
        let held = |table: &str| store.manifest().rows(table, &repo);
        let mut what = format!(
            "{repo}: {} commits, {} pull requests, {} issues",
            held("commits"),
            held("pull_requests"),
            held("issues"),
        );
        if let Some(github) = &streams.github {
            match github.synced {
                Some(at) => what = format!("{what}; from GitHub, complete until {at}"),
                None => what.push_str("; from GitHub, not complete yet"),
            }
        }
        findings.push(good(TOPIC, what));
    }
    if verify {
        return verified(&store, findings);
    }
    None
}

/// Gives up what is damaged, and says where it comes from again.
fn repair(folder: &Path, findings: &mut Vec<Finding>) -> Result<(), CliError> {
    for GivenUp { repo, what, again } in Store::repair(folder)? {
        let of = if repo.is_empty() { folder.display().to_string() } else { repo };
        let advice = match again {
            Again::Git => "the next `midspan report` in the checkout reads it again",
            Again::Github => "the next `midspan sync` reads it again",
            Again::Archive => "`midspan import` the recording again",
            Again::Copy => "nothing is lost",
            Again::Command => "if that was `midspan forget` or a repair, run it again",
            Again::Nowhere => "it has no source that it could be read from again",
        };
        findings.push(missing(
            "store",
            format!("{of}: given up, as it was damaged: {what}"),
            advice,
        ));
    }
    Ok(())
}

fn verified(store: &Store, findings: &mut Vec<Finding>) -> Option<StoreError> {
    let damage = store.verify();
    if damage.is_empty() {
        let files = store.manifest().all_parts().count();
        findings.push(good("store", format!("{files} files are as they were written")));
    }
    for error in &damage {
        findings.push(wrong("store", error.to_string(), error.advice()));
    }
    damage.into_iter().next()
}

fn checkout(here: &Path, findings: &mut Vec<Finding>) {
    const TOPIC: &str = "checkout";
    let Ok(location) = git::discover(here) else {
        let what = format!("{} is no git checkout", here.display());
        let advice = "run this in one, or name a repository as owner/name";
        findings.push(missing(TOPIC, what, advice));
        return;
    };
    if git::is_shallow(&location) {
        findings.push(missing(
            TOPIC,
            "a shallow clone: what lies before its edge is not counted".to_owned(),
            "git fetch --unshallow; in GitHub Actions, `fetch-depth: 0` for actions/checkout",
        ));
    }
    match git::origin_address(&location) {
        Some(origin) => findings.push(good(TOPIC, format!("its origin is {}", origin.web()))),
        None => findings.push(missing(
            TOPIC,
            "it has no remote `origin` on a server".to_owned(),
            "pull requests and issues are found through it; name the repository as owner/name instead",
        )),
    }
}

/// The token and what it may read; an error where GitHub does not accept it.
fn token(
    args: &Args,
    repo: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Result<Option<GithubError>, CliError> {
    const TOPIC: &str = "token";
    let endpoint = match args.reach.endpoint() {
        Ok(endpoint) => endpoint,
        Err(error) => {
            let advice = error.advice().unwrap_or_default().to_owned();
            findings.push(wrong("address", error.to_string(), &advice));
            return Ok(None);
        }
    };
    let host = web_host(&endpoint).unwrap_or_default();
    if !args.reach.has_token() {
        findings.push(missing(
            TOPIC,
            format!("none for {host}: reports rest on git alone, without waits, position and zone"),
            "set GITHUB_TOKEN, or run `gh auth login`; reading access to contents, issues, metadata and pull requests is enough",
        ));
        return Ok(None);
    }
    github::run(ask(args, repo, findings))?
}

async fn ask(
    args: &Args,
    repo: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Result<Option<GithubError>, CliError> {
    const TOPIC: &str = "token";
    let origin: Option<Origin> = args.reach.keys()?.map(|(_, origin)| origin);
    let origin = origin.map(|origin| origin.to_string()).unwrap_or_default();
    let server = args.reach.connect()?;
    let Some(repo) = repo else {
        let what = format!("there is one, from {origin}, and no repository to try it on");
        findings.push(missing(TOPIC, what, "name one: midspan doctor owner/name"));
        return Ok(None);
    };
    let access = match sync::access(&server, repo).await {
        Ok(access) => access,
        Err(error) => {
            findings.push(wrong(TOPIC, format!("from {origin}: {error}"), &error.advice()));
            return Ok(Some(error));
        }
    };
    let permission = access.permission.as_deref().unwrap_or("unknown").to_lowercase();
    let what = format!("from {origin}: reads {} (permission: {permission})", access.repo);
    findings.push(good(TOPIC, what));
    if let Some(left) = server.spent().points_left {
        findings.push(good("rate limit", format!("{left} points left in this hour")));
    }
    if !access.has_issues {
        let what = format!("{} has no issues", access.repo);
        let advice =
            "signals about issues and intent have nothing to rest on; nothing to mend here";
        findings.push(missing("issues", what, advice));
    }
    match sync::overview(&server, repo).await {
        Ok(overview) => {
            extras(&server, &overview, &access, findings).await;
            findings.push(checks(&server, &overview).await);
        }
        Err(error) => findings.push(wrong("rules", error.to_string(), &error.advice())),
    }
    Ok(None)
}

/// What most tokens may not read.
async fn extras(
    server: &Patience<Client>,
    overview: &Overview,
    access: &Access,
    findings: &mut Vec<Finding>,
) {
    match sync::Extras::read(server, overview, &sync::Teams::default()).await {
        Ok(extras) => {
            if access.in_organisation {
                findings.push(match &extras.team_members {
                    Some(members) => good("teams", format!("{} memberships readable", members.len())),
                    None => missing(
                        "teams",
                        "members of teams are not readable: who was asked, when a team was, stays unknown".to_owned(),
                        "give the token read access to organisation members (classic: read:org), or name members in midspan.toml",
                    ),
                });
            }
            findings.push(match &extras.merge_rules {
                Some(rules) => good("rules", format!("{} rules of branches readable", rules.len())),
                None => missing(
                    "rules",
                    "rules of branches are not readable: what a merge needs is inferred".to_owned(),
                    "give the token read access to administration, or set [rules] in midspan.toml",
                ),
            });
        }
        Err(error) => findings.push(wrong("rules", error.to_string(), &error.advice())),
    }
}

/// Whether the token sees checks.
async fn checks(server: &Patience<Client>, overview: &Overview) -> Finding {
    const TOPIC: &str = "checks";
    let advice = "give the token read access to checks and commit statuses";
    match sync::checks_access(server, overview).await {
        Ok(Some(count)) => {
            good(TOPIC, format!("{count} checks on the default branch's last commit readable"))
        }
        Ok(None) => missing(
            TOPIC,
            "GitHub shows none on the default branch's last commit: none ran, or the token does not see them; a wait for checks then counts as a wait for the merge".to_owned(),
            advice,
        ),
        Err(GithubError::Forbidden { .. } | GithubError::NotFound { .. }) => missing(
            TOPIC,
            "checks of commits are not readable: a wait for checks counts as a wait for the merge".to_owned(),
            advice,
        ),
        Err(error) => wrong(TOPIC, error.to_string(), &error.advice()),
    }
}

fn print(findings: &[Finding], format: Format) -> Result<(), CliError> {
    if format == Format::Json {
        let text = serde_json::to_string_pretty(findings)
            .map_err(|error| CliError::of(Kind::Output, error))?;
        return output::print(&format!("{text}\n"));
    }
    let mut text = String::new();
    for finding in findings {
        let mark = match finding.state {
            State::Good => "ok",
            State::Missing => "--",
            State::Wrong => "!!",
        };
        let what = escape::terminal(&finding.what);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{mark}  {:<14}{what}", finding.topic);
        if let Some(advice) = &finding.advice {
            let _ = writeln!(text, "    {:<14}{}", "", escape::terminal(advice));
        }
    }
    output::print(&text)
}
