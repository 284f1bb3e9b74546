//! Standard output and error: data on the one, everything else on the other.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::error::CliError;
use crate::render::escape;

/// How much is told on standard error beside errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Telling {
    /// Nothing.
    Errors,
    /// What came of a command.
    Results,
    /// Each step on the way too.
    Steps,
}

/// What is known of the terminal.
#[derive(Debug)]
pub(super) struct Terminal {
    telling: Telling,
    began: Instant,
    /// Whether standard output may carry colour.
    pub colour: bool,
    /// Columns of standard output.
    pub width: usize,
    /// Columns that a table must fit into; elsewhere than on a terminal lines are as long as need be.
    pub table_width: Option<usize>,
}

/// Characters of a line of a message that are shown: it may quote a file of somebody else's.
const LONGEST_LINE: usize = 1000;
/// Width where there is no terminal to ask.
const PLAIN_WIDTH: usize = 100;

impl Terminal {
    /// Looks at the streams and at `NO_COLOR`, `TERM` and `COLUMNS`.
    pub(super) fn new(telling: Telling) -> Self {
        let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let is_terminal = io::stdout().is_terminal();
        let width = std::env::var("COLUMNS").ok().and_then(|v| v.parse().ok());
        let width = width.unwrap_or_else(|| {
            if is_terminal { usize::from(console_width()) } else { PLAIN_WIDTH }
        });
        let width = width.clamp(40, 200);
        Self {
            telling,
            began: Instant::now(),
            colour: is_terminal && !dumb && !no_colour,
            width,
            table_width: is_terminal.then_some(width),
        }
    }

    /// A remark on standard error, unless quiet.
    pub(super) fn say(&self, text: &str) {
        if self.telling >= Telling::Results {
            // Nobody can be told that standard error is gone.
            let _ = write_lines(text);
        }
    }

    /// A step that is done, with the seconds since the start, where each step is asked for.
    pub(super) fn step(&self, what: impl FnOnce() -> String) {
        if self.telling >= Telling::Steps {
            // Nobody can be told that standard error is gone.
            let _ = write_lines(&format!("{:.3} s {}", self.began.elapsed().as_secs_f64(), what()));
        }
    }

    /// Progress on standard error; invisible where that is no terminal.
    pub(super) fn progress(&self, what: &'static str) -> ProgressBar {
        let bar = match self.telling {
            Telling::Errors => ProgressBar::hidden(),
            Telling::Results | Telling::Steps => ProgressBar::new_spinner(),
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {human_pos} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }
}

fn console_width() -> u16 {
    console::Term::stdout().size().1
}

/// Writes to standard output.
pub(super) fn print(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|e| CliError::output("standard output", e))
}

/// Prints an error with its advice.
pub(super) fn complain(error: &CliError) {
    let mut text = format!("error: {error}\n");
    if let Some(advice) = error.advice() {
        text.push_str("hint: ");
        text.push_str(advice);
        text.push('\n');
    }
    // Nobody can be told that standard error is gone.
    let _ = write_lines(&text);
}

/// To standard error, line by line without anything that a terminal would obey.
fn write_lines(text: &str) -> io::Result<()> {
    let mut err = io::stderr().lock();
    for line in text.lines() {
        let cut =
            line.char_indices().nth(LONGEST_LINE).map_or(line, |(end, _)| line.split_at(end).0);
        let more = if cut.len() < line.len() { " ..." } else { "" };
        writeln!(err, "{}{more}", escape::terminal(cut))?;
    }
    err.flush()
}
