//! Whether a shift is found, and how soon (V9).

use serde::Serialize;

use super::casting::{Casting, Circumstances, FOLLOW_UP, Region, Role, WARM_UP};
use super::judged::{Passed, batches, end, simulate};
use super::path::{Scoring, Span, observe};
use super::stats::{Count, mean, median};
use crate::model::time::Period;
use crate::score::outcome::TeamScore;
use crate::signals::catalogue::Catalogue;
use crate::signals::engine::EngineError;
use crate::sources::simulate::Style;

/// Months before the shift: three of baseline and three more.
const BEFORE: u32 = 6;
/// Months within which it is to be found.
const WITHIN: u32 = 6;
/// By how much one latent pressure moves. The measured position moves by less: anchors are set so
/// that everyday ends of a style do not reach the ends of the scale. The first moves it by the 25
/// points that the target speaks of (model 3.9: three standard errors); the second moves the style
/// itself by 25 points.
pub const STEPS: [f64; 2] = [0.35, 0.25];

/// What the detector found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Found {
    /// By how much one latent pressure moved.
    pub step: f64,
    /// Shifts found within six months, of all.
    pub in_time: Count,
    /// Alarms before there was anything to find.
    pub too_early: Count,
    /// Median months from the shift to the alarm, the month of the shift counting as 1.
    pub delay: Option<f64>,
    /// Mean of how far the measured position moved, in points.
    pub moved: Option<f64>,
}

/// Teams whose style moves by a step, half of them towards control and half towards drift.
#[must_use]
pub fn cast(seed: u64, teams: usize, step: f64) -> Vec<Role> {
    let mut casting = Casting::new(seed, "shift");
    (0..teams)
        .map(|number| {
            let calm = casting.between(0.0, 0.3);
            let from = casting.between(0.1, 1.0 - step);
            let style = |moving: f64| match number % 2 {
                0 => Style { control: moving, drift: calm },
                _ => Style { control: calm, drift: moving },
            };
            let around = Circumstances::sized(65.0);
            let mut role = casting.with_style(Region::Plane, style(from), &around);
            role.spec.styles = vec![(0, style(from)), (WARM_UP + BEFORE, style(from + step))];
            role.spec.months = WARM_UP + BEFORE + WITHIN + FOLLOW_UP;
            role
        })
        .collect()
}

/// What the detector finds in them.
///
/// # Errors
/// When the engine refuses a signal file.
pub fn found(
    roles: &[Role],
    step: f64,
    (catalogue, scoring): (&Catalogue, Scoring<'_>),
    passed: &mut Passed,
) -> Result<Found, EngineError> {
    let mut outcomes: Vec<(Option<i32>, Option<f64>)> = Vec::new();
    for batch in batches(roles) {
        let Some(role) = batch.first() else { continue };
        let first = role.spec.first.plus(WARM_UP.cast_signed());
        let last = first.plus((BEFORE + WITHIN).cast_signed() - 1);
        let span = Span { first, last, as_of: end(role) };
        let observed = observe(simulate(batch), span, catalogue)?;
        passed.add(batch.len(), &observed);
        let moves = first.plus(BEFORE.cast_signed());
        let scores = observed.score(scoring);
        outcomes.extend(
            scores
                .iter()
                .map(|team| (team.shift.map(|at| at.months_since(moves) + 1), moved(team, moves))),
        );
    }
    let delays: Vec<f64> =
        outcomes.iter().filter_map(|o| o.0).filter(|d| *d > 0).map(f64::from).collect();
    Ok(Found {
        step,
        in_time: Count::over(outcomes.iter().map(|o| o.0.is_some_and(|delay| delay > 0))),
        too_early: Count::over(outcomes.iter().map(|o| o.0.is_some_and(|delay| delay <= 0))),
        delay: median(&delays),
        moved: mean(&outcomes.iter().filter_map(|o| o.1).map(f64::abs).collect::<Vec<_>>()),
    })
}

/// How far the mean position moved.
fn moved(team: &TeamScore, step: Period) -> Option<f64> {
    let positions = |after: bool| -> Vec<f64> {
        let months = team.months.iter().filter(|m| (m.period >= step) == after);
        months.filter_map(|m| m.standing.as_ref()).map(|s| s.position.value).collect()
    };
    Some(mean(&positions(true))? - mean(&positions(false))?)
}
