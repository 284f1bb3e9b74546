//! Lines, lists, tables and links of Markdown; report text is escaped here, once.

use crate::render::charts::Chart;
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

/// A chart that lies beside the report.
pub(super) fn picture(out: &mut String, chart: Chart) {
    paragraph(out, &format!("![{}](charts/{}.svg)", chart.title(), chart.name()));
}

/// Text that is folded away until it is asked for; `inside` is Markdown.
pub(super) fn folded(out: &mut String, summary: &str, inside: &str) {
    let summary = summary_text(summary);
    paragraph(out, &format!("<details><summary>{summary}</summary>"));
    out.push_str(inside);
    paragraph(out, "</details>");
}

/// Text inside an element, where neither HTML nor Markdown sees anything but letters, and GitHub
/// neither a mention nor a number to link.
fn summary_text(raw: &str) -> String {
    let mut out = String::new();
    for c in escape::line(raw).chars() {
        if c.is_ascii_punctuation() {
            out.push_str("&#");
            out.push_str(&u32::from(c).to_string());
            out.push(';');
            if c == '@' || c == '#' {
                out.push_str("&#8288;");
            }
        } else {
            out.push(c);
        }
    }
    out
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
        out.push_str(&self.ended());
    }

    /// The table with the empty line that ends it.
    pub(super) fn ended(self) -> String {
        format!("{}\n", self.text)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_letters_and_references() {
        assert_eq!(summary_text("a <b> @all #1"), "a &#60;b&#62; &#64;&#8288;all &#35;&#8288;1");
    }
}
