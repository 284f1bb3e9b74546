//! The page: views and template put together.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, Output, State, Value, context, escape_formatter};
use serde::Serialize;

use crate::render::escape::line;
use crate::render::html::csp;
use crate::render::html::parts::{definitions, matrix, milestones, plane, teams, waits};
use crate::render::links::Links;
use crate::render::words;
use crate::report::{Report, TeamReport};
use crate::signals::definition::Tier;

/// A page that could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// A template does not fit its view; a fault of this program.
    #[error("fill the template of the HTML report")]
    Template(#[from] minijinja::Error),
}

const STYLE: &str = concat!(
    include_str!("template/base.css"),
    include_str!("template/parts.css"),
    include_str!("template/narrow.css"),
    include_str!("template/print.css"),
);
const SCRIPT: &str = include_str!("template/report.js");

const TEMPLATES: [(&str, &str); 13] = [
    ("page.html", include_str!("template/page.html")),
    ("macros.html", include_str!("template/macros.html")),
    ("symbols.html", include_str!("template/symbols.html")),
    ("where.html", include_str!("template/where.html")),
    ("moved.html", include_str!("template/moved.html")),
    ("trajectory.html", include_str!("template/trajectory.html")),
    ("waits.html", include_str!("template/waits.html")),
    ("milestones.html", include_str!("template/milestones.html")),
    ("signals.html", include_str!("template/signals.html")),
    ("try.html", include_str!("template/try.html")),
    ("practices.html", include_str!("template/practices.html")),
    ("data.html", include_str!("template/data.html")),
    ("definitions.html", include_str!("template/definitions.html")),
];

/// The report as one HTML file that loads nothing.
///
/// # Errors
/// When a template does not fit its view, which is a fault of this program.
pub fn html(report: &Report) -> Result<String, RenderError> {
    let environment = environment()?;
    let page = environment.get_template("page.html")?;
    Ok(page.render(page_context(report))?)
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(format_visible);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// Escapes as minijinja does, after taking out characters that cannot be seen.
fn format_visible(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if value.kind() == ValueKind::String && !value.is_safe() => {
            escape_formatter(out, state, &Value::from(shown(text)))
        }
        _ => escape_formatter(out, state, value),
    }
}

/// Visible text, lines and their indentation kept.
fn shown(text: &str) -> String {
    let lines = text.lines().map(|text| {
        let rest = text.trim_start_matches(' ');
        format!("{}{}", " ".repeat(text.len() - rest.len()), line(rest))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A view as the template sees it.
fn view<T: Serialize>(value: T) -> Value {
    Value::from(Serde(value))
}

fn page_context(report: &Report) -> Value {
    let links = Links::new(report);
    let span = milestones::Span::new(report);
    let scored = report.teams.iter().filter(|team| has_standing(team)).count();
    context! {
        style => Value::from_safe_string(STYLE.to_owned()),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        style_source => Value::from_safe_string(csp::source(STYLE)),
        script_source => Value::from_safe_string(csp::source(SCRIPT)),
        subject => &report.subject,
        example => report.example,
        version => &report.version,
        score_version => &report.score_version,
        as_of => &report.as_of,
        time_zone => &report.time_zone,
        month => report.period.in_words(),
        month_name => words::month(report.period),
        first_month => report.periods.first().map(|period| period.in_words()),
        months => report.periods.len(),
        period => report.period.to_string(),
        headline => &report.headline,
        scored => scored,
        many => report.teams.len() > teams::MANY,
        git_alone => report.repositories.iter().all(|facts| facts.tier == Tier::Git),
        findings_first => scored == 0 && report.teams.iter().any(|team| !team.findings.is_empty()),
        teams => view(teams::teams(report, &links)),
        plane => view(plane::plane(report)),
        legend => view(waits::legend(report.teams.iter().flat_map(|team| &team.waits))),
        ticks => view(span.map(|span| span.ticks(report)).unwrap_or_default()),
        today => span.map(milestones::Span::now),
        matrix => view(matrix::matrix(report)),
        practices => view(&report.practices),
        notes => view(&report.notes),
        repositories => view(repositories(report)),
        inferred => inferred(report),
        docs => view(definitions::docs(report)),
        no_trace => words::NO_TRACE,
    }
}

fn has_standing(team: &TeamReport) -> bool {
    team.score.months.last().is_some_and(|month| month.standing.is_some())
}

/// Teams whose leaders were inferred, with the rule.
fn inferred(report: &Report) -> Vec<(String, String)> {
    let rules = report.teams.iter().filter_map(|team| {
        Some((team.score.team.clone(), team.leaders_inferred_by.clone()?))
    });
    rules.collect()
}

/// What was read of each repository, as cells.
fn repositories(report: &Report) -> Vec<Vec<String>> {
    let rows = report.repositories.iter().map(|facts| {
        let counts =
            [facts.commits, facts.pull_requests, facts.reviews, facts.issues, facts.milestones];
        let cells = [facts.repo.clone(), words::tier(facts.tier).to_owned()];
        let counts = counts.map(|n| words::integer(n));
        cells.into_iter().chain(counts).collect()
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    /// Writes the sample pages to the folder that `MIDSPAN_SAMPLES` names, to look at them.
    #[test]
    #[ignore = "writes files for a person to look at"]
    fn writes_samples() {
        let folder = std::env::var_os("MIDSPAN_SAMPLES").expect("MIDSPAN_SAMPLES names a folder");
        let pages = [
            ("all", sample::report()),
            ("one", sample::one_team()),
            ("git", sample::git_alone()),
            ("forty", sample::forty_teams()),
        ];
        for (name, report) in pages {
            let path = std::path::Path::new(&folder).join(format!("{name}.html"));
            std::fs::write(path, html(&report).expect("a page")).expect("a file");
        }
    }
}
