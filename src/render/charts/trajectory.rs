//! The trajectory: both pressures by month, a panel a team.

use super::canvas::{Align, Area, Canvas, Fill, Point, Stroke, Type};
use super::frame::{self, MANY_TEAMS};
use super::mark;
use super::palette::Palette;
use crate::model::time::Period;
use crate::render::words::{self, ZONE_CUT};
use crate::report::{Report, TeamReport};
use crate::score::outcome::{Estimate, MonthScore, Status};
use crate::signals::definition::Axis;

/// Gap between panels.
const GAP: f64 = 34.0;
/// Room for the labels of the scale, and for those at the ends of the lines.
const MARGINS: (f64, f64) = (28.0, 88.0);

/// Lays the chart out.
pub(super) fn layout(report: &Report, palette: Palette) -> Canvas {
    let (mut canvas, mut y) = frame::begin(
        report,
        palette,
        "Trajectory of the two pressures",
        &format!(
            "{}. Solid: control pressure; dashed: drift pressure; bands: 95 % intervals; open \
             marks: provisional. A zone begins at .45; a month without a figure is a gap.",
            words::months(&report.periods)
        ),
    );
    y += 10.0;
    if let Some(sentence) = frame::no_standing(report) {
        y = frame::nothing(&mut canvas, y, &sentence);
    }
    let (columns, height) = match report.teams.len() {
        0..=2 => (2, 240.0),
        n if n >= MANY_TEAMS => (4, 168.0),
        _ => (3, 226.0),
    };
    let (places, bottom) = frame::panels(y, report.teams.len(), columns, height, (GAP, 26.0));
    for (team, area) in report.teams.iter().zip(places) {
        panel(&mut canvas, report, team, area);
    }
    frame::end(&mut canvas, report, bottom);
    canvas
}

/// The plot of a panel and its scales.
struct Plot {
    area: Area,
    months: usize,
}

impl Plot {
    fn x(&self, index: usize) -> f64 {
        let steps = self.months.saturating_sub(1).max(1) as f64;
        let inset = 8.0;
        self.area.left + inset + (self.area.width() - 2.0 * inset) * index as f64 / steps
    }

    fn y(&self, pressure: f64) -> f64 {
        self.area.bottom - pressure.clamp(0.0, 1.0) * self.area.height()
    }
}

/// A month of one pressure.
struct Dot {
    index: usize,
    estimate: Estimate,
    provisional: bool,
}

fn panel(canvas: &mut Canvas, report: &Report, team: &TeamReport, area: Area) {
    let month = frame::current(report, team);
    let sentence = month.map_or_else(String::new, words::status_sentence);
    canvas.open(&format!("{}: {sentence}", team.score.team));
    heading(canvas, team, month, &area);
    let plot = Plot {
        area: Area {
            left: area.left + MARGINS.0,
            right: area.right - MARGINS.1,
            top: area.top + 44.0,
            bottom: area.bottom - 22.0,
        },
        months: report.periods.len(),
    };
    let lines = [Axis::Control, Axis::Drift].map(|axis| (axis, dots(report, team, axis)));
    if lines.iter().all(|(_, dots)| dots.is_empty()) {
        without(canvas, &area, month);
    } else {
        scales(canvas, &plot, &report.periods);
        for (axis, dots) in &lines {
            line(canvas, &plot, *axis, dots);
        }
        ends(canvas, &plot, &lines);
    }
    canvas.close();
}

/// Name and zone; the zone in its short form, since a panel is narrow.
fn heading(canvas: &mut Canvas, team: &TeamReport, month: Option<&MonthScore>, area: &Area) {
    let palette = canvas.palette;
    let name = Type::new(14.5, palette.ink[0]).bold();
    let standing = month.and_then(|month| month.standing.as_ref());
    let left = if standing.is_some() { area.left + 20.0 } else { area.left };
    let baseline = area.top + 14.0;
    canvas.text((left, baseline), &name.fit(&team.score.team, area.right - left), name);
    let below = baseline + 18.0;
    if let Some(standing) = standing {
        mark::zone(canvas, (area.left + 7.0, baseline - 5.0), 5.5, standing.zone);
        let zone = Type::new(12.5, palette.zone(standing.zone).text);
        let words = zone.fit(&words::zone_words(standing.zone), area.right - left);
        canvas.text((left, below), &words, zone);
    } else {
        let brief = month.and_then(|m| words::status_brief(&m.status)).unwrap_or("no figures");
        canvas.text((left, below), brief, Type::new(12.5, palette.ink[2]));
    }
}

/// The months in which a pressure is known; nothing of a team that is too small to be shown.
fn dots(report: &Report, team: &TeamReport, axis: Axis) -> Vec<Dot> {
    let of_month = |(index, period): (usize, &Period)| {
        let month = team.score.months.iter().find(|month| month.period == *period)?;
        if matches!(month.status, Status::TooFewPeople { .. } | Status::Screening) {
            return None;
        }
        let pressure = match axis {
            Axis::Control => month.control.as_ref()?,
            Axis::Drift => month.drift.as_ref()?,
        };
        Some(Dot { index, estimate: pressure.value?, provisional: month.provisional })
    };
    report.periods.iter().enumerate().filter_map(of_month).collect()
}

