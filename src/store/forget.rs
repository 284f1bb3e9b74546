//! People who are to be forgotten: taken out of what is stored, and kept out of what is read later.
//!
//! The store remembers a hash of each of their logins, accounts and addresses, made with its secret
//! key, so that it knows them when they come again and tells nobody who they were. In their place
//! stands `~forgotten-N`, the same for all of one person: counts and waits stay what they were.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;

use serde_json::Value;

use super::error::StoreError;
use super::folder::{KEPT, Store};
use super::manifest::Head;
use super::parts::{self, digest};
use crate::model::facts::Person;
use crate::model::table::{Column, Table, Text, Values};
use crate::sources::github::collected::CollectedPerson;
use crate::sources::text::email_key;

/// Columns of any table that hold person keys.
pub const PERSON_COLUMNS: [&str; 15] = [
    "author",
    "committer",
    "person",
    "actor",
    "merged_by",
    "creator",
    "owner",
    "asked",
    "login",
    "group_key",
    "mentions",
    "assignees",
    "target",
    "email",
    "account",
];

/// Columns that say where something is, and never who did it.
const PLACES: [&str; 7] = ["repo", "oid", "path", "parents", "base", "head_oid", "merge_oid"];

/// Ways in which a record names somebody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Identity {
    Login(String),
    Account(i64),
    /// First twelve digits of the address's hash.
    Email(String),
}

impl Identity {
    /// Of a word as tables have it, or as somebody types it.
    fn of(word: &str) -> Self {
        let email = |key: &str| {
            let digits = key.trim_start_matches('~');
            Self::Email(digits.get(..12).unwrap_or(digits).to_owned())
        };
        if word.starts_with('~') {
            return email(word);
        }
        if let Some(id) = word.strip_prefix('#').and_then(|id| id.parse().ok()) {
            return Self::Account(id);
        }
        match word.trim_start_matches('@') {
            address if address.contains('@') => email(&email_key(address)),
            login => Self::Login(login.to_lowercase()),
        }
    }

    fn hash(&self, key: &str) -> String {
        let name = match self {
            Self::Login(login) => format!("login {login}"),
            Self::Account(id) => format!("account {id}"),
            Self::Email(digits) => format!("email {digits}"),
        };
        // Twice, so that nothing can be appended to a known digest.
        let inner = digest(format!("{key}\0forgotten\0{name}").as_bytes());
        digest(format!("{key}\0forgotten\0{inner}").as_bytes())
    }

    /// What a row of people knows one person by.
    fn all_of(row: &CollectedPerson) -> BTreeSet<Self> {
        let texts = row.login.iter().chain([&row.person]).map(|word| Self::of(word));
        let email = row.email.iter().map(|digits| Self::of(&format!("~{digits}")));
        texts.chain(email).chain(row.account.map(Self::Account)).collect()
    }
}

/// Who is to be forgotten, and what stands in their place.
#[derive(Debug)]
pub struct Forgotten<'a> {
    key: &'a str,
    numbers: &'a BTreeMap<String, u32>,
    known: RefCell<HashMap<Identity, Option<u32>>>,
}

impl Head {
    /// Who is to be forgotten.
    #[must_use]
    pub fn forgotten(&self) -> Forgotten<'_> {
        let known = RefCell::default();
        Forgotten { key: &self.pseudonym_key, numbers: &self.forgotten, known }
    }
}

