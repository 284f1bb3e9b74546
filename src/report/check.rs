//! The policy of `midspan check` held against a report: which bounds are kept, which are broken.

use serde::Serialize;

use super::model::{Report, TeamReport};
use super::words;
use crate::config::{self, Bound, Certainty, Config, Level, Measure, nearest};
use crate::model::time::Period;
use crate::score::outcome::{Estimate, Interval, MonthScore, Pressure};
use crate::signals::definition::Definition;

/// What came of holding every team to its bounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// Whether nothing fails the check; warnings do not.
    pub passed: bool,
    /// What the report is about.
    pub subject: String,
    /// Month that was looked at.
    pub month: Period,
    /// Figures of the month may still move: its last items have not been followed to the end.
    pub provisional: bool,
    /// When a figure breaks a bound.
    pub certainty: Certainty,
    /// What becomes of a bound whose figure there is not enough data for.
    pub missing: config::Missing,
    /// Every bound of every team, by team and measure.
    pub bounds: Vec<Checked>,
}

/// One bound of one team.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checked {
    /// Team.
    pub team: String,
    /// Key in the configuration: `position`, `control`, `signals.<id>`.
    pub measure: String,
    /// How it stands.
    pub outcome: Outcome,
    /// What it is when broken.
    pub level: Level,
    /// Least value that is in order.
    pub min: Option<f64>,
    /// Greatest value that is in order.
    pub max: Option<f64>,
    /// The figure.
    pub value: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<Interval>,
    /// All of it in a sentence without the team's name.
    pub reason: String,
}

/// How a bound stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The figure lies within.
    Kept,
    /// The figure lies beyond, and its interval reaches back: chance may do that.
    WithinChance,
    /// There is no figure.
    NotEnoughData,
    /// Broken.
    Broken,
}

impl Verdict {
    /// Bounds that are broken at a level; for errors, missing figures too where the policy says so.
    pub fn broken(&self, level: Level) -> impl Iterator<Item = &Checked> {
        self.bounds.iter().filter(move |c| c.level == level && self.is_broken(c))
    }

    /// Whether a bound counts as broken.
    #[must_use]
    pub fn is_broken(&self, checked: &Checked) -> bool {
        match checked.outcome {
            Outcome::Broken => true,
            Outcome::NotEnoughData => self.missing == config::Missing::Fail,
            Outcome::Kept | Outcome::WithinChance => false,
        }
    }
}

/// Holds every team of a report to the policy.
#[must_use]
pub fn check(report: &Report, config: &Config) -> Verdict {
    let policy = &config.check;
    let of_team = |team: &TeamReport| {
        let configured = config.teams.iter().find(|t| t.name == team.score.team);
        let bounds = policy.for_team(configured.and_then(|t| t.check.as_ref()));
        let month = team.score.months.last();
        let each = bounds.iter().map(|(measure, bound)| {
            let figure = figure(report, month, measure);
            checked(&team.score.team, measure, bound, figure, policy.certainty)
        });
        each.collect::<Vec<_>>()
    };
    let last = |team: &TeamReport| team.score.months.last().is_some_and(|m| m.provisional);
    let mut verdict = Verdict {
        passed: true,
        subject: report.subject.clone(),
        month: report.period,
        provisional: report.teams.iter().any(last),
        certainty: policy.certainty,
        missing: policy.missing,
        bounds: report.teams.iter().flat_map(of_team).collect(),
    };
    let passed = verdict.broken(Level::Error).next().is_none();
    verdict.passed = passed;
    verdict
}

/// Signals that the policy names and nobody knows: key, and the id that was meant.
#[must_use]
pub fn unknown_signals<'d>(
    config: &Config,
    definitions: &[&'d Definition],
) -> Vec<(String, Option<&'d str>)> {
    let ids: Vec<&'d str> = definitions.iter().map(|d| d.id.as_str()).collect();
    let file = config.check.signals.keys().map(|id| (format!("check.signals.{id}"), id));
    let teams = config.teams.iter().enumerate().flat_map(|(index, team)| {
        let own = team.check.iter().flat_map(|check| check.signals.keys());
        own.map(move |id| (format!("teams[{index}].check.signals.{id}"), id))
    });
    let unknown = file.chain(teams).filter(|(_, id)| !ids.contains(&id.as_str()));
    unknown.map(|(key, id)| (key, nearest(id, ids.iter().copied()))).collect()
}

