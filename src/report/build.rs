//! From scores and tables to the report.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::model::{Finding, Note, Report, RepositoryFacts, SignalDoc, TeamReport};
use super::words;
use super::{
    beside, findings, flags, headline, milestones, moved, notes, practices, survival, waits,
};
use crate::advice;
use crate::derive::tables::{Derived, TeamInfo};
use crate::model::derived::TeamMonth;
use crate::model::time::{Period, Timestamp};
use crate::score::ScoreInputs;
use crate::score::outcome::{Status, TeamScore};
use crate::signals::definition::Definition;
use crate::sources::facts::{Facts, Gap};

/// Everything that a report is built from.
#[derive(Debug)]
pub struct Material<'a> {
    /// What it is about.
    pub subject: String,
    /// Whether the data is invented.
    pub example: bool,
    /// Program version.
    pub version: &'a str,
    /// Version of anchors and formulas.
    pub score_version: &'a str,
    /// Time at which everything is looked at.
    pub as_of: Timestamp,
    /// Months shown, oldest first.
    pub periods: &'a [Period],
    /// Time zone of months.
    pub zone: &'a TimeZone,
    /// Facts by repository.
    pub facts: &'a [(String, Facts)],
    /// Repositories with their counts.
    pub repositories: Vec<RepositoryFacts>,
    /// What could not be read, by repository.
    pub gaps: &'a [(String, Vec<Gap>)],
    /// Derived tables.
    pub derived: &'a Derived,
    /// What the scores were computed from.
    pub scoring: ScoreInputs<'a>,
    /// Scores by team.
    pub scores: Vec<TeamScore>,
    /// Signal files.
    pub definitions: Vec<SignalDoc>,
    /// Further remarks.
    pub remarks: Vec<Note>,
}

/// Puts the report together; `None` where no month is asked for.
#[must_use]
pub fn report(material: Material<'_>) -> Option<Report> {
    let period = *material.periods.last()?;
    let definitions: Vec<&Definition> =
        material.definitions.iter().map(|d| &d.definition).collect();
    let teams: Vec<TeamReport> =
        material.scores.iter().map(|score| team(&material, score, &definitions)).collect();
    let practices = practices::all(&teams, &definitions);
    let notes = all_notes(&material);
    Some(Report {
        subject: material.subject,
        example: material.example,
        version: material.version.to_owned(),
        score_version: material.score_version.to_owned(),
        as_of: material.as_of.to_string(),
        period,
        periods: material.periods.to_vec(),
        time_zone: material.zone.iana_name().unwrap_or("UTC").to_owned(),
        headline: headline::sentence(&teams, period),
        repositories: material.repositories,
        teams,
        definitions: material.definitions,
        practices,
        notes,
    })
}

fn team(material: &Material<'_>, score: &TeamScore, definitions: &[&Definition]) -> TeamReport {
    let info = material.derived.teams.iter().find(|t| t.name == score.team);
    let last = score.months.last();
    let screening = last.is_some_and(|m| m.status == Status::Screening);
    let too_few = last.is_some_and(|m| matches!(m.status, Status::TooFewPeople { .. }));
    let shows_figures = last.is_some_and(|m| m.control.is_some() || m.drift.is_some());
    let people = last.and_then(|m| people_of(material, &score.team, m.period));
    let findings = match (screening || too_few, info) {
        (true, Some(info)) => git_findings(material, info),
        _ => Vec::new(),
    };
    let sources = advice::Sources {
        scoring: material.scoring,
        derived: material.derived,
        facts: material.facts,
    };
    TeamReport {
        summary: last.map(words::status_sentence).unwrap_or_default(),
        moved: moved::sentences(score, definitions),
        leaders_inferred_by: info.and_then(|t| t.leaders_inferred_by.clone()),
        waits: if too_few {
            Vec::new()
        } else {
            waits::by_month(&material.derived.intervals, &score.team, material.periods)
        },
        survival: if too_few {
            Vec::new()
        } else {
            survival::curves(material.derived, material.facts, &score.team, material.periods)
        },
        milestones: info.map(|t| team_milestones(material, t)).unwrap_or_default(),
        confounders: people.filter(|_| shows_figures).map(beside::confounders).unwrap_or_default(),
        flags: people.filter(|_| !too_few).map(|p| flags::of(score, p)).unwrap_or_default(),
        findings,
        advice: advice::for_team(sources, score),
        score: score.clone(),
    }
}

