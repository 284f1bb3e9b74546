//! A secret that cannot be printed.

use std::fmt;

/// A token, or a key. It shows itself to nobody who does not ask for it by name.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// From its text; `None` where that is empty or could not stand in a header.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic());
        plain.then(|| Self(text.to_owned()))
    }

    /// The secret itself, for the header of a request and for nothing else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// A text without the secret, wherever a server may have echoed it.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        text.replace(&self.0, "[token]")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[token]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_shows_itself_to_nobody() {
        let token = Token::new(" ghp_secret\n").expect("a token");
        assert_eq!(format!("{token:?}"), "[token]");
        assert_eq!(token.redact("bad: ghp_secret!"), "bad: [token]!");
        assert_eq!(token.reveal(), "ghp_secret");
        for bad in ["", "  ", "two words", "line\nfeed", "é"] {
            assert!(Token::new(bad).is_none(), "{bad:?}");
        }
    }
}
