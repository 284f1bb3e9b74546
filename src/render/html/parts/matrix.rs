//! All teams side by side: by signal where they are few, by facet where they are many.

use serde::Serialize;

use crate::render::html::parts::signals::bar;
use crate::render::{figures, words};
use crate::report::{Report, SignalDoc, TeamReport};
use crate::score::outcome::{MonthScore, Pressure};
use crate::signals::definition::{Axis, Facet};

/// Most teams for which there is a column each.
const COLUMNS: usize = 6;

/// A table of severities.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Matrix {
    caption: &'static str,
    corner: &'static str,
    heads: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    head: String,
    /// A pressure, not a signal.
    group: bool,
    cells: Vec<Cell>,
}

#[derive(Debug, Serialize)]
struct Cell {
    class: &'static str,
    width: Option<String>,
    text: String,
}

/// The matrix of a report; `None` for fewer than two teams with pressures.
pub(in crate::render::html) fn matrix(report: &Report) -> Option<Matrix> {
    let teams: Vec<(&TeamReport, &MonthScore)> = report
        .teams
        .iter()
        .filter_map(|team| Some((team, team.score.months.last()?)))
        .filter(|(_, month)| month.control.is_some() || month.drift.is_some())
        .collect();
    match teams.len() {
        0 | 1 => None,
        n if n <= COLUMNS => Some(by_signal(report, &teams)),
        _ => Some(by_facet(&teams)),
    }
}

fn class(axis: Axis) -> &'static str {
    match axis {
        Axis::Control => "violet",
        Axis::Drift => "orange",
    }
}

fn cell(axis: Axis, severity: Option<f64>, text: Option<String>) -> Cell {
    Cell {
        class: class(axis),
        width: severity.map(bar),
        text: text.unwrap_or_else(|| "–".to_owned()),
    }
}

fn pressure(month: &MonthScore, axis: Axis) -> Option<&Pressure> {
    match axis {
        Axis::Control => month.control.as_ref(),
        Axis::Drift => month.drift.as_ref(),
    }
}

fn pressure_cell(month: &MonthScore, axis: Axis) -> Cell {
    let value = pressure(month, axis).and_then(|p| p.value).map(|v| v.value);
    cell(axis, value, value.map(words::pressure))
}

fn by_signal(report: &Report, teams: &[(&TeamReport, &MonthScore)]) -> Matrix {
    let mut rows = Vec::new();
    for axis in [Axis::Control, Axis::Drift] {
        rows.push(Row {
            head: format!("{} pressure", words::capitalised(words::axis(axis))),
            group: true,
            cells: teams.iter().map(|(_, month)| pressure_cell(month, axis)).collect(),
        });
        let scored = report.definitions.iter().filter(|doc| match axis {
            Axis::Control => doc.definition.control.is_some(),
            Axis::Drift => doc.definition.drift.is_some(),
        });
        rows.extend(scored.map(|doc| signal_row(doc, axis, teams)));
    }
    Matrix {
        caption: "Every signal, every team: figure and severity",
        corner: "Signal",
        heads: teams.iter().map(|(team, _)| team.score.team.clone()).collect(),
        rows,
    }
}

fn signal_row(doc: &SignalDoc, axis: Axis, teams: &[(&TeamReport, &MonthScore)]) -> Row {
    let cells = teams.iter().map(|(_, month)| {
        let figure = month.signals.iter().find(|figure| figure.id == doc.definition.id);
        let severity = figure.and_then(|figure| match axis {
            Axis::Control => figure.control_severity,
            Axis::Drift => figure.drift_severity,
        });
        cell(axis, severity, figure.and_then(|figure| figures::cell(&doc.definition, figure)))
    });
    Row { head: doc.definition.title.clone(), group: false, cells: cells.collect() }
}

fn by_facet(teams: &[(&TeamReport, &MonthScore)]) -> Matrix {
    let mut heads = Vec::new();
    for axis in [Axis::Control, Axis::Drift] {
        heads.push(words::capitalised(words::axis(axis)));
        let own = Facet::ALL.iter().filter(|facet| facet.axis() == axis);
        heads.extend(own.map(|facet| words::facet(*facet).to_owned()));
    }
    let rows = teams.iter().map(|(team, month)| Row {
        head: team.score.team.clone(),
        group: false,
        cells: facet_cells(month),
    });
    Matrix {
        caption: "Every facet, every team: severity",
        corner: "Team",
        heads,
        rows: rows.collect(),
    }
}

fn facet_cells(month: &MonthScore) -> Vec<Cell> {
    let mut cells = Vec::new();
    for axis in [Axis::Control, Axis::Drift] {
        cells.push(pressure_cell(month, axis));
        for facet in Facet::ALL.iter().filter(|facet| facet.axis() == axis) {
            let scores = pressure(month, axis).map(|p| p.facets.as_slice()).unwrap_or_default();
            let value = scores.iter().find(|score| score.facet == *facet);
            let value = value.and_then(|score| score.value).map(|v| v.value);
            cells.push(cell(axis, value, value.map(|v| words::decimal(v, 2))));
        }
    }
    cells
}