impl Forgotten<'_> {
    fn number(&self, identity: Identity) -> Option<u32> {
        if let Some(number) = self.known.borrow().get(&identity) {
            return *number;
        }
        let number = self.numbers.get(&identity.hash(self.key)).copied();
        self.known.borrow_mut().insert(identity, number);
        number
    }

    /// What stands in place of a word that names somebody who is to be forgotten.
    fn word(&self, word: &str) -> Option<String> {
        self.number(Identity::of(word)).map(stand_in)
    }

    /// Hides people in the columns of a table; how many cells were changed.
    pub fn hide(&self, columns: &mut [Column]) -> usize {
        let mut changed = 0;
        let gone = self.rows_of_people(columns);
        for Column { name, values } in columns {
            let named = PERSON_COLUMNS.contains(&name.as_str());
            match values {
                Values::Text(cells) if !PLACES.contains(&name.as_str()) => {
                    for (row, cell) in cells.iter_mut().enumerate() {
                        let Some(text) = cell else { continue };
                        let hidden = match (gone.get(&row), name.as_str()) {
                            (Some(_), "login" | "email") => None,
                            (Some(number), "person") => Some(stand_in(*number)),
                            (_, "content") => Some(self.content(text)),
                            _ if named => Some(self.words(text)),
                            _ => Some(self.prose(text)),
                        };
                        changed += usize::from(hidden.as_deref() != Some(text.as_str()));
                        *cell = hidden.map(Text::from);
                    }
                }
                Values::Int(cells) if name == "account" => {
                    let hidden = cells.iter_mut().enumerate().filter(|(r, _)| gone.contains_key(r));
                    hidden.for_each(|(_, cell)| changed += usize::from(cell.take().is_some()));
                }
                _ => {}
            }
        }
        changed
    }

    /// Rows of a table of people that are of somebody who is to be forgotten.
    fn rows_of_people(&self, columns: &[Column]) -> HashMap<usize, u32> {
        let mut gone = HashMap::new();
        if columns.iter().all(|c| c.name != "is_bot") {
            return gone;
        }
        for Column { name, values } in columns {
            let identity = |text: &str| match name.as_str() {
                "email" => Identity::of(&format!("~{text}")),
                _ => Identity::of(text),
            };
            match values {
                Values::Text(cells) if matches!(name.as_str(), "person" | "login" | "email") => {
                    for (row, text) in cells.iter().enumerate() {
                        let number = text.as_deref().and_then(|t| self.number(identity(t)));
                        gone.extend(number.map(|number| (row, number)));
                    }
                }
                Values::Int(cells) if name == "account" => {
                    for (row, id) in cells.iter().enumerate() {
                        let number = id.and_then(|id| self.number(Identity::Account(id)));
                        gone.extend(number.map(|number| (row, number)));
                    }
                }
                _ => {}
            }
        }
        gone
    }

    /// Person keys separated by a space.
    fn words(&self, text: &str) -> String {
        let word = |word: &str| self.word(word).unwrap_or_else(|| word.to_owned());
        text.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }

    /// A title or subject: addresses, `@login`, and `login/branch` where something comes from there.
    fn prose(&self, text: &str) -> String {
        if !text.contains(['@', '/']) {
            return text.to_owned();
        }
        let is_part = |c: char| c.is_alphanumeric() || "@._-+~/".contains(c);
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let end = rest.find(|c| is_part(c) != is_part(first)).unwrap_or(rest.len());
            let (piece, tail) = rest.split_at(end);
            rest = tail;
            let bare = piece.trim_end_matches(['.', '-', '/']);
            let named = match (bare.split_once('/'), bare.contains('@')) {
                (Some((login, _)), false) => Some(login),
                (None, true) => Some(bare),
                _ => None,
            };
            match named.and_then(|name| Some((name, self.word(name)?))) {
                Some((name, stand_in)) => {
                    out.push_str(&stand_in);
                    out.push_str(piece.get(name.len()..).unwrap_or_default());
                }
                None => out.push_str(piece),
            }
        }
        out
    }

    /// What was collected of an item, as JSON.
    fn content(&self, text: &str) -> String {
        let Ok(mut value) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
        let before = value.clone();
        self.value(&mut value);
        if value == before { text.to_owned() } else { value.to_string() }
    }

    fn value(&self, value: &mut Value) {
        if let Some(number) = who(value).and_then(|identity| self.number(identity)) {
            *value = serde_json::json!({ "Login": stand_in(number) });
            return;
        }
        match value {
            Value::Array(items) => {
                items.retain(|item| !self.is_sighting(item));
                for item in items {
                    self.value(item);
                }
            }
            Value::Object(fields) => {
                for (name, field) in fields {
                    match field {
                        Value::String(text) if PERSON_COLUMNS.contains(&name.as_str()) => {
                            *text = self.words(text);
                        }
                        Value::Array(items) if PERSON_COLUMNS.contains(&name.as_str()) => {
                            for item in items {
                                if let Value::String(text) = item {
                                    *text = self.words(text);
                                } else {
                                    self.value(item);
                                }
                            }
                        }
                        other => self.value(other),
                    }
                }
            }
            Value::String(text) => *text = self.prose(text),
            _ => {}
        }
    }

    /// Whether it notes an account or an address of somebody who is to be forgotten.
    fn is_sighting(&self, item: &Value) -> bool {
        let known = |identity| self.number(identity).is_some();
        let account = item["account"].as_i64().map(Identity::Account);
        let login = item["login"].as_str().map(Identity::of);
        let address = item["key"].as_str().filter(|key| key.starts_with('~')).map(Identity::of);
        [account, login, address].into_iter().flatten().any(known)
    }
}

/// Somebody as collected content names them.
fn who(value: &Value) -> Option<Identity> {
    let fields = value.as_object().filter(|fields| fields.len() == 1)?;
    let (kind, name) = fields.iter().next()?;
    match (kind.as_str(), name) {
        ("Account", Value::Number(id)) => id.as_i64().map(Identity::Account),
        ("Login" | "Email", Value::String(word)) => Some(Identity::of(word)),
        _ => None,
    }
}

