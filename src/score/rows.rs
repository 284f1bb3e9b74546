//! A team's observations, in an order that people's names do not touch.
//!
//! Sums of floating-point numbers depend on their order, and so does which random number a
//! cluster gets. Rows are therefore sorted by everything but names, and people are numbered by
//! the rows they occur in: renaming them, or handing over the rows in another order, changes not
//! one bit of the outcome.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::hash::Hash;

use crate::model::derived::TeamMonth;
use crate::model::hash::HashMap;
use crate::model::observation::Observation;
use crate::model::time::Period;

use super::inputs::ScoreInputs;

/// One observation that counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// Index of the signal's definition.
    pub signal: usize,
    /// Month to which it counts.
    pub period: Period,
    /// Position among the team's rows; rows that differ in names alone share it.
    pub rank: usize,
    /// What it belongs to, as numbers.
    pub ids: Ids,
    /// The row itself.
    pub observation: &'a Observation,
}

/// Names of a team's rows as numbers in the order of the names: comparing texts a million times is
/// what scoring would spend its time on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ids {
    /// Repository and item, those of a kind by their number.
    pub item: u32,
    /// Author.
    pub author: Option<u32>,
    /// Week.
    pub week: Option<u32>,
    /// Key over which concentration is taken.
    pub group: Option<u32>,
}

/// All that is known of a team.
#[derive(Clone, Debug, Default)]
pub(super) struct TeamData<'a> {
    /// Team.
    pub name: &'a str,
    /// Its months.
    pub months: BTreeMap<Period, &'a TeamMonth>,
    /// Its observations, sorted.
    pub rows: Vec<Row<'a>>,
    /// Signals that a regime makes meaningless, and why.
    pub regimes: BTreeMap<usize, &'a str>,
}

impl<'a> TeamData<'a> {
    /// Rows of a signal from one month to another, both included.
    pub(super) fn rows_of(&self, signal: usize, from: Period, to: Period) -> &[Row<'a>] {
        let first = self.rows.partition_point(|r| (r.signal, r.period) < (signal, from));
        let end = self.rows.partition_point(|r| (r.signal, r.period) <= (signal, to));
        self.rows.get(first..end).unwrap_or_default()
    }
}

/// Splits the inputs by team, alphabetically.
pub(super) fn by_team<'a>(inputs: &ScoreInputs<'a>) -> Vec<TeamData<'a>> {
    let signals: BTreeMap<&str, usize> =
        inputs.definitions.iter().enumerate().map(|(i, d)| (d.id.as_str(), i)).collect();
    let mut teams: BTreeMap<&str, TeamData<'a>> = BTreeMap::new();
    for month in inputs.team_months {
        let Ok(period) = month.period.parse() else { continue };
        let team = teams.entry(&month.team).or_default();
        team.name = &month.team;
        team.months.insert(period, month);
    }
    for observation in inputs.observations {
        let Some(team) = teams.get_mut(observation.team.as_str()) else { continue };
        let Some(&signal) = signals.get(observation.signal.as_str()) else { continue };
        let Ok(period) = observation.period.parse() else { continue };
        if observation.value.is_finite() && observation.exposure.is_finite() {
            team.rows.push(Row { signal, period, rank: 0, ids: Ids::default(), observation });
        }
    }
    for (team, signal, why) in inputs.regimes {
        if let (Some(team), Some(&signal)) =
            (teams.get_mut(team.as_str()), signals.get(signal.as_str()))
        {
            team.regimes.insert(signal, why);
        }
    }
    let mut teams: Vec<TeamData<'a>> = teams.into_values().collect();
    for team in &mut teams {
        identify(&mut team.rows);
        sort(&mut team.rows);
    }
    teams
}

/// Everything by which rows are ordered, names of people left out, as numbers: month and item,
/// week, value, exposure, censored.
type Place = (usize, Period, u32, Option<u32>, i64, i64, bool);

fn place(row: &Row<'_>) -> Place {
    let seen = row.observation;
    let (value, exposure) = (total_order(seen.value), total_order(seen.exposure));
    (row.signal, row.period, row.ids.item, row.ids.week, value, exposure, seen.censored)
}

/// A number that orders as [`f64::total_cmp`] does.
fn total_order(number: f64) -> i64 {
    let bits = number.to_bits().cast_signed();
    // Negative numbers run backwards but for their sign.
    bits ^ (((bits >> 63).cast_unsigned()) >> 1).cast_signed()
}

