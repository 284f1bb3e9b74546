//! Both pressures of a team month by month, as lines with bands, and as a table.

use serde::Serialize;

use crate::render::html::layout::{coordinate, share};
use crate::render::{remarks, words};
use crate::report::TeamReport;
use crate::score::outcome::{Estimate, MonthScore, Pressure};
use crate::signals::definition::Axis;

/// Left edge of the plot as a share of the width, and its width.
const LEFT: f64 = 0.1;
const WIDTH: f64 = 0.72;
/// Upper edge of the plot in pixels, and its height.
const TOP: f64 = 8.0;
const HEIGHT: f64 = 110.0;

/// The chart of one team.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Lines {
    series: Vec<Series>,
    ticks: Vec<Tick>,
    scale: [Level; 3],
    history: Vec<String>,
    table: Vec<Row>,
    /// No month has a pressure.
    empty: bool,
}

#[derive(Debug, Serialize)]
struct Series {
    axis: &'static str,
    class: &'static str,
    /// Bands as polygons in a square of 100, one a run of months without a gap.
    bands: Vec<String>,
    /// Lines in the same square.
    lines: Vec<String>,
    points: Vec<Point>,
    label_y: String,
}

#[derive(Debug, Serialize)]
struct Point {
    x: String,
    y: String,
    last: bool,
    tip: String,
}

#[derive(Debug, Serialize)]
struct Tick {
    x: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct Level {
    y: String,
    text_y: String,
    text: &'static str,
    zone: bool,
}

#[derive(Debug, Serialize)]
struct Row {
    month: String,
    control: String,
    drift: String,
    position: String,
    zone: String,
}

/// The chart of a team.
pub(in crate::render::html) fn lines(team: &TeamReport) -> Lines {
    let months = &team.score.months;
    let mut series: Vec<Series> = [Axis::Control, Axis::Drift]
        .into_iter()
        .map(|axis| one_series(months, axis))
        .filter(|series| !series.points.is_empty())
        .collect();
    let empty = series.is_empty();
    part_labels(&mut series);
    Lines {
        series,
        ticks: ticks(months),
        scale: [(0.0, "0", false), (words::ZONE_CUT, ".45", true), (1.0, "1", false)].map(level),
        history: remarks::history(&team.score),
        table: months.iter().map(row).collect(),
        empty,
    }
}

fn x_of(index: usize, count: usize) -> f64 {
    if count < 2 { 0.5 } else { index as f64 / (count - 1) as f64 }
}

fn y_of(value: f64) -> f64 {
    TOP + HEIGHT * (1.0 - value.clamp(0.0, 1.0))
}

fn level((value, text, zone): (f64, &'static str, bool)) -> Level {
    Level { y: coordinate(y_of(value)), text_y: coordinate(y_of(value) + 4.0), text, zone }
}

/// Every month where there is room, else every second, third, ...
fn ticks(months: &[MonthScore]) -> Vec<Tick> {
    let every = months.len().div_ceil(7).max(1);
    let last = months.len().saturating_sub(1);
    let shown = months.iter().enumerate().filter(|(i, _)| (last - i).is_multiple_of(every));
    shown
        .map(|(i, month)| Tick {
            x: share(LEFT + WIDTH * x_of(i, months.len())),
            text: words::month_short(month.period),
        })
        .collect()
}

fn pressure(month: &MonthScore, axis: Axis) -> Option<Estimate> {
    let pressure: &Option<Pressure> = match axis {
        Axis::Control => &month.control,
        Axis::Drift => &month.drift,
    };
    pressure.as_ref()?.value
}

fn one_series(months: &[MonthScore], axis: Axis) -> Series {
    let values: Vec<Option<Estimate>> = months.iter().map(|m| pressure(m, axis)).collect();
    let runs = runs(&values);
    let count = values.len();
    Series {
        axis: words::axis(axis),
        class: if axis == Axis::Control { "violet" } else { "orange" },
        bands: runs.iter().filter_map(|run| band(run, count)).collect(),
        lines: runs.iter().map(|run| line(run, count)).collect(),
        points: points(months, &values, axis),
        label_y: values
            .iter()
            .rev()
            .flatten()
            .next()
            .map_or(String::new(), |last| coordinate(y_of(last.value) + 4.0)),
    }
}

/// Months that follow each other without a gap.
fn runs(values: &[Option<Estimate>]) -> Vec<Vec<(usize, Estimate)>> {
    let mut runs: Vec<Vec<(usize, Estimate)>> = vec![Vec::new()];
    for (index, value) in values.iter().enumerate() {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push((index, *value)),
            (None, _) => runs.push(Vec::new()),
            (Some(_), None) => {}
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn in_square(index: usize, count: usize, value: f64) -> String {
    let (x, y) = (100.0 * x_of(index, count), 100.0 * (1.0 - value.clamp(0.0, 1.0)));
    format!("{},{}", coordinate(x), coordinate(y))
}

fn line(run: &[(usize, Estimate)], count: usize) -> String {
    let points: Vec<_> = run.iter().map(|(i, v)| in_square(*i, count, v.value)).collect();
    points.join(" ")
}

/// The band of a run; `None` where a month of it has no interval.
fn band(run: &[(usize, Estimate)], count: usize) -> Option<String> {
    let upper = run.iter().map(|(i, v)| Some(in_square(*i, count, v.interval?.high)));
    let lower = run.iter().rev().map(|(i, v)| Some(in_square(*i, count, v.interval?.low)));
    let points: Option<Vec<_>> = upper.chain(lower).collect();
    points.map(|points| points.join(" "))
}

fn points(months: &[MonthScore], values: &[Option<Estimate>], axis: Axis) -> Vec<Point> {
    let known = months.iter().zip(values).enumerate();
    known
        .filter_map(|(i, (month, value))| {
            let value = (*value)?.value;
            Some(Point {
                x: share(LEFT + WIDTH * x_of(i, months.len())),
                y: coordinate(y_of(value)),
                last: i + 1 == months.len(),
                tip: format!(
                    "{}: {} {}",
                    words::month_short(month.period),
                    words::axis(axis),
                    words::decimal(value, 2)
                ),
            })
        })
        .collect()
}

/// Keeps the two direct labels at least 13 pixels apart.
fn part_labels(series: &mut [Series]) {
    let [first, second] = series else { return };
    let (Ok(a), Ok(b)) = (first.label_y.parse::<f64>(), second.label_y.parse::<f64>()) else {
        return;
    };
    let short = (13.0 - (a - b).abs()).max(0.0) / 2.0;
    let (up, down) = if a <= b { (-short, short) } else { (short, -short) };
    first.label_y = coordinate(a + up);
    second.label_y = coordinate(b + down);
}

fn row(month: &MonthScore) -> Row {
    let dash = || "–".to_owned();
    let shown = |axis| pressure(month, axis).map_or_else(dash, with_interval);
    let standing = month.standing.as_ref();
    Row {
        month: month.period.in_words(),
        control: shown(Axis::Control),
        drift: shown(Axis::Drift),
        position: standing.map_or_else(dash, |s| words::position(s.position.value)),
        zone: standing.map_or_else(
            || remarks::zone_or_status(month).to_owned(),
            |s| words::zone_words(s.zone),
        ),
    }
}

fn with_interval(estimate: Estimate) -> String {
    let value = words::pressure(estimate.value);
    let range = estimate.interval.map(words::pressure_interval);
    range.map_or(value.clone(), |range| format!("{value} ({range})"))
}
