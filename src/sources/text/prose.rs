//! What a Markdown text says in its own words.

/// The text without HTML comments, quoted lines, code, struck-out text and links.
///
/// What is taken out leaves a space, so that words on either side stay apart; lines stay lines.
#[must_use]
pub fn prose(text: &str) -> String {
    without_links(&prose_and_links(text))
}

/// As [`prose`], with the links left in.
#[must_use]
pub fn prose_and_links(text: &str) -> String {
    let text = without_html_comments(text);
    let own = own_lines(&text);
    let own = without_spans(&own, '`', 1);
    without_spans(&own, '~', 2)
}

/// The text without `<!-- -->`; a comment that is never closed runs to the end.
#[must_use]
pub fn without_html_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        out.push(' ');
        rest = after.split_once("-->").map_or("", |(_, tail)| tail);
    }
    out.push_str(rest);
    out
}

/// Whether a line opens or closes a fenced code block, and with which mark.
fn fence(line: &str) -> Option<(char, usize)> {
    let trimmed = line.trim_start_matches(' ');
    if line.len() - trimmed.len() > 3 {
        return None;
    }
    let mark = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = trimmed.chars().take_while(|c| *c == mark).count();
    // Three backticks with more backticks behind text are an inline span, not a fence.
    let inline = mark == '`' && trimmed.trim_start_matches('`').contains('`');
    (length >= 3 && !inline).then_some((mark, length))
}

fn is_list_item(line: &str) -> bool {
    let trimmed = line.trim_start();
    let digits = trimmed.trim_start_matches(|c: char| c.is_ascii_digit());
    trimmed.starts_with("- ")
        || trimmed.starts_with("* ")
        || trimmed.starts_with("+ ")
        || (digits.len() < trimmed.len() && (digits.starts_with(". ") || digits.starts_with(") ")))
}

/// Lines that are neither quoted nor in a code block.
fn own_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<(char, usize)> = None;
    // A line indented by four is code after a blank line, unless it continues a list.
    let (mut after_blank, mut in_list) = (true, false);
    for line in text.lines() {
        let kept = match (open, fence(line)) {
            (None, Some(mark)) => {
                open = Some(mark);
                false
            }
            (Some((mark, length)), Some((other, other_length))) => {
                if mark == other && other_length >= length {
                    open = None;
                }
                false
            }
            (Some(_), None) => false,
            (None, None) => {
                let indented = line.starts_with("    ") || line.starts_with('\t');
                let code = indented && after_blank && !in_list;
                if !line.trim().is_empty() && !indented {
                    in_list = is_list_item(line);
                }
                after_blank = line.trim().is_empty() || code;
                !code && !line.trim_start().starts_with('>')
            }
        };
        if kept {
            out.push_str(line.trim_end());
        }
        out.push('\n');
    }
    out
}

/// Takes out what stands between equal runs of `mark` of at least `least`, within a paragraph.
fn without_spans(text: &str, mark: char, least: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(mark) {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let length = from.chars().take_while(|c| *c == mark).count();
        // The marks are ASCII, so that characters are bytes here.
        let (run, inner) = from.split_at(length);
        if let Some(end) = (length >= least).then(|| closing_run(inner, mark, length)).flatten() {
            out.push(' ');
            rest = inner.get(end + length..).unwrap_or("");
        } else {
            out.push_str(run);
            rest = inner;
        }
    }
    out.push_str(rest);
    out
}

/// Offset of the next run of exactly `length` marks before a blank line.
fn closing_run(text: &str, mark: char, length: usize) -> Option<usize> {
    let paragraph = text.find("\n\n").and_then(|end| text.get(..end)).unwrap_or(text);
    let mut offset = 0;
    while let Some(found) = paragraph.get(offset..)?.find(mark) {
        let start = offset + found;
        let run = paragraph.get(start..)?.chars().take_while(|c| *c == mark).count();
        if run == length {
            return Some(start);
        }
        offset = start + run;
    }
    None
}

/// Takes out web addresses; the text of a Markdown link stays.
fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = next_link(rest) {
        let (before, link) = rest.split_at(start);
        out.push_str(before);
        out.push(' ');
        let end = link
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')' | ']'))
            .unwrap_or(link.len());
        let (address, after) = link.split_at(end);
        // A full stop or question mark at the very end belongs to the sentence.
        out.push_str(
            address
                .get(address.trim_end_matches(['.', ',', ';', '!', '?', ':']).len()..)
                .unwrap_or(""),
        );
        rest = after;
    }
    out.push_str(rest);
    out
}

fn next_link(text: &str) -> Option<usize> {
    ["http://", "https://", "www."].iter().filter_map(|prefix| text.find(prefix)).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_only_the_writers_own_words() {
        let text = "Hello\n> quoted?\n  > also quoted\nlast";
        assert_eq!(prose(text).split_whitespace().collect::<Vec<_>>(), ["Hello", "last"]);
    }

    #[test]
    fn takes_out_code() {
        for text in [
            "see `x ? y : z` end",
            "see ``a ` ? b`` end",
            "see\n```rust\nx?\n```\nend",
            "see\n~~~~\nx?\n```\ny?\n~~~~\nend",
            "see\n\n    x?\n\n    y?\n\nend",
            "see ~~really?~~ end",
            "see <!-- why? --> end",
        ] {
            let left = prose(text);
            assert_eq!(left.split_whitespace().collect::<Vec<_>>(), ["see", "end"], "{text}");
        }
    }

    #[test]
    fn keeps_what_only_looks_like_code() {
        assert!(prose("- item\n\n    continued?").contains('?'));
        assert!(prose("one ` tick and a question?").contains('?'));
        assert!(prose("a ` first\n\nsecond? ` b").contains('?'));
    }

    #[test]
    fn links_go_and_their_punctuation_stays() {
        assert_eq!(prose("See https://example.org/?a=b.").trim(), "See  .");
        assert_eq!(prose("Is it https://example.org/x?").trim(), "Is it  ?");
        assert_eq!(prose("[text](https://example.org/?q)").trim(), "[text]( )");
    }

    proptest::proptest! {
        #[test]
        fn takes_any_text(text in "[ \\n`~>a?.:/<!\\-é]{0,60}|.{0,60}") {
            let _ = prose(&text);
        }
    }
}
