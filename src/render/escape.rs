//! Text from outside made safe for each format.
//!
//! Titles, team names and labels are written by anybody who may open a pull request. Every format
//! has one function here; renderers pass outside text through it once, as late as possible.

/// Stands where a character was removed that a reader should know of.
const REPLACEMENT: char = '\u{FFFD}';

/// Whether a character reorders or hides its neighbours: bidi marks and zero-width characters.
///
/// The list is Unicode's `Bidi_Control` property, the zero-width format characters, the tag
/// characters and the interlinear marks; letters of right-to-left scripts stay.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// One line of visible text: control characters and line breaks become a space, invisible and
/// reordering marks the replacement character, and runs of white space one space.
///
/// What every other function here does first, so that no format shows text in another order than
/// it was written, and no line break in a title breaks a table.
#[must_use]
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let shown = if c.is_control() || c.is_whitespace() {
            ' '
        } else if is_invisible(c) || is_noncharacter(c) {
            REPLACEMENT
        } else {
            c
        };
        if shown != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(shown);
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// Code points that Unicode keeps for no character; XML 1.0 forbids some of them.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Text for HTML content and quoted attributes.
#[must_use]
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Text for XML and SVG content and quoted attributes; characters that XML 1.0 forbids are gone.
#[must_use]
pub fn xml(text: &str) -> String {
    html(text)
}

/// Text for Markdown inside a paragraph, list or table cell.
///
/// Characters that could begin markup, a link, a table cell or raw HTML carry a backslash; `@` and
/// `#` are followed by a word joiner's HTML entity, so that a host neither notifies a person nor
/// links an issue that somebody wrote into a title. `$` would begin a formula there.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let clean = line(text);
    for (index, c) in clean.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("@&#8288;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '!' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '#' => out.push_str("\\#&#8288;"),
            '$' => out.push_str("&#36;"),
            '+' | '-' | '=' if index == 0 => {
                out.push('\\');
                out.push(c);
            }
            '.' if starts_numbered_list(&clean, index) => {
                out.push('\\');
                out.push(c);
            }
            ':' if clean.get(index..).is_some_and(|rest| rest.starts_with("://")) => {
                out.push_str("&#58;");
            }
            other => out.push(other),
        }
    }
    out.replace("www.", "www&#46;")
}

/// Whether the text before `index` is digits only, as in `1. item`.
fn starts_numbered_list(text: &str, index: usize) -> bool {
    index > 0 && text.get(..index).is_some_and(|head| head.chars().all(|c| c.is_ascii_digit()))
}

/// Text for a CSV field, before quoting (the `csv` crate quotes).
///
/// A field that a spreadsheet would take for a formula gets a leading apostrophe. Numbers that the
/// program writes itself do not come through here, so a negative number stays one.
#[must_use]
pub fn csv(text: &str) -> String {
    let clean = line(text);
    let first = clean.chars().next();
    let risky = ['=', '+', '-', '@', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}', '\u{2212}'];
    if first.is_some_and(|c| risky.contains(&c)) { format!("'{clean}") } else { clean }
}

/// Text for a terminal: nothing in it moves the cursor, sets a colour or a title, or reorders.
///
/// An escape character becomes a space, so that what followed it stands there as visible text.
#[must_use]
pub fn terminal(text: &str) -> String {
    line(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SCRIPT: &str = "<script>alert('x & \"y\"')</script>";

    #[test]
    fn html_and_xml_close_every_door() {
        let escaped = "&lt;script&gt;alert(&#39;x &amp; &quot;y&quot;&#39;)&lt;/script&gt;";
        assert_eq!(html(SCRIPT), escaped);
        assert_eq!(xml("a\u{0}b\u{8}c\u{FFFE}"), "a b c\u{FFFD}");
    }

    #[test]
    fn markdown_shows_what_was_written() {
        assert_eq!(markdown("[x](http://e.example)"), r"\[x\]\(http&#58;//e.example\)");
        assert_eq!(markdown("a | b\n# c"), r"a \| b \#&#8288; c");
        assert_eq!(markdown("@all please"), "@&#8288;all please");
        assert_eq!(markdown("1. item"), r"1\. item");
        assert_eq!(markdown("- item"), r"\- item");
        assert_eq!(markdown("$x$ costs $5"), "&#36;x&#36; costs &#36;5");
        assert_eq!(markdown("<img src=x>"), "&lt;img src=x&gt;");
        assert_eq!(markdown("team-core"), "team-core");
        assert_eq!(markdown("v1.2"), "v1.2");
    }

    #[test]
    fn spreadsheets_get_no_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\u{FEFF}=1", "＝1"] {
            let field = csv(text);
            let first = field.chars().next();
            assert!(!matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '\t')), "{text:?}");
        }
        assert_eq!(csv("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(csv("Billing"), "Billing");
    }

    #[test]
    fn terminals_get_no_escape() {
        assert_eq!(terminal("\u{1b}[31mred\u{1b}]0;title\u{7}"), "[31mred ]0;title");
        assert_eq!(terminal("\u{9b}2J"), "2J");
        assert_eq!(terminal("a\u{202E}b"), "a\u{FFFD}b");
        assert_eq!(terminal("a\r\nb"), "a b");
        assert_eq!(terminal("équipe 東京 שלום"), "équipe 東京 שלום");
    }

    proptest! {
        #[test]
        fn nothing_hostile_is_left(text in any::<String>()) {
            let shown = line(&text);
            prop_assert!(!shown.chars().any(|c| c.is_control() || is_invisible(c)));
            prop_assert!(!html(&text).contains(['<', '>', '"', '\'']));
            prop_assert!(!markdown(&text).contains(['<', '>', '\n']));
            prop_assert_eq!(line(&shown), shown.clone());
        }
    }
}
