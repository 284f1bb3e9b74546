//! Accounts, logins and e-mail addresses to person keys.
//!
//! A person key is the login of an account as last seen. Renamed accounts are one person, because
//! accounts are told apart by id. A login that another account has taken over since belongs to the
//! account seen with it last; the other's key carries its id.
//!
//! An e-mail address belongs to an account where GitHub's own address says so
//! (`id+login@users.noreply.github.com`), or where the commits under it stand in that account's pull
//! requests: in at least two of them, or in one that has no other address, and in few of others.
//! Recordings carry no link from a commit to an account, and without one every push to an own pull
//! request would look like somebody else's. Other addresses stay hashes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::item::{Address, Item, Sighting, Subject, Who};
use crate::model::facts::Person;
use crate::model::time::Timestamp;
use crate::sources::text::email_key;

/// Account of people who deleted theirs.
const GHOST: (i64, &str) = (10137, "ghost");
/// Of the pull requests that hold an address's commits, the share that has to be by one account.
const SHARE_PERCENT: usize = 80;

/// Account or login as the recording names it; `None` for deleted accounts.
pub(in crate::sources) fn named(account: Option<i64>, login: Option<&str>) -> Option<Who> {
    if account == Some(GHOST.0) || login == Some(GHOST.1) {
        return None;
    }
    account.map(Who::Account).or_else(|| login.map(|login| Who::Login(login.to_owned())))
}

/// Whether a login is of an app.
pub(in crate::sources) fn is_app(login: &str) -> bool {
    login.ends_with("[bot]")
}

/// Account that GitHub's own e-mail addresses name: `id+login@users.noreply.host` or the older
/// `login@users.noreply.host`.
pub(in crate::sources) fn noreply(address: &str) -> Option<(Option<i64>, String)> {
    let address = address.trim();
    // ASCII: lengths stay, so that the place found holds in the original too.
    let local = address.get(..address.to_ascii_lowercase().find("@users.noreply.")?)?;
    let (account, login) = match local.split_once('+') {
        Some((id, login)) => (Some(id.parse().ok()?), login),
        None => (None, local),
    };
    (!login.is_empty()).then(|| (account, login.to_owned()))
}

/// The people met in one item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::sources) struct People {
    pub(in crate::sources) sightings: Vec<Sighting>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::sources) addresses: Vec<Address>,
}

impl People {
    /// An account, noted as seen; `None` for a deleted one.
    pub(in crate::sources) fn meet(
        &mut self,
        account: Option<i64>,
        login: Option<&str>,
        is_bot: bool,
        seen: Timestamp,
    ) -> Option<Who> {
        let who = named(account, login)?;
        if let Some(login) = login {
            let is_bot = is_bot || is_app(login);
            self.sight(Sighting { account, login: login.to_owned(), is_bot, seen: Some(seen) });
        }
        Some(who)
    }

    /// The owner of an e-mail address, noted as seen.
    pub(in crate::sources) fn meet_address(&mut self, address: &str) -> Who {
        let key = email_key(address);
        let who = noreply(address).map(|(account, login)| {
            let is_bot = is_app(&login);
            self.sight(Sighting { account, is_bot, login: login.clone(), seen: None });
            account.map_or(Who::Login(login), Who::Account)
        });
        let address = Address { key: key.clone(), who };
        if !self.addresses.contains(&address) {
            self.addresses.push(address);
        }
        Who::Email(key)
    }

    /// An e-mail address that the source says is somebody's.
    #[cfg(any(feature = "github", feature = "fuzzing"))]
    pub(in crate::sources) fn learn_address(&mut self, address: &str, who: &Who) {
        let address = Address { key: email_key(address), who: Some(who.clone()) };
        if !self.addresses.contains(&address) {
            self.addresses.push(address);
        }
    }

    fn sight(&mut self, sighting: Sighting) {
        if !self.sightings.contains(&sighting) {
            self.sightings.push(sighting);
        }
    }
}

/// One account.
#[derive(Default)]
struct Account {
    /// When it was last seen, and as what.
    last: (Option<Timestamp>, String),
    logins: BTreeSet<String>,
    is_bot: bool,
    key: String,
}

