//! Pull requests on which the leader role was asked and did not answer.

use crate::advice::case::Case;
use crate::advice::proposal::{Proposal, Rule, none_of};
use crate::advice::wording::{item, of, when};
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "keep_time_for_questions",
    side: Axis::Drift,
    signal: "leader_nonresponse",
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
        "{}, {} on which the leader role was asked had no act of it within 80 business hours.",
        when(case, reading.figure.window_months),
        of(bad.len(), reading.items().len(), "pull request"),
    );
    let items: Vec<_> =
        bad.iter().map(|seen| item(seen.key, "asked, no act within 80 business hours")).collect();
    Some(Proposal {
        title: "Keep two fixed half-hours a week for questions to the leader role, or name who answers instead"
            .to_owned(),
        evidence,
        gain: None,
        guard: super::NO_MORE_GATES,
        supposed: none_of(&["leader_nonresponse"], &items),
        items,
    })
}