/// A figure under a bound, or why there is none, with its name and how its numbers read.
struct Figure<'a> {
    name: String,
    unit: Unit<'a>,
    /// The curve does not reach it: the value is the least that it can be.
    is_least: bool,
    estimate: Result<Estimate, String>,
}

#[derive(Clone, Copy)]
enum Unit<'a> {
    Position,
    Pressure,
    Signal(&'a str),
}

impl Unit<'_> {
    fn value(self, value: f64) -> String {
        match self {
            Self::Position => words::position(value),
            Self::Pressure => words::severity(value),
            Self::Signal(unit) => words::in_unit(value, unit),
        }
    }

    fn interval(self, interval: Interval) -> String {
        match self {
            Self::Position => words::position_interval(interval),
            Self::Pressure => words::pressure_interval(interval),
            // The unit stands behind the figure already.
            Self::Signal(unit) => {
                let bare = |value| match words::in_unit(value, unit) {
                    text if text.ends_with('%') || text.ends_with('×') => text,
                    _ => words::quantity(value),
                };
                format!("{} to {}", bare(interval.low), bare(interval.high))
            }
        }
    }
}

fn figure<'a>(report: &'a Report, month: Option<&MonthScore>, measure: &Measure) -> Figure<'a> {
    let standing = month.and_then(|m| m.standing.as_ref());
    let none = || {
        let brief = month.and_then(|m| words::status_brief(&m.status));
        match brief {
            Some("not enough data") | None => "not enough data".to_owned(),
            Some(brief) => format!("not enough data: {brief}"),
        }
    };
    let pressure = |pressure: Option<&Pressure>| pressure.and_then(|p| p.value).ok_or_else(none);
    let plain = |name: &str, unit, estimate| Figure {
        name: name.to_owned(),
        unit,
        is_least: false,
        estimate,
    };
    match measure {
        Measure::Position => {
            plain("position", Unit::Position, standing.map(|s| s.position).ok_or_else(none))
        }
        Measure::Tension => {
            plain("tension", Unit::Pressure, standing.map(|s| s.tension).ok_or_else(none))
        }
        Measure::Control => plain(
            "control pressure",
            Unit::Pressure,
            pressure(month.and_then(|m| m.control.as_ref())),
        ),
        Measure::Drift => {
            plain("drift pressure", Unit::Pressure, pressure(month.and_then(|m| m.drift.as_ref())))
        }
        Measure::Signal(id) => signal(report, month, id, none),
    }
}

fn signal<'a>(
    report: &'a Report,
    month: Option<&MonthScore>,
    id: &str,
    none: impl Fn() -> String,
) -> Figure<'a> {
    let definition = report.definitions.iter().map(|d| &d.definition).find(|d| d.id == id);
    let found = month.and_then(|m| m.signals.iter().find(|s| s.id == id));
    let reason = || found.and_then(|f| f.missing.as_ref()).map_or_else(&none, words::missing);
    Figure {
        name: definition.map_or_else(|| id.to_owned(), |d| d.title.clone()),
        unit: Unit::Signal(definition.map_or("", |d| d.unit.as_str())),
        is_least: found.is_some_and(|f| f.beyond_horizon),
        estimate: found.and_then(|f| f.estimate).ok_or_else(reason),
    }
}

fn checked(
    team: &str,
    measure: &Measure,
    bound: &Bound,
    figure: Figure<'_>,
    certainty: Certainty,
) -> Checked {
    let Figure { name, unit, is_least, estimate } = figure;
    let (outcome, reason) = match &estimate {
        Err(why) => (Outcome::NotEnoughData, format!("{name}: {why}")),
        Ok(estimate) => {
            let (outcome, where_) = stands(bound, *estimate, is_least, certainty, unit);
            let range = estimate.interval.map(|i| format!(" ({})", unit.interval(i)));
            let over = if is_least { "over " } else { "" };
            let value = unit.value(estimate.value);
            (outcome, format!("{name}: {over}{value}{}, {where_}", range.unwrap_or_default()))
        }
    };
    let estimate = estimate.ok();
    Checked {
        team: team.to_owned(),
        measure: measure.key(),
        outcome,
        level: bound.level,
        min: bound.min,
        max: bound.max,
        value: estimate.map(|e| e.value),
        interval: estimate.and_then(|e| e.interval),
        reason,
    }
}