/// Who everybody is.
pub(in crate::sources) struct Directory {
    accounts: BTreeMap<i64, Account>,
    /// Logins in lower case to account ids: of the account seen with it last.
    owners: BTreeMap<String, i64>,
    /// Logins in lower case without an account, as last seen.
    strangers: BTreeMap<String, (Option<Timestamp>, String, bool)>,
    /// Keys of e-mail addresses to who uses them.
    addresses: BTreeMap<String, Option<Who>>,
}

impl Directory {
    /// Who is who among the people of items and `others`.
    pub(in crate::sources) fn new(items: &[Item], others: &[Sighting]) -> Self {
        let mut directory = Self {
            accounts: BTreeMap::new(),
            owners: BTreeMap::new(),
            strangers: BTreeMap::new(),
            addresses: learn_addresses(items),
        };
        let sightings = || items.iter().flat_map(|item| &item.sightings).chain(others);
        sightings().filter(|s| s.account.is_some()).for_each(|s| directory.see_account(s));
        directory.name_accounts();
        sightings().filter(|s| s.account.is_none()).for_each(|s| directory.see_login(s));
        directory
    }

    fn see_account(&mut self, sighting: &Sighting) {
        let Some(id) = sighting.account else { return };
        let account = self.accounts.entry(id).or_default();
        account.is_bot |= sighting.is_bot;
        account.logins.insert(sighting.login.clone());
        let seen = (sighting.seen, sighting.login.clone());
        if seen > account.last {
            account.last = seen;
        }
    }

    /// Gives each login to the account seen with it last, and each account its key.
    fn name_accounts(&mut self) {
        let mut current: BTreeMap<String, (Option<Timestamp>, i64)> = BTreeMap::new();
        for (id, account) in &self.accounts {
            let candidate = (account.last.0, *id);
            let holder = current.entry(account.last.1.to_lowercase()).or_insert(candidate);
            *holder = candidate.max(*holder);
        }
        for (id, account) in &mut self.accounts {
            let holds = current.get(&account.last.1.to_lowercase()).is_some_and(|h| h.1 == *id);
            let login = &account.last.1;
            account.key = if holds { login.clone() } else { format!("{login}#{id}") };
            for login in &account.logins {
                // Earlier names lead to the account too, as long as nobody else has them now.
                self.owners.entry(login.to_lowercase()).or_insert(*id);
            }
        }
        self.owners.extend(current.into_iter().map(|(login, (_, id))| (login, id)));
    }

    fn see_login(&mut self, sighting: &Sighting) {
        let lower = sighting.login.to_lowercase();
        if !self.owners.contains_key(&lower) {
            let seen = (sighting.seen, sighting.login.clone(), sighting.is_bot);
            let last = self.strangers.entry(lower).or_insert_with(|| seen.clone());
            *last = seen.max(last.clone());
        }
    }

    /// Person key of a login; the login itself where it was never seen.
    pub(in crate::sources) fn key_of_login(&self, login: &str) -> String {
        let lower = login.to_lowercase();
        let account = self.owners.get(&lower).and_then(|id| self.accounts.get(id));
        let stranger = || self.strangers.get(&lower).map(|(_, login, _)| login.as_str());
        account.map(|a| a.key.as_str()).or_else(stranger).unwrap_or(login).to_owned()
    }

    /// Person key of somebody.
    pub(in crate::sources) fn key(&self, who: &Who) -> String {
        match who {
            Who::Account(id) => self
                .accounts
                .get(id)
                .map_or_else(|| format!("#{id}"), |account| account.key.clone()),
            Who::Login(login) => self.key_of_login(login),
            Who::Email(key) => match self.addresses.get(key) {
                Some(Some(who)) => self.key(who),
                _ => key.clone(),
            },
        }
    }

