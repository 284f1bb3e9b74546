//! Pseudonyms: people are told apart, not named, unless asked for with `--names`.

use std::collections::BTreeSet;

use crate::model::hash::HashMap;
use crate::model::table::{Column, Text, Values};
use crate::store::forget::PERSON_COLUMNS;
use crate::store::parts::digest;

/// Replaces person keys by short names that are the same within a store and cannot be undone
/// without its key.
#[derive(Debug)]
pub(super) struct Pseudonyms {
    key: String,
    people: BTreeSet<String>,
}

impl Pseudonyms {
    /// With a store's key and everybody that its tables name.
    pub(super) fn new(key: &str, people: impl IntoIterator<Item = String>) -> Self {
        Self { key: key.to_owned(), people: people.into_iter().collect() }
    }

    /// The short name of a person.
    pub(super) fn of(&self, person: &str) -> String {
        // Twice, so that nothing can be appended to a known digest.
        let inner = digest(format!("{}\0{person}", self.key).as_bytes());
        let outer = digest(format!("{}\0{inner}", self.key).as_bytes());
        format!("p-{}", outer.get(..8).unwrap_or_default())
    }

    /// Hides people in a table's columns.
    pub(super) fn hide(&self, columns: &mut [Column]) {
        for column in columns.iter_mut().filter(|c| PERSON_COLUMNS.contains(&c.name.as_str())) {
            match &mut column.values {
                Values::Text(values) => {
                    // People recur, and each name takes four hashes.
                    let mut known: HashMap<Text, Text> = HashMap::default();
                    for value in values.iter_mut().flatten() {
                        let short = known.entry(std::mem::take(value));
                        let short =
                            short.or_insert_with_key(|value| self.text(&column.name, value).into());
                        value.clone_from(short);
                    }
                }
                Values::Int(values) if column.name == "account" => values.fill(None),
                _ => {}
            }
        }
    }

    /// What stands for the texts of a column that names people.
    pub(super) fn shown<'s>(&'s self, column: &'s str) -> Option<impl Fn(&str) -> Text + 's> {
        let text = move |value: &str| self.text(column, value).into();
        PERSON_COLUMNS.contains(&column).then_some(text)
    }

    /// A cell: one person, several separated by a space, or something else that stays.
    fn text(&self, column: &str, value: &str) -> String {
        // What was done to something may be a label, a milestone or a commit.
        if column == "target" && !self.people.contains(value) {
            return value.to_owned();
        }
        let word = |word: &str| {
            if word.starts_with("team:") { word.to_owned() } else { self.of(word) }
        };
        value.split(' ').filter(|w| !w.is_empty()).map(word).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str, value: &str) -> Column {
        Column { name: name.to_owned(), values: Values::Text(vec![Some(value.into())]) }
    }

    #[test]
    fn people_are_told_apart_and_not_named() {
        let names = Pseudonyms::new("k", ["lea".to_owned()]);
        let other = Pseudonyms::new("l", []);
        assert_ne!(names.of("lea"), names.of("pat"));
        assert_ne!(names.of("lea"), other.of("lea"));
        let mut columns = vec![
            text("actor", "lea"),
            text("mentions", "lea pat team:north/light"),
            text("target", "bug"),
            text("target", "lea"),
            text("title", "lea's change"),
        ];
        names.hide(&mut columns);
        let shown = format!("{columns:?}");
        assert!(!shown.contains("\"lea\""), "{shown}");
        assert!(shown.contains("bug") && shown.contains("team:north/light"), "{shown}");
        assert!(shown.contains("lea's change"), "titles are texts, not keys: {shown}");
    }
}
