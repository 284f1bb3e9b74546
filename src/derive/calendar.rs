//! Working time: how much of it lies between two instants, and where so much of it ends.
//!
//! A working day runs from one local time to another on the calendar's days, holidays left out.
//! Days are turned into instants one year at a time, on first use, with running totals, so that a
//! question costs two binary searches whatever the distance.

use std::fmt;
use std::sync::{Arc, OnceLock};

use jiff::civil::{Date, Time, date};
use jiff::tz::TimeZone;

use crate::config::{Calendar, Day};
use crate::model::time::{HOUR, Timestamp, start_of_day};

/// Working seconds in one business hour of a duration; a name for the unit.
pub const BUSINESS_HOUR: i64 = HOUR;
/// Working seconds after which a cohort item is no longer followed: 80 business hours (model 1.0).
pub const HORIZON: i64 = 80 * BUSINESS_HOUR;
/// Working seconds without a human event after which a pull request is stale: 40 business hours
/// (model A.12).
pub const STALE_AFTER: i64 = 40 * BUSINESS_HOUR;

/// First and last year that have working time; instants outside count as holidays.
const FIRST_YEAR: i16 = 1970;
const LAST_YEAR: i16 = 2199;

/// Working time of a team. Cloning shares the tables.
#[derive(Clone)]
pub struct WorkingTime(Arc<Tables>);

struct Tables {
    calendar: Calendar,
    /// Start of each year from [`FIRST_YEAR`], and of the year after the last.
    starts: Vec<i64>,
    years: Vec<OnceLock<Year>>,
}

#[derive(Default)]
struct Year {
    windows: Vec<Window>,
    total: i64,
}

/// One stretch of work, in epoch seconds.
#[derive(Clone, Copy)]
struct Window {
    start: i64,
    end: i64,
    /// Working seconds of the year before it.
    before: i64,
}

impl WorkingTime {
    /// Prepares a calendar; years are worked out when first asked for.
    #[must_use]
    pub fn new(calendar: &Calendar) -> Self {
        let zone = &calendar.time_zone;
        let starts: Vec<i64> = (FIRST_YEAR..=LAST_YEAR + 1)
            .map(|year| start_of_day(date(year, 1, 1), zone).seconds())
            .collect();
        let years = (FIRST_YEAR..=LAST_YEAR).map(|_| OnceLock::new()).collect();
        Self(Arc::new(Tables { calendar: calendar.clone(), starts, years }))
    }

    /// Working seconds in `[from, to)`; 0 where `to` is not later.
    #[must_use]
    pub fn between(&self, from: Timestamp, to: Timestamp) -> i64 {
        if to <= from {
            return 0;
        }
        let (first, last) = (self.0.index(from.seconds()), self.0.index(to.seconds()));
        let full: i64 = (first..last).map(|index| self.0.year(index).map_or(0, |y| y.total)).sum();
        full + self.0.before(last, to.seconds()) - self.0.before(first, from.seconds())
    }

    /// The first instant at which `working_seconds` have elapsed since `from`.
    ///
    /// `from` itself where they are not positive; the end of the calendar (the year 2200) where it
    /// never has that much work left.
    #[must_use]
    pub fn after(&self, from: Timestamp, working_seconds: i64) -> Timestamp {
        if working_seconds <= 0 {
            return from;
        }
        let first = self.0.index(from.seconds());
        let mut wanted = working_seconds.saturating_add(self.0.before(first, from.seconds()));
        for index in first..self.0.years.len() {
            let Some(year) = self.0.year(index) else { break };
            if wanted <= year.total {
                return year.instant(wanted).max(from);
            }
            wanted -= year.total;
        }
        let end = self.0.starts.last().copied().unwrap_or(i64::MAX);
        Timestamp::from_seconds(end).max(from)
    }

    /// The time zone that working days are reckoned in.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.0.calendar.time_zone
    }
}

impl fmt::Debug for WorkingTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WorkingTime").field(&self.0.calendar).finish()
    }
}

impl Tables {
    /// The year that holds an instant, counted from the first; the nearest where none does.
    fn index(&self, at: i64) -> usize {
        let later = self.starts.partition_point(|start| *start <= at);
        later.saturating_sub(1).min(self.years.len().saturating_sub(1))
    }

    fn year(&self, index: usize) -> Option<&Year> {
        let slot = self.years.get(index)?;
        Some(slot.get_or_init(|| self.work_out(index)))
    }

    fn before(&self, index: usize, at: i64) -> i64 {
        self.year(index).map_or(0, |year| year.before(at))
    }

    fn work_out(&self, index: usize) -> Year {
        let mut year = Year::default();
        let number = i16::try_from(index).unwrap_or(0).saturating_add(FIRST_YEAR);
        let first = date(number, 1, 1);
        for day in first.series(jiff::Span::new().days(1)).take_while(|d| d.year() == number) {
            if let Some((start, end)) = self.window(day) {
                // A working day that a zone change made overlap the one before counts once.
                let start = year.windows.last().map_or(start, |w| start.max(w.end));
                if start < end {
                    year.windows.push(Window { start, end, before: year.total });
                    year.total += end - start;
                }
            }
        }
        year
    }