/// Sorts rows whose names have numbers.
fn sort(rows: &mut [Row<'_>]) {
    let mut keyed: Vec<(Place, Row<'_>)> = rows.iter().map(|row| (place(row), *row)).collect();
    keyed.sort_by_key(|(place, _)| *place);
    let mut rank = 0;
    let mut before = keyed.first().map(|(place, _)| *place);
    for (row, (place, sorted)) in rows.iter_mut().zip(keyed) {
        rank += usize::from(before != Some(place));
        before = Some(place);
        *row = Row { rank, ..sorted };
    }
}

/// Numbers the names of rows.
pub(super) fn identify(rows: &mut [Row<'_>]) {
    let items = numbers(
        rows.iter().map(|r| Some((r.observation.repo.as_str(), r.observation.item.as_str()))),
        |a, b| a.0.cmp(b.0).then_with(|| by_number(a.1, b.1)),
    );
    let authors = numbers(rows.iter().map(|r| r.observation.author.as_deref()), Ord::cmp);
    let weeks = numbers(rows.iter().map(|r| r.observation.week.as_deref()), Ord::cmp);
    let groups = numbers(rows.iter().map(|r| r.observation.group_key.as_deref()), Ord::cmp);
    let ids = items.into_iter().zip(authors).zip(weeks).zip(groups);
    for (row, (((item, author), week), group)) in rows.iter_mut().zip(ids) {
        row.ids = Ids { item: item.unwrap_or_default(), author, week, group };
    }
}

/// For each name its place among the distinct ones in order.
fn numbers<K: Copy + Eq + Hash>(
    names: impl Iterator<Item = Option<K>>,
    order: impl Fn(&K, &K) -> Ordering,
) -> Vec<Option<u32>> {
    let mut known: HashMap<K, u32> = HashMap::default();
    let mut distinct: Vec<(K, u32)> = Vec::new();
    let mut number = |name: K| {
        *known.entry(name).or_insert_with(|| {
            let next = u32::try_from(distinct.len()).unwrap_or(u32::MAX);
            distinct.push((name, next));
            next
        })
    };
    let mut numbers: Vec<Option<u32>> = names.map(|name| name.map(&mut number)).collect();
    distinct.sort_unstable_by(|a, b| order(&a.0, &b.0));
    let mut places = vec![0; distinct.len()];
    for ((_, number), place) in distinct.into_iter().zip(0..) {
        if let Some(slot) = places.get_mut(number as usize) {
            *slot = place;
        }
    }
    for number in numbers.iter_mut().flatten() {
        *number = places.get(*number as usize).copied().unwrap_or_default();
    }
    numbers
}

/// Order of items in which `#9` comes before `#10`.
pub(super) fn by_number(a: &str, b: &str) -> Ordering {
    split_number(a).cmp(&split_number(b)).then_with(|| a.cmp(b))
}

fn split_number(text: &str) -> (&str, Option<u64>) {
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit());
    (head, text[head.len()..].parse().ok())
}

/// Numbers keys by the ranks of the rows in which they occur.
///
/// Keys with the same ranks are interchangeable, so their order among themselves has no effect.
pub(super) fn number<K: Ord + Copy>(keys: impl Iterator<Item = (K, usize)>) -> BTreeMap<K, usize> {
    let mut pairs: Vec<(K, usize)> = keys.collect();
    pairs.sort_by_key(|pair| pair.0);
    let ranks = |of_key: &[(K, usize)]| of_key.iter().map(|(_, rank)| *rank).collect::<Vec<_>>();
    let of_keys = pairs.chunk_by(|a, b| a.0 == b.0);
    let mut order: Vec<(K, Vec<usize>)> =
        of_keys.filter_map(|of_key| Some((of_key.first()?.0, ranks(of_key)))).collect();
    order.sort_by(|a, b| a.1.cmp(&b.1));
    order.into_iter().enumerate().map(|(index, (key, _))| (key, index)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_sort_by_number() {
        let mut items = ["#10", "#9", "issue#3", "2026-W10", "#100"];
        items.sort_by(|a, b| by_number(a, b));
        assert_eq!(items, ["#9", "#10", "#100", "2026-W10", "issue#3"]);
    }

    #[test]
    fn numbering_ignores_names() {
        let before = number([("ann", 0), ("bob", 1), ("ann", 2), ("cy", 1)].into_iter());
        let after = number([("zoe", 0), ("bob", 1), ("zoe", 2), ("cy", 1)].into_iter());
        assert_eq!(before["ann"], after["zoe"]);
        assert_eq!(before["bob"], after["bob"]);
    }
}
