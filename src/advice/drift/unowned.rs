//! Old issues without an owner, a milestone or an answer.

use std::collections::BTreeMap;

use crate::advice::case::{Case, Key};
use crate::advice::proposal::{Proposal, Rule, none_of};
use crate::advice::wording::{count_of, item, median, of};
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "own_or_close_issues",
    side: Axis::Drift,
    signal: "unowned_issue_share",
    least: 3,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let bad = reading.bad();
    if bad.len() < RULE.least {
        return None;
    }
    let month = case.month.period.to_string();
    let ages: BTreeMap<Key<'_>, f64> = case
        .sources
        .derived
        .issue_months
        .iter()
        .filter(|i| i.team == case.team && i.period == month)
        .map(|i| ((i.repo.as_str(), i.item.as_str()), i.age_days))
        .collect();
    let middle = median(bad.iter().filter_map(|seen| ages.get(&seen.key).copied()).collect());
    let middle =
        middle.map(|days| format!(" Half of them are older than {}.", count_of(days, "day")));
    let evidence = format!(
        "At the end of {}, {} older than two weeks had no owner, no milestone and no answer.{}",
        case.month.period.in_words(),
        of(bad.len(), reading.items().len(), "open issue"),
        middle.unwrap_or_default(),
    );
    let items: Vec<_> = bad
        .iter()
        .map(|seen| {
            let age =
                ages.get(&seen.key).map(|days| format!("open for {}", count_of(*days, "day")));
            item(seen.key, age.unwrap_or_else(|| "no owner, milestone or answer".to_owned()))
        })
        .collect();
    Some(Proposal {
        title: "Each Monday, give every issue without an owner one, or a date, or close it"
            .to_owned(),
        evidence,
        gain: None,
        guard: "work started without the leader role's issue not below this month's share",
        supposed: none_of(&["unowned_issue_share"], &items),
        items,
    })
}
