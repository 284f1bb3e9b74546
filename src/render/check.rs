//! What `midspan check` found, as text, JSON and GitHub annotations.

use std::fmt::Write as _;

use super::escape;
use super::words;
use crate::config::Level;
use crate::report::check::{Checked, Outcome, Verdict};

/// A paragraph a team, and the verdict in a line; closed by a line feed.
#[must_use]
pub fn text(verdict: &Verdict) -> String {
    let subject = escape::terminal(&verdict.subject);
    let mut out = format!("{subject} · {}\n", words::month(verdict.month));
    let mut team = "";
    for checked in &verdict.bounds {
        if checked.team != team {
            team = &checked.team;
            // Writing to a string cannot fail.
            let _ = writeln!(out, "\n{}", escape::terminal(team));
        }
        let mark = match (checked.outcome, verdict.is_broken(checked), checked.level) {
            (_, true, Level::Error) => "broken",
            (_, true, Level::Warning) => "warning",
            (Outcome::NotEnoughData, ..) => "unknown",
            (Outcome::WithinChance, ..) => "chance",
            _ => "ok",
        };
        let _ = writeln!(out, "  {mark:<8} {}", escape::terminal(&checked.reason));
    }
    let _ = writeln!(out, "\n{}", summary(verdict));
    if verdict.provisional {
        out.push_str("The figures are provisional: the month's last items have not been followed to the end.\n");
    }
    out
}

/// How many bounds stand how: `4 bounds: 2 kept, 1 within chance, 1 broken`.
#[must_use]
pub fn summary(verdict: &Verdict) -> String {
    let broken = |level| verdict.broken(level).count() as u64;
    let of = |outcome| {
        let mine = verdict.bounds.iter().filter(|c| c.outcome == outcome);
        mine.filter(|c| !verdict.is_broken(c)).count() as u64
    };
    let parts = [
        (broken(Level::Error), "broken"),
        (broken(Level::Warning), "broken as warnings"),
        (of(Outcome::WithinChance), "beyond, within what chance does"),
        (of(Outcome::NotEnoughData), "without enough data"),
        (of(Outcome::Kept), "kept"),
    ];
    let told: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    format!("{}: {}.", words::count(verdict.bounds.len() as u64, "bound"), told.join(", "))
}

/// Workflow commands of GitHub Actions: an error or warning for each broken bound, a notice for each
/// whose figure there is not enough data for.
#[must_use]
pub fn github(verdict: &Verdict) -> String {
    let mut out = String::new();
    for checked in &verdict.bounds {
        let command = match (verdict.is_broken(checked), checked.level, checked.outcome) {
            (true, Level::Error, _) => "error",
            (true, Level::Warning, _) => "warning",
            (false, _, Outcome::NotEnoughData) => "notice",
            _ => continue,
        };
        out.push_str(&annotation(command, checked, verdict));
    }
    let _ = writeln!(out, "{}", data(&summary(verdict)));
    out
}

fn annotation(command: &str, checked: &Checked, verdict: &Verdict) -> String {
    let title =
        format!("midspan: {}, {}", escape::line(&checked.team), words::month(verdict.month));
    format!("::{command} title={}::{}\n", property(&title), data(&escape::line(&checked.reason)))
}

/// The message of a workflow command, escaped as GitHub's runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// All of it as data, closed by a line feed.
///
/// # Errors
/// When it holds a map whose keys are no text, which its types rule out.
pub fn json(verdict: &Verdict) -> Result<String, super::json::JsonError> {
    Ok(format!("{}\n", serde_json::to_string_pretty(verdict)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::render::sample;
    use crate::report::check::check;

    fn verdict(policy: &str, rename: Option<&str>) -> Verdict {
        let mut report = sample::four_teams();
        if let Some(name) = rename {
            report.teams[0].score.team = name.to_owned();
        }
        check(&report, &Config::parse(policy, "m.toml").expect("a policy"))
    }

    #[test]
    fn text_gives_reasons_and_a_sum() {
        let text = text(&verdict("[check]\ncontrol = { max = 0.45 }\n", None));
        assert!(text.contains("  broken   control pressure: ."), "{text}");
        assert!(text.contains("above the bound of .45"), "{text}");
        assert!(text.contains("\n4 bounds: "), "{text}");
    }

    #[test]
    fn what_a_team_is_called_gives_no_command() {
        let name = "50%: a,b\r\n::error::x";
        let text = github(&verdict("[check]\ncontrol = { max = 0 }\n", Some(name)));
        let first = text.lines().next().expect("a line");
        assert!(
            first.starts_with("::error title=midspan%3A 50%25%3A a%2Cb %3A%3Aerror%3A%3Ax%2C ")
        );
        assert!(text.lines().all(|l| l.starts_with("::error title=") || l.starts_with("4 bounds")));
        assert!(text.contains("95 %25 interval"), "{text}");
    }

    #[test]
    fn missing_figures_fail_where_asked() {
        let policy = "[check]\nmissing = \"fail\"\n[check.signals]\nnone = { max = 1 }\n";
        let asked = verdict(policy, None);
        assert!(!asked.passed);
        let unasked = verdict(&policy.replace("fail", "pass"), None);
        assert!(unasked.passed);
        assert!(github(&unasked).starts_with("::notice "));
        assert!(summary(&unasked).ends_with("4 without enough data."));
    }

    #[test]
    fn warnings_do_not_fail() {
        let warned = verdict("[check]\ncontrol = { max = 0, level = \"warning\" }\n", None);
        assert!(warned.passed);
        assert!(github(&warned).starts_with("::warning "));
        let json = json(&warned).expect("JSON");
        assert!(json.contains("\"passed\": true") && json.contains("\"outcome\": \"broken\""));
    }
}
