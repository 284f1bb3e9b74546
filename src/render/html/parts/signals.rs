//! Every signal of a team: figure, n, interval against its reference, months, severity, evidence.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::render::html::layout::{between_anchors, coordinate};
use crate::render::html::parts::teams::MANY;
use crate::render::links::{Link, Links};
use crate::render::{figures, words};
use crate::report::{Report, SignalDoc};
use crate::score::outcome::{Interval, MonthScore, SignalFigure};
use crate::signals::definition::{Anchors, Axis, Definition, Facet};

/// How much of each row a page has room for.
#[derive(Clone, Copy, Debug)]
pub(in crate::render::html) struct Room {
    /// Most items behind a figure.
    evidence: usize,
    /// Least severity of a figure whose items are listed.
    from: f64,
    /// Whether months are drawn, and rows unfold.
    full: bool,
}

impl Room {
    /// A page of many teams has one line a figure, and items only behind severe ones, so that
    /// forty teams stay below 1.5 MB; the program shows the rest.
    pub(in crate::render::html) fn new(teams: usize) -> Self {
        match teams {
            0..=4 => Self { evidence: 10, from: 0.0, full: true },
            5..=MANY => Self { evidence: 5, from: 0.0, full: true },
            _ => Self { evidence: 2, from: 0.5, full: false },
        }
    }
}

/// The table of a team.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Table {
    /// Pressures and position, in words.
    caption: String,
    /// First and last month of the sparklines.
    months: Option<String>,
    /// Rows unfold; else each is one line.
    full: bool,
    groups: Vec<Group>,
    shown: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Group {
    axis: &'static str,
    pressure: Option<String>,
    facet: &'static str,
    value: Option<String>,
    width: Option<String>,
    class: &'static str,
    rows: Vec<Row>,
}

/// One signal in one facet.
#[derive(Debug, Serialize)]
struct Row {
    /// Definition's place in the catalogue.
    doc: usize,
    key: String,
    id: String,
    title: String,
    question: String,
    figure: Option<String>,
    odds: Option<String>,
    sample: String,
    missing: Option<String>,
    reference: Option<Reference>,
    spark: Option<Spark>,
    trend: Option<Trend>,
    severity: Option<String>,
    width: Option<String>,
    facts: Vec<(&'static str, String)>,
    evidence: Vec<Piece>,
}

#[derive(Debug, Serialize)]
struct Reference {
    text: String,
    grade: String,
    interval: Option<String>,
    low: Option<String>,
    high: Option<String>,
    point: Option<String>,
}

#[derive(Debug, Serialize)]
struct Spark {
    points: String,
    x: String,
    y: String,
}

#[derive(Debug, Serialize)]
struct Trend {
    arrow: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct Piece {
    link: Link,
    text: String,
}

/// What a row is made from.
struct Source<'a> {
    months: &'a [MonthScore],
    links: &'a Links,
    room: Room,
    figures: BTreeMap<&'a str, &'a SignalFigure>,
}

/// The table of a team; `None` where its month has no signals.
pub(in crate::render::html) fn table(
    report: &Report,
    months: &[MonthScore],
    links: &Links,
    room: Room,
) -> Option<Table> {
    let month = months.last()?;
    if month.signals.is_empty() {
        return None;
    }
    let figures = month.signals.iter().map(|figure| (figure.id.as_str(), figure)).collect();
    let source = Source { months, links, room, figures };
    let (first, last) = (months.first()?, month);
    Some(Table {
        caption: caption(month),
        months: (room.full && months.len() > 1).then(|| {
            format!("{} to {}", words::month_short(first.period), words::month_short(last.period))
        }),
        full: room.full,
        groups: groups(report, month, &source),
        shown: shown(report, &source),
    })
}

fn caption(month: &MonthScore) -> String {
    let pressures = [&month.control, &month.drift].into_iter().flatten();
    let mut parts: Vec<String> = pressures
        .filter_map(|pressure| {
            let value = pressure.value?.value;
            Some(format!("{} {}", words::axis(pressure.axis), words::pressure(value)))
        })
        .collect();
    if let Some(standing) = &month.standing {
        parts.push(format!("position {}", words::position(standing.position.value)));
    }
    let told = if parts.is_empty() { "no pressures".to_owned() } else { parts.join(", ") };
    format!("{}: {told}", month.period.in_words())
}

fn groups(report: &Report, month: &MonthScore, source: &Source<'_>) -> Vec<Group> {
    let groups = Facet::ALL.iter().map(|facet| {
        let rows = report.definitions.iter().enumerate().filter_map(|(i, doc)| {
            let anchors = anchors_in(&doc.definition, *facet)?;
            source.row(i, doc, Some((facet.axis(), anchors)))
        });
        group(*facet, month, rows.collect())
    });
    groups.filter(|group| !group.rows.is_empty()).collect()
}

fn anchors_in(definition: &Definition, facet: Facet) -> Option<&Anchors> {
    let part = match facet.axis() {
        Axis::Control => definition.control.as_ref(),
        Axis::Drift => definition.drift.as_ref(),
    };
    part.filter(|anchors| anchors.facet == facet)
}

fn group(facet: Facet, month: &MonthScore, rows: Vec<Row>) -> Group {
    let axis = facet.axis();
    let pressure = match axis {
        Axis::Control => month.control.as_ref(),
        Axis::Drift => month.drift.as_ref(),
    };
    let score = pressure.and_then(|p| p.facets.iter().find(|score| score.facet == facet));
    let value = score.and_then(|score| score.value).map(|value| value.value);
    Group {
        axis: words::axis(axis),
        pressure: pressure.and_then(|p| p.value).map(|v| words::pressure(v.value)),
        facet: words::facet(facet),
        value: value.map(words::pressure),
        width: value.map(bar),
        class: class(axis),
        rows,
    }
}

fn class(axis: Axis) -> &'static str {
    match axis {
        Axis::Control => "violet",
        Axis::Drift => "orange",
    }
}

