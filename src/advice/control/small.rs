//! Small changes at no risk whose deciding approval came from the leader role.

use super::{NO_MORE_FAILURES, UNDECIDED};
use crate::advice::case::Case;
use crate::advice::proposal::{Proposal, Rule, none_of};
use crate::advice::wording::{business_hours, item, median, of, when};
use crate::model::numerals::{count, quantity};
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "release_small_changes",
    side: Axis::Control,
    signal: "low_risk_leader_gate",
    least: 3,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let bad = reading.bad();
    if bad.len() < RULE.least {
        return None;
    }
    let lines: Vec<f64> = bad
        .iter()
        .filter_map(|seen| case.pull(seen.key)?.lines)
        .map(|lines| lines as f64)
        .collect();
    let size = median(lines).map(|lines| format!(", at a median of {} lines,", quantity(lines)));
    let evidence = format!(
        "{}, {}{} had the leader role's approval as the one that decided. They touch nothing protected and carry no label that asks for care.",
        when(case, reading.figure.window_months),
        of(bad.len(), reading.items().len(), "small change"),
        size.unwrap_or_default(),
    );
    let waited: f64 = bad.iter().map(|seen| case.leader_hours(seen.key)).sum();
    let gain = (waited >= 1.0).then(|| {
        (
            "Would have saved",
            format!("up to {} of waiting for the leader role", business_hours(waited)),
        )
    });
    let items: Vec<_> = bad
        .iter()
        .map(|seen| {
            let lines = case.pull(seen.key).and_then(|pull| pull.lines);
            let lines = lines.and_then(|l| u64::try_from(l).ok()).map(|l| count(l, "line"));
            let waited = case.leader_hours(seen.key);
            let waited = (waited >= 1.0).then(|| format!("waited {}", business_hours(waited)));
            let told: Vec<String> = lines.into_iter().chain(waited).collect();
            let told = if told.is_empty() {
                "decided by the leader role".to_owned()
            } else {
                told.join(", ")
            };
            item(seen.key, told)
        })
        .collect();
    Some(Proposal {
        title: "Let any reviewer approve small changes that touch nothing protected".to_owned(),
        evidence,
        gain,
        guard: NO_MORE_FAILURES,
        supposed: none_of(&UNDECIDED, &items),
        items,
    })
}
