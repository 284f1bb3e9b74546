//! A team's observations, in an order that people's names do not touch.
//!
//! Sums of floating-point numbers depend on their order, and so does which random number a
//! cluster gets. Rows are therefore sorted by everything but names, and people are numbered by
//! the rows they occur in: renaming them, or handing over the rows in another order, changes not
//! one bit of the outcome.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use crate::model::derived::TeamMonth;
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
    /// Repository and item.
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
        sort(&mut team.rows);
        identify(&mut team.rows);
    }
    teams
}

/// Everything by which rows are ordered but names and numbers; items are taken apart once.
type Place<'a> = (usize, Period, &'a str, (&'a str, Option<u64>), &'a str);

fn place<'a>(row: &Row<'a>) -> Place<'a> {
    let seen = row.observation;
    let item = seen.item.as_str();
    (row.signal, row.period, seen.repo.as_str(), split_number(item), item)
}

fn sort(rows: &mut [Row<'_>]) {
    let mut keyed: Vec<(Place<'_>, Row<'_>)> = rows.iter().map(|row| (place(row), *row)).collect();
    keyed.sort_by(by_content);
    let mut rank = 0;
    for index in 1..keyed.len() {
        if by_content(&keyed[index - 1], &keyed[index]) != Ordering::Equal {
            rank += 1;
        }
        keyed[index].1.rank = rank;
    }
    for (row, (_, sorted)) in rows.iter_mut().zip(keyed) {
        *row = sorted;
    }
}

fn by_content((a, x): &(Place<'_>, Row<'_>), (b, y): &(Place<'_>, Row<'_>)) -> Ordering {
    let (x, y) = (x.observation, y.observation);
    a.cmp(b)
        .then_with(|| x.week.cmp(&y.week))
        .then_with(|| x.value.total_cmp(&y.value))
        .then_with(|| x.exposure.total_cmp(&y.exposure))
        .then_with(|| x.censored.cmp(&y.censored))
}

/// Numbers the names of rows.
pub(super) fn identify(rows: &mut [Row<'_>]) {
    let items = numbers(rows.iter().map(|r| {
        let seen = r.observation;
        (seen.repo.as_str(), seen.item.as_str())
    }));
    let authors = numbers(rows.iter().filter_map(|r| r.observation.author.as_deref()));
    let weeks = numbers(rows.iter().filter_map(|r| r.observation.week.as_deref()));
    let groups = numbers(rows.iter().filter_map(|r| r.observation.group_key.as_deref()));
    for row in rows {
        let seen = row.observation;
        let of = |numbers: &HashMap<&str, u32>, name: Option<&str>| {
            name.and_then(|name| numbers.get(name).copied())
        };
        row.ids = Ids {
            item: items.get(&(seen.repo.as_str(), seen.item.as_str())).copied().unwrap_or_default(),
            author: of(&authors, seen.author.as_deref()),
            week: of(&weeks, seen.week.as_deref()),
            group: of(&groups, seen.group_key.as_deref()),
        };
    }
}

/// Distinct names with their places in order.
fn numbers<K: Ord + Copy + Hash>(names: impl Iterator<Item = K>) -> HashMap<K, u32> {
    let distinct: HashSet<K> = names.collect();
    let mut distinct: Vec<K> = distinct.into_iter().collect();
    distinct.sort_unstable();
    distinct.into_iter().zip(0..).collect()
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
