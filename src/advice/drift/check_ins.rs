//! Active weeks in which the leader role left no trace, and what began in them.

use std::collections::BTreeSet;

use crate::advice::case::Case;
use crate::advice::proposal::{Proposal, Rule, none_of};
use crate::advice::wording::{and, count_of, item, of};
use crate::model::numerals::count;
use crate::signals::definition::Axis;

/// Business hours after which a request counts as unanswered (model 1.2, #16).
const UNANSWERED_BH: f64 = 40.0;
/// Days after which an issue without an owner counts (model 1.2, #25).
const OLD_DAYS: f64 = 14.0;

pub(super) const RULE: Rule = Rule {
    id: "look_every_week",
    side: Axis::Drift,
    signal: "leader_absence_weeks",
    least: 3,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let mut bad = reading.bad();
    if bad.len() < RULE.least {
        return None;
    }
    // In the order of the calendar; ISO weeks sort as text.
    bad.sort_by(|a, b| a.key.1.cmp(b.key.1).then_with(|| a.key.0.cmp(b.key.0)));
    let weeks: BTreeSet<&str> = bad.iter().map(|seen| seen.key.1).collect();
    let longest = longest_run(case, &weeks);
    let evidence = format!(
        "In the thirteen weeks up to the end of {}, {} have no recorded act of the leader role; the longest run is {}. Talks leave no trace here; if they happened, this is about their record.",
        case.month.period.in_words(),
        of(bad.len(), reading.items().len(), "active week"),
        count(longest as u64, "week"),
    );
    let items: Vec<_> =
        bad.iter().map(|seen| item(seen.key, "no recorded act of the leader role")).collect();
    Some(Proposal {
        title: "Look at the open work on a fixed day each week, and leave a line where it stands"
            .to_owned(),
        evidence,
        gain: caught(case, &weeks),
        guard: super::NO_MORE_GATES,
        supposed: none_of(&["leader_absence_weeks"], &items),
        items,
    })
}

/// Most absent weeks that follow one another.
fn longest_run(case: &Case<'_>, weeks: &BTreeSet<&str>) -> usize {
    let mut calendar: Vec<(i64, &str)> =
        case.sources.derived.weeks.iter().map(|w| (w.index, w.week.as_str())).collect();
    calendar.sort_unstable();
    let mut longest = usize::from(!weeks.is_empty());
    let mut run = 0;
    for (_, week) in calendar {
        run = if weeks.contains(week) { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// What began in such weeks and was left: requests without an answer, issues without an owner.
fn caught(case: &Case<'_>, weeks: &BTreeSet<&str>) -> Option<(&'static str, String)> {
    let derived = case.sources.derived;
    let requests: BTreeSet<(&str, &str)> = derived
        .asks
        .iter()
        .filter(|a| a.team == case.team && weeks.contains(a.week.as_str()))
        .filter(|a| a.followed_40 && (a.censored || a.answered_bh > UNANSWERED_BH))
        .map(|a| (a.repo.as_str(), a.item.as_str()))
        .collect();
    let month = case.month.period.to_string();
    let issues = derived
        .issue_months
        .iter()
        .filter(|i| i.team == case.team && i.period == month && weeks.contains(i.week.as_str()))
        .filter(|i| i.open && i.in_scope && i.age_days > OLD_DAYS && !i.owned && !i.answered)
        .count();
    let mut parts = Vec::new();
    if !requests.is_empty() {
        let n = count_of(requests.len() as f64, "item");
        parts.push(format!("{n} with a request that then stayed unanswered for a working week"));
    }
    if issues > 0 {
        parts.push(format!("{} that nobody owns yet", count_of(issues as f64, "issue")));
    }
    (!parts.is_empty()).then(|| ("Would have met", and(&parts)))
}
