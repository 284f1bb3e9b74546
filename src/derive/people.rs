//! Who is who: one key per person, and which keys are bots.
//!
//! Sources name a person by login or by a hashed e-mail address. The rows of `people` say which
//! of those belong to one account; the configuration may join more.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::model::facts::Person;
use crate::model::hash::{HashMap, HashSet};
use crate::model::table::Text;
use crate::model::time::Timestamp;
use crate::sources::facts::Facts;

/// Key of an actor whose account is deleted, or who was not recorded.
pub const GHOST: &str = "ghost";

/// Accounts of platforms and merge services that carry no mark of a bot.
const SERVICE_ACCOUNTS: [&str; 7] = [
    "web-flow",
    "github-actions",
    "dependabot",
    "dependabot-preview",
    "renovate",
    "bors",
    "k8s-ci-robot",
];

/// Near-identical prompt comments that make an account a bot (model 1.0).
const BOT_COMMENTS: u32 = 5;

/// Seconds after a trigger within which a comment is prompt (model 1.0).
const BOT_SECONDS: i64 = 60;

/// Shortest hash that an e-mail address is matched by; shorter ones collide too easily.
const LEAST_HASH: usize = 6;

/// Keys joined by person, and the bots among them.
#[derive(Clone, Debug, Default)]
pub struct People {
    canonical: HashMap<String, String>,
    addresses: Addresses,
    bots: HashSet<String>,
}

impl People {
    /// Joins the identities of all repositories and tells bots from humans.
    #[must_use]
    pub fn resolve(facts: &[(String, Facts)], config: &Config) -> Self {
        let rows = facts.iter().flat_map(|(_, facts)| &facts.people);
        let mechanical = facts.iter().flat_map(|(_, facts)| mechanical_among(facts));
        Self::of(rows, mechanical, config)
    }

    /// The same from the identities of all repositories and their [`mechanical_commenters`], for
    /// those who do not hold all facts at once.
    #[must_use]
    pub fn of<'r>(
        rows: impl Iterator<Item = &'r Person> + Clone,
        mechanical: impl Iterator<Item = &'r str>,
        config: &Config,
    ) -> Self {
        let mut joins = Joins::default();
        join_rows(rows.clone(), &mut joins);
        let addresses = Addresses::of(rows.clone());
        let names = join_aliases(config, &addresses, &mut joins);
        let canonical = joins.canonical(&names);
        let mut people = Self { canonical, addresses, bots: HashSet::default() };
        people.bots = people.find_bots(rows, mechanical, config);
        people
    }

    /// The one key of the person behind `person`.
    #[must_use]
    pub fn key<'a>(&'a self, person: &'a str) -> &'a str {
        self.canonical.get(person).map_or(person, String::as_str)
    }

    /// Whether the key, canonical or not, is a bot's.
    #[must_use]
    pub fn is_bot(&self, person: &str) -> bool {
        let key = self.key(person);
        is_service(key) || self.bots.contains(key)
    }

    /// Names that stand for somebody of another name, in order, with that name.
    #[must_use]
    pub fn joined(&self) -> BTreeMap<&str, &str> {
        self.canonical.iter().map(|(name, key)| (name.as_str(), key.as_str())).collect()
    }

    /// Bots found, in order, without the well-known service accounts.
    #[must_use]
    pub fn bots(&self) -> BTreeSet<&str> {
        self.bots.iter().map(String::as_str).collect()
    }

    /// The key of a person named in the configuration by login or e-mail address.
    #[must_use]
    pub fn configured(&self, name: &str) -> String {
        self.key(&self.addresses.key(name)).to_owned()
    }

    fn find_bots<'r>(
        &self,
        rows: impl Iterator<Item = &'r Person>,
        mechanical: impl Iterator<Item = &'r str>,
        config: &Config,
    ) -> HashSet<String> {
        let marked = rows.filter(|p| p.is_bot || is_service(&p.person)).map(|p| p.person.as_str());
        let found = marked.chain(mechanical).map(|name| self.key(name).to_owned());
        found.chain(config.bots.iter().map(|name| self.configured(name))).collect()
    }
}

fn is_service(key: &str) -> bool {
    key.ends_with("[bot]") || SERVICE_ACCOUNTS.contains(&key)
}

/// Person keys by hashed e-mail address.
#[derive(Clone, Debug, Default)]
struct Addresses {
    by_hash: BTreeMap<String, Text>,
}

