//! `midspan check`.

use super::args::Scope;
use super::error::{CliError, Kind};
use super::output::{self, Terminal};
use super::{pipeline, report};
use crate::config::{Config, Level};
use crate::model::time::Period;
use crate::render::check as render;
use crate::report::check::{self, Verdict};
use crate::signals::catalogue::Catalogue;

/// Hold every team to the bounds of midspan.toml, for CI
///
/// Bounds on position, tension, the two pressures and any signal stand under [check] and, for a team
/// of its own, under [teams.check]. A bound is broken only where the whole 95 % interval of the figure
/// lies beyond it, so that noise fails no build; figures that there is not enough data for break
/// none, unless `missing = "fail"`.
///
/// Exit codes: 0 no bound is broken; 1 one is; else as everywhere.
///
/// Example: midspan check fixtures/example --config midspan.example.toml --month 2026-03
#[derive(Debug, clap::Args)]
#[command(mut_arg("months", |arg| arg.hide(true)), mut_arg("until", |arg| arg.hide(true)))]
pub(super) struct Args {
    #[command(flatten)]
    scope: Scope,
    /// Month to look at, such as 2026-03 [default: the last complete month with activity]
    #[arg(long, value_name = "MONTH", conflicts_with = "until")]
    month: Option<Period>,
    /// How to print the verdict
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line a bound
    Text,
    /// Everything as data
    Json,
    /// Annotations of GitHub Actions
    Github,
}

/// Judges, prints and fails where a bound is broken.
pub(super) fn run(args: Args, screen: &Terminal) -> Result<(), CliError> {
    let Args { mut scope, month, format } = args;
    scope.until = month.or(scope.until);
    scope.months = 1;
    let prepared = pipeline::prepare(&scope, screen)?;
    usable(&prepared.config, &prepared.catalogue)?;
    let run = pipeline::compute(prepared, &scope, screen)?;
    let verdict = check::check(&run.report, &run.loaded.config);
    let text = match format {
        Format::Text => render::text(&verdict),
        Format::Json => render::json(&verdict).map_err(report::rendering)?,
        Format::Github => render::github(&verdict),
    };
    output::print(&text)?;
    broken(&verdict).or(run.loaded.incomplete).map_or(Ok(()), Err)
}

/// Whether there is a policy, and each signal in it exists.
fn usable(config: &Config, catalogue: &Catalogue) -> Result<(), CliError> {
    let of_teams = config.teams.iter().any(|team| team.check.is_some());
    if config.check.bounds().is_empty() && !of_teams {
        return Err(CliError::new(Kind::Usage, "there is no policy: midspan.toml has no bound under [check]")
            .advise("add one, such as `[check]` and below it `control = { max = 0.45 }`; docs/CONFIGURATION.md has all"));
    }
    let definitions: Vec<_> = catalogue.signals.iter().map(|s| &s.definition).collect();
    match check::unknown_signals(config, &definitions).into_iter().next() {
        None => Ok(()),
        Some((key, meant)) => {
            let advice = match meant {
                Some(id) => format!("did you mean `{id}`? `midspan signals` lists all"),
                None => "`midspan signals` lists all".to_owned(),
            };
            Err(CliError::new(Kind::Usage, format!("{key}: there is no such signal"))
                .advise(advice))
        }
    }
}

fn broken(verdict: &Verdict) -> Option<CliError> {
    let broken: Vec<_> = verdict.broken(Level::Error).collect();
    let first = broken.first()?;
    let message = match broken.len() {
        1 => format!("{}: {} is out of bounds", first.team, first.measure),
        n => format!("{n} bounds are broken, the first of {}: {}", first.team, first.measure),
    };
    let advice =
        "`midspan report` shows what is behind it, and what to try; ask the team before you act";
    Some(CliError::new(Kind::Policy, message).advise(advice))
}
