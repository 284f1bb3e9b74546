//! Everything again under resampling weights, and quantiles of that (model 3.6).
//!
//! The intervals are percentile intervals (B. Efron, The Annals of Statistics 7(1), 1979); the
//! weights are those of `clusters`. The generator is `ChaCha` with eight rounds, whose stream is
//! the same on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use sha2::{Digest, Sha256};

use crate::signals::definition::{Axis, Facet};

use super::clusters::{Clusters, Weights};
use super::estimate::Sample;
use super::outcome::{Interval, SureZone};
use super::pressure::{Facets, Fast, Layout};
use super::spectrum::{Side, position, tension, zone};

/// Draws below which the outer 2.5 % hold none of them.
const LEAST_DRAWS: usize = 40;

/// Replicates of one team and month; a list is empty where there is no figure.
#[derive(Clone, Debug, Default)]
pub(super) struct Draws {
    /// One list a definition.
    pub signals: Vec<Vec<f64>>,
    /// One list a facet, in the order of [`Facet::ALL`].
    pub facets: Vec<Vec<f64>>,
    /// Control pressure.
    pub control: Vec<f64>,
    /// Drift pressure.
    pub drift: Vec<f64>,
    /// Position.
    pub position: Vec<f64>,
    /// Position and pressures by the signals that read the month alone.
    pub fast: Fast<Vec<f64>>,
    /// Tension.
    pub tension: Vec<f64>,
    /// Zone.
    pub zones: Vec<SureZone>,
}

impl Draws {
    fn sized(signals: usize) -> Self {
        Self {
            signals: vec![Vec::new(); signals],
            facets: vec![Vec::new(); Facet::ALL.len()],
            ..Self::default()
        }
    }

    /// Draws of a facet.
    pub(super) fn facet(&self, facet: Facet) -> &[f64] {
        self.facets.get(facet as usize).map_or(&[], Vec::as_slice)
    }

    fn push(&mut self, facets: &Facets) {
        for (facet, draws) in Facet::ALL.into_iter().zip(&mut self.facets) {
            draws.extend(*facets.value.get(facet));
        }
        let control = facets.pressure(Axis::Control);
        let drift = facets.pressure(Axis::Drift);
        self.control.extend(control);
        self.drift.extend(drift);
        if let (Some(control), Some(drift)) = (control, drift) {
            self.position.push(position(control, drift));
            self.tension.push(tension(control, drift));
            self.zones.push(zone(
                Side { value: control, corroborated: facets.corroborated(Axis::Control) },
                Side { value: drift, corroborated: facets.corroborated(Axis::Drift) },
            ));
        }
    }
}

/// Draws all replicates of a team and month. One set of weights serves all signals of a replicate.
pub(super) fn draw(
    clusters: &Clusters,
    samples: &[Option<Sample>],
    layout: &Layout,
    replicates: u32,
    seed: [u8; 32],
) -> Draws {
    let mut draws = Draws::sized(samples.len());
    let Some(mut weights) = Weights::new(clusters) else { return draws };
    let mut rng = ChaCha8Rng::from_seed(seed);
    let mut figures: Vec<Option<f64>> = vec![None; samples.len()];
    for _ in 0..replicates {
        let units = weights.draw(&mut rng);
        for ((sample, figure), list) in samples.iter().zip(&mut figures).zip(&mut draws.signals) {
            *figure = sample.as_ref().and_then(|sample| sample.draw(units, &mut rng));
            list.extend(*figure);
        }
        draws.push(&layout.facets(&figures, None));
        let fast = layout.fast(&figures);
        draws.fast.position.extend(fast.position);
        draws.fast.control.extend(fast.control);
        draws.fast.drift.extend(fast.drift);
    }
    draws
}

/// Seed of a team and month, the same on every machine.
pub(super) fn seed(domain: &str, team: &str, period: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [domain, team, period] {
        // With lengths, so that no two triples run together.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// The interval that leaves out `tail` of the draws at either end; `None` with too few draws.
pub(super) fn interval(draws: &[f64], tail: f64) -> Option<Interval> {
    if draws.len() < LEAST_DRAWS {
        return None;
    }
    let mut sorted = draws.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    Some(Interval { low: quantile(&sorted, tail)?, high: quantile(&sorted, 1.0 - tail)? })
}

/// 95 % interval.
pub(super) fn interval_95(draws: &[f64]) -> Option<Interval> {
    interval(draws, 0.025)
}

/// Quantile of sorted numbers, linear between neighbours (type 7 of R. J. Hyndman and Y. Fan,
/// Sample quantiles in statistical packages, The American Statistician 50(4), 1996).
pub(super) fn quantile(sorted: &[f64], level: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = last as f64 * level.clamp(0.0, 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the last index"
    )]
    let below = place.floor() as usize;
    let low = *sorted.get(below)?;
    let high = *sorted.get((below + 1).min(last))?;
    Some(low + (high - low) * (place - place.floor()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_by_hand() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(quantile(&sorted, 0.0), Some(1.0));
        assert_eq!(quantile(&sorted, 0.5), Some(3.0));
        assert_eq!(quantile(&sorted, 0.75), Some(5.0));
        assert_eq!(quantile(&sorted, 1.0), Some(8.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn few_draws_give_no_interval() {
        assert_eq!(interval_95(&[1.0; 39]), None);
        assert_eq!(interval_95(&[1.0; 40]), Some(Interval { low: 1.0, high: 1.0 }));
    }

    #[test]
    fn an_interval_holds_the_bulk() {
        let draws: Vec<f64> = (0..1000).rev().map(f64::from).collect();
        let found = interval_95(&draws).expect("an interval");
        assert!((found.low - 24.975).abs() < 1e-9 && (found.high - 974.025).abs() < 1e-9);
        let held = draws.iter().filter(|d| found.low <= **d && **d <= found.high).count();
        assert_eq!(held, 950);
    }

    #[test]
    fn seeds_keep_their_parts_apart() {
        assert_ne!(seed("a", "bc", "2026-03"), seed("ab", "c", "2026-03"));
        assert_eq!(seed("a", "b", "2026-03"), seed("a", "b", "2026-03"));
    }
}
