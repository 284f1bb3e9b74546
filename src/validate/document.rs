//! All of it as Markdown: docs/VALIDATION.md.

use std::fmt::Write as _;

use super::plan::{Baseline, More, SIZES, Validation};
use super::recovery::Recovery;
use super::sensitivity::Line;
use super::spread::Spread;
use super::stats::Count;
use super::targets::{Target, rho, share};
use crate::signals::definition::Facet;

/// What stands above and below the figures.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    /// Command that was run.
    pub command: &'a str,
    /// Version of the program.
    pub version: &'a str,
    /// Version of anchors and formulas.
    pub score_version: &'a str,
}

/// No figure.
const NONE: &str = "–";

const CIRCULAR: &str = "**Circularity.** Score and generator share an author. Waits, gates, \
concentration, touch and staleness emerge from a queueing mechanism that shares no code and no \
formula with the score; self-start, permission, alignment, intent, ownership, slippage, visibility \
and check-ins are almost direct read-outs of what was put in. The less circular figures are those \
of pull requests alone and of the misspecified generator. Simulation shows that the instrument \
recovers what it is pointed at; only known groups and a survey study can show that it points at \
leadership.\n";

const CANNOT: [&str; 7] = [
    "whether control and drift pressure are what people in a team call micromanagement and disengagement: that needs a survey (MMS-9, laissez-faire items of the MLQ) beside the figures, on 30 teams or more;",
    "whether the reference values are right: most are priors of this project (grade C), and the generator was made with the same picture of an ordinary team in mind;",
    "what leaves no trace: talks, chat, meetings, trust, hesitation before a branch exists, a peer who approves because a leader said so;",
    "projects of volunteers, in which scarce attention is nobody's way of leading;",
    "teams whose work is not in pull requests, and repositories that several teams share;",
    "wrong configuration: the simulated teams name their leaders and members rightly;",
    "whether anything gets better when a figure does.",
];

/// The whole document.
#[must_use]
pub fn markdown(validation: &Validation, targets: &[Target], frame: &Frame<'_>) -> String {
    let mut out = String::new();
    head(&mut out, validation, frame);
    out.push_str("\n## Targets\n\n");
    out.push_str(&table_of_targets(targets));
    super::remarks::missed(&mut out, targets);
    out.push('\n');
    out.push_str(super::remarks::TRIED);
    baselines(&mut out, validation);
    if let Some(more) = &validation.more {
        samples(&mut out, validation, more);
        coverage(&mut out, more);
        stress(&mut out, more);
    }
    sensitivity(&mut out, validation);
    qualifications(&mut out, validation);
    if let Some(more) = &validation.more {
        gaming(&mut out, more);
        held(&mut out, more);
    }
    out.push_str("\n## What simulation cannot show\n\n");
    for line in CANNOT {
        let _ = writeln!(out, "- {line}");
    }
    out
}

fn head(out: &mut String, validation: &Validation, frame: &Frame<'_>) {
    let plan = &validation.plan;
    let _ = writeln!(
        out,
        "# Validation\n\n\
         Written by `{}` (midspan {}, score version {}, seed {}): {} simulated teams with {} pull \
         requests went the way that real data goes, from facts through derived tables and the signal \
         files on the SQL engine to the score. The main sample has {} teams ({} left out because \
         fewer than {} pull requests became ready in the month). Nothing was tuned on these teams.\n\n\
         {CIRCULAR}",
        frame.command,
        frame.version,
        frame.score_version,
        plan.seed,
        thousands(validation.passed.teams),
        thousands(validation.passed.sound.of),
        validation.main.scored.of,
        validation.too_small,
        super::plan::LEAST_READY,
    );
    if plan.teams < super::plan::TEAMS {
        out.push_str(SMALL_RUN);
    }
}

const SMALL_RUN: &str = "\n**A small run.** The targets are meant for a main sample of 400 teams or \
more, which is what the command does when no number is given. With fewer, one team moves a share by \
many points, met or missed may be chance, and the counts beside the shares say how few there were.\n";

const NOT_HELD: &str = "\nWhat does not hold for every team has to be looked into.\n";

/// A number with a comma every three digits.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The targets as a table.
#[must_use]
pub fn table_of_targets(targets: &[Target]) -> String {
    let rows = targets.iter().map(|t| {
        let met = match t.met {
            Some(true) => "met",
            Some(false) => "**missed**",
            None => "not looked at",
        };
        [
            t.id.to_owned(),
            t.what.clone(),
            t.target.to_owned(),
            t.reached.clone().unwrap_or_else(|| NONE.to_owned()),
            met.to_owned(),
            t.prototype.to_owned(),
        ]
    });
    table(["", "What", "Target", "Reached", "", "Prototype"], rows)
}

