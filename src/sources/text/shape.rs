//! Length, near-duplicate key and questions.

use sha2::{Digest, Sha256};

use super::prose::prose;

/// Characters of a text, blank ends left out.
#[must_use]
pub fn characters(text: &str) -> i64 {
    i64::try_from(text.trim().chars().count()).unwrap_or(i64::MAX)
}

/// Whether it asks something: a question mark outside quotes, code and links.
#[must_use]
pub fn is_question(text: &str) -> bool {
    text.contains('?') && prose(text).contains('?')
}

/// Hash of what stays the same when a comment is posted again about something else: lower case,
/// without digits, commit ids, links, names and white space. `None` where nothing is left.
#[must_use]
pub fn text_key(text: &str) -> Option<i64> {
    let mut hash = Sha256::new();
    let mut empty = true;
    for word in text.split_whitespace().filter(|w| !is_link(w)) {
        for part in word.split_inclusive(|c: char| !c.is_alphanumeric() && c != '@' && c != '-') {
            let kept = stable_part(part);
            empty &= kept.is_empty();
            hash.update(kept.as_bytes());
        }
    }
    if empty {
        return None;
    }
    let digest = hash.finalize();
    let first: [u8; 8] = digest.get(..8)?.try_into().ok()?;
    Some(i64::from_be_bytes(first))
}

fn is_link(word: &str) -> bool {
    word.contains("://") || word.contains("www.")
}

/// What of a part of a word does not change from one posting to the next.
fn stable_part(part: &str) -> String {
    let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
    let hex = word.len() >= 7 && word.chars().all(|c| c.is_ascii_hexdigit());
    let is_id = hex && word.chars().any(|c| c.is_ascii_digit());
    if is_id || part.contains('@') {
        return String::new();
    }
    part.chars().filter(|c| !c.is_numeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_not_bytes() {
        assert_eq!(characters("  größer \n"), 6);
        assert_eq!(characters(" \n"), 0);
    }

    #[test]
    fn near_duplicates_share_a_key() {
        let key = text_key("Build 4711 of 1a2b3c4d failed, @mika: https://ci.example/4711");
        assert_eq!(key, text_key("build 12 of 9f8e7d6c5b failed,\n@jo: https://ci.example/12"));
        assert_ne!(key, text_key("Build 4711 of 1a2b3c4d passed, @mika"));
        assert!(key.is_some());
    }

    #[test]
    fn nothing_left_has_no_key() {
        for text in ["", " \n", "@mika", "https://ci.example/1", "12345", "1a2b3c4"] {
            assert_eq!(text_key(text), None, "{text}");
        }
        // A word is not taken for a commit id just because its letters are hexadecimal.
        assert!(text_key("defaced").is_some());
    }

    #[test]
    fn questions_are_the_writers_own() {
        assert!(is_question("Could this overflow?"));
        assert!(is_question("> really?\nWhy not?"));
        for text in ["> really?", "`a ? b : c`", "https://example.org/?q=1 is up", "No."] {
            assert!(!is_question(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn key_ignores_case_and_spacing(words in proptest::collection::vec("[a-z]{1,8}", 1..8)) {
            let upper = words.join("\n ").to_uppercase();
            proptest::prop_assert_eq!(text_key(&words.join(" ")), text_key(&upper));
        }
    }
}