    /// Begin and end of the work on a day.
    fn window(&self, day: Date) -> Option<(i64, i64)> {
        let calendar = &self.calendar;
        if !calendar.days.contains(&weekday(day)) || calendar.holidays.contains(&day) {
            return None;
        }
        Some((self.instant(day, calendar.from)?, self.instant(day, calendar.to)?))
    }

    /// A local time as an instant. Where clocks go forward over it, it moves on with them; where
    /// they go back over it, the first of the two is meant.
    fn instant(&self, day: Date, time: Time) -> Option<i64> {
        let zoned =
            day.to_datetime(time).to_zoned_datetime(self.calendar.time_zone.clone()).ok()?;
        // A zone that crosses the date line leaves a day out; nobody works on it.
        (zoned.date() == day).then(|| zoned.timestamp().as_second())
    }
}

impl Year {
    /// Working seconds of the year before an instant.
    fn before(&self, at: i64) -> i64 {
        let begun = self.windows.partition_point(|w| w.start <= at);
        begun
            .checked_sub(1)
            .and_then(|index| self.windows.get(index))
            .map_or(0, |w| w.before + (at.min(w.end) - w.start))
    }

    /// The first instant with so many working seconds of the year before it; the caller has
    /// checked that the year has them.
    fn instant(&self, seconds: i64) -> Timestamp {
        let index = self.windows.partition_point(|w| w.before + (w.end - w.start) < seconds);
        let at = self.windows.get(index).map_or(i64::MIN, |w| w.start + (seconds - w.before));
        Timestamp::from_seconds(at)
    }
}

