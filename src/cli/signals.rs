//! `midspan signals`.

use std::fmt::Write as _;
use std::path::Path;

use super::args::Scope;
use super::error::{CliError, Kind};
use super::output::{self, Terminal};
use super::pipeline::{self, Run};
use crate::model::observation::Observation;
use crate::model::table::{Column, Table, Values};
use crate::render::table::{self, TableFormat};
use crate::render::words;
use crate::score::outcome::{MonthScore, SignalFigure};
use crate::signals::catalogue::Signal;

/// Show the signals of a month; with an ID its definition, SQL, figure and evidence
///
/// Example: midspan signals fixtures/example --team atlas
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Signal to explain
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// What one item contributes, such as '#12' or 12 (a pull request)
    #[arg(long, value_name = "ITEM")]
    item: Option<String>,
    /// Only this team
    #[arg(long, value_name = "NAME")]
    team: Option<String>,
    /// Show logins instead of pseudonyms
    #[arg(long)]
    names: bool,
    /// How to print rows
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    format: TableFormat,
    #[command(flatten)]
    scope: Scope,
}

/// Prints the table, one signal, or one item.
pub(super) fn run(mut args: Args, screen: &Terminal) -> Result<(), CliError> {
    // Checked before anything is collected or computed.
    let catalogue = pipeline::catalogue(&args.scope)?;
    // `midspan signals fixtures/example` means the place: no signal is called like a path.
    if let Some(place) = args.id.take_if(|id| catalogue.get(id).is_none() && Path::new(id).exists())
    {
        args.scope.places.insert(0, place.into());
    }
    let args = &args;
    if let Some(id) = &args.id
        && catalogue.get(id).is_none()
    {
        let near = nearest(id, catalogue.signals.iter().map(|s| s.definition.id.as_str()));
        return Err(CliError::new(Kind::Usage, format!("there is no signal `{id}`"))
            .advise(format!("did you mean `{near}`? `midspan signals` lists all")));
    }
    let run = pipeline::run(&args.scope, screen)?;
    if let Some(team) = &args.team
        && !run.report.teams.iter().any(|t| &t.score.team == team)
    {
        let teams: Vec<&str> = run.report.teams.iter().map(|t| t.score.team.as_str()).collect();
        return Err(CliError::new(Kind::Usage, format!("there is no team `{team}`"))
            .advise(format!("teams are: {}", teams.join(", "))));
    }
    let text = match (&args.id, &args.item) {
        (None, None) => all(&run, args, screen)?,
        (id, Some(item)) => rows(&run, args, id.as_deref(), Some(item), screen)?,
        (Some(id), None) => match catalogue.get(id) {
            Some(signal) => one(&run, args, signal, screen)?,
            None => String::new(),
        },
    };
    output::print(&text)?;
    run.loaded.incomplete.map_or(Ok(()), Err)
}

fn nearest<'a>(id: &str, known: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = id.split('_').collect();
    let shared = |other: &str| {
        let same = other.split('_').filter(|w| words.contains(w)).count();
        let prefix = other.chars().zip(id.chars()).take_while(|(a, b)| a == b).count();
        (same, prefix)
    };
    known.max_by_key(|k| shared(k)).unwrap_or_default().to_owned()
}

fn months<'a>(run: &'a Run, args: &'a Args) -> impl Iterator<Item = (&'a str, &'a MonthScore)> {
    run.report
        .teams
        .iter()
        .filter(|t| args.team.as_ref().is_none_or(|name| name == &t.score.team))
        .filter_map(|t| Some((t.score.team.as_str(), t.score.months.last()?)))
}

const HEADS: [&str; 7] = ["team", "signal", "figure", "interval", "n", "control", "drift"];

fn all(run: &Run, args: &Args, screen: &Terminal) -> Result<String, CliError> {
    let mut lines: Vec<[Option<String>; 7]> = Vec::new();
    for (team, month) in months(run, args) {
        for figure in &month.signals {
            lines.push(line(run, team, figure));
        }
    }
    let columns: Vec<Column> = HEADS
        .iter()
        .enumerate()
        .map(|(index, name)| Column {
            name: (*name).to_owned(),
            values: Values::Text(
                lines.iter().map(|l| l.get(index).cloned().flatten().map(Into::into)).collect(),
            ),
        })
        .collect();
    print_rows(&columns, args.format, screen)
}

