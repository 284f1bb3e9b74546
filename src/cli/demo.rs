//! `midspan demo`.

use std::path::PathBuf;

use jiff::civil::date;

use super::error::{CliError, Kind};
use super::output::Terminal;
use super::report;
use super::simulate::{self, Leading, Plan};
use crate::model::time::Period;

/// Make up a small organisation and report on it, offline
///
/// Four invented teams: one engaged, one where work waits for approval, one that drifts, one pulled
/// both ways. Writes their store and the report, which is marked as invented.
///
/// Example: midspan demo
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// New folder to write to [default: a new one in the folder for temporary files]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Simulates, reports and says where it lies.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    let folder = match &args.folder {
        Some(folder) => folder.clone(),
        None => tempfile::Builder::new()
            .prefix("midspan-demo-")
            .tempdir()
            .map(tempfile::TempDir::keep)
            .map_err(|error| {
                CliError::of(Kind::Output, error).advise("name a folder to write to")
            })?,
    };
    let until = Period::of_date(date(2026, 6, 1));
    let plan =
        Plan { teams: 4, style: Leading::Mixed, months: 9, pulls: 65, seed: 7, until, git: false };
    let store = folder.join("store");
    let _ = simulate::make(&plan, &store)?;
    report::run(&report::Args::on_store(store, until, folder.join("report")), screen)
}
