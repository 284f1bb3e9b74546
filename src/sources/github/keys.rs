//! What requests are signed with: a token that is given, or that of a GitHub App's installation, which
//! lasts an hour and is renewed before it ends.

use std::cell::RefCell;

use super::app::App;
use super::token::Token;
use crate::model::time::Timestamp;

/// A token with less left than this is renewed, seconds; one that is given for a short time, with less
/// than half of that time.
const MARGIN: i64 = 300;

/// A GitHub App's installation.
#[derive(Debug)]
pub struct Installation {
    /// The App.
    pub app: App,
    /// Number of the installation.
    pub number: u64,
    /// The clock.
    pub now: fn() -> Timestamp,
}

/// A token that was given for a time.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) token: Token,
    /// When it ends; empty where that was not said.
    pub(super) ends: Option<Timestamp>,
    pub(super) since: Timestamp,
}

/// What requests are signed with.
#[derive(Debug)]
pub enum Keys {
    /// A token.
    Token(Token),
    /// The tokens of an App's installation.
    App(Box<Installation>),
}

/// The keys, and every token that they led to.
#[derive(Debug)]
pub(super) struct Keyring {
    pub(super) keys: Keys,
    /// Of an App: held while it is renewed, so that requests side by side renew it once.
    pub(super) held: tokio::sync::Mutex<Option<Held>>,
    /// All that was ever held, to be taken out of messages.
    seen: RefCell<Vec<Token>>,
}

impl Keyring {
    pub(super) fn new(keys: Keys) -> Self {
        let seen = match &keys {
            Keys::Token(token) => vec![token.clone()],
            Keys::App(_) => Vec::new(),
        };
        Self { keys, held: tokio::sync::Mutex::default(), seen: RefCell::new(seen) }
    }

    /// Notes a token, so that it is taken out of messages.
    pub(super) fn note(&self, token: &Token) {
        self.seen.borrow_mut().push(token.clone());
    }

    /// A text without any of the tokens.
    pub(super) fn redact(&self, text: &str) -> String {
        self.seen.borrow().iter().fold(text.to_owned(), |text, token| token.redact(&text))
    }
}

impl Held {
    /// Whether it can be used for the next request.
    pub(super) fn is_good(&self, now: Timestamp) -> bool {
        self.ends.is_none_or(|ends| ends.since(now) >= MARGIN.min(ends.since(self.since) / 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_five_minutes_before_its_end() {
        let at = Timestamp::from_seconds;
        let token = Token::new("ghs_a").expect("a token");
        let held = |ends| Held { token: token.clone(), ends, since: at(0) };
        assert!(held(Some(at(3600))).is_good(at(3300)));
        assert!(!held(Some(at(3600))).is_good(at(3301)));
        assert!(held(None).is_good(at(1_000_000)));
        assert!(held(Some(at(100))).is_good(at(50)), "not with every request");
        assert!(!held(Some(at(100))).is_good(at(51)));
    }
}
