//! Simulated teams with what the program says of them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::casting::{Region, Role};
use super::path::{Case, Observed, Scoring, Span, observe};
use super::simple::{self, Figures, Simple};
use super::stats::Count;
use crate::config::Leader;
use crate::model::parallel::{cores, in_parallel};
use crate::model::time::{Period, Timestamp};
use crate::score::outcome::{Estimate, MonthScore, Pressure, SureZone, TeamScore, Zone};
use crate::signals::catalogue::Catalogue;
use crate::signals::engine::EngineError;
use crate::sources::simulate::{SimulatedTeam, Style, team};

/// Pull requests that go through one engine run: enough to pay for planning, few enough for memory.
const PULLS_AT_ONCE: f64 = 12_000.0;

/// A team and its month.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Where it was drawn from.
    pub region: Region,
    /// Its latent style.
    pub style: Style,
    /// What the program says.
    pub month: MonthScore,
    /// What simple scores say.
    pub simple: Figures,
}

impl Judged {
    /// What the score should order teams by, -100 to 100.
    #[must_use]
    pub fn true_position(&self) -> f64 {
        100.0 * (self.style.drift - self.style.control)
    }

    /// The position; `None` where there is none.
    #[must_use]
    pub fn position(&self) -> Option<f64> {
        self.month.standing.as_ref().map(|s| s.position.value)
    }

    /// Control and drift pressure.
    #[must_use]
    pub fn pressures(&self) -> Option<(Estimate, Estimate)> {
        let value = |p: &Option<Pressure>| p.as_ref()?.value;
        Some((value(&self.month.control)?, value(&self.month.drift)?))
    }

    /// The label, where the resamples agree on one.
    #[must_use]
    pub fn label(&self) -> Option<SureZone> {
        label(&self.month)
    }

    /// One figure a definition.
    #[must_use]
    pub fn figures(&self) -> Vec<Option<f64>> {
        self.month.signals.iter().map(|s| s.estimate.map(|e| e.value)).collect()
    }

    /// The corner that it was drawn from.
    #[must_use]
    pub fn corner(&self) -> Option<SureZone> {
        match self.region {
            Region::Style(zone) => Some(zone),
            Region::Plane | Region::Line => None,
        }
    }
}

/// The label of a month, where the resamples agree on one.
#[must_use]
pub fn label(month: &MonthScore) -> Option<SureZone> {
    match month.standing.as_ref()?.zone {
        Zone::MicroEngaged => Some(SureZone::MicroEngaged),
        Zone::ApprovalBound => Some(SureZone::ApprovalBound),
        Zone::Drifting => Some(SureZone::Drifting),
        Zone::PulledBothWays => Some(SureZone::PulledBothWays),
        Zone::Unclear { .. } => None,
    }
}

/// What went through the path on the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Passed {
    /// Teams.
    pub teams: usize,
    /// Pull requests whose pieces make up their open time, of all (V10).
    pub sound: Count,
}

impl Passed {
    /// Adds one run.
    pub fn add(&mut self, teams: usize, observed: &Observed) {
        self.teams += teams;
        let unsound = usize::try_from(observed.unsound()).unwrap_or(usize::MAX);
        let pulls = observed.pulls();
        self.sound = self.sound.plus(Count { hits: pulls, of: pulls.saturating_add(unsound) });
    }
}

/// Simulates teams on all cores.
#[must_use]
pub fn simulate(roles: &[Role]) -> Vec<Case> {
    in_parallel(cores(), roles.len(), |index| {
        let role = &roles[index];
        case(team(&role.spec, role.seed))
    })
}

/// A simulated team as `midspan.toml` would describe it.
fn case(team: SimulatedTeam) -> Case {
    let of_role = |role: &str| -> Vec<String> {
        let entries = team.roster.iter().filter(|entry| entry.role == role);
        entries.map(|entry| entry.person.to_string()).collect()
    };
    let leader = |person: String| Leader {
        away: team.away.iter().filter(|a| a.0 == person).map(|a| (a.1, a.2)).collect(),
        team: Some(team.repo.clone()),
        from: None,
        to: None,
        person,
    };
    Case {
        leaders: of_role("leader").into_iter().map(leader).collect(),
        members: of_role("member"),
        repo: team.repo,
        facts: team.facts,
    }
}

/// Simulates teams that all have the same months, and judges one month of each.
///
/// # Errors
/// When the engine refuses a signal file.
pub fn judge(
    roles: &[Role],
    catalogue: &Catalogue,
    scoring: Scoring<'_>,
    change: &(dyn Fn(&mut Case) + Sync),
    passed: &mut Passed,
) -> Result<Vec<Judged>, EngineError> {
    let mut judged = Vec::with_capacity(roles.len());
    for batch in batches(roles) {
        let Some(first) = batch.first() else { continue };
        let mut cases = simulate(batch);
        cases.iter_mut().for_each(change);
        let period = first.spec.first.plus(super::casting::WARM_UP.cast_signed());
        let observed = observe(cases, Span::month(period, end(first)), catalogue)?;
        passed.add(batch.len(), &observed);
        let simple = simple::figures(&observed.derived, &period.to_string());
        let scores = observed.score(scoring);
        judged.extend(pair(batch, scores, &simple));
    }
    Ok(judged)
}

/// The instant at which a simulation ends.
#[must_use]
pub fn end(role: &Role) -> Timestamp {
    let last: Period = role.spec.first.plus(role.spec.months.cast_signed() - 1);
    last.end(&role.spec.zone)
}

/// Teams that go through the engine together.
#[must_use]
pub fn batches(roles: &[Role]) -> Vec<&[Role]> {
    let mut rest = roles;
    let mut batches = Vec::new();
    while !rest.is_empty() {
        let mut pulls = 0.0;
        let taken = rest.iter().take_while(|role| {
            pulls += role.spec.pulls_per_month * f64::from(role.spec.months);
            pulls <= PULLS_AT_ONCE
        });
        let (now, later) = rest.split_at(taken.count().max(1));
        batches.push(now);
        rest = later;
    }
    batches
}

fn pair(roles: &[Role], scores: Vec<TeamScore>, simple: &BTreeMap<String, Figures>) -> Vec<Judged> {
    let mut by_team: BTreeMap<String, MonthScore> = scores
        .into_iter()
        .filter_map(|mut score| Some((score.team, score.months.pop()?)))
        .collect();
    let of_role = |role: &Role| {
        let month = by_team.remove(&role.spec.repo)?;
        let mut simple = simple.get(&role.spec.repo).copied().unwrap_or_default();
        let p75 = month.signals.iter().find(|s| s.id == "time_to_first_response_p75");
        for (score, figure) in Simple::ALL.iter().zip(&mut simple) {
            if *score == Simple::FirstReviewCensored {
                *figure = p75.and_then(|s| s.estimate).map(|e| e.value);
            }
        }
        Some(Judged { region: role.region, style: role.style, month, simple })
    };
    roles.iter().filter_map(of_role).collect()
}
