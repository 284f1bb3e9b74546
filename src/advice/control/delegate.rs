//! Approvals by the leader role that changed nothing after a long wait, where others know the code.

use super::{NO_MORE_FAILURES, UNDECIDED};
use crate::advice::case::{Case, Key};
use crate::advice::proposal::{Proposal, Rule, none_of};
use crate::advice::wording::{and, business_hours, item, median, of, when};
use crate::model::derived::Act;
use crate::signals::definition::Axis;

/// Business hours from which a wait is long: Google's "one business day maximum".
const LONG_WAIT: f64 = 8.0;

pub(super) const RULE: Rule = Rule {
    id: "delegate_unchanged_approvals",
    side: Axis::Control,
    signal: "leader_gate_odds",
    least: 3,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let acts = case.leader_acts();
    let mut unchanged: Vec<(Key<'_>, f64)> = reading
        .bad()
        .into_iter()
        .filter(|seen| acts.get(&seen.key).is_some_and(|acts| only_approved(acts)))
        .filter(|seen| others_could(case, seen.key))
        .map(|seen| (seen.key, case.leader_hours(seen.key)))
        .filter(|(_, hours)| *hours >= LONG_WAIT)
        .collect();
    if unchanged.len() < RULE.least {
        return None;
    }
    // Stable: equal waits keep the order of the reading.
    unchanged.sort_by(|a, b| b.1.total_cmp(&a.1));
    let saved: f64 = unchanged.iter().map(|(_, hours)| hours).sum();
    let middle = median(unchanged.iter().map(|(_, hours)| *hours).collect())?;
    let keys: Vec<Key<'_>> = unchanged.iter().map(|(key, _)| *key).collect();
    let places = case.places(&keys);
    let title = if places.is_empty() {
        "Let a peer who knows the code approve changes like these".to_owned()
    } else {
        format!("Let a peer who knows the code approve changes in {}", and(&places))
    };
    let decided = reading.bad().len();
    let evidence = format!(
        "{}, the leader role's approval decided {}. In {} of these it came without a remark or a requested change, after a median wait of {}, although somebody else owned the files, had worked in them within 180 days or had approved already.",
        when(case, reading.figure.window_months),
        of(decided, reading.items().len(), "approved pull request"),
        unchanged.len(),
        business_hours(middle),
    );
    let all: f64 = case
        .figure("leader_wait_share_odds")
        .filter(|figure| figure.estimate.is_some())
        .map_or(0.0, |figure| figure.total);
    let gain = if all >= saved {
        format!(
            "up to {} of the {} that work waited for the leader role",
            amount(saved),
            business_hours(all)
        )
    } else {
        format!("up to {} of waiting", business_hours(saved))
    };
    let items: Vec<_> = unchanged
        .iter()
        .map(|(key, hours)| {
            item(*key, format!("approved without a remark after {}", business_hours(*hours)))
        })
        .collect();
    Some(Proposal {
        title,
        evidence,
        gain: Some(("Would have saved", gain)),
        guard: NO_MORE_FAILURES,
        supposed: none_of(&UNDECIDED, &items),
        items,
    })
}

fn amount(hours: f64) -> String {
    crate::model::numerals::quantity(hours.round())
}

/// Whether the leader role approved and said nothing else.
fn only_approved(acts: &[&Act]) -> bool {
    let silent = |act: &&&Act| {
        !act.touch || (act.approval && act.count.unwrap_or(0) == 0 && !act.is_question)
    };
    acts.iter().any(|act| act.approval) && acts.iter().all(|act| silent(&act))
}

/// Whether somebody else owns the files, knows them, or had approved.
fn others_could<'a>(case: &Case<'a>, key: Key<'a>) -> bool {
    case.pull(key).is_some_and(|pull| {
        let owned = pull.owned_files.zip(pull.leader_owned_files);
        owned.is_some_and(|(owned, leaders)| owned > leaders)
            || pull.peers_near.is_some_and(|n| n > 0)
            || pull.satisfied_by_peer.is_some()
    })
}
