//! Weeks with a check-in that the configuration's file of dates notes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::frame::Frame;
use crate::model::derived::CheckinWeek;
use crate::model::time::{Week, start_of_day};

/// Every team and week with a check-in, up to the as-of time.
pub(super) fn weeks(frame: &Frame<'_>) -> Vec<CheckinWeek> {
    let mut days: BTreeMap<(&str, String), BTreeSet<Date>> = BTreeMap::new();
    for checkin in &frame.config.read_checkins {
        let at = start_of_day(checkin.day, frame.zone);
        if at > frame.as_of {
            continue;
        }
        let week = Week::of(at, frame.zone).to_string();
        let teams = frame.teams.list.iter().map(|t| t.name.as_str());
        for team in teams.filter(|t| checkin.team.as_deref().is_none_or(|only| only == *t)) {
            days.entry((team, week.clone())).or_default().insert(checkin.day);
        }
    }
    let row = |((team, week), days): ((&str, String), BTreeSet<Date>)| CheckinWeek {
        team: team.into(),
        week: week.into(),
        days: i64::try_from(days.len()).unwrap_or(i64::MAX),
    };
    days.into_iter().map(row).collect()
}
