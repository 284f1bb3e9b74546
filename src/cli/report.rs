//! `midspan report`: the main job.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::args::Scope;
use super::error::{CliError, Kind};
use super::kept::{self, Kept};
use super::lake;
use super::output::{self, Terminal};
use super::pipeline;
use crate::model::time::Period;
use crate::render::charts::{self, Chart, Theme};
use crate::render::html::{Siblings, TeamPage};
use crate::render::table::{self, TableFormat};
use crate::render::terminal::{self, TerminalOptions};
use crate::render::{html, json, markdown};
use crate::report::{Report, pages as team_pages, tables};
use crate::store::parts;

/// Show where leadership sits, month by month, and write the report
///
/// Reads commits from a checkout and, where a token is at hand, pull requests, reviews, issues and
/// milestones from GitHub; or everything from a store. Writes report.html, report.md, report.json,
/// charts/ (SVG and PNG), tables/ (CSV and Parquet) and, for several teams, a page of each in teams/.
/// Without a token it reports what git alone shows, and says what that leaves out.
///
/// Example: midspan report fixtures/example --out report
#[derive(Debug, clap::Args)]
pub(super) struct Args {
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
    /// Take the observations that Spark made of the lake WHERE instead of computing them; months, time
    /// and configuration are the lake's
    #[arg(long, value_name = "PATH", conflicts_with_all = ["months", "until", "as_of", "branch", "history", "repo"])]
    observations: Option<PathBuf>,
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

/// Name under which the text for standard output is kept beside the files.
const TEXT: &str = "text";
/// The page of all teams.
const PAGE: &str = "report.html";

impl Args {
    /// The report on a store up to a month, written to a folder.
    pub(super) fn on_store(store: PathBuf, until: Period, out: PathBuf) -> Self {
        let scope = Scope { until: Some(until), ..Scope::of_store(store) };
        Self { scope, out, format: Format::Text, no_files: false, observations: None }
    }
}

/// Computes the report, writes its files and prints it.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    if let Some(observations) = &args.observations {
        let report = lake::report(&args.scope, observations)?;
        return put_out(render(&report, args, screen)?, args, screen);
    }
    let mut prepared = pipeline::prepare(&args.scope, screen)?;
    let incomplete = prepared.incomplete.take();
    let how = format!("{:?} {} {} {}", args.format, args.no_files, screen.width, screen.colour);
    let kept = Kept::of(&prepared, &args.scope, &how);
    let files = if let Some(files) = kept.as_ref().and_then(Kept::files) {
        screen.step(|| "nothing has changed since this report was last made".to_owned());
        files
    } else {
        let run = pipeline::compute(prepared, &args.scope, screen)?;
        let files = render(&run.report, args, screen)?;
        screen.step(|| format!("rendered: {} texts and pictures", files.len()));
        if let Some(kept) = &kept {
            kept.keep(&files);
        }
        files
    };
    put_out(files, args, screen)?;
    incomplete.map_or(Ok(()), Err)
}

/// Writes the files and prints the text.
fn put_out(files: Vec<(String, Vec<u8>)>, args: &Args, screen: &Terminal) -> Result<(), CliError> {
    let (text, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| name == TEXT);
    if !args.no_files {
        kept::write_all(&args.out, &files).map_err(|error| {
            CliError::of(Kind::Output, error)
                .advise("check free space and permissions, or choose another folder with --out")
        })?;
        sweep(&args.out, &files).map_err(|error| {
            CliError::output(
                "the folder of the teams' pages, with pages of an earlier report in it",
                error,
            )
        })?;
    }
    for (_, bytes) in text {
        output::print(&String::from_utf8_lossy(&bytes))?;
    }
    if !args.no_files {
        screen.say(&format!("report written: {}", args.out.join(PAGE).display()));
    }
    Ok(())
}

/// Bytes at the begin of a page in which its mark stands.
const HEAD: u64 = 1024;

