//! Runs signal files over the tables.
//!
//! [`Engine`] holds every table, empty until it is registered, so that a signal over data that a
//! repository does not have yields nothing instead of failing. Each query works on a copy of the
//! context: a query that fails leaves no half-planned names behind for the next.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{Scope, ScopedJoinHandle};

use polars::prelude::{DataFrame, IntoLazy, PolarsError};
use polars::sql::SQLContext;

use super::catalogue::{Catalogue, Signal};
use super::membership::spelt_out;
use super::seen;
use crate::model::observation::{Names, Numbered, Observation, Observations};
use crate::model::table::{Column, ColumnInfo, ColumnType, Table, TableError};
use crate::model::{derived, facts};
use crate::store::cells::from_frame;
use crate::store::frame::{Columns, FrameError, shape, to_frame};

/// Queries at once where nothing else runs: Polars spreads each over the cores already, and two hide
/// the planning of the one behind the work of the other.
pub const AT_ONCE: usize = 2;

/// Something that the engine refused.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A table that cannot be registered.
    #[error("table `{table}` cannot be registered")]
    Register {
        /// Table name.
        table: String,
        /// What Polars says.
        #[source]
        source: PolarsError,
    },
    /// SQL that Polars refuses.
    #[error("the query fails: {message}")]
    Query {
        /// What Polars says, in one line.
        message: String,
    },
    /// SQL of a signal that Polars refuses.
    #[error("{file}: signal `{signal}` fails: {message}")]
    Signal {
        /// File name.
        file: String,
        /// Signal id.
        signal: String,
        /// What Polars says, in one line.
        message: String,
    },
    /// A result that cannot be read.
    #[error(transparent)]
    Result(#[from] FrameError),
    /// A signal whose result is not a table of observations.
    #[error("{file}: signal `{signal}` {problem}")]
    Shape {
        /// File name.
        file: String,
        /// Signal id.
        signal: String,
        /// What is wrong.
        problem: ShapeProblem,
    },
}

/// What is wrong with the result of a signal's SELECT.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum ShapeProblem {
    /// A column of observations is absent.
    #[error("yields no column `{0}`")]
    Missing(String),
    /// A column that observations do not have.
    #[error("yields a column `{0}` that observations do not have")]
    Unknown(String),
    /// A column of another type.
    #[error("yields column `{column}` as {found:?} instead of {expected:?}")]
    Type {
        /// Column name.
        column: String,
        /// Type that observations have.
        expected: ColumnType,
        /// Type that was found.
        found: ColumnType,
    },
    /// A value or an exposure that is no number.
    #[error("yields no finite `{column}` for {item}")]
    NotFinite {
        /// Column name.
        column: &'static str,
        /// Item that it was seen on.
        item: String,
    },
    /// NULL where a value is needed.
    #[error("yields rows that are no observations: {0}")]
    Rows(#[from] TableError),
}

/// What one signal yielded.
#[derive(Debug)]
pub struct SignalResult {
    /// Signal id.
    pub signal: String,
    /// Its observations, sorted; or why there are none. Those of one run share their names.
    pub observations: Result<Observations, EngineError>,
}

/// SQL over the tables.
#[derive(Clone)]
pub struct Engine {
    context: SQLContext,
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

impl Engine {
    /// An engine that knows all tables, each without rows.
    #[must_use]
    pub fn new() -> Self {
        let engine = Self { context: SQLContext::new() };
        engine.register_empty_facts();
        engine.register_empty_derived();
        engine
    }

    fn register_empty_facts(&self) {
        self.register_empty::<facts::Commit>();
        self.register_empty::<facts::PullCommit>();
        self.register_empty::<facts::CommitTrailer>();
        self.register_empty::<facts::CommitFile>();
        self.register_empty::<facts::Tag>();
        self.register_empty::<facts::PullRequest>();
        self.register_empty::<facts::PullFile>();
        self.register_empty::<facts::LinkedIssue>();
        self.register_empty::<facts::Issue>();
        self.register_empty::<facts::Event>();
        self.register_empty::<facts::Milestone>();
        self.register_empty::<facts::MilestoneSnapshot>();
        self.register_empty::<facts::Person>();
        self.register_empty::<facts::OwnedPath>();
        self.register_empty::<facts::RosterEntry>();
    }

