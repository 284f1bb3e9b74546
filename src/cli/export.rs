//! `midspan export`.

use std::path::{Path, PathBuf};

use super::args::Scope;
use super::error::{CliError, Kind};
use super::lake;
use super::output::Terminal;
use super::pipeline;
use crate::model::sort;
use crate::model::table::Column;
use crate::render::table::{self, TableFormat};
use crate::store::lake::Lake;
use crate::store::{Store, StoreError, parts};

/// Write every table as a file for other tools
///
/// Facts, derived tables and the observations of all signals, one file a table, in a stable order
/// of rows. Parquet has 64-bit integers and floats, text, booleans and instants in UTC. In CSV a
/// cell is one line, and cells that a spreadsheet would run as formulas begin with an apostrophe.
/// `midspan query --tables` and docs/TABLES.md say what each column means. People are pseudonyms
/// unless --names is given.
///
/// With --lake the tables go to a lake for Spark (docs/SPARK.md): Parquet files by repository, which
/// take the place of those that the same repository had there. Many machines may write to one lake,
/// each its own repositories; what joins a lake is looked at as of the same time.
///
/// Example: midspan export tables fixtures/example
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder to write to; files of the same name are replaced
    #[arg(value_name = "DIR")]
    to: PathBuf,
    #[command(flatten)]
    scope: Scope,
    /// Kind of files
    #[arg(long, value_enum, default_value_t = Format::Parquet)]
    format: Format,
    /// Write a lake, or replace its repositories that are in scope; observations are left out
    #[arg(long, conflicts_with = "format")]
    lake: bool,
    /// Show logins instead of pseudonyms
    #[arg(long)]
    names: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One Parquet file a table
    Parquet,
    /// One comma-separated file a table
    Csv,
}

/// Writes the files and says how many.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    if Store::is_store(&args.to) {
        let message = format!("{} is a store, and stores are not exported to", args.to.display());
        return Err(CliError::new(Kind::Usage, message)
            .advise("name the folder to write to first: midspan export tables STORE"));
    }
    if args.lake {
        return lake::export(&args.to, &args.scope, args.names, screen);
    }
    if Lake::is_lake(&args.to) {
        let message = format!("{} is a lake", args.to.display());
        return Err(
            CliError::new(Kind::Usage, message).advise("give --lake too, or name another folder")
        );
    }
    let (mut files, mut rows) = (0_usize, 0_usize);
    let mut folder_is_there = false;
    let mut write = |name: &'static str, mut columns: Vec<Column>| {
        if !std::mem::replace(&mut folder_is_there, true) {
            parts::private_folder(&args.to).map_err(unwritable)?;
        }
        sort::rows(&mut columns);
        files += 1;
        rows += columns.first().map_or(0, |c| c.values.len());
        match args.format {
            Format::Parquet => parquet(&args.to, name, &columns),
            Format::Csv => csv(&args.to, name, &columns),
        }
    };
    let incomplete = pipeline::every_table(&args.scope, args.names, screen, &mut write)?;
    screen.say(&format!("{files} tables with {rows} rows written to {}", args.to.display()));
    incomplete.map_or(Ok(()), Err)
}

fn parquet(folder: &Path, name: &str, columns: &[Column]) -> Result<(), CliError> {
    let path = folder.join(format!("{name}.parquet"));
    parts::write(&path, name, columns).map(|_| ()).map_err(unwritable)
}

fn csv(folder: &Path, name: &str, columns: &[Column]) -> Result<(), CliError> {
    let path = folder.join(format!("{name}.csv"));
    let text = table::columns(columns, TableFormat::Csv, None)
        .map_err(|e| CliError::output(&path.display().to_string(), e))?;
    parts::write_atomically(&path, text.as_bytes()).map_err(unwritable)
}

fn unwritable(error: StoreError) -> CliError {
    CliError::of(Kind::Output, error)
        .advise("check free space and permissions, or choose another folder")
}
