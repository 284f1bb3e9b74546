//! Suggestions, practices, data notes and definitions.

use super::writer::{Table, fence, heading, line, link, list, nothing, paragraph, text};
use crate::render::links::Links;
use crate::render::{figures, remarks, words};
use crate::report::{Advice, Report};

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
        let shown: Vec<_> = practice.shown.iter().map(|shown| text(shown)).collect();
        let shown =
            if shown.is_empty() { format!("{}.", words::NO_TRACE) } else { shown.join("<br>") };
        table.row(&[text(&practice.name), shown, text(&practice.limits)]);
    }
    table.end(out);
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
    let notes = report.notes.iter();
    let notes = notes.map(|note| format!("**{}:** {}", text(&note.topic), text(&note.text)));
    list(out, &notes.collect::<Vec<_>>());
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

pub(super) fn definitions(out: &mut String, report: &Report) {
    heading(out, 2, "Definitions");
    for doc in &report.definitions {
        let definition = &doc.definition;
        paragraph(
            out,
            &format!("### {} (`{}`)", text(&definition.title), definition.id.replace('`', "")),
        );
        paragraph(out, &text(&definition.question));
        let facts = figures::definition(definition);
        let facts = facts.iter().map(|(label, fact)| format!("{label}: {}", text(fact)));
        list(out, &facts.collect::<Vec<_>>());
        let fence = fence(&doc.sql);
        paragraph(out, &format!("{fence}sql\n{}\n{fence}", doc.sql.trim()));
    }
}
