//! The report as tables, for spreadsheets and scripts: what the page shows, one file a table.

use super::model::{Report, TeamReport};
use super::words;
use crate::model::table::{Column, Table};
use crate::score::outcome::{Estimate, MonthScore, Pressure, SignalFigure, Status, SureZone, Zone};

crate::table! {
    /// Where a team stands in a month.
    pub struct StandingRow in "standings" {
        /// Team.
        pub team: String,
        /// Month, `YYYY-MM`.
        pub period: String,
        /// `scored`, `screening`, `too_few_people`, `too_little_work`, `no_leaders` or `too_little_evidence`.
        pub status: String,
        /// 1, or 3 where the month alone was too small.
        pub window_months: i64,
        /// The last items have not been followed for their full horizon.
        pub provisional: bool,
        /// Leaders.
        pub leaders: i64,
        /// People who are no leaders.
        pub peers: i64,
        /// Pull requests of peers that became ready in the window.
        pub ready: i64,
        /// Control pressure, 0 to 1.
        pub control: Option<f64>,
        /// Lower end of its 95 % interval.
        pub control_low: Option<f64>,
        /// Upper end.
        pub control_high: Option<f64>,
        /// Drift pressure, 0 to 1.
        pub drift: Option<f64>,
        /// Lower end of its 95 % interval.
        pub drift_low: Option<f64>,
        /// Upper end.
        pub drift_high: Option<f64>,
        /// Position, -100 (micromanagement) to +100 (disengagement). Not a balance where the zone is `pulled_both_ways`.
        pub position: Option<f64>,
        /// Lower end of its 95 % interval.
        pub position_low: Option<f64>,
        /// Upper end.
        pub position_high: Option<f64>,
        /// Tension, 0 to 1: how far both pressures are high at once.
        pub tension: Option<f64>,
        /// `micro_engaged`, `approval_bound`, `drifting`, `pulled_both_ways` or `unclear`.
        pub zone: Option<String>,
    }
}

crate::table! {
    /// The figure of a signal for a team in a month.
    pub struct FigureRow in "figures" {
        /// Team.
        pub team: String,
        /// Month, `YYYY-MM`.
        pub period: String,
        /// Signal, as its file is called.
        pub signal: String,
        /// Items that it rests on.
        pub items: i64,
        /// Those still open, which are lower bounds.
        pub censored: i64,
        /// Sum of values.
        pub total: f64,
        /// Sum of exposures.
        pub exposure: f64,
        /// Months looked back on.
        pub window_months: i64,
        /// Figure before shrinkage and before odds are taken, in the unit of the signal.
        pub raw: Option<f64>,
        /// Figure, in the unit of the signal.
        pub value: Option<f64>,
        /// Lower end of its 95 % interval.
        pub low: Option<f64>,
        /// Upper end.
        pub high: Option<f64>,
        /// The figure is a lower bound: the curve does not come down to it within the horizon.
        pub beyond_horizon: bool,
        /// Severity towards control, 0 to 1.
        pub control_severity: Option<f64>,
        /// Severity towards drift, 0 to 1.
        pub drift_severity: Option<f64>,
        /// Why there is no figure.
        pub missing: Option<String>,
    }
}

crate::table! {
    /// An item behind the figure of a signal in the last month: those that weigh most.
    pub struct EvidenceRow in "evidence" {
        /// Team.
        pub team: String,
        /// Month, `YYYY-MM`.
        pub period: String,
        /// Signal, as its file is called.
        pub signal: String,
        /// Repository as `owner/name`.
        pub repo: String,
        /// Pull request or issue as `#12`, milestone as `milestone#3`, or a commit id.
        pub item: String,
        /// Value of the item.
        pub value: f64,
        /// Exposure of the item.
        pub exposure: f64,
        /// Still open, so the value is a lower bound.
        pub censored: bool,
    }
}

crate::table! {
    /// Open hours of a team's pull requests in a month, by what they waited for.
    pub struct WaitRow in "waits" {
        /// Team.
        pub team: String,
        /// Month, `YYYY-MM`.
        pub period: String,
        /// What they waited for, in the words of the page.
        pub waits_for: String,
        /// Business hours.
        pub business_hours: f64,
        /// Wall hours.
        pub wall_hours: f64,
    }
}

