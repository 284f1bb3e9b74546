//! What Polars, `DuckDB` and Spark do not all read alike.

use super::{Code, Finding, Rule};
use crate::signals::token::{Kind, Token};

/// Functions and constructs without a portable meaning. Dates and the clock are among them: the
/// tables carry seconds, months and weeks.
const NOT_PORTABLE: [&str; 42] = [
    "DATE_TRUNC",
    "DATE_PART",
    "DATEDIFF",
    "DATE_DIFF",
    "EXTRACT",
    "INTERVAL",
    "STRFTIME",
    "NOW",
    "TO_TIMESTAMP",
    "CURRENT_DATE",
    "CURRENT_TIMESTAMP",
    "CURRENT_TIME",
    "TIMESTAMP",
    "EPOCH",
    "UNIX_TIMESTAMP",
    "PERCENTILE_CONT",
    "PERCENTILE_DISC",
    "QUANTILE_CONT",
    "QUANTILE_DISC",
    "QUANTILE",
    "PERCENTILE",
    "NTILE",
    "QUALIFY",
    "ASOF",
    "LATERAL",
    "RECURSIVE",
    "CUBE",
    "ROLLUP",
    "GROUPING",
    "RANDOM",
    "RAND",
    "UUID",
    "VARCHAR",
    "TEXT",
    "REAL",
    "FLOAT",
    "DECIMAL",
    "NUMERIC",
    "PIVOT",
    "ILIKE",
    "TRAILING",
    "LEADING",
];

const AGGREGATES: [&str; 9] =
    ["COUNT", "SUM", "AVG", "MIN", "MAX", "FIRST", "MEDIAN", "STDDEV", "VARIANCE"];

const COMPARISONS: [&str; 7] = ["=", "<", ">", "<=", ">=", "<>", "!="];

pub(super) fn findings(code: &Code<'_>) -> Vec<Finding> {
    code.each(|index, token| {
        literal_rule(code, index, token)
            .or_else(|| word_rule(code, index, token))
            .or_else(|| join_rule(code, index, token))
            .or_else(|| comparison_rule(code, index, token))
            .or_else(|| window_rule(code, index, token))
    })
}

fn literal_rule(code: &Code<'_>, index: usize, token: &Token<'_>) -> Option<Rule> {
    match token.kind {
        Kind::Number if !token.text.bytes().all(|b| b.is_ascii_digit()) => {
            Some(Rule::DecimalLiteral(token.text.to_owned()))
        }
        Kind::Mark if token.text == "::" => Some(Rule::NotPortable("::".to_owned())),
        Kind::Mark if token.text == "/" && !divides_doubles(code, index) => {
            Some(Rule::IntegerDivision)
        }
        _ => None,
    }
}

/// One side of the division is directly a CAST to DOUBLE.
fn divides_doubles(code: &Code<'_>, slash: usize) -> bool {
    let left = slash
        .checked_sub(1)
        .filter(|i| code.is_mark(*i, ")"))
        .and_then(|closing| code.partner(closing));
    left.is_some_and(|open| is_cast_to(code, open, &["DOUBLE"]))
        || is_cast_to(code, slash + 2, &["DOUBLE"])
}

/// Whether the bracket at `open` is that of `CAST(.. AS type)`.
fn is_cast_to(code: &Code<'_>, open: usize, types: &[&str]) -> bool {
    let Some(closing) = code.partner(open) else {
        return false;
    };
    code.before(open).is_some_and(|t| t.is("CAST"))
        && code.before(closing).is_some_and(|t| t.is_any(types))
        && closing.checked_sub(2).is_some_and(|i| code.is(i, "AS"))
}

