//! A summary for the terminal: the headline, a few lines a team, and what to do next.

use crate::render::escape;
use crate::render::{figures, remarks, strip, words};
use crate::report::{Report, TeamReport};
use crate::score::outcome::{MonthScore, SignalFigure, Standing, Status, SureZone};
use crate::signals::definition::Tier;

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalOptions {
    /// Columns.
    pub width: usize,
    /// Whether to write colours.
    pub colour: bool,
    /// Whether to write signs beyond ASCII; without, others than known ones become `?`.
    pub unicode: bool,
}

/// More teams than this get two lines each.
const DETAILED: usize = 8;
/// Most signals named for a team.
const SIGNALS: usize = 3;
/// Severity from which a signal is named: the one at which a facet counts towards a zone.
const NAMED: f64 = 0.35;

/// The summary, with a line break at its end; nothing in it but colours steers a terminal.
#[must_use]
pub fn terminal(report: &Report, options: &TerminalOptions) -> String {
    let mut out = Out::new(*options);
    head(&mut out, report);
    let brief = report.teams.len() > DETAILED;
    for team in &report.teams {
        out.blank();
        one_team(&mut out, report, team, brief);
    }
    next_steps(&mut out, report);
    out.text
}

fn head(out: &mut Out, report: &Report) {
    out.styled(Style::Bold, "", &format!("{} · {}", report.subject, words::month(report.period)));
    if report.example {
        out.wrapped("", "Invented example data: nothing here exists.");
    }
    out.wrapped("", &report.headline);
}

fn one_team(out: &mut Out, report: &Report, team: &TeamReport, brief: bool) {
    let Some(month) = team.score.months.last() else {
        out.styled(Style::Bold, "", &team.score.team);
        out.wrapped("  ", words::NO_TRACE);
        return;
    };
    let facts = if brief { String::new() } else { format!(": {}", sample(month)) };
    out.styled(Style::Bold, "", &format!("{}{facts}", team.score.team));
    // Without a standing, what was found comes before the strip that is empty.
    if month.standing.is_none() {
        findings(out, team);
    }
    match &month.standing {
        Some(standing) => stands(out, month, standing),
        None => stands_not(out, month),
    }
    for flag in &team.flags {
        out.wrapped("  ! ", &format!("{}. {}", flag.title, flag.text));
    }
    if brief {
        return;
    }
    if month.standing.is_some() {
        findings(out, team);
    }
    for remark in remarks::qualifications(month, |id| title(report, id)) {
        out.wrapped("  ", &remark);
    }
    if let Some(beside) = remarks::beside(team) {
        out.wrapped("  ", &beside);
    }
    for text in signals(report, month) {
        out.wrapped("  - ", &text);
    }
    for advice in &team.advice {
        out.wrapped("  Try: ", &advice.title);
        out.wrapped("       ", &advice.evidence);
        out.wrapped("       ", &format!("Expected: {}.", advice.expected.text));
    }
}

fn findings(out: &mut Out, team: &TeamReport) {
    for finding in &team.findings {
        out.wrapped("  - ", &format!("{}: {}", finding.title, finding.text));
    }
}

fn sample(month: &MonthScore) -> String {
    let mut text = words::count(u64::from(month.ready), "pull request");
    if month.leaders > 0 {
        text = format!("{text}, leader {}, peers {}", month.leaders, month.peers);
    }
    match words::status_brief(&month.status) {
        Some(brief) => brief.to_owned(),
        None => text,
    }
}

fn stands(out: &mut Out, month: &MonthScore, standing: &Standing) {
    let style = style(standing);
    let line = strip::standing(standing, out.strip_width(), out.signs());
    let at = words::position_estimate(standing.position);
    let balance = if words::sure(standing.zone) == Ok(SureZone::PulledBothWays) {
        ", not a balance"
    } else {
        ""
    };
    out.strip(style, &line, &format!("{at}{balance}"));
    let mark = out.signs().mark(standing.zone);
    out.styled(style, "  ", &format!("{mark} {}", remarks::standing(standing)));
    let pressures = [&month.control, &month.drift].into_iter().flatten().filter_map(|pressure| {
        let value = pressure.value?;
        let range = value.interval.map(|i| format!(" ({})", words::pressure_interval(i)));
        let figure = words::pressure(value.value);
        Some(format!("{} {figure}{}", words::axis(pressure.axis), range.unwrap_or_default()))
    });
    let parts: Vec<String> = pressures.chain([words::zone_certainty(standing)]).collect();
    out.wrapped("  ", &parts.join(", "));
}

fn stands_not(out: &mut Out, month: &MonthScore) {
    if let Some(bounds) = month.position_bounds {
        let line = strip::open(bounds, out.strip_width(), out.signs());
        out.strip(Style::Plain, &line, "no position");
    }
    out.wrapped("  ", &words::status_sentence(month));
}

