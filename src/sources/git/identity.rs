//! Person keys, and the identities behind them. Names and e-mail addresses are never stored.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::rc::Rc;

use sha2::{Digest, Sha256};

use crate::model::facts::Person;

use super::mailmap::Mailmap;
use super::trailers::Named;

/// Key of commits that GitHub made on its site.
pub const WEB_FLOW: &str = "web-flow";
/// Address under which GitHub makes commits on its site.
const WEB_FLOW_EMAIL: &str = "noreply@github.com";
/// Domain of the addresses that GitHub gives out in place of real ones.
const NOREPLY_DOMAIN: &str = "@users.noreply.github.com";

/// An account that an e-mail address of GitHub's tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Login as written in the address.
    pub login: String,
    /// Account id; older addresses have none.
    pub id: Option<i64>,
}

/// The account that a `12345+login@users.noreply.github.com` address tells.
#[must_use]
pub fn account_of(email: &str) -> Option<Account> {
    let email = email.trim();
    if email.eq_ignore_ascii_case(WEB_FLOW_EMAIL) {
        return Some(Account { login: WEB_FLOW.to_owned(), id: None });
    }
    let at = email.len().checked_sub(NOREPLY_DOMAIN.len())?;
    if !email.get(at..)?.eq_ignore_ascii_case(NOREPLY_DOMAIN) {
        return None;
    }
    let local = email.get(..at)?;
    let (id, login) = match local.split_once('+') {
        Some((id, login)) => (Some(id.parse().ok()?), login),
        None => (None, local),
    };
    is_login(login).then(|| Account { login: login.to_owned(), id })
}

fn is_login(login: &str) -> bool {
    let name = login.strip_suffix("[bot]").unwrap_or(login);
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// The person key of a name and an e-mail address: the login where the address tells it, else `~`
/// and a short hash of the address, or of the name where there is no address.
#[must_use]
pub fn person_key(name: &str, email: &str) -> String {
    if let Some(account) = account_of(email) {
        return account.login;
    }
    match email_hash(email) {
        Some(hash) => format!("~{hash}"),
        None => format!("~{}", short_hash(&name.split_whitespace().collect::<Vec<_>>().join(" "))),
    }
}

/// The first 12 hexadecimal digits of the SHA-256 of an address in lower case; `None` where it is
/// empty. The same digits stand in the person key and in the `people` table, so that they join.
#[must_use]
pub fn email_hash(email: &str) -> Option<String> {
    let email = email.trim();
    if email.is_empty() { None } else { Some(short_hash(email)) }
}

fn short_hash(text: &str) -> String {
    let digest = Sha256::digest(text.to_lowercase().as_bytes());
    digest.iter().take(6).fold(String::with_capacity(12), |mut hex, byte| {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Gives out person keys after mailmap, and remembers whom it met.
pub(super) struct Identities {
    repo: String,
    mailmap: Mailmap,
    keys: HashMap<String, HashMap<String, Rc<str>>>,
    people: BTreeMap<(String, Option<String>), Person>,
}

impl Identities {
    pub(super) fn new(repo: &str, mailmap: Mailmap) -> Self {
        Self { repo: repo.to_owned(), mailmap, keys: HashMap::new(), people: BTreeMap::new() }
    }

    /// The person key of a name and an e-mail address.
    pub(super) fn person(&mut self, name: &str, email: &str) -> Rc<str> {
        if let Some(key) = self.keys.get(email).and_then(|names| names.get(name)) {
            return Rc::clone(key);
        }
        let real = self.mailmap.email(name, email).unwrap_or(email).to_owned();
        let key: Rc<str> = person_key(name, &real).into();
        self.remember(&key, &real);
        self.remember(&key, email);
        self.keys.entry(email.to_owned()).or_default().insert(name.to_owned(), Rc::clone(&key));
        key
    }

    /// The person key of somebody whom a trailer names.
    pub(super) fn named(&mut self, named: Named<'_>) -> Rc<str> {
        match named {
            Named::Mail { name, email } => self.person(name, email),
            Named::Name(name) => self.person(name, ""),
            Named::Login(login) => {
                let account = Account { login: login.to_owned(), id: None };
                self.insert(login, None, Some(account));
                login.into()
            }
        }
    }

    /// Everybody met, one row per person and address.
    pub(super) fn into_people(self) -> Vec<Person> {
        self.people.into_values().collect()
    }

    fn remember(&mut self, key: &str, email: &str) {
        self.insert(key, email_hash(email), account_of(email));
    }

    fn insert(&mut self, key: &str, email: Option<String>, account: Option<Account>) {
        let is_bot = account.as_ref().is_some_and(|a| a.login.ends_with("[bot]"));
        let (login, id) = account.map_or((None, None), |a| (Some(a.login), a.id));
        self.people.entry((key.to_owned(), email.clone())).or_insert_with(|| Person {
            repo: self.repo.as_str().into(),
            person: key.into(),
            login: login.map(Into::into),
            account: id,
            email: email.map(Into::into),
            is_bot,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_follow_the_address() {
        for (email, expected) in [
            ("12345+Jane-Roe@users.noreply.github.com", "Jane-Roe"),
            ("jane@users.noreply.github.com", "jane"),
            ("jane@Users.NoReply.GitHub.com", "jane"),
            ("49+depbot[bot]@users.noreply.github.com", "depbot[bot]"),
            ("noreply@github.com", "web-flow"),
            // printf 'jane@example.org' | sha256sum
            (" Jane@Example.org ", "~13d855ce9310"),
        ] {
            assert_eq!(person_key("x", email), expected, "{email}");
        }
        assert_eq!(person_key("Jane  Roe", ""), person_key("jane roe", " "));
        assert!(person_key("", "").starts_with('~'));
    }

    #[test]
    fn odd_noreply_addresses_are_plain_addresses() {
        for email in ["+x@users.noreply.github.com", "@users.noreply.github.com", "noreply"] {
            assert_eq!(account_of(email), None, "{email}");
        }
    }

    #[test]
    fn mailmap_joins_addresses_of_one_person() {
        let map = "Jane Roe <jane@new.example> <jane@old.example>\n\
                   Kim <kim@example.org> kim <shared@example.org>\n";
        let mailmap = Mailmap::parse(map);
        let mut identities = Identities::new("a/b", mailmap);
        let new = identities.person("Jane", "jane@new.example");
        assert_eq!(identities.person("J.", "JANE@old.example"), new);
        assert_eq!(identities.person("", "jane@old.example"), new);
        let kim = identities.person("kim", "shared@example.org");
        assert_eq!(*kim, person_key("", "kim@example.org"));
        assert_ne!(identities.person("lee", "shared@example.org"), kim);
        let hashes: Vec<_> = identities
            .into_people()
            .into_iter()
            .filter(|p| p.person == *new)
            .map(|p| p.email)
            .collect();
        assert_eq!(hashes.len(), 2, "both addresses, as hashes");
    }

    #[test]
    fn a_mapped_account_stays_known() {
        let map = "Jane <jane@example.org> <7+jane@users.noreply.github.com>\n";
        let mailmap = Mailmap::parse(map);
        let mut identities = Identities::new("a/b", mailmap);
        let key = identities.person("Jane", "7+jane@users.noreply.github.com");
        assert_eq!(*key, person_key("", "jane@example.org"));
        let people = identities.into_people();
        let account = people.iter().find_map(|p| p.login.clone().zip(p.account));
        assert_eq!(account, Some(("jane".into(), 7)));
    }
}
