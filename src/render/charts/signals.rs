//! Signals: severity of every scored signal, a row a signal and a column a team.

use super::canvas::{Area, Canvas, Fill, Stroke, Type};
use super::frame::{self, LEFT, RIGHT};
use super::palette::Palette;
use crate::render::words;
use crate::report::{Report, TeamReport};
use crate::signals::definition::{Axis, Definition, Facet};

/// Left end of the matrix.
const MATRIX: f64 = LEFT + 330.0;
/// Height of a row.
const ROW: f64 = 24.0;
/// Widest column.
const WIDEST: f64 = 72.0;
/// Narrowest column that has room for a figure.
const FIGURE_ROOM: f64 = 58.0;
/// Room for team names, which read upwards.
const NAMES: f64 = 130.0;

/// Lays the chart out.
pub(super) fn layout(report: &Report, palette: Palette) -> Canvas {
    let (mut canvas, mut y) = frame::begin(
        report,
        palette,
        "Severity of the signals",
        "Larger squares: more severe, on the scale of each signal (.1 at its calm reference, .9 \
         at its severe one). A dash: not enough data. Teams stand in alphabetical order.",
    );
    y += 10.0;
    if report.teams.is_empty() {
        y = frame::nothing(&mut canvas, y, "There is no team in this report.");
        frame::end(&mut canvas, report, y);
        return canvas;
    }
    let width = ((RIGHT - MATRIX) / report.teams.len() as f64).min(WIDEST);
    y = names(&mut canvas, report, y, width);
    for facet in Facet::ALL {
        y = rows(&mut canvas, report, facet, y, width);
    }
    frame::end(&mut canvas, report, y + 12.0);
    canvas
}

fn names(canvas: &mut Canvas, report: &Report, top: f64, width: f64) -> f64 {
    let style = Type::new(if width < 18.0 { 12.0 } else { 13.0 }, canvas.palette.ink[0]).bold();
    let bottom = top + NAMES + 6.0;
    for (index, team) in report.teams.iter().enumerate() {
        let middle = MATRIX + width * (index as f64 + 0.5);
        let text = style.fit(&team.score.team, NAMES);
        if width >= style.size + 1.0 {
            canvas.text_upwards((middle + style.size * 0.34, bottom - 4.0), &text, style);
        }
    }
    bottom
}

/// The rows of a facet, its heading first; nothing where it has no signal.
fn rows(canvas: &mut Canvas, report: &Report, facet: Facet, top: f64, width: f64) -> f64 {
    let signals: Vec<&Definition> = report
        .definitions
        .iter()
        .map(|doc| &doc.definition)
        .filter(|d| [&d.control, &d.drift].into_iter().flatten().any(|a| a.facet == facet))
        .collect();
    if signals.is_empty() {
        return top;
    }
    let palette = canvas.palette;
    let right = MATRIX + width * report.teams.len() as f64;
    canvas.line((LEFT, top), (right, top), Stroke::new(palette.strong_line, 1.0));
    let axis = facet.axis();
    let heading = Type::new(13.0, palette.axis(axis).text).bold();
    let text =
        format!("{} pressure · {}", words::capitalised(words::axis(axis)), words::facet(facet));
    canvas.text((LEFT, top + 18.0), &heading.fit(&text, MATRIX - LEFT - 12.0), heading);
    let mut y = top + ROW + 2.0;
    for signal in signals {
        row(canvas, report, (signal, axis), y, width);
        y += ROW;
    }
    y + 4.0
}

fn row(
    canvas: &mut Canvas,
    report: &Report,
    (signal, axis): (&Definition, Axis),
    y: f64,
    width: f64,
) {
    let title = Type::new(13.0, canvas.palette.ink[1]);
    let shown = title.fit(&signal.title, MATRIX - LEFT - 16.0);
    canvas.text((LEFT, y + 16.5), &shown, title);
    for (index, team) in report.teams.iter().enumerate() {
        let left = MATRIX + width * index as f64;
        let area = Area { left, right: left + width, top: y, bottom: y + ROW };
        cell(canvas, severity(report, team, &signal.id, axis), axis, area);
    }
}

fn severity(report: &Report, team: &TeamReport, id: &str, axis: Axis) -> Option<f64> {
    let month = frame::current(report, team)?;
    let figure = month.signals.iter().find(|figure| figure.id == id)?;
    match axis {
        Axis::Control => figure.control_severity,
        Axis::Drift => figure.drift_severity,
    }
}

/// A square whose area is the severity, and the figure where there is room.
fn cell(canvas: &mut Canvas, severity: Option<f64>, axis: Axis, area: Area) {
    let palette = canvas.palette;
    let wide = area.width() >= FIGURE_ROOM;
    let center = f64::midpoint(area.left, area.right);
    let middle = if wide { center - 15.0 } else { center };
    let height = f64::midpoint(area.top, area.bottom);
    let Some(severity) = severity else {
        let dash = Stroke::new(palette.ink[2], 1.2);
        canvas.line((middle - 3.0, height), (middle + 3.0, height), dash);
        return;
    };
    let most = (area.width() - 2.0).min(ROW - 6.0);
    let square = |half: f64| Area {
        left: middle - half,
        right: middle + half,
        top: height - half,
        bottom: height + half,
    };
    canvas.frame(square(most / 2.0), Stroke::new(palette.line, 0.8), 1.0);
    let half = severity.clamp(0.0, 1.0).sqrt() * most / 2.0;
    canvas.rect(square(half), Fill::new(palette.axis(axis).mark), 1.0);
    if wide {
        let style = Type::new(12.5, palette.ink[0]);
        canvas.text((middle + 15.0, height + 4.5), &words::severity(severity), style);
    }
}
