//! Trailers that name a person: `Reviewed-by: Name <address>` at the end of a message.

use std::borrow::Cow;

/// Keys that name a person, in lower case with hyphens, as the `commit_trailers` table has them.
pub const KEYS: [&str; 10] = [
    "reviewed-by",
    "acked-by",
    "tested-by",
    "signed-off-by",
    "co-authored-by",
    "reported-by",
    "approved-by",
    "suggested-by",
    "helped-by",
    "mentored-by",
];

/// Spellings seen in the field for one of [`KEYS`].
const SPELLINGS: [(&str, &str); 14] = [
    ("coauthored-by", "co-authored-by"),
    ("co-author-by", "co-authored-by"),
    ("co-author", "co-authored-by"),
    ("co-developed-by", "co-authored-by"),
    ("pair-programmed-with", "co-authored-by"),
    ("signed-of-by", "signed-off-by"),
    ("signedoff-by", "signed-off-by"),
    ("sign-off-by", "signed-off-by"),
    ("ack-by", "acked-by"),
    ("acknowledged-by", "acked-by"),
    ("review-by", "reviewed-by"),
    ("accepted-by", "approved-by"),
    ("bug-reported-by", "reported-by"),
    ("diagnosed-and-reported-by", "reported-by"),
];

/// Somebody whom a trailer names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named<'a> {
    /// Name and e-mail address; the name may be empty.
    Mail {
        /// Name.
        name: &'a str,
        /// E-mail address.
        email: &'a str,
    },
    /// `@login`.
    Login(&'a str),
    /// Name only.
    Name(&'a str),
}

/// Splits the lines after the subject into body and trailer block: the last paragraphs that
/// consist of trailers. As in git, a paragraph with other lines counts where at least a quarter of
/// its lines are trailers and one of them names a person.
#[must_use]
pub fn split_block<'l, 'a>(lines: &'l [&'a str]) -> (&'l [&'a str], &'l [&'a str]) {
    let mut start = lines.len();
    while let Some(head) = lines.get(..start) {
        let end = head.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
        let paragraph = head.get(..end).unwrap_or(head);
        let begin = paragraph.iter().rposition(|line| line.is_empty()).map_or(0, |at| at + 1);
        match paragraph.get(begin..) {
            Some(paragraph) if is_block(paragraph) => start = begin,
            _ => break,
        }
    }
    lines.split_at_checked(start).unwrap_or((lines, &[]))
}

fn is_block(paragraph: &[&str]) -> bool {
    let (mut all, mut trailers, mut persons) = (0, 0, false);
    for line in paragraph.iter().filter(|line| !is_continuation(line)) {
        let names_person = !keys(line).is_empty();
        persons |= names_person;
        trailers += usize::from(names_person || is_trailer(line));
        all += 1;
    }
    trailers > 0 && (trailers == all || (persons && trailers * 4 >= all))
}

fn is_continuation(line: &str) -> bool {
    line.starts_with([' ', '\t'])
}

/// `Token: value`, or git's own remark on a picked commit.
fn is_trailer(line: &str) -> bool {
    if line.starts_with("(cherry picked from commit ") {
        return true;
    }
    let Some((token, value)) = line.split_once(':') else { return false };
    let word = !token.is_empty() && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    // `https://...` is an address, and `std::fmt` code.
    word && !value.starts_with(['/', ':'])
}

/// Joins continued lines to the line they continue.
#[must_use]
pub fn unfold<'a>(block: &[&'a str]) -> Vec<Cow<'a, str>> {
    let mut lines: Vec<Cow<'_, str>> = Vec::with_capacity(block.len());
    for line in block.iter().filter(|line| !line.is_empty()) {
        match lines.last_mut() {
            Some(last) if is_continuation(line) => {
                let last = last.to_mut();
                last.push(' ');
                last.push_str(line.trim_start());
            }
            _ => lines.push(Cow::Borrowed(line)),
        }
    }
    lines
}

/// The keys of a line that names a person; `Acked-and-Tested-by` has two, another line none.
#[must_use]
pub fn keys(line: &str) -> Vec<&'static str> {
    /// Longer text before a colon is a sentence.
    const LONGEST: usize = 48;
    match line.split_once(':') {
        Some((token, _)) if token.len() <= LONGEST => known(&canonical(token)),
        _ => Vec::new(),
    }
}

/// Lower case, with single hyphens for spaces, underscores and hyphens.
fn canonical(token: &str) -> String {
    let mut key = String::with_capacity(token.len());
    let parts = token.split(|c: char| c.is_whitespace() || c == '_' || c == '-');
    for part in parts.filter(|part| !part.is_empty()) {
        if !key.is_empty() {
            key.push('-');
        }
        key.push_str(part);
    }
    key.make_ascii_lowercase();
    key
}

fn known(key: &str) -> Vec<&'static str> {
    if let Some(found) = one(key) {
        return vec![found];
    }
    let Some(stem) = key.strip_suffix("-by") else { return Vec::new() };
    let parts: Vec<&str> = stem.split("-and-").collect();
    if parts.len() < 2 {
        return Vec::new();
    }
    parts.iter().filter_map(|part| one(&format!("{part}-by"))).collect()
}

fn one(key: &str) -> Option<&'static str> {
    if let Some(found) = KEYS.iter().find(|known| **known == key) {
        return Some(found);
    }
    SPELLINGS.iter().find(|(spelling, _)| *spelling == key).map(|(_, key)| *key)
}

