//! From places to a report, in the order of the layers.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::tz::TimeZone;

use super::args::Scope;
use super::error::{CliError, Kind};
use super::names::Pseudonyms;
use super::output::Terminal;
use super::place::{self, Place, Places};
use super::refresh::{self, Refreshed};
use crate::config::Config;
use crate::derive::roster::on_github;
use crate::derive::tables::{Derived, Inputs, derive};
use crate::model::derived::{
    Act, Ask, CheckinWeek, CohortItem, Context, Interval, IssueMonth, MonthRow, RosterWeek,
    TeamMonth, UpdateWeek, WeekRow,
};
use crate::model::facts::{
    Check, Commit, CommitFile, CommitTrailer, Event, Issue, Label, LinkedIssue, MergeRule,
    Milestone, MilestoneSnapshot, OwnedPath, Person, PullCommit, PullFile, PullRequest,
    RequiredCheck, RosterEntry, Tag, TeamMember,
};
use crate::model::observation::Observation;
use crate::model::table::{Column, Table, Values};
use crate::model::time::{Period, Timestamp};
use crate::render::reference::TableDoc;
use crate::report::build::{self, Material};
use crate::report::{Note, Report, RepositoryFacts, SignalDoc};
use crate::score::{ScoreInputs, score};
use crate::signals::catalogue::{Catalogue, CatalogueError};
use crate::signals::definition::{Definition, Tier};
use crate::signals::engine::Engine;
use crate::signals::tables;
use crate::sources::facts::{Facts, Gap};
use crate::store::Store;
use crate::store::manifest::Streams;

/// Bootstrap replicates (model 3.6).
const REPLICATES: u32 = 1_000;
/// Months before the first one shown that windows look back on (`Window::SixMonths`).
const LOOK_BACK: i32 = 5;

/// Everything that was read.
#[derive(Debug)]
pub(super) struct Loaded {
    /// Facts by repository, in alphabetical order.
    pub facts: Vec<(String, Facts)>,
    /// What was read of each repository.
    pub streams: Vec<(String, Streams)>,
    /// Configuration.
    pub config: Config,
    /// Signal files.
    pub catalogue: Catalogue,
    /// Whether all of it is invented.
    pub example: bool,
    /// Key of pseudonyms.
    pub key: String,
    /// Time at which everything is looked at.
    pub as_of: Timestamp,
    /// Months shown, oldest first.
    pub periods: Vec<Period>,
    /// Remarks for the data notes.
    pub remarks: Vec<Note>,
}

/// A finished run.
#[derive(Debug)]
pub(super) struct Run {
    /// The report.
    pub report: Report,
    /// What was read.
    pub loaded: Loaded,
    /// What the signals saw.
    pub observations: Vec<Observation>,
}

/// Stores that are up to date, and what to do with them; nothing but manifests is read yet.
#[derive(Debug)]
pub(super) struct Prepared {
    /// Stores, in the order of the places.
    pub stores: Vec<Store>,
    /// Where a finished report may be kept: the store of the only place, where that is a checkout.
    /// A store folder that was named is only read.
    pub keep: Option<PathBuf>,
    /// Configuration.
    pub config: Config,
    /// Its text.
    pub config_text: String,
    /// Signal files.
    pub catalogue: Catalogue,
    /// Why a source came incomplete.
    pub incomplete: Option<CliError>,
    /// Only these repositories of the stores; `None`: all.
    only: Option<BTreeSet<String>>,
    remarks: Vec<Note>,
    now: Timestamp,
}

/// Finds the places and collects what is new.
pub(super) fn prepare(scope: &Scope, screen: &Terminal) -> Result<Prepared, CliError> {
    let catalogue = catalogue(scope)?;
    let Places { list, failed, config, config_text } = place::resolve(scope)?;
    let now = now();
    let collected = refresh::refresh(&list, failed, scope, &config, now, screen)?;
    let keep = match list.as_slice() {
        [Place::Checkout { store, .. }] if collected.incomplete.is_none() => Some(store.clone()),
        _ => None,
    };
    let Refreshed { stores, only, incomplete, remarks, .. } = collected;
    Ok(Prepared { stores, keep, config, config_text, catalogue, incomplete, only, remarks, now })
}

