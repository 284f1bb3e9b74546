//! `midspan badge`.

use std::path::PathBuf;

use super::args::Scope;
use super::error::{CliError, Kind};
use super::output::Terminal;
use super::plot::{self, Picture};
use super::{pipeline, report};
use crate::model::time::Period;
use crate::render::charts::{self, BadgeText};
use crate::report::{Report, TeamReport};

/// Draw a badge that says where a team stands, as SVG or PNG
///
/// One line in words, for a README or a dashboard; where nothing can be told, it says that.
///
/// Example: midspan badge -o badge.svg --team harbor fixtures/example
#[derive(Debug, clap::Args)]
#[command(mut_arg("months", |arg| arg.hide(true)), mut_arg("until", |arg| arg.hide(true)))]
pub(super) struct Args {
    /// File to write; its ending, .svg or .png, decides the format
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Team; needed where there are several
    #[arg(long, value_name = "NAME")]
    team: Option<String>,
    /// What it says
    #[arg(long, value_enum, default_value_t = BadgeText::Zone)]
    show: BadgeText,
    /// Month to look at, such as 2026-03 [default: the last complete month with activity]
    #[arg(long, value_name = "MONTH", conflicts_with = "until")]
    month: Option<Period>,
    #[command(flatten)]
    scope: Scope,
}

/// Draws the badge and writes it.
pub(super) fn run(args: Args, screen: &Terminal) -> Result<(), CliError> {
    let Args { output, team, show, month, mut scope } = args;
    let picture = Picture::of(&output)?;
    scope.until = month.or(scope.until);
    scope.months = 1;
    let run = pipeline::run(&scope, screen)?;
    let report = &run.report;
    let chosen = chosen(report, team.as_deref())?;
    let several = report.teams.len() > 1;
    let svg = charts::badge(chosen, several, show).map_err(report::rendering)?;
    plot::write(&output, picture, svg)?;
    run.loaded.incomplete.map_or(Ok(()), Err)
}

fn chosen<'r>(report: &'r Report, name: Option<&str>) -> Result<&'r TeamReport, CliError> {
    let names: Vec<&str> = report.teams.iter().map(|t| t.score.team.as_str()).collect();
    let wrong = |message: String| {
        let known = format!("teams are: {}", names.join(", "));
        Err(CliError::new(Kind::Usage, message).advise(known))
    };
    match (name, report.teams.as_slice()) {
        (None, [only]) => Ok(only),
        (None, []) => wrong("there is no team".to_owned()),
        (None, _) => wrong("a badge is for one team; choose it with --team".to_owned()),
        (Some(name), teams) => match teams.iter().find(|t| t.score.team == name) {
            Some(team) => Ok(team),
            None => wrong(format!("there is no team `{name}`")),
        },
    }
}