/// How a figure stands to its bound, and the same in words.
fn stands(
    bound: &Bound,
    estimate: Estimate,
    is_least: bool,
    certainty: Certainty,
    unit: Unit<'_>,
) -> (Outcome, String) {
    let above = bound.max.filter(|max| estimate.value > *max);
    // Of a figure that is a lower bound nobody knows that it is too low.
    let below = bound.min.filter(|min| estimate.value < *min && !is_least);
    let (side, limit) = match (above, below) {
        (Some(max), _) => ("above the bound of", max),
        (None, Some(min)) => ("below the bound of", min),
        (None, None) => return (Outcome::Kept, within(bound, unit)),
    };
    let place = format!("{side} {}", unit.value(limit));
    let whole = estimate.interval.is_some_and(|i| match above {
        Some(max) => i.low > max,
        None => i.high < limit,
    });
    match certainty {
        Certainty::Value => (Outcome::Broken, place),
        Certainty::Interval if whole => {
            (Outcome::Broken, format!("{place} with its whole 95 % interval"))
        }
        Certainty::Interval => {
            (Outcome::WithinChance, format!("{place}, but within what chance does"))
        }
    }
}

fn within(bound: &Bound, unit: Unit<'_>) -> String {
    match (bound.min, bound.max) {
        (Some(min), Some(max)) => format!("within {} to {}", unit.value(min), unit.value(max)),
        (Some(min), None) => format!("not below {}", unit.value(min)),
        (None, Some(max)) => format!("not above {}", unit.value(max)),
        (None, None) => "no bound".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand(bound: (Option<f64>, Option<f64>), figure: (f64, f64, f64)) -> (Outcome, String) {
        let bound = Bound { min: bound.0, max: bound.1, level: Level::Error };
        let (value, low, high) = figure;
        let estimate = Estimate { value, interval: Some(Interval { low, high }) };
        stands(&bound, estimate, false, Certainty::Interval, Unit::Pressure)
    }

    #[test]
    fn only_a_whole_interval_beyond_breaks() {
        let max = (None, Some(0.45));
        assert_eq!(stand(max, (0.40, 0.30, 0.50)).0, Outcome::Kept);
        assert_eq!(stand(max, (0.50, 0.40, 0.60)).0, Outcome::WithinChance);
        assert_eq!(stand(max, (0.60, 0.45, 0.70)).0, Outcome::WithinChance, "up to the bound");
        assert_eq!(stand(max, (0.60, 0.46, 0.70)).0, Outcome::Broken);
        let min = (Some(0.2), None);
        assert_eq!(stand(min, (0.10, 0.05, 0.25)).0, Outcome::WithinChance);
        assert_eq!(stand(min, (0.10, 0.05, 0.15)).0, Outcome::Broken);
        let words = stand(max, (0.60, 0.46, 0.70)).1;
        assert_eq!(words, "above the bound of .45 with its whole 95 % interval");
    }

    #[test]
    fn without_an_interval_only_the_value_can_break() {
        let bound = Bound { min: None, max: Some(1.0), level: Level::Error };
        let estimate = Estimate { value: 2.0, interval: None };
        let with = |certainty| stands(&bound, estimate, false, certainty, Unit::Pressure).0;
        assert_eq!(with(Certainty::Interval), Outcome::WithinChance);
        assert_eq!(with(Certainty::Value), Outcome::Broken);
    }

    #[test]
    fn a_lower_bound_is_never_too_low() {
        let bound = Bound { min: Some(10.0), max: Some(4.0), level: Level::Error };
        let estimate = Estimate { value: 3.0, interval: None };
        let stands = |least| stands(&bound, estimate, least, Certainty::Value, Unit::Pressure).0;
        assert_eq!((stands(true), stands(false)), (Outcome::Kept, Outcome::Broken));
    }
}
