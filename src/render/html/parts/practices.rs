//! The practices, each with its figures by team.

use serde::Serialize;

use super::teams;
use crate::render::words;
use crate::report::{self, PracticeShown, Report};

/// More teams than this fold a practice's figures away.
const OPEN: usize = 2;

/// A practice as the page shows it.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Practice<'a> {
    name: &'a str,
    limits: &'a str,
    nothing: String,
    teams: Vec<Team<'a>>,
    /// Words on what is folded; empty: nothing is.
    folded: String,
}

#[derive(Debug, Serialize)]
struct Team<'a> {
    key: String,
    /// Empty where the page has one team only.
    name: &'a str,
    figures: &'a [String],
    nothing: Option<String>,
}

/// All practices of a report.
pub(in crate::render::html) fn practices(report: &Report) -> Vec<Practice<'_>> {
    report.practices.iter().map(|practice| one(report, practice)).collect()
}

fn one<'a>(report: &'a Report, practice: &'a report::Practice) -> Practice<'a> {
    Practice {
        name: &practice.name,
        limits: &practice.limits,
        nothing: practice.nothing.clone().unwrap_or_else(|| words::NO_TRACE.to_owned()),
        teams: practice.shown.iter().map(|shown| team(report, shown)).collect(),
        folded: if practice.shown.len() > OPEN {
            words::count(practice.shown.len() as u64, "team")
        } else {
            String::new()
        },
    }
}

fn team<'a>(report: &Report, shown: &'a PracticeShown) -> Team<'a> {
    let index = report.teams.iter().position(|team| team.score.team == shown.team);
    Team {
        key: index.map(teams::key).unwrap_or_default(),
        name: if report.teams.len() > 1 { &shown.team } else { "" },
        figures: &shown.figures,
        nothing: shown.nothing.as_deref().map(words::capitalised),
    }
}
