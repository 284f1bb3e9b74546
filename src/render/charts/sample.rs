//! Invented reports for tests: each zone and each reason for none, and as many teams as wanted.

use crate::model::time::Period;
use crate::report::{MilestoneRow, MonthWaits, Report, SignalDoc, TeamReport, WaitHours, WaitKind};
use crate::score::outcome::{
    Estimate, FacetScore, Interval, Missing, MonthScore, Pressure, SignalFigure, Standing, Status,
    SureZone, TeamScore, WeightCheck, Zone, ZoneShares,
};
use crate::signals::definition::{
    Anchors, Axis, Definition, Estimator, Facet, Grade, Scale, Tier, Window,
};

/// A team name that tries to break out of every format.
pub(super) const HOSTILE: &str = "Search <script>alert(\"x\")</script> & \u{202E}friends";

/// The month that samples are about.
pub(super) fn period() -> Period {
    "2026-03".parse().expect("a month")
}

/// Six months that end with it.
fn periods() -> Vec<Period> {
    (-5..=0).map(|back| period().plus(back)).collect()
}

/// A report of eight teams: every zone, and most reasons for none.
pub(super) fn sample_report() -> Report {
    let mut report = empty_report();
    report.headline = "In March, approval held up one team of five, one moved without attention, \
                       one was pulled both ways, and one was engaged and not in the way."
        .to_owned();
    report.teams = vec![
        scored("Billing", (0.618, 0.114), -0.05),
        scored("Checkout", (0.136, 0.126), 0.01),
        without("Data lake", Status::Screening),
        without(
            "Design tokens",
            Status::TooFewPeople { active: 4, authors: 2, least_active: 5, least_authors: 3 },
        ),
        scored("Mobile", (0.037, 0.659), 0.06),
        scored("Platform", (0.710, 0.728), 0.005),
        scored(HOSTILE, (0.44, 0.20), -0.03),
        without("Tooling", Status::NoLeaders),
    ];
    if let Some(team) = report.teams.get_mut(6) {
        unclear(team);
    }
    report
}

/// A report of `count` scored teams with names of all lengths, spread over the plane.
pub(super) fn crowd(count: usize) -> Report {
    let mut report = empty_report();
    report.headline = format!("In March, {count} teams were looked at.");
    report.teams = (0..count)
        .map(|index| {
            let spin = index as f64 * 0.618_034;
            let control = (spin * 7.3).fract() * 0.9 + 0.04;
            let drift = (spin * 3.1 + 0.2).fract() * 0.9 + 0.04;
            let tail = ["", "-platform", "-and-release-engineering-for-everyone", " & co"];
            let name = format!("team-{index:02}{}", tail.get(index % 4).unwrap_or(&""));
            scored(&name, (control, drift), (spin.fract() - 0.5) * 0.1)
        })
        .collect();
    report
}

/// A report without teams.
pub(super) fn empty_report() -> Report {
    Report {
        subject: "northlight".to_owned(),
        example: true,
        version: "0.1.0".to_owned(),
        score_version: "1".to_owned(),
        as_of: "2026-04-02T06:00:00Z".to_owned(),
        period: period(),
        periods: periods(),
        time_zone: "UTC".to_owned(),
        repositories: Vec::new(),
        headline: String::new(),
        teams: Vec::new(),
        definitions: definitions(),
        practices: Vec::new(),
        notes: Vec::new(),
    }
}

/// A team whose pressures end at `at` and drifted there by `step` a month.
fn scored(name: &str, (control, drift): (f64, f64), step: f64) -> TeamReport {
    let months = periods()
        .into_iter()
        .enumerate()
        .map(|(index, period)| {
            let back = 5.0 - index as f64;
            let wobble = ((index * 7 + name.len()) % 5) as f64 * 0.012 - 0.024;
            let then = (control + step * back + wobble, drift - step * back - wobble);
            let at = if index == 5 { (control, drift) } else { then };
            month(period, at, index == 5 && name.starts_with("Check"))
        })
        .collect();
    let mut team = bare(name, months);
    team.waits = periods().into_iter().enumerate().map(|(i, p)| waits(p, i, control)).collect();
    team.survival = crate::report::survival::sample(3.0 + 25.0 * control);
    team.milestones = milestones();
    team
}

fn bare(name: &str, months: Vec<MonthScore>) -> TeamReport {
    TeamReport {
        score: TeamScore {
            team: name.to_owned(),
            months,
            trend: None,
            shift: None,
            control_shift: None,
            drift_shift: None,
        },
        summary: String::new(),
        moved: Vec::new(),
        leaders_inferred_by: (name == "Mobile").then(|| "merges".to_owned()),
        waits: Vec::new(),
        survival: Vec::new(),
        milestones: Vec::new(),
        confounders: Vec::new(),
        flags: Vec::new(),
        findings: Vec::new(),
        advice: Vec::new(),
    }
}

