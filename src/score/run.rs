//! All teams and months, in parallel, in fixed order.

use std::collections::BTreeMap;

use crate::model::parallel::in_parallel;

use super::change;
use super::inputs::ScoreInputs;
use super::month::{Draft, draft};
use super::outcome::TeamScore;
use super::pressure::Layout;
use super::rows::{TeamData, by_team};
use super::trend;

/// Months drafted at a time: draws take a third of a megabyte each and go once months are compared.
const BATCH: usize = 64;

/// Scores all teams; alphabetical by team, months as given.
#[must_use]
pub fn score(inputs: &ScoreInputs<'_>) -> Vec<TeamScore> {
    let layout = Layout::of(inputs.definitions);
    let mut teams = by_team(inputs);
    let (mut scores, mut probabilities) = (Vec::new(), Vec::new());
    let at_once = (BATCH / inputs.periods.len().max(1)).max(1);
    loop {
        let batch: Vec<TeamData<'_>> = teams.by_ref().take(at_once).collect();
        if batch.is_empty() {
            break;
        }
        for (team, months) in batch.iter().zip(drafts(inputs, &layout, &batch)) {
            let (score, probability) = finish(team, months);
            scores.push(score);
            probabilities.push(probability);
        }
    }
    hold_to_discovery_rate(&mut scores, &probabilities);
    scores
}

/// The drafts of each team's months.
fn drafts(inputs: &ScoreInputs<'_>, layout: &Layout, teams: &[TeamData<'_>]) -> Vec<Vec<Draft>> {
    let jobs: Vec<(usize, usize)> = (0..teams.len())
        .flat_map(|team| (0..inputs.periods.len()).map(move |month| (team, month)))
        .collect();
    let done = in_parallel(inputs.threads, jobs.len(), |job| {
        let (team, month) = jobs[job];
        draft(inputs, layout, &teams[team], inputs.periods[month])
    });
    let mut by_team: Vec<Vec<Draft>> = vec![Vec::new(); teams.len()];
    for ((team, _), draft) in jobs.iter().zip(done) {
        by_team[*team].push(draft);
    }
    by_team
}

fn finish(team: &TeamData<'_>, mut months: Vec<Draft>) -> (TeamScore, Vec<Option<f64>>) {
    let probabilities = change::set(&mut months);
    trend::set_sustained(&mut months);
    let score = TeamScore {
        team: team.name.to_owned(),
        trend: trend::trend(&months),
        shift: trend::shift(&months, trend::Measure::Position),
        control_shift: trend::shift(&months, trend::Measure::Control),
        drift_shift: trend::shift(&months, trend::Measure::Drift),
        months: months.into_iter().map(|month| month.score).collect(),
    };
    (score, probabilities)
}

/// A change is clear only if it still is when all teams of the month are looked at together.
fn hold_to_discovery_rate(scores: &mut [TeamScore], probabilities: &[Vec<Option<f64>>]) {
    let mut by_month: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for team in probabilities {
        for (month, probability) in team.iter().enumerate() {
            by_month.entry(month).or_default().extend(*probability);
        }
    }
    for (month, of_month) in by_month {
        let limit = change::discovery_limit(&of_month);
        for (score, team) in scores.iter_mut().zip(probabilities) {
            let discovered = team
                .get(month)
                .copied()
                .flatten()
                .zip(limit)
                .is_some_and(|(probability, limit)| probability <= limit);
            let standing = score.months.get_mut(month).and_then(|m| m.standing.as_mut());
            if let Some(change) = standing.and_then(|standing| standing.change.as_mut()) {
                change.clear &= discovered;
            }
        }
    }
}
