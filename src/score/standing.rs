//! Pressures and standing of one team and month.

use crate::signals::definition::{Axis, Definition, Facet, Tier};

use super::bootstrap::{Draws, interval_95};
use super::outcome::{
    Estimate, FacetScore, LowRisk, Missing, Pressure, Standing, Status, SureZone,
};
use super::pressure::{Facets, Layout};
use super::spectrum::{Side, THRESHOLD, label, position, shares, tension, zone};
use super::weights;

/// Points by which a position moves when it hangs on one signal (model 4c).
const HANGS_ON: f64 = 15.0;

/// One pressure with its facets, bounds and interval.
pub(super) fn pressure(
    axis: Axis,
    facets: &Facets,
    draws: &Draws,
    obstacle: Option<&Status>,
) -> Pressure {
    let missing = withheld(axis, obstacle);
    let value = facets.pressure(axis).filter(|_| missing.is_none());
    let of_axis = match axis {
        Axis::Control => &draws.control,
        Axis::Drift => &draws.drift,
    };
    let corroborated = facets.corroborated(axis);
    let high = value.is_some_and(|value| value >= THRESHOLD);
    Pressure {
        axis,
        value: value.map(|value| Estimate { value, interval: interval_95(of_axis) }),
        coverage: facets.coverage_of(axis),
        bounds: facets.bounds(axis),
        facets: facet_scores(axis, facets, draws),
        corroborated,
        one_facet: facets.only_high(axis).filter(|_| high),
        missing: missing.or_else(|| value.is_none().then(|| too_little(axis, facets))),
    }
}

/// Why a pressure is not given although its facets may be there.
fn withheld(axis: Axis, obstacle: Option<&Status>) -> Option<Missing> {
    match (obstacle, axis) {
        (Some(Status::Screening), _) => Some(Missing::Tier { needed: Tier::PrOnly }),
        (Some(Status::NoLeaders), Axis::Control) => Some(Missing::NoLeaders),
        _ => None,
    }
}

fn too_little(axis: Axis, facets: &Facets) -> Missing {
    let scores = Facet::ALL.into_iter().filter(|facet| facet.axis() == axis);
    let available = scores.filter(|facet| facets.value.get(*facet).is_some()).count();
    let core = match axis {
        Axis::Control => "who decides or what waits for that",
        Axis::Drift => "work that nobody looks at",
    };
    let why = if available >= 2 {
        format!("nothing is known of {core}, without which the rest cannot be read")
    } else {
        format!("only {available} of its 4 facets can be told from the data")
    };
    Missing::Regime { why }
}

fn facet_scores(axis: Axis, facets: &Facets, draws: &Draws) -> Vec<FacetScore> {
    let contributions = facets.contributions(axis);
    let score = |facet: Facet| FacetScore {
        facet,
        value: facets
            .value
            .get(facet)
            .map(|value| Estimate { value, interval: interval_95(draws.facet(facet)) }),
        coverage: *facets.coverage.get(facet),
        contribution: contributions.get(&facet).copied(),
    };
    Facet::ALL.into_iter().filter(|facet| facet.axis() == axis).map(score).collect()
}

fn sides(facets: &Facets) -> Option<(Side, Side)> {
    let side = |axis| {
        let corroborated = facets.corroborated(axis);
        facets.pressure(axis).map(|value| Side { value, corroborated })
    };
    Some((side(Axis::Control)?, side(Axis::Drift)?))
}

/// Where a team stands; `None` where a pressure is missing.
pub(super) fn standing(
    definitions: &[Definition],
    layout: &Layout,
    figures: &[Option<f64>],
    draws: &Draws,
    robustness: Option<[u8; 32]>,
) -> Option<Standing> {
    let facets = layout.facets(figures, None);
    let (control, drift) = sides(&facets)?;
    let estimate = |value, draws| Estimate { value, interval: interval_95(draws) };
    let point = zone(control, drift);
    let shares = shares(&draws.zones, point);
    let here = position(control.value, drift.value);
    let asked = robustness.map(|_| layout.scored());
    let hangs_on = asked.into_iter().flatten().filter(|signal| {
        figures.get(*signal).copied().flatten().is_some()
            && hangs_on(here, point, &layout.facets(figures, Some(*signal)))
    });
    Some(Standing {
        position: estimate(here, &draws.position),
        tension: estimate(tension(control.value, drift.value), &draws.tension),
        strain: control.value.max(drift.value),
        zone: label(control, drift, &shares),
        shares,
        sustained: false,
        depends_on: hangs_on
            .filter_map(|signal| definitions.get(signal))
            .map(|definition| definition.id.clone())
            .collect(),
        weights: robustness.map(|seed| weights::check(&facets, point, seed)),
        low_risk: None,
        change: None,
    })
}

/// Where the team would stand by the figures of its low-risk pull requests.
pub(super) fn low_risk(
    layout: &Layout,
    all: &[Option<f64>],
    figures: &[Option<f64>],
) -> Option<LowRisk> {
    let (control, drift) = sides(&layout.facets(all, None))?;
    let (low_control, low_drift) = sides(&layout.facets(figures, None))?;
    let falls = |all: Side, low: Side| all.labels(THRESHOLD) && !low.labels(THRESHOLD);
    Some(LowRisk {
        position: position(low_control.value, low_drift.value),
        zone: zone(low_control, low_drift),
        driven_by_high_risk: falls(control, low_control) || falls(drift, low_drift),
    })
}

/// Whether a standing changes with the facets that are left: it is lost, in another zone, or far.
fn hangs_on(position_before: f64, zone_before: SureZone, left: &Facets) -> bool {
    sides(left).is_none_or(|(control, drift)| {
        let moved = (position(control.value, drift.value) - position_before).abs();
        zone(control, drift) != zone_before || moved > HANGS_ON
    })
}
