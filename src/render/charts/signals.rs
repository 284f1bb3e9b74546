//! Signals: severity by month, a panel a team; a row a facet, and a row a signal where a team is
//! alone.

use super::canvas::{Align, Area, Canvas, Fill, Stroke, Type};
use super::frame::{self, MANY_TEAMS};
use super::palette::Palette;
use crate::render::heat::{self, Cell, Line};
use crate::render::words;
use crate::report::{Report, TeamReport};

/// Gaps between panels, across and down.
const GAPS: (f64, f64) = (36.0, 22.0);
/// Widest cell.
const WIDEST: f64 = 76.0;
/// Room for names of facets, and for those of signals.
const NAMES: (f64, f64) = (178.0, 350.0);
/// Opacity of a severity of 1: ink on it keeps 4.5 : 1 in both themes.
const STRONGEST: f64 = 0.55;

/// Lays the chart out.
pub(super) fn layout(report: &Report, palette: Palette) -> Canvas {
    let (mut canvas, mut y) = frame::begin(
        report,
        palette,
        "Severity of the signals, month by month",
        "Figure and depth of colour: severity, .10 at the calm reference of a signal, .90 at its \
         severe one. Violet: control; orange: drift. Hatched: no figure.",
    );
    y += 10.0;
    if report.teams.is_empty() {
        y = frame::nothing(&mut canvas, y, "There is no team in this report.");
        frame::end(&mut canvas, report, y);
        return canvas;
    }
    let alone = report.teams.len() == 1;
    let lines = heat::lines(report, alone);
    let row = row_height(report.teams.len());
    let height = 52.0 + row * lines.len() as f64 + 8.0;
    let columns = report.teams.len().min(3);
    let (places, bottom) = frame::panels(y, report.teams.len(), columns, height, GAPS);
    for (team, area) in report.teams.iter().zip(places) {
        panel(&mut canvas, report, team, &lines, area);
    }
    frame::end(&mut canvas, report, bottom);
    canvas
}

fn row_height(teams: usize) -> f64 {
    match teams {
        1 => 22.0,
        n if n >= MANY_TEAMS => 18.0,
        _ => 21.0,
    }
}

fn panel(canvas: &mut Canvas, report: &Report, team: &TeamReport, lines: &[Line<'_>], area: Area) {
    let palette = canvas.palette;
    let name = Type::new(14.5, palette.ink[0]).bold();
    let month = frame::current(report, team);
    let status = month.and_then(|month| words::status_brief(&month.status));
    canvas.open(&format!("{}: {}", team.score.team, status.unwrap_or("severities by month")));
    let shown = name.fit(&team.score.team, area.width());
    canvas.text((area.left, area.top + 14.0), &shown, name);
    if heat::is_empty(report, team) {
        let style = Type::new(12.5, palette.ink[2]);
        canvas.text((area.left, area.top + 34.0), status.unwrap_or("no figures"), style);
        canvas.close();
        return;
    }
    let detailed = lines.iter().any(|line| line.signal.is_some());
    let left = area.left + if detailed { NAMES.1 } else { NAMES.0 };
    let width = ((area.right - left) / report.periods.len().max(1) as f64).min(WIDEST);
    heads(canvas, report, left, width, area.top + 42.0);
    let row = row_height(report.teams.len());
    let mut top = area.top + 50.0;
    for line in lines {
        let room = left - area.left - 10.0;
        let style = if line.signal.is_none() {
            Type::new(12.5, palette.axis(line.axis).text).bold()
        } else {
            Type::new(12.5, palette.ink[1])
        };
        let text = style.fit(line.name, room);
        canvas.text((area.left, top + row / 2.0 + 4.4), &text, style);
        for (index, period) in report.periods.iter().enumerate() {
            let at = left + width * index as f64;
            let place = Area { left: at, right: at + width, top, bottom: top + row };
            cell(canvas, heat::cell(team, *period, line), line, place);
        }
        top += row;
    }
    canvas.close();
}

fn heads(canvas: &mut Canvas, report: &Report, left: f64, width: f64, y: f64) {
    let style = Type::new(12.0, canvas.palette.ink[1]).align(Align::Middle);
    let names = report.periods.iter().map(|period| style.width(&words::month_short(*period)));
    let every = frame::every(names.fold(0.0, f64::max) + 5.0, width);
    for (index, period) in report.periods.iter().enumerate() {
        if (report.periods.len() - 1 - index).is_multiple_of(every) {
            let middle = left + width * (index as f64 + 0.5);
            canvas.text((middle, y), &words::month_short(*period), style);
        }
    }
}

/// A cell: its depth of colour and its figure say the same; where there is no room for a figure,
/// the height of a block does.
fn cell(canvas: &mut Canvas, cell: Cell, line: &Line<'_>, area: Area) {
    let palette = canvas.palette;
    let inner = Area {
        left: area.left + 0.75,
        right: area.right - 0.75,
        top: area.top + 0.75,
        bottom: area.bottom - 0.75,
    };
    canvas.rect(inner, Fill::new(palette.surface), 1.0);
    let Some(severity) = cell else {
        canvas.rect(inner, Fill::paint(palette.line, "hatch-faint"), 1.0);
        return;
    };
    let mark = palette.axis(line.axis).mark;
    canvas.rect(inner, Fill::new(mark).alpha(STRONGEST * severity.clamp(0.0, 1.0)), 1.0);
    let mut style = Type::new(12.0, palette.ink[0]).align(Align::Middle);
    if severity >= 0.5 {
        style = style.bold();
    }
    let texts = [words::severity(severity), words::decimal(severity, 1)];
    let fitting = texts.iter().find(|text| style.width(text) <= inner.width() - 2.0);
    let middle = f64::midpoint(area.left, area.right);
    if let Some(text) = fitting {
        canvas.text((middle, f64::midpoint(area.top, area.bottom) + 4.3), text, style);
    } else {
        let top = inner.bottom - severity.clamp(0.0, 1.0) * inner.height();
        let block = Area { left: middle - 1.5, right: middle + 1.5, top, bottom: inner.bottom };
        canvas.rect(block, Fill::new(palette.ink[0]), 0.0);
    }
    canvas.frame(inner, Stroke::new(palette.line, 0.8), 1.0);
}
