//! This month against the one before (model 3.9): differences of independent draws.
//!
//! Across teams, positions are held to a false discovery rate of 10 % (Y. Benjamini and
//! Y. Hochberg, Journal of the Royal Statistical Society B 57(1), 1995).

use super::bootstrap::interval;
use super::month::Draft;
use super::outcome::Change;

/// Share left out at either end: the interval holds 90 %.
const TAIL: f64 = 0.05;
/// False discovery rate across the teams of a month.
const DISCOVERY_RATE: f64 = 0.1;

/// Sets the change of every signal and position of a team; months are oldest first.
///
/// Returns for each month the probability, under no change, of a position that moved as far.
pub(super) fn set(months: &mut [Draft]) -> Vec<Option<f64>> {
    let signals = months.iter().map(|m| m.score.signals.len()).max().unwrap_or(0);
    for signal in 0..signals {
        set_signal(months, signal);
    }
    set_position(months)
}

fn set_signal(months: &mut [Draft], signal: usize) {
    let mut before: Option<(f64, Vec<f64>)> = None;
    for month in months {
        let Some(figure) = month.score.signals.get_mut(signal) else { continue };
        let Some(estimate) = figure.estimate else { continue };
        let draws = month.draws.signals.get(signal).cloned().unwrap_or_default();
        figure.change = before
            .as_ref()
            .map(|(value, old)| change(estimate.value - value, &differences(&draws, old)));
        before = Some((estimate.value, draws));
    }
}

fn set_position(months: &mut [Draft]) -> Vec<Option<f64>> {
    let mut before: Option<(f64, Vec<f64>)> = None;
    let mut probabilities = Vec::with_capacity(months.len());
    for month in months {
        let mut probability = None;
        if let Some(standing) = &mut month.score.standing {
            let value = standing.position.value;
            if let Some((old, old_draws)) = &before {
                let differences = differences(&month.draws.position, old_draws);
                standing.change = Some(change(value - old, &differences));
                probability = two_sided(&differences);
            }
            before = Some((value, month.draws.position.clone()));
        }
        probabilities.push(probability);
    }
    probabilities
}

fn differences(now: &[f64], before: &[f64]) -> Vec<f64> {
    now.iter().zip(before).map(|(now, before)| now - before).collect()
}

fn change(difference: f64, differences: &[f64]) -> Change {
    let interval = interval(differences, TAIL);
    let clear = interval.is_some_and(|interval| interval.low > 0.0 || interval.high < 0.0);
    Change { difference, interval, clear }
}

/// Twice the smaller share of differences on one side of 0.
fn two_sided(differences: &[f64]) -> Option<f64> {
    let all = differences.len() as f64;
    let up = differences.iter().filter(|d| **d >= 0.0).count() as f64;
    let down = differences.iter().filter(|d| **d <= 0.0).count() as f64;
    (all > 0.0).then(|| (2.0 * up.min(down) / all).min(1.0))
}

/// The largest probability that still counts as a discovery; `None`: none does.
pub(super) fn discovery_limit(probabilities: &[f64]) -> Option<f64> {
    let mut sorted = probabilities.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let all = sorted.len() as f64;
    let within = |(index, p): &(usize, &f64)| **p <= DISCOVERY_RATE * (*index + 1) as f64 / all;
    sorted.iter().enumerate().filter(within).map(|(_, p)| *p).next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example's sorted probabilities stand against .02 .04 .06 .08 .10.
    #[test]
    fn step_up_by_hand() {
        assert_eq!(discovery_limit(&[0.05, 0.01, 0.5, 0.055, 0.9]), Some(0.055));
        assert_eq!(discovery_limit(&[0.05, 0.5, 0.9]), None);
        assert_eq!(discovery_limit(&[0.1]), Some(0.1));
        assert_eq!(discovery_limit(&[]), None);
    }

    #[test]
    fn clear_excludes_nothing() {
        let differences: Vec<f64> = (0..100).map(f64::from).collect();
        assert!(change(49.0, &differences).clear);
        let around: Vec<f64> = (-50..50).map(f64::from).collect();
        assert!(!change(0.0, &around).clear);
        assert!(!change(9.0, &[9.0; 3]).clear);
    }

    #[test]
    fn probabilities_are_two_sided() {
        assert_eq!(two_sided(&[1.0, 2.0, 3.0, -1.0]), Some(0.5));
        assert_eq!(two_sided(&[0.0, 0.0]), Some(1.0));
        assert_eq!(two_sided(&[]), None);
    }
}
