//! What a signal yields.
//!
//! There are some fifty observations for each pull request, and few names among them: where many are
//! held at once, as [`Observations`], each name stands there once and rows have its number.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::hash::HashMap;
use super::runs::runs;
use super::table::{Column, Sink, Text};

crate::table! {
    /// Value of one signal on one item: the row is the evidence.
    pub struct Observation in "observations" {
        /// Signal id.
        pub signal: Text,
        /// Team.
        pub team: Text,
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Month `YYYY-MM` to which the item counts.
        pub period: Text,
        /// What it was seen on: `#12` (pull request), `issue#5`, `milestone#1`, a week or a commit id.
        pub item: Text,
        /// Numerator, or the duration in the unit that the signal names.
        pub value: f64,
        /// Denominator.
        pub exposure: f64,
        /// True where the value is a lower bound, because the item was not finished.
        pub censored: bool,
        /// Cluster of the bootstrap: whose item it is.
        pub author: Option<Text>,
        /// Cluster of the bootstrap: ISO week.
        pub week: Option<Text>,
        /// Key over which `concentration` is taken.
        pub group_key: Option<Text>,
    }
}

/// A name among those of [`Observations`]; names compare as their texts do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(NonZeroU32);

impl Name {
    fn at(place: usize) -> Self {
        let number = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
        Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MAX))
    }

    /// Place among all names, from 0.
    #[must_use]
    pub fn place(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// An [`Observation`] with numbers for its names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbered {
    /// Signal id.
    pub signal: Name,
    /// Team.
    pub team: Name,
    /// Repository.
    pub repo: Name,
    /// Month.
    pub period: Name,
    /// What it was seen on.
    pub item: Name,
    /// Whose item it is.
    pub author: Option<Name>,
    /// ISO week.
    pub week: Option<Name>,
    /// Key over which `concentration` is taken.
    pub group_key: Option<Name>,
    /// Numerator, or a duration.
    pub value: f64,
    /// Denominator.
    pub exposure: f64,
    /// Whether the value is a lower bound.
    pub censored: bool,
}

impl Numbered {
    /// Month, team, repository and item in this order, as one number.
    fn what(&self) -> u128 {
        let numbers = [self.period, self.team, self.repo, self.item];
        numbers.into_iter().fold(0, |all, name| (all << 32) | u128::from(name.0.get()))
    }

    fn clusters(&self) -> (Option<Name>, Option<Name>, Option<Name>) {
        (self.author, self.week, self.group_key)
    }

    fn renamed(self, name: impl Fn(Name) -> Name) -> Self {
        Self {
            signal: name(self.signal),
            team: name(self.team),
            repo: name(self.repo),
            period: name(self.period),
            item: name(self.item),
            author: self.author.map(&name),
            week: self.week.map(&name),
            group_key: self.group_key.map(&name),
            ..self
        }
    }
}

/// Many observations.
#[derive(Clone, Debug)]
pub struct Observations {
    /// In order, each once.
    names: Arc<[Text]>,
    rows: Vec<Numbered>,
}

/// One of [`Observations`].
#[derive(Clone, Copy, Debug)]
pub struct ObservationRef<'a> {
    names: &'a [Text],
    /// With numbers for names.
    pub row: &'a Numbered,
}

impl<'a> ObservationRef<'a> {
    fn text(&self, name: Name) -> &'a str {
        self.names.get(name.place()).map_or("", Text::as_str)
    }

    /// Signal id.
    #[must_use]
    pub fn signal(&self) -> &'a str {
        self.text(self.row.signal)
    }

    /// Team.
    #[must_use]
    pub fn team(&self) -> &'a str {
        self.text(self.row.team)
    }

    /// Repository as `owner/name`.
    #[must_use]
    pub fn repo(&self) -> &'a str {
        self.text(self.row.repo)
    }

    /// Month `YYYY-MM` to which the item counts.
    #[must_use]
    pub fn period(&self) -> &'a str {
        self.text(self.row.period)
    }

    /// What it was seen on.
    #[must_use]
    pub fn item(&self) -> &'a str {
        self.text(self.row.item)
    }

    /// Whose item it is.
    #[must_use]
    pub fn author(&self) -> Option<&'a str> {
        self.row.author.map(|name| self.text(name))
    }

    /// ISO week.
    #[must_use]
    pub fn week(&self) -> Option<&'a str> {
        self.row.week.map(|name| self.text(name))
    }

    /// Key over which `concentration` is taken.
    #[must_use]
    pub fn group_key(&self) -> Option<&'a str> {
        self.row.group_key.map(|name| self.text(name))
    }

    /// The same with its names.
    #[must_use]
    pub fn to_owned(&self) -> Observation {
        Observation {
            signal: self.signal().into(),
            team: self.team().into(),
            repo: self.repo().into(),
            period: self.period().into(),
            item: self.item().into(),
            value: self.row.value,
            exposure: self.row.exposure,
            censored: self.row.censored,
            author: self.author().map(Text::from),
            week: self.week().map(Text::from),
            group_key: self.group_key().map(Text::from),
        }
    }
}