fn without(name: &str, status: Status) -> TeamReport {
    let mut month = month(period(), (0.3, 0.3), false);
    month.standing = None;
    month.control = None;
    if status != Status::NoLeaders {
        month.drift = None;
    }
    month.position_bounds = Some(Interval { low: -62.0, high: 38.0 });
    month.status = status;
    month.signals.clear();
    bare(name, vec![month])
}

fn unclear(team: &mut TeamReport) {
    let last = team.score.months.last_mut().and_then(|month| month.standing.as_mut());
    if let Some(standing) = last {
        let (first, second) = (SureZone::MicroEngaged, SureZone::ApprovalBound);
        standing.zone = Zone::Unclear { first, second };
        standing.shares.micro_engaged = 0.55;
        standing.shares.approval_bound = 0.45;
    }
    if let Some(gap) = team.score.months.get_mut(2) {
        gap.standing = None;
        gap.control = None;
        gap.status = Status::TooLittleWork { ready: 5 };
    }
}

/// A scored month; intervals are a fixed width.
pub(super) fn month(period: Period, (control, drift): (f64, f64), provisional: bool) -> MonthScore {
    let (control, drift) = (control.clamp(0.0, 1.0), drift.clamp(0.0, 1.0));
    MonthScore {
        period,
        status: Status::Scored,
        window_months: 1,
        provisional,
        tier: Tier::Full,
        leaders: 1,
        peers: 6,
        ready: 52,
        control: Some(pressure(Axis::Control, control)),
        drift: Some(pressure(Axis::Drift, drift)),
        position_bounds: None,
        standing: Some(standing(control, drift)),
        signals: figures(control, drift),
    }
}

fn standing(control: f64, drift: f64) -> Standing {
    let position = 100.0 * (drift - control);
    let zone = match (control >= 0.45, drift >= 0.45) {
        (false, false) => Zone::MicroEngaged,
        (true, false) => Zone::ApprovalBound,
        (false, true) => Zone::Drifting,
        (true, true) => Zone::PulledBothWays,
    };
    let share = |of: Zone| if of == zone { 0.97 } else { 0.01 };
    Standing {
        position: Estimate {
            value: position,
            interval: Some(Interval { low: position - 15.0, high: position + 14.0 }),
        },
        tension: Estimate { value: 0.0, interval: None },
        strain: control.max(drift),
        zone,
        shares: ZoneShares {
            micro_engaged: share(Zone::MicroEngaged),
            approval_bound: share(Zone::ApprovalBound),
            drifting: share(Zone::Drifting),
            pulled_both_ways: share(Zone::PulledBothWays),
        },
        sustained: false,
        depends_on: Vec::new(),
        weights: Some(WeightCheck { kept: 1.0, sensitive: false }),
        low_risk: None,
        change: None,
    }
}

fn pressure(axis: Axis, value: f64) -> Pressure {
    let interval = Interval { low: (value - 0.09).max(0.0), high: (value + 0.08).min(1.0) };
    Pressure {
        axis,
        value: Some(Estimate { value, interval: Some(interval) }),
        coverage: 1.0,
        bounds: interval,
        facets: Facet::ALL
            .into_iter()
            .filter(|facet| facet.axis() == axis)
            .enumerate()
            .map(|(index, facet)| FacetScore {
                facet,
                value: (index != 2 || value < 0.6).then_some(Estimate {
                    value: (value * (0.4 + 0.3 * index as f64)).min(1.0),
                    interval: None,
                }),
                coverage: 1.0,
                contribution: None,
            })
            .collect(),
        corroborated: true,
        one_facet: None,
        missing: None,
    }
}

fn waits(period: Period, index: usize, control: f64) -> MonthWaits {
    let kinds = [
        (WaitKind::LeaderAnswered, 400.0 * control),
        (WaitKind::LeaderBypassed, 12.0),
        (WaitKind::LeaderAbsent, 30.0 * (1.0 - control)),
        (WaitKind::Peer, 120.0 + 10.0 * index as f64),
        (WaitKind::NobodyAsked, 60.0),
        (WaitKind::Author, 180.0),
        (WaitKind::ToMerge, 40.0),
        (WaitKind::Draft, 90.0),
        (WaitKind::CiUnknown, if index == 1 { 25.0 } else { 0.0 }),
    ];
    let hours = kinds
        .into_iter()
        .map(|(kind, hours)| WaitHours { kind, business_hours: hours, wall_hours: hours * 3.0 })
        .collect();
    MonthWaits { period, pull_requests: 40, hours }
}