fn weekday(day: Date) -> Day {
    match day.weekday() {
        jiff::civil::Weekday::Monday => Day::Mon,
        jiff::civil::Weekday::Tuesday => Day::Tue,
        jiff::civil::Weekday::Wednesday => Day::Wed,
        jiff::civil::Weekday::Thursday => Day::Thu,
        jiff::civil::Weekday::Friday => Day::Fri,
        jiff::civil::Weekday::Saturday => Day::Sat,
        jiff::civil::Weekday::Sunday => Day::Sun,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    fn office(zone: &str) -> Calendar {
        Calendar { time_zone: TimeZone::get(zone).expect("a zone"), ..Calendar::default() }
    }

    fn nights(zone: &str) -> Calendar {
        Calendar {
            from: Time::constant(0, 30, 0, 0),
            to: Time::constant(6, 30, 0, 0),
            days: vec![Day::Sat, Day::Sun],
            ..office(zone)
        }
    }

    /// Whole hours; anything else fails.
    fn hours(calendar: &Calendar, from: &str, to: &str) -> i64 {
        let seconds = WorkingTime::new(calendar).between(at(from), at(to));
        assert_eq!(seconds % HOUR, 0, "{seconds} seconds");
        seconds / HOUR
    }

    #[test]
    fn counts_working_hours_only() {
        let berlin = office("Europe/Berlin");
        // Friday 16:00 to Monday 10:00 local time.
        assert_eq!(hours(&berlin, "2026-01-09T15:00:00Z", "2026-01-12T09:00:00Z"), 2);
        // Within one night, and within one weekend.
        assert_eq!(hours(&berlin, "2026-01-08T17:00:00Z", "2026-01-09T07:59:59Z"), 0);
        assert_eq!(hours(&berlin, "2026-01-10T00:00:00Z", "2026-01-11T20:00:00Z"), 0);
        // 2026 has 261 Mondays to Fridays.
        assert_eq!(hours(&berlin, "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z"), 261 * 8);
    }

    #[test]
    fn nothing_elapses_backwards() {
        let berlin = office("Europe/Berlin");
        assert_eq!(hours(&berlin, "2026-01-09T15:00:00Z", "2026-01-09T15:00:00Z"), 0);
        assert_eq!(hours(&berlin, "2026-01-09T15:00:00Z", "2026-01-08T09:00:00Z"), 0);
    }

    #[test]
    fn holidays_are_left_out() {
        let mut calendar = office("UTC");
        calendar.holidays = vec![date(2026, 5, 1)];
        assert_eq!(hours(&calendar, "2026-04-30T00:00:00Z", "2026-05-05T00:00:00Z"), 16);
    }

    #[test]
    fn office_hours_keep_local_time_when_clocks_change() {
        let berlin = office("Europe/Berlin");
        // Before the change work begins at 08:00 UTC, after it at 07:00 UTC.
        assert_eq!(hours(&berlin, "2026-03-27T00:00:00Z", "2026-03-27T09:00:00Z"), 1);
        assert_eq!(hours(&berlin, "2026-03-30T00:00:00Z", "2026-03-30T09:00:00Z"), 2);
        assert_eq!(hours(&berlin, "2026-10-23T00:00:00Z", "2026-10-23T09:00:00Z"), 2);
        assert_eq!(hours(&berlin, "2026-10-26T00:00:00Z", "2026-10-26T09:00:00Z"), 1);
    }

    #[test]
    fn a_night_of_the_change_is_an_hour_shorter_or_longer() {
        let nights = nights("America/New_York");
        assert_eq!(hours(&nights, "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"), 6);
        assert_eq!(hours(&nights, "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z"), 5);
        assert_eq!(hours(&nights, "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"), 7);
    }

    #[test]
    fn a_day_left_out_by_its_zone_has_no_work() {
        // Samoa went from Thursday 29 to Saturday 31 December 2011.
        let apia = office("Pacific/Apia");
        assert_eq!(hours(&apia, "2011-12-26T10:00:00Z", "2012-01-01T10:00:00Z"), 32);
    }

    #[test]
    fn after_ends_with_the_work_of_a_day() {
        let time = WorkingTime::new(&office("UTC"));
        let monday = at("2026-01-05T09:00:00Z");
        assert_eq!(time.after(monday, 8 * HOUR), at("2026-01-05T17:00:00Z"));
        assert_eq!(time.after(monday, 8 * HOUR + 1), at("2026-01-06T09:00:01Z"));
        assert_eq!(time.after(monday, HORIZON), at("2026-01-16T17:00:00Z"));
        assert_eq!(time.after(at("2026-01-03T12:00:00Z"), HOUR), at("2026-01-05T10:00:00Z"));
        assert_eq!(time.after(monday, 0), monday);
        assert_eq!(time.after(monday, -5), monday);
    }

    #[test]
    fn ends_of_the_range_hold() {
        let time = WorkingTime::new(&office("UTC"));
        let (least, most) = (Timestamp::from_seconds(i64::MIN), Timestamp::from_seconds(i64::MAX));
        let all = time.between(least, most);
        assert!(all > 59_000 * 8 * HOUR, "{all}");
        assert_eq!(time.after(at("2026-01-05T09:00:00Z"), i64::MAX), at("2200-01-01T00:00:00Z"));
        assert_eq!(time.after(most, 5), most);
        assert_eq!(time.after(least, 1), at("1970-01-01T09:00:01Z"));
    }

    #[test]
    fn a_calendar_without_work_saturates() {
        let calendar = Calendar { days: vec![], ..office("UTC") };
        let time = WorkingTime::new(&calendar);
        assert_eq!(time.after(at("2026-01-05T09:00:00Z"), 1), at("2200-01-01T00:00:00Z"));
    }

    static CALENDARS: LazyLock<Vec<WorkingTime>> = LazyLock::new(|| {
        ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kathmandu"]
            .iter()
            .flat_map(|zone| [office(zone), nights(zone)])
            .map(|calendar| WorkingTime::new(&calendar))
            .collect()
    });

    /// Second by second over hours would be slow; minute by minute is exact for whole minutes.
    fn by_counting(calendar: &Calendar, from: i64, minutes: i64) -> i64 {
        (0..minutes)
            .filter(|minute| {
                let instant = Timestamp::from_seconds(from + minute * 60).to_jiff();
                let local = instant.to_zoned_datetime(calendar.time_zone.clone());
                calendar.days.contains(&weekday(local.date()))
                    && (calendar.from..calendar.to).contains(&local.time())
            })
            .map(|_| 60)
            .sum()
    }

    #[test]
    fn agrees_with_counting_minutes_over_both_changes() {
        for zone in ["Europe/Berlin", "America/New_York", "UTC"] {
            for calendar in [office(zone), nights(zone)] {
                let time = WorkingTime::new(&calendar);
                for start in
                    ["2026-03-06T00:00:00Z", "2026-03-27T00:00:00Z", "2026-10-23T00:00:00Z"]
                {
                    let (from, minutes) = (at(start), 4 * 24 * 60);
                    let to = from.plus(minutes * 60);
                    let counted = by_counting(&calendar, from.seconds(), minutes);
                    assert_eq!(time.between(from, to), counted, "{zone} {start}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn working_time_adds_up(which in 0..10_usize, mut t in prop::array::uniform3(0..4_000_000_000_i64)) {
            t.sort_unstable();
            let time = &CALENDARS[which];
            let [a, b, c] = t.map(Timestamp::from_seconds);
            prop_assert_eq!(time.between(a, c), time.between(a, b) + time.between(b, c));
            prop_assert!(time.between(a, c) <= c.since(a));
        }

        #[test]
        fn after_inverts_between(which in 0..10_usize, from in 0..2_000_000_000_i64, work in 1..40_000_000_i64) {
            let time = &CALENDARS[which];
            let from = Timestamp::from_seconds(from);
            let to = time.after(from, work);
            prop_assert_eq!(time.between(from, to), work);
            prop_assert_eq!(time.between(from, to.plus(-1)), work - 1, "the first such instant");
        }
    }
}
