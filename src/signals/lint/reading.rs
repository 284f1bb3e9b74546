//! A query reads the tables and does nothing else.

use super::{Code, Finding, Rule};
use crate::signals::token::{Kind, Token};

const WRITING_WORDS: [&str; 27] = [
    "INSERT", "UPDATE", "DELETE", "DROP", "CREATE", "ALTER", "TRUNCATE", "COPY", "ATTACH",
    "DETACH", "INSTALL", "LOAD", "PRAGMA", "CALL", "EXPORT", "IMPORT", "MERGE", "GRANT", "REVOKE",
    "INTO", "VACUUM", "EXECUTE", "PREPARE", "CACHE", "REFRESH", "USE", "SET",
];

/// Functions whose arguments are separated by FROM, so that no table follows it.
const FUNCTIONS_WITH_FROM: [&str; 4] = ["EXTRACT", "SUBSTRING", "TRIM", "OVERLAY"];

pub(super) fn findings(code: &Code<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    if !code.get(0).is_some_and(|t| t.is_any(&["SELECT", "WITH"])) {
        out.push(code.finding(0, Rule::NotASelect));
    }
    if !code.balanced {
        out.push(code.finding(code.tokens.len().saturating_sub(1), Rule::Brackets));
    }
    out.extend(code.each(|index, token| statement_rule(code, index, token)));
    out.extend(code.each(|index, token| source_rule(code, index, token)));
    out
}

fn statement_rule(code: &Code<'_>, index: usize, token: &Token<'_>) -> Option<Rule> {
    match token.kind {
        Kind::Unclosed => Some(Rule::Unclosed),
        Kind::Disputed => Some(Rule::Disputed(token.text.chars().take(24).collect())),
        Kind::Mark if token.text == ";" => Some(Rule::SecondStatement),
        Kind::Word if token.is_any(&WRITING_WORDS) && !code.is_qualified(index) => {
            Some(Rule::Writes(token.text.to_ascii_uppercase()))
        }
        _ => None,
    }
}

/// Behind FROM, JOIN and a comma of FROM stands a table or a subquery.
fn source_rule(code: &Code<'_>, index: usize, token: &Token<'_>) -> Option<Rule> {
    let elsewhere = || Some(Rule::ReadsElsewhere(token.text.to_owned()));
    if reads_files(token) && code.is_mark(index + 1, "(") {
        return elsewhere();
    }
    if !follows_from(code, index) {
        return None;
    }
    match token.kind {
        Kind::Text | Kind::Quoted | Kind::Number => elsewhere(),
        Kind::Word if token.is_any(&["SELECT", "WITH", "VALUES"]) => None,
        Kind::Word if code.is_mark(index + 1, "(") || code.is_mark(index + 1, ".") => elsewhere(),
        _ => None,
    }
}

/// Quoted or not: engines find functions by quoted names too.
fn reads_files(token: &Token<'_>) -> bool {
    let name = token.text.trim_matches(['"', '`']).to_ascii_lowercase();
    matches!(token.kind, Kind::Word | Kind::Quoted)
        && (name.starts_with("read_")
            || name.starts_with("scan_")
            || name.ends_with("_scan")
            || name == "glob")
}

/// Whether a table stands at `index`: behind FROM or JOIN, brackets around a join looked through.
fn follows_from(code: &Code<'_>, index: usize) -> bool {
    let mut before = index;
    loop {
        let Some(at) = before.checked_sub(1) else { return false };
        before = at;
        if !code.is_mark(before, "(") && !code.is(before, "LATERAL") {
            break;
        }
    }
    if code.is(before, "JOIN") {
        return true;
    }
    if code.is(before, "FROM") {
        return !compares(code, before) && !separates_arguments(code, before);
    }
    code.is_mark(before, ",") && in_from_list(code, before)
}

/// Whether it is the FROM of `IS DISTINCT FROM`.
fn compares(code: &Code<'_>, from: usize) -> bool {
    let is = |back: usize, words: &[&str]| {
        from.checked_sub(back).and_then(|at| code.get(at)).is_some_and(|t| t.is_any(words))
    };
    is(1, &["DISTINCT"]) && is(2, &["IS", "NOT"])
}

/// Whether it is the FROM between arguments of a function, and of no subquery among them.
fn separates_arguments(code: &Code<'_>, from: usize) -> bool {
    let Some(open) = code.enclosing(from) else { return false };
    let function = code.before(open).is_some_and(|f| f.is_any(&FUNCTIONS_WITH_FROM));
    function && !code.get(open + 1).is_some_and(|t| t.is_any(&["SELECT", "WITH", "FROM"]))
}

/// Whether the comma at `index` separates tables: the last clause word before it, at its own
/// bracket level, is FROM or JOIN.
fn in_from_list(code: &Code<'_>, index: usize) -> bool {
    let mut at = index;
    while let Some(before) = at.checked_sub(1) {
        at = before;
        let Some(token) = code.get(at) else {
            return false;
        };
        if token.is_mark(")") {
            let Some(open) = code.partner(at) else {
                return false;
            };
            at = open;
        } else if token.is_mark("(")
            || token.is_any(&["SELECT", "WHERE", "ON", "GROUP", "ORDER", "HAVING", "WITH"])
        {
            return false;
        } else if token.is_any(&["FROM", "JOIN"]) {
            return true;
        }
    }
    false
}
