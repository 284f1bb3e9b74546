//! The month scored again as if a suggestion had held.
//!
//! The same formulas run over the same rows, of which only those behind the suggestion differ. It
//! says what the figures would have been, not what people would have done.

use super::case::Case;
use super::proposal::{Becomes, Supposed};
use crate::model::derived::TeamMonth;
use crate::model::observation::{Numbered, ObservationRef};
use crate::score::outcome::MonthScore;
use crate::score::{Detail, ScoreInputs, score};

/// The team's month under the supposition.
pub(super) fn recompute(case: &Case<'_>, supposed: &[Supposed]) -> Option<MonthScore> {
    let scoring = case.sources.scoring;
    let rows = case.scored_rows().map(|row| changed(row, supposed)).collect();
    let observations = scoring.observations.with(rows);
    let team_months: Vec<TeamMonth> =
        scoring.team_months.iter().filter(|m| m.team == case.team).cloned().collect();
    let scores = score(&ScoreInputs {
        observations: &observations,
        team_months: &team_months,
        periods: &[case.month.period],
        // Point values are enough; they do not depend on the draws, and nobody is shown them.
        replicates: 0,
        detail: Detail::Points,
        ..scoring
    });
    scores.into_iter().next()?.months.into_iter().next()
}

fn changed(observation: ObservationRef<'_>, supposed: &[Supposed]) -> Numbered {
    let mut row = *observation.row;
    let signal = observation.signal();
    let of_row = supposed
        .iter()
        .filter(|s| s.signal == signal)
        .find(|s| s.items.contains(&(observation.repo().into(), observation.item().into())));
    match of_row.map(|s| s.becomes) {
        Some(Becomes::Nothing) => row.value = 0.0,
        Some(Becomes::Whole) => row.value = row.exposure,
        Some(Becomes::AtMost(most)) => {
            row.value = row.value.min(most);
            row.censored = false;
        }
        Some(Becomes::More(more)) => row.value = (row.value + more).min(row.exposure),
        None => {}
    }
    row
}
