//! The units that the bootstrap reweights, and one draw of their weights (model 3.6).
//!
//! Pull requests of one author, or of one week, resemble each other, and these groupings cross.
//! Reweighting by a product of independent factors, one for each grouping, needs no model of that
//! and is mildly conservative: A. B. Owen, The pigeonhole bootstrap, Annals of Applied Statistics
//! 1(2), 2007; A. B. Owen and D. Eckles, Bootstrapping data arrays of arbitrary order, Annals of
//! Applied Statistics 6(3), 2012. For the rest one factor with mean and variance (n-1)/n is the
//! Bayesian bootstrap (D. B. Rubin, Annals of Statistics 9(1), 1981) with the variance of the
//! classical one.

use std::num::NonZeroU32;

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, Gamma};

use super::rows::{Census, Row, number};
use crate::model::hash::HashMap;
use crate::model::observation::Name;

/// What an item is, as far as its weight goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Work,
    Issue,
    Milestone,
    Week,
}

const SINGLE: [Kind; 3] = [Kind::Issue, Kind::Milestone, Kind::Week];

impl Kind {
    fn of(item: &str) -> Self {
        if item.starts_with("issue#") {
            Self::Issue
        } else if item.starts_with("milestone#") {
            Self::Milestone
        } else if is_week(item) {
            Self::Week
        } else {
            Self::Work
        }
    }
}

fn is_week(item: &str) -> bool {
    let bytes = item.as_bytes();
    bytes.starts_with(b"20")
        && bytes.iter().take(4).all(u8::is_ascii_digit)
        && bytes.get(4..6) == Some(b"-W".as_slice())
}

/// A cluster by name, or one that an item has for itself because its name is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Named(Name),
    Own(usize),
}

/// What gets one weight: an item with its author and week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Unit {
    kind: Kind,
    item: usize,
    author: usize,
    week: usize,
}

/// Where a row belongs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Index of the unit, hence of its weight.
    pub unit: usize,
    /// Index of the item.
    pub item: usize,
    /// Index of the author.
    pub author: usize,
}

/// The clusters of a team and month.
#[derive(Clone, Debug)]
pub(super) struct Clusters {
    kinds: Vec<Kind>,
    authors: usize,
    weeks: usize,
    units: Vec<Unit>,
}

