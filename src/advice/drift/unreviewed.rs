//! Merges that nobody but the author looked at.

use crate::advice::case::Case;
use crate::advice::proposal::{Proposal, Rule, none_of};
use crate::advice::wording::{item, median, of, when};
use crate::model::numerals::{count, quantity};
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "second_pair_of_eyes",
    side: Axis::Drift,
    signal: "unreviewed_merge_share",
    least: 3,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let bad = reading.bad();
    if bad.len() < RULE.least {
        return None;
    }
    let lines = |key| case.pull(key).and_then(|pull| u64::try_from(pull.lines?).ok());
    let middle = median(bad.iter().filter_map(|seen| Some(lines(seen.key)? as f64)).collect());
    let middle = middle.map(|n| format!(", at a median of {} lines", quantity(n)));
    let evidence = format!(
        "{}, {} had no review by anybody but the author{}.",
        when(case, reading.figure.window_months),
        of(bad.len(), reading.items().len(), "merge"),
        middle.unwrap_or_default(),
    );
    let items: Vec<_> = bad
        .iter()
        .map(|seen| {
            let lines = lines(seen.key).map(|n| format!(", {}", count(n, "line")));
            item(seen.key, format!("merged without a review{}", lines.unwrap_or_default()))
        })
        .collect();
    Some(Proposal {
        title: "Have a second person read each change before its merge, any peer will do"
            .to_owned(),
        evidence,
        gain: None,
        guard: super::NO_MORE_GATES,
        supposed: none_of(&["unreviewed_merge_share"], &items),
        items,
    })
}