crate::table! {
    /// A milestone planned against done.
    pub struct MilestoneTableRow in "milestones" {
        /// Team.
        pub team: String,
        /// Repository as `owner/name`.
        pub repo: String,
        /// Number.
        pub number: i64,
        /// Title.
        pub title: String,
        /// Created, `YYYY-MM-DD`.
        pub created: String,
        /// Due date first seen.
        pub first_due: Option<String>,
        /// Due date now.
        pub due: Option<String>,
        /// Closed.
        pub closed: Option<String>,
        /// Days past the date first seen; a lower bound while open; negative: early.
        pub slip_days: Option<f64>,
        /// Issues and pull requests in it.
        pub items: i64,
        /// Those done.
        pub done: i64,
    }
}

crate::table! {
    /// Something to try next month.
    pub struct SuggestionRow in "suggestions" {
        /// Team.
        pub team: String,
        /// 1 to 3, the one with the largest expected effect first.
        pub rank: i64,
        /// Rule.
        pub rule: String,
        /// What to try.
        pub title: String,
        /// What it rests on.
        pub evidence: String,
        /// What is expected of it.
        pub expected: String,
        /// Signal to look at.
        pub signal: String,
        /// Items behind it.
        pub items: i64,
    }
}

crate::table! {
    /// Intervals of a team and month, as `midspan score` keeps them.
    pub struct IntervalRow in "intervals" {
        /// Team.
        pub team: String,
        /// Month, `YYYY-MM`.
        pub period: String,
        /// Lower end of the 95 % interval of control pressure.
        pub control_low: Option<f64>,
        /// Upper end.
        pub control_high: Option<f64>,
        /// Lower end of the 95 % interval of drift pressure.
        pub drift_low: Option<f64>,
        /// Upper end.
        pub drift_high: Option<f64>,
        /// Lower end of the 95 % interval of the position.
        pub position_low: Option<f64>,
        /// Upper end.
        pub position_high: Option<f64>,
        /// Zone, where one holds in 80 % of the resamples.
        pub zone: Option<String>,
        /// Digest of what they rest on.
        pub rests_on: String,
        /// File of the batch.
        pub part: String,
    }
}

/// The tables of a report with their names, in a fixed order; a table without a row is left in.
#[must_use]
pub fn tables(report: &Report) -> Vec<(&'static str, Vec<Column>)> {
    vec![
        named(&of_months(report, standing)),
        named(&of_months(report, figures)),
        named(&report.teams.iter().flat_map(evidence).collect::<Vec<_>>()),
        named(&report.teams.iter().flat_map(waits).collect::<Vec<_>>()),
        named(&report.teams.iter().flat_map(milestones).collect::<Vec<_>>()),
        named(&report.teams.iter().flat_map(suggestions).collect::<Vec<_>>()),
    ]
}

fn named<T: Table>(rows: &[T]) -> (&'static str, Vec<Column>) {
    (T::NAME, T::to_columns(rows))
}

fn of_months<T>(report: &Report, rows: impl Fn(&str, &MonthScore) -> Vec<T>) -> Vec<T> {
    let months = report
        .teams
        .iter()
        .flat_map(|team| team.score.months.iter().flat_map(|month| rows(&team.score.team, month)));
    months.collect()
}

/// Value and interval of an estimate.
fn parts(estimate: Option<Estimate>) -> [Option<f64>; 3] {
    let interval = estimate.and_then(|estimate| estimate.interval);
    [estimate.map(|e| e.value), interval.map(|i| i.low), interval.map(|i| i.high)]
}

/// The row of a team and month.
#[must_use]
pub fn standing(team: &str, month: &MonthScore) -> Vec<StandingRow> {
    let pressure = |pressure: &Option<Pressure>| parts(pressure.as_ref().and_then(|p| p.value));
    let [control, control_low, control_high] = pressure(&month.control);
    let [drift, drift_low, drift_high] = pressure(&month.drift);
    let standing = month.standing.as_ref();
    let [position, position_low, position_high] = parts(standing.map(|s| s.position));
    vec![StandingRow {
        team: team.to_owned(),
        period: month.period.to_string(),
        status: status(&month.status).to_owned(),
        window_months: i64::from(month.window_months),
        provisional: month.provisional,
        leaders: i64::from(month.leaders),
        peers: i64::from(month.peers),
        ready: i64::from(month.ready),
        control,
        control_low,
        control_high,
        drift,
        drift_low,
        drift_high,
        position,
        position_low,
        position_high,
        tension: standing.map(|s| s.tension.value),
        zone: standing.map(|s| zone(s.zone).to_owned()),
    }]
}

