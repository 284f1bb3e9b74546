//! The sentence at the top.

use super::model::TeamReport;
use super::phrase::lower_first;
use super::words;
use crate::model::time::Period;
use crate::score::outcome::{MonthScore, Status, SureZone, Zone};

/// Where the teams stand in a month, in one sentence.
#[must_use]
pub fn sentence(teams: &[TeamReport], period: Period) -> String {
    let month = period.in_words();
    match teams {
        [] => format!("There is nothing to look at in {month}."),
        [team] => one_team(team, &month),
        _ => many_teams(teams, &month),
    }
}

fn last(team: &TeamReport) -> Option<&MonthScore> {
    team.score.months.last()
}

fn one_team(team: &TeamReport, month: &str) -> String {
    let name = &team.score.team;
    let Some(score) = last(team) else {
        return format!("There is nothing to look at in {month}.");
    };
    match (&score.status, &score.standing) {
        (Status::Scored, Some(standing)) => match standing.zone {
            Zone::MicroEngaged => {
                format!("In {month}, leadership of {name} was engaged and not in the way.")
            }
            Zone::ApprovalBound => format!("In {month}, work of {name} waited for approval."),
            Zone::Drifting => format!("In {month}, work of {name} moved without attention."),
            Zone::PulledBothWays => format!(
                "In {month}, {name} was pulled both ways: work waited for approval, and other work was unattended."
            ),
            Zone::Unclear { .. } => {
                format!("In {month}, {name} stood {}.", words::zone_words(standing.zone))
            }
        },
        (Status::Screening, _) => match team.findings.first() {
            Some(finding) => format!("From git alone: {}", lower_first(&finding.text)),
            None => format!("Git alone says too little about {name} in {month}."),
        },
        (Status::NoLeaders, _) => no_leaders(name, month, score),
        (Status::TooFewPeople { .. }, _) => {
            format!(
                "Too few people were regularly active in {name} in {month} to say anything about the team."
            )
        }
        _ => format!("There is not enough data to place {name} in {month}."),
    }
}

fn no_leaders(name: &str, month: &str, score: &MonthScore) -> String {
    let drift = score.drift.as_ref().and_then(|d| d.value);
    match drift {
        Some(drift) => format!(
            "In {month}, drift pressure of {name} was {}; who leads is not known, so control cannot be told.",
            words::pressure(drift.value)
        ),
        None => format!("Who leads {name} is not known, so its control pressure cannot be told."),
    }
}

fn many_teams(teams: &[TeamReport], month: &str) -> String {
    let zones: Vec<SureZone> = teams
        .iter()
        .filter_map(|t| last(t)?.standing.as_ref())
        .filter_map(|s| words::sure(s.zone).ok())
        .collect();
    let unclear = teams
        .iter()
        .filter_map(|t| last(t)?.standing.as_ref())
        .filter(|s| words::sure(s.zone).is_err())
        .count();
    let scored = zones.len() + unclear;
    if scored == 0 {
        return format!(
            "There is not enough data to place any of {} teams in {month}.",
            teams.len()
        );
    }
    let mut clauses: Vec<String> = Vec::new();
    let mut add = |n: usize, one: &str, many: &str| {
        if n > 0 {
            clauses.push(format!("{} {}", number(n), if n == 1 { one } else { many }));
        }
    };
    let count = |zone| zones.iter().filter(|z| **z == zone).count();
    add(count(SureZone::ApprovalBound), "was held up by approval", "were held up by approval");
    add(count(SureZone::Drifting), "moved without attention", "moved without attention");
    add(count(SureZone::PulledBothWays), "was pulled both ways", "were pulled both ways");
    add(
        count(SureZone::MicroEngaged),
        "was engaged and not in the way",
        "were engaged and not in the way",
    );
    add(unclear, "was unclear", "were unclear");
    format!("In {month}, of {} teams {}.", number(scored), join(&clauses))
}

fn number(n: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    WORDS.get(n).map_or_else(|| n.to_string(), |w| (*w).to_owned())
}

/// `a, b and c`.
pub(super) fn join(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_joined_as_in_speech() {
        let parts = |p: &[&str]| p.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(join(&parts(&["a"])), "a");
        assert_eq!(join(&parts(&["a", "b"])), "a and b");
        assert_eq!(join(&parts(&["a", "b", "c"])), "a, b and c");
    }

    #[test]
    fn no_team_is_said_as_such() {
        let period: Period = "2026-03".parse().expect("a month");
        assert_eq!(sentence(&[], period), "There is nothing to look at in March 2026.");
    }
}
