//! Rules that the SQL of signal files keeps.
//!
//! The same text has to mean the same on Polars, `DuckDB` and Spark. Where they disagree, most of
//! the time none of them says so: the answer is just wrong on one. Each [`Rule`] forbids one such
//! construct; the measurements behind them are of Polars 0.55, `DuckDB` 2.0 and Spark 4.3. A signal
//! also only reads, and only the tables.

mod dialect;
mod reading;

use super::token::{Kind, Token, tokens};

/// Words and marks that a query may have: engines go down a tree that grows with them.
pub const MOST_TOKENS: usize = 4_000;
/// Operators in a row, and brackets within brackets, that an expression may have.
pub const DEEPEST: usize = 150;

/// A rule that is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// Not a SELECT.
    #[error("a query begins with SELECT or WITH")]
    NotASelect,
    /// A second statement.
    #[error("`;` is not allowed: a query is one statement without an end mark")]
    SecondStatement,
    /// More than anybody would write.
    #[error(
        "a query has at most {MOST_TOKENS} words and marks, and operators and brackets {DEEPEST} deep"
    )]
    TooMuch,
    /// A quote or comment without end.
    #[error("a quote or a comment is never closed")]
    Unclosed,
    /// A quote or comment that ends elsewhere on another engine.
    #[error(
        "`{0}`: engines disagree on where that ends; write '..', \"..\", -- and /* .. */ alone, with a space before quotes"
    )]
    Disputed(String),
    /// A bracket without its counterpart.
    #[error("brackets do not match")]
    Brackets,
    /// A keyword that changes data or the session.
    #[error("`{0}` is not allowed: a query only reads")]
    Writes(String),
    /// Something other than a table is read.
    #[error("`{0}` is not a table: a query reads the tables, no files and no functions")]
    ReadsElsewhere(String),
    /// COUNT without CAST.
    #[error("write CAST(COUNT(..) AS BIGINT): Polars counts in 32 unsigned bits and wraps")]
    BareCount,
    /// A number with a point or an exponent.
    #[error(
        "`{0}` is a decimal on Spark and cannot be parsed elsewhere: CAST a whole number AS DOUBLE, or scale the other side"
    )]
    DecimalLiteral(String),
    /// A LEFT JOIN on more than equalities of columns.
    #[error(
        "LEFT JOIN takes only equalities of columns in ON: Polars makes an INNER JOIN of anything else"
    )]
    LeftJoinCondition,
    /// A join that is not portable.
    #[error("{0} JOIN is not portable: use INNER, LEFT or CROSS JOIN")]
    JoinKind(String),
    /// A function or construct that one of the engines lacks or reads in its own way.
    #[error("`{0}` is not portable: Polars, DuckDB and Spark lack it or disagree on it")]
    NotPortable(String),
    /// Division that may be one of whole numbers.
    #[error("divide CAST(.. AS DOUBLE) or by it: engines disagree on dividing whole numbers")]
    IntegerDivision,
    /// A subquery as a value.
    #[error("a subquery cannot be compared with: join it, or use IN or EXISTS")]
    ScalarSubquery,
    /// EXISTS that refers to the outer query by more than equality.
    #[error("EXISTS may refer to the outer query only by `=`")]
    ExistsCondition,
    /// EXISTS outside a condition of WHERE.
    #[error("EXISTS stands in WHERE only, where Polars knows it: LEFT JOIN instead")]
    ExistsPlace,
    /// An aggregate inside a window function.
    #[error("aggregate in one step and use the window in the next: Polars yields a list otherwise")]
    AggregateInWindow,
    /// ORDER BY outside a window.
    #[error("rows are sorted by the program: ORDER BY and LIMIT only within OVER")]
    OuterOrder,
    /// Ascending and descending in one window.
    #[error("one window sorts in one direction: Polars takes no mixture")]
    MixedOrder,
}

/// Where a rule is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Line within the SQL, from 1.
    pub line: usize,
    /// What is wrong.
    pub rule: Rule,
}

/// All rules: for signal files. Findings by line.
#[must_use]
pub fn check(sql: &str) -> Vec<Finding> {
    let code = Code::new(sql);
    if code.is_too_much() {
        return vec![code.finding(0, Rule::TooMuch)];
    }
    let mut findings = reading::findings(&code);
    findings.extend(dialect::findings(&code));
    findings.sort_by_key(|finding| finding.line);
    findings
}

/// Only the rules that keep a query from changing anything or reading anything but the tables:
/// for queries that a user types. An end mark is allowed.
#[must_use]
pub fn check_reading(sql: &str) -> Vec<Finding> {
    let trimmed = sql.trim_end();
    let code = Code::new(trimmed.strip_suffix(';').unwrap_or(trimmed));
    if code.is_too_much() {
        return vec![code.finding(0, Rule::TooMuch)];
    }
    let mut findings = reading::findings(&code);
    findings.sort_by_key(|finding| finding.line);
    findings
}

