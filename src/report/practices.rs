//! The practices of micro-engagement one by one: what the data shows of each, and what no trace can
//! show (model 0.2).

use super::model::{Practice, PracticeShown, TeamReport};
use super::words;
use crate::signals::definition::Definition;

/// A practice, the signals that leave a trace of it, and what stays invisible.
struct Entry {
    name: &'static str,
    signals: &'static [&'static str],
    limits: &'static str,
}

const ENTRIES: [Entry; 13] = [
    Entry {
        name: "Structured updates",
        signals: &["structured_update_cadence"],
        limits: "Updates live in chat, stand-ups and documents; what is seen is what `[updates]` in midspan.toml names.",
    },
    Entry {
        name: "Milestone visibility",
        signals: &["milestone_visibility", "milestone_slippage", "late_scope_share"],
        limits: "Planning in another tool leaves no trace here.",
    },
    Entry {
        name: "Clear intent: what, why, what done looks like",
        signals: &[
            "intent_completeness",
            "intent_what_share",
            "intent_why_share",
            "intent_done_share",
        ],
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
        signals: &["leader_absence_weeks", "decision_latency"],
        limits: "Meetings and conversations are invisible.",
    },
    Entry {
        name: "Disciplined initiative",
        signals: &[
            "disciplined_initiative",
            "self_started_share",
            "aligned_work_share",
            "permission_seeking_rate",
        ],
        limits: "Hesitation before a branch exists leaves no trace.",
    },
    Entry {
        name: "Foundation: mission and vision",
        signals: &["vision_freshness"],
        limits: "Nothing of their substance can be read from repositories.",
    },
    Entry {
        name: "Foundation: priorities",
        signals: &["priorities"],
        limits: "A label says that something was ranked, not that the rank is shared.",
    },
    Entry {
        name: "Foundation: structure",
        signals: &["decision_boundary_coverage", "review_concentration"],
        limits: "Teams and reporting lines are seen only where they are written down.",
    },
    Entry {
        name: "Foundation: clarity of roles",
        signals: &["unowned_issue_share", "decision_boundary_coverage"],
        limits: "Felt ownership leaves no trace.",
    },
    Entry {
        name: "Foundation: cadence of accountability",
        signals: &[
            "tag_cadence",
            "milestone_slippage",
            "silent_rebaseline",
            "leader_absence_weeks",
            "request_nonresponse",
        ],
        limits: "What is agreed and followed up in conversation is invisible.",
    },
    Entry {
        name: "Proximity",
        signals: &["leader_touch_ratio", "nonblocking_touch_share", "decision_proximity"],
        limits: "Closeness without a trace, such as sitting together, is not counted.",
    },
    Entry {
        name: "Weighing action against waiting",
        signals: &[],
        limits: "It happens before anything is recorded.",
    },
];

/// Each practice with what the teams' last month shows of it.
#[must_use]
pub fn all(teams: &[TeamReport], definitions: &[&Definition]) -> Vec<Practice> {
    ENTRIES.iter().map(|entry| practice(entry, teams, definitions)).collect()
}

fn practice(entry: &Entry, teams: &[TeamReport], definitions: &[&Definition]) -> Practice {
    let shown: Vec<_> = teams.iter().filter_map(|team| shown(entry, team, definitions)).collect();
    let any = shown.iter().any(|shown| !shown.figures.is_empty());
    let nothing = (!any).then(|| {
        let reason = shown.iter().find_map(|shown| shown.nothing.as_ref());
        let reason = reason.map(|reason| format!(": {reason}"));
        format!("{}{}", words::NO_TRACE, reason.unwrap_or_default())
    });
    Practice {
        name: entry.name.to_owned(),
        shown: if any { shown } else { Vec::new() },
        nothing,
        limits: entry.limits.to_owned(),
    }
}

/// One team's figures or the reason for none; nothing where neither may be said.
fn shown(entry: &Entry, team: &TeamReport, definitions: &[&Definition]) -> Option<PracticeShown> {
    let figures = figures(entry, team, definitions);
    let nothing = if figures.is_empty() { Some(why_not(entry, team)?) } else { None };
    Some(PracticeShown { team: team.score.team.clone(), figures, nothing })
}

/// Why a team has none of a practice's figures; nothing where nothing about it may be said.
fn why_not(entry: &Entry, team: &TeamReport) -> Option<String> {
    let month = team.score.months.last()?;
    let first = entry.signals.iter().find_map(|id| month.signals.iter().find(|s| s.id == *id))?;
    first.missing.as_ref().map(words::missing)
}

fn figures(entry: &Entry, team: &TeamReport, definitions: &[&Definition]) -> Vec<String> {
    let mut months = team.score.months.iter().rev();
    let Some(month) = months.next() else { return Vec::new() };
    let before = months.next();
    entry
        .signals
        .iter()
        .filter_map(|id| {
            let definition = definitions.iter().find(|d| d.id == *id)?;
            let figure = month.signals.iter().find(|s| s.id == *id)?;
            let estimate = figure.estimate?;
            let value = words::figure(figure, &definition.unit);
            let mut about = vec![format!("n {}", words::integer(u64::from(figure.items)))];
            about.extend(estimate.interval.map(|i| words::figure_interval(i, &definition.unit)));
            about.extend(before.and_then(|before| {
                let earlier = before.signals.iter().find(|s| s.id == *id)?;
                earlier.estimate?;
                let value = words::figure(earlier, &definition.unit);
                Some(format!("{} {value}", words::month_short(before.period)))
            }));
            Some(format!("{} {value} ({})", definition.title, about.join("; ")))
        })
        .collect()
}
