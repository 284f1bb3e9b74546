//! What moved a team's position since the scored month before.

use super::phrase;
use super::words;
use crate::score::outcome::{MonthScore, Pressure, SignalFigure, Status, TeamScore};
use crate::signals::definition::{Axis, Definition, Facet};

/// Most sentences.
const MOST: usize = 5;
/// Points of position below which a facet's part is not worth a sentence.
const LEAST_POINTS: f64 = 0.5;

/// Sentences on the change between the last two scored months, strongest first.
#[must_use]
pub fn sentences(score: &TeamScore, definitions: &[&Definition]) -> Vec<String> {
    let mut scored = score.months.iter().rev().filter(|m| m.status == Status::Scored);
    let (Some(now), Some(before)) = (scored.next(), scored.next()) else {
        return Vec::new();
    };
    if score.months.last().map(|m| m.period) != Some(now.period) {
        return Vec::new();
    }
    let mut parts: Vec<(Facet, f64)> = Facet::ALL
        .iter()
        .filter_map(|facet| Some((*facet, part(now, *facet)? - part(before, *facet)?)))
        .filter(|(_, points)| points.abs() >= LEAST_POINTS)
        .collect();
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    parts
        .into_iter()
        .take(MOST)
        .map(|(facet, points)| sentence(now, before, facet, points, definitions))
        .collect()
}

/// Points of position that a facet accounts for: its share of the pressure's square times the
/// pressure, so that a month's facets sum to its position.
fn part(month: &MonthScore, facet: Facet) -> Option<f64> {
    let (pressure, sign) = match facet.axis() {
        Axis::Control => (month.control.as_ref()?, -100.0),
        Axis::Drift => (month.drift.as_ref()?, 100.0),
    };
    let share = contribution(pressure, facet)?;
    Some(sign * share * pressure.value?.value)
}

fn contribution(pressure: &Pressure, facet: Facet) -> Option<f64> {
    pressure.facets.iter().find(|f| f.facet == facet)?.contribution
}

fn sentence(
    now: &MonthScore,
    before: &MonthScore,
    facet: Facet,
    points: f64,
    definitions: &[&Definition],
) -> String {
    let name = words::facet(facet);
    let points = words::signed(points, 1);
    let strongest = definitions
        .iter()
        .filter(|d| anchored(d, facet))
        .filter_map(|d| {
            let (a, b) = (figure(now, &d.id)?, figure(before, &d.id)?);
            let moved = (severity(a, facet)? - severity(b, facet)?).abs();
            Some((moved, *d, a, b))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.id.cmp(&a.1.id)));
    let told = strongest.and_then(|(_, definition, a, b)| {
        let (before, now) =
            (words::figure(b, &definition.unit), words::figure(a, &definition.unit));
        // What rounds to the same says nothing.
        (before != now)
            .then(|| format!(": {} {before} → {now}", phrase::lower_first(&definition.title)))
    });
    format!("{name}, {points} points{}", told.unwrap_or_default())
}

fn anchored(definition: &Definition, facet: Facet) -> bool {
    let on = |anchors: &Option<crate::signals::definition::Anchors>| {
        anchors.as_ref().is_some_and(|a| a.facet == facet)
    };
    on(&definition.control) || on(&definition.drift)
}

fn figure<'a>(month: &'a MonthScore, id: &str) -> Option<&'a SignalFigure> {
    month.signals.iter().find(|s| s.id == id).filter(|s| s.estimate.is_some())
}

fn severity(figure: &SignalFigure, facet: Facet) -> Option<f64> {
    match facet.axis() {
        Axis::Control => figure.control_severity,
        Axis::Drift => figure.drift_severity,
    }
}
