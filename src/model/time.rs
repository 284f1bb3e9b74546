//! Instants, calendar months and ISO weeks.
//!
//! Nothing here asks a clock; time zones are passed in.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// An instant in whole seconds since 1970-01-01T00:00:00Z; may be negative.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// Seconds in an hour.
pub const HOUR: i64 = 3_600;
/// Seconds in a day of 24 hours.
pub const DAY: i64 = 86_400;

impl Timestamp {
    /// From epoch seconds.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Epoch seconds.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// This instant moved by `seconds`, held at the ends of the range.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to `self`; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Reads RFC 3339 text such as `2026-03-01T12:00:00Z`, fractions dropped.
    ///
    /// # Errors
    /// With jiff's message when the text is no instant.
    pub fn parse(text: &str) -> Result<Self, jiff::Error> {
        text.parse::<jiff::Timestamp>().map(|t| Self(t.as_second()))
    }

    /// The instant in the calendar library's type; clamped to its range (years -9999 to 9999).
    #[must_use]
    pub fn to_jiff(self) -> jiff::Timestamp {
        let range = jiff::Timestamp::MIN.as_second()..=jiff::Timestamp::MAX.as_second();
        let clamped = self.0.clamp(*range.start(), *range.end());
        jiff::Timestamp::from_second(clamped).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// The calendar date in a time zone.
    #[must_use]
    pub fn date(self, zone: &TimeZone) -> Date {
        self.to_jiff().to_zoned_datetime(zone.clone()).date()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_jiff().fmt(f)
    }
}

/// A calendar month, written `2026-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    year: i16,
    month: i8,
}

impl Period {
    /// The month that holds an instant, in a time zone.
    #[must_use]
    pub fn of(at: Timestamp, zone: &TimeZone) -> Self {
        Self::of_date(at.date(zone))
    }

    /// The month of a date.
    #[must_use]
    pub fn of_date(date: Date) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// The month `months` later (earlier when negative).
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let index = i32::from(self.year) * 12 + i32::from(self.month) - 1 + months;
        let year = i16::try_from(index.div_euclid(12)).unwrap_or(self.year);
        let month = i8::try_from(index.rem_euclid(12) + 1).unwrap_or(1);
        Self { year, month }
    }

    /// Months from `earlier` to `self`.
    #[must_use]
    pub fn months_since(self, earlier: Self) -> i32 {
        (i32::from(self.year) - i32::from(earlier.year)) * 12 + i32::from(self.month)
            - i32::from(earlier.month)
    }

    /// Months since that before the first of year 0; never negative, and ordered as months are.
    #[must_use]
    pub fn number(self) -> u32 {
        let months = i32::from(self.year) * 12 + i32::from(self.month);
        u32::try_from(months).unwrap_or(0)
    }

    /// First day of the month.
    #[must_use]
    pub fn first_day(self) -> Date {
        date(self.year, self.month, 1)
    }

    /// First instant of the month in a time zone.
    #[must_use]
    pub fn start(self, zone: &TimeZone) -> Timestamp {
        start_of_day(self.first_day(), zone)
    }

    /// First instant after the month in a time zone.
    #[must_use]
    pub fn end(self, zone: &TimeZone) -> Timestamp {
        self.plus(1).start(zone)
    }

    /// The month in words, such as `March 2026`.
    #[must_use]
    pub fn in_words(self) -> String {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let index = usize::try_from(self.month - 1).unwrap_or(0);
        format!("{} {}", NAMES[index.min(11)], self.year)
    }
}

/// First instant of a civil day in a time zone.
#[must_use]
pub fn start_of_day(day: Date, zone: &TimeZone) -> Timestamp {
    day.to_zoned_datetime(zone.clone())
        .map_or(Timestamp(0), |z| Timestamp(z.timestamp().as_second()))
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Text that is not a month.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a month; write it as 2026-03")]
pub struct PeriodError(String);

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || PeriodError(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(error)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(error());
        }
        let year = year.parse().map_err(|_| error())?;
        let month = month.parse().map_err(|_| error())?;
        if !(1..=12).contains(&month) || !(1970..=9998).contains(&year) {
            return Err(error());
        }
        Ok(Self { year, month })
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An ISO 8601 week, written `2026-W09`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    monday: Date,
}

impl Week {
    /// The week that holds an instant, in a time zone.
    #[must_use]
    pub fn of(at: Timestamp, zone: &TimeZone) -> Self {
        let day = at.date(zone);
        let back = i64::from(day.weekday().to_monday_zero_offset());
        let monday = day.checked_sub(jiff::Span::new().days(back)).unwrap_or(day);
        Self { monday }
    }

    /// The following week.
    #[must_use]
    pub fn next(self) -> Self {
        Self { monday: self.monday.saturating_add(jiff::Span::new().days(7)) }
    }

    /// First instant of the week in a time zone.
    #[must_use]
    pub fn start(self, zone: &TimeZone) -> Timestamp {
        start_of_day(self.monday, zone)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let iso = self.monday.iso_week_date();
        write!(f, "{:04}-W{:02}", iso.year(), iso.week())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_count_across_years() {
        let period: Period = "2026-01".parse().expect("a month");
        assert_eq!(period.plus(-1).to_string(), "2025-12");
        assert_eq!(period.plus(12).months_since(period), 12);
        assert_eq!(period.in_words(), "January 2026");
    }

    #[test]
    fn months_end_in_local_time() {
        let zone = TimeZone::get("America/New_York").expect("a zone");
        let period: Period = "2026-03".parse().expect("a month");
        // Daylight saving begins inside the month, so it lasts an hour less.
        let hours = period.end(&zone).since(period.start(&zone)) / HOUR;
        assert_eq!(hours, 31 * 24 - 1);
    }

    #[test]
    fn weeks_follow_iso() {
        let at = Timestamp::parse("2027-01-01T12:00:00Z").expect("an instant");
        assert_eq!(Week::of(at, &TimeZone::UTC).to_string(), "2026-W53");
    }

    #[test]
    fn refuses_what_is_no_month() {
        for text in ["2026", "2026-13", "26-01", "2026-1", "x-01"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }
}
