//! The signals of each team as a table.

use super::detail::Detail;
use super::standing::last;
use super::writer::{Table, dash, folded, heading, link, list, nothing, paragraph, picture, text};
use crate::render::charts::Chart;
use crate::render::links::Links;
use crate::render::{figures, words};
use crate::report::Report;
use crate::score::outcome::{MonthScore, SignalFigure};
use crate::signals::definition::{Anchors, Definition};

pub(super) fn signals(out: &mut String, report: &Report, links: &Links, detail: Detail) {
    heading(out, 2, "All signals");
    let shown = |month: &&MonthScore| !month.signals.is_empty();
    let teams = report.teams.iter().filter_map(|team| Some((team, last(team).filter(shown)?)));
    let teams: Vec<_> = teams.collect();
    if teams.is_empty() {
        return nothing(out, "");
    }
    paragraph(
        out,
        "Calm is the value of severity .1, severe that of .9. Grade A: published recommendation; \
         B: published distribution; C: our prior. Definitions and SQL stand in report.html.",
    );
    picture(out, Chart::Signals);
    for (team, month) in teams {
        let inside = of_month(report, month, links, detail);
        let figures = month.signals.iter().filter(|figure| figure.missing.is_none()).count();
        let figures = words::count(figures as u64, "signal");
        folded(out, &format!("{}: {figures} with a figure", team.score.team), &inside);
    }
}

/// Figures in a table, and below it the signals that have none, by reason.
fn of_month(report: &Report, month: &MonthScore, links: &Links, detail: Detail) -> String {
    let mut table = Table::new(&[
        "Signal",
        "Figure:",
        "n:",
        "95 % interval",
        "Calm, severe",
        "Grade",
        "Severity:",
        "Change",
        "Items",
    ]);
    let mut without: Vec<(String, Vec<&str>)> = Vec::new();
    for doc in &report.definitions {
        let definition = &doc.definition;
        let scored = definition.control.is_some() || definition.drift.is_some();
        let found = month.signals.iter().find(|figure| figure.id == definition.id);
        let Some(figure) = found.filter(|_| scored || detail >= Detail::Everything) else {
            continue;
        };
        if let Some(reason) = &figure.missing {
            let reason = figures::missing(reason);
            match without.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, titles)) => titles.push(&definition.title),
                None => without.push((reason, vec![&definition.title])),
            }
        } else {
            rows(&mut table, definition, figure, links);
        }
    }
    let mut out = table.ended();
    let told = without
        .iter()
        .map(|(reason, titles)| format!("{}: {}", text(reason), text(&titles.join("; "))));
    list(&mut out, &told.collect::<Vec<_>>());
    out
}

/// One row, or one for each pressure that the signal counts to.
fn rows(table: &mut Table, definition: &Definition, figure: &SignalFigure, links: &Links) {
    let cells = cells(definition, figure, links);
    let mut add = |title: &str, anchors: String, grade: String, severity: Option<f64>| {
        let [value, n, interval, change, items] = cells.clone();
        let severity = severity.map_or_else(dash, words::pressure);
        table.row(&[text(title), value, n, interval, anchors, grade, severity, change, items]);
    };
    let sides = [
        (definition.control.as_ref(), figure.control_severity),
        (definition.drift.as_ref(), figure.drift_severity),
    ];
    let sides: Vec<(&Anchors, Option<f64>)> =
        sides.into_iter().filter_map(|(anchors, severity)| Some((anchors?, severity))).collect();
    if sides.is_empty() {
        add(&definition.title, "not scored".to_owned(), String::new(), None);
    }
    for (anchors, severity) in sides {
        let shown = figures::anchors(definition, anchors).replace('|', "/");
        let title = figures::title(definition, anchors);
        add(&title, shown, format!("{:?}", anchors.grade), severity);
    }
}

/// Figure, n, interval, change and the first items of a signal.
fn cells(definition: &Definition, figure: &SignalFigure, links: &Links) -> [String; 5] {
    let odds = figures::odds(definition, figure).map(|odds| format!(" ({odds})"));
    let value = figures::cell(definition, figure).unwrap_or_else(dash);
    let interval = figure.estimate.and_then(|estimate| estimate.interval).map(|i| {
        format!("{} to {}", figures::value(definition, i.low), figures::value(definition, i.high))
    });
    let change = figure.change.map(|change| {
        let verdict = if change.clear { "clear" } else { "not clear" };
        format!("{}, {verdict}", figures::difference(definition, change.difference))
    });
    let items = figure.evidence.iter().take(3).map(|e| link(&links.item(&e.repo, &e.item)));
    [
        text(&format!("{value}{}", odds.unwrap_or_default())),
        figures::sample(definition, figure),
        interval.map_or_else(dash, |i| text(&i)),
        change.map_or_else(dash, |c| text(&c)),
        items.collect::<Vec<_>>().join(", "),
    ]
}
