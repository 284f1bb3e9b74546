//! The way that real data goes: facts, derived tables, signal files on the SQL engine, scores.
//!
//! Nothing here is a short cut. Many teams go through one engine run as that many repositories,
//! so that planning a query is paid for once.

use std::collections::BTreeSet;

use crate::config::{Config, Leader, Team};
use crate::derive::tables::{Derived, Inputs, NoteKind, derive};
use crate::model::observation::Observations;
use crate::model::parallel::cores;
use crate::model::time::{Period, Timestamp};
use crate::score::outcome::TeamScore;
use crate::score::{Detail, ScoreInputs, score};
use crate::signals::catalogue::{Catalogue, Signal};
use crate::signals::definition::Definition;
use crate::signals::engine::{AT_ONCE, Engine, EngineError};
use crate::signals::tables;
use crate::sources::facts::Facts;

/// Months before the first one scored that windows look back on.
pub const LOOK_BACK: i32 = 5;

/// A team with its data, known to the program as any real one is.
#[derive(Clone, Debug)]
pub struct Case {
    /// Repository, and name of the team.
    pub repo: String,
    /// What a source would have recorded.
    pub facts: Facts,
    /// Leaders, as `midspan.toml` would name them.
    pub leaders: Vec<Leader>,
    /// Logins of the others.
    pub members: Vec<String>,
}

/// Months that are scored, and the instant from which everything is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// First month scored.
    pub first: Period,
    /// Last month scored.
    pub last: Period,
    /// Looked at from here.
    pub as_of: Timestamp,
}

impl Span {
    /// One month.
    #[must_use]
    pub fn month(period: Period, as_of: Timestamp) -> Self {
        Self { first: period, last: period, as_of }
    }

    /// Its months, oldest first, from `back` months before the first.
    fn months(&self, back: i32) -> Vec<Period> {
        (-back..=self.last.months_since(self.first)).map(|n| self.first.plus(n)).collect()
    }
}

/// Teams after the signal files ran.
#[derive(Clone, Debug)]
pub struct Observed {
    /// Derived tables.
    pub derived: Derived,
    /// What the signals saw.
    pub observations: Observations,
    /// Months to score.
    pub periods: Vec<Period>,
    /// Signals, in catalogue order.
    pub definitions: Vec<Definition>,
}

/// How scores are computed.
#[derive(Clone, Copy, Debug)]
pub struct Scoring<'a> {
    /// Replicates of the bootstrap.
    pub replicates: u32,
    /// Separates the random draws of one experiment from another's.
    pub domain: &'a str,
}

/// The signals that count in a pressure; the others are shown only, and nothing here asks for them.
#[must_use]
pub fn scored(catalogue: &Catalogue) -> Catalogue {
    let counts = |s: &&Signal| s.definition.control.is_some() || s.definition.drift.is_some();
    Catalogue { signals: catalogue.signals.iter().filter(counts).cloned().collect() }
}

/// Runs teams through derivation and signals.
///
/// # Errors
/// When the engine refuses a signal file.
pub fn observe(
    cases: Vec<Case>,
    span: Span,
    catalogue: &Catalogue,
) -> Result<Observed, EngineError> {
    let config = config(&cases);
    let facts: Vec<(String, Facts)> = cases.into_iter().map(|c| (c.repo, c.facts)).collect();
    let derived = derive(&Inputs {
        facts: &facts,
        config: &config,
        as_of: span.as_of,
        periods: &span.months(LOOK_BACK),
        score_version: &catalogue.score_version(),
        threads: cores(),
        notes: true,
    });
    let mut engine = Engine::new();
    let reads = catalogue.reads();
    let read = |table: &str, schema| reads.columns(table, schema);
    tables::each(&facts, &derived, &read, |name, columns| engine.register_columns(name, columns))?;
    let seen = engine.observe_all(catalogue, AT_ONCE)?.into_iter().map(|seen| seen.observations);
    let observations = Observations::joined(seen.collect::<Result<_, _>>()?);
    let definitions = catalogue.signals.iter().map(|s| s.definition.clone()).collect();
    Ok(Observed { derived, observations, periods: span.months(0), definitions })
}

/// One team a repository, with leaders and members as a careful user would name them.
fn config(cases: &[Case]) -> Config {
    let team = |case: &Case| Team {
        name: case.repo.clone(),
        members: case.members.clone(),
        repos: vec![case.repo.clone()],
        ..Team::default()
    };
    let leaders = |case: &Case| -> Vec<Leader> {
        let team = Some(case.repo.clone());
        case.leaders.iter().map(|l| Leader { team: team.clone(), ..l.clone() }).collect()
    };
    Config {
        teams: cases.iter().map(team).collect(),
        leaders: cases.iter().flat_map(leaders).collect(),
        ..Config::default()
    }
}

impl Observed {
    /// Scores the teams, in order of their names.
    #[must_use]
    pub fn score(&self, scoring: Scoring<'_>) -> Vec<TeamScore> {
        self.score_months(&self.periods, scoring)
    }

    /// Scores other months than all.
    #[must_use]
    pub fn score_months(&self, periods: &[Period], scoring: Scoring<'_>) -> Vec<TeamScore> {
        let provisional: BTreeSet<Period> = self
            .derived
            .months
            .iter()
            .filter(|m| m.provisional)
            .filter_map(|m| m.period.parse().ok())
            .collect();
        let privacy = Config::default().privacy;
        score(&ScoreInputs {
            definitions: &self.definitions,
            observations: &self.observations,
            team_months: &self.derived.team_months,
            periods,
            provisional: &provisional,
            regimes: &[],
            low_risk: &self.derived.low_risk(),
            min_active: privacy.min_active,
            min_authors: privacy.min_authors,
            replicates: scoring.replicates,
            threads: cores(),
            detail: Detail::Robustness,
            seed_domain: scoring.domain,
        })
    }

    /// Pull requests whose pieces do not make up their open time (V10).
    #[must_use]
    pub fn unsound(&self) -> u64 {
        let notes = self.derived.notes.iter().filter(|n| n.kind == NoteKind::Unsound);
        notes.map(|n| n.count).sum()
    }

    /// Pull requests that have pieces.
    #[must_use]
    pub fn pulls(&self) -> usize {
        let intervals = &self.derived.intervals;
        let distinct: BTreeSet<(&str, i64)> =
            intervals.iter().map(|i| (i.repo.as_str(), i.number)).collect();
        distinct.len()
    }
}