fn word_rule(code: &Code<'_>, index: usize, token: &Token<'_>) -> Option<Rule> {
    if token.kind != Kind::Word || code.is_qualified(index) {
        return None;
    }
    let not_portable = |text: &str| Some(Rule::NotPortable(text.to_ascii_uppercase()));
    if token.is("COUNT") && code.is_mark(index + 1, "(") {
        return (!is_cast_count(code, index)).then_some(Rule::BareCount);
    }
    if token.is("EXISTS") && !is_condition(code, index) {
        return Some(Rule::ExistsPlace);
    }
    if token.is_any(&NOT_PORTABLE) {
        return not_portable(token.text);
    }
    if token.is("NULLS") && code.before(index).is_some_and(|t| t.is_any(&["IGNORE", "RESPECT"])) {
        return not_portable("IGNORE NULLS");
    }
    if token.is_any(&["PRECEDING", "FOLLOWING"])
        && code.before(index).is_some_and(|t| t.kind == Kind::Number)
    {
        return not_portable(&format!("n {}", token.text));
    }
    if token.is("ON") && code.before(index).is_some_and(|t| t.is("DISTINCT")) {
        return not_portable("DISTINCT ON");
    }
    None
}

/// Whether the EXISTS at `index` is a term of a WHERE, at its own bracket level.
fn is_condition(code: &Code<'_>, index: usize) -> bool {
    let mut at = index;
    while let Some(before) = at.checked_sub(1) {
        at = before;
        if code.is_mark(at, ")") {
            at = code.partner(at).unwrap_or(at);
            continue;
        }
        let Some(token) = code.get(at) else {
            return false;
        };
        if token.is_any(&["WHERE"]) {
            return true;
        }
        if token.is_any(&["SELECT", "CASE", "WHEN", "THEN", "ELSE", "ON", "HAVING"]) {
            return false;
        }
    }
    false
}

/// `CAST(COUNT(..) AS BIGINT)`, with FILTER or OVER behind the count if need be.
fn is_cast_count(code: &Code<'_>, count: usize) -> bool {
    let Some(open) = count.checked_sub(1) else {
        return false;
    };
    if !code.is_mark(open, "(") || !is_cast_to(code, open, &["BIGINT", "DOUBLE"]) {
        return false;
    }
    let mut end = code.partner(count + 1);
    while let Some(closing) = end {
        if code.is(closing + 1, "AS") {
            return code.partner(open) == Some(closing + 3);
        }
        let clause = code.get(closing + 1).is_some_and(|t| t.is_any(&["FILTER", "OVER"]));
        end = if clause { code.partner(closing + 2) } else { None };
    }
    false
}

fn join_rule(code: &Code<'_>, index: usize, token: &Token<'_>) -> Option<Rule> {
    if !token.is("JOIN") {
        return None;
    }
    let mut kind = index.checked_sub(1)?;
    if code.is(kind, "OUTER") {
        kind = kind.checked_sub(1)?;
    }
    let word = code.get(kind)?;
    if word.is_any(&["RIGHT", "FULL", "NATURAL", "SEMI", "ANTI", "POSITIONAL"]) {
        return Some(Rule::JoinKind(word.text.to_ascii_uppercase()));
    }
    if !word.is("LEFT") {
        return None;
    }
    let condition = condition(code, index);
    (!condition.is_empty() && !is_equalities(&condition)).then_some(Rule::LeftJoinCondition)
}

const CLAUSE_ENDS: [&str; 14] = [
    "INNER",
    "LEFT",
    "RIGHT",
    "FULL",
    "CROSS",
    "JOIN",
    "WHERE",
    "GROUP",
    "ORDER",
    "HAVING",
    "UNION",
    "LIMIT",
    "INTERSECT",
    "EXCEPT",
];

/// Tokens of the ON of the JOIN at `join`, at its own bracket level.
fn condition<'a>(code: &'a Code<'_>, join: usize) -> Vec<&'a Token<'a>> {
    let mut at = join + 1;
    let mut inside = false;
    let mut out = Vec::new();
    while let Some(token) = code.get(at) {
        if token.is_any(&CLAUSE_ENDS) || token.is_mark(")") {
            break;
        }
        if inside {
            out.push(token);
        }
        inside |= token.is("ON");
        at = match code.partner(at) {
            // A subquery that is joined; within ON any bracket breaks the pattern anyway.
            Some(closing) if !inside => closing + 1,
            _ => at + 1,
        };
    }
    out
}

