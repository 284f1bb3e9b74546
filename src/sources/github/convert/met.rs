//! The people of an item.

use crate::model::time::Timestamp;
use crate::sources::collected::{People, Who};
use crate::sources::github::wire::people::Actor;
use crate::sources::github::wire::timeline::Signature;

/// Reads an instant; what is absent or no instant is `None`.
pub(in crate::sources::github) fn time(text: Option<&String>) -> Option<Timestamp> {
    text.and_then(|text| Timestamp::parse(text).ok())
}

/// People met, whose names are at least as new as the item's last change.
pub(in crate::sources::github) struct Met {
    pub(in crate::sources::github) seen: Timestamp,
    pub(in crate::sources::github) people: People,
}

impl Met {
    pub(in crate::sources::github) fn new(seen: Timestamp) -> Self {
        Self { seen, people: People::default() }
    }

    /// An account, noted as seen; `None` for a deleted one.
    pub(in crate::sources::github) fn meet(&mut self, actor: Option<&Actor>) -> Option<Who> {
        let actor = actor?;
        let is_bot = actor.kind == "Bot";
        // The name that the REST interface and commits have; GraphQL leaves the ending off. Apps have
        // small letters; an account with others is one of GitHub's own, which have no ending.
        let is_app = |login: &str| !login.chars().any(|c| c.is_ascii_uppercase());
        let login = actor.login.as_ref().map(|login| {
            if is_bot && is_app(login) && !login.ends_with("[bot]") {
                format!("{login}[bot]")
            } else {
                login.clone()
            }
        });
        self.people.meet(actor.database_id, login.as_deref(), is_bot, self.seen)
    }

    /// Who wrote a commit: the account that GitHub knows it by, else the e-mail address.
    pub(super) fn meet_author(&mut self, author: &Signature) -> Option<Who> {
        let email = author.email.as_deref().filter(|email| !email.trim().is_empty());
        let account = self.meet(author.user.as_ref());
        match (account, email) {
            (Some(who), Some(email)) => {
                self.people.learn_address(email, &who);
                Some(who)
            }
            (None, Some(email)) => Some(self.people.meet_address(email)),
            (account, None) => account,
        }
    }
}
