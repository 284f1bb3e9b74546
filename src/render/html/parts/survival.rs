//! How long a team's pull requests wait: two plots of survival curves, and a table of each.

use std::fmt::Write as _;

use serde::Serialize;

use crate::render::html::layout::{coordinate, share};
use crate::render::{curves, words};
use crate::report::{Asked, Report, TeamReport, WaitCurve, WaitCurves, WaitStep};

/// Left edge of the plot as a share of the width, and its width.
const LEFT: f64 = 0.12;
const WIDTH: f64 = 0.82;

/// One plot.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Waiting {
    title: &'static str,
    done: &'static str,
    label: String,
    lines: Vec<Line>,
    ticks: Vec<Tick>,
    horizon: String,
    table: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Line {
    class: &'static str,
    dashes: Option<&'static str>,
    /// In a square of 100: the curve, its band and the marks of those still waiting when last seen.
    path: String,
    band: Option<String>,
    marks: String,
}

#[derive(Debug, Serialize)]
struct Tick {
    x: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct Row {
    asked: &'static str,
    items: String,
    ended: String,
    half: String,
    /// Numbers still waiting at the ticks.
    at_risk: Vec<String>,
}

/// One entry of the legend.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Key {
    class: &'static str,
    dashes: Option<&'static str>,
    text: &'static str,
}

/// The plots of a team; none where no pull request became ready.
pub(in crate::render::html) fn waiting(team: &TeamReport) -> Vec<Waiting> {
    team.survival.iter().map(|waits| one(&team.score.team, waits)).collect()
}

/// What lines mean, of those that there are.
pub(in crate::render::html) fn legend(report: &Report) -> Vec<Key> {
    let all: Vec<_> =
        report.teams.iter().flat_map(|t| &t.survival).flat_map(|w| &w.curves).collect();
    let there = |asked: &Asked| all.iter().any(|curve| curve.asked == *asked);
    let key =
        |asked| Key { class: class(asked), dashes: dashes(asked), text: curves::asked(asked) };
    curves::GROUPS.into_iter().filter(there).map(key).collect()
}

fn class(asked: Asked) -> &'static str {
    match asked {
        Asked::Leader => "violet",
        Asked::Peer => "peer",
        Asked::Nobody => "orange",
        Asked::Unrecorded => "ink3",
    }
}

fn dashes(asked: Asked) -> Option<&'static str> {
    match asked {
        Asked::Leader => None,
        Asked::Peer => Some("7 3"),
        Asked::Nobody => Some("2 3"),
        Asked::Unrecorded => Some("9 2 2 2"),
    }
}

fn one(team: &str, waits: &WaitCurves) -> Waiting {
    let horizon = waits.horizon_bh;
    let clauses: Vec<String> = waits
        .curves
        .iter()
        .map(|c| format!("{}: {}", curves::asked(c.asked), curves::clause(c, waits.until, horizon)))
        .collect();
    let title = curves::until(waits.until);
    let drawn = waits.curves.iter().filter(|c| !c.steps.is_empty());
    Waiting {
        title,
        done: curves::done(waits.until),
        label: format!("{title}, {team}. {}", clauses.join("; ")),
        lines: drawn.map(|curve| line(curve, horizon)).collect(),
        ticks: [0.0, 0.25, 0.5, 0.75, 1.0]
            .map(|part| Tick {
                x: share(LEFT + WIDTH * part),
                text: words::quantity(part * horizon),
            })
            .into(),
        horizon: words::business_hours(horizon),
        table: waits.curves.iter().map(|curve| row(curve, horizon)).collect(),
    }
}

fn row(curve: &WaitCurve, horizon: f64) -> Row {
    Row {
        asked: curves::asked_short(curve.asked),
        items: words::integer(curve.items),
        ended: words::integer(curve.ended),
        half: curves::half(curve, horizon).unwrap_or_else(|| "too few".to_owned()),
        at_risk: curve.at_risk.iter().map(|told| words::integer(told.items)).collect(),
    }
}

/// A tenth of a hundredth of the width is less than a pixel.
fn short(value: f64) -> String {
    coordinate((value * 10.0).round() / 10.0)
}

fn line(curve: &WaitCurve, horizon: f64) -> Line {
    let x = |step: &WaitStep| 100.0 * (step.bh / horizon).clamp(0.0, 1.0);
    let y = |share: f64| 100.0 * (1.0 - share.clamp(0.0, 1.0));
    let mut path = "M0 0".to_owned();
    let mut marks = String::new();
    for step in &curve.steps {
        if step.censored > 0 && step.bh < horizon {
            let at = y(step.waiting);
            let (up, down) = ((at - 4.0).max(0.0), (at + 4.0).min(100.0));
            let _ = write!(marks, "M{} {}V{}", short(x(step)), short(up), short(down));
        }
        let _ = write!(path, "H{}V{}", short(x(step)), short(y(step.waiting)));
    }
    path.push_str("H100");
    Line {
        class: class(curve.asked),
        dashes: dashes(curve.asked),
        path,
        band: band(curve, x, y),
        marks,
    }
}

/// The band of a curve up to where its interval is known; `None` where it is not known at all.
fn band(curve: &WaitCurve, x: impl Fn(&WaitStep) -> f64, y: impl Fn(f64) -> f64) -> Option<String> {
    let known: Vec<_> =
        curve.steps.iter().take_while(|s| s.interval.is_some() || s.waiting >= 1.0).collect();
    let end = if known.len() == curve.steps.len() { 100.0 } else { x(known.last()?) };
    let side = |low: bool| {
        let mut at = y(1.0);
        let mut corners = vec![(0.0, at)];
        for step in &known {
            corners.push((x(step), at));
            at = y(step.interval.map_or(step.waiting, |i| if low { i.low } else { i.high }));
            corners.push((x(step), at));
        }
        corners.push((end, at));
        corners
    };
    let mut outline = side(false);
    outline.extend(side(true).into_iter().rev());
    let points: Vec<String> =
        outline.iter().map(|(x, y)| format!("{},{}", short(*x), short(*y))).collect();
    Some(points.join(" "))
}