/// Width of a severity bar of 40 pixels.
pub(in crate::render::html) fn bar(severity: f64) -> String {
    coordinate((severity.clamp(0.0, 1.0) * 400.0).round() / 10.0)
}

fn shown(report: &Report, source: &Source<'_>) -> Vec<Row> {
    let unscored = report
        .definitions
        .iter()
        .enumerate()
        .filter(|(_, doc)| doc.definition.control.is_none() && doc.definition.drift.is_none());
    unscored.filter_map(|(i, doc)| source.row(i, doc, None)).collect()
}

impl Source<'_> {
    fn row(&self, index: usize, doc: &SignalDoc, part: Option<(Axis, &Anchors)>) -> Option<Row> {
        let definition = &doc.definition;
        let figure = *self.figures.get(definition.id.as_str())?;
        let axis = part.map(|(axis, _)| axis);
        let severity = axis.and_then(|axis| severity(figure, axis));
        Some(Row {
            doc: index,
            key: format!("{index}{}", axis.map_or("", words::axis)),
            id: definition.id.clone(),
            title: part.map_or_else(
                || definition.title.clone(),
                |(_, anchors)| figures::title(definition, anchors),
            ),
            question: definition.question.clone(),
            figure: figures::cell(definition, figure),
            odds: figures::odds(definition, figure),
            sample: figures::sample(definition, figure),
            missing: figure.missing.as_ref().map(figures::missing),
            reference: part.map(|(_, anchors)| reference(definition, anchors, figure)),
            spark: axis
                .filter(|_| self.room.full)
                .and_then(|axis| self.spark(&definition.id, axis)),
            trend: trend(figure),
            severity: severity.map(words::pressure),
            width: severity.map(bar),
            facts: facts(definition, figure),
            evidence: self.evidence(definition, figure),
        })
    }

    fn evidence(&self, definition: &Definition, figure: &SignalFigure) -> Vec<Piece> {
        let severities = [figure.control_severity, figure.drift_severity];
        let severity = severities.into_iter().flatten().fold(0.0, f64::max);
        if severity < self.room.from {
            return Vec::new();
        }
        let items = figure.evidence.iter().take(self.room.evidence);
        items
            .map(|evidence| Piece {
                link: self.links.item(&evidence.repo, &evidence.item),
                text: figures::part(definition, evidence),
            })
            .collect()
    }

    /// Severity by month; `None` with fewer than two.
    fn spark(&self, id: &str, axis: Axis) -> Option<Spark> {
        let last = self.months.len().checked_sub(1).filter(|last| *last > 0)?;
        let points: Vec<(String, String)> = self
            .months
            .iter()
            .enumerate()
            .filter_map(|(i, month)| {
                let figure = month.signals.iter().find(|figure| figure.id == id)?;
                let y = 19.0 - 16.0 * severity(figure, axis)?;
                let x = 2.0 + 75.0 * i as f64 / last as f64;
                Some((format!("{x:.0}"), format!("{y:.1}")))
            })
            .collect();
        let (x, y) = points.last().filter(|_| points.len() > 1)?.clone();
        let points: Vec<_> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        Some(Spark { points: points.join(" "), x, y })
    }
}

