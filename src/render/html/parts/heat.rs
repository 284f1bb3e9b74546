//! A team's facets by month: severity as figure and as depth of colour, in a table.

use serde::Serialize;

use crate::render::heat::{self, Line};
use crate::render::words;
use crate::report::{Report, TeamReport};
use crate::signals::definition::Axis;

/// The table of a team.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Heat {
    months: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    axis: &'static str,
    /// Letter of the axis in classes.
    class: &'static str,
    name: String,
    cells: Vec<Cell>,
}

#[derive(Debug, Serialize)]
struct Cell {
    /// Depth of colour, 0 to 10; `None`: no figure.
    level: Option<u8>,
    text: String,
}

/// The table of a team; `None` where no facet has a figure in any month.
pub(in crate::render::html) fn heat(report: &Report, team: &TeamReport) -> Option<Heat> {
    if heat::is_empty(report, team) {
        return None;
    }
    let lines = heat::lines(report, false);
    Some(Heat {
        months: report.periods.iter().map(|p| words::month_short(*p)).collect(),
        rows: lines.iter().map(|line| row(report, team, line)).collect(),
    })
}

fn row(report: &Report, team: &TeamReport, line: &Line<'_>) -> Row {
    let cells = report.periods.iter().map(|period| {
        let severity = heat::cell(team, *period, line);
        Cell {
            level: severity.map(level),
            text: severity.map_or_else(|| "–".to_owned(), words::severity),
        }
    });
    Row {
        axis: words::axis(line.axis),
        class: match line.axis {
            Axis::Control => "hv",
            Axis::Drift => "ho",
        },
        name: line.name.to_owned(),
        cells: cells.collect(),
    }
}

/// A severity in tenths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10")]
fn level(severity: f64) -> u8 {
    (severity.clamp(0.0, 1.0) * 10.0).round() as u8
}
