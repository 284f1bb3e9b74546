//! From places to a report, in the order of the layers.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::args::Scope;
use super::compose::{self, Parts};
use super::error::{CliError, Kind};
use super::months;
use super::names::Pseudonyms;
use super::output::Terminal;
use super::place::{self, Configuration, Place, Places};
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
use crate::model::observation::{Numbered, Observation, Observations};
use crate::model::parallel::cores;
use crate::model::table::{Column, Table, Values};
use crate::model::time::{Period, Timestamp};
use crate::render::reference::TableDoc;
use crate::report::{Note, Report, RepositoryFacts};
use crate::signals::catalogue::{Catalogue, CatalogueError};
use crate::signals::definition::Tier;
use crate::signals::engine::{AT_ONCE, Engine, SignalResult};
use crate::signals::tables;
use crate::sources::facts::{Facts, Gap};
use crate::store::Store;
use crate::store::frame::Columns;
use crate::store::manifest::Streams;

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
    /// Why a source came incomplete.
    pub incomplete: Option<CliError>,
}

/// A finished run.
#[derive(Debug)]
pub(super) struct Run {
    /// The report.
    pub report: Report,
    /// What was read.
    pub loaded: Loaded,
    /// What the signals saw.
    pub observations: Observations,
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
    pub only: Option<BTreeSet<String>>,
    /// The time by this machine's clock.
    pub now: Timestamp,
    remarks: Vec<Note>,
}

/// Finds the places and collects what is new.
pub(super) fn prepare(scope: &Scope, screen: &Terminal) -> Result<Prepared, CliError> {
    let catalogue = catalogue(scope)?;
    let Places { list, failed, configuration } = place::resolve(scope)?;
    let Configuration { config, text: config_text, file } = configuration;
    screen.step(|| match file {
        Some(file) => format!("configuration: {}", file.display()),
        None => "configuration: none, so defaults hold".to_owned(),
    });
    let now = now();
    let collected = refresh::refresh(&list, failed, scope, &config, now, screen)?;
    let keep = match list.as_slice() {
        [Place::Checkout { store, .. }] if collected.incomplete.is_none() => Some(store.clone()),
        _ => None,
    };
    let Refreshed { stores, only, incomplete, remarks, .. } = collected;
    Ok(Prepared { stores, keep, config, config_text, catalogue, incomplete, only, now, remarks })
}