/// Tokens with their brackets matched.
struct Code<'a> {
    tokens: Vec<Token<'a>>,
    /// For an opening bracket the place of the closing one, and the other way round.
    partner: Vec<Option<usize>>,
    balanced: bool,
    /// How deep the tree of an expression is at most.
    depth: usize,
}

impl<'a> Code<'a> {
    fn new(sql: &'a str) -> Self {
        let tokens = tokens(sql);
        let mut partner = vec![None; tokens.len()];
        let mut open = Vec::new();
        let mut balanced = true;
        for (index, token) in tokens.iter().enumerate() {
            if token.is_mark("(") {
                open.push(index);
            } else if token.is_mark(")") {
                let Some(begin) = open.pop() else {
                    balanced = false;
                    continue;
                };
                if let Some(slot) = partner.get_mut(begin) {
                    *slot = Some(index);
                }
                if let Some(slot) = partner.get_mut(index) {
                    *slot = Some(begin);
                }
            }
        }
        balanced &= open.is_empty();
        let depth = depth(&tokens);
        Self { tokens, partner, balanced, depth }
    }

    fn is_too_much(&self) -> bool {
        self.tokens.len() > MOST_TOKENS || self.depth > DEEPEST
    }

    fn get(&self, index: usize) -> Option<&Token<'a>> {
        self.tokens.get(index)
    }

    fn before(&self, index: usize) -> Option<&Token<'a>> {
        index.checked_sub(1).and_then(|i| self.tokens.get(i))
    }

    fn partner(&self, index: usize) -> Option<usize> {
        self.partner.get(index).copied().flatten()
    }

    fn is(&self, index: usize, word: &str) -> bool {
        self.get(index).is_some_and(|t| t.is(word))
    }

    fn is_mark(&self, index: usize, mark: &str) -> bool {
        self.get(index).is_some_and(|t| t.is_mark(mark))
    }

    /// Whether the word at `index` stands for a column: behind a point.
    fn is_qualified(&self, index: usize) -> bool {
        self.before(index).is_some_and(|t| t.is_mark("."))
    }

    /// The innermost opening bracket around `index`.
    fn enclosing(&self, index: usize) -> Option<usize> {
        (0..index).rev().find(|i| {
            self.is_mark(*i, "(") && self.partner(*i).is_none_or(|closing| closing > index)
        })
    }

    /// The word in front of the innermost bracket around `index`: the function it is an argument of.
    fn function_around(&self, index: usize) -> Option<&Token<'a>> {
        self.enclosing(index).and_then(|open| self.before(open)).filter(|t| t.kind == Kind::Word)
    }

    fn finding(&self, index: usize, rule: Rule) -> Finding {
        Finding { line: self.get(index).map_or(1, |t| t.line), rule }
    }

    /// Findings at every token for which `rule` gives one.
    fn each(&self, rule: impl Fn(usize, &Token<'a>) -> Option<Rule>) -> Vec<Finding> {
        self.tokens
            .iter()
            .enumerate()
            .filter_map(|(index, token)| rule(index, token).map(|r| self.finding(index, r)))
            .collect()
    }
}

/// Words behind which another expression begins.
const BEGINS: [&str; 16] = [
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP",
    "ORDER",
    "BY",
    "HAVING",
    "ON",
    "JOIN",
    "UNION",
    "WHEN",
    "THEN",
    "ELSE",
    "OVER",
    "PARTITION",
    "WITH",
];

/// How deep the tree of an expression is at most: each operator stands above what is before it, each
/// bracket or CASE above what it holds.
fn depth(tokens: &[Token<'_>]) -> usize {
    let mut levels = vec![0_usize];
    let (mut sum, mut deepest) = (0_usize, 0);
    for token in tokens {
        let level = levels.last_mut();
        if token.is_mark("(") || token.is("CASE") {
            levels.push(0);
        } else if token.is_mark(")") || token.is("END") {
            sum -= levels.pop().unwrap_or_default();
        } else if token.is_mark(",") || token.is_any(&BEGINS) {
            sum -= level.map(std::mem::take).unwrap_or_default();
        } else if let Some(level) = level
            && (token.is_any(&["AND", "OR", "NOT"])
                || token.kind == Kind::Mark && token.text != ".")
        {
            *level += 1;
            sum += 1;
        }
        deepest = deepest.max(sum + levels.len());
    }
    deepest
}

#[cfg(test)]
mod tests;