fn style(standing: &Standing) -> Style {
    match words::sure(standing.zone) {
        Ok(SureZone::ApprovalBound) => Style::Violet,
        Ok(SureZone::MicroEngaged) => Style::Green,
        Ok(SureZone::Drifting) => Style::Orange,
        Ok(SureZone::PulledBothWays) => Style::Bold,
        Err(_) => Style::Plain,
    }
}

fn title(report: &Report, id: &str) -> String {
    let doc = report.definitions.iter().find(|doc| doc.definition.id == id);
    doc.map_or_else(|| id.to_owned(), |doc| doc.definition.title.clone())
}

/// The signals of highest severity, in words; catalogue order between equals.
fn signals(report: &Report, month: &MonthScore) -> Vec<String> {
    let mut severe: Vec<(f64, &SignalFigure)> = month
        .signals
        .iter()
        .map(|figure| (severity(figure), figure))
        .filter(|(severity, _)| *severity >= NAMED)
        .collect();
    severe.sort_by(|a, b| b.0.total_cmp(&a.0));
    let told = severe.iter().filter_map(|(_, figure)| {
        let doc = report.definitions.iter().find(|doc| doc.definition.id == figure.id)?;
        let text = figures::cell(&doc.definition, figure)?;
        let sample = figures::sample(&doc.definition, figure);
        Some(format!("{}: {text} (n {sample})", doc.definition.title))
    });
    told.take(SIGNALS).collect()
}

fn severity(figure: &SignalFigure) -> f64 {
    [figure.control_severity, figure.drift_severity].into_iter().flatten().fold(0.0, f64::max)
}

/// What is missing and how to get it, each step once.
fn next_steps(out: &mut Out, report: &Report) {
    let mut steps: Vec<String> = Vec::new();
    for team in &report.teams {
        let month = team.score.months.last();
        // Whatever else there is too little of: git alone could be more.
        let status = |month: &MonthScore| match month.status {
            Status::TooFewPeople { .. } | Status::TooLittleWork { .. }
                if month.tier == Tier::Git =>
            {
                Status::Screening
            }
            ref status => status.clone(),
        };
        let step = month.and_then(|m| remarks::next_step(&status(m))).map(str::to_owned);
        let name = &team.score.team;
        let inferred = team.leaders_inferred_by.as_deref();
        let inferred = inferred.map(|rule| format!("{name}: {}", remarks::leaders_inferred(rule)));
        let nobody = month
            .filter(|m| m.status == Status::Screening && m.leaders == 0)
            .and_then(|_| remarks::next_step(&Status::NoLeaders))
            .map(str::to_owned);
        for step in step.into_iter().chain(inferred).chain(nobody) {
            if !steps.contains(&step) {
                steps.push(step);
            }
        }
    }
    if steps.is_empty() {
        return;
    }
    out.blank();
    out.styled(Style::Bold, "", "Next");
    for step in steps {
        out.wrapped("  - ", &step);
    }
}

/// Colour or weight of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Plain,
    Bold,
    Violet,
    Green,
    Orange,
}

impl Style {
    /// Select graphic rendition, from the sixteen colours that every scheme defines.
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "1",
            Self::Violet => "1;35",
            Self::Green => "1;32",
            Self::Orange => "1;33",
        }
    }
}

/// Collects lines; text from the report passes its escaping here, once.
struct Out {
    text: String,
    options: TerminalOptions,
}

impl Out {
    fn new(options: TerminalOptions) -> Self {
        let width = options.width.clamp(40, 160);
        Self { text: String::new(), options: TerminalOptions { width, ..options } }
    }

    fn signs(&self) -> strip::Signs {
        if self.options.unicode { strip::UNICODE } else { strip::ASCII }
    }