impl Addresses {
    fn of<'r>(rows: impl Iterator<Item = &'r Person>) -> Self {
        let mut by_hash = BTreeMap::new();
        for row in rows {
            let hash = row.email.as_deref().or_else(|| row.person.strip_prefix('~'));
            if let Some(hash) = hash {
                by_hash
                    .entry(hash.trim_start_matches('~').to_owned())
                    .or_insert_with(|| row.person.clone());
            }
        }
        Self { by_hash }
    }

    /// The key of a configured login or e-mail address; an address nobody used stays as it is.
    fn key(&self, name: &str) -> String {
        if !name.contains('@') {
            return name.to_owned();
        }
        let full = hex(&Sha256::digest(name.trim().to_lowercase().as_bytes()));
        // Sources shorten the hash; every stored one that begins the full one is this address.
        self.by_hash
            .range(..=full.clone())
            .rev()
            .take_while(|(hash, _)| hash.get(..LEAST_HASH) == full.get(..LEAST_HASH))
            .find(|(hash, _)| full.starts_with(hash.as_str()))
            .map_or_else(|| name.to_owned(), |(_, person)| person.to_string())
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Union of names by what they share.
#[derive(Default)]
struct Joins {
    ids: HashMap<String, usize>,
    names: Vec<String>,
    parents: Vec<usize>,
}

impl Joins {
    fn id(&mut self, name: &str) -> usize {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = self.names.len();
        self.ids.insert(name.to_owned(), id);
        self.names.push(name.to_owned());
        self.parents.push(id);
        id
    }

    fn root(&mut self, mut id: usize) -> usize {
        while let Some(parent) = self.parents.get(id).copied().filter(|p| *p != id) {
            let grand = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(id) {
                *slot = grand;
            }
            id = grand;
        }
        id
    }

    fn join(&mut self, one: &str, other: &str) {
        let (one, other) = (self.id(one), self.id(other));
        let (one, other) = (self.root(one), self.root(other));
        if let Some(slot) = self.parents.get_mut(one.max(other)) {
            *slot = one.min(other);
        }
    }

    /// Each name that is not its own group's, with the name of the group: a configured one where
    /// there is one, else the first login, else the first hash.
    fn canonical(mut self, preferred: &BTreeSet<String>) -> HashMap<String, String> {
        let mut groups: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for id in 0..self.names.len() {
            let root = self.root(id);
            if let Some(name) = self.names.get(id).filter(|n| !is_tag(n)) {
                groups.entry(root).or_default().push(name.clone());
            }
        }
        let mut out = HashMap::default();
        for members in groups.into_values() {
            let best = members
                .iter()
                .min_by_key(|name| (!preferred.contains(*name), name.starts_with('~'), *name))
                .cloned();
            if let Some(best) = best {
                out.extend(members.into_iter().filter(|m| *m != best).map(|m| (m, best.clone())));
            }
        }
        out
    }
}

/// Names of accounts, logins and addresses stand beside the person keys while joining.
fn is_tag(name: &str) -> bool {
    name.starts_with('\u{0}')
}

fn join_rows<'r>(rows: impl Iterator<Item = &'r Person>, joins: &mut Joins) {
    for row in rows {
        if is_service(&row.person) {
            continue;
        }
        if let Some(account) = row.account {
            joins.join(&row.person, &format!("\u{0}account {account}"));
        }
        if let Some(login) = &row.login {
            joins.join(&row.person, &format!("\u{0}login {}", login.to_lowercase()));
        }
        if let Some(email) = &row.email {
            joins.join(&row.person, &format!("\u{0}email {}", email.trim_start_matches('~')));
        }
    }
}

/// Joins the configured aliases; yields the names that the configuration prefers.
fn join_aliases(config: &Config, addresses: &Addresses, joins: &mut Joins) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for aliases in &config.aliases {
        let Some(first) = aliases.first() else { continue };
        let first = addresses.key(first);
        for alias in aliases {
            joins.join(&first, &addresses.key(alias));
        }
        names.insert(first);
    }
    names
}

/// A pull request or issue, as far as [`mechanical_commenters`] look at it.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// `pull` or `issue`.
    pub subject: &'a str,
    /// Number.
    pub number: i64,
    /// When it was opened.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<&'a str>,
}

/// An event, as far as [`mechanical_commenters`] look at it.
#[derive(Clone, Copy, Debug)]
pub struct Remark<'a> {
    /// `pull` or `issue`.
    pub subject: &'a str,
    /// Number of the pull request or issue.
    pub number: i64,
    /// When, and where among what happened then.
    pub place: (Timestamp, i64),
    /// Who did it.
    pub by: Option<&'a str>,
    /// Hash of the text, where it is a comment without a word of approval.
    pub text: Option<i64>,
}

