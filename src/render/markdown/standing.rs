//! Where each team stands, what moved it, and how it came there.

use super::detail::Detail;
use super::writer::{
    Table, dash, heading, line, links_of, list, nothing, paragraph, picture, text,
};
use crate::render::charts::Chart;
use crate::render::links::Links;
use crate::render::{escape, remarks, strip, words};
use crate::report::{Finding, Report, TeamReport};
use crate::score::outcome::{MonthScore, Pressure};
use crate::signals::definition::Axis;

/// Characters of a spectrum line.
const STRIP: usize = 41;

pub(super) fn last(team: &TeamReport) -> Option<&MonthScore> {
    team.score.months.last()
}

pub(super) fn position(out: &mut String, report: &Report, links: &Links, detail: Detail) {
    let month = words::month(report.period);
    heading(out, 1, &format!("Midspan: {}, {month}", report.subject));
    if report.example {
        paragraph(out, "> **Invented example data.** No team, person or pull request here exists.");
    }
    paragraph(out, &format!("**{}**", text(&report.headline)));
    let scored = report.teams.iter().any(|team| last(team).is_some_and(|m| m.standing.is_some()));
    if !scored {
        for team in &report.teams {
            findings(out, &team.findings, links);
        }
    }
    spectrum(out, report);
    picture(out, Chart::Spectrum);
    if detail >= Detail::Cards {
        for team in &report.teams {
            card(out, report, team, links, scored);
        }
    }
    let order = if report.teams.len() > 1 {
        " Teams stand in alphabetical order and are not ranked."
    } else {
        ""
    };
    paragraph(
        out,
        &format!("{} Before anyone acts on them, ask the team.{order}", remarks::CAVEAT),
    );
}

/// Every team as a line of text, in a block that keeps its columns.
fn spectrum(out: &mut String, report: &Report) {
    let names = report.teams.iter().map(|team| escape::line(&team.score.team));
    let names: Vec<String> = names.map(|name| name.replace('`', "'")).collect();
    let widest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    line(out, "```text");
    line(out, &format!("{}  micromanagement {:>25}", " ".repeat(widest), "disengagement"));
    for (team, name) in report.teams.iter().zip(&names) {
        let pad = " ".repeat(widest - name.chars().count());
        let Some(month) = last(team) else { continue };
        let shown = match (&month.standing, month.position_bounds) {
            (Some(standing), _) => format!(
                "{}  {}",
                strip::standing(standing, STRIP, strip::UNICODE),
                words::position_estimate(standing.position)
            ),
            (None, Some(bounds)) => {
                let brief = words::status_brief(&month.status).unwrap_or_default();
                format!("{}  {brief}", strip::open(bounds, STRIP, strip::UNICODE))
            }
            (None, None) => words::status_brief(&month.status).unwrap_or_default().to_owned(),
        };
        line(out, &format!("{name}{pad}  {shown}"));
    }
    paragraph(out, "```");
}

fn card(out: &mut String, report: &Report, team: &TeamReport, links: &Links, scored: bool) {
    let month = last(team);
    let zone = month.map_or(words::NO_FIGURE, remarks::zone_or_status);
    heading(out, 3, &format!("{}: {zone}", team.score.team));
    if let Some(month) = month {
        let people = match month.leaders {
            0 => String::new(),
            leaders => format!(" Leader {leaders}, peers {}.", month.peers),
        };
        let ready = words::count(u64::from(month.ready), "pull request");
        let told = month.standing.as_ref().map(|_| format!(" {ready}.{people}"));
        let sentence = words::status_sentence(month);
        paragraph(out, &format!("{}{}", text(&sentence), told.unwrap_or_default()));
    }
    if month.is_none_or(|month| words::status_sentence(month) != team.summary) {
        paragraph(out, &text(&team.summary));
    }
    let title = |id: &str| title_of(report, id);
    let mut told = month.map(|m| remarks::qualifications(m, title)).unwrap_or_default();
    told.extend(month.and_then(|m| remarks::next_step(&m.status)).map(str::to_owned));
    told.extend(team.leaders_inferred_by.as_deref().map(remarks::leaders_inferred));
    told.extend(remarks::beside(team));
    let flags = team.flags.iter().map(|f| format!("**{}.** {}", text(&f.title), text(&f.text)));
    let told: Vec<String> = flags.chain(told.iter().map(|remark| text(remark))).collect();
    list(out, &told);
    if scored {
        findings(out, &team.findings, links);
    }
}

fn title_of(report: &Report, id: &str) -> String {
    let doc = report.definitions.iter().find(|doc| doc.definition.id == id);
    doc.map_or_else(|| id.to_owned(), |doc| doc.definition.title.clone())
}

fn findings(out: &mut String, findings: &[Finding], links: &Links) {
    let items = findings.iter().map(|finding| {
        let behind = links_of(links, &finding.evidence);
        let behind = if behind.is_empty() { behind } else { format!(" ({behind})") };
        format!("**{}:** {}{behind}", text(&finding.title), text(&finding.text))
    });
    list(out, &items.collect::<Vec<_>>());
}

pub(super) fn moved(out: &mut String, report: &Report) {
    heading(out, 2, "What moved it");
    let mut any = false;
    for team in &report.teams {
        let Some(standing) = last(team).and_then(|month| month.standing.as_ref()) else { continue };
        let Some(change) = standing.change else { continue };
        any = true;
        heading(out, 3, &team.score.team);
        let now = words::position(standing.position.value);
        let range = change.interval.map(|i| format!(" (90 % {})", words::position_interval(i)));
        let change = words::change(&change, 1);
        paragraph(out, &format!("Position {now}; change {change}{}.", range.unwrap_or_default()));
        let told = remarks::history(&team.score);
        let told: Vec<_> = team.moved.iter().chain(&told).map(|sentence| text(sentence)).collect();
        list(out, &told);
    }
    if !any {
        nothing(out, ": two scored months are needed");
    }
}

fn pressure(month: &MonthScore, axis: Axis) -> Option<&Pressure> {
    match axis {
        Axis::Control => month.control.as_ref(),
        Axis::Drift => month.drift.as_ref(),
    }
}

pub(super) fn trajectory(out: &mut String, report: &Report) {
    heading(out, 2, "Trajectory");
    paragraph(
        out,
        "Both pressures month by month; a zone begins at .45 and needs two facets to agree.",
    );
    picture(out, Chart::Trajectory);
    for team in &report.teams {
        let known = |month: &MonthScore| month.control.is_some() || month.drift.is_some();
        if !team.score.months.iter().any(known) {
            continue;
        }
        heading(out, 3, &team.score.team);
        let mut table = Table::new(&["Month", "Control:", "Drift:", "Position:", "Zone"]);
        for month in &team.score.months {
            let shown = |axis| {
                pressure(month, axis).and_then(|p| p.value).map(|value| {
                    let range =
                        value.interval.map(|i| format!(" ({})", words::pressure_interval(i)));
                    format!("{}{}", words::pressure(value.value), range.unwrap_or_default())
                })
            };
            let position = month.standing.as_ref().map(|s| words::position(s.position.value));
            table.row(&[
                words::month(month.period),
                shown(Axis::Control).unwrap_or_else(dash),
                shown(Axis::Drift).unwrap_or_else(dash),
                position.unwrap_or_else(dash),
                remarks::zone_or_status(month).to_owned(),
            ]);
        }
        table.end(out);
    }
}