fn status(status: &Status) -> &'static str {
    match status {
        Status::Scored => "scored",
        Status::Screening => "screening",
        Status::TooFewPeople { .. } => "too_few_people",
        Status::TooLittleWork { .. } => "too_little_work",
        Status::NoLeaders => "no_leaders",
        Status::TooLittleEvidence => "too_little_evidence",
    }
}

fn zone(zone: Zone) -> &'static str {
    match words::sure(zone) {
        Ok(SureZone::MicroEngaged) => "micro_engaged",
        Ok(SureZone::ApprovalBound) => "approval_bound",
        Ok(SureZone::Drifting) => "drifting",
        Ok(SureZone::PulledBothWays) => "pulled_both_ways",
        Err(_) => "unclear",
    }
}

/// The rows of a team and month, one a signal.
#[must_use]
pub fn figures(team: &str, month: &MonthScore) -> Vec<FigureRow> {
    month.signals.iter().map(|signal| figure(team, month, signal)).collect()
}

fn figure(team: &str, month: &MonthScore, signal: &SignalFigure) -> FigureRow {
    let [value, low, high] = parts(signal.estimate);
    FigureRow {
        team: team.to_owned(),
        period: month.period.to_string(),
        signal: signal.id.clone(),
        items: i64::from(signal.items),
        censored: i64::from(signal.censored),
        total: signal.total,
        exposure: signal.exposure,
        window_months: i64::from(signal.window_months),
        raw: signal.raw,
        value,
        low,
        high,
        beyond_horizon: signal.beyond_horizon,
        control_severity: signal.control_severity,
        drift_severity: signal.drift_severity,
        missing: signal.missing.as_ref().map(words::missing),
    }
}

fn evidence(team: &TeamReport) -> Vec<EvidenceRow> {
    let Some(month) = team.score.months.last() else { return Vec::new() };
    let items = month.signals.iter().flat_map(|signal| {
        signal.evidence.iter().map(|item| EvidenceRow {
            team: team.score.team.clone(),
            period: month.period.to_string(),
            signal: signal.id.clone(),
            repo: item.repo.clone(),
            item: item.item.clone(),
            value: item.value,
            exposure: item.exposure,
            censored: item.censored,
        })
    });
    items.collect()
}

fn waits(team: &TeamReport) -> Vec<WaitRow> {
    let hours = team.waits.iter().flat_map(|month| {
        month.hours.iter().map(|hours| WaitRow {
            team: team.score.team.clone(),
            period: month.period.to_string(),
            waits_for: words::wait_kind(hours.kind).to_owned(),
            business_hours: hours.business_hours,
            wall_hours: hours.wall_hours,
        })
    });
    hours.collect()
}

fn milestones(team: &TeamReport) -> Vec<MilestoneTableRow> {
    let rows = team.milestones.iter().map(|row| MilestoneTableRow {
        team: team.score.team.clone(),
        repo: row.repo.clone(),
        number: row.number,
        title: row.title.clone(),
        created: row.created.clone(),
        first_due: row.first_due.clone(),
        due: row.due.clone(),
        closed: row.closed.clone(),
        slip_days: row.slip_days,
        items: whole(row.items),
        done: whole(row.done),
    });
    rows.collect()
}

fn suggestions(team: &TeamReport) -> Vec<SuggestionRow> {
    let rows = team.advice.iter().zip(1_i64..).map(|(advice, rank)| SuggestionRow {
        team: team.score.team.clone(),
        rank,
        rule: advice.rule.clone(),
        title: advice.title.clone(),
        evidence: advice.evidence.clone(),
        expected: advice.expected.text.clone(),
        signal: advice.watch.signal.clone(),
        items: whole(advice.items.len() as u64 + advice.more_items),
    });
    rows.collect()
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
