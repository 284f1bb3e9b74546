//! How many teams of what are simulated, and all experiments in order.

use serde::Serialize;

use super::casting::{Casting, Circumstances, Region, Role};
use super::coverage::{self, Coverage};
use super::gaming::{self, Attempt};
use super::invariance::{self, Held};
use super::judged::{Judged, Passed, judge};
use super::path::Scoring;
use super::recovery::{Qualified, Recovery, qualified, recovery};
use super::sensitivity::{self, Line};
use super::shift::{self, Found};
use super::simple::{self, Labelled, Simple, Told};
use super::stats::spearman;
use super::stress::{self, Stress};
use super::{path, tiers};
use crate::score::outcome::{Pressure, SureZone};
use crate::score::variant::Variants;
use crate::signals::catalogue::Catalogue;
use crate::signals::definition::Definition;
use crate::signals::engine::EngineError;

/// Teams of the main sample when nobody asks for another number.
pub const TEAMS: usize = 400;
/// Teams of the main sample of a quick run.
pub const QUICK_TEAMS: usize = 48;
/// Pull requests a month at which coverage is looked at.
pub const SIZES: [f64; 3] = [35.0, 65.0, 115.0];
/// Pull requests a month of a small sample (V8).
const SMALL: f64 = 20.0;
/// Pull requests that a month of the main sample needs.
pub const LEAST_READY: u32 = 60;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Teams of the main sample; the other experiments take parts of it.
    pub teams: usize,
    /// Seed of everything.
    pub seed: u64,
    /// Only the main sample, with fewer replicates.
    pub quick: bool,
}

impl Plan {
    fn scoring(&self) -> Scoring<'static> {
        Scoring { replicates: if self.quick { 60 } else { 200 }, domain: "validation" }
    }

    /// A part of the teams, at least two.
    fn part(&self, of: usize) -> usize {
        (self.teams / of).max(2)
    }
}

/// A simple score against the same teams as ours.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Baseline {
    /// In words.
    pub name: String,
    /// Rank correlation with the latent position, whole plane; sign left out.
    pub plane: Option<f64>,
    /// The same on the line.
    pub line: Option<f64>,
    /// With two cut-offs.
    pub told: Told,
}

/// What the experiments beyond the main sample show.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct More {
    /// The same teams without issues and milestones.
    pub pull_requests_only: Recovery,
    /// Zones and positions that git alone gave, of the teams looked at.
    pub git_alone: GitAlone,
    /// The generator that the score was never set up for.
    pub misspecified: Recovery,
    /// Small samples.
    pub small: Recovery,
    /// Coverage by size, see [`SIZES`].
    pub coverage: Vec<Coverage>,
    /// Shifts, one entry for each of [`shift::STEPS`].
    pub shifts: Vec<Found>,
    /// Balanced teams in difficult circumstances.
    pub stress: Vec<Stress>,
    /// Attempts to look better.
    pub gaming: Vec<Attempt>,
    /// What must hold.
    pub held: Vec<Held>,
    /// Mean control pressure of drifting teams, with waits split by how they ended and without.
    pub unsplit: Option<(f64, f64)>,
}

/// What git alone says of teams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct GitAlone {
    /// Teams.
    pub teams: usize,
    /// Teams with a position or a zone.
    pub placed: usize,
    /// Rank correlation of the middle of the open band with the latent position.
    pub band: Option<f64>,
}

/// Everything that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Validation {
    /// What was done.
    pub plan: Plan,
    /// What went through the path.
    pub passed: Passed,
    /// Main sample.
    pub main: Recovery,
    /// Teams of the main sample left out because their month was too small.
    pub too_small: usize,
    /// Our position, told by cut-offs alone.
    pub position_only: Baseline,
    /// Simple scores.
    pub baselines: Vec<Baseline>,
    /// Qualifications by corner, in the order of [`super::casting::CORNERS`].
    pub qualified: Vec<Qualified>,
    /// One line a signal left out.
    pub without_signals: Vec<Line>,
    /// One line a facet left out.
    pub without_facets: Vec<Line>,
    /// Other rules.
    pub rules: Vec<Line>,
    /// Beyond the main sample; `None` in a quick run.
    pub more: Option<More>,
    /// The main sample, team by team.
    pub teams: Vec<TeamLine>,
}