fn table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut out = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(N));
    for row in rows {
        let _ = writeln!(out, "| {} |", row.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
    out
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| NONE.to_owned(), rho)
}

fn per_cent(count: Count) -> String {
    count.share().map_or_else(|| NONE.to_owned(), |s| format!("{:.1} %", 100.0 * s))
}

fn counted(count: Count) -> String {
    share(count).unwrap_or_else(|| NONE.to_owned())
}

fn baselines(out: &mut String, validation: &Validation) {
    out.push_str(
        "\n## Against simpler scores\n\nThe same teams. Each simple score got the best two cut-offs \
         and order of classes that half of the teams yields and is judged on the other half; the \
         zones were tuned on none of them. To beat: plane ρ by .10 and accuracy by 15 points.\n\n",
    );
    let simple = |b: &Baseline| {
        [
            b.name.clone(),
            number(b.plane),
            number(b.line),
            per_cent(b.told.right),
            per_cent(b.told.false_alarms),
            per_cent(b.told.both_as_balanced),
        ]
    };
    let main = &validation.main;
    let ours = [
        "**position and zones**".to_owned(),
        number(main.plane),
        number(main.line),
        per_cent(main.styles),
        per_cent(main.false_alarms),
        per_cent(main.both_as_balanced),
    ];
    let all = validation.baselines.iter().chain([&validation.position_only]).map(simple);
    let head = [
        "Score",
        "ρ plane",
        "ρ line",
        "three styles",
        "balanced told as something else",
        "both extremes told as balanced",
    ];
    out.push_str(&table(head, all.chain([ours])));
}

fn recovery_row(name: &str, r: &Recovery) -> [String; 9] {
    [
        name.to_owned(),
        number(r.plane),
        number(r.line),
        number(r.control),
        number(r.drift),
        per_cent(r.styles),
        per_cent(r.false_alarms),
        per_cent(r.both),
        per_cent(r.labelled),
    ]
}

const RECOVERY: [&str; 9] = [
    "",
    "ρ plane",
    "ρ line",
    "ρ control",
    "ρ drift",
    "three styles",
    "false alarms",
    "both seen",
    "labelled",
];

fn samples(out: &mut String, validation: &Validation, more: &More) {
    out.push_str("\n## Less data, other teams\n\n");
    let rows = [
        ("main sample, all data", &validation.main),
        ("the same, pull requests only", &more.pull_requests_only),
        ("misspecified generator", &more.misspecified),
        ("20 pull requests a month", &more.small),
    ];
    out.push_str(&table(RECOVERY, rows.into_iter().map(|(name, r)| recovery_row(name, r))));
    let git = &more.git_alone;
    let _ = writeln!(
        out,
        "\nThree styles, by style (approval-bound, micro-engaged, drifting): {}. With the prototype, \
         pull requests alone gave .928 / .963, 93.0 %, 7.3 % false alarms, 91 % of both.\n\n\
         Git alone: {} of {} teams were given a position or a zone; the middle of the open band that \
         is drawn instead has a rank correlation of {} with the style.",
        validation.main.by_style.map(per_cent).join(", "),
        git.placed,
        git.teams,
        number(git.band),
    );
    if let Some((split, unsplit)) = more.unsplit {
        let _ = writeln!(
            out,
            "\nWaits are split by how they ended. Mean control pressure of drifting teams is {} with \
             the split and {} when every wait on a leader counts as control (prototype .11 and .25).",
            rho(split),
            rho(unsplit),
        );
    }
}

fn coverage(out: &mut String, more: &More) {
    out.push_str(
        "\n## Intervals\n\nTruth is the team's own long-run value: the same team for three years, \
         scored as one month. Twelve months of each team, three apart.\n\n",
    );
    let points = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), |v| format!("{v:+.1}"));
    let parts = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), |v| format!("{v:+.3}"));
    let rows = SIZES.iter().zip(&more.coverage).map(|(size, c)| {
        [
            format!("{size:.0}"),
            counted(c.position),
            per_cent(c.control),
            per_cent(c.drift),
            c.width.map_or_else(|| NONE.to_owned(), |w| format!("±{:.0}", w / 2.0)),
            points(c.bias),
            parts(c.control_bias),
            parts(c.drift_bias),
            counted(c.false_shifts),
        ]
    });
    let head = [
        "Pull requests a month",
        "position held",
        "control held",
        "drift held",
        "mean half width",
        "bias of position",
        "of control",
        "of drift",
        "false shifts in 15 months",
    ];
    out.push_str(&table(head, rows));
    shifts(out, more);
    spreads(out, more);
}

