//! What is written: titles and the features of texts.

use super::chance::Chance;
use crate::model::facts::Event;
use crate::sources::text::{characters, is_question, text_key};

const CHANGES: [&str; 16] = [
    "Add retries to",
    "Speed up",
    "Make sure of order in",
    "Split",
    "Simplify",
    "Test the edges of",
    "Explain",
    "Give names to",
    "Remove the old path from",
    "Handle empty input in",
    "Cache",
    "Warn about",
    "Check the limits of",
    "Log less in",
    "Move state out of",
    "Bound the memory of",
];
const PARTS: [&str; 16] = [
    "the tile loader",
    "the session store",
    "the export job",
    "the map parser",
    "the rate limiter",
    "the invoice view",
    "the search index",
    "the sync protocol",
    "the login form",
    "the event bus",
    "the report page",
    "the import wizard",
    "the schema checks",
    "the cron runner",
    "the mail queue",
    "the settings file",
];

/// A title of five words or more, as most are.
pub(super) fn title(chance: &mut Chance) -> String {
    let change = chance.pick(&CHANGES).copied().unwrap_or_default();
    let part = chance.pick(&PARTS).copied().unwrap_or_default();
    format!("{change} {part}")
}

/// A title that says little.
pub(super) fn short_title(chance: &mut Chance) -> String {
    let part = chance.pick(&PARTS).copied().unwrap_or_default();
    part.trim_start_matches("the ").to_owned()
}

/// Gives an event the features of a text that is the same everywhere.
pub(super) fn phrase(event: &mut Event, text: &str) {
    event.body_length = Some(characters(text));
    event.text_key = text_key(text);
    event.is_question = is_question(text);
}
