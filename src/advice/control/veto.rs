//! Objections of the leader role after a peer's approval had been enough.

use crate::advice::case::Case;
use crate::advice::proposal::{Proposal, Rule, none_of};
use crate::advice::wording::{item, of, when};
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "object_before_approval",
    side: Axis::Control,
    signal: "late_veto_rate",
    least: 3,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let bad = reading.bad();
    if bad.len() < RULE.least {
        return None;
    }
    let evidence = format!(
        "{}, {} that a peer's approval had settled met an objection of the leader role afterwards.",
        when(case, reading.figure.window_months),
        of(bad.len(), reading.items().len(), "pull request"),
    );
    let items: Vec<_> =
        bad.iter().map(|seen| item(seen.key, "objection after a sufficient approval")).collect();
    Some(Proposal {
        title: "Agree on what may be objected to after an approval, and let the rest stand"
            .to_owned(),
        evidence,
        gain: None,
        guard: super::NO_MORE_FAILURES,
        supposed: none_of(&["late_veto_rate"], &items),
        items,
    })
}
