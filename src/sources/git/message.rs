//! What a commit message says: subject, length of the text, what it reverts, its pull request.

use std::borrow::Cow;

use super::trailers;

/// A message in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// First line with text.
    pub subject: &'a str,
    /// Lines after the subject, without the trailer block.
    pub body: Vec<&'a str>,
    /// Lines of the trailer block, continued lines joined.
    pub trailers: Vec<Cow<'a, str>>,
}

/// Splits a message.
#[must_use]
pub fn split(text: &str) -> Message<'_> {
    let text = text.split('\0').next().unwrap_or(text).trim_start_matches(['\n', '\r']);
    let (subject, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut lines: Vec<&str> = rest.lines().map(str::trim_end).collect();
    let (body, block) = trailers::split_block(&lines);
    let (end, trailers) = (body.len(), trailers::unfold(block));
    lines.truncate(end);
    Message { subject: subject.trim(), body: lines, trailers }
}

/// Words of the body.
#[must_use]
pub fn words(body: &[&str]) -> i64 {
    let count: usize = body.iter().map(|line| words_of(line)).sum();
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn words_of(line: &str) -> usize {
    if !line.is_ascii() {
        return line.split_whitespace().count();
    }
    // Counts where words begin, without a branch for each byte.
    let space = |byte: u8| byte == b' ' || (b'\t'..=b'\r').contains(&byte);
    let bytes = line.as_bytes();
    let first = bytes.first().is_some_and(|byte| !space(*byte));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    usize::from(first) + pairs.filter(|(a, b)| space(**a) & !space(**b)).count()
}

/// The commit that a message says it reverts, as written by `git revert`: at least seven
/// hexadecimal digits of its id.
#[must_use]
pub fn reverts(body: &[&str]) -> Option<String> {
    const PHRASE: &str = "This reverts commit";
    body.iter().enumerate().find_map(|(at, line)| {
        // Hardly a line has it, and `contains` is much faster than `find` at saying so.
        if !line.contains(PHRASE) {
            return None;
        }
        let start = line.find(PHRASE)?;
        let behind = line.get(start + PHRASE.len()..)?.trim_start();
        // A message wrapped by hand may have the id on the next line.
        let behind = if behind.is_empty() { body.get(at + 1)?.trim_start() } else { behind };
        let hex: String = behind.chars().take_while(char::is_ascii_hexdigit).collect();
        (7..=40).contains(&hex.len()).then(|| hex.to_ascii_lowercase())
    })
}

/// The pull request that a commit merged or squashed, from the subjects that GitHub, GitLab,
/// Bitbucket, Azure and the merge bots write.
///
/// `repo` tells a number of this repository from one of a sibling (`Merge owner/other#5`).
#[must_use]
pub fn pull_number(message: &Message<'_>, is_merge: bool, repo: &str) -> Option<i64> {
    of_merge_subject(message.subject, repo)
        .or_else(|| at_the_end(message.subject))
        .or_else(|| if is_merge { of_merge_request(&message.body) } else { None })
        .or_else(|| if is_merge { of_merge_request(&message.trailers) } else { None })
}

fn of_merge_subject(subject: &str, repo: &str) -> Option<i64> {
    const NUMBERED: [&str; 7] = [
        "Merge pull request #",
        "Merge PR #",
        "Merge #",
        "Auto merge of #",
        "Rollup merge of #",
        "Merged PR #",
        "Merged PR ",
    ];
    if let Some(rest) = NUMBERED.iter().find_map(|prefix| subject.strip_prefix(prefix)) {
        return leading_number(rest);
    }
    if let Some(rest) = subject.strip_prefix("Merge ") {
        return of_named_repo(rest, repo);
    }
    let rest = subject.strip_prefix("Merged in ")?;
    leading_number(rest.split_once("(pull request #")?.1)
}

/// `owner/name#12: title`, where `owner/name` is this repository (or its upstream, by name).
fn of_named_repo(rest: &str, repo: &str) -> Option<i64> {
    let (named, number) = rest.split_once('#')?;
    if let Some(title) = named.strip_prefix("pull request ") {
        // Gitea: `Merge pull request 'title' (#12) from branch into main`.
        return title.ends_with("' (").then(|| leading_number(number)).flatten();
    }
    let (owner, name) = named.split_once('/')?;
    if named.contains(char::is_whitespace) || owner.is_empty() {
        return None;
    }
    let (own_owner, own_name) = repo.split_once('/')?;
    let same = name.eq_ignore_ascii_case(own_name) || own_owner == super::remote::LOCAL_OWNER;
    if same { leading_number(number) } else { None }
}

/// `Title (#12)`; the last such number, because a revert quotes the number of what it reverts.
fn at_the_end(subject: &str) -> Option<i64> {
    let inner = subject.trim_end_matches('.').strip_suffix(')')?;
    let (_, number) = inner.rsplit_once("(#")?;
    if number.bytes().all(|b| b.is_ascii_digit()) { leading_number(number) } else { None }
}

/// GitLab: `See merge request group/project!12`.
fn of_merge_request(lines: &[impl AsRef<str>]) -> Option<i64> {
    lines.iter().rev().find_map(|line| {
        let rest = line.as_ref().trim_start().strip_prefix("See merge request ")?;
        leading_number(rest.rsplit_once('!')?.1)
    })
}

/// A number of at most nine digits, not 0.
fn leading_number(text: &str) -> Option<i64> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    if digits.len() > 9 {
        return None;
    }
    digits.parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str, is_merge: bool) -> Option<i64> {
        pull_number(&split(text), is_merge, "acme/tool")
    }

    #[test]
    fn finds_pull_numbers_of_merges() {
        for (text, expected) in [
            ("Merge pull request #12 from a/b\n\nTitle", Some(12)),
            ("Merge #12: build: a thing", Some(12)),
            ("Merge acme/tool#12: a thing", Some(12)),
            ("Merge upstream/tool#12: a thing", Some(12)),
            ("Merge acme/gui#12: a thing", None),
            ("Auto merge of #12 - a:b, r=c", Some(12)),
            ("Rollup merge of #12 - a:b, r=c", Some(12)),
            ("Merge PR #12 into main", Some(12)),
            ("Merged PR 12: title", Some(12)),
            ("Merged in a/b (pull request #12)", Some(12)),
            ("Merge pull request 'title' (#12) from a into b", Some(12)),
            ("Merge branch 'a' into 'b'\n\nTitle\n\nSee merge request group/x!12", Some(12)),
            ("Merge branch 'a' into 'b'\n\nSee merge request !12\n", Some(12)),
            ("Merge branch 'a' of github.com:acme/tool", None),
            ("Merge branch 'fix#12'", None),
            ("Merge pull request #99999999999", None),
        ] {
            assert_eq!(number(text, true), expected, "{text}");
        }
    }

    #[test]
    fn finds_pull_numbers_of_squashes() {
        for (text, expected) in [
            ("Title (#12)", Some(12)),
            ("Revert \"Title (#12)\" (#13)", Some(13)),
            ("Title (#12).", Some(12)),
            ("Title (#12) again", None),
            ("Fix #12", None),
            ("Title (#x)", None),
            ("Title (#)", None),
            ("Title\n\nSee merge request !12", None),
        ] {
            assert_eq!(number(text, false), expected, "{text}");
        }
    }

    #[test]
    fn finds_what_is_reverted() {
        let id = "0123456789abcdef0123456789abcdef01234567";
        for (text, expected) in [
            (format!("Revert \"x\"\n\nThis reverts commit {id}."), Some(id)),
            (format!("Revert\n\nThis reverts commit\n{id}, reversing\nchanges"), Some(id)),
            ("Revert\n\nThis reverts commit 0123ABC (\"x\").".to_owned(), Some("0123abc")),
            ("Revert\n\nThis reverts commit 0123.".to_owned(), None),
            ("Revert\n\nThis reverts commit".to_owned(), None),
        ] {
            assert_eq!(reverts(&split(&text).body).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn counts_words_without_trailers() {
        let text = "\nTitle\n\nOne two three.\nFour\n\nReviewed-by: A <a@x.org>\n";
        let message = split(text);
        assert_eq!(message.subject, "Title");
        assert_eq!(words(&message.body), 4);
        assert_eq!(message.trailers, ["Reviewed-by: A <a@x.org>"]);
    }

    #[test]
    fn words_are_what_whitespace_parts() {
        let odd = ["", " ", "a", " a", "a ", "a\u{b}b\tc", "a\u{1c}b", "ä\u{a0}ö", "a  b \r c"];
        for line in odd {
            assert_eq!(words_of(line), line.split_whitespace().count(), "{line:?}");
        }
    }
}