    /// What the two ends and a position leave of the line, between 11 and 41.
    fn strip_width(&self) -> usize {
        self.options.width.saturating_sub(39).clamp(11, 41)
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn strip(&mut self, style: Style, line: &str, figure: &str) {
        let ends = if self.options.width < 75 {
            ["", ""]
        } else {
            ["micromanagement ", " disengagement "]
        };
        let (line, figure) = (self.painted(style, line), self.shown(figure));
        for part in ["  ", ends[0], &line, ends[1], " ", &figure, "\n"] {
            self.text.push_str(part);
        }
    }

    fn styled(&mut self, style: Style, indent: &str, text: &str) {
        let text = self.shown(text);
        let rest = " ".repeat(indent.chars().count());
        for (index, line) in wrap(&text, self.room(indent)).iter().enumerate() {
            let line = self.painted(style, line);
            self.text.push_str(if index == 0 { indent } else { &rest });
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    /// Lines that hang below what `indent` begins the first with.
    fn wrapped(&mut self, indent: &str, text: &str) {
        self.styled(Style::Plain, indent, text);
    }

    fn room(&self, indent: &str) -> usize {
        self.options.width.saturating_sub(indent.chars().count()).max(20)
    }

    fn painted(&self, style: Style, text: &str) -> String {
        if self.options.colour && style != Style::Plain {
            format!("\u{1b}[{}m{text}\u{1b}[0m", style.code())
        } else {
            text.to_owned()
        }
    }

    /// Text without anything that steers a terminal, in ASCII where that was asked for.
    fn shown(&self, text: &str) -> String {
        let text = escape::terminal(text);
        if self.options.unicode { text } else { ascii(&text) }
    }
}

/// Known signs in ASCII, all others a question mark.
fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '−' | '–' | '·' => out.push('-'),
            '×' => out.push('x'),
            '→' => out.push_str("->"),
            '“' | '”' => out.push('"'),
            '‘' | '’' => out.push('\''),
            '…' => out.push_str("..."),
            c if c.is_ascii() => out.push(c),
            _ => out.push('?'),
        }
    }
    out
}