fn stand_in(number: u32) -> String {
    format!("~forgotten-{number}")
}

impl Store {
    /// Takes a person, named by login, e-mail address or person key, out of every table and keeps
    /// them out from now on; how many cells named them. A kept report goes too.
    ///
    /// # Errors
    /// When a part is damaged, or the store cannot be written.
    pub fn forget(&mut self, person: &str) -> Result<usize, StoreError> {
        let root = self.root.clone();
        let mut change = self.change_several()?;
        let everybody = everybody(change.before())?;
        let mut identities = BTreeSet::from([Identity::of(person)]);
        // Each row may tell of another name under which others know the same person.
        loop {
            let before = identities.len();
            for row in &everybody {
                let own = Identity::all_of(row);
                if !own.is_disjoint(&identities) {
                    identities.extend(own);
                }
            }
            if identities.len() == before {
                break;
            }
        }
        let head = change.head_mut();
        let number = 1 + head.forgotten.values().max().copied().unwrap_or_default();
        for identity in identities {
            let hash = identity.hash(&head.pseudonym_key);
            head.forgotten.entry(hash).or_insert(number);
        }
        let mut cells = 0;
        for repo in change.before().repositories() {
            change.turn_to(&repo)?;
            cells += change.hide_forgotten()?;
        }
        if cells == 0 {
            // Nobody is called that; the store stays as it is.
            return Ok(0);
        }
        // It names them too, and can be made again.
        match fs::remove_dir_all(root.join(KEPT)) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::Io { action: "remove", path: root.join(KEPT), source });
            }
            _ => {}
        }
        // Copies of manifests from before may name files that do, and keep them.
        change.rewrite_all();
        change.commit()?;
        Ok(cells)
    }
}

/// Every row about people that a store has.
fn everybody(store: &Store) -> Result<Vec<CollectedPerson>, StoreError> {
    let mut rows = Vec::new();
    for repository in store.manifest.repositories.values() {
        let known = [Person::NAME, CollectedPerson::NAME].map(|table| repository.parts(table));
        for part in known.into_iter().flatten() {
            let path = store.root.join(&part.file);
            let columns = parts::read(&path, &part.sha256)?;
            let read = CollectedPerson::from_columns(&columns);
            rows.extend(read.map_err(|source| StoreError::Columns { path, source })?);
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(words: &[&str]) -> Head {
        let mut head = Head::new("key".to_owned());
        let hashes = words.iter().map(|word| (Identity::of(word).hash("key"), 1));
        head.forgotten.extend(hashes);
        head
    }

    #[test]
    fn names_are_found_in_every_form() {
        let head = head(&["Mika", "mika@example.org", "#7"]);
        let forgotten = head.forgotten();
        for word in ["mika", "MIKA", "@mika", "#7", "~dee8036c77e3", "Mika@Example.org"] {
            assert_eq!(forgotten.word(word).as_deref(), Some("~forgotten-1"), "{word}");
        }
        for word in ["mik", "mika2", "#77", "~dee8036c77e4", "team:north/mika", ""] {
            assert_eq!(forgotten.word(word), None, "{word}");
        }
        let text = "Merge pull request #3 from mika/lamps, thanks @mika. (mika@example.org) mika";
        assert_eq!(
            forgotten.prose(text),
            "Merge pull request #3 from ~forgotten-1/lamps, thanks ~forgotten-1. (~forgotten-1) mika"
        );
        assert_eq!(forgotten.prose("@mikael and src/mika/x"), "@mikael and src/mika/x");
    }

    #[test]
    fn collected_content_stays_readable() {
        let head = head(&["mika", "#7"]);
        let text = serde_json::json!({
            "actor": { "Account": 7 }, "target": { "Login": "lea" },
            "sightings": [{ "account": 7, "login": "old-mika" }, { "account": 8, "login": "lea" }],
            "text": { "mentions": ["mika", "lea"] },
        });
        let hidden: Value =
            serde_json::from_str(&head.forgotten().content(&text.to_string())).expect("JSON");
        assert_eq!(hidden["actor"], serde_json::json!({ "Login": "~forgotten-1" }));
        assert_eq!(hidden["target"], text["target"]);
        assert_eq!(hidden["sightings"], serde_json::json!([{ "account": 8, "login": "lea" }]));
        assert_eq!(hidden["text"]["mentions"], serde_json::json!(["~forgotten-1", "lea"]));
    }

    #[test]
    fn hashes_need_the_key() {
        let identity = Identity::of("mika");
        assert_ne!(identity.hash("key"), identity.hash("other"));
        assert_ne!(identity.hash("key"), Identity::of("~mika").hash("key"));
    }
}
