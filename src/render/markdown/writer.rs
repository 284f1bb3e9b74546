//! Lines, lists, tables and links of Markdown; report text is escaped here, once.

use crate::render::escape;
use crate::render::links::{Link, Links};
use crate::render::words;

/// Escaped text.
pub(super) fn text(raw: &str) -> String {
    escape::markdown(raw)
}

/// Writes a line; a `String` takes everything.
pub(super) fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

pub(super) fn paragraph(out: &mut String, text: &str) {
    line(out, text);
    out.push('\n');
}

pub(super) fn heading(out: &mut String, level: usize, raw: &str) {
    paragraph(out, &format!("{} {}", "#".repeat(level), text(raw)));
}

pub(super) fn nothing(out: &mut String, why: &str) {
    paragraph(out, &format!("{}{why}.", words::NO_TRACE));
}

pub(super) fn list(out: &mut String, items: &[String]) {
    for item in items {
        line(out, &format!("- {item}"));
    }
    if !items.is_empty() {
        out.push('\n');
    }
}

/// A table whose cells are escaped already or are figures.
pub(super) struct Table {
    text: String,
}

impl Table {
    /// Heads, with a colon for those whose cells stand at the right.
    pub(super) fn new(heads: &[&str]) -> Self {
        let names: Vec<_> = heads.iter().map(|head| head.trim_end_matches(':')).collect();
        let rules: Vec<_> =
            heads.iter().map(|head| if head.ends_with(':') { "---:" } else { "---" }).collect();
        Self { text: format!("| {} |\n| {} |\n", names.join(" | "), rules.join(" | ")) }
    }

    pub(super) fn row(&mut self, cells: &[String]) {
        line(&mut self.text, &format!("| {} |", cells.join(" | ")));
    }

    pub(super) fn end(self, out: &mut String) {
        out.push_str(&self.text);
        out.push('\n');
    }
}

/// A link with escaped text; addresses are made of checked parts by [`Links`].
pub(super) fn link(link: &Link) -> String {
    match &link.href {
        // Angle brackets hold what parentheses would end.
        Some(href) => {
            let href = href.replace(['<', '>', ' ', '\n'], "");
            // Within a link, GitHub makes no second one of a number.
            let shown = text(&link.text).replace("\\#&#8288;", "#");
            format!("[{shown}](<{href}>)")
        }
        None => text(&link.text),
    }
}

pub(super) fn links_of(links: &Links, items: &[String]) -> String {
    let all: Vec<_> = items.iter().map(|item| link(&links.loose(item))).collect();
    all.join(", ")
}

pub(super) fn dash() -> String {
    "–".to_owned()
}

/// A fence longer than any run of backticks in the text.
pub(super) fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_outlast_their_text() {
        assert_eq!(fence("SELECT 1"), "```");
        assert_eq!(fence("a ```` b"), "`````");
    }
}