fn severity(figure: &SignalFigure, axis: Axis) -> Option<f64> {
    match axis {
        Axis::Control => figure.control_severity,
        Axis::Drift => figure.drift_severity,
    }
}

fn ends_in_words(definition: &Definition, interval: Interval) -> String {
    let end = |v: f64| figures::value(definition, v);
    format!("{} to {}", end(interval.low), end(interval.high))
}

fn reference(definition: &Definition, anchors: &Anchors, figure: &SignalFigure) -> Reference {
    // Green stands at 33 and red at 83 of 116 pixels in every row.
    let place = |value: f64| {
        let place = between_anchors(definition, anchors, value)?;
        Some(format!("{:.0}", (33.0 + 50.0 * place).clamp(3.0, 113.0)))
    };
    let interval = figure.estimate.and_then(|estimate| estimate.interval);
    let ends = interval
        .map(|i| if anchors.red < anchors.green { (i.high, i.low) } else { (i.low, i.high) });
    Reference {
        text: figures::anchors(definition, anchors),
        grade: format!("{:?}", anchors.grade),
        interval: interval.map(|i| ends_in_words(definition, i)),
        low: ends.and_then(|(low, _)| place(low)),
        high: ends.and_then(|(_, high)| place(high)),
        point: figure.estimate.and_then(|estimate| place(estimate.value)),
    }
}

fn trend(figure: &SignalFigure) -> Option<Trend> {
    let change = figure.change?;
    let rising = change.difference > 0.0;
    let way = if rising { "rising" } else { "falling" };
    Some(Trend {
        arrow: match (change.clear, rising) {
            (false, _) => "",
            (true, true) => "↑",
            (true, false) => "↓",
        },
        text: if change.clear { format!("clearly {way}") } else { "no clear change".to_owned() },
    })
}

fn facts(definition: &Definition, figure: &SignalFigure) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    if let Some(text) = figures::in_full(definition, figure) {
        out.push(("Figure", text));
    }
    if let Some(interval) = figure.estimate.and_then(|estimate| estimate.interval) {
        out.push(("95 % interval", ends_in_words(definition, interval)));
    }
    if figure.censored > 0 {
        let items = words::count(u64::from(figure.censored), "item");
        out.push(("Not finished", format!("{items}, counted as at least so long")));
    }
    if figure.window_months > 1 {
        out.push(("Window", format!("{} months", figure.window_months)));
    }
    if let Some(change) = figure.change {
        let text = if change.clear { "clear" } else { "within what chance does" };
        let difference = figures::difference(definition, change.difference);
        out.push(("Change", format!("{difference}, {text}")));
    }
    out
}
