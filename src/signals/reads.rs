//! What of the tables queries read: the rest need not be handed to the engine.

use std::collections::BTreeSet;

use super::token::{Kind, Token, tokens};
use crate::model::table::ColumnInfo;

/// Names that occur in queries.
#[derive(Clone, Debug)]
pub struct Reads {
    words: BTreeSet<String>,
    /// Those that can be names of tables.
    tables: BTreeSet<String>,
    /// A query takes whole rows, by a star that stands for columns or by a natural join.
    whole_rows: bool,
}

impl Reads {
    /// From the texts of queries.
    #[must_use]
    pub fn of<'s>(queries: impl Iterator<Item = &'s str>) -> Self {
        let (mut words, mut tables, mut whole_rows) = (BTreeSet::new(), BTreeSet::new(), false);
        for sql in queries {
            let tokens = tokens(sql);
            whole_rows |= tokens.windows(2).any(|pair| is_whole_row(&pair[0], &pair[1]));
            whole_rows |= tokens.iter().any(|token| token.is("natural"));
            let mut before: Option<&Token<'_>> = None;
            for token in &tokens {
                if matches!(token.kind, Kind::Word | Kind::Quoted) {
                    let name = token.text.trim_matches(['"', '`']).to_ascii_lowercase();
                    // What is given as a name, or stands after one and a dot, is no table.
                    if !before.is_some_and(|before| before.is("as") || before.is_mark(".")) {
                        tables.insert(name.clone());
                    }
                    words.insert(name);
                }
                before = Some(token);
            }
        }
        Self { words, tables, whole_rows }
    }

    /// Whether a table may be read.
    #[must_use]
    pub fn table(&self, name: &str) -> bool {
        self.tables.contains(name)
    }

    /// Names of the columns of a table that may be read; none where the table is not. One stays where no
    /// column is named, so that rows can be counted.
    #[must_use]
    pub fn columns(&self, table: &str, schema: Vec<ColumnInfo>) -> BTreeSet<String> {
        if !self.table(table) {
            return BTreeSet::new();
        }
        let first = schema.first().map(|column| column.name.clone());
        let named = |column: &ColumnInfo| self.whole_rows || self.words.contains(&column.name);
        let names: BTreeSet<String> =
            schema.into_iter().filter(named).map(|column| column.name).collect();
        if names.is_empty() { first.into_iter().collect() } else { names }
    }
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
    fn tables_that_are_named_are_read() {
        let reads = Reads::of(["WITH x AS (SELECT 1 FROM Acts) SELECT * FROM x"].into_iter());
        assert!(reads.table("acts") && !reads.table("cohort"));
        let reads =
            Reads::of(["SELECT SUM(1) AS events, a.asks FROM acts a, \"cohort\" c"].into_iter());
        assert!(reads.table("acts") && reads.table("cohort"));
        assert!(!reads.table("events") && !reads.table("asks"));
    }
}