/// One team of the main sample: what was put in, and what came out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TeamLine {
    /// Latent control, 0 to 1.
    pub true_control: f64,
    /// Latent drift, 0 to 1.
    pub true_drift: f64,
    /// Corner that it was drawn from; `None`: plane or line.
    pub corner: Option<SureZone>,
    /// Label; `None`: unclear, or no standing.
    pub label: Option<SureZone>,
    /// Pressures and facets, control first.
    pub control: Option<Pressure>,
    /// See `control`.
    pub drift: Option<Pressure>,
}

impl TeamLine {
    fn of(team: &Judged) -> Self {
        Self {
            true_control: team.style.control,
            true_drift: team.style.drift,
            corner: team.corner(),
            label: team.label(),
            control: team.month.control.clone(),
            drift: team.month.drift.clone(),
        }
    }
}

/// Told what is done next.
pub type Progress<'a> = &'a dyn Fn(&str, usize);

/// Runs all experiments of a plan.
///
/// # Errors
/// When the engine refuses a signal file.
pub fn run(
    plan: Plan,
    catalogue: &Catalogue,
    say: Progress<'_>,
) -> Result<Validation, EngineError> {
    let catalogue = &path::scored(catalogue);
    let definitions: Vec<Definition> =
        catalogue.signals.iter().map(|s| s.definition.clone()).collect();
    let variants = Variants::new(&definitions);
    let mut passed = Passed::default();
    let roles = main_sample(&plan);
    say("main sample", roles.len());
    let all = judge(&roles, catalogue, plan.scoring(), &|_| (), &mut passed)?;
    let cast = all.len();
    let teams: Vec<Judged> = all.into_iter().filter(|t| t.month.ready >= LEAST_READY).collect();
    let more = if plan.quick {
        None
    } else {
        Some(beyond(plan, &roles, (catalogue, &variants), say, &mut passed)?)
    };
    Ok(Validation {
        plan,
        passed,
        main: recovery(&teams, &variants),
        too_small: cast - teams.len(),
        position_only: baseline("position alone, by cut-offs", &teams, Judged::position),
        baselines: Simple::ALL
            .iter()
            .enumerate()
            .map(|(index, simple)| baseline(simple.name(), &teams, |team| team.simple[index]))
            .collect(),
        qualified: super::casting::CORNERS
            .into_iter()
            .map(|zone| qualified(teams.iter().filter(|team| team.corner() == Some(zone))))
            .collect(),
        without_signals: sensitivity::without_signals(&teams, &definitions, &variants),
        without_facets: sensitivity::without_facets(&teams, &variants),
        rules: sensitivity::other_rules(&teams, &variants),
        more,
        teams: teams.iter().map(TeamLine::of).collect(),
    })
}

/// Half of the teams in the four corners, three eighths on the plane, one eighth on the line.
fn main_sample(plan: &Plan) -> Vec<Role> {
    let around = if plan.quick { Circumstances::QUICK } else { Circumstances::USUAL };
    let mut casting = Casting::new(plan.seed, "main");
    let mut roles = casting.corners(plan.part(8), &around);
    roles.extend((0..plan.part(8) * 3).map(|_| casting.team(Region::Plane, &around)));
    roles.extend((0..plan.part(8)).map(|_| casting.team(Region::Line, &around)));
    roles
}

fn other_sample(plan: &Plan, name: &str, part: usize, around: &Circumstances) -> Vec<Role> {
    let mut casting = Casting::new(plan.seed, name);
    let mut roles = casting.corners(plan.part(part), around);
    roles.extend((0..plan.part(part) * 2).map(|_| casting.team(Region::Plane, around)));
    roles.extend((0..plan.part(part)).map(|_| casting.team(Region::Line, around)));
    roles
}

