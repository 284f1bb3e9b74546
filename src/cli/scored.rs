//! One batch of `midspan score`: facts to observations, figures, standings and intervals.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use super::compose;
use super::error::{CliError, Kind};
use super::intervals::Intervals;
use super::names::Pseudonyms;
use super::score::unwritable;
use super::{months, pipeline};
use crate::derive::batches::Batch;
use crate::derive::tables::{Derived, Inputs, Room, Whole, derive_among};
use crate::model::observation::{Numbered, Observation, Observations};
use crate::model::table::Table;
use crate::model::time::{Period, Timestamp};
use crate::report::tables::{FigureRow, IntervalRow, StandingRow, figures, standing};
use crate::score::fingerprint::fingerprints;
use crate::score::outcome::TeamScore;
use crate::score::{Detail, ScoreInputs, score};
use crate::signals::catalogue::Catalogue;
use crate::signals::definition::Definition;
use crate::signals::engine::Engine;
use crate::signals::reads::Reads;
use crate::signals::tables;
use crate::sources::facts::Facts;
use crate::store::frame::Columns;
use crate::store::{Index, StoreError, parts};

/// Folders of what is written for each batch.
pub(super) const TABLES: [&str; 3] = [Observation::NAME, FigureRow::NAME, StandingRow::NAME];

/// A repository and the store that it lies in.
#[derive(Debug)]
pub(super) struct Place {
    /// As `owner/name`.
    pub repo: String,
    /// Index of the store.
    pub store: usize,
}

/// What all batches share.
pub(super) struct Setting<'a> {
    /// Folder to write to.
    pub out: &'a Path,
    /// The stores.
    pub indexes: &'a [Index<'a>],
    /// Repositories, in alphabetical order.
    pub places: &'a [Place],
    /// What is known of all repositories together.
    pub whole: &'a Whole,
    /// Signals.
    pub catalogue: &'a Catalogue,
    /// What of the tables they read.
    pub reads: &'a Reads,
    /// Their definitions.
    pub definitions: &'a [Definition],
    /// Time at which everything is looked at.
    pub as_of: Timestamp,
    /// Months to score, oldest first.
    pub periods: &'a [Period],
    /// Months, counted from the last, that get intervals.
    pub with_intervals: usize,
    /// Key of pseudonyms.
    pub key: Option<&'a str>,
    /// Whether people are named.
    pub names: bool,
    /// Intervals of an earlier run.
    pub earlier: Intervals,
    /// Threads for each batch.
    pub threads: usize,
}

/// What became of a batch.
#[derive(Debug)]
pub(super) struct Done {
    /// Name of its files.
    pub file: String,
    /// Whether they were there already.
    pub kept: bool,
    /// Teams.
    pub teams: usize,
    /// Observations.
    pub observations: usize,
    /// Intervals, those kept from earlier runs included.
    pub intervals: Vec<IntervalRow>,
    /// Team-months whose intervals were computed.
    pub computed: usize,
}

/// Rows whose memory is worth no thought.
const FEW: usize = 1000;

/// What goes from batch to batch: to ask the system for memory anew costs as much as to fill it.
#[derive(Default)]
pub(super) struct Memory {
    room: Room,
    rows: Vec<Numbered>,
    facts: Vec<Facts>,
}

/// A batch as far as it has come.
struct Seen<'a> {
    batch: &'a Batch,
    derived: Derived,
    observations: Observations,
}