/// Reads everything that was collected.
pub(super) fn load(prepared: Prepared, scope: &Scope) -> Result<Loaded, CliError> {
    let Prepared { stores, only, config, catalogue, now, remarks: collecting, .. } = prepared;
    let mut facts = Vec::new();
    let mut streams = Vec::new();
    for store in &stores {
        let wanted = |repo: &String| only.as_ref().is_none_or(|only| only.contains(repo));
        for repo in store.repositories().into_iter().filter(wanted) {
            streams.push((repo.clone(), store.streams(&repo)));
            facts.push((repo.clone(), store.facts(&repo)?));
        }
    }
    facts.sort_by(|a, b| a.0.cmp(&b.0));
    if facts.is_empty() {
        return Err(CliError::new(Kind::Source, "nothing has been collected yet").advise(
            "commit something first, collect with `midspan sync`, or import with `midspan import`",
        ));
    }
    if let Some((twice, _)) = facts.iter().zip(facts.iter().skip(1)).find(|(a, b)| a.0 == b.0) {
        return Err(CliError::new(Kind::Usage, format!("{} is in two of the places", twice.0))
            .advise("leave one of them out"));
    }
    let as_of = scope.as_of.unwrap_or_else(|| as_of(&streams, now));
    let (periods, mut remarks) = periods(scope, &facts, as_of, &config.calendar.time_zone)?;
    remarks.extend(collecting);
    remarks.extend(unread_teams(&facts, &config));
    let example = stores.iter().all(|s| s.manifest().example);
    let key = stores.first().map(|s| s.manifest().pseudonym_key.clone()).unwrap_or_default();
    Ok(Loaded { facts, streams, config, catalogue, example, key, as_of, periods, remarks })
}

/// Teams that are to have the members of one on GitHub which could not be read.
fn unread_teams(facts: &[(String, Facts)], config: &Config) -> Vec<Note> {
    let unread = config.teams.iter().filter_map(|team| {
        let slug = team.github.as_ref()?;
        on_github(team, facts).next().is_none().then(|| Note {
            topic: "Teams".to_owned(),
            text: format!(
                "Members of {slug} on GitHub were not readable, so {} has those of midspan.toml alone.",
                team.name
            ),
        })
    });
    unread.collect()
}

pub(super) fn catalogue(scope: &Scope) -> Result<Catalogue, CliError> {
    let Some(folder) = &scope.signals_dir else { return built_in() };
    Catalogue::load_dir(folder).map_err(unusable)
}

/// The signals of this program.
pub(super) fn built_in() -> Result<Catalogue, CliError> {
    Catalogue::built_in().map_err(unusable)
}

fn unusable(error: CatalogueError) -> CliError {
    CliError::of(Kind::Usage, error)
        .advise("mend the file; `midspan signals ID` shows a built-in one as an example")
}

/// The time by this machine's clock.
pub(super) fn now() -> Timestamp {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = now.map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX));
    Timestamp::from_seconds(seconds)
}

/// Recordings are looked at as of when they were made: an item that was open then has not stayed
/// open since, as far as anybody knows. History is looked at as of when something in it was new.
fn as_of(streams: &[(String, Streams)], now: Timestamp) -> Timestamp {
    let archives = streams.iter().filter_map(|(_, s)| s.archive.as_ref()).map(|a| a.recorded);
    let synced = streams.iter().filter_map(|(_, s)| s.github.as_ref()).filter_map(|g| g.seen);
    let recorded = archives.chain(synced).max();
    let read = streams.iter().filter_map(|(_, s)| s.git.as_ref()).map(|g| g.read).max();
    recorded.or(read).map_or(now, |at| at.min(now))
}

fn periods(
    scope: &Scope,
    facts: &[(String, Facts)],
    as_of: Timestamp,
    zone: &TimeZone,
) -> Result<(Vec<Period>, Vec<Note>), CliError> {
    let complete = Period::of(as_of, zone).plus(-1);
    let mut remarks = Vec::new();
    let last = match scope.until {
        Some(until) if until > Period::of(as_of, zone) => {
            return Err(CliError::new(
                Kind::Usage,
                format!("--until {until} lies after the data, which ends on {}", as_of.date(zone)),
            )
            .advise(format!("the last complete month is {complete}")));
        }
        Some(until) => until,
        None => {
            let (first, newest) = activity(facts, as_of, zone);
            match newest {
                // A project in its first month has no complete one.
                Some(newest) if first.is_some_and(|first| first > complete) => newest,
                Some(newest) if newest < complete => {
                    remarks.push(Note {
                        topic: "Months".to_owned(),
                        text: format!(
                            "Nothing happened after {}, so the report ends there; --until asks for a later month.",
                            newest.in_words()
                        ),
                    });
                    newest
                }
                _ => complete,
            }
        }
    };
    let first = 1 - i32::from(scope.months);
    Ok(((first..=0).map(|back| last.plus(back)).collect(), remarks))
}