    fn register_empty_derived(&self) {
        self.register_empty::<derived::Interval>();
        self.register_empty::<derived::Act>();
        self.register_empty::<derived::CohortItem>();
        self.register_empty::<derived::Ask>();
        self.register_empty::<derived::IssueMonth>();
        self.register_empty::<derived::RosterWeek>();
        self.register_empty::<derived::UpdateWeek>();
        self.register_empty::<derived::CheckinWeek>();
        self.register_empty::<derived::WeekRow>();
        self.register_empty::<derived::MonthRow>();
        self.register_empty::<derived::TeamMonth>();
        self.register_empty::<derived::Context>();
        self.register_empty::<Observation>();
    }

    /// Columns without rows always make a frame; were one refused, the first query that names the
    /// table would say that it is unknown.
    fn register_empty<T: Table>(&self) {
        if let Ok(frame) = to_frame(&T::to_columns(&[])) {
            self.context.register(T::NAME, frame.lazy());
        }
    }

    /// Registers rows as the table of their type, in place of what was there.
    ///
    /// # Errors
    /// See [`Engine::register_columns`].
    pub fn register<T: Table>(&mut self, rows: &[T]) -> Result<(), EngineError> {
        let mut columns = Columns::default();
        T::put(std::iter::once(rows), &mut columns);
        self.register_columns(T::NAME, columns)
    }

    /// Registers columns as the table `name`, in place of what was there.
    ///
    /// # Errors
    /// When the columns differ in length or two have one name.
    pub fn register_columns(&mut self, name: &str, columns: Columns) -> Result<(), EngineError> {
        let frame = columns
            .frame()
            .map_err(|source| EngineError::Register { table: name.to_owned(), source })?;
        self.context.register(name, frame.lazy());
        Ok(())
    }

    /// Names of the tables, sorted.
    #[must_use]
    pub fn tables(&self) -> Vec<String> {
        self.context.get_tables()
    }

    /// Runs one SELECT. Whether it only reads is [`super::lint`]'s question, not asked here.
    ///
    /// # Errors
    /// When Polars refuses the SQL, or a column has a type that tables do not have.
    pub fn query(&self, sql: &str) -> Result<Vec<Column>, EngineError> {
        let columns = || Ok(from_frame(&self.frame(sql)?)?);
        with_room(columns).unwrap_or_else(Err)
    }

    /// What a SELECT yields; on a thread that has the room.
    fn frame(&self, sql: &str) -> Result<DataFrame, EngineError> {
        let run = self
            .context
            .clone()
            .execute(&spelt_out(sql))
            .and_then(polars::prelude::LazyFrame::collect);
        run.map_err(|error| refused(&error))
    }

    /// How Polars would run a SELECT, from the last step to the tables it begins with.
    ///
    /// # Errors
    /// When Polars refuses the SQL.
    pub fn explain(&self, sql: &str) -> Result<String, EngineError> {
        let explained =
            || self.context.clone().execute(&spelt_out(sql)).and_then(|frame| frame.explain(true));
        with_room(|| explained().map_err(|error| refused(&error))).unwrap_or_else(Err)
    }

    /// Runs one signal; the observations are in total order.
    ///
    /// # Errors
    /// When Polars refuses the SQL, or the result is not a table of observations.
    pub fn observe(&self, signal: &Signal) -> Result<Observations, EngineError> {
        with_room(|| {
            let names = Mutex::default();
            let rows = self.observe_here(signal, &names)?;
            Ok(shared(names, vec![Ok(rows)]).pop().transpose()?.unwrap_or_default())
        })
        .unwrap_or_else(Err)
    }

    fn observe_here(
        &self,
        signal: &Signal,
        names: &Mutex<Names>,
    ) -> Result<Vec<Numbered>, EngineError> {
        let id = &signal.definition.id;
        let fails = |message: String| EngineError::Signal {
            file: signal.file.clone(),
            signal: id.clone(),
            message,
        };
        let frame = self.frame(&signal.sql).map_err(|error| match error {
            EngineError::Query { message } => fails(message),
            other => fails(one_line(&other.to_string())),
        })?;
        let shape = shape(&frame).map_err(|error| fails(one_line(&error.to_string())))?;
        let wrong = |problem: ShapeProblem| EngineError::Shape {
            file: signal.file.clone(),
            signal: id.clone(),
            problem,
        };
        check_shape(&shape).map_err(wrong)?;
        let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = seen::rows(&frame, id, &mut names);
        rows.map_err(|error| fails(one_line(&error.to_string())))?.map_err(wrong)
    }

    /// Runs all signals one after the other on this thread, which [`roomy`] began; results in the order
    /// of the catalogue.
    #[must_use]
    pub fn observe_each(&self, catalogue: &Catalogue) -> Vec<SignalResult> {
        let names = Mutex::default();
        let rows = catalogue.signals.iter().map(|signal| self.observe_here(signal, &names));
        results(catalogue, rows.collect(), names)
    }

