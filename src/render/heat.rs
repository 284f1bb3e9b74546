//! Severities by facet, or by signal, and by month, as charts and pages show them: picked out of
//! the scores.

use crate::model::time::Period;
use crate::render::words;
use crate::report::{Report, TeamReport};
use crate::score::outcome::{MonthScore, Status};
use crate::signals::definition::{Axis, Definition, Facet};

/// A severity, 0 to 1; `None` where there is no figure.
pub type Cell = Option<f64>;

/// A line of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line<'a> {
    /// Pressure that it counts to.
    pub axis: Axis,
    /// Facet that it is, or belongs to.
    pub facet: Facet,
    /// Id of the signal; `None`: the facet as a whole.
    pub signal: Option<&'a str>,
    /// What stands before it.
    pub name: &'a str,
}

/// Lines of the map: each facet, followed by its signals where that is asked for.
#[must_use]
pub fn lines(report: &Report, with_signals: bool) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for facet in Facet::ALL {
        let axis = facet.axis();
        lines.push(Line { axis, facet, signal: None, name: words::facet(facet) });
        let signals = report.definitions.iter().map(|doc| &doc.definition);
        let own = signals.filter(|d| with_signals && counts_to(d, facet));
        lines.extend(own.map(|d| Line { axis, facet, signal: Some(&d.id), name: &d.title }));
    }
    lines
}

fn counts_to(definition: &Definition, facet: Facet) -> bool {
    [&definition.control, &definition.drift].into_iter().flatten().any(|a| a.facet == facet)
}

/// The severity of a line in a month.
#[must_use]
pub fn cell(team: &TeamReport, period: Period, line: &Line<'_>) -> Cell {
    let month = shown(team.score.months.iter().find(|month| month.period == period)?)?;
    let Some(signal) = line.signal else {
        let pressure = match line.axis {
            Axis::Control => month.control.as_ref()?,
            Axis::Drift => month.drift.as_ref()?,
        };
        let facet = pressure.facets.iter().find(|score| score.facet == line.facet)?;
        return facet.value.map(|value| value.value);
    };
    let figure = month.signals.iter().find(|figure| figure.id == signal)?;
    match line.axis {
        Axis::Control => figure.control_severity,
        Axis::Drift => figure.drift_severity,
    }
}

/// A month of a team that is large enough to be shown.
fn shown(month: &MonthScore) -> Option<&MonthScore> {
    (!matches!(month.status, Status::TooFewPeople { .. })).then_some(month)
}

/// Whether no facet of a team has a figure in any month shown.
#[must_use]
pub fn is_empty(report: &Report, team: &TeamReport) -> bool {
    let facets = lines(report, false);
    let known = |period: &Period| facets.iter().any(|line| cell(team, *period, line).is_some());
    !report.periods.iter().any(known)
}
