//! The page: views and template put together.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, Output, State, Value, context, escape_formatter};
use serde::Serialize;

use crate::render::escape;
use crate::render::html::csp;
use crate::render::html::parts::{
    definitions, matrix, milestones, plane, practices, survival, teams, touch, waits,
};
use crate::render::links::Links;
use crate::render::{remarks, words};
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
    include_str!("template/curves.css"),
    include_str!("template/narrow.css"),
    include_str!("template/print.css"),
);
const SCRIPT: &str = include_str!("template/report.js");

const TEMPLATES: [(&str, &str); 17] = [
    ("page.html", include_str!("template/page.html")),
    ("macros.html", include_str!("template/macros.html")),
    ("symbols.html", include_str!("template/symbols.html")),
    ("where.html", include_str!("template/where.html")),
    ("siblings.html", include_str!("template/siblings.html")),
    ("moved.html", include_str!("template/moved.html")),
    ("trajectory.html", include_str!("template/trajectory.html")),
    ("touch.html", include_str!("template/touch.html")),
    ("survival.html", include_str!("template/survival.html")),
    ("heat.html", include_str!("template/heat.html")),
    ("waits.html", include_str!("template/waits.html")),
    ("milestones.html", include_str!("template/milestones.html")),
    ("signals.html", include_str!("template/signals.html")),
    ("try.html", include_str!("template/try.html")),
    ("practices.html", include_str!("template/practices.html")),
    ("data.html", include_str!("template/data.html")),
    ("definitions.html", include_str!("template/definitions.html")),
];

/// Pages that a page links to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Siblings {
    /// Address of the page of all teams; `None`: this is that page.
    pub overview: Option<String>,
    /// Pages of single teams.
    pub pages: Vec<TeamPage>,
    /// Whether signals and practices are left to those pages.
    pub bare: bool,
}

/// The page of one team.
#[derive(Clone, Debug, Serialize)]
pub struct TeamPage {
    /// Team.
    pub team: String,
    /// Address, in letters, digits and hyphens alone.
    pub file: String,
}

/// The report as one HTML file that loads nothing.
///
/// # Errors
/// When a template does not fit its view, which is a fault of this program.
pub fn html(report: &Report) -> Result<String, RenderError> {
    html_among(report, &Siblings::default())
}

/// The report as one of several HTML files that link to each other and load nothing.
///
/// # Errors
/// As [`html`].
pub fn html_among(report: &Report, siblings: &Siblings) -> Result<String, RenderError> {
    let environment = environment()?;
    let page = environment.get_template("page.html")?;
    let links = context! {
        overview => &siblings.overview,
        pages => view(&siblings.pages),
        bare => siblings.bare,
    };
    Ok(page.render(context! { ..links, ..page_context(report) })?)
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(format_visible);
    environment.add_filter("coded", |text: String| Value::from_safe_string(coded(&text)));
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// Escapes text as every page and chart of this program does; markup of macros passes.
fn format_visible(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if value.kind() == ValueKind::String && !value.is_safe() => {
            Ok(out.write_str(&escaped(text))?)
        }
        _ => escape_formatter(out, state, value),
    }
}

/// A sentence whose words in backticks are set as code; a backtick without its pair stays.
fn coded(text: &str) -> String {
    let mut out = String::new();
    let whole = escaped(text);
    let mut rest = whole.as_str();
    while let Some((before, (code, after))) =
        rest.split_once('`').and_then(|(before, tail)| Some((before, tail.split_once('`')?)))
    {
        out.extend([before, "<code>", code, "</code>"]);
        rest = after;
    }
    out + rest
}

