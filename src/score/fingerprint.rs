//! What the intervals of a team and month rest on, as one digest: where it is the same, they are.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::model::time::Period;

use super::inputs::ScoreInputs;
use super::rows::{Row, TeamData, by_team};

/// Months that the longest window looks back on, the month itself included.
const LONGEST: i32 = 6;
/// Months that the gates look back on, the month itself included.
const GATES: i32 = 3;

/// Digests of all teams and months of the inputs: team, month, digest in hexadecimal.
///
/// Two runs with one digest have the same definitions, observations within the windows, people,
/// regimes and replicates for that team and month, and so the same intervals. What `low_risk` says of
/// a standing has none.
#[must_use]
pub fn fingerprints(inputs: &ScoreInputs<'_>) -> Vec<(String, Period, String)> {
    let common = common(inputs);
    let mut out = Vec::new();
    for team in by_team(inputs) {
        let months = by_month(&team);
        let of_month = |period: Period| {
            let mut hash = common.clone();
            text(&mut hash, Some(team.name));
            text(&mut hash, Some(&period.to_string()));
            for back in 0..GATES {
                text(&mut hash, team.months.get(&period.plus(-back)).map(|m| format!("{m:?}")));
            }
            text(&mut hash, Some(format!("{:?}", team.regimes)));
            for back in 0..LONGEST {
                text(&mut hash, months.get(&period.plus(-back)));
            }
            (team.name.to_owned(), period, hex(hash))
        };
        out.extend(inputs.periods.iter().copied().map(of_month));
    }
    out
}

/// What all teams and months share.
fn common(inputs: &ScoreInputs<'_>) -> Sha256 {
    let mut hash = Sha256::new();
    text(&mut hash, Some(env!("CARGO_PKG_VERSION")));
    text(&mut hash, Some(inputs.seed_domain));
    text(&mut hash, Some(format!("{:?}", inputs.definitions)));
    for number in [inputs.min_active, inputs.min_authors, inputs.replicates] {
        hash.update(number.to_le_bytes());
    }
    hash
}

/// Digests of a team's rows by month; rows are in an order that is the same in every run.
fn by_month(team: &TeamData<'_>) -> BTreeMap<Period, String> {
    let mut hashes: BTreeMap<Period, Sha256> = BTreeMap::new();
    for row in &team.rows {
        add(hashes.entry(row.period).or_default(), row);
    }
    hashes.into_iter().map(|(period, hash)| (period, hex(hash))).collect()
}

fn add(hash: &mut Sha256, row: &Row<'_>) {
    let seen = row.observation;
    hash.update((row.signal as u64).to_le_bytes());
    text(hash, Some(seen.repo()));
    text(hash, Some(seen.item()));
    hash.update(seen.row.value.to_bits().to_le_bytes());
    hash.update(seen.row.exposure.to_bits().to_le_bytes());
    hash.update([u8::from(seen.row.censored)]);
    text(hash, seen.author());
    text(hash, seen.week());
    text(hash, seen.group_key());
}

/// A text with its length, so that no two lists run together; the length of none is no length.
fn text(hash: &mut Sha256, value: Option<impl AsRef<str>>) {
    let length = value.as_ref().map_or(u64::MAX, |value| value.as_ref().len() as u64);
    hash.update(length.to_le_bytes());
    if let Some(value) = value {
        hash.update(value.as_ref().as_bytes());
    }
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
