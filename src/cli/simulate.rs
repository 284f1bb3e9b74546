//! `midspan simulate`.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::error::{CliError, Kind};
use super::output::Terminal;
use crate::model::facts::{
    Check, Commit, CommitFile, CommitTrailer, Event, Issue, LinkedIssue, Milestone,
    MilestoneSnapshot, OwnedPath, PullCommit, PullFile, PullRequest, Tag,
};
use crate::model::parallel::{cores, in_parallel};
use crate::model::time::Period;
use crate::sources::facts::Facts;
use crate::sources::simulate::{
    SimulatedTeam, Style, TeamSpec, config_text, seed_of, team, write_repository,
};
use crate::store::manifest::ArchiveStream;
use crate::store::{Change, Store, StoreError};

/// Make up an organisation with a known way of leading
///
/// Writes a store that `midspan report` reads, midspan.toml with its teams and leaders, and
/// truth.json with the style that each team really has. Nobody in it exists. The same seed gives
/// the same rows and commit ids.
///
/// Example: midspan simulate made-up --style both --seed 7 && midspan report made-up
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// New folder to write to
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Teams
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=20_000))]
    teams: u16,
    /// Way of leading: engaged, micromanaging, disengaged, both, mixed (a spread over all), or
    /// control and drift from 0 to 1, such as 0.7,0.2
    #[arg(long, value_name = "NAME|C,D", default_value = "mixed")]
    style: Leading,
    /// Months
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..=240))]
    months: u16,
    /// Pull requests that the peers of a team get ready in an average month
    #[arg(long, value_name = "N", default_value_t = 65, value_parser = clap::value_parser!(u16).range(1..=500))]
    pulls: u16,
    /// Seed of everything that is drawn at random
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Last month
    #[arg(long, value_name = "MONTH", default_value = "2026-06")]
    until: Period,
    /// Write a git repository of each team too, into DIR/repositories
    #[arg(long)]
    git: bool,
}

/// The style of one team, or of each in turn.
#[derive(Clone, Copy, Debug)]
pub(super) enum Leading {
    /// All teams alike.
    Same(Style),
    /// One of each kind, then a spread.
    Mixed,
}

impl FromStr for Leading {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "engaged" => return Ok(Self::Same(Style::ENGAGED)),
            "micromanaging" => return Ok(Self::Same(Style::MICROMANAGING)),
            "disengaged" => return Ok(Self::Same(Style::DISENGAGED)),
            "both" => return Ok(Self::Same(Style::BOTH)),
            "mixed" => return Ok(Self::Mixed),
            _ => {}
        }
        let share = |text: &str| {
            text.trim().parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share))
        };
        text.split_once(',')
            .and_then(|(c, d)| Some(Style { control: share(c)?, drift: share(d)? }))
            .map(Self::Same)
            .ok_or_else(|| {
                "write engaged, micromanaging, disengaged, both, mixed, or two shares from 0 to 1 such as 0.7,0.2"
                    .to_owned()
            })
    }
}

impl Leading {
    fn of(self, team: usize) -> Style {
        const KINDS: [Style; 4] =
            [Style::ENGAGED, Style::MICROMANAGING, Style::DISENGAGED, Style::BOTH];
        match (self, KINDS.get(team)) {
            (Self::Same(style), _) => style,
            (Self::Mixed, Some(style)) => *style,
            // Points that fill the plane evenly, however many there are.
            (Self::Mixed, None) => Style {
                control: (team as f64 * 0.754_877_666).fract(),
                drift: (team as f64 * 0.569_840_291).fract(),
            },
        }
    }
}

/// Names of the first teams.
const NAMES: [&str; 12] = [
    "atlas", "harbor", "lumen", "quarry", "meadow", "compass", "lantern", "orchard", "signal",
    "tundra", "vessel", "willow",
];

/// What is made up.
pub(super) struct Plan {
    /// Teams.
    pub teams: u16,
    /// Style.
    pub style: Leading,
    /// Months.
    pub months: u16,
    /// Pull requests of a team's peers in an average month.
    pub pulls: u16,
    /// Seed.
    pub seed: u64,
    /// Last month.
    pub until: Period,
    /// Whether git repositories are written.
    pub git: bool,
}

/// Writes a new organisation and says what is in it.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    let plan = Plan {
        teams: args.teams,
        style: args.style,
        months: args.months,
        pulls: args.pulls,
        seed: args.seed,
        until: args.until,
        git: args.git,
    };
    let pulls = make(&plan, &args.folder)?;
    let folder = args.folder.display();
    screen.say(&format!(
        "{} invented teams with {pulls} pull requests written to {folder}; `midspan report {folder}` reports on them",
        plan.teams
    ));
    Ok(())
}