/// Reads everything that was collected.
pub(super) fn load(
    prepared: Prepared,
    scope: &Scope,
    screen: &Terminal,
) -> Result<Loaded, CliError> {
    let Prepared { stores, only, config, catalogue, incomplete, now, remarks: collecting, .. } =
        prepared;
    let mut facts = Vec::new();
    let mut streams = Vec::new();
    for store in &stores {
        let wanted = |repo: &String| only.as_ref().is_none_or(|only| only.contains(repo));
        for repo in store.repositories().into_iter().filter(wanted) {
            let (read, rows) = store.snapshot(&repo)?;
            streams.push((repo.clone(), read));
            facts.push((repo, rows));
        }
    }
    facts.sort_by(|a, b| a.0.cmp(&b.0));
    screen.step(|| {
        let sum = |of: fn(&Facts) -> usize| facts.iter().map(|(_, facts)| of(facts)).sum::<usize>();
        format!(
            "facts of {} repositories read: {} commits, {} pull requests, {} events",
            facts.len(),
            sum(|facts| facts.commits.len()),
            sum(|facts| facts.pull_requests.len()),
            sum(|facts| facts.events.len()),
        )
    });
    if facts.is_empty() {
        return Err(CliError::new(Kind::Source, "nothing has been collected yet").advise(
            "commit something first, collect with `midspan sync`, or import with `midspan import`",
        ));
    }
    if let Some((twice, _)) = facts.iter().zip(facts.iter().skip(1)).find(|(a, b)| a.0 == b.0) {
        return Err(CliError::new(Kind::Usage, format!("{} is in two of the places", twice.0))
            .advise("leave one of them out"));
    }
    let as_of = scope.as_of.unwrap_or_else(|| months::as_of(&streams, now));
    let (periods, mut remarks) = months::shown(scope, &facts, as_of, &config.calendar.time_zone)?;
    remarks.extend(collecting);
    remarks.extend(unread_teams(&facts, &config));
    let example = stores.iter().all(|s| s.manifest().head.example);
    let key = stores.first().map(|s| s.manifest().head.pseudonym_key.clone()).unwrap_or_default();
    Ok(Loaded {
        facts,
        streams,
        config,
        catalogue,
        example,
        key,
        as_of,
        periods,
        remarks,
        incomplete,
    })
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

impl Loaded {
    /// The derived tables of the months shown, and of those that windows look back on.
    pub(super) fn derive(&self, screen: &Terminal) -> Derived {
        let periods = months::derived(&self.periods);
        let derived = derive(&Inputs {
            facts: &self.facts,
            config: &self.config,
            as_of: self.as_of,
            periods: &periods,
            score_version: &self.catalogue.score_version(),
            threads: cores(),
            notes: true,
        });
        screen.step(|| {
            let (teams, waits) = (derived.teams.len(), derived.intervals.len());
            format!("tables derived: {teams} teams, {waits} intervals of waits and work")
        });
        derived
    }

    /// Short names for everybody whom the tables name.
    pub(super) fn pseudonyms(&self) -> Pseudonyms {
        let people =
            self.facts.iter().flat_map(|(_, f)| f.people.iter().map(|p| p.person.to_string()));
        Pseudonyms::new(&self.key, people)
    }

    /// What could not be read of each repository.
    pub(super) fn gaps(&self) -> Vec<(String, Vec<Gap>)> {
        self.streams.iter().map(gaps).collect()
    }

    /// The repositories with their counts.
    pub(super) fn repositories(&self) -> Vec<RepositoryFacts> {
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
    compute(prepare(scope, screen)?, scope, screen)
}

/// From up-to-date stores to a report.
pub(super) fn compute(
    prepared: Prepared,
    scope: &Scope,
    screen: &Terminal,
) -> Result<Run, CliError> {
    let loaded = load(prepared, scope, screen)?;
    let derived = loaded.derive(screen);
    let observations = observe(&loaded, &derived, screen)?;
    let report = compose::report(Parts {
        facts: &loaded.facts,
        repositories: loaded.repositories(),
        gaps: &loaded.gaps(),
        derived: &derived,
        observations: &observations,
        catalogue: &loaded.catalogue,
        example: loaded.example,
        as_of: loaded.as_of,
        periods: &loaded.periods,
        zone: &loaded.config.calendar.time_zone,
        least: (loaded.config.privacy.min_active, loaded.config.privacy.min_authors),
        remarks: loaded.remarks.clone(),
    })?;
    screen.step(|| format!("scored: {} months", loaded.periods.len()));
    Ok(Run { report, loaded, observations })
}

fn gaps((repo, streams): &(String, Streams)) -> (String, Vec<Gap>) {
    let git = streams.git.iter().flat_map(|g| &g.gaps);
    let archive = streams.archive.iter().flat_map(|a| &a.gaps);
    let github = streams.github.iter().flat_map(|g| g.gaps.iter().chain(&g.assembled));
    (repo.clone(), git.chain(archive).chain(github).cloned().collect())
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
            values: Values::Text(
                rows.iter().map(|r| r.get(index).map(|cell| cell.as_str().into())).collect(),
            ),
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

/// Whether a table is wanted, by its name.
type Wanted<'a> = dyn Fn(&str) -> bool + 'a;

/// An engine that knows the tables that are wanted; people are hidden where pseudonyms are given.
fn registered(
    loaded: &Loaded,
    derived: &Derived,
    hide: Option<&Pseudonyms>,
    wanted: &Wanted<'_>,
) -> Result<Engine, CliError> {
    let mut engine = Engine::new();
    visit_tables(loaded, derived, (hide, &tables::whole(wanted)), &mut |name, columns| {
        engine
            .register_columns(name, Columns::of(&columns))
            .map_err(|e| CliError::of(Kind::Store, e))
    })?;
    Ok(engine)
}

/// Shows the tables of facts and the derived ones that are wanted, observations left out.
fn visit_tables(
    loaded: &Loaded,
    derived: &Derived,
    (hide, wanted): (Option<&Pseudonyms>, &tables::Wanted<'_>),
    visit: &mut Visit<'_>,
) -> Result<(), CliError> {
    tables::each(&loaded.facts, derived, wanted, |name, mut columns: Vec<Column>| {
        if let Some(names) = hide {
            names.hide(&mut columns);
        }
        visit(name, columns)
    })
}

/// Shows every table, observations last; people are hidden unless `names`. Tells why a source came
/// incomplete.
pub(super) fn every_table(
    scope: &Scope,
    names: bool,
    screen: &Terminal,
    visit: &mut Visit<'_>,
) -> Result<Option<CliError>, CliError> {
    let loaded = load(prepare(scope, screen)?, scope, screen)?;
    let derived = loaded.derive(screen);
    let observations = observe(&loaded, &derived, screen)?;
    let pseudonyms = loaded.pseudonyms();
    let hide = (!names).then_some(&pseudonyms);
    visit_tables(&loaded, &derived, (hide, &tables::whole(|_| true)), visit)?;
    let mut columns = observations.to_columns();
    if let Some(names) = hide {
        names.hide(&mut columns);
    }
    visit(Observation::NAME, columns)?;
    Ok(loaded.incomplete)
}

/// Runs every signal, over the tables that signals read.
fn observe(
    loaded: &Loaded,
    derived: &Derived,
    screen: &Terminal,
) -> Result<Observations, CliError> {
    let reads = loaded.catalogue.reads();
    let mut engine = Engine::new();
    let read = |table: &str, schema| reads.columns(table, schema);
    tables::each(&loaded.facts, derived, &read, |name, columns| {
        engine.register_columns(name, columns).map_err(|e| CliError::of(Kind::Store, e))
    })?;
    let seen = engine.observe_all(&loaded.catalogue, AT_ONCE);
    let seen = seen.map_err(|error| CliError::of(Kind::Store, error))?;
    let signals = seen.len();
    let observations = observations(seen, Vec::new())?;
    screen.step(|| format!("{signals} signals run: {} observations", observations.len()));
    Ok(observations)
}

/// What all signals yielded, one after the other, in memory that held other rows.
pub(super) fn observations(
    seen: Vec<SignalResult>,
    rows: Vec<Numbered>,
) -> Result<Observations, CliError> {
    let seen = seen.into_iter().map(|result| result.observations);
    let seen = seen.collect::<Result<_, _>>().map_err(|error| {
        CliError::of(Kind::Usage, error).advise("mend the signal file, or leave out --signals-dir")
    })?;
    Ok(Observations::joined_in(seen, rows))
}

/// An engine over the tables that are wanted, for ad hoc SQL, and why a source came incomplete. For the
/// observations every signal has to run.
pub(super) fn engine(
    scope: &Scope,
    names: bool,
    wanted: &Wanted<'_>,
    screen: &Terminal,
) -> Result<(Engine, Option<CliError>), CliError> {
    let loaded = load(prepare(scope, screen)?, scope, screen)?;
    let derived = loaded.derive(screen);
    let pseudonyms = loaded.pseudonyms();
    let hide = (!names).then_some(&pseudonyms);
    let mut engine = registered(&loaded, &derived, hide, wanted)?;
    if wanted(Observation::NAME) {
        let mut columns = observe(&loaded, &derived, screen)?.to_columns();
        if let Some(names) = hide {
            names.hide(&mut columns);
        }
        engine
            .register_columns(Observation::NAME, Columns::of(&columns))
            .map_err(|e| CliError::of(Kind::Store, e))?;
    }
    Ok((engine, loaded.incomplete))
}