/// First and last month in which anything happened.
fn activity(
    facts: &[(String, Facts)],
    as_of: Timestamp,
    zone: &TimeZone,
) -> (Option<Period>, Option<Period>) {
    let times = || {
        let of = |f: &'_ Facts| {
            let commits = f.commits.iter().map(|c| c.committed);
            let (first, last) = commits
                .chain(f.events.iter().map(|e| e.at))
                .filter(|at| *at <= as_of)
                .fold((None, None), |(first, last): (Option<Timestamp>, Option<Timestamp>), at| {
                    (Some(first.map_or(at, |f| f.min(at))), Some(last.map_or(at, |l| l.max(at))))
                });
            [first, last]
        };
        facts.iter().flat_map(move |(_, f)| of(f)).flatten()
    };
    let month = |at| Period::of(at, zone);
    (times().min().map(month), times().max().map(month))
}

impl Loaded {
    /// The derived tables of the months shown, and of those that windows look back on.
    pub(super) fn derive(&self) -> Derived {
        let periods: Vec<Period> = match (self.periods.first(), self.periods.last()) {
            (Some(first), Some(last)) => {
                (-LOOK_BACK..=last.months_since(*first)).map(|offset| first.plus(offset)).collect()
            }
            _ => Vec::new(),
        };
        derive(&Inputs {
            facts: &self.facts,
            config: &self.config,
            as_of: self.as_of,
            periods: &periods,
            score_version: &self.catalogue.score_version(),
        })
    }

    /// Short names for everybody whom the tables name.
    pub(super) fn pseudonyms(&self) -> Pseudonyms {
        let people = self.facts.iter().flat_map(|(_, f)| f.people.iter().map(|p| p.person.clone()));
        Pseudonyms::new(&self.key, people)
    }

    fn definitions(&self) -> Vec<Definition> {
        self.catalogue.signals.iter().map(|s| s.definition.clone()).collect()
    }

    fn repositories(&self) -> Vec<RepositoryFacts> {
        self.facts
            .iter()
            .map(|(repo, facts)| RepositoryFacts {
                repo: repo.clone(),
                url: self
                    .streams
                    .iter()
                    .find(|(name, _)| name == repo)
                    .and_then(|(_, s)| s.web_url.clone()),
                tier: tier_of(facts),
                commits: facts.commits.len() as u64,
                pull_requests: facts.pull_requests.len() as u64,
                reviews: facts.events.iter().filter(|e| e.kind == "reviewed").count() as u64,
                issues: facts.issues.len() as u64,
                milestones: facts.milestones.len() as u64,
                checks: !facts.checks.is_empty(),
                rules: !facts.merge_rules.is_empty(),
            })
            .collect()
    }
}

fn tier_of(facts: &Facts) -> Tier {
    if facts.pull_requests.is_empty() {
        Tier::Git
    } else if facts.issues.is_empty() && facts.milestones.is_empty() {
        Tier::PrOnly
    } else {
        Tier::Full
    }
}

/// The whole way from places to a report.
pub(super) fn run(scope: &Scope, screen: &Terminal) -> Result<Run, CliError> {
    compute(prepare(scope, screen)?, scope)
}

