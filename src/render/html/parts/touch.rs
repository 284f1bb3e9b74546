//! The leader role's touch month by month, as a line in its calm band, and as a table.

use serde::Serialize;

use crate::render::html::layout::{coordinate, share};
use crate::render::touch::{Band, Month, months};
use crate::render::words;
use crate::report::{Report, TeamReport};

/// Left edge of the plot as a share of the width, and its width.
const LEFT: f64 = 0.12;
const WIDTH: f64 = 0.76;
/// Upper edge of the plot in pixels, and its height.
const TOP: f64 = 8.0;
const HEIGHT: f64 = 90.0;

/// The calm band, in words and as heights.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Calm {
    low: String,
    high: String,
    y: String,
    height: String,
}

/// The chart of one team.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Touch {
    label: String,
    /// Lines in a square of 100, one a run of months without a gap.
    lines: Vec<String>,
    points: Vec<Point>,
    ticks: Vec<Tick>,
    table: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Point {
    x: String,
    y: String,
    interval: Option<(String, String)>,
    /// Looks back on more than a month.
    open: bool,
    /// The figure, at the newest month.
    text: Option<String>,
    tip: String,
}

#[derive(Debug, Serialize)]
struct Tick {
    x: String,
    text: String,
    n: String,
}

#[derive(Debug, Serialize)]
struct Row {
    month: String,
    share: String,
    interval: String,
    n: String,
    window: String,
}

/// The band of a report; `None` where its definitions have none.
pub(in crate::render::html) fn calm(report: &Report) -> Option<Calm> {
    let band = Band::of(report)?;
    Some(Calm {
        low: words::percent(band.low),
        high: words::percent(band.high),
        y: coordinate(y_of(band.high)),
        height: coordinate(y_of(band.low) - y_of(band.high)),
    })
}

/// The chart of a team; `None` where no month has a figure.
pub(in crate::render::html) fn touch(report: &Report, team: &TeamReport) -> Option<Touch> {
    let months = months(report, team);
    let last = months.iter().rev().find(|month| month.share.is_some())?;
    let known: Vec<(usize, &Month, f64)> =
        months.iter().enumerate().filter_map(|(i, m)| Some((i, m, m.share?))).collect();
    let count = months.len();
    let runs = known.chunk_by(|a, b| a.0 + 1 == b.0);
    Some(Touch {
        label: format!("Touch of the leader role in {}: {}", team.score.team, in_words(last)),
        lines: runs.map(|run| line(run, count)).collect(),
        points: known.iter().map(|(i, month, value)| point(*i, month, *value, count)).collect(),
        ticks: ticks(&months),
        table: months.iter().map(row).collect(),
    })
}

fn y_of(value: f64) -> f64 {
    TOP + HEIGHT * (1.0 - value.clamp(0.0, 1.0))
}

/// Months stand in the middle of their share of the width.
fn x_of(index: usize, count: usize) -> f64 {
    (index as f64 + 0.5) / count.max(1) as f64
}

fn line(run: &[(usize, &Month, f64)], count: usize) -> String {
    let points: Vec<String> = run
        .iter()
        .map(|(i, _, value)| {
            let (x, y) = (100.0 * x_of(*i, count), 100.0 * (1.0 - value.clamp(0.0, 1.0)));
            format!("{},{}", coordinate(x), coordinate(y))
        })
        .collect();
    points.join(" ")
}

fn point(index: usize, month: &Month, value: f64, count: usize) -> Point {
    Point {
        x: share(LEFT + WIDTH * x_of(index, count)),
        y: coordinate(y_of(value)),
        interval: month.interval.map(|i| (coordinate(y_of(i.low)), coordinate(y_of(i.high)))),
        open: month.window_months > 1,
        text: (index + 1 == count).then(|| words::percent(value)),
        tip: in_words(month),
    }
}

fn in_words(month: &Month) -> String {
    let share = month.share.map_or_else(|| "no figure".to_owned(), words::percent);
    let n = words::count(u64::from(month.items), "pull request");
    format!("{}: {share} of {n}", words::month_short(month.period))
}

fn ticks(months: &[Month]) -> Vec<Tick> {
    let every = months.len().div_ceil(7).max(1);
    let last = months.len().saturating_sub(1);
    let shown = months.iter().enumerate().filter(|(i, _)| (last - i).is_multiple_of(every));
    shown
        .map(|(i, month)| Tick {
            x: share(LEFT + WIDTH * x_of(i, months.len())),
            text: words::month_short(month.period),
            n: words::integer(u64::from(month.items)),
        })
        .collect()
}

fn row(month: &Month) -> Row {
    let dash = || "–".to_owned();
    Row {
        month: month.period.in_words(),
        share: month.share.map_or_else(dash, words::percent),
        interval: month.interval.map_or_else(dash, |i| words::figure_interval(i, "share")),
        n: words::integer(u64::from(month.items)),
        window: if month.window_months > 1 {
            format!("{} months", month.window_months)
        } else {
            "the month".to_owned()
        },
    }
}