fn shifts(out: &mut String, more: &More) {
    for shift in &more.shifts {
        let _ = writeln!(
            out,
            "\nShifts of the style by {:.0} of 200 points at 65 pull requests a month moved the \
             measured position by {} points on average; {} were found within six months, median \
             delay {} months; {} raised an alarm before there was anything to find.",
            100.0 * shift.step,
            shift.moved.map_or_else(|| NONE.to_owned(), |m| format!("{m:.0}")),
            counted(shift.in_time),
            shift.delay.map_or_else(|| NONE.to_owned(), |d| format!("{d:.0}")),
            counted(shift.too_early),
        );
    }
}

/// Facets alone: signals are in the JSON.
fn spreads(out: &mut String, more: &More) {
    out.push_str(
        "\nWhere intervals are too short or too wide: how far months lie from the long run, over the \
         standard errors that their intervals stand for (1 is right, more is too short), facet by \
         facet.\n\n",
    );
    let ratio = |spread: &Spread| format!("{:.2}", spread.real / spread.claimed);
    let rows = SIZES.iter().zip(&more.coverage).map(|(size, coverage)| {
        let mut row: [String; 9] = std::array::from_fn(|_| NONE.to_owned());
        row[0] = format!("{size:.0}");
        for (index, facet) in Facet::ALL.into_iter().enumerate() {
            let name = format!("{facet:?}").to_lowercase();
            if let Some(spread) = coverage.spreads.iter().find(|s| s.name == name) {
                row[index + 1] = ratio(spread);
            }
        }
        row
    });
    let head = [
        "Pull requests a month",
        "gate",
        "bottleneck",
        "detail",
        "initiative",
        "unattended",
        "milestone",
        "absence",
        "intent",
    ];
    out.push_str(&table(head, rows));
}

fn stress(out: &mut String, more: &More) {
    out.push_str("\n## Balanced teams in difficult circumstances\n\n");
    let rows = more
        .stress
        .iter()
        .map(|s| [s.what.to_owned(), counted(s.alarms), counted(s.labels), s.prototype.to_owned()]);
    out.push_str(&table(["", "another zone", "another label", "prototype, label"], rows));
}

fn sensitivity(out: &mut String, validation: &Validation) {
    let lines = |lines: &[Line]| {
        let rows: Vec<[String; 9]> =
            lines.iter().map(|l| recovery_row(&l.what, &l.recovery)).collect();
        table(RECOVERY, rows.into_iter())
    };
    out.push_str("\n## Sensitivity\n\nThe main sample's figures under other rules. Labels are those of the rule as it is.\n\n");
    out.push_str(&lines(&validation.rules));
    out.push_str("\nOne facet left out:\n\n");
    out.push_str(&lines(&validation.without_facets));
    out.push_str("\nOne signal left out:\n\n");
    out.push_str(&lines(&validation.without_signals));
}

fn qualifications(out: &mut String, validation: &Validation) {
    out.push_str(
        "\n## How often a label is qualified\n\nOf the labels in each corner of the main sample: those \
         that fewer than 90 % of 200 other weightings keep, those that depend on one signal (the \
         position moves by more than 15 points or the zone changes without it), those that high-risk \
         work drives.\n\n",
    );
    let names = ["control alone", "balanced", "drift alone", "both"];
    let rows = names.into_iter().zip(&validation.qualified).map(|(name, q)| {
        [name.to_owned(), counted(q.weight_sensitive), counted(q.depends), counted(q.high_risk)]
    });
    out.push_str(&table(["", "weight-sensitive", "depends on a signal", "high-risk work"], rows));
}

fn gaming(out: &mut String, more: &More) {
    out.push_str(
        "\n## Attempts to look better\n\nThe same teams with and without each attempt, on every pull \
         request.\n\n",
    );
    let points = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), |v| format!("{v:+.0}"));
    let rows = more.gaming.iter().map(|a| {
        let team = match a.zone {
            crate::score::outcome::SureZone::ApprovalBound => "control",
            _ => "drift",
        };
        [
            a.what.to_owned(),
            team.to_owned(),
            format!("{} → {}", points(a.before), points(a.after)),
            counted(a.kept),
            counted(a.escaped),
            a.guard.to_owned(),
        ]
    });
    let head = ["Attempt", "team", "position", "label kept", "looks engaged", "guard"];
    out.push_str(&table(head, rows));
    out.push_str(
        "\nApproval by proxy (\"approve it for me\") leaves no trace and cannot be seen at all.\n",
    );
}

fn held(out: &mut String, more: &More) {
    out.push_str("\n## What must hold\n\nThrough the whole path, beside the property tests of the score:\n\n");
    let rows = more
        .held
        .iter()
        .map(|h| [h.what.to_owned(), format!("{} of {}", h.teams.hits, h.teams.of)]);
    out.push_str(&table(["", "teams"], rows));
    if more.held.iter().any(|h| h.teams.hits < h.teams.of) {
        out.push_str(NOT_HELD);
    }
}
