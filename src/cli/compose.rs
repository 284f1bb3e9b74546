//! From tables and observations to the report, wherever they were computed.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::error::{CliError, Kind};
use crate::derive::tables::Derived;
use crate::model::observation::Observations;
use crate::model::parallel::cores;
use crate::model::time::{Period, Timestamp};
use crate::report::build::{self, Material};
use crate::report::{Note, Report, RepositoryFacts, SignalDoc};
use crate::score::{Detail, ScoreInputs, score};
use crate::signals::catalogue::Catalogue;
use crate::sources::facts::{Facts, Gap};

/// Bootstrap replicates (model 3.6).
pub(super) const REPLICATES: u32 = 1_000;

/// What a report is made of.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    /// Facts by repository, in alphabetical order.
    pub facts: &'a [(String, Facts)],
    /// The same repositories with their counts.
    pub repositories: Vec<RepositoryFacts>,
    /// What could not be read of each.
    pub gaps: &'a [(String, Vec<Gap>)],
    /// Derived tables.
    pub derived: &'a Derived,
    /// What the signals saw.
    pub observations: &'a Observations,
    /// Signal files.
    pub catalogue: &'a Catalogue,
    /// Whether all of it is invented.
    pub example: bool,
    /// Time at which everything is looked at.
    pub as_of: Timestamp,
    /// Months shown, oldest first.
    pub periods: &'a [Period],
    /// Time zone of months.
    pub zone: &'a TimeZone,
    /// Fewest active people, and fewest non-leader authors, of a team that is shown.
    pub least: (u32, u32),
    /// Remarks for the data notes.
    pub remarks: Vec<Note>,
}

/// Scores the observations and puts the report together.
pub(super) fn report(parts: Parts<'_>) -> Result<Report, CliError> {
    let definitions = parts.catalogue.definitions();
    let provisional = provisional(parts.derived);
    let regimes = regimes(parts.derived);
    let scoring = ScoreInputs {
        definitions: &definitions,
        observations: parts.observations,
        team_months: &parts.derived.team_months,
        periods: parts.periods,
        provisional: &provisional,
        regimes: &regimes,
        low_risk: &parts.derived.low_risk(),
        min_active: parts.least.0,
        min_authors: parts.least.1,
        replicates: REPLICATES,
        threads: cores(),
        detail: Detail::Evidence,
        seed_domain: "midspan",
    };
    let scores = score(&scoring);
    build::report(Material {
        subject: subject(&parts.repositories),
        example: parts.example,
        version: env!("CARGO_PKG_VERSION"),
        score_version: &parts.catalogue.score_version(),
        as_of: parts.as_of,
        periods: parts.periods,
        zone: parts.zone,
        facts: parts.facts,
        repositories: parts.repositories,
        gaps: parts.gaps,
        derived: parts.derived,
        scoring,
        scores,
        definitions: parts
            .catalogue
            .signals
            .iter()
            .map(|s| SignalDoc { definition: s.definition.clone(), sql: s.sql.clone() })
            .collect(),
        remarks: parts.remarks,
    })
    .ok_or_else(|| CliError::new(Kind::Usage, "no month to report on"))
}

/// Months whose last items have not been followed for their full horizon.
pub(super) fn provisional(derived: &Derived) -> BTreeSet<Period> {
    let open = derived.months.iter().filter(|m| m.provisional);
    open.filter_map(|m| m.period.parse().ok()).collect()
}

/// Signals that a way of working makes meaningless: team, signal, why.
pub(super) fn regimes(derived: &Derived) -> Vec<(String, String, String)> {
    let all = derived.teams.iter().flat_map(|t| t.regimes.iter().map(move |r| (t, r)));
    all.flat_map(|(team, regime)| {
        regime.invalid.iter().map(|id| (team.name.clone(), id.clone(), regime.why.clone()))
    })
    .collect()
}

/// The repository, its owner where there are several of one, or how many there are.
fn subject(repositories: &[RepositoryFacts]) -> String {
    let repos: Vec<&str> = repositories.iter().map(|r| r.repo.as_str()).collect();
    let owners: BTreeSet<&str> = repos.iter().filter_map(|r| Some(r.split_once('/')?.0)).collect();
    match (repos.as_slice(), owners.len()) {
        ([one], _) => (*one).to_owned(),
        (_, 1) => owners.into_iter().collect(),
        (many, _) => format!("{} repositories", many.len()),
    }
}
