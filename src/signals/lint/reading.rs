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
        Kind::Word if code.is_mark(index + 1, "(") || code.is_mark(index + 1, ".") => elsewhere(),
        _ => None,
    }
}

fn reads_files(token: &Token<'_>) -> bool {
    let name = token.text.trim_matches(['"', '`']).to_ascii_lowercase();
    matches!(token.kind, Kind::Word | Kind::Quoted)
        && (name.starts_with("read_")
            || name.starts_with("scan_")
            || name.ends_with("_scan")
            || name == "glob")
}

fn follows_from(code: &Code<'_>, index: usize) -> bool {
    let Some(before) = index.checked_sub(1) else {
        return false;
    };
    let Some(token) = code.get(before) else {
        return false;
    };
    if token.is("JOIN") {
        return true;
    }
    if token.is("FROM") {
        let compares = code.before(before).is_some_and(|t| t.is("DISTINCT"));
        let argument = code.function_around(before).is_some_and(|f| f.is_any(&FUNCTIONS_WITH_FROM));
        return !compares && !argument;
    }
    token.is_mark(",") && in_from_list(code, before)
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