fn milestones() -> Vec<MilestoneRow> {
    let row =
        |number, title: &str, created: &str, due: Option<&str>, closed: Option<&str>, slip| {
            MilestoneRow {
                repo: "northlight/app".to_owned(),
                number,
                title: title.to_owned(),
                created: created.to_owned(),
                first_due: due.map(str::to_owned),
                due: due.map(str::to_owned),
                closed: closed.map(str::to_owned),
                slip_days: slip,
                items: 12,
                done: 9,
            }
        };
    vec![
        row(1, "Invoice <v2>", "2025-10-12", Some("2025-12-15"), Some("2025-12-23"), Some(8.0)),
        row(2, "SEPA refunds", "2025-11-20", Some("2026-01-10"), Some("2026-01-10"), Some(0.0)),
        row(3, "Ledger export", "2026-01-05", Some("2026-03-15"), None, Some(18.0)),
        row(4, "Someday", "2026-02-01", None, None, None),
    ]
}

/// Two scored signals, one a pressure, and one that is shown only.
fn definitions() -> Vec<SignalDoc> {
    let signals = [
        ("leader_gate_odds", "Deciding approval by the leader role", Some(Facet::Gate)),
        (
            "leader_rounds",
            "Change requests by the leader role, per pull request reviewed",
            Some(Facet::Detail),
        ),
        (
            "time_to_first_response_p75",
            "Time to first response, three quarters",
            Some(Facet::Unattended),
        ),
        ("hasty_approvals", "Approvals faster than 200 lines an hour", None),
    ];
    signals
        .into_iter()
        .map(|(id, title, facet)| {
            let on = |axis| facet.filter(|f| f.axis() == axis).map(anchors);
            SignalDoc {
                definition: definition(id, title, on(Axis::Control), on(Axis::Drift)),
                sql: String::new(),
            }
        })
        .chain([touch()])
        .collect()
}

/// The signal that counts to both pressures.
fn touch() -> SignalDoc {
    let control = Anchors { green: 0.7, red: 0.95, ..anchors(Facet::Detail) };
    let drift = Anchors { green: 0.25, red: 0.05, ..anchors(Facet::Absence) };
    let title = "Pull requests that a leader touches";
    SignalDoc {
        definition: definition("leader_touch_ratio", title, Some(control), Some(drift)),
        sql: String::new(),
    }
}

fn anchors(facet: Facet) -> Anchors {
    Anchors {
        facet,
        weight: 1.0,
        green: 1.0,
        red: 4.0,
        grade: Grade::C,
        source: "invented".to_owned(),
    }
}

fn definition(
    id: &str,
    title: &str,
    control: Option<Anchors>,
    drift: Option<Anchors>,
) -> Definition {
    let text = || "invented".to_owned();
    Definition {
        id: id.to_owned(),
        title: title.to_owned(),
        question: text(),
        concept: text(),
        estimator: Estimator::Mean,
        unit: "share".to_owned(),
        scale: Scale::Ln,
        min_items: 1,
        min_exposure: 0.0,
        window: Window::Month,
        shrinkage: 0.0,
        tier: Tier::PrOnly,
        confounders: text(),
        gaming: text(),
        cannot_tell: text(),
        control,
        drift,
    }
}

/// The leader role's touch: more where control is high, none known where drift is.
fn touched(control: f64, drift: f64) -> SignalFigure {
    let share = (0.3 + control - drift * 0.4).clamp(0.02, 0.99);
    let interval = Interval { low: (share - 0.13).max(0.0), high: (share + 0.11).min(1.0) };
    SignalFigure {
        raw: Some(share),
        estimate: Some(Estimate { value: share, interval: Some(interval) }),
        window_months: if control > 0.6 { 3 } else { 1 },
        ..figure("leader_touch_ratio", Some(control), Some(drift))
    }
}

fn figures(control: f64, drift: f64) -> Vec<SignalFigure> {
    let mut rounds = figure("leader_rounds", Some(control * 0.9), None);
    if drift > 0.6 {
        rounds.control_severity = None;
        rounds.estimate = None;
        rounds.missing = Some(Missing::TooFewItems { items: 3, needed: 8 });
    }
    vec![
        figure("leader_gate_odds", Some((control * 1.2).min(1.0)), None),
        rounds,
        figure("time_to_first_response_p75", None, Some(drift)),
        figure("hasty_approvals", None, None),
        touched(control, drift),
    ]
}

fn figure(id: &str, control: Option<f64>, drift: Option<f64>) -> SignalFigure {
    SignalFigure {
        id: id.to_owned(),
        items: 40,
        exposure: 40.0,
        total: 20.0,
        raw: Some(0.5),
        estimate: Some(Estimate { value: 0.5, interval: None }),
        censored: 0,
        beyond_horizon: false,
        window_months: 1,
        control_severity: control,
        drift_severity: drift,
        missing: None,
        evidence: Vec::new(),
        change: None,
    }
}
