//! Words of a SQL text: just enough of a tokenizer to tell code from strings and comments.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Keyword or plain name.
    Word,
    /// Name in double quotes or backticks.
    Quoted,
    /// Text in single quotes.
    Text,
    /// Number.
    Number,
    /// Operator, bracket or comma.
    Mark,
    /// Quote or comment that is never closed.
    Unclosed,
    /// Begin of a quote or comment that one engine ends at another place than the next, or does not
    /// see at all: `E'`, `$$`, a comment within a comment, a comment that is executed.
    Disputed,
}

/// A piece of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// As written, quotes included.
    pub text: &'a str,
    /// Line within the text, from 1.
    pub line: usize,
}

impl Token<'_> {
    /// Whether it is this keyword or name, in any case.
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is one of these keywords or names, in any case.
    #[must_use]
    pub fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    /// Whether it is this operator, bracket or comma.
    #[must_use]
    pub fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }
}

const TWO_CHARACTER_MARKS: [&str; 7] = ["<>", "<=", ">=", "!=", "||", "::", "=="];

/// Splits SQL into tokens; blanks and comments are left out.
#[must_use]
pub fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut rest = sql;
    let mut line = 1;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match next(rest, first) {
            // `E'..'`, `q"..."`, `U&'..'`: the letter changes where the quote ends.
            (Some(Kind::Text | Kind::Quoted), length) if prefixes(before) => {
                (Some(Kind::Disputed), length)
            }
            other => other,
        };
        let (text, tail) = rest.split_at(length);
        if let Some(kind) = kind {
            out.push(Token { kind, text, line });
        }
        line += text.matches('\n').count();
        before = text.chars().next_back().unwrap_or(' ');
        rest = tail;
    }
    out
}

fn prefixes(before: char) -> bool {
    before.is_alphanumeric() || matches!(before, '_' | '&' | '@' | '\'' | '"' | '`')
}

/// Kind and length in bytes of the token that `rest` begins with; no kind for blanks and comments.
fn next(rest: &str, first: char) -> (Option<Kind>, usize) {
    match first {
        c if c.is_whitespace() => (None, c.len_utf8()),
        '-' if rest.starts_with("--") => line_comment(rest),
        '/' if rest.starts_with("/*") => comment(rest),
        '$' => (Some(Kind::Disputed), 1),
        '\'' => quoted(rest, '\'', Kind::Text),
        '"' => quoted(rest, '"', Kind::Quoted),
        '`' => quoted(rest, '`', Kind::Quoted),
        c if c.is_ascii_digit() => (Some(Kind::Number), number(rest)),
        '.' if rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) => {
            (Some(Kind::Number), number(rest))
        }
        c if c.is_alphabetic() || c == '_' => (Some(Kind::Word), word(rest)),
        _ => {
            let two = TWO_CHARACTER_MARKS.iter().any(|mark| rest.starts_with(mark));
            (Some(Kind::Mark), if two { 2 } else { first.len_utf8() })
        }
    }
}

/// A comment up to the end of the line; a carriage return alone ends it on some engines.
fn line_comment(rest: &str) -> (Option<Kind>, usize) {
    let length = rest.find('\n').unwrap_or(rest.len());
    let text = rest.get(..length).unwrap_or(rest);
    let disputed = text.strip_suffix('\r').unwrap_or(text).contains('\r');
    (disputed.then_some(Kind::Disputed), length)
}

/// A comment between marks. Some engines let comments hold comments, and execute what stands in `/*!`
/// or `/*+`.
fn comment(rest: &str) -> (Option<Kind>, usize) {
    let inside = rest.get(2..).unwrap_or_default();
    let Some(end) = inside.find("*/") else { return (Some(Kind::Unclosed), rest.len()) };
    let text = inside.get(..end).unwrap_or_default();
    let disputed = text.contains("/*") || text.starts_with(['!', '+']);
    (disputed.then_some(Kind::Disputed), end + 4)
}

/// A doubled quote stands for itself, so a quote ends only where no second one follows.
fn quoted(rest: &str, quote: char, kind: Kind) -> (Option<Kind>, usize) {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((index, c)) = chars.next() {
        if c != quote {
            continue;
        }
        if chars.peek().is_some_and(|(_, following)| *following == quote) {
            chars.next();
        } else {
            return (Some(kind), index + 1);
        }
    }
    (Some(Kind::Unclosed), rest.len())
}

fn word(rest: &str) -> usize {
    rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
}

/// Digits, a point, and an exponent with its sign.
fn number(rest: &str) -> usize {
    let mut length = 0;
    let mut before = ' ';
    for c in rest.chars() {
        let sign_of_exponent = (c == '+' || c == '-') && matches!(before, 'e' | 'E');
        if !(c.is_ascii_alphanumeric() || c == '.' || sign_of_exponent) {
            break;
        }
        length += c.len_utf8();
        before = c;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        tokens(sql).iter().map(|t| t.text).collect()
    }

    #[test]
    fn strings_and_comments_hide_what_they_hold() {
        let sql = "SELECT 'it''s -- no; comment' -- SELECT\n/* ; \n */ , \"a \"\"b\"\"\"";
        assert_eq!(texts(sql), ["SELECT", "'it''s -- no; comment'", ",", "\"a \"\"b\"\"\""]);
    }

    #[test]
    fn lines_count_through_comments_and_strings() {
        let lines: Vec<_> = tokens("a\n/*\n*/ b 'x\ny' c").iter().map(|t| t.line).collect();
        assert_eq!(lines, [1, 3, 3, 4]);
    }

    #[test]
    fn numbers_and_marks_are_kept_whole() {
        assert_eq!(
            texts("a.b<>1.5e-3||.5::x-1"),
            ["a", ".", "b", "<>", "1.5e-3", "||", ".5", "::", "x", "-", "1"]
        );
    }

    #[test]
    fn what_engines_end_elsewhere_is_said() {
        for sql in [
            "E'\\'' '",
            "q'['(']'",
            "R\"x\"",
            "U&'x'",
            "$$'$$",
            "/* /* */",
            "/*! x */",
            "/*+ x */",
            "-- x\rFROM y",
            "'a'\"b\"",
        ] {
            let disputed = tokens(sql).iter().any(|t| t.kind == Kind::Disputed);
            assert!(disputed, "{sql}: {:?}", tokens(sql));
        }
        for sql in ["= 'x'", "('x','y')", "a.\"b\"", "-- x\r\ny", "/* x * / */", "/**/"] {
            let disputed = tokens(sql).iter().any(|t| t.kind == Kind::Disputed);
            assert!(!disputed, "{sql}: {:?}", tokens(sql));
        }
    }

    #[test]
    fn what_is_never_closed_is_said() {
        for sql in ["'abc", "\"abc", "/* abc", "/*/", "'it''"] {
            assert_eq!(tokens(sql).last().map(|t| t.kind), Some(Kind::Unclosed), "{sql}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_to_its_end(sql in "\\PC{0,60}") {
            let length: usize = tokens(&sql).iter().map(|t| t.text.len()).sum();
            proptest::prop_assert!(length <= sql.len());
        }
    }
}