impl Default for Observations {
    fn default() -> Self {
        Self { names: Arc::from([]), rows: Vec::new() }
    }
}

impl Observations {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The names, in order.
    #[must_use]
    pub fn names(&self) -> &[Text] {
        &self.names
    }

    /// All of them.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = ObservationRef<'_>> + Clone {
        let names = &*self.names;
        self.rows.iter().map(move |row| ObservationRef { names, row })
    }

    /// One of them, by its place.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<ObservationRef<'_>> {
        self.rows.get(at).map(|row| ObservationRef { names: &self.names, row })
    }

    /// Their rows.
    #[must_use]
    pub fn into_rows(self) -> Vec<Numbered> {
        self.rows
    }

    /// Other rows with the same names.
    #[must_use]
    pub fn with(&self, rows: Vec<Numbered>) -> Self {
        Self { names: Arc::clone(&self.names), rows }
    }

    /// Brings them into total order within each signal, signals in the order of their names: by what
    /// tells them apart, most significant first; numbers break the remaining ties.
    pub fn sort(&mut self) {
        let order = |a: &Numbered, b: &Numbered| {
            a.signal
                .cmp(&b.signal)
                .then_with(|| a.what().cmp(&b.what()))
                .then_with(|| a.clusters().cmp(&b.clusters()))
                .then_with(|| a.value.total_cmp(&b.value))
                .then_with(|| a.exposure.total_cmp(&b.exposure))
                .then_with(|| a.censored.cmp(&b.censored))
        };
        if self.rows.is_sorted_by(|a, b| order(a, b).is_le()) {
            return;
        }
        let runs = runs(&self.rows, |row| (row.signal, row.period, row.team, row.repo));
        let mut sorted = Vec::with_capacity(self.rows.len());
        for runs in runs.chunk_by(|a, b| a.0 == b.0) {
            let begin = sorted.len();
            for (_, run) in runs {
                sorted.extend(self.rows.get(run.clone()).unwrap_or_default());
            }
            // What is equal in all of this is the same.
            sorted[begin..].sort_unstable_by(order);
        }
        self.rows = sorted;
    }

    /// Those of several, one after the other.
    #[must_use]
    pub fn joined(parts: Vec<Self>) -> Self {
        Self::joined_in(parts, Vec::new())
    }

    /// The same in memory that held other rows.
    #[must_use]
    pub fn joined_in(mut parts: Vec<Self>, mut rows: Vec<Numbered>) -> Self {
        rows.clear();
        let Some(first) = parts.first() else { return Self::default() };
        let names = Arc::clone(&first.names);
        if !parts.iter().all(|part| Arc::ptr_eq(&part.names, &names)) {
            let mut all = Names::default();
            let renumbered = |part: Self| {
                let name =
                    |name: Name| all.number(part.names.get(name.place()).map_or("", Text::as_str));
                let numbers: Vec<Name> = (0..part.names.len()).map(Name::at).map(name).collect();
                let name = |name: Name| numbers.get(name.place()).copied().unwrap_or(name);
                part.rows.into_iter().map(|row| row.renamed(name)).collect()
            };
            let rows = parts.into_iter().map(renumbered).collect();
            parts = all.observations(rows);
        }
        let names = parts.first().map_or(names, |part| Arc::clone(&part.names));
        // There are millions: they move once.
        rows.reserve(parts.iter().map(Self::len).sum());
        for mut part in parts {
            rows.append(&mut part.rows);
        }
        Self { names, rows }
    }

    /// Puts columns in the order of [`Observation`]'s schema. What stands for the names of a column is
    /// asked once for each of them; a column for which nothing is to be asked shows them.
    pub fn write<F: Fn(&str) -> Text>(
        &self,
        shown: impl Fn(&'static str) -> Option<F>,
        out: &mut impl Sink,
    ) {
        self.texts("signal", |r| Some(r.signal), shown("signal"), out);
        self.texts("team", |r| Some(r.team), shown("team"), out);
        self.texts("repo", |r| Some(r.repo), shown("repo"), out);
        self.texts("period", |r| Some(r.period), shown("period"), out);
        self.texts("item", |r| Some(r.item), shown("item"), out);
        out.floats("value", self.rows.iter().map(|r| Some(r.value)));
        out.floats("exposure", self.rows.iter().map(|r| Some(r.exposure)));
        out.bools("censored", self.rows.iter().map(|r| Some(r.censored)));
        self.texts("author", |r| r.author, shown("author"), out);
        self.texts("week", |r| r.week, shown("week"), out);
        self.texts("group_key", |r| r.group_key, shown("group_key"), out);
    }

    fn texts<F: Fn(&str) -> Text>(
        &self,
        column: &str,
        name: impl Fn(&Numbered) -> Option<Name>,
        shown: Option<F>,
        out: &mut impl Sink,
    ) {
        let mut others: Vec<Option<Text>> = Vec::new();
        if let Some(shown) = shown {
            others.resize(self.names.len(), None);
            for place in self.rows.iter().filter_map(&name).map(Name::place) {
                let other = others.get_mut(place).zip(self.names.get(place));
                if let Some((other @ None, text)) = other {
                    *other = Some(shown(text));
                }
            }
        }
        let mut texts: Vec<&str> = self.names.iter().map(Text::as_str).collect();
        for (text, other) in texts.iter_mut().zip(&others) {
            *text = other.as_ref().map_or(*text, Text::as_str);
        }
        out.places(column, &texts, self.rows.iter().map(|row| name(row).map(Name::place)));
    }

    /// As columns, in the order of [`Observation`]'s schema.
    #[must_use]
    pub fn to_columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        self.write(|_| None::<fn(&str) -> Text>, &mut columns);
        columns
    }
}

