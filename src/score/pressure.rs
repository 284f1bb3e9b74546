//! Severities to facets and pressures, with bounds for what is missing (model 3.3 and 3.5).
//!
//! Within a facet the mean is arithmetic, because its signals are views of one thing; across
//! facets it is quadratic, so that calm facets do not wash out a severe one. Missing is never
//! zero: weights are renormalised over what there is, and the bounds say what the rest could do
//! (C. F. Manski, Partial Identification of Probability Distributions, Springer, 2003).

use std::collections::BTreeMap;

use crate::signals::definition::{Axis, Definition, Facet, Window};

use super::outcome::Interval;
use super::severity::Curve;
use super::spectrum::position;

/// Weight of a facet in its pressure.
const FACET_WEIGHT: f64 = 0.25;
/// Share of its weight from which a facet counts as available.
const HALF: f64 = 0.5;
/// Facet value from which it corroborates a label.
const CORROBORATES: f64 = 0.35;
/// Facets that a label needs.
const CORROBORATING: usize = 2;
/// Rounding error of sums of weights.
const TOLERANCE: f64 = 1e-9;

/// Part of a signal in a facet.
#[derive(Clone, Debug)]
struct Part {
    signal: usize,
    facet: Facet,
    weight: f64,
    curve: Curve,
    /// Its window reaches back over other months, so that neighbouring figures share their data.
    slow: bool,
}

/// Which signals make which facets.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    parts: Vec<Part>,
    full: PerFacet<f64>,
}

/// One value for each facet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PerFacet<T>([T; 8]);

impl<T> PerFacet<T> {
    /// The value of a facet.
    pub(super) fn get(&self, facet: Facet) -> &T {
        // Facets are numbered in the order of their declaration, which is that of `Facet::ALL`.
        &self.0[facet as usize]
    }

    fn get_mut(&mut self, facet: Facet) -> &mut T {
        &mut self.0[facet as usize]
    }
}

impl Layout {
    /// Reads the weights and anchors of all definitions.
    pub(super) fn of(definitions: &[Definition]) -> Self {
        let mut parts = Vec::new();
        let mut full = PerFacet([0.0; 8]);
        for (signal, definition) in definitions.iter().enumerate() {
            for anchors in [&definition.control, &definition.drift].into_iter().flatten() {
                *full.get_mut(anchors.facet) += anchors.weight;
                if let Some(curve) = Curve::new(definition.scale, anchors) {
                    let (facet, weight) = (anchors.facet, anchors.weight);
                    let slow = definition.window != Window::Month;
                    parts.push(Part { signal, facet, weight, curve, slow });
                }
            }
        }
        Self { parts, full }
    }

    /// The curve of a signal on an axis.
    pub(super) fn curve(&self, signal: usize, axis: Axis) -> Option<&Curve> {
        let found = |part: &&Part| part.signal == signal && part.facet.axis() == axis;
        self.parts.iter().find(found).map(|part| &part.curve)
    }

    /// Signals that are part of a pressure, in catalogue order.
    pub(super) fn scored(&self) -> Vec<usize> {
        let mut signals: Vec<usize> = self.parts.iter().map(|part| part.signal).collect();
        signals.dedup();
        signals
    }

    /// Facets from figures, one a definition; a signal left out counts as missing.
    pub(super) fn facets(&self, figures: &[Option<f64>], left_out: Option<usize>) -> Facets {
        self.facets_of(figures, |part| Some(part.signal) != left_out)
    }

    /// Position and pressures by the signals that read the month alone.
    pub(super) fn fast(&self, figures: &[Option<f64>]) -> Fast<Option<f64>> {
        let facets = self.facets_of(figures, |part| !part.slow);
        let control = facets.pressure(Axis::Control);
        let drift = facets.pressure(Axis::Drift);
        let position = control.zip(drift).map(|(control, drift)| position(control, drift));
        Fast { position, control, drift }
    }

    fn facets_of(&self, figures: &[Option<f64>], takes: impl Fn(&Part) -> bool) -> Facets {
        let mut weight = PerFacet([0.0; 8]);
        let mut sum = PerFacet([0.0; 8]);
        for part in self.parts.iter().filter(|part| takes(part)) {
            if let Some(figure) = figures.get(part.signal).copied().flatten() {
                *weight.get_mut(part.facet) += part.weight;
                *sum.get_mut(part.facet) += part.weight * part.curve.severity(figure);
            }
        }
        let mut facets = Facets { value: PerFacet([None; 8]), coverage: PerFacet([0.0; 8]) };
        for facet in Facet::ALL {
            let (have, full) = (*weight.get(facet), *self.full.get(facet));
            if full > 0.0 {
                *facets.coverage.get_mut(facet) = have / full;
            }
            if have > 0.0 && have + TOLERANCE >= HALF * full {
                *facets.value.get_mut(facet) = Some((sum.get(facet) / have).clamp(0.0, 1.0));
            }
        }
        facets
    }
}

