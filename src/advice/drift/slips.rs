//! Milestones that ran past their first date, or whose date was moved without a word.

use std::collections::BTreeSet;

use crate::advice::case::{Case, Key};
use crate::advice::proposal::{Becomes, Proposal, Rule, each};
use crate::advice::wording::{item, median, of, when};
use crate::model::numerals::percent;
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "move_dates_in_the_open",
    side: Axis::Drift,
    signal: "milestone_slippage",
    least: 3,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let calm = reading.definition.drift.as_ref()?.green;
    let late: Vec<_> = reading.bad().into_iter().filter(|seen| seen.value > calm).collect();
    if late.len() < RULE.least {
        return None;
    }
    let moved: BTreeSet<Key<'_>> =
        late.iter().map(|seen| seen.key).filter(|key| was_moved(case, *key)).collect();
    let middle = median(late.iter().map(|seen| seen.value).collect())?;
    let silently = match moved.len() {
        0 => String::new(),
        1 => " The date of one was moved meanwhile.".to_owned(),
        n => format!(" The dates of {n} were moved meanwhile."),
    };
    let evidence = format!(
        "{}, {} ran past the date first seen by more than {} of the planned span, in the middle by {}.{silently}",
        when(case, reading.figure.window_months),
        of(late.len(), reading.items().len(), "milestone"),
        percent(calm),
        percent(middle),
    );
    let items: Vec<_> = late
        .iter()
        .map(|seen| {
            let least = if seen.censored { "still open, at least " } else { "" };
            let moved = if moved.contains(&seen.key) { ", date moved" } else { "" };
            item(seen.key, format!("{least}{} of the span late{moved}", percent(seen.value)))
        })
        .collect();
    Some(Proposal {
        title: "Half-way to each date, cut the scope or move the date, and say why".to_owned(),
        evidence,
        gain: None,
        guard: "scope added late not above this month's share",
        supposed: each("milestone_slippage", Becomes::AtMost(calm), &items),
        items,
    })
}

/// Whether two different dates were seen.
fn was_moved(case: &Case<'_>, (repo, item): Key<'_>) -> bool {
    let Some(number) = item.strip_prefix("milestone#").and_then(|n| n.parse::<i64>().ok()) else {
        return false;
    };
    let facts = case.sources.facts.iter().filter(|(name, _)| name == repo);
    let dates: BTreeSet<_> = facts
        .flat_map(|(_, facts)| &facts.milestone_snapshots)
        .filter(|s| s.number == number)
        .filter_map(|s| s.due)
        .collect();
    dates.len() > 1
}