/// From up-to-date stores to a report.
pub(super) fn compute(prepared: Prepared, scope: &Scope) -> Result<Run, CliError> {
    let loaded = load(prepared, scope)?;
    let derived = loaded.derive();
    let engine = registered(&loaded, &derived, None)?;
    let observations = observe(&engine, &loaded.catalogue)?;
    let definitions = loaded.definitions();
    let provisional: BTreeSet<Period> = derived
        .months
        .iter()
        .filter(|m| m.provisional)
        .filter_map(|m| m.period.parse().ok())
        .collect();
    let regimes = regimes(&derived);
    let scoring = ScoreInputs {
        definitions: &definitions,
        observations: &observations,
        team_months: &derived.team_months,
        periods: &loaded.periods,
        provisional: &provisional,
        regimes: &regimes,
        low_risk: &derived.low_risk(),
        min_active: loaded.config.privacy.min_active,
        min_authors: loaded.config.privacy.min_authors,
        replicates: REPLICATES,
        seed_domain: "midspan",
    };
    let scores = score(&scoring);
    let gaps: Vec<(String, Vec<Gap>)> = loaded.streams.iter().map(gaps).collect();
    let report = build::report(Material {
        subject: subject(&loaded),
        example: loaded.example,
        version: env!("CARGO_PKG_VERSION"),
        score_version: &loaded.catalogue.score_version(),
        as_of: loaded.as_of,
        periods: &loaded.periods,
        zone: &loaded.config.calendar.time_zone,
        facts: &loaded.facts,
        repositories: loaded.repositories(),
        gaps: &gaps,
        derived: &derived,
        scoring,
        scores,
        definitions: loaded
            .catalogue
            .signals
            .iter()
            .map(|s| SignalDoc { definition: s.definition.clone(), sql: s.sql.clone() })
            .collect(),
        remarks: loaded.remarks.clone(),
    })
    .ok_or_else(|| CliError::new(Kind::Usage, "no month to report on"))?;
    Ok(Run { report, loaded, observations })
}

/// Signals that a way of working makes meaningless: team, signal, why.
fn regimes(derived: &Derived) -> Vec<(String, String, String)> {
    let all = derived.teams.iter().flat_map(|t| t.regimes.iter().map(move |r| (t, r)));
    all.flat_map(|(team, regime)| {
        regime.invalid.iter().map(|id| (team.name.clone(), (*id).to_owned(), regime.why.clone()))
    })
    .collect()
}

fn gaps((repo, streams): &(String, Streams)) -> (String, Vec<Gap>) {
    let git = streams.git.iter().flat_map(|g| &g.gaps);
    let archive = streams.archive.iter().flat_map(|a| &a.gaps);
    let github = streams.github.iter().flat_map(|g| g.gaps.iter().chain(&g.assembled));
    (repo.clone(), git.chain(archive).chain(github).cloned().collect())
}

/// The repository, its owner where there are several of one, or how many there are.
fn subject(loaded: &Loaded) -> String {
    let repos: Vec<&str> = loaded.facts.iter().map(|(r, _)| r.as_str()).collect();
    let owners: BTreeSet<&str> = repos.iter().filter_map(|r| Some(r.split_once('/')?.0)).collect();
    match (repos.as_slice(), owners.len()) {
        ([one], _) => (*one).to_owned(),
        (_, 1) => owners.into_iter().collect(),
        (many, _) => format!("{} repositories", many.len()),
    }
}

/// Calls a macro with every table: its row type.
macro_rules! every_table {
    ($call:ident) => {
        $call!(
            Commit,
            CommitTrailer,
            CommitFile,
            Tag,
            OwnedPath,
            PullRequest,
            PullCommit,
            PullFile,
            LinkedIssue,
            Issue,
            Event,
            Milestone,
            MilestoneSnapshot,
            Label,
            TeamMember,
            MergeRule,
            RequiredCheck,
            Check,
            Person,
            Interval,
            Act,
            CohortItem,
            Ask,
            IssueMonth,
            RosterEntry,
            RosterWeek,
            UpdateWeek,
            CheckinWeek,
            WeekRow,
            MonthRow,
            TeamMonth,
            Context,
            Observation
        )
    };
}

/// Tables and columns with their meaning, as rows.
pub(super) fn dictionary() -> Vec<Column> {
    const HEADS: [&str; 5] = ["table", "column", "type", "empty", "meaning"];
    let mut rows: Vec<[String; 5]> = Vec::new();
    macro_rules! describe {
        ($($row:ty),+) => { $( describe::<$row>(&mut rows); )+ };
    }
    every_table!(describe);
    HEADS
        .iter()
        .enumerate()
        .map(|(index, name)| Column {
            name: (*name).to_owned(),
            values: Values::Text(rows.iter().map(|r| r.get(index).cloned()).collect()),
        })
        .collect()
}