impl FromIterator<Observation> for Observations {
    fn from_iter<I: IntoIterator<Item = Observation>>(all: I) -> Self {
        let mut names = Names::default();
        let mut rows = Vec::new();
        for one in all {
            let mut number = |text: &Option<Text>| text.as_ref().map(|text| names.number(text));
            let (author, week) = (number(&one.author), number(&one.week));
            let group_key = number(&one.group_key);
            rows.push(Numbered {
                signal: names.number(&one.signal),
                team: names.number(&one.team),
                repo: names.number(&one.repo),
                period: names.number(&one.period),
                item: names.number(&one.item),
                author,
                week,
                group_key,
                value: one.value,
                exposure: one.exposure,
                censored: one.censored,
            });
        }
        names.observations(vec![rows]).pop().unwrap_or_default()
    }
}

/// Numbers names as they come.
#[derive(Debug, Default)]
pub struct Names {
    known: HashMap<Text, Name>,
    texts: Vec<Text>,
}

impl Names {
    /// The number of a name. Numbers are in no order until [`Names::observations`].
    pub fn number(&mut self, text: &str) -> Name {
        if let Some(name) = self.known.get(text) {
            return *name;
        }
        let name = Name::at(self.texts.len());
        self.texts.push(text.into());
        self.known.insert(text.into(), name);
        name
    }

    /// The text of a number.
    #[must_use]
    pub fn text(&self, name: Name) -> &str {
        self.texts.get(name.place()).map_or("", Text::as_str)
    }

    /// Lists of rows with these numbers as observations that share their names.
    #[must_use]
    pub fn observations(self, lists: Vec<Vec<Numbered>>) -> Vec<Observations> {
        let mut order: Vec<(Text, usize)> = self.texts.into_iter().zip(0..).collect();
        order.sort_unstable();
        let mut places = vec![Name::at(0); order.len()];
        for (place, (_, number)) in order.iter().enumerate() {
            if let Some(slot) = places.get_mut(*number) {
                *slot = Name::at(place);
            }
        }
        let names: Arc<[Text]> = order.into_iter().map(|(text, _)| text).collect();
        let name = |name: Name| places.get(name.place()).copied().unwrap_or(name);
        let of = |mut rows: Vec<Numbered>| {
            for row in &mut rows {
                *row = row.renamed(name);
            }
            Observations { names: Arc::clone(&names), rows }
        };
        lists.into_iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::Table as _;

    fn observation(signal: &str, item: &str, author: Option<&str>) -> Observation {
        Observation {
            signal: signal.into(),
            team: "north".into(),
            repo: "o/r".into(),
            period: "2026-05".into(),
            item: item.into(),
            value: 1.0,
            exposure: 2.0,
            censored: false,
            author: author.map(Text::from),
            week: None,
            group_key: None,
        }
    }

    #[test]
    fn names_are_numbered_in_their_order_and_come_back() {
        let rows = vec![
            observation("b", "#2", Some("zoe")),
            observation("a", "#10", None),
            observation("a", "#1", Some("ann")),
        ];
        let all: Observations = rows.clone().into_iter().collect();
        assert!(all.names().is_sorted() && all.names().len() == 10);
        assert_eq!(all.iter().map(|o| o.to_owned()).collect::<Vec<_>>(), rows);
        assert_eq!(all.to_columns(), Observation::to_columns(&rows));
        let mut sorted = all.clone();
        sorted.sort();
        assert_eq!(sorted.iter().map(|o| o.item()).collect::<Vec<_>>(), ["#1", "#10", "#2"]);
    }

    #[test]
    fn parts_are_joined_in_their_order() {
        let parts = [
            vec![observation("b", "#2", Some("zoe"))],
            vec![],
            vec![observation("a", "#9", Some("ann")), observation("a", "#2", None)],
        ];
        let of = |rows: &Vec<Observation>| rows.iter().cloned().collect::<Observations>();
        let earlier = of(&vec![observation("z", "#7", None)]).into_rows();
        let all = Observations::joined_in(parts.iter().map(of).collect(), earlier);
        assert!(all.names().is_sorted());
        assert_eq!(all.iter().map(|o| o.to_owned()).collect::<Vec<_>>(), parts.concat());
    }
}