    /// Rows of the table of people, sorted.
    pub(in crate::sources) fn people(&self, repo: &str) -> Vec<Person> {
        let person =
            |key: &str, login: Option<&str>, account, email: Option<&str>, is_bot| Person {
                repo: repo.into(),
                person: key.into(),
                login: login.map(Into::into),
                account,
                email: email.map(Into::into),
                is_bot,
            };
        let mut rows = Vec::new();
        for (id, account) in &self.accounts {
            for login in &account.logins {
                rows.push(person(&account.key, Some(login), Some(*id), None, account.is_bot));
            }
        }
        for (_, login, is_bot) in self.strangers.values() {
            rows.push(person(login, Some(login), None, None, *is_bot));
        }
        for (email, who) in &self.addresses {
            let key = who.as_ref().map_or_else(|| email.clone(), |who| self.key(who));
            let hash = email.trim_start_matches('~');
            rows.push(person(&key, None, None, Some(hash), false));
        }
        let order = |p: &Person| (p.person.clone(), p.login.clone(), p.account, p.email.clone());
        rows.sort_by_key(order);
        rows
    }
}

/// Pull requests that hold commits under an address, by their authors.
#[derive(Default)]
struct Use {
    pulls: usize,
    by: BTreeMap<Who, usize>,
    /// Authors of pull requests that hold no other address.
    alone: BTreeSet<Who>,
}

/// Whom each address belongs to; see the module.
fn learn_addresses(items: &[Item]) -> BTreeMap<String, Option<Who>> {
    let mut known: BTreeMap<String, Option<Who>> = BTreeMap::new();
    let mut uses: BTreeMap<&str, Use> = BTreeMap::new();
    for item in items {
        let distinct: BTreeSet<&Address> = item.addresses.iter().collect();
        for address in &distinct {
            let owner = known.entry(address.key.clone()).or_default();
            if owner.is_none() {
                owner.clone_from(&address.who);
            }
            let Subject::Pull { author, .. } = &item.subject else { continue };
            let usage = uses.entry(&address.key).or_default();
            usage.pulls += 1;
            if let Some(author) = author {
                *usage.by.entry(author.clone()).or_default() += 1;
                if distinct.len() == 1 {
                    usage.alone.insert(author.clone());
                }
            }
        }
    }
    for (key, who) in known.iter_mut().filter(|(_, who)| who.is_none()) {
        *who = uses.get(key.as_str()).and_then(Use::owner);
    }
    known
}

impl Use {
    fn owner(&self) -> Option<Who> {
        let (who, pulls) = self.by.iter().max_by_key(|(_, pulls)| **pulls)?;
        let mostly = pulls * 100 >= self.pulls * SHARE_PERCENT;
        (mostly && (*pulls >= 2 || self.alone.contains(who))).then(|| who.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_githubs_own_addresses() {
        assert_eq!(
            noreply("12+Mika@users.noreply.github.com"),
            Some((Some(12), "Mika".to_owned()))
        );
        assert_eq!(noreply("mika@users.noreply.github.com"), Some((None, "mika".to_owned())));
        for other in ["mika@example.org", "@users.noreply.github.com", "x+y@users.noreply.z", ""] {
            assert_eq!(noreply(other), None, "{other}");
        }
    }

    #[test]
    fn deleted_accounts_are_nobody() {
        assert_eq!(named(Some(10137), Some("ghost")), None);
        assert_eq!(named(None, Some("ghost")), None);
        assert_eq!(named(None, None), None);
        assert_eq!(named(Some(3), Some("mika")), Some(Who::Account(3)));
    }

    #[test]
    fn an_address_belongs_to_whose_pull_requests_hold_it() {
        let used = |pulls, by: &[(i64, usize)], alone: &[i64]| {
            let by = by.iter().map(|(id, n)| (Who::Account(*id), *n)).collect();
            let alone = alone.iter().map(|id| Who::Account(*id)).collect();
            Use { pulls, by, alone }.owner()
        };
        assert_eq!(used(5, &[(1, 4), (2, 1)], &[]), Some(Who::Account(1)));
        assert_eq!(used(5, &[(1, 3), (2, 2)], &[1]), None);
        assert_eq!(used(1, &[(1, 1)], &[]), None);
        assert_eq!(used(1, &[(1, 1)], &[1]), Some(Who::Account(1)));
        assert_eq!(used(3, &[], &[]), None);
    }
}
