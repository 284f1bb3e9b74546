//! What `midspan doctor` finds in stored data, and in the configuration against it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::Scope;
use super::doctor::{Finding, good, missing, wrong};
use super::output::Terminal;
use super::pipeline::{self, Loaded};
use crate::config::{Config, nearest};
use crate::derive::people::People;
use crate::derive::roster::on_github;
use crate::derive::tables::Derived;
use crate::model::time::{DAY, Timestamp};
use crate::render::words;
use crate::report::check;
use crate::store::manifest::Streams;

/// Days after which data is called old: a month's report should not rest on the week before last.
const OLD: i64 = 14;

/// Findings on a store, by the configuration at a path or the defaults.
pub(super) fn data(store: &Path, config: Option<PathBuf>, screen: &Terminal) -> Vec<Finding> {
    let scope = Scope { config, ..Scope::of_store(store.to_owned()) };
    let loaded = pipeline::prepare(&scope, screen).and_then(|p| pipeline::load(p, &scope, screen));
    let Ok(loaded) = loaded else {
        // What is wrong with store or configuration has been told before.
        return Vec::new();
    };
    let now = pipeline::now();
    let mut findings: Vec<Finding> =
        loaded.streams.iter().flat_map(|(repo, streams)| of_source(repo, streams, now)).collect();
    findings.extend(of_configuration(&loaded));
    findings.extend(of_teams(&loaded, &loaded.derive(screen)));
    findings
}

/// How old and how whole the data of a repository is.
fn of_source(repo: &str, streams: &Streams, now: Timestamp) -> Vec<Finding> {
    let mut findings = Vec::new();
    let days = |at: Timestamp| now.since(at) / DAY;
    if let Some(git) = &streams.git {
        if git.codeowners.is_none() {
            findings.push(missing(
                "ownership",
                format!("{repo} has no CODEOWNERS: who decides on which path is not written down"),
                "write .github/CODEOWNERS; who leads is then told by it, and requests by rule from those by habit",
            ));
        }
        if git.shallow {
            findings.push(missing(
                "history",
                format!("{repo} was read from a shallow clone"),
                "git fetch --unshallow, then run `midspan report` again",
            ));
        }
    }
    let newest = [
        streams
            .github
            .as_ref()
            .and_then(|g| g.seen)
            .map(|at| (at, "`midspan sync` brings it up to date")),
        streams.archive.as_ref().map(|a| (a.recorded, "record it anew and `midspan import` it")),
        streams
            .git
            .as_ref()
            .map(|g| (g.read, "`midspan report` in the checkout reads what is new")),
    ];
    if let Some((at, advice)) = newest.into_iter().flatten().max_by_key(|(at, _)| *at)
        && days(at) > OLD
    {
        let age = words::count(days(at).unsigned_abs(), "day");
        findings.push(missing("age", format!("{repo} was last looked at {age} ago"), advice));
    }
    findings
}

/// Names and signals of the configuration that the data does not know.
fn of_configuration(loaded: &Loaded) -> Vec<Finding> {
    const TOPIC: &str = "names";
    let config = &loaded.config;
    let definitions: Vec<_> = loaded.catalogue.signals.iter().map(|s| &s.definition).collect();
    let mut findings: Vec<Finding> = check::unknown_signals(config, &definitions)
        .into_iter()
        .map(|(key, meant)| {
            let meant = meant.map(|id| format!("did you mean `{id}`? "));
            let advice = format!("{}`midspan signals` lists all", meant.unwrap_or_default());
            wrong("policy", format!("{key}: there is no such signal"), &advice)
        })
        .collect();
    let known = Known::of(loaded);
    let (mut told, mut strange) = (0, 0);
    for (key, name) in named(config) {
        told += 1;
        if known.has(&name) {
            continue;
        }
        strange += 1;
        let advice = match known.nearest(&name) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "check the spelling; an account is named by login, and where git alone is read by e-mail address".to_owned(),
        };
        findings.push(missing(TOPIC, format!("{key}: `{name}` is nowhere in the data"), &advice));
    }
    if told > 0 && strange == 0 {
        findings.push(good(
            TOPIC,
            format!("{} in the configuration, each in the data", words::count(told, "name")),
        ));
    }
    findings.extend(of_repositories(loaded));
    findings
}

