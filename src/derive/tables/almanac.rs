//! Month and week of an instant as text, looked up instead of computed a million times.

use compact_str::ToCompactString;
use jiff::tz::TimeZone;

use crate::model::table::Text;
use crate::model::time::{Period, Timestamp, Week};

/// Months and weeks of a span of time, in one time zone.
#[derive(Clone, Debug)]
pub(super) struct Almanac {
    zone: TimeZone,
    months: Vec<(Timestamp, Text)>,
    weeks: Vec<(Timestamp, Text)>,
}

impl Almanac {
    /// Covers the time between two instants; outside of it answers are computed.
    pub(super) fn new(from: Timestamp, to: Timestamp, zone: &TimeZone) -> Self {
        let (mut months, mut weeks) = (Vec::new(), Vec::new());
        let mut month = Period::of(from, zone);
        while months.is_empty() || month.start(zone) <= to {
            months.push((month.start(zone), month.to_compact_string()));
            month = month.plus(1);
        }
        let mut week = Week::of(from, zone);
        while weeks.is_empty() || week.start(zone) <= to {
            weeks.push((week.start(zone), week.to_compact_string()));
            week = week.next();
        }
        // Ends of the covered span, so that what lies after it is not taken for its last entry.
        months.push((month.start(zone), Text::default()));
        weeks.push((week.start(zone), Text::default()));
        Self { zone: zone.clone(), months, weeks }
    }

    /// Month `YYYY-MM`.
    pub(super) fn month(&self, at: Timestamp) -> Text {
        find(&self.months, at).unwrap_or_else(|| Period::of(at, &self.zone).to_compact_string())
    }

    /// ISO week.
    pub(super) fn week(&self, at: Timestamp) -> Text {
        find(&self.weeks, at).unwrap_or_else(|| Week::of(at, &self.zone).to_compact_string())
    }
}

fn find(entries: &[(Timestamp, Text)], at: Timestamp) -> Option<Text> {
    let after = entries.partition_point(|(start, _)| *start <= at);
    let (_, text) = after.checked_sub(1).and_then(|i| entries.get(i))?;
    (!text.is_empty()).then(|| text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_calendar_inside_and_outside() {
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let at = |text| Timestamp::parse(text).expect("an instant");
        let almanac = Almanac::new(at("2026-01-10T00:00:00Z"), at("2026-03-10T00:00:00Z"), &zone);
        for text in [
            "2025-12-31T22:59:59Z",
            "2025-12-31T23:00:00Z",
            "2026-02-28T23:00:00Z",
            "2026-03-31T21:59:59Z",
            "2026-03-31T22:00:00Z",
            "2027-01-01T00:00:00Z",
        ] {
            assert_eq!(almanac.month(at(text)), Period::of(at(text), &zone).to_string(), "{text}");
            assert_eq!(almanac.week(at(text)), Week::of(at(text), &zone).to_string(), "{text}");
        }
    }
}
