//! One signal for one team and month: its gates, its figure, its severities.

use crate::model::observation::ObservationRef;
use crate::signals::definition::{Axis, Definition, Estimator};

use super::estimate::{Entry, Sample, Setting};
use super::evidence;
use super::gates::Gate;
use super::outcome::{Estimate, Missing, SignalFigure};
use super::pressure::Layout;
use super::severity::Curve;

/// An observation that counts for the month, indexed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'a> {
    /// Index of its signal.
    pub signal: usize,
    /// The row.
    pub observation: ObservationRef<'a>,
    /// Index of its item.
    pub item: usize,
    /// What estimators need of it.
    pub entry: Entry,
}

/// A figure without its interval, and what the bootstrap needs to make that.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    /// The figure.
    pub figure: SignalFigure,
    /// Present exactly where the figure has an estimate.
    pub sample: Option<Sample>,
}

impl Measured {
    /// The figure's value.
    pub(super) fn value(&self) -> Option<f64> {
        self.figure.estimate.map(|estimate| estimate.value)
    }
}

/// Measures a signal from its observations, which are in rank order; `ones` are the weights of all units.
pub(super) fn measure(
    signal: usize,
    definition: &Definition,
    (gate, layout): (&Gate, &Layout),
    blocked: Option<Missing>,
    (seen, ones): (&[Seen<'_>], &[f64]),
    with_evidence: bool,
) -> Measured {
    let mut figure = empty(definition, gate);
    if blocked.is_some() {
        figure.missing = blocked;
        return Measured { figure, sample: None };
    }
    let entries: Vec<Entry> = seen.iter().map(|s| s.entry).collect();
    figure.items = distinct_items(seen);
    figure.exposure = entries.iter().map(|entry| entry.exposure).sum();
    figure.censored = censored_items(seen);
    let curve = layout.curve(signal, Axis::Control).or(layout.curve(signal, Axis::Drift));
    let setting = Setting { curve, expected: gate.expected_share(), roster: gate.roster() };
    let sample = Sample::of(definition, setting, &entries);
    if let Some(sample) = &sample {
        figure.total = sample.total(&entries);
    }
    figure.missing = too_little(definition, &figure);
    if figure.missing.is_some() {
        return Measured { figure, sample: None };
    }
    let reading = sample.as_ref().and_then(|sample| sample.read(ones));
    let Some(reading) = reading else {
        figure.missing = Some(undefined(definition, &figure));
        return Measured { figure, sample: None };
    };
    figure.raw = Some(reading.raw);
    figure.estimate = Some(Estimate { value: reading.value, interval: None });
    figure.beyond_horizon = reading.beyond;
    let severity = |axis| layout.curve(signal, axis).map(|curve| curve.severity(reading.value));
    figure.control_severity = severity(Axis::Control);
    figure.drift_severity = severity(Axis::Drift);
    if with_evidence {
        figure.evidence = evidence::of(definition, towards(layout, signal), seen);
    }
    Measured { figure, sample }
}

fn empty(definition: &Definition, gate: &Gate) -> SignalFigure {
    SignalFigure {
        id: definition.id.clone(),
        items: 0,
        exposure: 0.0,
        total: 0.0,
        raw: None,
        estimate: None,
        censored: 0,
        beyond_horizon: false,
        window_months: gate.window_of(definition),
        control_severity: None,
        drift_severity: None,
        missing: None,
        evidence: Vec::new(),
        change: None,
    }
}

fn distinct_items(seen: &[Seen<'_>]) -> u32 {
    distinct(seen.iter().map(|s| s.item))
}

fn censored_items(seen: &[Seen<'_>]) -> u32 {
    distinct(seen.iter().filter(|s| s.entry.censored).map(|s| s.item))
}

fn distinct(items: impl Iterator<Item = usize>) -> u32 {
    let mut items: Vec<usize> = items.collect();
    items.sort_unstable();
    items.dedup();
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

fn too_little(definition: &Definition, figure: &SignalFigure) -> Option<Missing> {
    if figure.items == 0 {
        return Some(Missing::NoData);
    }
    if figure.items < definition.min_items {
        let (items, needed) = (figure.items, definition.min_items);
        return Some(Missing::TooFewItems { items, needed });
    }
    let (exposure, needed) = (figure.exposure, definition.min_exposure);
    (exposure < needed).then_some(Missing::TooLittleExposure { exposure, needed })
}

/// Why there is no figure although there are items enough.
fn undefined(definition: &Definition, figure: &SignalFigure) -> Missing {
    let why = match definition.estimator {
        Estimator::OddsAgainstExpected if figure.exposure > 0.0 => {
            "nobody but leaders could have acted, so no share is to be expected of them"
        }
        Estimator::Concentration => "fewer than two people, or nothing to spread among them",
        _ => {
            let (exposure, needed) = (figure.exposure, definition.min_exposure);
            return Missing::TooLittleExposure { exposure, needed };
        }
    };
    Missing::Regime { why: why.to_owned() }
}

/// 1 where a larger figure is worse, -1 where a smaller one is, 0 where both or neither are.
fn towards(layout: &Layout, signal: usize) -> f64 {
    let direction = |axis| layout.curve(signal, axis).map(Curve::rises);
    match (direction(Axis::Control), direction(Axis::Drift)) {
        (Some(rises), None) | (None, Some(rises)) => {
            if rises {
                1.0
            } else {
                -1.0
            }
        }
        _ => 0.0,
    }
}
