//! Pressures to position, tension and zone (model 3.4).
//!
//! Two one-sided pressures and not one two-sided scale: a neutral middle would confound having
//! neither with having both (K. J. Kaplan, Psychological Bulletin 77(5), 1972). Tension is the
//! index of ambivalence named after Griffin (M. M. Thompson, M. P. Zanna and D. W. Griffin, Let's
//! not be indifferent about (attitudinal) ambivalence, 1995).

use super::outcome::{SureZone, Zone, ZoneShares};

/// Pressure from which a zone is left.
pub const THRESHOLD: f64 = 0.45;
/// Share of the resamples that a zone needs.
pub const SURE: f64 = 0.8;
/// Strain below which a micro-engaged team is clearly so.
pub const CLEAR: f64 = 0.3;

/// All zones, in the order that decides ties.
const ZONES: [SureZone; 4] =
    [SureZone::MicroEngaged, SureZone::ApprovalBound, SureZone::Drifting, SureZone::PulledBothWays];

/// Position, -100 (micromanagement) to +100 (disengagement).
#[must_use]
pub fn position(control: f64, drift: f64) -> f64 {
    100.0 * (drift - control)
}

/// Tension, 0 to 1: high only where both pressures are high and alike.
#[must_use]
pub fn tension(control: f64, drift: f64) -> f64 {
    (f64::midpoint(control, drift) - (drift - control).abs()).clamp(0.0, 1.0)
}

/// One pressure, as the zones see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Side {
    /// The pressure.
    pub value: f64,
    /// Enough facets are high.
    pub corroborated: bool,
}

impl Side {
    /// High, and enough facets show it.
    pub(super) fn labels(self, threshold: f64) -> bool {
        self.value >= threshold && self.corroborated
    }

    /// High, with nothing but one facet to show for it.
    fn uncorroborated(self) -> bool {
        self.value >= THRESHOLD && !self.corroborated
    }
}

/// The zone that two pressures alone would give, corroborated or not.
pub(super) fn uncorroborated_zone(control: f64, drift: f64, threshold: f64) -> SureZone {
    zone_of(control >= threshold, drift >= threshold)
}

/// The zone of two pressures; a high one that is not corroborated does not count as high.
pub(super) fn zone(control: Side, drift: Side) -> SureZone {
    zone_at(control, drift, THRESHOLD)
}

/// The same with another threshold.
pub(super) fn zone_at(control: Side, drift: Side, threshold: f64) -> SureZone {
    zone_of(control.labels(threshold), drift.labels(threshold))
}

fn zone_of(control: bool, drift: bool) -> SureZone {
    match (control, drift) {
        (false, false) => SureZone::MicroEngaged,
        (true, false) => SureZone::ApprovalBound,
        (false, true) => SureZone::Drifting,
        (true, true) => SureZone::PulledBothWays,
    }
}

/// How often each zone occurred; without resamples, the zone of the point.
pub(super) fn shares(zones: &[SureZone], point: SureZone) -> ZoneShares {
    let zones = if zones.is_empty() { std::slice::from_ref(&point) } else { zones };
    let share = |zone| zones.iter().filter(|z| **z == zone).count() as f64 / zones.len() as f64;
    ZoneShares {
        micro_engaged: share(SureZone::MicroEngaged),
        approval_bound: share(SureZone::ApprovalBound),
        drifting: share(SureZone::Drifting),
        pulled_both_ways: share(SureZone::PulledBothWays),
    }
}

/// The label: the zone of the point where the resamples agree, otherwise unclear.
///
/// Where a pressure is high on one facet alone, neither "high" nor "low" is said: the label lies
/// between the two.
pub(super) fn label(control: Side, drift: Side, shares: &ZoneShares) -> Zone {
    let point = zone(control, drift);
    let if_corroborated = uncorroborated_zone(control.value, drift.value, THRESHOLD);
    if control.uncorroborated() || drift.uncorroborated() {
        return Zone::Unclear { first: point, second: if_corroborated };
    }
    if share_of(shares, point) >= SURE {
        return match point {
            SureZone::MicroEngaged => Zone::MicroEngaged,
            SureZone::ApprovalBound => Zone::ApprovalBound,
            SureZone::Drifting => Zone::Drifting,
            SureZone::PulledBothWays => Zone::PulledBothWays,
        };
    }
    let mut order = ZONES;
    // The zone of the point comes first among zones that are equally frequent.
    order.sort_by(|a, b| {
        let frequency = share_of(shares, *b).total_cmp(&share_of(shares, *a));
        frequency.then((*a != point).cmp(&(*b != point))).then(a.cmp(b))
    });
    Zone::Unclear { first: order[0], second: order[1] }
}

fn share_of(shares: &ZoneShares, zone: SureZone) -> f64 {
    match zone {
        SureZone::MicroEngaged => shares.micro_engaged,
        SureZone::ApprovalBound => shares.approval_bound,
        SureZone::Drifting => shares.drifting,
        SureZone::PulledBothWays => shares.pulled_both_ways,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn side(value: f64) -> Side {
        Side { value, corroborated: true }
    }

    /// The four examples of model 3.4: C, D, S, T, zone.
    #[test]
    fn examples() {
        let examples = [
            (0.20, 0.20, 0.0, 0.20, SureZone::MicroEngaged),
            (0.75, 0.70, -5.0, 0.675, SureZone::PulledBothWays),
            (0.75, 0.20, -55.0, 0.0, SureZone::ApprovalBound),
            (0.10, 0.80, 70.0, 0.0, SureZone::Drifting),
        ];
        for (control, drift, s, t, expected) in examples {
            assert!((position(control, drift) - s).abs() < 1e-9, "{control} {drift}");
            assert!((tension(control, drift) - t).abs() < 1e-9, "{control} {drift}");
            assert_eq!(zone(side(control), side(drift)), expected);
        }
    }

    #[test]
    fn the_threshold_belongs_to_the_zone() {
        assert_eq!(zone(side(0.45), side(0.4499)), SureZone::ApprovalBound);
    }

    #[test]
    fn one_facet_gives_no_label() {
        let control = Side { value: 0.5, corroborated: false };
        assert_eq!(zone(control, side(0.1)), SureZone::MicroEngaged);
        let shares = shares(&[], SureZone::MicroEngaged);
        assert_eq!(
            label(control, side(0.1), &shares),
            Zone::Unclear { first: SureZone::MicroEngaged, second: SureZone::ApprovalBound }
        );
    }

    #[test]
    fn a_label_needs_four_of_five_resamples() {
        let zones = |approval: usize| {
            let mut zones = vec![SureZone::ApprovalBound; approval];
            zones.resize(100, SureZone::MicroEngaged);
            shares(&zones, SureZone::ApprovalBound)
        };
        assert_eq!(label(side(0.6), side(0.1), &zones(80)), Zone::ApprovalBound);
        assert_eq!(
            label(side(0.6), side(0.1), &zones(79)),
            Zone::Unclear { first: SureZone::ApprovalBound, second: SureZone::MicroEngaged }
        );
        assert_eq!(
            label(side(0.6), side(0.1), &zones(0)),
            Zone::Unclear { first: SureZone::MicroEngaged, second: SureZone::ApprovalBound }
        );
    }

    proptest! {
        #[test]
        fn within_their_ranges(control in 0.0..=1.0_f64, drift in 0.0..=1.0_f64) {
            prop_assert!((-100.0..=100.0).contains(&position(control, drift)));
            prop_assert!((0.0..=1.0).contains(&tension(control, drift)));
            prop_assert!(tension(control, drift) <= control.min(drift) + 1e-12);
        }
    }
}
