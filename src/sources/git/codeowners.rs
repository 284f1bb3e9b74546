//! CODEOWNERS as GitHub reads it: patterns in the gitignore notation, the last match wins.
//!
//! GitHub's documented exceptions hold: `!` does not negate, `[ ]` is no range, and `\#` does not
//! begin a pattern; a line with one of them is invalid and skipped, as GitHub skips it. A pattern
//! that ends in `/*` takes the files of that directory and none below. Upper and lower case differ.

use std::collections::BTreeMap;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::identity;

/// An owner: a login, `team:org/slug`, or `~` and the hash of an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// Person key, or `team:org/slug`.
    pub key: String,
}

/// A line that GitHub would skip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidLine {
    /// Number from 1.
    pub line: i64,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// A line with a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Pattern as written.
    pub pattern: String,
    /// Owners; none takes ownership away.
    pub owners: Vec<Owner>,
    /// Number of the line, from 1.
    pub line: i64,
}

/// The rules of one file, ready to match.
#[derive(Clone, Debug)]
pub struct Rules {
    list: Vec<Rule>,
    invalid: Vec<InvalidLine>,
    set: GlobSet,
    /// Place in the list of each pattern's rule, in rising order.
    place_of: Vec<usize>,
}

/// Reads a file; e-mail addresses become person keys without mailmap.
#[must_use]
pub fn parse(text: &str) -> Rules {
    parse_with(text, &mut |email| identity::person_key("", email))
}

/// Reads a file, with person keys of e-mail addresses from the caller.
pub fn parse_with(text: &str, person: &mut dyn FnMut(&str) -> String) -> Rules {
    let (mut rules, mut invalid) = (Vec::new(), Vec::new());
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (line, text) in (1_i64..).zip(text.lines()) {
        match rule(text, line, person) {
            Ok(rule) => rules.extend(rule),
            Err(reason) => invalid.push(InvalidLine { line, reason }),
        }
    }
    Rules::new(rules, invalid)
}

impl Rules {
    /// From rows of the `owned_paths` table, `(pattern, owner, line)`, of one repository and month.
    pub fn from_rows<'a>(rows: impl IntoIterator<Item = (&'a str, Option<&'a str>, i64)>) -> Self {
        let mut by_line: BTreeMap<i64, Rule> = BTreeMap::new();
        for (pattern, owner, line) in rows {
            let rule = by_line.entry(line).or_insert_with(|| Rule {
                pattern: pattern.to_owned(),
                owners: Vec::new(),
                line,
            });
            rule.owners.extend(owner.map(|key| Owner { key: key.to_owned() }));
        }
        Self::new(by_line.into_values().collect(), Vec::new())
    }

    fn new(rules: Vec<Rule>, mut invalid: Vec<InvalidLine>) -> Self {
        let mut set = GlobSetBuilder::new();
        let mut place_of = Vec::new();
        let mut kept = Vec::new();
        for rule in rules {
            let Some(globs) = globs(&rule.pattern) else {
                invalid.push(InvalidLine { line: rule.line, reason: "the pattern does not read" });
                continue;
            };
            for glob in globs {
                set.add(glob);
                place_of.push(kept.len());
            }
            kept.push(rule);
        }
        invalid.sort_by_key(|invalid| invalid.line);
        match set.build() {
            Ok(set) => Self { list: kept, invalid, set, place_of },
            // Only beyond the size limits of the matcher; nothing matches then, and it shows.
            Err(_) => Self::unusable(&kept),
        }
    }

    fn unusable(rules: &[Rule]) -> Self {
        let reason = "the file has too many patterns";
        let invalid = rules.iter().map(|rule| InvalidLine { line: rule.line, reason }).collect();
        Self { list: Vec::new(), invalid, set: GlobSet::empty(), place_of: Vec::new() }
    }

    /// The owners of a path (from the root, without a leading slash): `None` where no rule matches,
    /// an empty list where the last matching rule takes ownership away.
    #[must_use]
    pub fn owners(&self, path: &str) -> Option<&[Owner]> {
        let last = self.set.matches(path).into_iter().max()?;
        let rule = self.list.get(*self.place_of.get(last)?)?;
        Some(&rule.owners)
    }

    /// Rules in the order of the file.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.list
    }

    /// Lines that GitHub would skip, in the order of the file.
    #[must_use]
    pub fn invalid(&self) -> &[InvalidLine] {
        &self.invalid
    }
}

