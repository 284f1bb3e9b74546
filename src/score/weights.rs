//! Whether a zone hangs on the facets' weights (model 4c).
//!
//! Equal weights are a choice. 200 others are drawn for each pressure from a Dirichlet
//! distribution around it; a zone that fewer than 90 % of them keep is called weight-sensitive.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, Gamma};

use crate::signals::definition::Axis;

use super::outcome::{SureZone, WeightCheck};
use super::pressure::{Facets, Mix};
use super::spectrum::{Side, zone};

/// Weightings drawn.
const WEIGHTINGS: u32 = 200;
/// Concentration: a facet's weight has mean .25 and standard deviation .105.
const CONCENTRATION: f64 = 4.0;
/// Share of the weightings that must keep a zone.
const STEADY: f64 = 0.9;

/// How a zone takes other weights.
pub(super) fn check(facets: &Facets, point: SureZone, seed: [u8; 32]) -> WeightCheck {
    let kept = match Gamma::new(CONCENTRATION, 1.0) {
        Ok(gamma) => kept(facets, point, &gamma, ChaCha8Rng::from_seed(seed)),
        // Only parameters that are not positive are refused.
        Err(_) => 1.0,
    };
    WeightCheck { kept, sensitive: kept < STEADY }
}

fn kept(facets: &Facets, point: SureZone, gamma: &Gamma<f64>, mut rng: ChaCha8Rng) -> f64 {
    let keeps = (0..WEIGHTINGS).filter(|_| {
        // Independent gammas over their sum are Dirichlet; the mean divides by the sum.
        let mix = Mix::weighted(std::array::from_fn(|_| gamma.sample(&mut rng)));
        zone_under(facets, &mix) == Some(point)
    });
    keeps.count() as f64 / f64::from(WEIGHTINGS)
}

fn zone_under(facets: &Facets, mix: &Mix) -> Option<SureZone> {
    let side = |axis| {
        let corroborated = facets.corroborated(axis);
        facets.mixed(axis, mix).map(|value| Side { value, corroborated })
    };
    Some(zone(side(Axis::Control)?, side(Axis::Drift)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_of(control: [f64; 4], drift: [f64; 4], point: SureZone) -> WeightCheck {
        let all = [control, drift].concat();
        check(&Facets::whole(std::array::from_fn(|facet| Some(all[facet]))), point, [3; 32])
    }

    #[test]
    fn a_zone_that_all_facets_agree_on_is_steady() {
        let steady = check_of([0.7; 4], [0.2; 4], SureZone::ApprovalBound);
        assert_eq!(steady, WeightCheck { kept: 1.0, sensitive: false });
    }

    /// Two facets of .62 and two of .1 give .444, just below the threshold: with other weights it
    /// is above about half the time.
    #[test]
    fn a_zone_that_facets_disagree_on_hangs_on_the_weights() {
        let mixed = check_of([0.62, 0.62, 0.1, 0.1], [0.2; 4], SureZone::MicroEngaged);
        assert!(mixed.sensitive && (0.3..0.7).contains(&mixed.kept), "{mixed:?}");
    }

    #[test]
    fn a_pressure_that_is_missing_keeps_nothing() {
        let facets = Facets::whole([None; 8]);
        assert!(check(&facets, SureZone::MicroEngaged, [3; 32]).sensitive);
    }
}