fn beyond(
    plan: Plan,
    main: &[Role],
    (catalogue, variants): (&Catalogue, &Variants),
    say: Progress<'_>,
    passed: &mut Passed,
) -> Result<More, EngineError> {
    let scoring = plan.scoring();
    let nothing = |_: &mut super::path::Case| ();
    let sample = |name: &str, roles: &[Role], passed: &mut Passed| {
        say(name, roles.len());
        judge(roles, catalogue, scoring, &nothing, passed).map(|teams| recovery(&teams, variants))
    };
    let odd = other_sample(&plan, "misspecified", 12, &Circumstances::MISSPECIFIED);
    let misspecified = sample("misspecified generator", &odd, passed)?;
    let few = other_sample(&plan, "small", 12, &Circumstances::sized(SMALL));
    let small = sample("small samples", &few, passed)?;
    let half = every(main, 2);
    say("pull requests only", half.len());
    let teams = judge(&half, catalogue, scoring, &tiers::pull_requests_only, passed)?;
    let pull_requests_only = recovery(&teams, variants);
    let some = every(main, 8);
    say("git alone", some.len());
    let teams = judge(&some, catalogue, scoring, &tiers::git_alone, passed)?;
    let git_alone = git_alone(&teams);
    let mut by_size = Vec::new();
    for size in SIZES {
        let roles = coverage::cast(plan.seed, plan.part(40), size);
        say("three years each, for coverage", roles.len());
        by_size.push(coverage::coverage(&roles, catalogue, scoring, passed)?);
    }
    let mut shifts = Vec::new();
    for step in shift::STEPS {
        let moving = shift::cast(plan.seed, plan.part(13), step);
        say("teams whose style shifts", moving.len());
        shifts.push(shift::found(&moving, step, (catalogue, scoring), passed)?);
    }
    say("difficult circumstances", plan.part(40) * 8);
    let stress = stress::stress(plan.seed, plan.part(40), catalogue, scoring, passed)?;
    say("attempts to look better", plan.part(66) * 11);
    let gaming = gaming::attempts(plan.seed, plan.part(66), catalogue, scoring, passed)?;
    let few = every(main, (main.len() / 8).max(1));
    say("what must not change", few.len() * 5);
    let held = invariance::trials(&few, catalogue, scoring, passed)?;
    let drifting: Vec<Role> =
        main.iter().filter(|r| r.region == Region::Style(SureZone::Drifting)).cloned().collect();
    say("waits not split by how they ended", drifting.len() * 2);
    let unsplit = unsplit(&drifting, catalogue, scoring, passed)?;
    Ok(More {
        pull_requests_only,
        git_alone,
        misspecified,
        small,
        coverage: by_size,
        shifts,
        stress,
        gaming,
        held,
        unsplit,
    })
}

/// Every n-th team.
fn every(roles: &[Role], n: usize) -> Vec<Role> {
    roles.iter().step_by(n).cloned().collect()
}

fn git_alone(teams: &[Judged]) -> GitAlone {
    let placed = |t: &&Judged| t.month.standing.is_some() || t.pressures().is_some();
    let pairs: Vec<(f64, f64)> = teams
        .iter()
        .filter(|t| t.region == Region::Plane || t.corner().is_some())
        .filter_map(|t| {
            let bounds = t.month.position_bounds?;
            Some((f64::midpoint(bounds.low, bounds.high), t.true_position()))
        })
        .collect();
    GitAlone {
        teams: teams.len(),
        placed: teams.iter().filter(placed).count(),
        band: spearman(&pairs),
    }
}

/// Words of the two signals that count answered waits alone.
const ANSWERED: &str = "AND i.resolution = 'answered'";

/// Mean control pressure of teams as it is, and with every leader-awaited wait counted as control.
fn unsplit(
    roles: &[Role],
    catalogue: &Catalogue,
    scoring: Scoring<'_>,
    passed: &mut Passed,
) -> Result<Option<(f64, f64)>, EngineError> {
    let mut all = catalogue.clone();
    for signal in &mut all.signals {
        signal.sql = signal.sql.replace(ANSWERED, "");
    }
    let scoring = Scoring { replicates: 0, ..scoring };
    let mut control = |catalogue: &Catalogue| -> Result<Option<f64>, EngineError> {
        let teams = judge(roles, catalogue, scoring, &|_| (), passed)?;
        let values: Vec<f64> =
            teams.iter().filter_map(Judged::pressures).map(|p| p.0.value).collect();
        Ok(super::stats::mean(&values))
    };
    Ok(control(catalogue)?.zip(control(&all)?))
}

fn baseline(name: &str, teams: &[Judged], score: impl Fn(&Judged) -> Option<f64>) -> Baseline {
    let correlation = |region: Region| {
        let pairs: Vec<(f64, f64)> = teams
            .iter()
            .filter(|team| team.region == region)
            .filter_map(|team| Some((score(team)?, team.true_position())))
            .collect();
        spearman(&pairs).map(f64::abs)
    };
    let labelled: Vec<Labelled> =
        teams.iter().filter_map(|team| Some((score(team), team.corner()?))).collect();
    Baseline {
        name: name.to_owned(),
        plane: correlation(Region::Plane),
        line: correlation(Region::Line),
        told: simple::judge(&labelled),
    }
}
