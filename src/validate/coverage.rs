//! Whether the intervals hold what they should (V6), and what the shift detector finds in teams
//! that do not change (V9).
//!
//! The truth is the team's own long-run value: the same team simulated for three years, all of it
//! scored as one month. Nothing but the amount of data differs, so that what an interval misses is
//! chance that it did not allow for, or bias of small samples.

use serde::Serialize;

use super::casting::{Casting, Circumstances, FOLLOW_UP, Region, Role, WARM_UP};
use super::judged::{Passed, batches, end, simulate};
use super::path::{Observed, Scoring, Span, observe};
use super::spread::{Spread, Spreads};
use super::stats::{Count, mean};
use crate::model::derived::TeamMonth;
use crate::model::observation::Observation;
use crate::model::time::Period;
use crate::score::outcome::{Estimate, MonthScore, TeamScore};
use crate::signals::catalogue::Catalogue;
use crate::signals::engine::EngineError;

/// Months of the long run.
pub const LONG: u32 = 36;
/// Months between those whose intervals are looked at, so that windows hardly overlap.
const APART: usize = 3;
/// Months of a run of the shift detector: three of baseline and a year.
pub const WATCHED: usize = 15;
/// Replicates of the shift detector, which needs their spread alone.
const SPREAD: u32 = 100;

/// Intervals that hold the truth.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// Of control pressure.
    pub control: Count,
    /// Of drift pressure.
    pub drift: Count,
    /// Of the position.
    pub position: Count,
    /// Mean width of the position's intervals.
    pub width: Option<f64>,
    /// Mean of point less truth, position.
    pub bias: Option<f64>,
    /// Mean of point less truth, control pressure.
    pub control_bias: Option<f64>,
    /// Mean of point less truth, drift pressure.
    pub drift_bias: Option<f64>,
    /// Runs of 15 months in which a shift was reported though there was none.
    pub false_shifts: Count,
    /// Facets, then signals: how far months lie from the long run, and how far they may.
    pub spreads: Vec<Spread>,
}

/// Teams that run for three years.
#[must_use]
pub fn cast(seed: u64, teams: usize, pulls: f64) -> Vec<Role> {
    let mut casting = Casting::new(seed, &format!("long-{pulls:.0}"));
    let around = Circumstances::sized(pulls);
    let mut roles: Vec<Role> = (0..teams).map(|_| casting.team(Region::Plane, &around)).collect();
    for role in &mut roles {
        role.spec.months = WARM_UP + LONG + FOLLOW_UP;
    }
    roles
}

/// Coverage over teams that run for three years.
///
/// # Errors
/// When the engine refuses a signal file.
pub fn coverage(
    roles: &[Role],
    catalogue: &Catalogue,
    scoring: Scoring<'_>,
    passed: &mut Passed,
) -> Result<Coverage, EngineError> {
    let mut points: Vec<Point> = Vec::new();
    let mut shifts = Count::default();
    let mut spreads = Spreads::default();
    for batch in batches(roles) {
        let Some(role) = batch.first() else { continue };
        let first = role.spec.first.plus(WARM_UP.cast_signed());
        let last = first.plus(LONG.cast_signed() - 1);
        let span = Span { first, last, as_of: end(role) };
        let observed = observe(simulate(batch), span, catalogue)?;
        passed.add(batch.len(), &observed);
        let truth = long_run(&observed, first, scoring);
        let some: Vec<Period> = observed.periods.iter().copied().step_by(APART).collect();
        let monthly = observed.score_months(&some, scoring);
        points.extend(monthly.iter().zip(&truth).flat_map(|(team, truth)| compare(team, truth)));
        for (team, truth) in monthly.iter().zip(&truth) {
            if let Some(truth) = truth.months.first() {
                team.months.iter().for_each(|month| spreads.add(month, truth));
            }
        }
        let watch = Scoring { replicates: SPREAD, ..scoring };
        for months in observed.periods.chunks_exact(WATCHED) {
            let teams = observed.score_months(months, watch);
            shifts = shifts.plus(Count::over(teams.iter().map(|t| t.shift.is_some())));
        }
    }
    Ok(Coverage { false_shifts: shifts, spreads: spreads.lines(), ..summary(&points) })
}

/// All months of each team as one.
fn long_run(observed: &Observed, month: Period, scoring: Scoring<'_>) -> Vec<TeamScore> {
    let text = month.to_string();
    let mut long = observed.clone();
    let within =
        |period: &str| period.parse::<Period>().is_ok_and(|p| observed.periods.contains(&p));
    let rows = observed.observations.iter().filter(|row| within(row.period()));
    long.observations =
        rows.map(|row| Observation { period: text.as_str().into(), ..row.to_owned() }).collect();
    let ready = |team: &str| -> i64 {
        let of_team = |m: &&TeamMonth| m.team == team && within(&m.period);
        observed.derived.team_months.iter().filter(of_team).map(|m| m.ready).sum()
    };
    // Rosters do not change, so any month's counts of people stand for all.
    long.derived.team_months.retain(|m| m.period == text);
    for row in &mut long.derived.team_months {
        row.ready = ready(&row.team);
    }
    long.score_months(&[month], Scoring { replicates: 0, ..scoring })
}

/// Point and interval against the truth: control, drift, position.
struct Point([(Estimate, f64); 3]);

fn of_month(month: &MonthScore) -> Option<[Estimate; 3]> {
    let standing = month.standing.as_ref()?;
    Some([month.control.as_ref()?.value?, month.drift.as_ref()?.value?, standing.position])
}

fn compare(team: &TeamScore, truth: &TeamScore) -> Vec<Point> {
    let Some(truth) = truth.months.first().and_then(of_month) else { return Vec::new() };
    let months = team.months.iter().filter_map(of_month);
    months
        .map(|[control, drift, position]| {
            Point([(control, truth[0].value), (drift, truth[1].value), (position, truth[2].value)])
        })
        .collect()
}

fn summary(points: &[Point]) -> Coverage {
    let of = |index: usize| points.iter().map(move |point| point.0[index]);
    let held = |index: usize| {
        Count::over(of(index).filter_map(|(estimate, truth)| {
            let interval = estimate.interval?;
            Some(interval.low <= truth && truth <= interval.high)
        }))
    };
    let off = |index: usize| mean(&of(index).map(|(e, truth)| e.value - truth).collect::<Vec<_>>());
    let widths: Vec<f64> = of(2).filter_map(|(e, _)| e.interval).map(|i| i.high - i.low).collect();
    Coverage {
        control: held(0),
        drift: held(1),
        position: held(2),
        width: mean(&widths),
        bias: off(2),
        control_bias: off(0),
        drift_bias: off(1),
        false_shifts: Count::default(),
        spreads: Vec::new(),
    }
}
