//! Which months are shown, and as of when.

use jiff::tz::TimeZone;

use super::args::Scope;
use super::error::{CliError, Kind};
use crate::model::time::{Period, Timestamp};
use crate::report::Note;
use crate::sources::facts::Facts;
use crate::store::manifest::Streams;

/// Months before the first one shown that windows look back on (`Window::SixMonths`).
const LOOK_BACK: i32 = 5;

/// The time at which everything is looked at.
///
/// Recordings are looked at as of when they were made: an item that was open then has not stayed
/// open since, as far as anybody knows. History is looked at as of when something in it was new.
pub(super) fn as_of(streams: &[(String, Streams)], now: Timestamp) -> Timestamp {
    let archives = streams.iter().filter_map(|(_, s)| s.archive.as_ref()).map(|a| a.recorded);
    let synced = streams.iter().filter_map(|(_, s)| s.github.as_ref()).filter_map(|g| g.seen);
    let recorded = archives.chain(synced).max();
    let read = streams.iter().filter_map(|(_, s)| s.git.as_ref()).map(|g| g.read).max();
    recorded.or(read).map_or(now, |at| at.min(now))
}

/// Months to show, oldest first, and what is to be said about them.
pub(super) fn shown(
    scope: &Scope,
    facts: &[(String, Facts)],
    as_of: Timestamp,
    zone: &TimeZone,
) -> Result<(Vec<Period>, Vec<Note>), CliError> {
    let complete = Period::of(as_of, zone).plus(-1);
    let mut remarks = Vec::new();
    let last = if let Some(until) = asked(scope, as_of, zone)? {
        until
    } else {
        let (first, newest) = activity(facts, as_of, zone);
        match newest {
            // A project in its first month has no complete one.
            Some(newest) if first.is_some_and(|first| first > complete) => newest,
            Some(newest) if newest < complete => {
                remarks.push(Note {
                        topic: "Months".to_owned(),
                        text: format!(
                            "Nothing happened after {}, so the report ends there; --until asks for a later month.",
                            newest.in_words()
                        ),
                    });
                newest
            }
            _ => complete,
        }
    };
    Ok((until(last, scope), remarks))
}

/// The last month that is asked for, which the data must reach.
pub(super) fn asked(
    scope: &Scope,
    as_of: Timestamp,
    zone: &TimeZone,
) -> Result<Option<Period>, CliError> {
    let now = Period::of(as_of, zone);
    match scope.until {
        Some(until) if until > now => Err(CliError::new(
            Kind::Usage,
            format!("--until {until} lies after the data, which ends on {}", as_of.date(zone)),
        )
        .advise(format!("the last complete month is {}", now.plus(-1)))),
        until => Ok(until),
    }
}

/// The months shown, oldest first.
pub(super) fn until(last: Period, scope: &Scope) -> Vec<Period> {
    (1 - i32::from(scope.months)..=0).map(|back| last.plus(back)).collect()
}

/// First and last month in which anything happened.
fn activity(
    facts: &[(String, Facts)],
    as_of: Timestamp,
    zone: &TimeZone,
) -> (Option<Period>, Option<Period>) {
    let times = || {
        let of = |f: &'_ Facts| {
            let commits = f.commits.iter().map(|c| c.committed);
            let (first, last) = commits
                .chain(f.events.iter().map(|e| e.at))
                .filter(|at| *at <= as_of)
                .fold((None, None), |(first, last): (Option<Timestamp>, Option<Timestamp>), at| {
                    (Some(first.map_or(at, |f| f.min(at))), Some(last.map_or(at, |l| l.max(at))))
                });
            [first, last]
        };
        facts.iter().flat_map(move |(_, f)| of(f)).flatten()
    };
    let month = |at| Period::of(at, zone);
    (times().min().map(month), times().max().map(month))
}

/// The months shown and those that windows look back on.
pub(super) fn derived(shown: &[Period]) -> Vec<Period> {
    match (shown.first(), shown.last()) {
        (Some(first), Some(last)) => {
            (-LOOK_BACK..=last.months_since(*first)).map(|offset| first.plus(offset)).collect()
        }
        _ => Vec::new(),
    }
}
