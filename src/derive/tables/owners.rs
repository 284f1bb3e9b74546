//! CODEOWNERS rules and the files that they match. The last matching line wins.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Included, Unbounded};

use globset::GlobSet;

use crate::derive::globs::matcher;
use crate::derive::people::People;
use crate::model::facts::OwnedPath;

/// The rules of one repository by month.
#[derive(Debug, Default)]
pub(super) struct Owners {
    rules: Vec<Rules>,
    by_month: BTreeMap<String, usize>,
}

/// Lines of one CODEOWNERS file.
#[derive(Debug)]
pub(super) struct Rules {
    lines: Vec<Line>,
    set: GlobSet,
    line_of_glob: Vec<usize>,
}

/// A line: its number, pattern and owners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    number: i64,
    /// Pattern as written.
    pub(super) pattern: String,
    /// Person keys and `team:` slugs; none where the line takes ownership away.
    pub(super) owners: BTreeSet<String>,
}

impl Owners {
    /// Groups the rows by month; a file that did not change is kept once.
    pub(super) fn of(rows: &[OwnedPath], people: &People) -> Self {
        let mut months: BTreeMap<&str, BTreeMap<(i64, &str), BTreeSet<String>>> = BTreeMap::new();
        for row in rows {
            let lines = months.entry(&row.period).or_default();
            let owners = lines.entry((row.line, &row.pattern)).or_default();
            owners.extend(row.owner.as_ref().map(|o| people.key(o).to_owned()));
        }
        let mut owners = Self::default();
        for (month, lines) in months {
            let lines: Vec<Line> = lines
                .into_iter()
                .map(|((number, pattern), owners)| Line {
                    number,
                    pattern: pattern.to_owned(),
                    owners,
                })
                .collect();
            if owners.rules.last().is_none_or(|r| r.lines != lines) {
                owners.rules.push(Rules::of(lines));
            }
            owners.by_month.insert(month.to_owned(), owners.rules.len() - 1);
        }
        owners
    }

    /// Rules at the start of a month, else the nearest earlier ones, else the first known.
    pub(super) fn at(&self, month: &str) -> Option<&Rules> {
        let earlier = self.by_month.range::<str, _>((Unbounded, Included(month))).next_back();
        let index = earlier.or_else(|| self.by_month.iter().next()).map(|(_, i)| *i)?;
        self.rules.get(index)
    }
}

impl Rules {
    fn of(lines: Vec<Line>) -> Self {
        let (set, line_of_glob) = matcher(lines.iter().map(|l| l.pattern.as_str()));
        Self { lines, set, line_of_glob }
    }

    /// Owners of a path; `None` where no line matches or the last that does takes ownership away.
    pub(super) fn owners(&self, path: &str) -> Option<&BTreeSet<String>> {
        let globs = self.set.matches(path);
        let last = globs.iter().filter_map(|g| self.line_of_glob.get(*g)).max()?;
        self.lines.get(*last).map(|l| &l.owners).filter(|o| !o.is_empty())
    }

    /// The lines in their order.
    pub(super) fn lines(&self) -> &[Line] {
        &self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(lines: &[(&str, &[&str])]) -> Owners {
        let rows: Vec<OwnedPath> = lines
            .iter()
            .enumerate()
            .flat_map(|(i, (pattern, owners))| {
                let none = owners.is_empty().then_some(None);
                let some = owners.iter().map(|o| Some((*o).to_owned()));
                some.chain(none).map(move |owner| OwnedPath {
                    repo: "o/r".into(),
                    period: "2026-03".into(),
                    pattern: (*pattern).into(),
                    owner: owner.map(Into::into),
                    line: i64::try_from(i + 1).unwrap_or(0),
                })
            })
            .collect();
        Owners::of(&rows, &People::default())
    }

    fn owner(owners: &Owners, path: &str) -> Option<String> {
        let set = owners.at("2026-03")?.owners(path)?;
        Some(set.iter().cloned().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn the_last_match_wins() {
        let owners = rules(&[
            ("*", &["lea"]),
            ("*.rs", &["pat", "rae"]),
            ("/docs/", &["dan"]),
            ("apps/", &["ann"]),
            ("lib/*", &["liv"]),
            ("/docs/free.md", &[]),
        ]);
        assert_eq!(owner(&owners, "README").as_deref(), Some("lea"));
        assert_eq!(owner(&owners, "src/deep/main.rs").as_deref(), Some("pat rae"));
        assert_eq!(owner(&owners, "docs/a/b.md").as_deref(), Some("dan"));
        assert_eq!(owner(&owners, "x/docs/b.md").as_deref(), Some("lea"));
        assert_eq!(owner(&owners, "x/apps/b.md").as_deref(), Some("ann"));
        assert_eq!(owner(&owners, "lib/one.c").as_deref(), Some("liv"));
        assert_eq!(owner(&owners, "lib/sub/one.c").as_deref(), Some("lea"));
        assert_eq!(owner(&owners, "docs/free.md"), None);
    }

    #[test]
    fn rules_hold_until_the_next_month_known() {
        let owners = rules(&[("*", &["lea"])]);
        assert!(owners.at("2026-09").is_some() && owners.at("2020-01").is_some());
        assert!(Owners::default().at("2026-03").is_none());
    }
}