/// How many people and how much work a team had in a month.
fn people_of<'a>(material: &Material<'a>, team: &str, period: Period) -> Option<&'a TeamMonth> {
    let period = period.to_string();
    material.derived.team_months.iter().find(|m| m.team == team && m.period == period)
}

fn facts_of<'a>(material: &'a Material<'_>, info: &TeamInfo) -> Vec<&'a Facts> {
    material.facts.iter().filter(|(repo, _)| info.repos.contains(repo)).map(|(_, f)| f).collect()
}

fn git_findings(material: &Material<'_>, info: &TeamInfo) -> Vec<Finding> {
    // Where no commits were read, their absence says nothing of the team.
    let own = |r: &&RepositoryFacts| info.repos.contains(&r.repo);
    if material.repositories.iter().filter(own).all(|r| r.commits == 0) {
        return Vec::new();
    }
    let months: Vec<String> = material.periods.iter().map(Period::to_string).collect();
    let within = |team: &str, subject: &str, period: &str| {
        team == info.name && subject == "commit" && months.iter().any(|month| month == period)
    };
    let cohort: Vec<_> =
        material.derived.cohort.iter().filter(|c| within(&c.team, &c.subject, &c.period)).collect();
    let items: std::collections::BTreeSet<(&str, &str)> =
        cohort.iter().map(|c| (c.repo.as_str(), c.item.as_str())).collect();
    let acts: Vec<_> = material
        .derived
        .acts
        .iter()
        .filter(|a| a.subject == "commit" && items.contains(&(a.repo.as_str(), a.item.as_str())))
        .collect();
    let facts = facts_of(material, info);
    let last = months.last().map_or("", String::as_str);
    findings::from_git(&cohort, &acts, &facts, last, &words::months(material.periods))
}

fn team_milestones(material: &Material<'_>, info: &TeamInfo) -> Vec<super::model::MilestoneRow> {
    let (Some(first), Some(last)) = (material.periods.first(), material.periods.last()) else {
        return Vec::new();
    };
    let window = (first.start(material.zone), last.end(material.zone));
    facts_of(material, info)
        .into_iter()
        .flat_map(|facts| milestones::of_repository(facts, window, material.as_of, material.zone))
        .collect()
}

fn all_notes(material: &Material<'_>) -> Vec<Note> {
    let mut all = material.remarks.clone();
    all.extend(leaders(material));
    for (repo, gaps) in material.gaps {
        all.extend(notes::gaps(repo, gaps));
    }
    all.extend(regimes(material));
    all.extend(notes::check_ins(&material.derived.checkin_weeks));
    all.extend(notes::counts(&material.derived.notes));
    all.extend(notes::standing(&material.repositories));
    all
}

fn regimes(material: &Material<'_>) -> Vec<Note> {
    let found = material.derived.teams.iter().flat_map(|t| &t.regimes);
    found
        .map(|r| Note {
            topic: "What git hides".to_owned(),
            text: format!("{}: {}.", r.repo, r.why.trim_end_matches('.')),
        })
        .collect()
}

fn leaders(material: &Material<'_>) -> Vec<Note> {
    let mut by_rule: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    for team in &material.derived.teams {
        by_rule.entry(team.leaders_inferred_by.as_deref()).or_default().push(&team.name);
    }
    by_rule
        .into_iter()
        .filter_map(|(rule, teams)| {
            let rule = rule?;
            Some(Note {
                topic: "Leaders inferred".to_owned(),
                text: format!(
                    "{}: {rule}. That is a guess; say who leads in midspan.toml (`midspan init` writes one).",
                    teams.join(", ")
                ),
            })
        })
        .collect()
}
