//! What all rows need: months, calendars, rosters.

use std::path::Path;

use globset::GlobSet;
use jiff::tz::TimeZone;

use super::almanac::Almanac;
use crate::config::Config;
use crate::derive::calendar::WorkingTime;
use crate::derive::people::People;
use crate::derive::role::{Role, Roles};
use crate::derive::roster::{Span, TeamRoster, TeamSetup, Teams};
use crate::model::table::Text;
use crate::model::time::{HOUR, Period, Timestamp};

/// Business hours for which a pull request is followed (model 1.0).
pub(super) const HORIZON_BH: i64 = 80;
/// Business hours without a human event from which a pull request is stale (model A.12).
pub(super) const STALE_BH: i64 = 40;

/// A month to derive.
#[derive(Clone, Debug)]
pub(super) struct Month {
    /// Which.
    pub(super) period: Period,
    /// As tables write it.
    pub(super) text: String,
    /// Begin.
    pub(super) start: Timestamp,
    /// End of the calendar month.
    pub(super) end: Timestamp,
}

/// The setting in which rows are made.
pub(super) struct Frame<'a> {
    /// Time at which everything is looked at.
    pub(super) as_of: Timestamp,
    /// Time zone of months and weeks.
    pub(super) zone: &'a TimeZone,
    /// Configuration.
    pub(super) config: &'a Config,
    /// Who is who.
    pub(super) people: &'a People,
    /// Months and weeks as text.
    pub(super) almanac: Almanac,
    /// Months to derive that have begun.
    pub(super) months: Vec<Month>,
    /// Teams.
    pub(super) teams: &'a Teams,
    /// Working time where a team has none of its own.
    pub(super) clock: WorkingTime,
    /// Working time by team.
    pub(super) clocks: Vec<WorkingTime>,
    /// Roster by team.
    pub(super) rosters: Vec<TeamRoster<'a>>,
    /// Paths that are never low-risk.
    pub(super) protected: GlobSet,
}

/// Months of a list that have begun at a time.
pub(super) fn months(periods: &[Period], as_of: Timestamp, zone: &TimeZone) -> Vec<Month> {
    let month = |period: &Period| Month {
        period: *period,
        text: period.to_string(),
        start: period.start(zone),
        end: period.end(zone),
    };
    periods.iter().map(month).filter(|m| m.start < as_of).collect()
}

/// From the begin of the first month to the end of the last, or the as-of time.
pub(super) fn span(months: &[Month], as_of: Timestamp) -> Span {
    let start = months.first().map_or(as_of, |m| m.start);
    (start, months.last().map_or(as_of, |m| m.end.min(as_of)))
}

impl Frame<'_> {
    /// See [`span`].
    pub(super) fn span(&self) -> Span {
        span(&self.months, self.as_of)
    }

    /// The derived month that holds an instant.
    pub(super) fn month_of(&self, at: Timestamp) -> Option<&Month> {
        let after = self.months.partition_point(|m| m.start <= at);
        after.checked_sub(1).and_then(|i| self.months.get(i)).filter(|m| at < m.end)
    }

    /// The team; always there for an index that [`Teams::of`] gave.
    pub(super) fn team(&self, team: usize) -> Option<&TeamSetup> {
        self.teams.list.get(team)
    }

    /// Name of a team.
    pub(super) fn team_name(&self, team: usize) -> Text {
        self.team(team).map_or_else(Text::default, |t| t.name.as_str().into())
    }

    /// Role of a person in a team at a time.
    pub(super) fn role(&self, team: usize, person: &str, at: Timestamp) -> Role {
        self.rosters.get(team).map_or(Role::Outsider, |r| r.role(person, at))
    }

    /// What an actor is to something: its author, else the role.
    pub(super) fn by(&self, team: usize, author: &str, actor: &str, at: Timestamp) -> &'static str {
        if actor == author { "author" } else { self.role(team, actor, at).as_str() }
    }

    /// Working seconds of a team between two instants.
    pub(super) fn working(&self, team: usize, from: Timestamp, to: Timestamp) -> i64 {
        self.clocks.get(team).map_or(0, |c| c.between(from, to))
    }

    /// Business hours of a team between two instants; 0 where the second is not later.
    pub(super) fn hours(&self, team: usize, from: Timestamp, to: Timestamp) -> f64 {
        if to <= from { 0.0 } else { self.working(team, from, to) as f64 / HOUR as f64 }
    }

    /// Whether any of the paths is never low-risk.
    pub(super) fn is_protected<P: AsRef<Path>>(&self, paths: impl IntoIterator<Item = P>) -> bool {
        paths.into_iter().any(|p| self.protected.is_match(p))
    }

    /// The instant by which some business hours will have passed.
    pub(super) fn after(&self, team: usize, from: Timestamp, business_hours: i64) -> Timestamp {
        self.clocks.get(team).map_or(from, |c| c.after(from, business_hours * HOUR))
    }
}

/// Wall hours between two instants.
pub(super) fn wall_hours(from: Timestamp, to: Timestamp) -> f64 {
    to.since(from).max(0) as f64 / HOUR as f64
}
