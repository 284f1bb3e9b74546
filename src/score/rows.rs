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
use crate::model::observation::{Name, ObservationRef, Observations};
use crate::model::runs::runs;
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
    pub observation: ObservationRef<'a>,
}

/// Names of a team's rows as numbers in the order of the names: comparing texts a million times is
/// what scoring would spend its time on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ids {
    /// Repository and item, those of a kind by their number.
    pub item: u64,
    /// Author.
    pub author: Option<Name>,
    /// Week.
    pub week: Option<Name>,
    /// Key over which concentration is taken.
    pub group: Option<Name>,
    /// The item among those of the team, see [`Census`].
    pub own_item: u32,
    /// The author among those of the team.
    pub own_author: Option<u32>,
    /// The week among those of the team.
    pub own_week: Option<u32>,
}

/// How many items, authors and weeks the rows of a team have. Each has a number below that: what is
/// asked of them a thousand times needs no hash.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Census {
    /// Items.
    pub items: usize,
    /// Authors whose name is known.
    pub authors: usize,
    /// Weeks.
    pub weeks: usize,
}

impl Census {
    /// Gives the items, authors and weeks of rows their numbers.
    pub(super) fn take(rows: &mut [Row<'_>]) -> Self {
        let (mut items, mut authors, mut weeks) =
            (Numbers::default(), Numbers::default(), Numbers::default());
        for row in rows {
            row.ids.own_item = items.of(row.ids.item);
            row.ids.own_author = row.ids.author.map(|author| authors.of(author));
            row.ids.own_week = row.ids.week.map(|week| weeks.of(week));
        }
        Self { items: items.known.len(), authors: authors.known.len(), weeks: weeks.known.len() }
    }
}

/// Numbers of keys, neighbours of which are often the same.
#[derive(Debug)]
struct Numbers<K> {
    known: HashMap<K, u32>,
    last: Option<(K, u32)>,
}

impl<K> Default for Numbers<K> {
    fn default() -> Self {
        Self { known: HashMap::default(), last: None }
    }
}

impl<K: Copy + Eq + Hash> Numbers<K> {
    fn of(&mut self, key: K) -> u32 {
        if let Some((last, number)) = self.last
            && last == key
        {
            return number;
        }
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        let number = *self.known.entry(key).or_insert(next);
        self.last = Some((key, number));
        number
    }
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
    /// What they are of.
    pub census: Census,
    /// For each signal, where the rows of each of its months begin.
    begins: Vec<Vec<(Period, usize)>>,
    /// For each signal, where its rows end.
    ends: Vec<usize>,
    /// Signals that a regime makes meaningless, and why.
    pub regimes: BTreeMap<usize, &'a str>,
}

impl<'a> TeamData<'a> {
    /// Takes the team's rows, of so many signals.
    fn hold(&mut self, rows: &[Row<'a>], signals: usize) {
        self.rows = sorted(rows);
        self.census = Census::take(&mut self.rows);
        self.begins = vec![Vec::new(); signals];
        self.ends = vec![0; signals];
        for (place, row) in self.rows.iter().enumerate() {
            let months = &mut self.begins[row.signal];
            if months.last().is_none_or(|(month, _)| *month != row.period) {
                months.push((row.period, place));
            }
            self.ends[row.signal] = place + 1;
        }
    }

    /// Rows of a signal from one month to another, both included.
    pub(super) fn rows_of(&self, signal: usize, from: Period, to: Period) -> &[Row<'a>] {
        let months = self.begins.get(signal).map_or(&[][..], Vec::as_slice);
        let first = months.partition_point(|(month, _)| *month < from);
        let end = months.partition_point(|(month, _)| *month <= to);
        let begin = |at: usize| months.get(at).map(|(_, row)| *row);
        let rows = begin(first).zip(begin(end).or(self.ends.get(signal).copied()));
        rows.and_then(|(first, end)| self.rows.get(first..end)).unwrap_or_default()
    }
}

/// Splits the inputs by team, alphabetically. The rows of a team are put together when it is its turn: all
/// at once they would be the largest thing in memory.
pub(super) fn by_team<'a>(
    inputs: &ScoreInputs<'a>,
) -> impl Iterator<Item = TeamData<'a>> + use<'a> {
    let signals: BTreeMap<&str, usize> =
        inputs.definitions.iter().enumerate().map(|(i, d)| (d.id.as_str(), i)).collect();
    let mut teams: BTreeMap<&str, TeamData<'a>> = BTreeMap::new();
    for month in inputs.team_months {
        let Ok(period) = month.period.parse() else { continue };
        let team = teams.entry(&month.team).or_default();
        team.name = &month.team;
        team.months.insert(period, month);
    }
    let mut teams: Vec<TeamData<'a>> = teams.into_values().collect();
    for (team, signal, why) in inputs.regimes {
        let team = teams.iter_mut().find(|of| of.name == team);
        if let (Some(team), Some(&signal)) = (team, signals.get(signal.as_str())) {
            team.regimes.insert(signal, why);
        }
    }
    let reader = Reader {
        places: Places::of(inputs.observations),
        signals: of_names(inputs.observations, |name| signals.get(name).copied()),
        periods: of_names(inputs.observations, |name| name.parse::<Period>().ok()),
    };
    let team_of: Vec<Option<usize>> = of_names(inputs.observations, |name| {
        teams.binary_search_by(|team| team.name.cmp(name)).ok()
    });
    let mut own: Vec<Vec<usize>> = vec![Vec::new(); teams.len()];
    for (at, observation) in inputs.observations.iter().enumerate() {
        let team = team_of[observation.row.team.place()];
        if let Some(own) = team.and_then(|team| own.get_mut(team)) {
            own.push(at);
        }
    }
    let (observations, signals) = (inputs.observations, inputs.definitions.len());
    teams.into_iter().zip(own).map(move |(mut team, own)| {
        let mut rows: Vec<Row<'a>> = Vec::with_capacity(own.len());
        rows.extend(own.into_iter().filter_map(|at| reader.row(observations.get(at)?)));
        team.hold(&rows, signals);
        team
    })
}

/// What stands for the names of observations.
struct Reader {
    places: Places,
    signals: Vec<Option<usize>>,
    periods: Vec<Option<Period>>,
}

impl Reader {
    /// The row of an observation, if it counts.
    fn row<'a>(&self, observation: ObservationRef<'a>) -> Option<Row<'a>> {
        let seen = observation.row;
        let signal = self.signals.get(seen.signal.place()).copied().flatten()?;
        let period = self.periods.get(seen.period.place()).copied().flatten()?;
        let ids = self.places.ids(observation);
        let counts = seen.value.is_finite() && seen.exposure.is_finite();
        counts.then_some(Row { signal, period, rank: 0, ids, observation })
    }
}