/// Removes pages that an earlier report wrote of teams which this one does not have: the reader would
/// take them for new, and a team may be left out because it has become too small to be shown.
fn sweep(out: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    let folder = out.join(team_pages::FOLDER);
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{}/{}", team_pages::FOLDER, entry.file_name().to_string_lossy());
        let is_new = files.iter().any(|(file, _)| *file == name);
        let is_page = entry.path().extension().is_some_and(|ending| ending == "html");
        if is_new || !is_page || !entry.file_type()?.is_file() {
            continue;
        }
        let mut head = Vec::new();
        fs::File::open(entry.path())?.take(HEAD).read_to_end(&mut head)?;
        if String::from_utf8_lossy(&head).contains(html::MARK) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Everything that a run puts out, by relative name.
fn render(
    report: &Report,
    args: &Args,
    screen: &Terminal,
) -> Result<Vec<(String, Vec<u8>)>, CliError> {
    let text = match args.format {
        Format::Text => {
            let (width, colour) = (screen.width, screen.colour);
            terminal::terminal(report, &TerminalOptions { width, colour, unicode: true })
        }
        Format::Json => json::json(report).map_err(rendering)?,
        Format::Markdown => markdown::markdown(report),
    };
    let mut files = vec![(TEXT.to_owned(), text.into_bytes())];
    if args.no_files {
        return Ok(files);
    }
    let mut put = |name: &str, bytes: Vec<u8>| files.push((name.to_owned(), bytes));
    for (name, page) in pages(report)? {
        put(&name, page.into_bytes());
    }
    put("report.md", markdown::markdown(report).into_bytes());
    put("report.json", json::json(report).map_err(rendering)?.into_bytes());
    for (name, columns) in tables::tables(report) {
        let csv = table::columns(&columns, TableFormat::Csv, None)
            .map_err(|e| CliError::output(&format!("tables/{name}.csv"), e))?;
        put(&format!("tables/{name}.csv"), csv.into_bytes());
        put(&format!("tables/{name}.parquet"), parts::parquet(name, &columns).map_err(rendering)?);
    }
    for chart in Chart::ALL {
        let name = chart.name();
        let svg = charts::svg(chart, report, Theme::Light).map_err(rendering)?;
        put(&format!("charts/{name}.png"), charts::png(&svg, PNG_SCALE).map_err(rendering)?);
        put(&format!("charts/{name}.svg"), svg.into_bytes());
    }
    Ok(files)
}

/// Bytes that the page of all teams may have; beyond, signals and practices stand on the teams' own
/// pages alone.
const LARGEST_PAGE: usize = 1_500_000;

/// The page of all teams and, where there are several, one of each.
fn pages(report: &Report) -> Result<Vec<(String, String)>, CliError> {
    let page = |report: &Report, siblings: &Siblings| {
        html::html_among(report, siblings).map_err(rendering)
    };
    if report.teams.len() < 2 {
        return Ok(vec![(PAGE.to_owned(), page(report, &Siblings::default())?)]);
    }
    let files = team_pages::files(report);
    let names = report.teams.iter().map(|team| team.score.team.clone());
    let team_page = |(team, file): (String, &String)| TeamPage { team, file: file.clone() };
    let pages = names.zip(&files).map(team_page).collect();
    let mut siblings = Siblings { overview: None, pages, bare: false };
    let mut whole = page(report, &siblings)?;
    if whole.len() > LARGEST_PAGE {
        siblings.bare = true;
        whole = page(&team_pages::without_signals(report), &siblings)?;
    }
    let mut out = vec![(PAGE.to_owned(), whole)];
    let back = Siblings { overview: Some(format!("../{PAGE}")), ..Siblings::default() };
    for (index, file) in files.into_iter().enumerate() {
        if let Some(narrow) = team_pages::of_team(report, index) {
            out.push((file, page(&narrow, &back)?));
        }
    }
    Ok(out)
}

pub(super) fn rendering(error: impl std::error::Error + Send + Sync + 'static) -> CliError {
    CliError::of(Kind::Output, error)
        .advise("this is a fault of midspan; please report it with the command that you ran")
}

/// Pixels of a PNG for each of the SVG, so that text is crisp on a slide.
pub(super) const PNG_SCALE: f32 = 2.0;
