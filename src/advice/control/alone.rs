//! Pull requests that asked the leader role first and alone, and waited for it.

use super::WAITS;
use crate::advice::case::{Case, Seen};
use crate::advice::proposal::{Proposal, Rule, none_of};
use crate::advice::wording::{business_hours, item, median, of, when};
use crate::model::numerals::{percent, quantity};
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "ask_a_peer_too",
    side: Axis::Control,
    signal: "leader_wait_share_odds",
    least: 3,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let waited = reading.bad();
    let alone: Vec<Seen<'_>> = waited
        .iter()
        .filter(|seen| case.pull(seen.key).is_some_and(|pull| pull.leader_only_requests))
        .copied()
        .collect();
    if alone.len() < RULE.least {
        return None;
    }
    let hours: f64 = alone.iter().map(|seen| seen.value).sum();
    let all = reading.figure.total;
    let middle = median(alone.iter().map(|seen| seen.value).collect())?;
    let evidence = format!(
        "{}, {} of review time ({} of {}) went into waiting for the leader role. {} that waited had asked it first and nobody else; their median wait was {}.",
        when(case, reading.figure.window_months),
        percent(reading.figure.raw?),
        quantity(all.round()),
        business_hours(reading.figure.exposure),
        of(alone.len(), waited.len(), "pull request"),
        business_hours(middle),
    );
    let items: Vec<_> = alone
        .iter()
        .map(|seen| item(seen.key, format!("waited {} in the window", business_hours(seen.value))))
        .collect();
    Some(Proposal {
        title: "Ask a peer first, and the leader role only beside or after".to_owned(),
        evidence,
        gain: Some((
            "Would have moved",
            format!(
                "{} of {} from the approval path to peers",
                quantity(hours.round()),
                business_hours(all)
            ),
        )),
        guard: "requests that peers leave unanswered not above this month's share",
        supposed: none_of(&WAITS, &items),
        items,
    })
}