/// Something of the position and of both pressures by the signals that read the month alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fast<T> {
    /// Of the position.
    pub position: T,
    /// Of control pressure.
    pub control: T,
    /// Of drift pressure.
    pub drift: T,
}

/// How facets make a pressure: their weights and the power of their mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mix {
    weights: PerFacet<f64>,
    power: f64,
}

impl Mix {
    /// The score's own: equal weights, quadratic mean (model 3.3).
    pub(super) const OWN: Self = Self { weights: PerFacet([FACET_WEIGHT; 8]), power: 2.0 };

    /// Other weights, in the order of [`Facet::ALL`]; only their ratios within an axis count.
    pub(super) fn weighted(weights: [f64; 8]) -> Self {
        Self { weights: PerFacet(weights), ..Self::OWN }
    }

    /// Another power of the mean; 1 is the arithmetic one.
    pub(super) fn powered(power: f64) -> Self {
        Self { power, ..Self::OWN }
    }
}

/// The eight facets under one set of figures.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Facets {
    /// Mean severity; `None` where less than half the weight is there.
    pub value: PerFacet<Option<f64>>,
    /// Weight that is there over full weight.
    pub coverage: PerFacet<f64>,
}

impl Facets {
    /// Facets with all of their weight, for tests.
    #[cfg(test)]
    pub(super) fn whole(values: [Option<f64>; 8]) -> Self {
        Self { value: PerFacet(values), coverage: PerFacet([1.0; 8]) }
    }

    fn available(&self, axis: Axis) -> impl Iterator<Item = (Facet, f64)> {
        let of_axis = Facet::ALL.into_iter().filter(move |facet| facet.axis() == axis);
        of_axis.filter_map(|facet| Some((facet, (*self.value.get(facet))?)))
    }

    /// Share of facet weight available.
    pub(super) fn coverage_of(&self, axis: Axis) -> f64 {
        FACET_WEIGHT * self.available(axis).count() as f64
    }

    fn squares(&self, axis: Axis) -> f64 {
        self.available(axis).map(|(_, value)| FACET_WEIGHT * value * value).sum()
    }

    /// The pressure; `None` where less than half of it, or what it cannot do without, is missing.
    pub(super) fn pressure(&self, axis: Axis) -> Option<f64> {
        self.enough(axis)
            .then(|| (self.squares(axis) / self.coverage_of(axis)).sqrt().clamp(0.0, 1.0))
    }

    /// The pressure that another mix of the same facets would give.
    pub(super) fn mixed(&self, axis: Axis, mix: &Mix) -> Option<f64> {
        let sum = |part: fn(f64, f64, f64) -> f64| -> f64 {
            let of = |(facet, value): (Facet, f64)| part(*mix.weights.get(facet), value, mix.power);
            self.available(axis).map(of).sum()
        };
        let weight = sum(|weight, _, _| weight);
        let powers = sum(|weight, value, power| weight * value.powf(power));
        let value = (powers / weight).powf(mix.power.recip());
        (self.enough(axis) && value.is_finite()).then(|| value.clamp(0.0, 1.0))
    }

    /// Whether enough of a pressure is known, and what it cannot do without.
    fn enough(&self, axis: Axis) -> bool {
        let has = |facet: Facet| self.value.get(facet).is_some();
        let core = match axis {
            Axis::Control => has(Facet::Gate) || has(Facet::Bottleneck),
            Axis::Drift => has(Facet::Unattended),
        };
        core && self.coverage_of(axis) + TOLERANCE >= HALF
    }

    /// What the pressure could be, whatever the missing facets are.
    pub(super) fn bounds(&self, axis: Axis) -> Interval {
        let known = self.squares(axis);
        let missing = 1.0 - self.coverage_of(axis);
        Interval { low: known.sqrt().min(1.0), high: (known + missing).sqrt().min(1.0) }
    }

    /// The same without one facet.
    pub(super) fn without(&self, facet: Facet) -> Self {
        let mut left = self.clone();
        *left.value.get_mut(facet) = None;
        left
    }

    /// Facets that are high enough to corroborate a label.
    fn corroborating(&self, axis: Axis) -> impl Iterator<Item = Facet> {
        self.available(axis).filter(|(_, value)| *value >= CORROBORATES).map(|(facet, _)| facet)
    }

