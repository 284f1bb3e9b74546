//! Membership in a short list of texts, spelt out for Polars.
//!
//! `kind IN ('opened', 'closed')` makes Polars hash every text, and keeps every condition beside it from
//! being looked at before a join. Equalities are compared without a hash, and moved.

use std::borrow::Cow;
use std::iter;

use super::token::{Kind, Token, tokens};

/// Texts of a list from which it stays one: each costs a look at the whole column.
const MANY: usize = 10;

/// Words that stand before a condition.
const BEFORE: [&str; 6] = ["where", "and", "or", "not", "when", "on"];

/// Words that are no name of a column.
const NO_NAMES: [&str; 5] = ["not", "end", "null", "true", "false"];

/// The same query with `(x = 'a' OR x = 'b')` for `x IN ('a', 'b')`.
pub(super) fn spelt_out(sql: &str) -> Cow<'_, str> {
    let tokens = tokens(sql);
    // Of `BETWEEN` an `AND` is a part.
    let unclear = |token: &Token<'_>| {
        token.is("between") || matches!(token.kind, Kind::Unclosed | Kind::Disputed)
    };
    if tokens.iter().any(unclear) {
        return Cow::Borrowed(sql);
    }
    let mut out = String::new();
    let mut copied = 0;
    for at in (0..tokens.len()).filter(|at| tokens[*at].is("in")) {
        let Some(found) = membership(&tokens, at) else { continue };
        let (begin, end) = (place(sql, found.operand.0), place(sql, found.end));
        let operand = &sql[begin..place(sql, found.operand.1) + found.operand.1.text.len()];
        out.push_str(&sql[copied..begin]);
        for (text, before) in found.texts.iter().zip(iter::once("(").chain(iter::repeat(" OR "))) {
            out.extend([before, operand, " = ", text]);
        }
        out.push(')');
        copied = end + found.end.text.len();
    }
    if copied == 0 {
        return Cow::Borrowed(sql);
    }
    out.push_str(&sql[copied..]);
    Cow::Owned(out)
}

/// A membership that can be spelt out.
struct Membership<'t, 'a> {
    /// First and last token of the column.
    operand: (&'t Token<'a>, &'t Token<'a>),
    texts: Vec<&'a str>,
    /// The bracket that closes the list.
    end: &'t Token<'a>,
}

/// What stands around an `IN`, if that is a column, a list of texts, and nothing that binds closer.
fn membership<'t, 'a>(tokens: &'t [Token<'a>], at: usize) -> Option<Membership<'t, 'a>> {
    let get = |place: Option<usize>| place.and_then(|place| tokens.get(place));
    let is_name = |token: &Token<'_>| {
        matches!(token.kind, Kind::Word | Kind::Quoted) && !token.is_any(&NO_NAMES)
    };
    let last = get(at.checked_sub(1)).filter(|token| is_name(token))?;
    let dotted = get(at.checked_sub(2)).is_some_and(|token| token.is_mark("."));
    let first = if dotted { at.checked_sub(3)? } else { at - 1 };
    let operand = (get(Some(first)).filter(|token| is_name(token))?, last);
    let before = get(first.checked_sub(1))?;
    if !before.is_any(&BEFORE) && !before.is_mark("(") {
        return None;
    }
    let mut rest = tokens.get(at + 1..)?.iter();
    rest.next().filter(|token| token.is_mark("("))?;
    let mut texts = Vec::new();
    loop {
        texts.push(rest.next().filter(|token| token.kind == Kind::Text)?.text);
        let after = rest.next()?;
        if after.is_mark(")") {
            return (texts.len() < MANY).then_some(Membership { operand, texts, end: after });
        }
        if !after.is_mark(",") {
            return None;
        }
    }
}

/// Where a token begins in its text.
fn place(sql: &str, token: &Token<'_>) -> usize {
    token.text.as_ptr() as usize - sql.as_ptr() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lists_of_texts_are_spelt_out() {
        assert_eq!(
            spelt_out("SELECT 1 FROM acts a WHERE a.kind IN ('x', 'it''s') -- both\n AND b"),
            "SELECT 1 FROM acts a WHERE (a.kind = 'x' OR a.kind = 'it''s') -- both\n AND b"
        );
        assert_eq!(
            spelt_out("SELECT CASE WHEN NOT \"k\" in('x') OR (k IN ('y')) THEN 1 END"),
            "SELECT CASE WHEN NOT (\"k\" = 'x') OR ((k = 'y')) THEN 1 END"
        );
    }

    #[test]
    fn everything_else_stays() {
        for sql in [
            "SELECT 1 WHERE a.kind NOT IN ('x')",
            "SELECT 1 WHERE a.n IN (1, 2)",
            "SELECT 1 WHERE a.kind IN ('x', NULL)",
            "SELECT 1 WHERE a.kind IN (SELECT kind FROM b)",
            "SELECT 1 WHERE 'x' || a.kind IN ('xy')",
            "SELECT 1 WHERE LEFT(a.kind, 1) IN ('x')",
            "SELECT 1 WHERE CASE WHEN a THEN b END IN ('x')",
            "SELECT 1 WHERE a.n BETWEEN 1 AND a.kind IN ('x')",
            "SELECT a.kind IN ('x')",
            "SELECT 1 WHERE a.kind IN ('1','2','3','4','5','6','7','8','9','10')",
            "SELECT 1 WHERE a.kind IN ('x'",
            "IN",
            "",
        ] {
            assert!(matches!(spelt_out(sql), Cow::Borrowed(same) if same == sql), "{sql}");
        }
    }
}
