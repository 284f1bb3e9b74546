//! `midspan plot`.

use std::path::{Path, PathBuf};

use super::args::Scope;
use super::error::{CliError, Kind};
use super::output::Terminal;
use super::{pipeline, report};
use crate::render::charts::{self, Chart, Theme};
use crate::store::parts::write_atomically;

/// Draw one chart as SVG or PNG
///
/// Example: midspan plot spectrum -o spectrum.svg fixtures/example
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Chart to draw: spectrum, plane, trajectory, touch, waits, survival, milestones or signals
    #[arg(value_name = "KIND", value_parser = chart)]
    kind: Chart,
    /// File to write; its ending, .svg or .png, decides the format
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Colours
    #[arg(long, value_enum, default_value_t = PlotTheme::Light)]
    theme: PlotTheme,
    #[command(flatten)]
    scope: Scope,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum PlotTheme {
    /// For a light background
    Light,
    /// For a dark background
    Dark,
}

/// Reads the name of a chart.
fn chart(name: &str) -> Result<Chart, String> {
    let names: Vec<&str> = Chart::ALL.iter().map(|c| c.name()).collect();
    Chart::from_name(name).ok_or_else(|| format!("charts are: {}", names.join(", ")))
}

/// Kind of a picture's file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Picture {
    Svg,
    Png,
}

impl Picture {
    /// By the ending of its name.
    pub(super) fn of(path: &Path) -> Result<Self, CliError> {
        match path.extension().and_then(|e| e.to_str()) {
            Some("svg") => Ok(Self::Svg),
            Some("png") => Ok(Self::Png),
            _ => {
                let message = format!("{} ends in neither .svg nor .png", path.display());
                Err(CliError::new(Kind::Usage, message).advise("name a file such as spectrum.svg"))
            }
        }
    }
}

/// Draws the chart and writes it.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    let picture = Picture::of(&args.output)?;
    let run = pipeline::run(&args.scope, screen)?;
    let theme = match args.theme {
        PlotTheme::Light => Theme::Light,
        PlotTheme::Dark => Theme::Dark,
    };
    let svg = charts::svg(args.kind, &run.report, theme).map_err(report::rendering)?;
    write(&args.output, picture, svg)?;
    run.loaded.incomplete.map_or(Ok(()), Err)
}

/// Writes a drawing in the format of its file.
pub(super) fn write(path: &Path, picture: Picture, svg: String) -> Result<(), CliError> {
    let bytes = match picture {
        Picture::Png => charts::png(&svg, report::PNG_SCALE).map_err(report::rendering)?,
        Picture::Svg => svg.into_bytes(),
    };
    write_atomically(path, &bytes).map_err(|error| {
        CliError::of(Kind::Output, error).advise("check free space and permissions")
    })
}