/// Teams that are simulated beside each other, and held in memory.
const AT_ONCE: usize = 16;

/// Simulates and writes, a few teams at a time; the folder must be new or empty. Yields the number of
/// pull requests.
pub(super) fn make(plan: &Plan, folder: &Path) -> Result<usize, CliError> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        let message = format!("{} is not empty", folder.display());
        return Err(CliError::new(Kind::Usage, message).advise("name a new folder"));
    }
    let mut store = Store::open_or_new(folder)?;
    let mut change = store.change_several()?;
    change.head_mut().example = true;
    // Nobody's name is to be kept secret, and the same seed is to give the same bytes.
    change.head_mut().pseudonym_key = format!("{:064x}", plan.seed);
    let mut teams = Vec::new();
    let mut pulls = 0;
    let places: Vec<u64> = (0..u64::from(plan.teams)).collect();
    for places in places.chunks(AT_ONCE) {
        for mut team in simulated(plan, places) {
            if plan.git {
                let path = folder.join("repositories").join(&team.name);
                write_repository(&mut team.facts, &path).map_err(|error| {
                    CliError::advised(Kind::Output, &error, "name a new folder")
                })?;
            }
            write(&mut change, &team)?;
            pulls += team.facts.pull_requests.len();
            teams.push(SimulatedTeam { facts: Facts::default(), ..team });
        }
    }
    change.commit()?;
    put(&folder.join("midspan.toml"), &config_text(&teams))?;
    put(&folder.join("truth.json"), &truth(plan, &teams))?;
    Ok(pulls)
}

/// The teams at some places, each from a seed of its own.
fn simulated(plan: &Plan, places: &[u64]) -> Vec<SimulatedTeam> {
    in_parallel(cores(), places.len(), |index| {
        let place = places[index];
        team(&spec(plan, usize::try_from(place).unwrap_or(usize::MAX)), seed_of(plan.seed, place))
    })
}

fn spec(plan: &Plan, team: usize) -> TeamSpec {
    let name = match NAMES.get(team) {
        Some(name) => (*name).to_owned(),
        None => format!("team-{}", team + 1),
    };
    TeamSpec {
        repo: format!("northlight/{name}"),
        name,
        first: plan.until.plus(1 - i32::from(plan.months)),
        months: u32::from(plan.months),
        pulls_per_month: f64::from(plan.pulls),
        ..TeamSpec::default()
    }
    .with_style(plan.style.of(team))
}

fn write(change: &mut Change<'_>, team: &SimulatedTeam) -> Result<(), StoreError> {
    let facts = &team.facts;
    change.turn_to(&team.repo)?;
    change.replace::<Commit>(&facts.commits)?;
    change.replace::<CommitTrailer>(&facts.commit_trailers)?;
    change.replace::<CommitFile>(&facts.commit_files)?;
    change.replace::<Tag>(&facts.tags)?;
    change.replace::<OwnedPath>(&facts.owned_paths)?;
    change.replace::<PullRequest>(&facts.pull_requests)?;
    change.replace::<PullCommit>(&facts.pull_commits)?;
    change.replace::<PullFile>(&facts.pull_files)?;
    change.replace::<LinkedIssue>(&facts.linked_issues)?;
    change.replace::<Issue>(&facts.issues)?;
    change.replace::<Event>(&facts.events)?;
    change.replace::<Check>(&facts.checks)?;
    change.replace::<Milestone>(&facts.milestones)?;
    change.replace::<MilestoneSnapshot>(&facts.milestone_snapshots)?;
    change.merge_people(&facts.people)?;
    change.streams().archive = Some(ArchiveStream { recorded: team.as_of, gaps: Vec::new() });
    Ok(())
}

/// The styles as they really are.
fn truth(plan: &Plan, teams: &[SimulatedTeam]) -> String {
    let of_team = |team: &SimulatedTeam| {
        let months = team.truth.iter().map(|(month, style)| {
            serde_json::json!({
                "month": month.to_string(), "control": style.control, "drift": style.drift,
            })
        });
        serde_json::json!({
            "name": team.name, "repo": team.repo, "months": months.collect::<Vec<_>>(),
        })
    };
    let teams: Vec<_> = teams.iter().map(of_team).collect();
    format!("{:#}\n", serde_json::json!({ "seed": plan.seed, "teams": teams }))
}

fn put(path: &Path, text: &str) -> Result<(), CliError> {
    fs::write(path, text).map_err(|error| CliError::output(&path.display().to_string(), error))
}