fn without(canvas: &mut Canvas, area: &Area, month: Option<&MonthScore>) {
    let style = Type::new(13.0, canvas.palette.ink[1]);
    let sentence = month
        .map_or_else(|| "There are no figures for this month.".to_owned(), words::status_sentence);
    let mut baseline = area.top + 62.0;
    for line in style.wrap(&sentence, area.width(), 4) {
        canvas.text((area.left, baseline), &line, style);
        baseline += 18.0;
    }
}

fn scales(canvas: &mut Canvas, plot: &Plot, periods: &[Period]) {
    let palette = canvas.palette;
    let area = plot.area;
    canvas.rect(area, Fill::new(palette.surface), 0.0);
    for (value, text) in [(0.0, "0"), (ZONE_CUT, ".45"), (1.0, "1")] {
        let stroke = if value == ZONE_CUT {
            Stroke::new(palette.ink[2], 1.0).dashed("2 3")
        } else {
            Stroke::new(palette.line, 1.0)
        };
        canvas.line((area.left, plot.y(value)), (area.right, plot.y(value)), stroke);
        let label = Type::new(12.0, palette.ink[2]).align(Align::End);
        canvas.text((area.left - 6.0, plot.y(value) + 4.3), text, label);
    }
    let label = Type::new(12.0, palette.ink[1]).align(Align::Middle);
    let room = plot.x(1) - plot.x(0);
    let every = if periods.len() > 1 { frame::every(label.width("Mmm") + 8.0, room) } else { 1 };
    for (index, period) in periods.iter().enumerate().rev() {
        // Counted from the newest month, so that it always has its label.
        if (periods.len() - 1 - index).is_multiple_of(every) {
            let at = (plot.x(index), area.bottom + 17.0);
            canvas.text(at, &words::month_short(*period), label);
        }
    }
}

/// A pressure's band, line and marks; months that do not follow each other are not joined.
fn line(canvas: &mut Canvas, plot: &Plot, axis: Axis, dots: &[Dot]) {
    let color = canvas.palette.axis(axis).mark;
    let stroke = Stroke::new(color, 2.2);
    let stroke = if axis == Axis::Drift { stroke.dashed("6 4") } else { stroke };
    for run in dots.chunk_by(|a, b| a.index + 1 == b.index) {
        band(canvas, plot, run, color);
        canvas.path(run.iter().map(|dot| at(plot, dot)).collect(), stroke);
    }
    for dot in dots {
        let fill = Fill::new(if dot.provisional { canvas.palette.surface } else { color });
        match axis {
            Axis::Control => canvas.disc(at(plot, dot), 3.6, Fill::new(color)),
            Axis::Drift => canvas.polygon(diamond(at(plot, dot), 4.8), Fill::new(color)),
        }
        match axis {
            Axis::Control => canvas.disc(at(plot, dot), 2.2, fill),
            Axis::Drift => canvas.polygon(diamond(at(plot, dot), 2.8), fill),
        }
    }
}

fn at(plot: &Plot, dot: &Dot) -> Point {
    (plot.x(dot.index), plot.y(dot.estimate.value))
}

fn diamond((x, y): Point, reach: f64) -> Vec<Point> {
    vec![(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
}

/// The intervals of months that follow each other, as one band; of a month alone, as a line.
fn band(canvas: &mut Canvas, plot: &Plot, run: &[Dot], color: plotters::style::RGBColor) {
    for part in run.chunk_by(|a, b| a.estimate.interval.is_some() && b.estimate.interval.is_some())
    {
        let spans: Vec<(f64, f64, f64)> = part
            .iter()
            .filter_map(|dot| dot.estimate.interval.map(|i| (plot.x(dot.index), i.low, i.high)))
            .collect();
        if let [(x, low, high)] = spans.as_slice() {
            let stroke = Stroke::new(color, 1.4).alpha(0.5);
            canvas.line((*x, plot.y(*low)), (*x, plot.y(*high)), stroke);
        } else if !spans.is_empty() {
            let upper = spans.iter().map(|(x, _, high)| (*x, plot.y(*high)));
            let lower = spans.iter().rev().map(|(x, low, _)| (*x, plot.y(*low)));
            canvas.polygon(upper.chain(lower).collect(), Fill::new(color).alpha(0.16));
        }
    }
}

/// Names and values at the right ends, moved apart where they would touch.
fn ends(canvas: &mut Canvas, plot: &Plot, lines: &[(Axis, Vec<Dot>)]) {
    let mut labels: Vec<(f64, Axis, String)> = lines
        .iter()
        .filter_map(|(axis, dots)| {
            let last = dots.last().filter(|dot| dot.index + 1 == plot.months)?;
            let text = format!("{} {}", words::axis(*axis), words::pressure(last.estimate.value));
            Some((plot.y(last.estimate.value), *axis, text))
        })
        .collect();
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    if let [upper, lower] = labels.as_mut_slice() {
        let missing = (15.0 - (lower.0 - upper.0)).max(0.0) / 2.0;
        upper.0 -= missing;
        lower.0 += missing;
    }
    for (y, axis, text) in labels {
        let style = Type::new(12.5, canvas.palette.axis(axis).text).bold();
        canvas.text((plot.area.right + 6.0, y + 4.4), &text, style);
    }
}
