//! `midspan completions`.

use clap::CommandFactory;

use super::error::CliError;
use super::{Cli, output};

/// Print completions for a shell
///
/// Example: midspan completions bash > ~/.local/share/bash-completion/completions/midspan
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Shell
    shell: clap_complete::Shell,
}

/// Prints the completions.
pub(super) fn run(args: &Args) -> Result<(), CliError> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "midspan", &mut text);
    output::print(&String::from_utf8_lossy(&text))
}