/// Something of each name of the observations.
fn of_names<T>(observations: &Observations, of: impl Fn(&str) -> T) -> Vec<T> {
    observations.names().iter().map(|name| of(name)).collect()
}

/// Everything by which rows are ordered, names of people left out, as numbers: signal, month and item
/// in one, week, value, exposure, censored.
type Place = (u128, Option<Name>, i64, i64, bool);

fn place(row: &Row<'_>) -> Place {
    let seen = row.observation.row;
    let what = ((row.signal as u128) << 96)
        | (u128::from(row.period.number()) << 64)
        | u128::from(row.ids.item);
    let (value, exposure) = (total_order(seen.value), total_order(seen.exposure));
    (what, row.ids.week, value, exposure, seen.censored)
}

/// A number that orders as [`f64::total_cmp`] does.
fn total_order(number: f64) -> i64 {
    let bits = number.to_bits().cast_signed();
    // Negative numbers run backwards but for their sign.
    bits ^ (((bits >> 63).cast_unsigned()) >> 1).cast_signed()
}

/// Rows in order, with their ranks.
fn sorted<'a>(rows: &[Row<'a>]) -> Vec<Row<'a>> {
    let runs = runs(rows, |row| (row.signal, row.period));
    let mut sorted = Vec::with_capacity(rows.len());
    let mut order: Vec<(Place, usize)> = Vec::new();
    let (mut rank, mut before) = (0, None);
    for runs in runs.chunk_by(|a, b| a.0 == b.0) {
        order.clear();
        let rows_of_runs = runs.iter().flat_map(|(_, run)| run.clone());
        order.extend(rows_of_runs.map(|row| (place(&rows[row]), row)));
        // Places of rows break ties, so that the order is that of a stable sort.
        order.sort_unstable();
        for (place, row) in &order {
            rank += usize::from(before.is_some_and(|before| before != *place));
            before = Some(*place);
            sorted.push(Row { rank, ..rows[*row] });
        }
    }
    sorted
}

/// Where names stand among items.
#[derive(Debug)]
pub(super) struct Places(Vec<u32>);

impl Places {
    /// For each name its place in the order of [`by_number`].
    pub(super) fn of(observations: &Observations) -> Self {
        let names = observations.names();
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by_cached_key(|name| (split_number(&names[*name]), *name));
        let mut places = vec![0; names.len()];
        for (name, place) in order.into_iter().zip(0..) {
            places[name] = place;
        }
        Self(places)
    }

    /// What an observation belongs to.
    pub(super) fn ids(&self, observation: ObservationRef<'_>) -> Ids {
        let row = observation.row;
        let place = self.0.get(row.item.place()).copied().unwrap_or_default();
        let item = ((row.repo.place() as u64) << 32) | u64::from(place);
        let (author, week, group) = (row.author, row.week, row.group_key);
        Ids { item, author, week, group, ..Ids::default() }
    }
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
