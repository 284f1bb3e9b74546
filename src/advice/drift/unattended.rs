//! Pull requests that somebody should have looked at, and nobody was asked to.

use crate::advice::case::Case;
use crate::advice::proposal::{Proposal, Rule, none_of};
use crate::advice::wording::{business_hours, item, of, when};
use crate::model::numerals::{percent, quantity};
use crate::signals::definition::Axis;

/// Business hours from which waiting unasked is long: one business day.
const LONG: f64 = 8.0;

pub(super) const RULE: Rule =
    Rule { id: "ask_somebody", side: Axis::Drift, signal: "unattended_wait_share", least: 3, look };

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let long: Vec<_> = reading.bad().into_iter().filter(|seen| seen.value >= LONG).collect();
    if long.len() < RULE.least {
        return None;
    }
    let unasked: f64 = long.iter().map(|seen| seen.value).sum();
    let evidence = format!(
        "{}, somebody should have acted and nobody was asked in {} of {} of open time ({}); {} stood so for a working day or more.",
        when(case, reading.figure.window_months),
        quantity(reading.figure.total.round()),
        business_hours(reading.figure.exposure),
        percent(reading.figure.raw?),
        of(long.len(), reading.items().len(), "pull request"),
    );
    let items: Vec<_> = long
        .iter()
        .map(|seen| item(seen.key, format!("nobody asked for {}", business_hours(seen.value))))
        .collect();
    Some(Proposal {
        title: "Ask one reviewer when a pull request becomes ready, in turn through the team"
            .to_owned(),
        evidence,
        gain: Some(("Would have had a reader", format!("{} of waiting", business_hours(unasked)))),
        guard: super::NO_MORE_GATES,
        supposed: none_of(&["unattended_wait_share"], &items),
        items,
    })
}