/// Lines of at most so many characters, cut at spaces; longer words stand alone.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += length;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    const WIDE: TerminalOptions = TerminalOptions { width: 100, colour: false, unicode: true };

    #[test]
    fn one_team_in_full() {
        insta::assert_snapshot!(terminal(&sample::one_team(), &WIDE), @r#"
        northlight · March 2026
        Invented example data: nothing here exists.
        In March, approval held up one team of four, one moved without attention, one was pulled both ways,
        and one was engaged and not in the way.

        Billing: 52 pull requests, leader 1, peers 6
          micromanagement ├──────━━━■━━━──────┼───────────────────┤ disengagement  −50.4 (−66 to −34)
          ■ work waits for approval
          control .618 (.52 to .72), drift .114 (.01 to .21), holds in 97 % of resamples
          Approval-bound in three of the last four months.
          This depends on one signal: Low-risk changes that needed the leader role.
          - Deciding approval by the leader role: 74 % (n 34/46)
          - Low-risk changes that needed the leader role: 43 % (n 34/46)
          - Review waiting that was on the leader role: 74 % (n 34/46)
          Try: Let another owner approve low-risk changes in invoices/ and webhooks/
               12 of 20 low-risk changes waited for the leader role. In 9 of them the approval came without
               a comment or a changed line.
               Expected: control .62 → about .52, position −50 → about −41, if it had held for all 9 (March
               2026 scored again).
        "#);
    }

    #[test]
    fn git_alone_leads_with_findings_and_next_steps() {
        insta::assert_snapshot!(terminal(&sample::git_alone(), &WIDE), @r#"
        northlight · March 2026
        Invented example data: nothing here exists.
        Git alone was read: 3 findings, and no standing

        data-lake: git alone
          - One account merges: 1 of 7 accounts made 412 of 430 merges (96 %).
          - Few review trailers: 18 of 1,906 commits carry Reviewed-by (1 %).
          - Squash through the web: 38 % of commits were squashed through the web, so committers hide who
            merged.
          micromanagement ├───────╌╌╌╌╌╌╌╌╌╌╌╌┼╌╌╌╌╌╌╌╌───────────┤ disengagement  no position
          Screening, git alone: the position lies somewhere from −62 to +38; no zone can be told.

        Next
          - A token adds pull requests, reviews and issues, which git cannot show: set GITHUB_TOKEN, or run
            gh auth login. Recordings add them too: midspan import.
          - Name the leaders in midspan.toml; midspan init writes it.
        "#);
    }

    #[test]
    fn many_teams_take_few_lines_each() {
        insta::assert_snapshot!(terminal(&sample::report(), &WIDE), @r#"
        northlight · March 2026
        Invented example data: nothing here exists.
        In March, approval held up one team of four, one moved without attention, one was pulled both ways,
        and one was engaged and not in the way.

        Billing
          micromanagement ├──────━━━■━━━──────┼───────────────────┤ disengagement  −50.4 (−66 to −34)
          ■ work waits for approval
          control .618 (.52 to .72), drift .114 (.01 to .21), holds in 97 % of resamples

        Checkout
          micromanagement ├────────────────━━━●━━━────────────────┤ disengagement  −1.0 (−17 to +15)
          ● engaged, not in the way
          control .136 (.04 to .24), drift .126 (.03 to .23), holds in 97 % of resamples

        Data lake
          - One account merges: 1 of 7 accounts made 412 of 430 merges (96 %).
          - Few review trailers: 18 of 1,906 commits carry Reviewed-by (1 %).
          - Squash through the web: 38 % of commits were squashed through the web, so committers hide who
            merged.
          micromanagement ├───────╌╌╌╌╌╌╌╌╌╌╌╌┼╌╌╌╌╌╌╌╌───────────┤ disengagement  no position
          Screening, git alone: the position lies somewhere from −62 to +38; no zone can be told.

        Design tokens
          Fewer than 5 people were regularly active, so nothing about the team is computed.

        Docs
          Not enough work to tell: 5 pull requests in three months, and 8 are needed.

        Infrastructure
          Who leads is not known, so control pressure cannot be told.

        Labs
          micromanagement ├─────────╌╌╌╌╌╌╌╌╌╌┼╌╌╌╌╌╌╌╌╌╌╌╌╌╌─────┤ disengagement  no position
          Not enough data: too many facets are missing for a pressure.

        Mobile
          micromanagement ├───────────────────┼────────━━━◆━━━━───┤ disengagement  +62.2 (+46 to +78)
          ◆ work moves without attention
          control .037 (.00 to .14), drift .659 (.56 to .76), holds in 97 % of resamples

        Payments
          micromanagement ├─────────━━━━●━━━──┼───────────────────┤ disengagement  −32.0 (−48 to −16)
          ● engaged, not in the way; leaning to control
          control .470 (.37 to .57), drift .150 (.05 to .25), holds in 97 % of resamples

        Platform
          micromanagement ├────────────────━━━○━━━━───────────────┤ disengagement  +1.8 (−14 to +18), not a balance
          ○ pulled both ways
          control .710 (.61 to .81), drift .728 (.63 to .83), holds in 97 % of resamples

        Search
          micromanagement ├───────────━━━━?━━━┼───────────────────┤ disengagement  −22.0 (−38 to −6)
          ? between micro-engaged and approval-bound
          control .430 (.33 to .53), drift .210 (.11 to .31), 52 % and 46 % of resamples

        Next
          - A token adds pull requests, reviews and issues, which git cannot show: set GITHUB_TOKEN, or run
            gh auth login. Recordings add them too: midspan import.
          - Name the leaders in midspan.toml; midspan init writes it.
          - Too many facets are missing: the table of signals says what each one lacks.
          - Mobile: Leaders inferred: the catch-all line of CODEOWNERS and 71 % of merges. To correct it,
            edit the midspan.toml that midspan init writes.
        "#);
    }

    #[test]
    fn narrow_ascii_without_colour() {
        let options = TerminalOptions { width: 60, colour: false, unicode: false };
        let text = terminal(&sample::one_team(), &options);
        insta::assert_snapshot!(text, @r#"
        northlight - March 2026
        Invented example data: nothing here exists.
        In March, approval held up one team of four, one moved
        without attention, one was pulled both ways, and one was
        engaged and not in the way.

        Billing: 52 pull requests, leader 1, peers 6
          |--==#==--+---------| -50.4 (-66 to -34)
          # work waits for approval
          control .618 (.52 to .72), drift .114 (.01 to .21), holds
          in 97 % of resamples
          Approval-bound in three of the last four months.
          This depends on one signal: Low-risk changes that needed
          the leader role.
          - Deciding approval by the leader role: 74 % (n 34/46)
          - Low-risk changes that needed the leader role: 43 % (n
            34/46)
          - Review waiting that was on the leader role: 74 % (n
            34/46)
          Try: Let another owner approve low-risk changes in
               invoices/ and webhooks/
               12 of 20 low-risk changes waited for the leader role.
               In 9 of them the approval came without a comment or a
               changed line.
               Expected: control .62 -> about .52, position -50 ->
               about -41, if it had held for all 9 (March 2026
               scored again).
        "#);
        assert!(text.is_ascii());
        assert!(text.lines().all(|line| line.len() <= 60));
    }

    #[test]
    fn nothing_from_the_data_steers_the_terminal() {
        let mut report = sample::one_team();
        sample::HOSTILE.clone_into(&mut report.headline);
        sample::HOSTILE.clone_into(&mut report.teams[0].score.team);
        sample::HOSTILE.clone_into(&mut report.teams[0].advice[0].title);
        let plain = terminal(&report, &WIDE);
        assert!(!plain.chars().any(|c| c.is_control() && c != '\n'));
        let coloured = terminal(&report, &TerminalOptions { colour: true, ..WIDE });
        let codes = coloured.split('\u{1b}').skip(1);
        assert!(codes.clone().count() > 4);
        assert!(codes.into_iter().all(|rest| {
            rest.starts_with("[0m") || rest.starts_with("[1m") || rest.starts_with("[1;3")
        }));
    }

    #[test]
    fn long_words_stand_alone() {
        assert_eq!(wrap("aa bbbbbbbb cc", 5), ["aa", "bbbbbbbb", "cc"]);
    }
}
