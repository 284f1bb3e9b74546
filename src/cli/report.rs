//! `midspan report`: the main job.

use std::path::{Path, PathBuf};

use super::args::Scope;
use super::error::CliError;
use super::output::{self, Terminal};
use super::pipeline;
use crate::render::charts::{self, Chart, Theme};
use crate::render::{html, json, markdown, terminal};
use crate::report::Report;
use crate::store::parts::write_atomically;

/// Show where leadership sits, month by month, and write the report
///
/// Reads commits from a checkout, or everything from a store that `midspan import` filled, and
/// writes report.html, report.md, report.json and charts/. Without recorded pull requests it
/// reports what git alone shows, and says what that leaves out.
///
/// Example: midspan report fixtures/example --out report
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    scope: Scope,
    /// Folder to write to
    #[arg(long, short, value_name = "DIR", default_value = "midspan-report")]
    out: PathBuf,
    /// What to print on standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Print only, write no files
    #[arg(long)]
    no_files: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Summary for the terminal
    Text,
    /// The whole report model
    Json,
    /// The whole report
    Markdown,
}

/// Computes the report, writes its files and prints it.
pub fn run(args: Args, screen: &Terminal) -> Result<(), CliError> {
    let run = pipeline::run(&args.scope, screen)?;
    let written = if args.no_files { None } else { Some(write(&run.report, &args.out)?) };
    let text = match args.format {
        Format::Text => terminal::terminal(
            &run.report,
            &terminal::TerminalOptions {
                width: screen.width,
                colour: screen.colour,
                unicode: true,
            },
        ),
        Format::Json => json::json(&run.report).map_err(rendering)?,
        Format::Markdown => markdown::markdown(&run.report),
    };
    output::print(&text)?;
    if let Some(path) = written {
        screen.say(&format!("report written: {}", path.display()));
    }
    Ok(())
}

pub(super) fn rendering(error: impl std::error::Error + Send + Sync + 'static) -> CliError {
    CliError::of(super::Kind::Output, error)
        .advise("this is a fault of midspan; please report it with the command that you ran")
}

/// Pixels of a PNG for each of the SVG, so that text is crisp on a slide.
pub(super) const PNG_SCALE: f32 = 2.0;

/// Writes all files; returns the page's path.
fn write(report: &Report, folder: &Path) -> Result<PathBuf, CliError> {
    let page = folder.join("report.html");
    let put = |path: PathBuf, bytes: &[u8]| {
        write_atomically(&path, bytes).map_err(|error| {
            CliError::of(super::Kind::Output, error)
                .advise("check free space and permissions, or choose another folder with --out")
        })
    };
    put(page.clone(), html::html(report).map_err(rendering)?.as_bytes())?;
    put(folder.join("report.md"), markdown::markdown(report).as_bytes())?;
    put(folder.join("report.json"), json::json(report).map_err(rendering)?.as_bytes())?;
    for chart in Chart::ALL {
        let name = chart.name();
        let svg = charts::svg(chart, report, Theme::Light).map_err(rendering)?;
        put(folder.join(format!("charts/{name}.svg")), svg.as_bytes())?;
        let png = charts::png(&svg, PNG_SCALE).map_err(rendering)?;
        put(folder.join(format!("charts/{name}.png")), &png)?;
    }
    Ok(page)
}