impl Setting<'_> {
    /// Months that get intervals.
    fn interval_months(&self) -> &[Period] {
        let first = self.periods.len().saturating_sub(self.with_intervals);
        self.periods.get(first..).unwrap_or_default()
    }

    /// Scores a batch and writes its files, unless they are there; `common` is [`Setting::common`].
    pub(super) fn score(
        &self,
        batch: &Batch,
        common: &str,
        memory: &mut Memory,
    ) -> Result<Done, CliError> {
        let file = format!("part-{}.parquet", self.key(batch, common)?);
        let kept = TABLES.iter().all(|table| self.out.join(table).join(&file).is_file());
        if kept {
            let months = self.interval_months();
            if let Some(intervals) = self.earlier.of_part(&file, months) {
                let (teams, observations) = (self.rows(&file, 2)?, self.rows(&file, 0)?);
                let teams = teams / self.periods.len().max(1);
                return Ok(Done { file, kept, teams, observations, intervals, computed: 0 });
            }
        }
        let seen = self.observe(batch, memory)?;
        let (intervals, computed) = self.intervals(&file, &seen);
        let teams = seen.derived.teams.len();
        let observations = seen.observations.len();
        if !kept {
            self.write(&file, &seen)?;
        }
        memory.rows = seen.observations.into_rows();
        Ok(Done { file, kept, teams, observations, intervals, computed })
    }

    /// Rows of a file that is kept.
    fn rows(&self, file: &str, table: usize) -> Result<usize, CliError> {
        let path = self.out.join(TABLES.get(table).unwrap_or(&"")).join(file);
        Ok(parts::rows(&path)?)
    }

    /// Digest of everything that the files of every batch rest on.
    pub(super) fn common(&self) -> String {
        let mut text = format!(
            "{} {} {} {:?}\n{:?}\n{:?}\n",
            env!("CARGO_PKG_VERSION"),
            self.names,
            self.as_of,
            self.key,
            self.periods,
            self.whole.fingerprint(),
        );
        text.push_str(&super::kept::program().unwrap_or_default());
        for signal in &self.catalogue.signals {
            // Writing to a string cannot fail.
            let _ = write!(text, "{:?}{}", signal.definition, signal.sql);
        }
        parts::digest(text.as_bytes())
    }

    /// Digest of everything that a batch's files rest on; `common` is [`Setting::common`].
    fn key(&self, batch: &Batch, common: &str) -> Result<String, CliError> {
        let mut text = format!("{common}\n{:?}\n", batch.config);
        for (index, repo) in self.of(batch)? {
            for part in index.all_parts(repo) {
                text.push_str(&part.sha256);
            }
        }
        Ok(parts::digest(text.as_bytes()).chars().take(16).collect())
    }

    /// The repositories of a batch and their stores.
    fn of<'s>(&'s self, batch: &'s Batch) -> Result<Vec<(&'s Index<'s>, &'s str)>, CliError> {
        let place = |repo: &'s String| {
            let at = self.places.binary_search_by(|place| place.repo.cmp(repo)).ok()?;
            Some((self.indexes.get(self.places.get(at)?.store)?, repo.as_str()))
        };
        let all: Option<Vec<_>> = batch.repos.iter().map(place).collect();
        all.ok_or_else(|| CliError::new(Kind::Store, "a repository is gone"))
    }

    fn observe<'b>(&self, batch: &'b Batch, memory: &mut Memory) -> Result<Seen<'b>, CliError> {
        let load = |(index, repo): (&Index<'_>, &str)| {
            let held = memory.facts.pop().unwrap_or_default();
            Ok((repo.to_owned(), index.facts_in(repo, held)?))
        };
        let facts: Vec<(String, Facts)> =
            self.of(batch)?.into_iter().map(load).collect::<Result<_, StoreError>>()?;
        let mut derived = derive_among(
            &Inputs {
                facts: &facts,
                config: &batch.config,
                as_of: self.as_of,
                periods: &months::derived(self.periods),
                score_version: &self.catalogue.score_version(),
                threads: self.threads,
                notes: false,
            },
            self.whole,
            &mut memory.room,
        );
        let failed = |error| CliError::of(Kind::Store, error);
        let mut engine = Engine::new();
        tables::each(
            &facts,
            &derived,
            &|table, schema| self.reads.columns(table, schema),
            |name, columns| engine.register_columns(name, columns),
        )
        .map_err(failed)?;
        let facts = facts.into_iter().map(|(_, facts)| facts);
        // What once held a large repository is not kept for a small one.
        let fits = |f: &Facts| f.events.capacity() <= 2 * f.events.len() + FEW;
        memory.facts = facts.filter(fits).collect();
        memory.room.take_in(&mut derived);
        let seen = if self.threads > 1 {
            engine.observe_all(self.catalogue, self.threads).map_err(failed)?
        } else {
            engine.observe_each(self.catalogue)
        };
        let observations = pipeline::observations(seen, std::mem::take(&mut memory.rows))?;
        Ok(Seen { batch, derived, observations })
    }

    fn scores(&self, seen: &Seen<'_>, periods: &[Period], replicates: u32) -> Vec<TeamScore> {
        self.with_inputs(seen, periods, replicates, score)
    }

    fn with_inputs<T>(
        &self,
        seen: &Seen<'_>,
        periods: &[Period],
        replicates: u32,
        work: impl FnOnce(&ScoreInputs<'_>) -> T,
    ) -> T {
        work(&ScoreInputs {
            definitions: self.definitions,
            observations: &seen.observations,
            team_months: &seen.derived.team_months,
            periods,
            provisional: &compose::provisional(&seen.derived),
            regimes: &compose::regimes(&seen.derived),
            // What it says of a standing is in none of the tables.
            low_risk: &BTreeSet::new(),
            min_active: seen.batch.config.privacy.min_active,
            min_authors: seen.batch.config.privacy.min_authors,
            replicates,
            threads: self.threads,
            detail: Detail::Points,
            seed_domain: "midspan",
        })
    }

    fn write(&self, file: &str, seen: &Seen<'_>) -> Result<(), CliError> {
        let scores = self.scores(seen, self.periods, 0);
        let months = || scores.iter().flat_map(|s| s.months.iter().map(move |m| (&s.team, m)));
        let mut standings: Vec<StandingRow> =
            months().flat_map(|(team, month)| standing(team, month)).collect();
        for row in &mut standings {
            // A zone is named only if it holds in 80 % of the resamples, and there are none.
            row.zone = None;
        }
        let figures: Vec<FigureRow> =
            months().flat_map(|(team, month)| self::figures(team, month)).collect();
        let pseudonyms = Pseudonyms::new(self.key.unwrap_or_default(), []);
        let shown = |column| (!self.names).then(|| pseudonyms.shown(column)).flatten();
        let mut observations = Columns::default();
        seen.observations.write(shown, &mut observations);
        self.put(file, Observation::NAME, observations)?;
        self.put(file, FigureRow::NAME, columns_of(&figures))?;
        self.put(file, StandingRow::NAME, columns_of(&standings))
    }

    fn put(&self, file: &str, table: &str, columns: Columns) -> Result<(), CliError> {
        let path = self.out.join(table).join(file);
        parts::write_columns(&path, table, columns).map_err(unwritable)
    }

    /// Intervals that are kept and those that are asked for, and how many were computed.
    fn intervals(&self, file: &str, seen: &Seen<'_>) -> (Vec<IntervalRow>, usize) {
        if self.with_intervals == 0 && seen.derived.teams.iter().all(|t| self.none_of(&t.name)) {
            return (Vec::new(), 0);
        }
        let replicates = compose::REPLICATES;
        let now: BTreeMap<(String, String), String> = self
            .with_inputs(seen, self.periods, replicates, fingerprints)
            .into_iter()
            .map(|(team, month, print)| ((team, month.to_string()), print))
            .collect();
        let mut rows = Vec::new();
        for team in &seen.derived.teams {
            for row in self.earlier.of_team(&team.name) {
                let is_same = |print: &String| *print == row.rests_on;
                if now.get(&(row.team.clone(), row.period.clone())).is_some_and(is_same) {
                    rows.push(IntervalRow { part: file.to_owned(), ..row.clone() });
                }
            }
        }
        let known: BTreeSet<(String, String)> =
            rows.iter().map(|row| (row.team.clone(), row.period.clone())).collect();
        let mut computed = 0;
        for month in self.interval_months() {
            let is_known = |t: &String| known.contains(&(t.clone(), month.to_string()));
            if seen.derived.teams.iter().all(|t| is_known(&t.name)) {
                continue;
            }
            for team in self.scores(seen, std::slice::from_ref(month), replicates) {
                if is_known(&team.team) {
                    continue;
                }
                for row in team.months.iter().flat_map(|month| standing(&team.team, month)) {
                    let print = now.get(&(row.team.clone(), row.period.clone()));
                    computed += 1;
                    rows.push(IntervalRow::of(row, print.cloned().unwrap_or_default(), file));
                }
            }
        }
        (rows, computed)
    }

    fn none_of(&self, team: &str) -> bool {
        self.earlier.of_team(team).is_empty()
    }
}

fn columns_of<T: Table>(rows: &[T]) -> Columns {
    let mut columns = Columns::default();
    T::put(std::iter::once(rows), &mut columns);
    columns
}
