//! `midspan init`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::args::Scope;
use super::error::{CliError, Kind};
use super::output::{self, Terminal};
use super::pipeline;
use crate::derive::tables::Derived;

/// Write midspan.toml: leaders and teams guessed from CODEOWNERS, merges, approvals and trailers
///
/// Every guess carries its evidence as a comment. Nothing is asked and nothing is overwritten.
///
/// Example: midspan init fixtures/example --print
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// File to write
    #[arg(long, short, value_name = "FILE", default_value = "midspan.toml")]
    output: PathBuf,
    /// Print it instead
    #[arg(long)]
    print: bool,
    #[command(flatten)]
    scope: Scope,
}

/// Guesses and writes.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    if !args.print && args.output.exists() {
        let name = args.output.display().to_string();
        return Err(CliError::new(Kind::Usage, format!("{name} exists already"))
            .advise("edit it, name another file with --output, or print the guess with --print"));
    }
    let derived = pipeline::guess(&args.scope, screen)?;
    let text = configuration(&derived);
    if args.print {
        return output::print(&text);
    }
    create(&args.output, &text)?;
    screen.say(&format!(
        "{} written; every name in it is a guess, so read it before you rely on it",
        args.output.display()
    ));
    Ok(())
}

fn create(path: &Path, text: &str) -> Result<(), CliError> {
    use std::io::Write as _;
    std::fs::File::options()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|e| CliError::output(&path.display().to_string(), e))
}

/// The file's text: teams with their repositories, leaders with the rule that found them.
fn configuration(derived: &Derived) -> String {
    let mut text = String::from(
        "# Who leads, in which team. Leaders are a role with dates, not a judgement; tell those\n\
         # named here that they are. Every entry below is a guess: correct it.\n",
    );
    for team in &derived.teams {
        let repos: Vec<String> = team.repos.iter().map(|r| quoted(r)).collect();
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n[[teams]]\nname = {}\nrepos = [{}]\n# members = [\"login\"]   # without it: who reviewed, or had two pull requests in three months\n",
            quoted(&team.name),
            repos.join(", "),
        );
        let leaders: Vec<_> =
            derived.roster.iter().filter(|r| r.team == team.name && r.role == "leader").collect();
        if leaders.is_empty() {
            let _ = write!(
                text,
                "\n# Nothing in the data says clearly who leads {}. Without a leader there is no\n# control pressure.\n# [[leaders]]\n# person = \"login\"\n# team = {}\n",
                one_line(&team.name),
                quoted(&team.name),
            );
        }
        for leader in leaders {
            let rule = leader.inferred_by.as_deref().unwrap_or("configured");
            let _ = write!(
                text,
                "\n# Guessed: {}.\n[[leaders]]\nperson = {}\nteam = {}\n",
                one_line(rule).trim_end_matches('.'),
                quoted(&leader.person),
                quoted(&team.name),
            );
        }
    }
    text.push_str(
        "\n# Words that approve in a comment, where reviews are not used for it.\n\
         # approval_words = [\"ACK\", \"LGTM\"]\n\
         \n# [calendar]\n# time_zone = \"Europe/Berlin\"\n# from = \"09:00\"\n# to = \"17:00\"\n",
    );
    text
}

/// A TOML string; data may hold quotes and control characters.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Fit for a comment.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
