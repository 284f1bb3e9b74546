//! What of the tables queries read: the rest need not be handed to the engine.

use std::collections::{BTreeMap, BTreeSet};

use super::token::{Kind, Token, tokens};
use crate::model::table::ColumnInfo;

/// What queries can read, by the names in their texts.
#[derive(Clone, Debug)]
pub struct Reads(Vec<Query>);

/// Names in the text of a query.
#[derive(Clone, Debug, Default)]
struct Query {
    /// What can be a table, with all by which its columns can be addressed.
    tables: BTreeMap<String, BTreeSet<String>>,
    /// Names that stand alone: columns of any of the tables, among others.
    alone: BTreeSet<String>,
    /// Names after another one and a dot, by that other one.
    addressed: BTreeMap<String, BTreeSet<String>>,
    /// It takes whole rows, by a star that stands for columns or by a natural join.
    whole_rows: bool,
}

impl Reads {
    /// From the texts of queries.
    #[must_use]
    pub fn of<'s>(queries: impl Iterator<Item = &'s str>) -> Self {
        Self(queries.map(Query::of).collect())
    }

    /// Whether a table may be read.
    #[must_use]
    pub fn table(&self, name: &str) -> bool {
        self.0.iter().any(|query| query.tables.contains_key(name))
    }

    /// Names of the columns of a table that may be read; none where the table is not. One stays where no
    /// column is named, so that rows can be counted.
    #[must_use]
    pub fn columns(&self, table: &str, schema: Vec<ColumnInfo>) -> BTreeSet<String> {
        let queries: Vec<&Query> =
            self.0.iter().filter(|query| query.tables.contains_key(table)).collect();
        let first = schema.first().filter(|_| !queries.is_empty()).map(|c| c.name.clone());
        let names = schema.into_iter().map(|column| column.name);
        let names: BTreeSet<String> =
            names.filter(|name| queries.iter().any(|query| query.reads(table, name))).collect();
        if names.is_empty() { first.into_iter().collect() } else { names }
    }
}

impl Query {
    fn of(sql: &str) -> Self {
        let tokens = tokens(sql);
        let mut query = Self {
            whole_rows: tokens.windows(2).any(|pair| is_whole_row(&pair[0], &pair[1]))
                || tokens.iter().any(|token| token.is("natural")),
            ..Self::default()
        };
        let at = |place: Option<usize>| place.and_then(|place| tokens.get(place));
        for (place, token) in tokens.iter().enumerate() {
            let Some(name) = name(token) else { continue };
            let before = at(place.checked_sub(1));
            if before.is_some_and(|before| before.is_mark(".")) {
                let of = at(place.checked_sub(2)).and_then(self::name).unwrap_or_default();
                query.addressed.entry(of).or_default().insert(name);
                continue;
            }
            query.alone.insert(name.clone());
            // What is given as a name is no table.
            if !before.is_some_and(|before| before.is("as")) {
                // `acts a`, `acts AS a`, `(acts) a`.
                let mut after = tokens[place + 1..].iter().skip_while(|token| token.is_mark(")"));
                let given = after.next().filter(|token| !token.is("as")).or_else(|| after.next());
                let other = given.and_then(self::name);
                query
                    .tables
                    .entry(name.clone())
                    .or_default()
                    .extend(other.into_iter().chain([name]));
            }
        }
        query
    }

    fn reads(&self, table: &str, column: &str) -> bool {
        let addressed = |name: &String| {
            self.addressed.get(name).is_some_and(|columns| columns.contains(column))
        };
        self.whole_rows
            || self.alone.contains(column)
            || self.tables.get(table).is_some_and(|names| names.iter().any(addressed))
    }
}

/// The name that a token may be, without quotes and in small letters.
fn name(token: &Token<'_>) -> Option<String> {
    let is_name = matches!(token.kind, Kind::Word | Kind::Quoted);
    is_name.then(|| token.text.trim_matches(['"', '`']).to_ascii_lowercase())
}

/// A star after one of these stands for columns, not for a product or all rows of a count.
fn is_whole_row(before: &Token<'_>, star: &Token<'_>) -> bool {
    let list =
        before.is_any(&["select", "distinct", "all"]) || before.is_mark(",") || before.is_mark(".");
    star.is_mark("*") && list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::ColumnType;

    fn kept(sql: &str) -> Vec<String> {
        let column = |name: &str| ColumnInfo {
            name: name.to_owned(),
            column_type: ColumnType::Int,
            nullable: true,
            doc: "",
        };
        let schema = ["repo", "number", "at_s"].map(column).to_vec();
        Reads::of([sql].into_iter()).columns("acts", schema).into_iter().collect()
    }

    #[test]
    fn columns_that_are_named_stay() {
        assert_eq!(kept("SELECT a.number FROM acts a WHERE AT_S * 2 > 0"), ["at_s", "number"]);
        assert_eq!(kept("SELECT \"repo\" FROM acts -- number"), ["repo"]);
        assert_eq!(kept("SELECT COUNT(*) FROM acts"), ["repo"]);
        assert_eq!(kept("SELECT number FROM asks"), [""; 0]);
        for whole in
            ["SELECT * FROM acts", "SELECT 1, a.* FROM acts a", "SELECT DISTINCT * FROM acts"]
        {
            assert_eq!(kept(whole), ["at_s", "number", "repo"], "{whole}");
        }
    }

    #[test]
    fn columns_are_told_apart_by_what_they_are_addressed_by() {
        assert_eq!(
            kept("SELECT a.repo, c.number FROM acts a JOIN cohort c ON a.at_s = c.at_s"),
            ["at_s", "repo"]
        );
        assert_eq!(kept("SELECT acts.repo FROM acts, x WHERE x.number = 1"), ["repo"]);
        assert_eq!(
            kept("SELECT a.repo FROM acts AS a JOIN acts b USING (number)"),
            ["number", "repo"]
        );
        assert_eq!(kept("SELECT A.Repo FROM \"acts\" \"a\""), ["repo"]);
        assert_eq!(kept("SELECT a.repo, b.at_s FROM (acts) a, (acts) AS b"), ["at_s", "repo"]);
        let through = "WITH w AS (SELECT at_s AS number FROM acts) SELECT w.number FROM w";
        assert_eq!(kept(through), ["at_s", "number"]);
    }

    #[test]
    fn tables_that_are_named_are_read() {
        let reads = Reads::of(["WITH x AS (SELECT 1 FROM Acts) SELECT * FROM x"].into_iter());
        assert!(reads.table("acts") && !reads.table("cohort"));
        let reads =
            Reads::of(["SELECT SUM(1) AS events, a.asks FROM acts a, \"cohort\" c"].into_iter());
        assert!(reads.table("acts") && reads.table("cohort"));
        assert!(!reads.table("events") && !reads.table("asks"));
    }
}