/// The same for the page of the data dictionary, in three parts.
pub(super) fn tables_in_words() -> Vec<TableDoc> {
    let mut tables: Vec<TableDoc> = Vec::new();
    macro_rules! describe {
        ($($row:ty),+) => { $( {
            let part = match tables.last().map_or("Facts", |t| t.part) {
                _ if <$row>::NAME == Observation::NAME => "Observations",
                "Facts" if <$row>::NAME != Interval::NAME => "Facts",
                _ => "Derived",
            };
            let (name, doc) = (<$row>::NAME, <$row>::DOC);
            tables.push(TableDoc { name, doc, part, columns: <$row>::schema() });
        } )+ };
    }
    every_table!(describe);
    tables
}

fn describe<T: Table>(rows: &mut Vec<[String; 5]>) {
    for column in T::schema() {
        rows.push([
            T::NAME.to_owned(),
            column.name,
            format!("{:?}", column.column_type).to_lowercase(),
            if column.nullable { "yes" } else { "no" }.to_owned(),
            column.doc.trim().to_owned(),
        ]);
    }
}

/// Takes one table: its name and its columns.
type Visit<'a> = dyn FnMut(&'static str, Vec<Column>) -> Result<(), CliError> + 'a;

/// An engine that knows every table; people are hidden where pseudonyms are given.
fn registered(
    loaded: &Loaded,
    derived: &Derived,
    hide: Option<&Pseudonyms>,
) -> Result<Engine, CliError> {
    let mut engine = Engine::new();
    visit_tables(loaded, derived, hide, &mut |name, columns| {
        engine.register_columns(name, &columns).map_err(|e| CliError::of(Kind::Store, e))
    })?;
    Ok(engine)
}

/// Shows every table of facts and every derived one, observations left out.
fn visit_tables(
    loaded: &Loaded,
    derived: &Derived,
    hide: Option<&Pseudonyms>,
    visit: &mut Visit<'_>,
) -> Result<(), CliError> {
    tables::each(
        &loaded.facts,
        derived,
        |_| true,
        |name, mut columns| {
            if let Some(names) = hide {
                names.hide(&mut columns);
            }
            visit(name, columns)
        },
    )
}

/// Shows every table, observations last; people are hidden unless `names`.
pub(super) fn every_table(
    scope: &Scope,
    names: bool,
    screen: &Terminal,
    visit: &mut Visit<'_>,
) -> Result<(), CliError> {
    let loaded = load(prepare(scope, screen)?, scope)?;
    let derived = loaded.derive();
    let engine = registered(&loaded, &derived, None)?;
    let observations = observe(&engine, &loaded.catalogue)?;
    let pseudonyms = loaded.pseudonyms();
    let hide = (!names).then_some(&pseudonyms);
    visit_tables(&loaded, &derived, hide, visit)?;
    let mut columns = Observation::to_columns(&observations);
    if let Some(names) = hide {
        names.hide(&mut columns);
    }
    visit(Observation::NAME, columns)
}

fn observe(engine: &Engine, catalogue: &Catalogue) -> Result<Vec<Observation>, CliError> {
    let mut observations = Vec::new();
    for result in engine.observe_all(catalogue) {
        let rows = result.observations.map_err(|error| {
            CliError::of(Kind::Usage, error)
                .advise("mend the signal file, or leave out --signals-dir")
        })?;
        observations.extend(rows);
    }
    Ok(observations)
}

/// An engine over all tables, for ad hoc SQL. The observations, for which every signal has to run, are
/// there where `observed` asks for them.
pub(super) fn engine(
    scope: &Scope,
    (names, observed): (bool, bool),
    screen: &Terminal,
) -> Result<Engine, CliError> {
    let loaded = load(prepare(scope, screen)?, scope)?;
    let derived = loaded.derive();
    let pseudonyms = loaded.pseudonyms();
    let hide = (!names).then_some(&pseudonyms);
    let mut engine = registered(&loaded, &derived, hide)?;
    if observed {
        let plain = registered(&loaded, &derived, None)?;
        let mut columns = Observation::to_columns(&observe(&plain, &loaded.catalogue)?);
        if let Some(names) = hide {
            names.hide(&mut columns);
        }
        engine
            .register_columns(Observation::NAME, &columns)
            .map_err(|e| CliError::of(Kind::Store, e))?;
    }
    Ok(engine)
}
