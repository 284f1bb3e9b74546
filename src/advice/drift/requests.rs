//! Review requests that peers leave unanswered.

use crate::advice::case::Case;
use crate::advice::proposal::{Proposal, Rule, none_of};
use crate::advice::wording::{count_of, item, when};
use crate::model::numerals::{count, quantity};
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "answer_or_hand_on",
    side: Axis::Drift,
    signal: "request_nonresponse",
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
        "{}, {} of {} to peers had no answer within 40 business hours, on {}.",
        when(case, reading.figure.window_months),
        quantity(reading.figure.total),
        count_of(reading.figure.exposure, "request"),
        count(bad.len() as u64, "pull request"),
    );
    let items: Vec<_> = bad
        .iter()
        .map(|seen| item(seen.key, format!("{} unanswered", count_of(seen.value, "request"))))
        .collect();
    Some(Proposal {
        title: "Answer a review request within two working days, or hand it on by then".to_owned(),
        evidence,
        gain: None,
        guard: super::NO_GLANCES,
        supposed: none_of(&["request_nonresponse"], &items),
        items,
    })
}