/// People whom the configuration names, with where.
fn named(config: &Config) -> Vec<(String, String)> {
    let leaders = config.leaders.iter().enumerate();
    let leaders = leaders.map(|(i, l)| (format!("leaders[{i}].person"), l.person.clone()));
    let members = config.teams.iter().enumerate().flat_map(|(i, team)| {
        team.members.iter().map(move |m| (format!("teams[{i}].members"), m.clone()))
    });
    let bots = config.bots.iter().map(|b| ("bots".to_owned(), b.clone()));
    leaders.chain(members).chain(bots).collect()
}

/// Teams' repositories that were not read, and teams on GitHub whose members were not.
fn of_repositories(loaded: &Loaded) -> Vec<Finding> {
    let repos: Vec<&str> = loaded.facts.iter().map(|(repo, _)| repo.as_str()).collect();
    let mut findings = Vec::new();
    for (index, team) in loaded.config.teams.iter().enumerate() {
        for repo in team.repos.iter().filter(|repo| !repos.contains(&repo.as_str())) {
            let advice = match nearest(repo, repos.iter().copied()) {
                Some(meant) => {
                    format!("did you mean `{meant}`? Else collect it: midspan sync {repo}")
                }
                None => format!("collect it: midspan sync {repo}"),
            };
            let what = format!("teams[{index}].repos: {repo} has not been read");
            findings.push(missing("teams", what, &advice));
        }
        if let Some(slug) = &team.github
            && on_github(team, &loaded.facts).next().is_none()
        {
            let what = format!("teams[{index}].github: members of {slug} have not been read");
            let advice = "give the token read access to organisation members (classic: read:org), and sync; or name members";
            findings.push(missing("teams", what, advice));
        }
    }
    findings
}

/// Teams of which nothing will be told, and why.
fn of_teams(loaded: &Loaded, derived: &Derived) -> Vec<Finding> {
    const TOPIC: &str = "teams";
    let privacy = &loaded.config.privacy;
    let last = loaded.periods.last().map(ToString::to_string).unwrap_or_default();
    let mut findings = Vec::new();
    for month in derived.team_months.iter().filter(|m| m.period == last) {
        let team = &month.team;
        let few = [
            (month.active, privacy.min_active, "people were active"),
            (month.authors, privacy.min_authors, "people outside the leader role wrote changes"),
        ];
        let few = few.into_iter().find(|(seen, least, _)| *seen < i64::from(*least));
        let info = derived.teams.iter().find(|info| info.name == *team);
        let inferred = info.and_then(|info| info.leaders_inferred_by.as_deref());
        let configured =
            loaded.config.leaders.iter().any(|l| l.team.as_ref().is_none_or(|t| t == team));
        if let Some((seen, least, what)) = few {
            findings.push(missing(
                TOPIC,
                format!("{team}: {seen} {what} in three months and {least} are needed, so nothing about it is shown"),
                "join it with another in [[teams]], or lower [privacy], though never below 4 people",
            ));
        } else if let Some(rule) = inferred {
            findings.push(missing(
                TOPIC,
                format!("{team}: who leads is a guess: {rule}"),
                "say who leads in [[leaders]]; `midspan init --print` shows the guess",
            ));
        } else if month.leaders == 0 {
            let why = if configured {
                "nobody named in [[leaders]] led it then"
            } else {
                "who leads is not known"
            };
            findings.push(missing(
                TOPIC,
                format!("{team}, {last}: {why}, so the control side cannot be told"),
                "name the leaders in midspan.toml, with dates that reach into that month",
            ));
        } else {
            let (leaders, peers) = (month.leaders, month.peers);
            findings.push(good(TOPIC, format!("{team}, {last}: leader {leaders}, peers {peers}")));
        }
    }
    findings
}

/// Everybody who is somewhere in the data.
struct Known {
    people: People,
    keys: BTreeSet<String>,
    logins: BTreeSet<String>,
}

impl Known {
    fn of(loaded: &Loaded) -> Self {
        let people = People::resolve(&loaded.facts, &loaded.config);
        let rows = || loaded.facts.iter().flat_map(|(_, facts)| &facts.people);
        let keys = rows().map(|row| people.key(&row.person).to_owned()).collect();
        let logins = rows().filter_map(|row| row.login.clone().map(String::from)).collect();
        Self { people, keys, logins }
    }

    fn has(&self, name: &str) -> bool {
        self.keys.contains(&self.people.configured(name)) || self.logins.contains(name)
    }

    fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.logins.iter().map(String::as_str))
    }
}
