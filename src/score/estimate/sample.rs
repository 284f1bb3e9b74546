//! One type over all estimators.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

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
    /// Lower bound only: the curve does not come down that far.
    pub beyond: bool,
}

impl Reading {
    fn plain(value: f64) -> Self {
        Self { raw: value, value, beyond: false }
    }

    fn bound((value, beyond): (f64, bool)) -> Self {
        Self { raw: value, value, beyond }
    }
}

/// Observations of one signal, ready for any weights.
#[derive(Clone, Debug)]
pub(crate) struct Sample(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Ratio {
        sums: Ratio,
        prior: Option<Prior>,
    },
    /// A share that is not shrunk; `half` is half of an item's exposure.
    Share {
        sums: Ratio,
        half: f64,
    },
    Odds {
        sums: Ratio,
        prior: Option<Prior>,
        expected: f64,
    },
    Quantile {
        curve: Survival,
        quantile: f64,
    },
    RestrictedMean(Survival),
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
        let curve =
            |horizon| Survival::of(horizon, entries.iter().map(|e| (e.unit, e.value, e.censored)));
        let sums = || Ratio::of(entries.iter().map(|e| (e.unit, e.value, e.exposure)));
        let benign = setting.curve.map(|curve| curve.value_at(BENIGN));
        let prior = |value: Option<f64>| {
            let exposure = definition.shrinkage;
            value.filter(|_| exposure > 0.0).map(|value| Prior { exposure, value })
        };
        Some(Self(match definition.estimator {
            Estimator::Share if prior(benign).is_none() => {
                let exposure: f64 = entries.iter().map(|e| e.exposure).sum();
                let half = 0.5 * exposure / entries.len().max(1) as f64;
                Kind::Share { sums: sums(), half }
            }
            Estimator::Share | Estimator::RatioOfSums | Estimator::Mean => {
                Kind::Ratio { sums: sums(), prior: prior(benign) }
            }
            Estimator::OddsAgainstExpected => {
                let expected = setting.expected?;
                let benign = benign.map(|ratio| share_of_odds_ratio(ratio, expected));
                Kind::Odds { sums: sums(), prior: prior(benign), expected }
            }
            Estimator::KmQuantile { quantile, horizon } => {
                Kind::Quantile { curve: curve(horizon), quantile }
            }
            Estimator::RestrictedMean { horizon } => Kind::RestrictedMean(curve(horizon)),
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
            Kind::Share { sums, .. } => {
                let (value, exposure) = sums.sums(weights);
                shrunk(value, exposure, None).map(Reading::plain)
            }
            Kind::Odds { sums, prior, expected } => {
                let (value, exposure) = sums.sums(weights);
                let raw = shrunk(value, exposure, None)?;
                let share = shrunk(value, exposure, *prior)?;
                Some(Reading { raw, value: odds_ratio(share, *expected), beyond: false })
            }
            Kind::Quantile { curve, quantile } => {
                Some(Reading::bound(curve.quantile(*quantile, weights)))
            }
            Kind::RestrictedMean(curve) => Some(Reading::bound(curve.restricted_mean(weights))),
            Kind::Concentration(held) => held.index(weights).map(Reading::plain),
            Kind::Count(sums) => Some(Reading::plain(sums.sums(weights).0)),
        }
    }

    /// The figure under resampling weights.
    ///
    /// Items that all agree give the same share whatever their weights, as if three milestones left
    /// no doubt. A share that is not shrunk is therefore drawn with half an item on either side, by
    /// random weights too: the proper Bayesian bootstrap (P. Muliere and P. Secchi, Annals of the
    /// Institute of Statistical Mathematics 48, 1996) with Jeffreys' prior, whose intervals hold
    /// what they should for few items (L. Brown, T. Cai and A. Das Gupta, Statistical Science 16,
    /// 2001).
    pub(crate) fn draw(&self, weights: &[f64], rng: &mut ChaCha8Rng) -> Option<f64> {
        let Kind::Share { sums, half } = &self.0 else {
            return self.read(weights).map(|reading| reading.value);
        };
        let (value, exposure) = sums.sums(weights);
        // The square of a normal number is half of what has mean 1: Gamma with shape 1/2.
        let mut pseudo = || {
            let normal: f64 = StandardNormal.sample(rng);
            half * normal * normal
        };
        let (yes, no) = (pseudo(), pseudo());
        shrunk(value + yes, exposure + yes + no, None)
    }

    /// Numerator: the sum of values, or for quantiles the number of durations that ended.
    pub(crate) fn total(&self, entries: &[Entry]) -> f64 {
        match &self.0 {
            Kind::Quantile { curve, .. } => curve.ended() as f64,
            _ => entries.iter().map(|entry| entry.value).sum(),
        }
    }
}