    /// Whether enough facets are high for a label.
    pub(super) fn corroborated(&self, axis: Axis) -> bool {
        self.corroborating(axis).count() >= CORROBORATING
    }

    /// The only high facet, where there is exactly one.
    pub(super) fn only_high(&self, axis: Axis) -> Option<Facet> {
        let mut high = self.corroborating(axis);
        high.next().filter(|_| high.next().is_none())
    }

    /// Share of the pressure's square that each available facet contributes.
    pub(super) fn contributions(&self, axis: Axis) -> BTreeMap<Facet, f64> {
        let all = self.squares(axis);
        self.available(axis)
            .filter(|_| all > 0.0)
            .map(|(facet, value)| (facet, FACET_WEIGHT * value * value / all))
            .collect()
    }
}

/// Bounds of the position from those of both pressures.
pub(super) fn position_bounds(control: Interval, drift: Interval) -> Interval {
    Interval { low: 100.0 * (drift.low - control.high), high: 100.0 * (drift.high - control.low) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn facets_are_numbered_as_listed() {
        for (index, facet) in Facet::ALL.into_iter().enumerate() {
            assert_eq!(facet as usize, index);
        }
    }

    /// One facet at .9 and three at .1 give .46, not .30 (model 3.3).
    #[test]
    fn a_severe_facet_is_not_washed_out() {
        let mut values = [Some(0.1); 8];
        values[0] = Some(0.9);
        let facets = Facets::whole(values);
        let control = facets.pressure(Axis::Control).expect("a pressure");
        assert!((control - 0.21_f64.sqrt()).abs() < 1e-12);
        assert!(!facets.corroborated(Axis::Control));
        assert_eq!(facets.only_high(Axis::Control), Some(Facet::Gate));
        assert_eq!(facets.only_high(Axis::Drift), None);
    }

    /// Model 3.5: half the weight, and gate or bottleneck, or unattended.
    #[test]
    fn core_facets_are_needed() {
        let s = Some(0.5);
        let all = Facets::whole([s, None, s, None, s, None, s, None]);
        assert!(all.pressure(Axis::Control).is_some() && all.pressure(Axis::Drift).is_some());
        let without_core = Facets::whole([None, None, s, s, None, s, s, s]);
        assert_eq!(without_core.pressure(Axis::Control), None);
        assert_eq!(without_core.pressure(Axis::Drift), None);
        let too_little = Facets::whole([s, None, None, None, s, None, None, None]);
        assert_eq!(too_little.pressure(Axis::Control), None);
        assert_eq!(too_little.pressure(Axis::Drift), None);
    }

    #[test]
    fn mixes_by_hand() {
        let mut values = [Some(0.1); 8];
        values[0] = Some(0.9);
        let facets = Facets::whole(values);
        let mixed = |mix: Mix| facets.mixed(Axis::Control, &mix).expect("a pressure");
        assert!((mixed(Mix::OWN) - 0.21_f64.sqrt()).abs() < 1e-12);
        assert!((mixed(Mix::powered(1.0)) - 0.3).abs() < 1e-12);
        let mut weights = [1.0; 8];
        weights[0] = 3.0;
        assert!((mixed(Mix::weighted(weights)) - (2.46_f64 / 6.0).sqrt()).abs() < 1e-12);
        let without = facets.without(Facet::Gate).mixed(Axis::Control, &Mix::OWN);
        assert!((without.expect("a pressure") - 0.1).abs() < 1e-12);
    }

    #[test]
    fn nothing_known_bounds_nothing() {
        let facets = Facets::whole([None; 8]);
        assert_eq!(facets.bounds(Axis::Drift), Interval { low: 0.0, high: 1.0 });
        let bounds = position_bounds(facets.bounds(Axis::Control), facets.bounds(Axis::Drift));
        assert_eq!(bounds, Interval { low: -100.0, high: 100.0 });
    }

    proptest! {
        #[test]
        fn bounds_hold_the_pressure(
            values in prop::array::uniform8(prop::option::of(0.0..=1.0_f64))
        ) {
            let facets = Facets::whole(values);
            for axis in [Axis::Control, Axis::Drift] {
                let bounds = facets.bounds(axis);
                prop_assert!(bounds.low <= bounds.high);
                if let Some(pressure) = facets.pressure(axis) {
                    prop_assert!((0.0..=1.0).contains(&pressure));
                    prop_assert!(bounds.low <= pressure + 1e-12);
                    prop_assert!(pressure <= bounds.high + 1e-12);
                }
            }
        }
    }
}
