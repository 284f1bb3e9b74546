//! `midspan forget`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::error::{CliError, Kind};
use super::names::Pseudonyms;
use super::output::Terminal;
use super::place;
use crate::model::facts::Person;
use crate::render::words;
use crate::store::{Store, StoreError};

/// Remove a person from a store
///
/// Takes the person out of every table at once: login, account, hashes of e-mail addresses, mentions
/// and names in titles. A number stands in their place, so that counts and waits stay what they were.
/// Later runs do not bring them back: the store keeps a hash of each name, made with its secret key.
/// Reports and exports that lie elsewhere, and midspan.toml, are yours to clear.
///
/// Example: midspan forget mika facts
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Login, e-mail address, or pseudonym such as p-1a2b3c4d
    #[arg(value_name = "PERSON")]
    person: String,
    /// A store, or a checkout with one; without any, the checkout one stands in
    #[arg(value_name = "WHERE")]
    place: Option<PathBuf>,
    /// Folder of the collected facts [default: .midspan in the checkout or in the current folder]
    #[arg(long, value_name = "DIR", env = "MIDSPAN_STORE")]
    store: Option<PathBuf>,
}

/// Forgets and says what was changed.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    let here = args.place.clone().unwrap_or_else(|| PathBuf::from("."));
    let folder = match &args.store {
        Some(store) => store.clone(),
        None if Store::is_store(&here) => here,
        None => place::store_near(Path::new(&here)),
    };
    let mut store = Store::open(&folder)?;
    let person = args.person.trim();
    let person = of_pseudonym(&store, person)?.unwrap_or_else(|| person.to_owned());
    let cells = store.forget(&person)?;
    if cells == 0 {
        let message = format!("nobody in {} is called that", folder.display());
        return Err(CliError::new(Kind::Usage, message).advise(
            "check the spelling; people are found by login, e-mail address or pseudonym, and one who was forgotten before is there no longer",
        ));
    }
    screen.say(&format!(
        "forgotten in {}; clear reports, exports and midspan.toml yourself",
        words::count(cells as u64, "place"),
    ));
    Ok(())
}

/// The person key behind a pseudonym of this store.
fn of_pseudonym(store: &Store, text: &str) -> Result<Option<String>, StoreError> {
    if !text.starts_with("p-") {
        return Ok(None);
    }
    let mut people = BTreeSet::new();
    for repo in store.repositories() {
        people.extend(store.read::<Person>(&repo)?.into_iter().map(|row| row.person.to_string()));
    }
    let names = Pseudonyms::new(&store.manifest().head.pseudonym_key, []);
    Ok(people.into_iter().find(|person| names.of(person) == text))
}
