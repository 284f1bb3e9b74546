//! A team's observations, in an order that people's names do not touch.
//!
//! Sums of floating-point numbers depend on their order, and so does which random number a
//! cluster gets. Rows are therefore sorted by everything but names, and people are numbered by
//! the rows they occur in: renaming them, or handing over the rows in another order, changes not
//! one bit of the outcome.

use std::cmp::Ordering;
use std::collections::BTreeMap;

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
    /// The row itself.
    pub observation: &'a Observation,
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
            team.rows.push(Row { signal, period, rank: 0, observation });
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
    }
    teams
}

fn sort(rows: &mut [Row<'_>]) {
    rows.sort_by(by_content);
    let mut rank = 0;
    for index in 1..rows.len() {
        if by_content(&rows[index - 1], &rows[index]) != Ordering::Equal {
            rank += 1;
        }
        rows[index].rank = rank;
    }
}

fn by_content(a: &Row<'_>, b: &Row<'_>) -> Ordering {
    let (x, y) = (a.observation, b.observation);
    (a.signal, a.period, &x.repo)
        .cmp(&(b.signal, b.period, &y.repo))
        .then_with(|| by_number(&x.item, &y.item))
        .then_with(|| x.week.cmp(&y.week))
        .then_with(|| x.value.total_cmp(&y.value))
        .then_with(|| x.exposure.total_cmp(&y.exposure))
        .then_with(|| x.censored.cmp(&y.censored))
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
    let mut ranks: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (key, rank) in keys {
        ranks.entry(key).or_default().push(rank);
    }
    let mut order: Vec<(K, Vec<usize>)> = ranks.into_iter().collect();
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
