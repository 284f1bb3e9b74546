//! A specification to a simulated team.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::people::Kind;
use super::spec::{Style, TeamSpec};
use super::world::World;
use crate::model::facts::RosterEntry;
use crate::model::time::{Period, Timestamp};
use crate::sources::facts::Facts;

/// A team that never was, with everything it left behind.
#[derive(Clone, Debug)]
pub struct SimulatedTeam {
    /// Name in reports.
    pub name: String,
    /// Its repository as `owner/name`.
    pub repo: String,
    /// Rows of the repository.
    pub facts: Facts,
    /// Who leads and who belongs.
    pub roster: Vec<RosterEntry>,
    /// Leaders' days away that are known: person, first and last day.
    pub away: Vec<(String, Date, Date)>,
    /// IANA name of the time zone that the team works in.
    pub time_zone: String,
    /// When it was looked at: the end of the last month.
    pub as_of: Timestamp,
    /// The true style, month by month.
    pub truth: Vec<(Period, Style)>,
}

/// Simulates one team. The same specification and seed give the same rows.
#[must_use]
pub fn team(spec: &TeamSpec, seed: u64) -> SimulatedTeam {
    let mut world = World::new(spec, seed);
    world.run();
    let agents = &world.people.agents;
    let entry = |person: &str, role: &str| RosterEntry {
        team: spec.name.as_str().into(),
        person: person.into(),
        role: role.into(),
        from: None,
        to: None,
        inferred_by: None,
    };
    let roster = agents
        .iter()
        .filter_map(|agent| match agent.kind {
            Kind::Leader => Some(entry(&agent.login, "leader")),
            Kind::Peer => Some(entry(&agent.login, "member")),
            Kind::Outsider | Kind::Bot => None,
        })
        .collect();
    let end = world.end.date(&spec.zone);
    let away = agents
        .iter()
        .flat_map(|agent| agent.away.iter().map(|(a, b)| (agent.login.clone(), *a, *b)))
        .filter(|(_, from, _)| *from < end)
        .collect();
    let month = |m: u32| spec.first.plus(i32::try_from(m).unwrap_or(i32::MAX));
    SimulatedTeam {
        name: spec.name.clone(),
        repo: spec.repo.clone(),
        roster,
        away,
        time_zone: spec.zone.iana_name().unwrap_or("UTC").to_owned(),
        as_of: world.end,
        truth: (0..spec.months.max(1)).map(|m| (month(m), spec.style(m))).collect(),
        facts: world.into_facts(),
    }
}

/// Simulates teams beside each other, each from a seed of its own.
#[must_use]
pub fn organisation(specs: &[TeamSpec], seed: u64) -> Vec<SimulatedTeam> {
    (0..).zip(specs).map(|(index, spec)| team(spec, seed_of(seed, index))).collect()
}

/// The seed of a team of an organisation, by its place.
#[must_use]
pub fn seed_of(seed: u64, index: u64) -> u64 {
    seed.wrapping_add(index.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// The text of a `midspan.toml` that names the teams, their members, leaders and working time.
#[must_use]
pub fn config_text(teams: &[SimulatedTeam]) -> String {
    let mut text = String::new();
    for team in teams {
        let of_role = |role: &str| {
            let entries = team.roster.iter().filter(move |e| e.role == role);
            entries.map(|e| quoted(&e.person)).collect::<Vec<_>>()
        };
        let _ = write!(
            text,
            "[[teams]]\nname = {}\nrepos = [{}]\nmembers = [{}]\ncalendar = {{ time_zone = {} }}\n\n",
            quoted(&team.name),
            quoted(&team.repo),
            of_role("member").join(", "),
            quoted(&team.time_zone),
        );
    }
    for team in teams {
        for leader in team.roster.iter().filter(|e| e.role == "leader") {
            let days: Vec<String> = team
                .away
                .iter()
                .filter(|(person, _, _)| *person == leader.person)
                .map(|(_, from, to)| format!("[\"{from}\", \"{to}\"]"))
                .collect();
            let _ = write!(
                text,
                "[[leaders]]\nperson = {}\nteam = {}\naway = [{}]\n\n",
                quoted(&leader.person),
                quoted(&team.name),
                days.join(", "),
            );
        }
    }
    text
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
