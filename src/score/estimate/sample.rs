//! One type over all estimators.

use super::super::severity::{BENIGN, Curve};
use super::concentration::Concentration;
use super::ratio::{Prior, Ratio, odds_ratio, share_of_odds_ratio, shrunk};
use super::survival::Survival;
use crate::signals::definition::{Definition, Estimator};

/// One observation, indexed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// Index of its weight.
    pub unit: usize,
    /// Numerator or duration.
    pub value: f64,
    /// Denominator.
    pub exposure: f64,
    /// Lower bound only.
    pub censored: bool,
    /// Key over which concentration is taken.
    pub group: Option<usize>,
}

/// What an estimator must know beside the observations.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    /// Curve on which the benign prior sits; `None`: no shrinkage.
    pub curve: Option<&'a Curve>,
    /// Expected share of a leader; `None` where there is none.
    pub expected: Option<f64>,
    /// |L| + |P|.
    pub roster: usize,
}

/// A figure under one set of weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reading {
    /// Before shrinkage and odds.
    pub raw: f64,
    /// In the signal's unit.
    pub value: f64,
    /// A quantile that the curve does not reach.
    pub beyond: bool,
}

impl Reading {
    fn plain(value: f64) -> Self {
        Self { raw: value, value, beyond: false }
    }
}

/// Observations of one signal, ready for any weights.
#[derive(Clone, Debug)]
pub(crate) struct Sample(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Ratio { sums: Ratio, prior: Option<Prior> },
    Odds { sums: Ratio, prior: Option<Prior>, expected: f64 },
    Survival(Survival),
    Concentration(Concentration),
    Count(Ratio),
}

impl Sample {
    /// Prepares observations; `None` where odds have no expected share to stand against.
    pub(crate) fn of(
        definition: &Definition,
        setting: Setting<'_>,
        entries: &[Entry],
    ) -> Option<Self> {
        let sums = || Ratio::of(entries.iter().map(|e| (e.unit, e.value, e.exposure)));
        let benign = setting.curve.map(|curve| curve.value_at(BENIGN));
        let prior = |value: Option<f64>| {
            let exposure = definition.shrinkage;
            value.filter(|_| exposure > 0.0).map(|value| Prior { exposure, value })
        };
        Some(Self(match definition.estimator {
            Estimator::Share | Estimator::RatioOfSums | Estimator::Mean => {
                Kind::Ratio { sums: sums(), prior: prior(benign) }
            }
            Estimator::OddsAgainstExpected => {
                let expected = setting.expected?;
                let benign = benign.map(|ratio| share_of_odds_ratio(ratio, expected));
                Kind::Odds { sums: sums(), prior: prior(benign), expected }
            }
            Estimator::KmQuantile { quantile, horizon } => {
                let durations = entries.iter().map(|e| (e.unit, e.value, e.censored));
                Kind::Survival(Survival::of(quantile, horizon, durations))
            }
            Estimator::Concentration => {
                let held =
                    entries.iter().filter_map(|e| Some((e.unit, e.group?, e.value))).collect();
                Kind::Concentration(Concentration::of(held, setting.roster))
            }
            Estimator::Count => Kind::Count(sums()),
        }))
    }

    /// The figure under weights, one a unit; `None` where it does not exist.
    pub(crate) fn read(&self, weights: &[f64]) -> Option<Reading> {
        match &self.0 {
            Kind::Ratio { sums, prior } => {
                let (value, exposure) = sums.sums(weights);
                let raw = shrunk(value, exposure, None)?;
                Some(Reading { raw, value: shrunk(value, exposure, *prior)?, beyond: false })
            }
            Kind::Odds { sums, prior, expected } => {
                let (value, exposure) = sums.sums(weights);
                let raw = shrunk(value, exposure, None)?;
                let share = shrunk(value, exposure, *prior)?;
                Some(Reading { raw, value: odds_ratio(share, *expected), beyond: false })
            }
            Kind::Survival(curve) => {
                let (value, beyond) = curve.quantile(weights);
                Some(Reading { raw: value, value, beyond })
            }
            Kind::Concentration(held) => held.index(weights).map(Reading::plain),
            Kind::Count(sums) => Some(Reading::plain(sums.sums(weights).0)),
        }
    }

    /// Numerator: the sum of values, or for durations the number of those that ended.
    pub(crate) fn total(&self, entries: &[Entry]) -> f64 {
        match &self.0 {
            Kind::Survival(curve) => curve.ended() as f64,
            _ => entries.iter().map(|entry| entry.value).sum(),
        }
    }
}