impl<'a> Remark<'a> {
    /// From an event's kind, and what it says.
    #[must_use]
    pub fn of(
        (subject, number): (&'a str, i64),
        place: (Timestamp, i64),
        by: Option<&'a str>,
        (kind, text, approves): (&str, Option<i64>, bool),
    ) -> Self {
        let text = text.filter(|_| kind == "commented" && !approves);
        Self { subject, number, place, by, text }
    }
}

fn mechanical_among(facts: &Facts) -> BTreeSet<&str> {
    let pulls = facts.pull_requests.iter().map(|pull| Opening {
        subject: "pull",
        number: pull.number,
        at: pull.created,
        by: pull.author.as_deref(),
    });
    let issues = facts.issues.iter().map(|issue| Opening {
        subject: "issue",
        number: issue.number,
        at: issue.created,
        by: issue.author.as_deref(),
    });
    let remarks = facts.events.iter().map(|e| {
        let said = (e.kind.as_str(), e.text_key, e.approval_word.is_some());
        Remark::of((&e.subject, e.number), (e.at, e.seq), e.actor.as_deref(), said)
    });
    mechanical_commenters(pulls.chain(issues), remarks.collect())
}

/// Texts that an actor uses so often that it could be a [mechanical commenter](mechanical_commenters).
fn repeated<'a>(remarks: &[Remark<'a>]) -> HashMap<(&'a str, i64), u32> {
    let mut said: HashMap<(&str, i64), u32> = HashMap::default();
    for (by, text) in remarks.iter().filter_map(|remark| Some((remark.by?, remark.text?))) {
        *said.entry((by, text)).or_default() += 1;
    }
    said.retain(|_, count| *count >= BOT_COMMENTS);
    said
}

/// Whether an actor uses a text so often that it could be a [mechanical commenter](mechanical_commenters),
/// whatever it was said with.
#[must_use]
pub fn repeats<'a>(mut texts: impl Iterator<Item = (&'a str, i64)>) -> bool {
    let mut counts: HashMap<(&str, i64), u32> = HashMap::default();
    texts.any(|text| {
        let count = counts.entry(text).or_default();
        *count += 1;
        *count >= BOT_COMMENTS
    })
}

/// Actors who repeat one text promptly after what others did (model 1.0), by all that happened in a
/// repository.
pub fn mechanical_commenters<'a>(
    openings: impl Iterator<Item = Opening<'a>>,
    mut remarks: Vec<Remark<'a>>,
) -> BTreeSet<&'a str> {
    let mut said = repeated(&remarks);
    let mut last: HashMap<(&str, i64), (Timestamp, Option<&str>)> = HashMap::default();
    last.extend(openings.map(|o| ((o.subject, o.number), (o.at, o.by))));
    for count in said.values_mut() {
        *count = 0;
    }
    remarks.sort_by_key(|remark| remark.place);
    for Remark { subject, number, place: (at, _), by, text } in remarks {
        let Some(before) = last.get_mut(&(subject, number)) else {
            last.insert((subject, number), (at, by));
            continue;
        };
        if let (Some(actor), Some(text)) = (by, text)
            && before.1 != by
            && at.since(before.0) <= BOT_SECONDS
            && let Some(count) = said.get_mut(&(actor, text))
        {
            *count += 1;
        }
        *before = (at, by);
    }
    let often = said.into_iter().filter(|(_, count)| *count >= BOT_COMMENTS);
    often.map(|((actor, _), _)| actor).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(key: &str, account: Option<i64>, email: Option<&str>) -> Person {
        Person {
            repo: "o/r".into(),
            person: key.into(),
            login: (!key.starts_with('~')).then(|| key.into()),
            account,
            email: email.map(Into::into),
            is_bot: false,
        }
    }

    fn facts(people: Vec<Person>) -> Vec<(String, Facts)> {
        vec![("o/r".into(), Facts { people, ..Facts::default() })]
    }

    #[test]
    fn accounts_and_addresses_join() {
        let facts = facts(vec![
            person("nina", Some(7), Some("abcdef01")),
            person("nina-old", Some(7), None),
            person("~abcdef01", None, Some("abcdef01")),
            person("omar", Some(8), None),
        ]);
        let people = People::resolve(&facts, &Config::default());
        assert_eq!(people.key("nina-old"), "nina");
        assert_eq!(people.key("~abcdef01"), "nina");
        assert_eq!(people.key("omar"), "omar");
        assert_eq!(people.key("never-seen"), "never-seen");
    }

    #[test]
    fn the_first_alias_names_the_person() {
        let config =
            Config { aliases: vec![vec!["zoe".into(), "abel".into()]], ..Config::default() };
        let people = People::resolve(&facts(vec![person("abel", None, None)]), &config);
        assert_eq!(people.key("abel"), "zoe");
    }

    #[test]
    fn an_address_finds_its_hash() {
        let full = hex(&Sha256::digest(b"lea@example.org"));
        let key = format!("~{}", &full[..12]);
        let facts = facts(vec![person(&key, None, Some(&full[..12]))]);
        let people = People::resolve(&facts, &Config::default());
        assert_eq!(people.configured("Lea@example.org"), key);
        assert_eq!(people.configured("nobody@example.org"), "nobody@example.org");
    }

    #[test]
    fn bots_by_mark_name_and_list() {
        let mut marked = person("helper", None, None);
        marked.is_bot = true;
        let config = Config { bots: vec!["merge-me".into()], ..Config::default() };
        let people = People::resolve(&facts(vec![marked]), &config);
        for bot in ["helper", "merge-me", "ci[bot]", "web-flow"] {
            assert!(people.is_bot(bot), "{bot}");
        }
        assert!(!people.is_bot("nina"));
    }
}
