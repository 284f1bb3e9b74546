//! Pull requests that stay open while nobody does anything.

use crate::advice::case::Case;
use crate::advice::proposal::{Proposal, Rule, none_of};
use crate::advice::wording::{business_hours, item, of, when};
use crate::model::numerals::{percent, quantity};
use crate::signals::definition::Axis;

/// Business hours from which silence is worth a line.
const LONG: f64 = 8.0;

pub(super) const RULE: Rule = Rule {
    id: "look_at_what_stands_still",
    side: Axis::Drift,
    signal: "stale_open_share",
    least: 3,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let still: Vec<_> = reading.bad().into_iter().filter(|seen| seen.value >= LONG).collect();
    if still.len() < RULE.least {
        return None;
    }
    let evidence = format!(
        "{}, {} stood open after a working week without any act of a human: {} of {} of open time ({}).",
        when(case, reading.figure.window_months),
        of(still.len(), reading.items().len(), "pull request"),
        quantity(reading.figure.total.round()),
        business_hours(reading.figure.exposure),
        percent(reading.figure.raw?),
    );
    let items: Vec<_> = still
        .iter()
        .map(|seen| item(seen.key, format!("still for {}", business_hours(seen.value))))
        .collect();
    Some(Proposal {
        title: "Once a week, answer, hand on or close every pull request that stood still"
            .to_owned(),
        evidence,
        gain: None,
        guard: super::NO_MORE_GATES,
        supposed: none_of(&["stale_open_share"], &items),
        items,
    })
}
