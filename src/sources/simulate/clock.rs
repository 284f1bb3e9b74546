//! Working time: when somebody is at work, and when a piece of work is done.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::chance::{Chance, seconds};
use crate::model::time::{HOUR, Timestamp, start_of_day};

/// Working day, in hours after midnight.
const FROM: i64 = 9;
/// End of the working day.
const TO: i64 = 17;

/// One working day: first and last instant, and the seconds worked before it.
#[derive(Clone, Copy, Debug)]
struct Window {
    from: Timestamp,
    before: i64,
}

/// The working days of somebody.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    windows: Vec<Window>,
}

/// The working days of a team over a span of dates.
pub(super) fn working_days(from: Date, to: Date) -> Vec<Date> {
    let days = from.series(jiff::Span::new().days(1)).take_while(|day| *day < to);
    days.filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)).collect()
}

impl Clock {
    /// From the days worked, in order.
    pub(super) fn new(days: &[Date], zone: &TimeZone) -> Self {
        let mut before = 0;
        let windows = days.iter().map(|day| {
            let midnight = day.at(0, 0, 0, 0);
            let opening = midnight.saturating_add(jiff::Span::new().hours(FROM));
            let from = opening.to_zoned_datetime(zone.clone()).map_or_else(
                |_| start_of_day(*day, zone),
                |at| Timestamp::from_seconds(at.timestamp().as_second()),
            );
            let window = Window { from, before };
            before += (TO - FROM) * HOUR;
            window
        });
        Self { windows: windows.collect() }
    }

    /// First instants of the working days.
    pub(super) fn openings(&self) -> impl Iterator<Item = Timestamp> + '_ {
        self.windows.iter().map(|window| window.from)
    }

    /// Seconds worked up to an instant.
    fn worked(&self, at: Timestamp) -> i64 {
        let index = self.windows.partition_point(|window| window.from <= at);
        let window = index.checked_sub(1).and_then(|i| self.windows.get(i));
        window.map_or(0, |w| w.before + at.since(w.from).min((TO - FROM) * HOUR))
    }

    /// When so many working hours after an instant have passed; far away where nobody works then.
    pub(super) fn after(&self, at: Timestamp, hours: f64) -> Timestamp {
        let due = self.worked(at) + seconds(hours).max(1);
        let index = self.windows.partition_point(|window| window.before < due);
        let window = index.checked_sub(1).and_then(|i| self.windows.get(i));
        window.map_or(Timestamp::from_seconds(i64::MAX), |w| {
            let inside = due - w.before;
            if inside > (TO - FROM) * HOUR {
                Timestamp::from_seconds(i64::MAX)
            } else {
                w.from.plus(inside)
            }
        })
    }

    /// Whether an instant lies on a day worked, evening included.
    pub(super) fn works_on(&self, at: Timestamp) -> bool {
        let index = self.windows.partition_point(|window| window.from <= at);
        let window = index.checked_sub(1).and_then(|i| self.windows.get(i));
        window.is_some_and(|w| at.since(w.from) < 15 * HOUR)
    }

    /// Hours worked between two instants.
    pub(super) fn between(&self, from: Timestamp, to: Timestamp) -> f64 {
        (self.worked(to) - self.worked(from)) as f64 / HOUR as f64
    }
}

/// Some instant of a day's work, or of the evening after it.
pub(super) fn moment(chance: &mut Chance, opening: Timestamp, late: f64) -> Timestamp {
    let hours = if chance.happens(late) { 8.0 + 4.0 * chance.unit() } else { 8.0 * chance.unit() };
    opening.plus(seconds(hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    fn clock() -> Clock {
        let days = working_days(Date::constant(2025, 1, 1), Date::constant(2025, 2, 1));
        Clock::new(&days, &TimeZone::UTC)
    }

    #[test]
    fn work_stops_in_the_evening_and_on_weekends() {
        let clock = clock();
        // The third of January 2025 is a Friday.
        assert_eq!(clock.after(at("2025-01-03T16:00:00Z"), 2.0), at("2025-01-06T10:00:00Z"));
        assert_eq!(clock.after(at("2025-01-04T12:00:00Z"), 8.0), at("2025-01-06T17:00:00Z"));
        let friday = at("2025-01-03T15:00:00Z");
        let hours = clock.between(friday, at("2025-01-06T10:30:00Z"));
        assert!((hours - 3.5).abs() < 1e-9, "{hours}");
    }

    #[test]
    fn beyond_the_last_day_nothing_is_done() {
        let clock = clock();
        assert!(clock.after(at("2025-01-31T16:00:00Z"), 2.0) > at("2300-01-01T00:00:00Z"));
        assert!(
            Clock::new(&[], &TimeZone::UTC).after(at("2025-01-31T16:00:00Z"), 2.0)
                > at("2300-01-01T00:00:00Z")
        );
    }

    #[test]
    fn local_time_counts() {
        let zone = TimeZone::get("Asia/Kolkata").expect("a zone");
        let days = working_days(Date::constant(2025, 1, 1), Date::constant(2025, 2, 1));
        let first = Clock::new(&days, &zone).openings().next();
        assert_eq!(first, Some(at("2025-01-01T03:30:00Z")));
    }
}
