//! The command line: one file a command, each with its arguments (their comments are the help) and
//! its `run`. Only here is anything printed, the clock asked or the environment read.

mod args;
mod badge;
mod check;
mod checkup;
mod collect;
mod completions;
mod compose;
mod demo;
mod doctor;
mod error;
mod export;
mod forget;
mod gather;
mod github;
mod import;
mod init;
mod intervals;
mod kept;
mod lake;
mod man;
mod memory;
mod months;
mod names;
mod output;
mod pipeline;
mod place;
mod plot;
mod query;
mod reference;
mod refresh;
mod report;
mod schema;
mod score;
mod scored;
mod settle;
mod signals;
mod simulate;
mod sync;
mod targets;
mod validate;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use error::{CliError, Kind};
use output::Telling;

/// Shows where a team's leadership sits between micromanagement and disengagement
///
/// Reads commits, pull-request reviews, issues and milestones, and draws where leadership sits
/// month by month, with every number traceable to the pull requests behind it. It measures a way of
/// leading, never the worth of a person.
///
/// Exit codes: 0 done; 1 a bound of the policy is broken (check); 2 usage or configuration; 3 a source cannot be read; 4 a source that was
/// asked for came incomplete; 5 the store is damaged; 6 output cannot be written.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Say nothing but errors on standard error
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Tell each step on standard error, with the seconds since the start
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Report(report::Args),
    Sync(sync::Args),
    Import(import::Args),
    Signals(signals::Args),
    Query(query::Args),
    Plot(plot::Args),
    Badge(badge::Args),
    Check(check::Args),
    Score(score::Args),
    Export(export::Args),
    Forget(forget::Args),
    Init(init::Args),
    Doctor(doctor::Args),
    Demo(demo::Args),
    Simulate(simulate::Args),
    Validate(validate::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Man(man::Args),
    #[command(hide = true)]
    Reference(reference::Args),
}

impl Cli {
    fn run(self) -> Result<(), CliError> {
        let telling = match (self.quiet, self.verbose) {
            (true, _) => Telling::Errors,
            (false, false) => Telling::Results,
            (false, true) => Telling::Steps,
        };
        let terminal = output::Terminal::new(telling);
        match self.command {
            Command::Report(args) => report::run(&args, &terminal),
            Command::Sync(args) => sync::run(&args, &terminal),
            Command::Import(args) => import::run(&args, &terminal),
            Command::Signals(args) => signals::run(args, &terminal),
            Command::Query(args) => query::run(&args, &terminal),
            Command::Plot(args) => plot::run(&args, &terminal),
            Command::Badge(args) => badge::run(args, &terminal),
            Command::Check(args) => check::run(args, &terminal),
            Command::Score(args) => score::run(&args, &terminal),
            Command::Export(args) => export::run(&args, &terminal),
            Command::Forget(args) => forget::run(&args, &terminal),
            Command::Init(args) => init::run(&args, &terminal),
            Command::Doctor(args) => doctor::run(&args, &terminal),
            Command::Demo(args) => demo::run(&args, &terminal),
            Command::Simulate(args) => simulate::run(&args, &terminal),
            Command::Validate(args) => validate::run(&args, &terminal),
            Command::Schema(args) => schema::run(&args),
            Command::Completions(args) => completions::run(&args),
            Command::Man(args) => man::run(&args),
            Command::Reference(args) => reference::run(&args),
        }
    }
}

/// Reads the arguments, runs the command and tells the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let failed = error.use_stderr();
            // A reader that went away is no failure of the help text.
            let _ = error.print();
            return if failed { Kind::Usage.exit_code() } else { ExitCode::SUCCESS };
        }
    };
    if matches!(cli.command, Command::Score(_)) {
        memory::keep();
    }
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            error.kind().exit_code()
        }
    }
}
