//! `midspan validate`.

use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;

use super::error::{CliError, Kind};
use super::output::{self, Terminal};
use crate::signals::catalogue::Catalogue;
use crate::store::parts::write_atomically;
use crate::validate::document::{self, Frame};
use crate::validate::plan::{self, Plan, Validation};
use crate::validate::targets::{Target, targets};

/// Check the score against simulated teams whose way of leading is known
///
/// Simulates teams with known styles, sends them the way that real data goes, and prints how well
/// the styles come back, how simpler scores do, whether the intervals hold, and what attempts to
/// look better achieve. The same seed and number of teams give the same figures.
///
/// Example: midspan validate --quick
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Teams of the main sample; the other experiments take parts of it [default: 400, quick 48]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(16..=4000))]
    teams: Option<u16>,
    /// Seed of everything
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Only the main sample, with fewer teams and replicates
    #[arg(long)]
    quick: bool,
    /// File to write the whole document to, such as docs/VALIDATION.md; only the targets are
    /// printed then
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// What to print on standard output
    #[arg(long, value_enum, default_value_t = Format::Markdown)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The document as Markdown
    Markdown,
    /// All figures
    Json,
}

#[derive(Serialize)]
struct Whole<'a> {
    version: &'a str,
    score_version: &'a str,
    targets: &'a [Target],
    found: &'a Validation,
}

/// Runs the experiments and prints what they show.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    let catalogue = Catalogue::built_in().map_err(|error| CliError::of(Kind::Usage, error))?;
    let plan = Plan {
        teams: args
            .teams
            .map_or(if args.quick { plan::QUICK_TEAMS } else { plan::TEAMS }, usize::from),
        seed: args.seed,
        quick: args.quick,
    };
    let begin = Instant::now();
    let say = |what: &str, teams: usize| {
        screen.say(&format!("{:>5.0} s  {what} ({teams} teams)", begin.elapsed().as_secs_f64()));
    };
    let found = plan::run(plan, &catalogue, &say).map_err(|error| {
        CliError::of(Kind::Usage, error).advise("report it: the signal files are built in")
    })?;
    spent(&found, begin, screen);
    let targets = targets(&found);
    let score_version = catalogue.score_version();
    let version = env!("CARGO_PKG_VERSION");
    let command = command(args);
    let frame = Frame { command: &command, version, score_version: &score_version };
    let text = document::markdown(&found, &targets, &frame);
    if let Some(path) = &args.out {
        write_atomically(path, text.as_bytes())?;
        screen.say(&format!("written: {}", path.display()));
    }
    let printed = match (args.format, &args.out) {
        (Format::Json, _) => {
            let whole =
                Whole { version, score_version: &score_version, targets: &targets, found: &found };
            let json = serde_json::to_string_pretty(&whole)
                .map_err(|error| CliError::of(Kind::Output, error))?;
            format!("{json}\n")
        }
        (Format::Markdown, Some(_)) => document::table_of_targets(&targets),
        (Format::Markdown, None) => text,
    };
    output::print(&printed)
}

/// The command as somebody would type it again.
fn command(args: &Args) -> String {
    let mut words = vec!["midspan validate".to_owned()];
    words.extend(args.quick.then(|| "--quick".to_owned()));
    words.extend(args.teams.map(|teams| format!("--teams {teams}")));
    words.extend((args.seed != 1).then(|| format!("--seed {}", args.seed)));
    words.extend(args.out.as_ref().map(|path| format!("--out {}", path.display())));
    words.join(" ")
}

/// How long it took; the processor's time where the system tells it.
fn spent(found: &Validation, begin: Instant, screen: &Terminal) {
    let teams = found.passed.teams.max(1) as f64;
    let wall = begin.elapsed().as_secs_f64();
    let each = |seconds: f64| 100.0 * seconds / teams;
    let cpu = processor_seconds()
        .map(|s| format!(", {s:.0} s CPU ({:.1} s)", each(s)))
        .unwrap_or_default();
    screen.say(&format!(
        "{} teams, {} pull requests: {wall:.0} s ({:.1} s per 100 teams){cpu}",
        found.passed.teams,
        found.passed.sound.of,
        each(wall)
    ));
}

/// User and system time of this process on Linux, whose clock ticks are hundredths of a second.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}