impl Clusters {
    /// Indexes rows, which are in rank order; the second part has one place a row.
    pub(super) fn of(rows: &[&Row<'_>]) -> (Self, Vec<Place>) {
        let (items, kinds) = items(rows);
        let author_keys = keys(rows, &items, |row| row.ids.author);
        let week_keys = keys(rows, &items, |row| row.ids.week);
        let authors = number(author_keys.iter().copied().zip(rows.iter().map(|row| row.rank)));
        let weeks = number(week_keys.iter().copied().zip(rows.iter().map(|row| row.rank)));
        let units: Vec<Unit> = (0..rows.len())
            .map(|row| {
                let kind = kinds[items[row]];
                let work = kind == Kind::Work;
                Unit {
                    kind,
                    item: items[row],
                    // Issues, milestones and weeks are units of their own.
                    author: if work { authors[&author_keys[row]] } else { 0 },
                    week: if work { weeks[&week_keys[row]] } else { 0 },
                }
            })
            .collect();
        let mut distinct = units.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let places = units
            .iter()
            .enumerate()
            .map(|(row, unit)| Place {
                unit: distinct.partition_point(|other| other < unit),
                item: unit.item,
                author: authors[&author_keys[row]],
            })
            .collect();
        (Self { kinds, authors: authors.len(), weeks: weeks.len(), units: distinct }, places)
    }

    /// The same where no weights are to be drawn. Units stand in the same order, since sums depend on it
    /// in their last digit, but for authors or weeks of one item whose rows differ in nothing else.
    pub(super) fn without_weights(rows: &[&Row<'_>], census: Census) -> (Self, Vec<Place>) {
        let mut items = FirstSeen::of(census.items);
        // Where a name is not known, the item stands for it.
        let mut authors = FirstSeen::of(census.authors + census.items);
        let mut weeks = FirstSeen::of(census.weeks + census.items);
        let mut kinds: Vec<Kind> = Vec::new();
        let mut units = Units::default();
        let own = |known: usize, name: Option<u32>, item: usize| match name {
            Some(name) => name as usize,
            None => known + item,
        };
        let of_rows = rows.iter().map(|row| {
            let item = items.number(row.ids.own_item as usize);
            if item == kinds.len() {
                kinds.push(Kind::of(row.observation.item()));
            }
            let author = authors.number(own(census.authors, row.ids.own_author, item));
            let week = weeks.number(own(census.weeks, row.ids.own_week, item));
            let kind = kinds[item];
            let work = kind == Kind::Work;
            let (author, week) = if work { (author, week) } else { (0, 0) };
            (units.number(Unit { kind, item, author, week }), item)
        });
        let of_rows: Vec<(usize, usize)> = of_rows.collect();
        let mut order: Vec<usize> = (0..units.units.len()).collect();
        order.sort_unstable_by_key(|unit| units.units[*unit]);
        let mut sorted = vec![0; order.len()];
        for (place, unit) in order.into_iter().enumerate() {
            sorted[unit] = place;
        }
        let place = |(unit, item): (usize, usize)| Place { unit: sorted[unit], item, author: 0 };
        let places = of_rows.into_iter().map(place).collect();
        (Self { kinds: Vec::new(), authors: 0, weeks: 0, units: Vec::new() }, places)
    }

    fn count(&self, kind: Kind) -> usize {
        self.kinds.iter().filter(|k| **k == kind).count()
    }
}

/// Numbers keys below a limit in the order in which they come.
struct FirstSeen {
    /// How many were seen when each key first was, itself included.
    of: Vec<Option<NonZeroU32>>,
    seen: u32,
}

impl FirstSeen {
    fn of(limit: usize) -> Self {
        Self { of: vec![None; limit], seen: 0 }
    }

    fn number(&mut self, key: usize) -> usize {
        let seen = self.of[key].or_else(|| {
            self.seen += 1;
            self.of[key] = NonZeroU32::new(self.seen);
            self.of[key]
        });
        seen.map_or(0, |seen| seen.get() as usize - 1)
    }
}

/// Units in the order in which they come. An item hardly ever has two.
#[derive(Default)]
struct Units {
    units: Vec<Unit>,
    /// For each item its first unit.
    first: Vec<usize>,
    /// For each unit the next one of its item.
    next: Vec<Option<usize>>,
}

impl Units {
    fn number(&mut self, unit: Unit) -> usize {
        let new = self.units.len();
        let Some(&first) = self.first.get(unit.item) else {
            // Items come numbered as they are first seen.
            self.first.push(new);
            return self.push(unit);
        };
        let mut at = first;
        while self.units[at] != unit {
            let Some(next) = self.next[at] else {
                self.next[at] = Some(new);
                return self.push(unit);
            };
            at = next;
        }
        at
    }

    fn push(&mut self, unit: Unit) -> usize {
        self.units.push(unit);
        self.next.push(None);
        self.units.len() - 1
    }
}

/// The item of each row, and the kind of each item, numbered in the order of the rows.
fn items(rows: &[&Row<'_>]) -> (Vec<usize>, Vec<Kind>) {
    let mut known: HashMap<u64, usize> = HashMap::default();
    let mut kinds = Vec::new();
    let of_row = rows
        .iter()
        .map(|row| {
            *known.entry(row.ids.item).or_insert_with(|| {
                kinds.push(Kind::of(row.observation.item()));
                kinds.len() - 1
            })
        })
        .collect();
    (of_row, kinds)
}

fn keys(rows: &[&Row<'_>], items: &[usize], name: impl Fn(&Row<'_>) -> Option<Name>) -> Vec<Key> {
    rows.iter()
        .zip(items)
        .map(|(row, item)| name(row).map_or(Key::Own(*item), Key::Named))
        .collect()
}

/// Draws weights; keeps its buffers from one replicate to the next.
#[derive(Debug)]
pub(super) struct Weights<'a> {
    clusters: &'a Clusters,
    author: Gamma<f64>,
    /// For a kind with two items or more.
    single: Vec<(Kind, Option<Gamma<f64>>)>,
    items: Vec<f64>,
    authors: Vec<f64>,
    weeks: Vec<f64>,
    units: Vec<f64>,
}

impl<'a> Weights<'a> {
    /// Weights of 1, none drawn yet; `None` if the distributions refuse their parameters.
    pub(super) fn new(clusters: &'a Clusters) -> Option<Self> {
        let single = SINGLE
            .into_iter()
            .map(|kind| {
                let n = clusters.count(kind) as f64;
                (kind, (n > 1.0).then(|| Gamma::new((n - 1.0) / n, 1.0).ok()).flatten())
            })
            .collect();
        Some(Self {
            clusters,
            author: Gamma::new(4.0, 0.25).ok()?,
            single,
            items: vec![1.0; clusters.kinds.len()],
            authors: vec![1.0; clusters.authors],
            weeks: vec![1.0; clusters.weeks],
            units: vec![1.0; clusters.units.len()],
        })
    }

    /// The weight of each unit for the next replicate; within each kind their mean is 1.
    pub(super) fn draw(&mut self, rng: &mut ChaCha8Rng) -> &[f64] {
        for (weight, kind) in self.items.iter_mut().zip(&self.clusters.kinds) {
            *weight = match self.single.iter().find(|(single, _)| single == kind) {
                None => Exp1.sample(rng),
                Some((_, Some(gamma))) => gamma.sample(rng),
                // The only one of its kind has nothing to vary against.
                Some((_, None)) => 1.0,
            };
        }
        self.authors.iter_mut().for_each(|weight| *weight = self.author.sample(rng));
        self.weeks.iter_mut().for_each(|weight| *weight = Exp1.sample(rng));
        for (weight, unit) in self.units.iter_mut().zip(&self.clusters.units) {
            *weight = self.items[unit.item];
            if unit.kind == Kind::Work {
                *weight *= self.authors[unit.author] * self.weeks[unit.week];
            }
        }
        self.rescale();
        &self.units
    }

    /// Units are sorted by kind, so each kind is a run.
    fn rescale(&mut self) {
        let mut rest = self.units.as_mut_slice();
        for kinds in self.clusters.units.chunk_by(|a, b| a.kind == b.kind) {
            let (run, after) = rest.split_at_mut(kinds.len());
            let sum: f64 = run.iter().sum();
            let scale = run.len() as f64 / sum;
            if scale.is_finite() {
                for weight in run.iter_mut() {
                    *weight *= scale;
                }
            } else {
                run.fill(1.0);
            }
            rest = after;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::Places;
    use super::*;
    use crate::model::observation::{Observation, Observations};
    use rand_chacha::rand_core::SeedableRng;

    fn observation(item: &str, author: Option<&str>, week: Option<&str>) -> Observation {
        Observation {
            signal: "s".into(),
            team: "t".into(),
            repo: "o/r".into(),
            period: "2026-03".into(),
            item: item.into(),
            value: 1.0,
            exposure: 1.0,
            censored: false,
            author: author.map(Into::into),
            week: week.map(Into::into),
            group_key: None,
        }
    }

    fn rows(observations: &Observations) -> (Vec<Row<'_>>, Census) {
        let period = "2026-03".parse().expect("a month");
        let places = Places::of(observations);
        let row = |(rank, observation)| {
            let ids = places.ids(observation);
            Row { signal: 0, period, rank, ids, observation }
        };
        let mut rows: Vec<Row<'_>> = observations.iter().enumerate().map(row).collect();
        let census = Census::take(&mut rows);
        (rows, census)
    }

    #[test]
    fn kinds_by_prefix() {
        assert_eq!(Kind::of("#7"), Kind::Work);
        assert_eq!(Kind::of("20ab4f-Wx"), Kind::Work);
        assert_eq!(Kind::of("issue#7"), Kind::Issue);
        assert_eq!(Kind::of("milestone#7"), Kind::Milestone);
        assert_eq!(Kind::of("2026-W07"), Kind::Week);
    }

    #[test]
    fn weights_have_mean_one_within_a_kind() {
        let observations = [
            observation("#1", Some("ann"), Some("2026-W10")),
            observation("#2", Some("ann"), Some("2026-W11")),
            observation("#3", None, Some("2026-W11")),
            observation("issue#1", None, None),
            observation("issue#2", None, None),
            observation("milestone#1", None, None),
        ];
        let observations = observations.into_iter().collect();
        let (rows, _) = rows(&observations);
        let (clusters, places) = Clusters::of(&rows.iter().collect::<Vec<_>>());
        assert_eq!((clusters.units.len(), clusters.authors), (6, 5));
        let mut weights = Weights::new(&clusters).expect("weights");
        let mut rng = ChaCha8Rng::from_seed([7; 32]);
        for _ in 0..50 {
            let drawn = weights.draw(&mut rng);
            let of = |row: usize| drawn[places[row].unit];
            assert!((of(0) + of(1) + of(2) - 3.0).abs() < 1e-9);
            assert!((of(3) + of(4) - 2.0).abs() < 1e-9);
            assert!((of(5) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn units_stand_in_one_order_with_and_without_weights() {
        let observations = [
            observation("#2", Some("zoe"), Some("2026-W11")),
            observation("#2", Some("zoe"), Some("2026-W10")),
            observation("#1", None, Some("2026-W11")),
            observation("issue#1", None, None),
            observation("#1", None, Some("2026-W10")),
            observation("#2", Some("zoe"), Some("2026-W11")),
            observation("#3", Some("ann"), None),
            observation("issue#1", Some("ann"), None),
        ];
        let observations = observations.into_iter().collect();
        let (rows, census) = rows(&observations);
        let rows: Vec<&Row<'_>> = rows.iter().collect();
        let units =
            |places: Vec<Place>| places.iter().map(|p| (p.unit, p.item)).collect::<Vec<_>>();
        let with = units(Clusters::of(&rows).1);
        assert_eq!(with, units(Clusters::without_weights(&rows, census).1));
        assert_eq!(with.iter().map(|unit| unit.0).max(), Some(5));
    }

    /// The mean of n issues must vary as the sample variance over n says.
    #[test]
    fn issues_vary_like_the_classical_bootstrap() {
        let observations: Vec<Observation> =
            (0..20).map(|n| observation(&format!("issue#{n}"), None, None)).collect();
        let observations = observations.into_iter().collect();
        let (rows, _) = rows(&observations);
        let (clusters, places) = Clusters::of(&rows.iter().collect::<Vec<_>>());
        let mut weights = Weights::new(&clusters).expect("weights");
        let mut rng = ChaCha8Rng::from_seed([1; 32]);
        let share = |drawn: &[f64]| (0..5).map(|row| drawn[places[row].unit]).sum::<f64>() / 20.0;
        let draws: Vec<f64> = (0..20_000).map(|_| share(weights.draw(&mut rng))).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / 20_000.0;
        assert!((mean - 0.25).abs() < 0.005, "{mean}");
        assert!((variance - 0.25 * 0.75 / 20.0).abs() < 0.000_5, "{variance}");
    }
}
