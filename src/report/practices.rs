//! The practices of micro-engagement one by one: what the data shows of each, and what no trace can
//! show (model 0.2).

use super::model::{Practice, TeamReport};
use super::phrase;
use super::words;
use crate::signals::definition::Definition;

/// A practice, the signals that leave a trace of it, and what stays invisible.
struct Entry {
    name: &'static str,
    signals: &'static [&'static str],
    limits: &'static str,
}

const ENTRIES: [Entry; 12] = [
    Entry {
        name: "Structured updates",
        signals: &[],
        limits: "Updates live in chat, stand-ups and documents.",
    },
    Entry {
        name: "Milestone visibility",
        signals: &["milestone_visibility", "milestone_slippage", "late_scope_share"],
        limits: "Planning in another tool leaves no trace here.",
    },
    Entry {
        name: "Clear intent: what, why, what done looks like",
        signals: &["intent_completeness", "aligned_work_share"],
        limits: "Words are checked, not whether they are understood.",
    },
    Entry {
        name: "Decision boundaries",
        signals: &[
            "decision_boundary_coverage",
            "codeowner_leader_exclusivity",
            "low_risk_leader_gate",
        ],
        limits: "Boundaries that are agreed and not written down leave no trace.",
    },
    Entry {
        name: "Regular check-ins",
        signals: &["leader_absence_weeks"],
        limits: "Meetings and conversations are invisible.",
    },
    Entry {
        name: "Disciplined initiative",
        signals: &["disciplined_initiative", "self_started_share", "permission_seeking_rate"],
        limits: "Hesitation before a branch exists leaves no trace.",
    },
    Entry {
        name: "Mission and vision",
        signals: &["vision_freshness"],
        limits: "Nothing of their substance can be read from repositories.",
    },
    Entry {
        name: "Priorities",
        signals: &["priorities"],
        limits: "A label says that something was ranked, not that the rank is shared.",
    },
    Entry {
        name: "Structure",
        signals: &["decision_boundary_coverage"],
        limits: "Teams and reporting lines are seen only where they are written down.",
    },
    Entry {
        name: "Clarity of roles",
        signals: &["unowned_issue_share", "decision_boundary_coverage"],
        limits: "Felt ownership leaves no trace.",
    },
    Entry {
        name: "Cadence of accountability",
        signals: &["milestone_visibility", "leader_absence_weeks", "request_nonresponse"],
        limits: "What is agreed and followed up in conversation is invisible.",
    },
    Entry {
        name: "Proximity",
        signals: &["leader_touch_ratio", "nonblocking_touch_share", "decision_proximity"],
        limits: "Closeness without a trace, such as sitting together, is not counted.",
    },
];

/// Each practice with what the teams' last month shows of it.
#[must_use]
pub fn all(teams: &[TeamReport], definitions: &[&Definition]) -> Vec<Practice> {
    ENTRIES
        .iter()
        .map(|entry| Practice {
            name: entry.name.to_owned(),
            shown: shown(entry, teams, definitions),
            limits: entry.limits.to_owned(),
        })
        .collect()
}

fn shown(entry: &Entry, teams: &[TeamReport], definitions: &[&Definition]) -> Vec<String> {
    let lines: Vec<String> = teams
        .iter()
        .filter_map(|team| {
            let figures = figures(entry, team, definitions);
            (!figures.is_empty()).then(|| format!("{}: {}", team.score.team, figures.join("; ")))
        })
        .collect();
    if lines.is_empty() { vec![words::NO_TRACE.to_owned()] } else { lines }
}

fn figures(entry: &Entry, team: &TeamReport, definitions: &[&Definition]) -> Vec<String> {
    let Some(month) = team.score.months.last() else { return Vec::new() };
    entry
        .signals
        .iter()
        .filter_map(|id| {
            let definition = definitions.iter().find(|d| d.id == *id)?;
            let figure = month.signals.iter().find(|s| s.id == *id)?;
            figure.estimate?;
            let value = words::figure(figure, &definition.unit);
            let items = words::integer(u64::from(figure.items));
            Some(format!("{} {value} (n {items})", phrase::lower_first(&definition.title)))
        })
        .collect()
}
