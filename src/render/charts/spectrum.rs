//! The spectrum: a row a team between micromanagement and disengagement.

use super::canvas::{Align, Area, Canvas, Fill, Stroke, Type};
use super::frame::{self, LEFT, MANY_TEAMS, RIGHT};
use super::mark::BarColumns;
use super::palette::Palette;
use super::spectrum_row::{self, Row};
use crate::render::words;
use crate::report::Report;

/// Left and right end of the band, where the position is −100 and +100.
pub(super) const BAND: (f64, f64) = (248.0, 776.0);
/// Right end of the team column.
pub(super) const TEAM_END: f64 = 232.0;
/// Columns of the pressures.
pub(super) const BARS: BarColumns =
    BarColumns { label: 800.0, bar: 850.0, bar_end: 934.0, value_end: 982.0 };
/// Left end of the column of words.
pub(super) const WORDS: f64 = 1006.0;

/// Where a position stands in the band; what lies outside is held at its ends.
pub(super) fn x(position: f64) -> f64 {
    let share = (position.clamp(-100.0, 100.0) + 100.0) / 200.0;
    BAND.0 + share * (BAND.1 - BAND.0)
}

/// Lays the chart out.
pub(super) fn layout(report: &Report, palette: Palette) -> Canvas {
    let headline = if report.headline.trim().is_empty() {
        format!("Where each team stands in {}", words::month(report.period))
    } else {
        report.headline.clone()
    };
    let (mut canvas, mut y) = frame::begin(report, palette, &headline, &explanation(report));
    y += 12.0;
    if let Some(sentence) = frame::no_standing(report) {
        y = frame::nothing(&mut canvas, y, &sentence);
    }
    if !report.teams.is_empty() {
        y = heads(&mut canvas, y + 16.0);
        y = rows(&mut canvas, report, y);
        y = axis(&mut canvas, y);
    }
    frame::end(&mut canvas, report, y + 12.0);
    canvas
}

fn explanation(report: &Report) -> String {
    let trail = if report.periods.len() > 1 {
        "; trail below it: the months before, oldest lowest"
    } else {
        ""
    };
    format!(
        "Mark: {}; bar: 95 % interval{trail}. Zones come from the two pressures, not from the \
         position.",
        words::month(report.period)
    )
}

fn heads(canvas: &mut Canvas, y: f64) -> f64 {
    let palette = canvas.palette;
    let end = |color| Type::new(14.0, color).bold();
    let middle = f64::midpoint(BAND.0, BAND.1);
    canvas.text((BAND.0, y), "Micromanagement", end(palette.control.text));
    canvas.text((middle, y), "Micro-engagement", end(palette.engaged.text).align(Align::Middle));
    canvas.text((BAND.1, y), "Disengagement", end(palette.drift.text).align(Align::End));
    let small = Type::new(12.5, palette.ink[2]);
    let below = y + 19.0;
    let hollow = "or both ends at once, drawn hollow";
    canvas.text((middle, below), hollow, small.align(Align::Middle));
    canvas.text((LEFT, below), "Team", small);
    canvas.text((BARS.label, below), "Pressures, zone from .45", small);
    canvas.text((WORDS, below), "In words", small);
    let bottom = below + 10.0;
    for (left, right) in columns() {
        canvas.line((left, bottom), (right, bottom), Stroke::new(palette.strong_line, 1.0));
    }
    bottom
}

/// Left and right ends of the four columns.
fn columns() -> [(f64, f64); 4] {
    [(LEFT, TEAM_END), BAND, (BARS.label, BARS.value_end), (WORDS, RIGHT)]
}

fn rows(canvas: &mut Canvas, report: &Report, top: f64) -> f64 {
    let compact = report.teams.len() >= MANY_TEAMS;
    let mut y = top;
    for team in &report.teams {
        let row = Row::new(report, team, y, compact);
        let bottom = row.bottom;
        tint(canvas, &row);
        spectrum_row::draw(canvas, &row);
        for (left, right) in columns() {
            let line = Stroke::new(canvas.palette.line, 1.0);
            canvas.line((left, bottom), (right, bottom), line);
        }
        y = bottom;
    }
    y
}

/// The tint and the grid of a row that has a place on the band.
fn tint(canvas: &mut Canvas, row: &Row<'_>) {
    let strength = match row.band {
        spectrum_row::Band::Full => 1.0,
        spectrum_row::Band::Faint => 0.5,
        spectrum_row::Band::None => return,
    };
    let palette = canvas.palette;
    let area = Area { left: BAND.0, right: BAND.1, top: row.top, bottom: row.bottom };
    canvas.rect(area, Fill::new(palette.surface), 0.0);
    canvas.rect(area, Fill::paint(palette.engaged.mark, "tint").alpha(strength), 0.0);
    for position in [-50.0, 0.0, 50.0] {
        let width = if position == 0.0 { 1.5 } else { 1.0 };
        let line =
            Stroke::new(palette.ink[2], width).alpha(if position == 0.0 { 0.5 } else { 0.25 });
        canvas.line((x(position), row.top), (x(position), row.bottom), line);
    }
}

fn axis(canvas: &mut Canvas, y: f64) -> f64 {
    let label = Type::new(12.5, canvas.palette.ink[1]);
    for position in [-100.0, -50.0, 0.0, 50.0, 100.0] {
        let align = if position < -99.0 {
            Align::Start
        } else if position > 99.0 {
            Align::End
        } else {
            Align::Middle
        };
        let tick = Stroke::new(canvas.palette.strong_line, 1.0);
        canvas.line((x(position), y), (x(position), y + 5.0), tick);
        canvas.text((x(position), y + 20.0), &words::signed(position, 0), label.align(align));
    }
    y + 28.0
}
