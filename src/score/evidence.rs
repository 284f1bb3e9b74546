//! The items that move a figure most: its value with all items less that without one.
//!
//! Where a figure is part of one pressure, the items that push it towards the red anchor come
//! first, and alone; a share of .9 would otherwise be explained by the few items that speak
//! against it.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::model::observation::ObservationRef;
use crate::signals::definition::{Definition, Estimator};

use super::estimate::{influences, influences_on_mean, leave_one_out};
use super::outcome::Evidence;
use super::rows::by_number;
use super::signal::Seen;

/// Items listed for one figure.
const LISTED: usize = 10;
/// Influence below which an item moves nothing.
const NOTHING: f64 = 1e-12;

/// An item with its observations added up.
#[derive(Clone, Debug)]
struct Item<'a> {
    /// The first of them.
    observation: ObservationRef<'a>,
    value: f64,
    exposure: f64,
    censored: bool,
    held: Vec<(usize, f64)>,
    influence: f64,
}

impl Item<'_> {
    fn evidence(&self) -> Evidence {
        Evidence {
            repo: self.observation.repo().to_owned(),
            item: self.observation.item().to_owned(),
            value: self.value,
            exposure: self.exposure,
            censored: self.censored,
        }
    }
}

/// The items behind a figure, strongest first; `towards` is 1 where larger figures are worse, -1
/// where smaller ones are, 0 where neither is.
pub(super) fn of(definition: &Definition, towards: f64, seen: &[Seen<'_>]) -> Vec<Evidence> {
    let durations = matches!(
        definition.estimator,
        Estimator::KmQuantile { .. } | Estimator::RestrictedMean { .. }
    );
    let mut items = add_up(seen, durations);
    weigh(definition.estimator, seen, &mut items);
    let mut items: Vec<Item> = items.into_values().collect();
    for item in &mut items {
        item.influence =
            if towards == 0.0 { item.influence.abs() } else { item.influence * towards };
    }
    if items.iter().any(|item| item.influence > NOTHING) {
        items.retain(|item| item.influence > NOTHING);
    }
    items.sort_by(|a, b| strongest_first(a, b, towards));
    items.truncate(LISTED);
    items.iter().map(Item::evidence).collect()
}

fn strongest_first(a: &Item<'_>, b: &Item<'_>, towards: f64) -> Ordering {
    let sign = if towards < 0.0 { -1.0 } else { 1.0 };
    let (x, y) = (a.observation, b.observation);
    b.influence
        .total_cmp(&a.influence)
        .then_with(|| (sign * b.value).total_cmp(&(sign * a.value)))
        .then_with(|| b.exposure.total_cmp(&a.exposure))
        .then_with(|| x.repo().cmp(y.repo()))
        // Recent items carry higher numbers and are better remembered.
        .then_with(|| by_number(y.item(), x.item()))
}

/// Observations by item: sums, or for durations the longest.
fn add_up<'a>(seen: &[Seen<'a>], durations: bool) -> BTreeMap<usize, Item<'a>> {
    let mut items: BTreeMap<usize, Item<'a>> = BTreeMap::new();
    for s in seen {
        let entry = s.entry;
        let item = items.entry(s.item).or_insert_with(|| Item {
            observation: s.observation,
            value: if durations { entry.value } else { 0.0 },
            exposure: 0.0,
            censored: false,
            held: Vec::new(),
            influence: 0.0,
        });
        item.value = if durations { item.value.max(entry.value) } else { item.value + entry.value };
        item.exposure += entry.exposure;
        item.censored |= entry.censored;
        item.held.extend(entry.group.map(|group| (group, entry.value)));
    }
    items
}

fn weigh(estimator: Estimator, seen: &[Seen<'_>], items: &mut BTreeMap<usize, Item<'_>>) {
    match estimator {
        Estimator::Share
        | Estimator::OddsAgainstExpected
        | Estimator::RatioOfSums
        | Estimator::Mean => weigh_ratio(items),
        Estimator::Count => {
            for item in items.values_mut() {
                item.influence = item.value;
            }
        }
        Estimator::Concentration => {
            let held: Vec<Vec<(usize, f64)>> = items.values().map(|i| i.held.clone()).collect();
            for (item, influence) in items.values_mut().zip(leave_one_out(&held)) {
                item.influence = influence;
            }
        }
        Estimator::KmQuantile { quantile, horizon } => {
            add_influences(seen, items, |durations| influences(quantile, horizon, durations));
        }
        Estimator::RestrictedMean { horizon } => {
            add_influences(seen, items, |durations| influences_on_mean(horizon, durations));
        }
    }
}

fn add_influences(
    seen: &[Seen<'_>],
    items: &mut BTreeMap<usize, Item<'_>>,
    of: impl Fn(&[(f64, bool)]) -> Vec<f64>,
) {
    let durations: Vec<(f64, bool)> =
        seen.iter().map(|s| (s.entry.value, s.entry.censored)).collect();
    for (s, influence) in seen.iter().zip(of(&durations)) {
        if let Some(item) = items.get_mut(&s.item) {
            item.influence += influence;
        }
    }
}

fn weigh_ratio(items: &mut BTreeMap<usize, Item<'_>>) {
    let value: f64 = items.values().map(|item| item.value).sum();
    let exposure: f64 = items.values().map(|item| item.exposure).sum();
    for item in items.values_mut() {
        let rest = exposure - item.exposure;
        let without = if rest > 0.0 { (value - item.value) / rest } else { 0.0 };
        item.influence = value / exposure - without;
    }
}