    /// Runs all signals on so many threads; results in the order of the catalogue. A thread begins
    /// once and not with each query: its first steps cost as much as a short query.
    ///
    /// # Errors
    /// When no thread can be begun.
    pub fn observe_all(
        &self,
        catalogue: &Catalogue,
        threads: usize,
    ) -> Result<Vec<SignalResult>, EngineError> {
        let next = AtomicUsize::new(0);
        let names = Mutex::default();
        let done = Mutex::new(Vec::with_capacity(catalogue.signals.len()));
        let work = || {
            while let Some((index, signal)) = {
                let index = next.fetch_add(1, Ordering::Relaxed);
                catalogue.signals.get(index).map(|signal| (index, signal))
            } {
                let rows = self.observe_here(signal, &names);
                done.lock().unwrap_or_else(PoisonError::into_inner).push((index, rows));
            }
        };
        std::thread::scope(|scope| -> Result<(), EngineError> {
            let begun: Result<Vec<_>, EngineError> =
                (0..threads.max(1)).map(|_| roomy(scope, work)).collect();
            begun?.into_iter().for_each(joined);
            Ok(())
        })?;
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(index, _)| *index);
        Ok(results(catalogue, done.into_iter().map(|(_, rows)| rows).collect(), names))
    }
}

/// What the signals of a catalogue yielded, in its order.
fn results(
    catalogue: &Catalogue,
    rows: Vec<Result<Vec<Numbered>, EngineError>>,
    names: Mutex<Names>,
) -> Vec<SignalResult> {
    let of_signals = catalogue.signals.iter().zip(shared(names, rows));
    of_signals
        .map(|(signal, observations)| SignalResult {
            signal: signal.definition.id.clone(),
            observations,
        })
        .collect()
}

/// Rows whose names are all known, sorted.
fn shared(
    names: Mutex<Names>,
    results: Vec<Result<Vec<Numbered>, EngineError>>,
) -> Vec<Result<Observations, EngineError>> {
    let names = names.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut lists = Vec::with_capacity(results.len());
    let mut failures = Vec::with_capacity(results.len());
    for result in results {
        let (rows, failure) = match result {
            Ok(rows) => (rows, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        lists.push(rows);
        failures.push(failure);
    }
    let sorted = |(mut rows, failure): (Observations, Option<EngineError>)| {
        rows.sort();
        failure.map_or(Ok(rows), Err)
    };
    names.observations(lists).into_iter().zip(failures).map(sorted).collect()
}

/// Bytes of stack for a query: Polars goes down its tree, in an unoptimised build with large steps.
const ROOM: usize = 128 << 20;

/// Begins a thread with room for the deepest query that [`super::lint`] lets through.
///
/// # Errors
/// When the system refuses it.
pub fn roomy<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>, EngineError> {
    let thread = std::thread::Builder::new().stack_size(ROOM).spawn_scoped(scope, work);
    thread.map_err(|error| EngineError::Query { message: error.to_string() })
}

/// What a thread yielded; its panic goes on here.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Runs work that queries on a thread with room for it.
fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, EngineError> {
    std::thread::scope(|scope| roomy(scope, work).map(joined))
}

fn refused(error: &PolarsError) -> EngineError {
    EngineError::Query { message: one_line(&error.to_string()) }
}

/// Characters of a message that are shown.
const MESSAGE_LENGTH: usize = 300;

/// Polars' messages span lines and print whole syntax trees; their begin says what is wrong.
fn one_line(message: &str) -> String {
    let first = message.split("\n\n").next().unwrap_or(message);
    let line = first.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MESSAGE_LENGTH) {
        Some((end, _)) => format!("{} ...", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// The columns of an observation that a SELECT yields: all but the signal's own id.
fn expected() -> impl Iterator<Item = ColumnInfo> {
    Observation::schema().into_iter().filter(|info| info.name != "signal")
}

fn check_shape(columns: &[(String, ColumnType)]) -> Result<(), ShapeProblem> {
    for info in expected() {
        let found = columns
            .iter()
            .find(|(name, _)| *name == info.name)
            .ok_or_else(|| ShapeProblem::Missing(info.name.clone()))?
            .1;
        if found != info.column_type {
            let expected = info.column_type;
            return Err(ShapeProblem::Type { column: info.name, expected, found });
        }
    }
    match columns.iter().find(|(name, _)| expected().all(|info| info.name != *name)) {
        Some((unknown, _)) => Err(ShapeProblem::Unknown(unknown.clone())),
        None => Ok(()),
    }
}
