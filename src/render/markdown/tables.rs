//! Waits, milestones and signals as tables.

use super::standing::last;
use super::writer::{Table, dash, heading, link, nothing, paragraph, text};
use crate::render::links::Links;
use crate::render::{figures, remarks, words};
use crate::report::{Report, TeamReport, WaitKind};
use crate::score::outcome::{MonthScore, SignalFigure};
use crate::signals::definition::Definition;

pub(super) fn waits(out: &mut String, report: &Report) {
    heading(out, 2, "Where pull requests wait");
    paragraph(
        out,
        "Business hours that pull requests were open, by whose move it was. “Nobody asked” is \
         never counted to peers.",
    );
    let shown: Vec<_> = report.teams.iter().filter(|team| !team.waits.is_empty()).collect();
    if shown.is_empty() {
        nothing(out, ": the timelines of pull requests were not read");
    }
    for team in shown {
        heading(out, 3, &team.score.team);
        let kinds = kinds(team);
        let names: Vec<_> =
            kinds.iter().map(|kind| format!("{}:", words::wait_kind(*kind))).collect();
        let mut heads = vec!["Month", "Pull requests:"];
        heads.extend(names.iter().map(String::as_str));
        let mut table = Table::new(&heads);
        for month in &team.waits {
            let hours = |kind: &WaitKind| {
                let found = month.hours.iter().find(|hours| hours.kind == *kind);
                found.map_or_else(dash, |hours| figures::rounded(hours.business_hours))
            };
            let mut cells = vec![words::month(month.period), words::integer(month.pull_requests)];
            cells.extend(kinds.iter().map(hours));
            table.row(&cells);
        }
        table.end(out);
    }
}

/// Kinds with any time in a team's months.
fn kinds(team: &TeamReport) -> Vec<WaitKind> {
    let hours = team.waits.iter().flat_map(|month| &month.hours);
    let mut kinds: Vec<_> = hours.filter(|h| h.business_hours > 0.0).map(|h| h.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

pub(super) fn milestones(out: &mut String, report: &Report, links: &Links) {
    heading(out, 2, "Milestones, planned and done");
    let shown: Vec<_> = report.teams.iter().filter(|team| !team.milestones.is_empty()).collect();
    if shown.is_empty() {
        nothing(out, ": no milestones were read");
    }
    for team in shown {
        heading(out, 3, &team.score.team);
        let mut table = Table::new(&[
            "Milestone",
            "Created",
            "First due",
            "Due now",
            "Closed",
            "Stands",
            "Done:",
        ]);
        for row in &team.milestones {
            let mut named = links.item(&row.repo, &format!("milestone#{}", row.number));
            named.text.clone_from(&row.title);
            let date = |date: &Option<String>| date.as_deref().map_or_else(dash, text);
            table.row(&[
                link(&named),
                text(&row.created),
                date(&row.first_due),
                date(&row.due),
                date(&row.closed),
                remarks::slip(row),
                format!("{} of {}", row.done, row.items),
            ]);
        }
        table.end(out);
    }
}

pub(super) fn signals(out: &mut String, report: &Report, links: &Links) {
    heading(out, 2, "All signals");
    paragraph(
        out,
        "Calm is the value of severity .1, severe that of .9. Grade A: published recommendation; \
         B: published distribution; C: our prior.",
    );
    let mut any = false;
    for team in &report.teams {
        let Some(month) = last(team).filter(|month| !month.signals.is_empty()) else { continue };
        any = true;
        heading(out, 3, &team.score.team);
        signal_table(out, report, month, links);
    }
    if !any {
        nothing(out, "");
    }
}

fn signal_table(out: &mut String, report: &Report, month: &MonthScore, links: &Links) {
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
    for doc in &report.definitions {
        let Some(figure) = month.signals.iter().find(|f| f.id == doc.definition.id) else {
            continue;
        };
        let definition = &doc.definition;
        let parts = [
            (definition.control.as_ref(), figure.control_severity),
            (definition.drift.as_ref(), figure.drift_severity),
        ];
        let mut rows: Vec<_> = parts
            .into_iter()
            .filter_map(|(anchors, severity)| {
                let anchors = anchors?;
                let title = figures::title(definition, anchors);
                Some((
                    title,
                    figures::anchors(definition, anchors),
                    format!("{:?}", anchors.grade),
                    severity,
                ))
            })
            .collect();
        if rows.is_empty() {
            rows.push((definition.title.clone(), "not scored".to_owned(), String::new(), None));
        }
        for (title, anchors, grade, severity) in rows {
            let [value, n, interval, change, items] = signal_cells(definition, figure, links);
            let severity = severity.map_or_else(dash, words::pressure);
            let anchors = anchors.replace('|', "/");
            table.row(&[text(&title), value, n, interval, anchors, grade, severity, change, items]);
        }
    }
    table.end(out);
}

/// Figure, n, interval, change and the first items of a signal.
fn signal_cells(definition: &Definition, figure: &SignalFigure, links: &Links) -> [String; 5] {
    if let Some(reason) = &figure.missing {
        return [text(&figures::missing(reason)), dash(), dash(), dash(), String::new()];
    }
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
