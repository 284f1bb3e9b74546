//! `midspan query`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::args::Scope;
use super::error::{CliError, Kind};
use super::output::{self, Terminal};
use super::pipeline;
use crate::model::table::{Column, Values};
use crate::render::escape;
use crate::render::reference::TableDoc;
use crate::render::table::{self, TableFormat};
use crate::signals::engine::{Engine, EngineError};
use crate::signals::lint;
use crate::signals::token::{Kind as TokenKind, tokens};

/// Run SQL over the tables
///
/// All tables of facts, all derived tables and the observations of all signals are there; `midspan
/// query --tables` lists them. Only reading is possible.
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
    /// Tell which tables and columns the query reads and how it would be run, instead of running it
    #[arg(long, conflicts_with_all = ["tables", "format"])]
    explain: bool,
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
    let used = used(sql);
    let wanted = |name: &str| used.iter().any(|table| table.name == name);
    let (engine, incomplete) = pipeline::engine(&args.scope, args.names, &wanted, screen)?;
    if args.explain {
        output::print(&explanation(&engine, sql, &used)?)?;
    } else {
        print(&engine.query(sql).map_err(refused)?, args, screen)?;
    }
    incomplete.map_or(Ok(()), Err)
}

fn refused(error: EngineError) -> CliError {
    CliError::of(Kind::Usage, error).advise("`midspan query --tables` lists tables and columns")
}

/// Tables that a query names.
fn used(sql: &str) -> Vec<TableDoc> {
    let words = words(sql);
    pipeline::tables_in_words().into_iter().filter(|t| words.contains(t.name)).collect()
}

/// Names in a query, in lower case and without their quotes.
fn words(sql: &str) -> BTreeSet<String> {
    let names =
        tokens(sql).into_iter().filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Quoted));
    names.map(|t| t.text.trim_matches(['"', '`']).to_lowercase()).collect()
}

/// What a query reads, then the plan of the engine.
fn explanation(engine: &Engine, sql: &str, used: &[TableDoc]) -> Result<String, CliError> {
    let plan = engine.explain(sql).map_err(refused)?;
    let words = words(sql);
    let mut out = String::from("Reads\n");
    for table in used {
        let count = format!("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM {}", table.name);
        let counted = engine.query(&count).map_err(refused)?;
        let rows = match counted.first().map(|column| &column.values) {
            Some(Values::Int(n)) => n.first().copied().flatten().unwrap_or_default(),
            _ => 0,
        };
        let doc = table.doc.trim().trim_end_matches('.');
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {} ({rows} rows): {doc}", table.name);
        for column in table.columns.iter().filter(|c| words.contains(&c.name)) {
            let _ = writeln!(out, "    {}: {}", column.name, column.doc.trim());
        }
    }
    let _ = write!(out, "\nPlan, to be read from the bottom up\n");
    for line in plan.lines() {
        let text = line.trim_start();
        let indent = " ".repeat(line.len() - text.len());
        let _ = writeln!(out, "  {indent}{}", escape::terminal(text));
    }
    Ok(out)
}

fn print(columns: &[Column], args: &Args, screen: &Terminal) -> Result<(), CliError> {
    let text = table::columns(columns, args.format, screen.table_width)
        .map_err(|e| CliError::output("the table", e))?;
    output::print(&text)
}
