//! People and teams named in a text.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::prose::prose;

/// Person key of an e-mail address that no account is known for: `~` and the first 12 hex digits
/// of the SHA-256 of the address, trimmed and in lower case.
#[must_use]
pub fn email_key(address: &str) -> String {
    let digest = Sha256::digest(address.trim().to_lowercase().as_bytes());
    let hex: Vec<String> = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("~{}", hex.concat())
}

/// Logins named with `@` outside quotes, code and links, each once, as first written and sorted
/// without regard to case; a team is `team:org/slug`. E-mail addresses do not count.
#[must_use]
pub fn mentions(text: &str) -> Vec<String> {
    if !text.contains('@') {
        return Vec::new();
    }
    let mut found = BTreeMap::new();
    let own = prose(text);
    for (index, _) in own.match_indices('@') {
        let before = own.get(..index).and_then(|head| head.chars().next_back());
        // Part of an address or a path where something clings to it from the left.
        if before
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '/' | '@'))
        {
            continue;
        }
        if let Some(name) = own.get(index + 1..).and_then(name_at_start) {
            found.entry(name.to_lowercase()).or_insert(name);
        }
    }
    found.into_values().collect()
}

fn name_at_start(text: &str) -> Option<String> {
    let login = take_name(text, |c| c == '-' || c == '_')?;
    let rest = text.get(login.len()..).unwrap_or("");
    let team =
        rest.strip_prefix('/').and_then(|rest| take_name(rest, |c| matches!(c, '-' | '_' | '.')));
    Some(team.map_or_else(|| login.to_owned(), |team| format!("team:{login}/{team}")))
}

/// The longest name at the start of a text: letters, digits and `inner` characters, of which none
/// ends it. GitHub's logins have at most 39 characters, or more with an enterprise's suffix.
fn take_name(text: &str, inner: impl Fn(char) -> bool) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !inner(c)).unwrap_or(text.len());
    let name = text.get(..end)?.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    (starts_well && name.len() <= 60).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_people_and_teams() {
        assert_eq!(mentions("@Mika and (@jo-anne), @mika again"), ["jo-anne", "Mika"]);
        assert_eq!(mentions("cc @northlight/core-team."), ["team:northlight/core-team"]);
        assert_eq!(mentions("over to @mika-"), ["mika"]);
        assert_eq!(mentions("@mika's idea"), ["mika"]);
    }

    #[test]
    fn leaves_out_what_names_nobody() {
        for text in [
            "mail mika@example.org",
            "`@Override`",
            "> @mika said",
            "https://social.example/@mika",
            "alone @ home",
            "a/@b",
            "@@",
        ] {
            assert_eq!(mentions(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn email_keys_ignore_case_and_blanks() {
        assert_eq!(email_key(" Mika@Example.org"), email_key("mika@example.org"));
        // First 12 digits of `printf mika@example.org | sha256sum`.
        assert_eq!(email_key("mika@example.org"), "~dee8036c77e3");
    }

    proptest::proptest! {
        #[test]
        fn takes_any_text(text in ".{0,60}|[@a-z/._ -]{0,60}") {
            for name in mentions(&text) {
                proptest::prop_assert!(!name.is_empty() && !name.contains(' '));
            }
        }
    }
}