/// Text for HTML, lines and their indentation kept.
fn escaped(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    // Text of several lines is SQL, which somebody may copy: its blanks stay what they are.
    if let [line] = lines.as_slice() {
        return keep_units(&escape::html(line));
    }
    let lines = lines.into_iter().map(|text| {
        let rest = text.trim_start_matches(' ');
        format!("{}{}", " ".repeat(text.len() - rest.len()), escape::html(rest))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A number and its unit stay on one line.
fn keep_units(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        let is_unit = rest.starts_with(" %") || rest.starts_with(" bh");
        let number = before.is_ascii_digit() || before == '→';
        out.push(if c == ' ' && is_unit && number { '\u{a0}' } else { c });
        before = c;
    }
    out.replace("&lt; 1\u{a0}%", "&lt;\u{a0}1\u{a0}%")
        .replace("&gt; 99\u{a0}%", "&gt;\u{a0}99\u{a0}%")
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
        first_month => report.periods.first().copied().map(words::month),
        months => report.periods.len(),
        period => report.period.to_string(),
        headline => &report.headline,
        scored => scored,
        many => report.teams.len() > teams::MANY,
        git_alone => report.repositories.iter().all(|facts| facts.tier == Tier::Git),
        findings_first => scored == 0 && report.teams.iter().any(|team| !team.findings.is_empty()),
        teams => view(teams::teams(report, &links)),
        plane => view(plane::plane(report)),
        legend => view(waits::legend(report)),
        curves => view(survival::legend(report)),
        calm => view(touch::calm(report)),
        ticks => view(span.map(|span| span.ticks(report)).unwrap_or_default()),
        today => span.map(milestones::Span::now),
        matrix => view(matrix::matrix(report)),
        practices => view(practices::practices(report)),
        notes => view(remarks::by_topic(&report.notes)),
        repositories => view(repositories(report)),
        inferred => inferred(report),
        docs => view(definitions::docs(report)),
        no_trace => words::NO_TRACE,
        caveat => remarks::CAVEAT,
        questions => remarks::QUESTIONS.to_vec(),
        unadvised => remarks::without_advice(&report.teams),
        no_record => remarks::NO_RECORD.to_vec(),
    }
}

fn has_standing(team: &TeamReport) -> bool {
    team.score.months.last().is_some_and(|month| month.standing.is_some())
}

/// Teams whose leaders were inferred, with the rule.
fn inferred(report: &Report) -> Vec<(String, String)> {
    let rules = report
        .teams
        .iter()
        .filter_map(|team| Some((team.score.team.clone(), team.leaders_inferred_by.clone()?)));
    rules.collect()
}

/// What was read of each repository, as cells.
fn repositories(report: &Report) -> Vec<Vec<String>> {
    let rows = report.repositories.iter().map(|facts| {
        let counts =
            [facts.commits, facts.pull_requests, facts.reviews, facts.issues, facts.milestones];
        let cells = [facts.repo.clone(), words::tier(facts.tier).to_owned()];
        let counts = counts.map(words::integer);
        cells.into_iter().chain(counts).collect()
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    fn page(report: &Report) -> String {
        html(report).expect("a page")
    }

    #[test]
    fn words_in_backticks_are_code_and_stay_escaped() {
        assert_eq!(
            coded("run `midspan <init>` & `a`, not ` alone"),
            "run <code>midspan &lt;init&gt;</code> &amp; <code>a</code>, not ` alone"
        );
    }

    /// Text between the first `open` and the `close` that follows it.
    fn between<'a>(text: &'a str, open: &str, close: &str) -> &'a str {
        let (_, rest) = text.split_once(open).expect("opens");
        rest.split_once(close).expect("closes").0
    }

    /// Names of elements that stay open, or the first that closes out of turn.
    fn unbalanced(page: &str) -> Vec<String> {
        const VOID: [&str; 6] = ["!doctype", "meta", "br", "wbr", "link", "input"];
        let script = between(page, "<script>", "</script>");
        let style = between(page, "<style>", "</style>");
        let page = page.replacen(script, "", 1).replacen(style, "", 1);
        let mut open: Vec<String> = Vec::new();
        for tag in page.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap_or_default();
            let name: String = tag
                .trim_start_matches('/')
                .chars()
                .take_while(|c| !c.is_whitespace() && *c != '/')
                .collect();
            if tag.starts_with('/') {
                if open.pop().as_deref() != Some(name.as_str()) {
                    return vec![format!("</{name}> out of turn")];
                }
            } else if !tag.ends_with('/') && !VOID.contains(&name.as_str()) {
                open.push(name);
            }
        }
        open
    }

    fn all_samples() -> Vec<Report> {
        vec![
            sample::report(),
            sample::four_teams(),
            sample::one_team(),
            sample::git_alone(),
            sample::forty_teams(),
            sample::no_teams(),
        ]
    }

    #[test]
    fn elements_are_balanced() {
        for report in all_samples() {
            assert_eq!(unbalanced(&page(&report)), Vec::<String>::new());
        }
    }

    #[test]
    fn nothing_is_loaded_and_nothing_styled_inline() {
        for report in all_samples() {
            let page = page(&report);
            for loader in [" src=", "<link", "@import", "url(http", "<iframe", "fetch(", "XMLHttp"]
            {
                let shown = page.replace("&lt;img src=x", "");
                assert!(!shown.contains(loader), "{loader}");
            }
            assert!(!page.contains(" style="));
            assert!(!page.contains(" onclick=") && !page.contains("javascript:"));
        }
    }

    #[test]
    fn the_policy_allows_this_style_and_script_alone() {
        let page = page(&sample::one_team());
        let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
        let style = csp::source(between(&page, "<style>", "</style>"));
        let script = csp::source(between(&page, "<script>", "</script>"));
        assert_eq!(
            policy,
            format!(
                "default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"
            )
        );
        assert_eq!(page.matches("<style").count() + page.matches("<script").count(), 2);
    }

    #[test]
    fn hostile_text_stays_text() {
        let mut report = sample::report();
        let hostile = || sample::HOSTILE.to_owned();
        (report.subject, report.headline) = (hostile(), hostile());
        report.teams[0].score.team = hostile();
        report.teams[0].summary = hostile();
        report.teams[0].moved = vec![hostile()];
        report.teams[0].leaders_inferred_by = Some(hostile());
        report.teams[2].findings[0].title = hostile();
        report.notes[0].topic = hostile();
        report.practices[1].shown[0].team = hostile();
        report.practices[1].shown[0].figures = vec![hostile()];
        report.definitions[0].sql = hostile();
        let page = page(&report);
        assert!(!page.contains("<img") && !page.contains("alert(1)>"));
        assert!(!page.contains('\u{202e}') && !page.contains('\u{1b}'));
        assert_eq!(unbalanced(&page), Vec::<String>::new());
    }

    #[test]
    fn identifiers_are_unique_and_found() {
        let page = page(&sample::four_teams());
        let mut ids: Vec<&str> =
            page.split(" id=\"").skip(1).map(|rest| between(rest, "", "\"")).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "an id stands twice");
        for part in ["href=\"#", "aria-controls=\"", "aria-labelledby=\""] {
            for target in page.split(part).skip(1).map(|rest| between(rest, "", "\"")) {
                assert!(ids.binary_search(&target).is_ok(), "{part}{target} leads nowhere");
            }
        }
    }

    #[test]
    fn a_number_and_its_unit_stay_together() {
        assert_eq!(
            escaped("55 % → 22 %, < 1 %, 7.88 bh"),
            "55\u{a0}% → 22\u{a0}%, &lt;\u{a0}1\u{a0}%, 7.88\u{a0}bh"
        );
        assert_eq!(escaped("SELECT 5 % 2\nFROM t"), "SELECT 5 % 2\nFROM t");
    }

    #[test]
    fn suggestions_for_many_teams_are_folded_by_team() {
        let some = sample::report();
        let advised = some.teams.iter().find(|t| !t.advice.is_empty()).expect("suggestions");
        let mut many = sample::forty_teams();
        for team in &mut many.teams {
            team.advice.clone_from(&advised.advice);
        }
        let folds = |report: &Report| page(report).matches("<details class=\"fold tries\"").count();
        assert_eq!(folds(&many), many.teams.len());
        assert_eq!(folds(&sample::four_teams()), 0);
    }

    #[test]
    fn forty_teams_stay_small() {
        let size = page(&sample::forty_teams()).len();
        assert!(size < 1_500_000, "{size} bytes");
    }

    #[test]
    fn same_report_same_bytes() {
        let first = page(&sample::report());
        assert!((0..3).all(|_| page(&sample::report()) == first));
    }

    #[test]
    fn every_state_has_its_words() {
        let page = page(&sample::report());
        for words in [
            "Invented example data.",
            "work waits for approval",
            "engaged, not in the way",
            "work moves without attention",
            "not a balance",
            "between micro-engaged and approval-bound",
            "control is high through one facet alone (gate), too few for a zone",
            "3-month window",
            "reduced evidence",
            "provisional",
            "screening, git alone",
            "Fewer than 5 people were regularly active",
            "Not enough work to tell: 5 pull requests in three months, and 8 are needed.",
            "Who leads is not known",
            "Too many facets are missing",
            "Leaders inferred: the catch-all line of CODEOWNERS",
            "Not enough data: 2 of the 3 items needed",
            "No trace in this data",
            "midspan init",
        ] {
            assert!(page.contains(words), "{words}");
        }
    }

    #[test]
    fn an_example_is_marked_and_real_data_is_not() {
        let mut report = sample::one_team();
        assert!(page(&report).contains("Invented example data."));
        report.example = false;
        assert!(!page(&report).to_lowercase().contains("invented"));
    }

    #[test]
    fn git_alone_leads_with_findings() {
        let page = page(&sample::git_alone());
        let finding = page.find("One account merges").expect("a finding");
        assert!(finding < page.find("role=\"table\"").expect("a spectrum"));
    }
}