/// `a.x = b.y AND ...`, columns on both sides.
fn is_equalities(condition: &[&Token<'_>]) -> bool {
    condition.split(|t| t.is("AND")).all(|term| {
        let mut sides = term.split(|t| t.is_mark("="));
        let left = sides.next().is_some_and(is_column);
        let right = sides.next().is_some_and(is_column);
        left && right && sides.next().is_none()
    })
}

fn is_column(side: &[&Token<'_>]) -> bool {
    let name = |t: &Token<'_>| {
        matches!(t.kind, Kind::Word | Kind::Quoted) && !t.is_any(&["TRUE", "FALSE", "NULL"])
    };
    match side {
        [column] => name(column),
        [table, point, column] => name(table) && point.is_mark(".") && name(column),
        _ => false,
    }
}

fn comparison_rule(code: &Code<'_>, index: usize, token: &Token<'_>) -> Option<Rule> {
    let compares = token.kind == Kind::Mark && COMPARISONS.contains(&token.text);
    if compares && code.is_mark(index + 1, "(") && code.is(index + 2, "SELECT") {
        return Some(Rule::ScalarSubquery);
    }
    let beyond_equality = (compares && token.text != "=") || token.is("BETWEEN");
    (beyond_equality && mixes_tables(code, index) && is_in_exists(code, index))
        .then_some(Rule::ExistsCondition)
}

/// Whether qualified columns of two tables stand on both sides of the operator at `index`.
fn mixes_tables(code: &Code<'_>, index: usize) -> bool {
    let left = index.checked_sub(3).filter(|i| code.is_mark(i + 1, ".")).and_then(|i| code.get(i));
    let right = Some(index + 1).filter(|i| code.is_mark(i + 1, ".")).and_then(|i| code.get(i));
    matches!((left, right), (Some(l), Some(r)) if !l.text.eq_ignore_ascii_case(r.text))
}

fn is_in_exists(code: &Code<'_>, index: usize) -> bool {
    let mut at = index;
    while let Some(open) = code.enclosing(at) {
        if code.before(open).is_some_and(|t| t.is("EXISTS")) {
            return true;
        }
        at = open;
    }
    false
}

fn window_rule(code: &Code<'_>, index: usize, token: &Token<'_>) -> Option<Rule> {
    if token.is("OVER") && code.is_mark(index + 1, "(") {
        return over_rule(code, index);
    }
    let orders = token.is("ORDER") && code.is(index + 1, "BY");
    if !(orders || token.is("LIMIT")) || code.is_qualified(index) {
        return None;
    }
    let inside = code.function_around(index).is_some_and(|t| t.is("OVER"));
    (!inside).then_some(Rule::OuterOrder)
}

fn over_rule(code: &Code<'_>, over: usize) -> Option<Rule> {
    let closing = over.checked_sub(1)?;
    let open = code.partner(closing);
    if let Some(open) = open {
        if code.before(open).is_some_and(|t| t.is("FILTER")) {
            return Some(Rule::NotPortable("FILTER with OVER".to_owned()));
        }
        let nested = (open + 1..closing).any(|i| {
            code.get(i).is_some_and(|t| t.is_any(&AGGREGATES)) && code.is_mark(i + 1, "(")
        });
        if nested {
            return Some(Rule::AggregateInWindow);
        }
    }
    let end = code.partner(over + 1)?;
    mixes_directions(code, over + 1, end).then_some(Rule::MixedOrder)
}

fn mixes_directions(code: &Code<'_>, open: usize, end: usize) -> bool {
    let Some(order) = (open..end).find(|i| code.is(*i, "ORDER")) else {
        return false;
    };
    let top = |i: &usize| code.enclosing(*i) == Some(open);
    let keys = (order..end).filter(|i| code.is_mark(*i, ",") && top(i)).count() + 1;
    let descending = (order..end).filter(|i| code.is(*i, "DESC") && top(i)).count();
    descending != 0 && descending != keys
}
