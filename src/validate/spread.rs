//! How far months really lie from the long run, against how far their intervals allow for: which
//! part of the score makes intervals too short or too wide.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::score::outcome::{Estimate, MonthScore};
use crate::signals::definition::Facet;

/// Width of a 95 % interval in standard errors, of a normal distribution.
const WIDTH: f64 = 3.92;

/// A facet or signal over all months of all teams.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// Facet or signal.
    pub name: String,
    /// Months with a figure and an interval.
    pub months: usize,
    /// Root mean square of month less long run.
    pub real: f64,
    /// Root mean square of the standard errors that the intervals stand for.
    pub claimed: f64,
    /// Mean of month less long run.
    pub bias: f64,
}

/// Sums over months.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    months: f64,
    off: f64,
    squares: f64,
    errors: f64,
}

/// Collects months.
#[derive(Clone, Debug, Default)]
pub struct Spreads(BTreeMap<(usize, String), Sums>);

impl Spreads {
    /// Adds a month and the long run of its team.
    pub fn add(&mut self, month: &MonthScore, long: &MonthScore) {
        let truth: BTreeMap<(usize, String), Estimate> = parts(long).into_iter().collect();
        for (key, estimate) in parts(month) {
            let (Some(truth), Some(interval)) = (truth.get(&key), estimate.interval) else {
                continue;
            };
            let off = estimate.value - truth.value;
            let error = (interval.high - interval.low) / WIDTH;
            let sums = self.0.entry(key).or_default();
            sums.months += 1.0;
            sums.off += off;
            sums.squares += off * off;
            sums.errors += error * error;
        }
    }

    /// One line a facet, then one a signal.
    #[must_use]
    pub fn lines(&self) -> Vec<Spread> {
        let line = |((_, name), s): (&(usize, String), &Sums)| Spread {
            name: name.clone(),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count of months"
            )]
            months: s.months as usize,
            real: (s.squares / s.months).sqrt(),
            claimed: (s.errors / s.months).sqrt(),
            bias: s.off / s.months,
        };
        self.0.iter().map(line).collect()
    }
}

/// Facets, then signals, each with its place in the order.
fn parts(month: &MonthScore) -> Vec<((usize, String), Estimate)> {
    let facets = [&month.control, &month.drift].into_iter().flatten().flat_map(|p| &p.facets);
    let facets = facets.filter_map(|f| {
        Some(((f.facet as usize, format!("{:?}", f.facet).to_lowercase()), f.value?))
    });
    let first = Facet::ALL.len();
    let signals = month.signals.iter().enumerate();
    let signals = signals.filter_map(|(i, s)| Some(((first + i, s.id.clone()), s.estimate?)));
    facets.chain(signals).collect()
}