/// Those whom the value of a trailer names.
#[must_use]
pub fn persons(line: &str) -> Vec<Named<'_>> {
    let Some((_, value)) = line.split_once(':') else { return Vec::new() };
    split_list(value.trim()).into_iter().filter_map(person).collect()
}

/// Several persons in one value: `A <a@x>, B <b@x>`, or logins separated by commas. A comma in a
/// single name (`Roe, Jane`) separates nothing.
fn split_list(value: &str) -> Vec<&str> {
    if !value.contains([',', ';']) {
        return vec![value];
    }
    let parts: Vec<&str> = value.split([',', ';']).map(str::trim).collect();
    let mails = parts.iter().all(|part| part.contains('<') && part.contains('>'));
    let logins = parts.iter().all(|part| !part.is_empty() && !part.contains(char::is_whitespace));
    if parts.len() > 1 && (mails || logins) { parts } else { vec![value] }
}

fn person(text: &str) -> Option<Named<'_>> {
    if let Some((name, rest)) = text.split_once('<') {
        let email = rest.split('>').next().unwrap_or(rest).trim();
        let name = clean_name(name);
        return match (name.is_empty(), email.is_empty()) {
            (_, false) => Some(Named::Mail { name, email }),
            (false, true) => Some(Named::Name(name)),
            (true, true) => None,
        };
    }
    let first = text.split_whitespace().next()?;
    if let Some(login) = first.strip_prefix('@') {
        let login = login.trim_end_matches([',', '.', ';', ':']);
        return is_login(login).then_some(Named::Login(login));
    }
    if first.contains('@') {
        let email = first.trim_matches(['(', ')', ',', ';']);
        return Some(Named::Mail { name: "", email });
    }
    let name = clean_name(text);
    (!name.is_empty()).then_some(Named::Name(name))
}

fn is_login(login: &str) -> bool {
    !login.is_empty() && login.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// A name without quotes, and without remarks behind it: `Jane Roe (v2) # twice`.
fn clean_name(name: &str) -> &str {
    let name = name.split(['(', '#', '[']).next().unwrap_or(name);
    name.trim().trim_matches(['"', '\'']).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Vec<&str> {
        let lines: Vec<&str> = text.lines().collect();
        split_block(&lines).1.to_vec()
    }

    fn mail<'a>(name: &'a str, email: &'a str) -> Named<'a> {
        Named::Mail { name, email }
    }

    #[test]
    fn knows_the_spellings() {
        for (line, expected) in [
            ("Reviewed-by: A", vec!["reviewed-by"]),
            ("Reviewed-By: A", vec!["reviewed-by"]),
            ("Reviewed by: A", vec!["reviewed-by"]),
            ("REVIEWED_BY : A", vec!["reviewed-by"]),
            ("Signed-off-by: A", vec!["signed-off-by"]),
            ("Co-Authored-By: A", vec!["co-authored-by"]),
            ("Coauthored-by: A", vec!["co-authored-by"]),
            ("Acked-and-Tested-by: A", vec!["acked-by", "tested-by"]),
            ("Mentored-by: A", vec!["mentored-by"]),
            ("Cc: A", vec![]),
            ("Fixes: 0123", vec![]),
            ("as reviewed by", vec![]),
        ] {
            assert_eq!(keys(line), expected, "{line}");
        }
    }

    #[test]
    fn only_the_last_paragraphs_are_trailers() {
        let quoted = "\nQuoting:\n\nReviewed-by: A <a@x>\n\nSo this is text.\n";
        assert!(block(quoted).is_empty());
        let two = "\nText here\n\nReviewed-by: A <a@x>\n\nChange-Id: I1\nSigned-off-by: B <b@x>";
        assert_eq!(block(two).len(), 4, "two paragraphs and the line between them");
        let mixed = "\nText\n\nSigned-off-by: A <a@x>\n[b: reworded]\nSigned-off-by: B <b@x>\n";
        assert_eq!(block(mixed).len(), 3);
        assert!(block("\nhttps://x.org/y\n").is_empty());
        assert!(block("").is_empty());
    }

    #[test]
    fn reads_persons() {
        for (line, expected) in [
            ("R: Jane Roe <jane@x.org>", vec![mail("Jane Roe", "jane@x.org")]),
            ("R: Jane Roe (v2) <jane@x.org> # twice", vec![mail("Jane Roe", "jane@x.org")]),
            ("R: \"Roe, Jane\" <jane@x.org>", vec![mail("Roe, Jane", "jane@x.org")]),
            ("R: jane@x.org", vec![mail("", "jane@x.org")]),
            ("R: <jane@x.org>", vec![mail("", "jane@x.org")]),
            ("R: A <a@x>, B <b@x>", vec![mail("A", "a@x"), mail("B", "b@x")]),
            ("R: @jane-roe", vec![Named::Login("jane-roe")]),
            ("R: kim, lee", vec![Named::Name("kim"), Named::Name("lee")]),
            ("R: Jane Roe", vec![Named::Name("Jane Roe")]),
            ("R: <>", vec![]),
            ("R:", vec![]),
        ] {
            assert_eq!(persons(line), expected, "{line}");
        }
    }

    #[test]
    fn joins_continued_lines() {
        assert_eq!(
            unfold(&["Reviewed-by: Jane", "  Roe <j@x>", "", "A: b"]),
            ["Reviewed-by: Jane Roe <j@x>", "A: b"]
        );
    }
}