fn line(run: &Run, team: &str, figure: &SignalFigure) -> [Option<String>; 7] {
    let unit = unit(run, &figure.id);
    let interval = figure.estimate.and_then(|e| e.interval);
    [
        Some(team.to_owned()),
        Some(figure.id.clone()),
        Some(words::figure(figure, unit)),
        interval.map(|i| words::figure_interval(i, unit)),
        Some(figure.items.to_string()),
        figure.control_severity.map(words::pressure),
        figure.drift_severity.map(words::pressure),
    ]
}

fn unit<'a>(run: &'a Run, id: &str) -> &'a str {
    run.report
        .definitions
        .iter()
        .find(|d| d.definition.id == id)
        .map_or("", |d| d.definition.unit.as_str())
}

fn one(run: &Run, args: &Args, signal: &Signal, screen: &Terminal) -> Result<String, CliError> {
    let definition = &signal.definition;
    let mut text = format!("{} ({})\n{}\n\n", definition.title, definition.id, definition.question);
    for (axis, anchors) in [("control", &definition.control), ("drift", &definition.drift)] {
        if let Some(a) = anchors {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{axis} pressure, facet {}: calm at {}, severe at {} (grade {:?}: {})",
                words::facet(a.facet).to_lowercase(),
                words::in_unit(a.green, &definition.unit),
                words::in_unit(a.red, &definition.unit),
                a.grade,
                a.source,
            );
        }
    }
    let _ = writeln!(text, "cannot tell: {}\n", definition.cannot_tell);
    for (team, month) in months(run, args) {
        if let Some(figure) = month.signals.iter().find(|f| f.id == definition.id) {
            let interval = figure
                .estimate
                .and_then(|e| e.interval)
                .map(|i| format!(", 95 % interval {}", words::figure_interval(i, &definition.unit)))
                .unwrap_or_default();
            let value = words::figure(figure, &definition.unit);
            let n = figure.items;
            let _ = writeln!(text, "{team}, {}: {value}{interval}, n {n}", month.period.in_words());
        }
    }
    let _ = writeln!(text, "\n{}\n", signal.sql.trim());
    text.push_str(&rows(run, args, Some(&definition.id), None, screen)?);
    Ok(text)
}

/// The rows behind a figure, or behind one item of all figures.
fn rows(
    run: &Run,
    args: &Args,
    id: Option<&str>,
    item: Option<&str>,
    screen: &Terminal,
) -> Result<String, CliError> {
    let period = run.report.period.to_string();
    let wanted = item.map(|i| {
        if i.starts_with(|c: char| c.is_ascii_digit()) && i.len() < 10 {
            format!("#{i}")
        } else {
            i.to_owned()
        }
    });
    let matching: Vec<Observation> = run
        .observations
        .iter()
        .filter(|o| id.is_none_or(|id| o.signal() == id))
        .filter(|o| match &wanted {
            Some(item) => o.item() == item,
            None => o.period() == period,
        })
        .filter(|o| args.team.as_ref().is_none_or(|team| team == o.team()))
        .map(|o| o.to_owned())
        .collect();
    if let Some(item) = &wanted
        && matching.is_empty()
    {
        return Err(CliError::new(Kind::Usage, format!("nothing was observed on {item}"))
            .advise("`midspan signals ID` lists the items behind a figure"));
    }
    let mut columns = Observation::to_columns(&matching);
    if !args.names {
        run.loaded.pseudonyms().hide(&mut columns);
    }
    print_rows(&columns, args.format, screen)
}

fn print_rows(
    columns: &[Column],
    format: TableFormat,
    screen: &Terminal,
) -> Result<String, CliError> {
    table::columns(columns, format, screen.table_width).map_err(super::report::rendering)
}
