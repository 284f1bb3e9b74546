//! What stands on the page of one team, and the names of those pages.

use std::collections::BTreeSet;

use super::model::Report;
use super::{headline, practices};
use crate::signals::definition::Definition;

/// Folder of the pages, beside the page of all teams.
pub const FOLDER: &str = "teams";
/// Longest name of a page's file, its ending aside.
const LONGEST: usize = 60;
/// Names that Windows keeps for devices, whatever the ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Files of the pages, in the order of the teams: `teams/<name>.html` in letters, digits and hyphens
/// alone, each once.
#[must_use]
pub fn files(report: &Report) -> Vec<String> {
    let names = report.teams.iter().map(|team| team.score.team.as_str());
    slugs(names).into_iter().map(|slug| format!("{FOLDER}/{slug}.html")).collect()
}

fn slugs<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut unique = |base: String| {
        let mut slug = base.clone();
        let mut number = 2_u32;
        while !taken.insert(slug.clone()) {
            slug = format!("{base}-{number}");
            number += 1;
        }
        slug
    };
    names.map(|name| unique(slug(name))).collect()
}

fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if out.len() >= LONGEST {
            break;
        }
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let slug = out.trim_end_matches('-');
    let is_port = |stem: &str| {
        let rest = slug.strip_prefix(stem);
        rest.is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
    };
    if slug.is_empty() || DEVICES.contains(&slug) || is_port("com") || is_port("lpt") {
        return format!("team-{slug}").trim_end_matches('-').to_owned();
    }
    slug.to_owned()
}

/// The report with one of its teams alone; `None` where there is none of that index.
#[must_use]
pub fn of_team(report: &Report, index: usize) -> Option<Report> {
    let teams = vec![report.teams.get(index)?.clone()];
    let definitions: Vec<&Definition> = report.definitions.iter().map(|d| &d.definition).collect();
    Some(Report {
        subject: report.subject.clone(),
        version: report.version.clone(),
        score_version: report.score_version.clone(),
        as_of: report.as_of.clone(),
        periods: report.periods.clone(),
        time_zone: report.time_zone.clone(),
        repositories: report.repositories.clone(),
        headline: headline::sentence(&teams, report.period),
        practices: practices::all(&teams, &definitions),
        definitions: report.definitions.clone(),
        notes: report.notes.clone(),
        teams,
        ..*report
    })
}

/// The report without the signals and practices of each team: what the page of all teams shows
/// where they are too many for one page, and stand on the pages of the teams.
#[must_use]
pub fn without_signals(report: &Report) -> Report {
    let mut report = report.clone();
    for month in report.teams.iter_mut().flat_map(|team| &mut team.score.months) {
        month.signals.clear();
    }
    for practice in report.practices.iter_mut().filter(|practice| !practice.shown.is_empty()) {
        practice.shown.clear();
        practice.nothing = Some("On the page of each team".to_owned());
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_safe_and_unique() {
        let names = [
            "Billing",
            "billing",
            "billing 2",
            "north/light",
            "../../etc/passwd",
            "<script>",
            "",
            "日本",
            "CON",
            "com1",
        ];
        let slugs = slugs(names.into_iter());
        assert_eq!(
            slugs,
            [
                "billing",
                "billing-2",
                "billing-2-2",
                "north-light",
                "etc-passwd",
                "script",
                "team",
                "team-2",
                "team-con",
                "team-com1"
            ]
        );
        let long = slug(&"long name ".repeat(50));
        assert!(long.len() <= LONGEST && !long.ends_with('-'), "{long}");
    }
}
