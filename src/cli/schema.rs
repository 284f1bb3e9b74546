//! `midspan schema`.

use super::error::{CliError, Kind};
use super::output;
use crate::config;

/// Schema of `report.json`.
const REPORT: &str = include_str!("../../docs/report.schema.json");

/// Print the JSON Schema of midspan.toml or of report.json
///
/// Editors complete and check midspan.toml with it: a first line `#:schema midspan.schema.json` in the
/// file points at a copy beside it.
///
/// Example: midspan schema config
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Whose schema
    #[arg(value_enum, value_name = "OF")]
    of: Of,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Of {
    /// midspan.toml
    Config,
    /// report.json
    Report,
}

/// Prints the schema.
pub(super) fn run(args: &Args) -> Result<(), CliError> {
    match args.of {
        Of::Config => output::print(&of_config()?),
        Of::Report => output::print(REPORT),
    }
}

/// The schema of midspan.toml as a file.
pub(super) fn of_config() -> Result<String, CliError> {
    let text = serde_json::to_string_pretty(&config::schema());
    text.map(|text| format!("{text}\n")).map_err(|error| CliError::of(Kind::Output, error))
}
