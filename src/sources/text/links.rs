//! Issues that a description says it closes.

use std::collections::BTreeSet;

use super::prose::prose_and_links;

/// GitHub's closing keywords.
const KEYWORDS: [&str; 9] =
    ["close", "closes", "closed", "fix", "fixes", "fixed", "resolve", "resolves", "resolved"];

/// Numbers of issues of `repo` (`owner/name`) that a description closes by keyword: `Fixes #4`,
/// `closes owner/name#4`, `resolves https://.../owner/name/issues/4`; quotes and code left out.
///
/// As on GitHub a keyword links one issue: `fixes #1, #2` closes only the first.
#[must_use]
pub fn closed_issues(body: &str, repo: &str) -> Vec<i64> {
    let own = prose_and_links(body);
    let words: Vec<&str> = own.split_whitespace().collect();
    let found: BTreeSet<i64> = words
        .windows(2)
        .filter_map(|pair| match pair {
            [keyword, reference] if is_keyword(keyword) => issue_of(reference, repo),
            _ => None,
        })
        .collect();
    found.into_iter().collect()
}

fn is_keyword(word: &str) -> bool {
    let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let bare = bare.trim_end_matches([':', '*', '_']);
    KEYWORDS.iter().any(|keyword| bare.eq_ignore_ascii_case(keyword))
}

fn issue_of(reference: &str, repo: &str) -> Option<i64> {
    let reference = reference.trim_start_matches(['(', '[', '*', '_', '<']);
    if let Some((_, path)) = reference.split_once("://") {
        let (_, path) = path.split_once('/')?;
        let rest = strip_repo(path, repo)?.strip_prefix('/')?;
        let number = rest.strip_prefix("issues/").or_else(|| rest.strip_prefix("pull/"))?;
        return leading_number(number);
    }
    if let Some(number) = reference.strip_prefix("GH-").or_else(|| reference.strip_prefix('#')) {
        return leading_number(number);
    }
    leading_number(strip_repo(reference, repo)?.strip_prefix('#')?)
}

fn strip_repo<'a>(text: &'a str, repo: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(repo.len())?;
    head.eq_ignore_ascii_case(repo).then_some(rest)
}

/// A number, not 0: nothing has that.
fn leading_number(text: &str) -> Option<i64> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let ends_well = !text.get(end..)?.starts_with(|c: char| c.is_alphanumeric());
    text.get(..end).filter(|_| ends_well)?.parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form() {
        for text in [
            "Fixes #4",
            "fixes: #4.",
            "This closes northlight/atlas#4, at last",
            "(resolved https://github.com/northlight/atlas/issues/4)",
            "Resolves GH-4",
            "**Closes** #4",
            "CLOSES Northlight/Atlas#4",
        ] {
            assert_eq!(closed_issues(text, "northlight/atlas"), [4], "{text}");
        }
    }

    #[test]
    fn leaves_out_what_closes_nothing_here() {
        for text in [
            "See #4",
            "prefixes #4",
            "fixes other/atlas#4",
            "fixes https://github.com/northlight/harbor/issues/4",
            "`fixes #4`",
            "> fixes #4",
            "<!-- fixes #4 -->",
            "fixes #4a",
            "fixes #",
            "fixes #0",
            "fixes",
        ] {
            assert_eq!(closed_issues(text, "northlight/atlas"), Vec::<i64>::new(), "{text}");
        }
    }

    #[test]
    fn one_keyword_links_one_issue() {
        assert_eq!(closed_issues("fixes #9, #2 and closes #3, closes #3", "a/b"), [3, 9]);
    }

    proptest::proptest! {
        #[test]
        fn takes_any_text(text in "(fix(es)?|[a-z#/ :.é0-9]){0,20}") {
            let _ = closed_issues(&text, "é/b");
        }
    }
}
