//! What a screen reader says of a chart: its finding in one or two sentences.

use super::chart::Chart;
use super::frame;
use crate::render::{curves, heat, words};
use crate::report::{Report, TeamReport, WaitKind};
use crate::score::outcome::{MonthScore, Zone};

/// Teams named one by one; beyond that they are counted.
const NAMED_TEAMS: usize = 8;

/// The alternative of a chart.
pub(super) fn of(chart: Chart, report: &Report) -> String {
    let month = words::month(report.period);
    if report.teams.is_empty() {
        return format!("{}: there is no team in this report for {month}.", chart.title());
    }
    let text = match chart {
        Chart::Spectrum => spectrum(report),
        Chart::Plane => plane(report),
        Chart::Trajectory => trajectory(report),
        Chart::Touch => each(report, touch),
        Chart::Waits => each(report, waits),
        Chart::Survival => each(report, survival),
        Chart::Milestones => each(report, milestones),
        Chart::Signals => each(report, signals),
    };
    let example = if report.example { " The data is an invented example." } else { "" };
    format!("{} in {month}. {text}{example}", chart.title())
}

/// One clause a team, joined.
fn each(report: &Report, clause: fn(&Report, &TeamReport) -> String) -> String {
    let named = report.teams.iter().take(NAMED_TEAMS);
    let mut clauses: Vec<String> =
        named.map(|team| format!("{}: {}", team.score.team, clause(report, team))).collect();
    let more = report.teams.len().saturating_sub(NAMED_TEAMS);
    if more > 0 {
        clauses.push(format!("and {} more", words::count(more as u64, "team")));
    }
    format!("{}.", clauses.join("; "))
}

fn spectrum(report: &Report) -> String {
    if report.teams.len() > NAMED_TEAMS {
        return counted(report);
    }
    each(report, |report, team| {
        frame::current(report, team).map_or_else(
            || "no figures".to_owned(),
            |month| words::status_sentence(month).trim_end_matches('.').to_owned(),
        )
    })
}

/// How many teams stand in which zone.
fn counted(report: &Report) -> String {
    let zones: Vec<Zone> = report
        .teams
        .iter()
        .filter_map(|team| frame::current(report, team)?.standing.as_ref().map(|s| s.zone))
        .collect();
    let sure = [Zone::ApprovalBound, Zone::MicroEngaged, Zone::Drifting, Zone::PulledBothWays];
    let mut parts: Vec<String> = sure
        .into_iter()
        .map(|zone| (zone, zones.iter().filter(|z| **z == zone).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(zone, count)| format!("{count} {}", words::zone_words(zone)))
        .collect();
    let unclear = zones.iter().filter(|zone| words::sure(**zone).is_err()).count();
    if unclear > 0 {
        parts.push(format!("{unclear} unclear"));
    }
    let without = report.teams.len() - zones.len();
    if without > 0 {
        parts.push(format!("{without} without a standing"));
    }
    format!("Of {}: {}.", words::count(report.teams.len() as u64, "team"), parts.join(", "))
}

fn plane(report: &Report) -> String {
    each(report, |report, team| {
        frame::current(report, team).map_or_else(|| "no figures".to_owned(), both_pressures)
    })
}

fn both_pressures(month: &MonthScore) -> String {
    let value = |pressure: &Option<crate::score::outcome::Pressure>| {
        pressure.as_ref().and_then(|p| p.value).map(|v| words::pressure(v.value))
    };
    match (value(&month.control), value(&month.drift)) {
        (Some(control), Some(drift)) => {
            let zone = month
                .standing
                .as_ref()
                .map_or_else(|| "no zone".to_owned(), |standing| words::zone_words(standing.zone));
            format!("control {control}, drift {drift}, {zone}")
        }
        (Some(control), None) => format!("control {control}, drift not known"),
        (None, Some(drift)) => format!("control not known, drift {drift}"),
        (None, None) => words::status_brief(&month.status).unwrap_or("no pressures").to_owned(),
    }
}

fn trajectory(report: &Report) -> String {
    let span = words::months(&report.periods);
    let text = each(report, |report, team| {
        let first = frame::earlier(report, team).find(|month| month.standing.is_some());
        let last = frame::current(report, team);
        match (first, last) {
            (Some(first), Some(last)) if last.standing.is_some() => {
                format!("from {} to {}", both_pressures(first), both_pressures(last))
            }
            (_, Some(last)) => both_pressures(last),
            _ => "no figures".to_owned(),
        }
    });
    format!("{span}. {text}")
}

fn waits(report: &Report, team: &TeamReport) -> String {
    let Some(month) = team.waits.iter().find(|waits| waits.period == report.period) else {
        return "no waits recorded".to_owned();
    };
    let open: f64 = month.hours.iter().map(|h| h.business_hours).sum();
    let on = |kinds: &[WaitKind]| {
        let of_kind = month.hours.iter().filter(|h| kinds.contains(&h.kind));
        words::business_hours(of_kind.map(|h| h.business_hours).sum())
    };
    let leader = [WaitKind::LeaderAnswered, WaitKind::LeaderBypassed, WaitKind::LeaderAbsent];
    format!(
        "{} open, {} on the leader role, {} on peers, {} with nobody asked",
        words::business_hours(open),
        on(&leader),
        on(&[WaitKind::Peer]),
        on(&[WaitKind::NobodyAsked])
    )
}

fn touch(report: &Report, team: &TeamReport) -> String {
    let months = crate::render::touch::months(report, team);
    let known: Vec<_> = months.iter().filter_map(|m| Some((m, m.share?))).collect();
    let of = |(month, share): &(&crate::render::touch::Month, f64)| {
        format!("{} in {}", words::percent(*share), words::month_short(month.period))
    };
    match known.as_slice() {
        [] => "no month with enough pull requests".to_owned(),
        [only] => of(only),
        [first, .., last] => format!("from {} to {}", of(first), of(last)),
    }
}

/// The first response alone, which the merge follows.
fn survival(_: &Report, team: &TeamReport) -> String {
    let Some(waits) = team.survival.first() else { return "no waits".to_owned() };
    let clauses = waits.curves.iter().map(|curve| {
        let half = curves::half(curve, waits.horizon_bh);
        let half = half.unwrap_or_else(|| format!("too few, {}", words::integer(curve.items)));
        format!("{} {half}", curves::asked_short(curve.asked))
    });
    format!("half answered within: {}", clauses.collect::<Vec<_>>().join(", "))
}

fn signals(report: &Report, team: &TeamReport) -> String {
    let lines = heat::lines(report, false);
    let known =
        lines.iter().filter_map(|line| Some((line, heat::cell(team, report.period, line)?)));
    let worst = known.max_by(|a, b| a.1.total_cmp(&b.1));
    worst.map_or_else(
        || "no figures for this month".to_owned(),
        |(line, severity)| format!("highest {}, {}", line.name, words::severity(severity)),
    )
}

fn milestones(_: &Report, team: &TeamReport) -> String {
    if team.milestones.is_empty() {
        return "no milestones".to_owned();
    }
    let late = team.milestones.iter().filter(|m| m.slip_days.is_some_and(|days| days >= 1.0));
    let all = words::count(team.milestones.len() as u64, "milestone");
    format!("{all}, {} past the first due date", late.count())
}
