//! Waits and milestones as tables.

use super::writer::{Table, dash, folded, heading, link, nothing, paragraph, picture, text};
use crate::render::charts::Chart;
use crate::render::links::Links;
use crate::render::{figures, remarks, words};
use crate::report::{Report, TeamReport, WaitKind};

pub(super) fn waits(out: &mut String, report: &Report) {
    heading(out, 2, "Where pull requests wait");
    paragraph(
        out,
        "Business hours that pull requests were open, by whose move it was. “Nobody asked” is \
         never counted to peers.",
    );
    let shown: Vec<_> = report.teams.iter().filter(|team| !team.waits.is_empty()).collect();
    if shown.is_empty() {
        return nothing(out, ": the timelines of pull requests were not read");
    }
    picture(out, Chart::Waits);
    for team in shown {
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
        folded(out, &format!("{}, month by month", team.score.team), &table.ended());
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
        return nothing(out, ": no milestones were read");
    }
    picture(out, Chart::Milestones);
    for team in shown {
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
        let count = words::count(team.milestones.len() as u64, "milestone");
        folded(out, &format!("{}: {count}", team.score.team), &table.ended());
    }
}