/// Reads a line; `None` for an empty line or a comment.
fn rule(
    text: &str,
    line: i64,
    person: &mut dyn FnMut(&str) -> String,
) -> Result<Option<Rule>, &'static str> {
    let text = text.trim();
    if text.is_empty() || text.starts_with('#') {
        return Ok(None);
    }
    let end = pattern_end(text);
    let (pattern, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    check(pattern)?;
    let owners = rest
        .split_whitespace()
        .take_while(|word| !word.starts_with('#'))
        .map(|word| owner(word, person).ok_or("an owner is neither @name nor an e-mail address"))
        .collect::<Result<_, _>>()?;
    Ok(Some(Rule { pattern: pattern.to_owned(), owners, line }))
}

/// Where the pattern ends: at the first space that no backslash stands before.
fn pattern_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() && !escaped {
            return at;
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

fn check(pattern: &str) -> Result<(), &'static str> {
    if pattern.starts_with('!') {
        return Err("`!` does not negate in CODEOWNERS");
    }
    if pattern.starts_with("\\#") {
        return Err("`\\#` does not begin a pattern in CODEOWNERS");
    }
    if pattern.contains(['[', ']']) {
        return Err("`[ ]` is no range in CODEOWNERS");
    }
    Ok(())
}

fn owner(word: &str, person: &mut dyn FnMut(&str) -> String) -> Option<Owner> {
    let key = match word.strip_prefix('@') {
        Some(name) if name.is_empty() || name.contains('@') => return None,
        Some(name) => match name.split_once('/') {
            Some((org, slug)) if org.is_empty() || slug.is_empty() => return None,
            Some(_) => format!("team:{name}"),
            None => name.to_owned(),
        },
        None => {
            let (local, domain) = word.split_once('@')?;
            if local.is_empty() || domain.is_empty() {
                return None;
            }
            person(word)
        }
    };
    Some(Owner { key })
}

/// The globs of a pattern: for what it names, and for what lies below that.
fn globs(pattern: &str) -> Option<Vec<Glob>> {
    let anchored = pattern.trim_end_matches('/').contains('/');
    let directory = pattern.ends_with('/');
    let mut parts: Vec<String> =
        pattern.split('/').filter(|part| !part.is_empty()).map(segment).collect();
    if parts.is_empty() {
        return None;
    }
    if !anchored && parts.first().is_none_or(|first| first != "**") {
        parts.insert(0, "**".to_owned());
    }
    let path = parts.join("/");
    let last = parts.last().map_or("", String::as_str);
    if directory {
        return Some(vec![glob(&format!("{path}/**"))?]);
    }
    // `docs/*` takes the files in docs and none below; `**` at the end takes everything already.
    if last == "**" || (last == "*" && anchored) {
        return Some(vec![glob(&path)?]);
    }
    Some(vec![glob(&path)?, glob(&format!("{path}/**"))?])
}

/// One part of a path: braces are no special characters, and stars in a row mean one unless they
/// are the whole part.
fn segment(part: &str) -> String {
    if part == "**" {
        return part.to_owned();
    }
    let mut out = String::with_capacity(part.len());
    let mut chars = part.chars();
    let mut star = false;
    while let Some(c) = chars.next() {
        match c {
            '*' if star => continue,
            '\\' => {
                out.push('\\');
                out.push(chars.next().unwrap_or('\\'));
            }
            '{' | '}' | ',' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        star = c == '*';
    }
    out
}

fn glob(pattern: &str) -> Option<Glob> {
    GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build().ok()
}

#[cfg(test)]
mod tests;
