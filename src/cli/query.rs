//! `midspan query`.

use super::args::Scope;
use super::error::{CliError, Kind};
use super::output::{self, Terminal};
use super::pipeline;
use crate::model::table::Column;
use crate::render::table::{self, TableFormat};
use crate::signals::lint;

/// Run SQL over the tables
///
/// All tables of facts and all derived tables are there; `midspan query --tables` lists them. Only
/// reading is possible.
///
/// Example: midspan query 'SELECT period, COUNT(*) AS n FROM cohort GROUP BY period ORDER BY period' fixtures/example
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A SELECT
    #[arg(value_name = "SQL", required_unless_present = "tables")]
    sql: Option<String>,
    #[command(flatten)]
    scope: Scope,
    /// How to print the rows
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    format: TableFormat,
    /// List tables and columns instead
    #[arg(long)]
    tables: bool,
    /// Show logins instead of pseudonyms
    #[arg(long)]
    names: bool,
}

/// Runs the query and prints its rows.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    if args.tables {
        return print(&pipeline::dictionary(), args, screen);
    }
    let sql = args.sql.as_deref().unwrap_or_default();
    if let Some(finding) = lint::check_reading(sql).first() {
        let message = format!("this SQL cannot be run: line {}: {}", finding.line, finding.rule);
        return Err(CliError::new(Kind::Usage, message)
            .advise("only SELECT and WITH ... SELECT over the tables can be run"));
    }
    let engine = pipeline::engine(&args.scope, args.names, screen)?;
    let columns = engine.query(sql).map_err(|error| {
        CliError::of(Kind::Usage, error).advise("`midspan query --tables` lists tables and columns")
    })?;
    print(&columns, args, screen)
}

fn print(columns: &[Column], args: &Args, screen: &Terminal) -> Result<(), CliError> {
    let text = table::columns(columns, args.format, screen.table_width)
        .map_err(|e| CliError::output("the table", e))?;
    output::print(&text)
}
