//! `midspan man`.

use std::path::PathBuf;

use clap::CommandFactory;

use super::error::CliError;
use super::{Cli, output};

/// Write the manual pages
///
/// Without --out, `midspan man | man -l -` shows the main page.
///
/// Example: midspan man --out ~/.local/share/man/man1
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder for all pages; without it the main page goes to standard output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Writes the pages.
pub(super) fn run(args: &Args) -> Result<(), CliError> {
    let command = Cli::command();
    let Some(folder) = &args.out else {
        let mut text = Vec::new();
        clap_mangen::Man::new(command)
            .render(&mut text)
            .map_err(|e| CliError::output("the manual page", e))?;
        return output::print(&String::from_utf8_lossy(&text));
    };
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command, folder))
        .map_err(|e| CliError::output(&folder.display().to_string(), e))
}
