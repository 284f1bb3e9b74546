//! What of the tables queries read: the rest need not be handed to the engine.

use std::collections::BTreeSet;

use super::token::{Kind, Token, tokens};
use crate::model::table::Column;

/// Names that occur in queries.
#[derive(Clone, Debug)]
pub struct Reads {
    words: BTreeSet<String>,
    /// A query takes whole rows, by a star that stands for columns or by a natural join.
    whole_rows: bool,
}

impl Reads {
    /// From the texts of queries.
    #[must_use]
    pub fn of<'s>(queries: impl Iterator<Item = &'s str>) -> Self {
        let mut reads = Self { words: BTreeSet::new(), whole_rows: false };
        for sql in queries {
            let tokens = tokens(sql);
            reads.whole_rows |= tokens.windows(2).any(|pair| is_whole_row(&pair[0], &pair[1]));
            reads.whole_rows |= tokens.iter().any(|token| token.is("natural"));
            let names = tokens.iter().filter(|t| matches!(t.kind, Kind::Word | Kind::Quoted));
            let plain = names.map(|t| t.text.trim_matches(['"', '`']).to_ascii_lowercase());
            reads.words.extend(plain);
        }
        reads
    }

    /// Whether a table may be read.
    #[must_use]
    pub fn table(&self, name: &str) -> bool {
        self.words.contains(name)
    }

    /// Leaves out the columns that no query names. One stays, so that rows can be counted.
    pub fn keep(&self, columns: &mut Vec<Column>) {
        if self.whole_rows {
            return;
        }
        let first = columns.iter().position(|column| self.words.contains(&column.name));
        let first = columns.get(first.unwrap_or(0)).map(|column| column.name.clone());
        columns.retain(|c| Some(&c.name) == first.as_ref() || self.words.contains(&c.name));
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
    use crate::model::table::Values;

    fn kept(sql: &str) -> Vec<String> {
        let names = ["repo", "number", "at_s"];
        let column = |name: &&str| Column { name: (*name).to_owned(), values: Values::Int(vec![]) };
        let mut columns: Vec<Column> = names.iter().map(column).collect();
        Reads::of([sql].into_iter()).keep(&mut columns);
        columns.into_iter().map(|column| column.name).collect()
    }

    #[test]
    fn columns_that_are_named_stay() {
        assert_eq!(kept("SELECT a.number FROM acts a WHERE AT_S * 2 > 0"), ["number", "at_s"]);
        assert_eq!(kept("SELECT \"repo\" FROM acts -- number"), ["repo"]);
        assert_eq!(kept("SELECT COUNT(*) FROM acts"), ["repo"]);
        for whole in
            ["SELECT * FROM acts", "SELECT 1, a.* FROM acts a", "SELECT DISTINCT * FROM acts"]
        {
            assert_eq!(kept(whole), ["repo", "number", "at_s"], "{whole}");
        }
    }

    #[test]
    fn tables_that_are_named_are_read() {
        let reads = Reads::of(["WITH x AS (SELECT 1 FROM Acts) SELECT * FROM x"].into_iter());
        assert!(reads.table("acts") && !reads.table("cohort"));
    }
}
