//! Suggestions, practices, data notes, and what lies beside.

use super::detail::Detail;
use super::writer::{Table, folded, heading, line, link, list, nothing, paragraph, text};
use crate::render::charts::Chart;
use crate::render::links::Links;
use crate::render::{remarks, words};
use crate::report::{Advice, PracticeShown, Report};

pub(super) fn advice(out: &mut String, report: &Report, links: &Links) {
    heading(out, 2, "What to try next month");
    for team in &report.teams {
        for advice in &team.advice {
            suggestion(out, &team.score.team, advice, links);
        }
    }
    for reason in remarks::without_advice(&report.teams) {
        paragraph(out, &text(&reason));
    }
    paragraph(out, "First, ask the team:");
    for (index, question) in remarks::QUESTIONS.iter().enumerate() {
        line(out, &format!("{}. {question}", index + 1));
    }
    out.push('\n');
}

fn suggestion(out: &mut String, team: &str, advice: &Advice, links: &Links) {
    heading(out, 3, &format!("{team}: {}", advice.title));
    paragraph(out, &text(&advice.evidence));
    let gain = advice.gain.iter().map(|gain| format!("{}: {}", gain.label, text(&gain.text)));
    let mut facts: Vec<String> = gain.collect();
    facts.push(format!("Expected: {}", text(&advice.expected.text)));
    facts.push(format!("Look at: {}", text(&advice.watch.text)));
    if !advice.guard.is_empty() {
        facts.push(format!("Guard: {}", text(&advice.guard)));
    }
    let behind = advice.items.iter().map(|item| {
        format!("{} ({})", link(&links.item(&item.repo, &item.item)), text(&item.text))
    });
    let mut behind: Vec<String> = behind.collect();
    if advice.more_items > 0 {
        behind.push(format!("and {} more", words::integer(advice.more_items)));
    }
    facts.push(format!("Behind it: {}", behind.join(", ")));
    list(out, &facts);
}

pub(super) fn practices(out: &mut String, report: &Report) {
    heading(out, 2, "The practices, one by one");
    if report.practices.is_empty() {
        return nothing(out, "");
    }
    let mut table = Table::new(&["Practice", "What the data shows", "What it cannot show"]);
    for practice in &report.practices {
        let nothing = practice.nothing.as_deref().unwrap_or(words::NO_TRACE);
        let shown: Vec<_> = practice.shown.iter().map(|shown| team(report, shown)).collect();
        let shown =
            if shown.is_empty() { format!("{}.", text(nothing)) } else { shown.join("<br>") };
        table.row(&[text(&practice.name), shown, text(&practice.limits)]);
    }
    let count = words::count(report.practices.len() as u64, "practice");
    folded(out, &format!("{count}, and what this data can say about each"), &table.ended());
}

/// One team's figures, with its name where there are several teams.
fn team(report: &Report, shown: &PracticeShown) -> String {
    let nothing = shown.nothing.as_deref().map(words::capitalised);
    let told = shown.figures.iter().chain(&nothing).map(|told| text(told)).collect::<Vec<_>>();
    let name =
        if report.teams.len() > 1 { format!("**{}** ", text(&shown.team)) } else { String::new() };
    format!("{name}{}", told.join("; "))
}

pub(super) fn data(out: &mut String, report: &Report) {
    heading(out, 2, "Data notes");
    let heads =
        ["Repository", "Data", "Commits:", "Pull requests:", "Reviews:", "Issues:", "Milestones:"];
    let mut table = Table::new(&heads);
    for facts in &report.repositories {
        let counts =
            [facts.commits, facts.pull_requests, facts.reviews, facts.issues, facts.milestones];
        let mut cells = vec![text(&facts.repo), words::tier(facts.tier).to_owned()];
        cells.extend(counts.map(words::integer));
        table.row(&cells);
    }
    table.end(out);
    let notes = remarks::by_topic(&report.notes).into_iter().map(|(topic, texts)| {
        let texts: Vec<_> = texts.into_iter().map(text).collect();
        format!("**{}:** {}", text(topic), texts.join(" "))
    });
    let mut inside = String::new();
    list(&mut inside, &notes.collect::<Vec<_>>());
    folded(out, "Bots, gaps and whatever else moves the figures", &inside);
    paragraph(out, &format!("What no record shows: {}.", remarks::NO_RECORD.join("; ")));
    paragraph(
        out,
        &format!(
            "Midspan {}, score {}, read {}, months in {}.",
            text(&report.version),
            text(&report.score_version),
            text(&report.as_of),
            text(&report.time_zone)
        ),
    );
}

/// What lies beside this document, and what of the report it leaves out.
pub(super) fn rest(out: &mut String, report: &Report, detail: Detail) {
    let charts = Chart::ALL.map(|chart| format!("[{0}](charts/{0}.svg)", chart.name()));
    paragraph(out, &format!("Charts: {}.", charts.join(", ")));
    let left_out = detail.left_out().map(|what| {
        let what = words::capitalised(what);
        format!("{what} are left out here, to fit a comment; they stand in report.html. ")
    });
    paragraph(
        out,
        &format!(
            "{}Every figure with its definition, SQL and items is in report.html; `midspan signals \
             ID --until {}` prints one.",
            left_out.unwrap_or_default(),
            report.period
        ),
    );
}
