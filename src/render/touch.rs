//! The leader role's touch by month, as charts and pages show it: picked out of the scores.

use crate::model::time::Period;
use crate::report::{Report, TeamReport};
use crate::score::outcome::{Interval, Status};

/// The signal.
const SIGNAL: &str = "leader_touch_ratio";

/// Shares that count to neither pressure, between the calm references of both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Below it the share counts to drift.
    pub low: f64,
    /// Above it the share counts to control.
    pub high: f64,
}

impl Band {
    /// The band of a report's definitions; `None` where the signal does not count to both sides.
    #[must_use]
    pub fn of(report: &Report) -> Option<Self> {
        let doc = report.definitions.iter().find(|doc| doc.definition.id == SIGNAL)?;
        let (control, drift) = (doc.definition.control.as_ref()?, doc.definition.drift.as_ref()?);
        (drift.green < control.green).then_some(Self { low: drift.green, high: control.green })
    }
}

/// One month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Month {
    /// Which.
    pub period: Period,
    /// Pull requests behind it.
    pub items: u32,
    /// Share touched; `None` where there is no figure.
    pub share: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<Interval>,
    /// Months that it looks back on.
    pub window_months: u32,
}

/// The months of a report for one team, oldest first; nothing of a team that is too small.
#[must_use]
pub fn months(report: &Report, team: &TeamReport) -> Vec<Month> {
    let of = |period: &Period| {
        let blank =
            Month { period: *period, items: 0, share: None, interval: None, window_months: 1 };
        let Some(month) = team.score.months.iter().find(|month| month.period == *period) else {
            return blank;
        };
        if matches!(month.status, Status::TooFewPeople { .. }) {
            return blank;
        }
        month.signals.iter().find(|figure| figure.id == SIGNAL).map_or(blank, |figure| Month {
            items: figure.items,
            share: figure.estimate.map(|estimate| estimate.value),
            interval: figure.estimate.and_then(|estimate| estimate.interval),
            window_months: figure.window_months,
            ..blank
        })
    };
    report.periods.iter().map(of).collect()
}
