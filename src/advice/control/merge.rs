//! Approved changes that the leader role merges.

use super::NO_MORE_FAILURES;
use crate::advice::case::{Case, Key, hours};
use crate::advice::proposal::{Proposal, Rule, none_of};
use crate::advice::wording::{business_hours, item, of, when};
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "merge_when_approved",
    side: Axis::Control,
    signal: "merge_authority_odds",
    least: 3,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let mut approved: Vec<(Key<'_>, f64)> = reading
        .bad()
        .into_iter()
        .filter(|seen| case.pull(seen.key).is_some_and(|pull| pull.approvals >= 1))
        .map(|seen| (seen.key, approved_hours(case, seen.key)))
        .collect();
    if approved.len() < RULE.least {
        return None;
    }
    // Stable: equal waits keep the order of the reading.
    approved.sort_by(|a, b| b.1.total_cmp(&a.1));
    let waited: f64 = approved.iter().map(|(_, hours)| hours).sum();
    let evidence = format!(
        "{}, the leader role merged {} by others; {} of these had been approved before.",
        when(case, reading.figure.window_months),
        of(reading.bad().len(), reading.items().len(), "pull request"),
        approved.len(),
    );
    let items: Vec<_> = approved
        .iter()
        .map(|(key, hours)| {
            item(*key, format!("approved and not merged for {}", business_hours(*hours)))
        })
        .collect();
    Some(Proposal {
        title: "Let authors merge what is approved".to_owned(),
        evidence,
        gain: (waited >= 1.0).then(|| {
            (
                "Would have saved",
                format!("up to {} between approval and merge", business_hours(waited)),
            )
        }),
        guard: NO_MORE_FAILURES,
        supposed: none_of(&["merge_authority_odds"], &items),
        items,
    })
}

fn approved_hours<'a>(case: &Case<'a>, key: Key<'a>) -> f64 {
    hours(case.waits(key).iter().filter(|i| i.state == "approved_waiting_merge"))
}
