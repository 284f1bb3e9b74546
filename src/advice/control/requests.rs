//! Requests to the leader role that no rule needs.

use std::collections::BTreeMap;

use crate::advice::case::{Case, Key};
use crate::advice::proposal::{Proposal, Rule, none_of};
use crate::advice::wording::{business_hours, item, median, of, when};
use crate::model::derived::Ask;
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "ask_where_a_rule_needs_it",
    side: Axis::Control,
    signal: "permission_seeking_rate",
    least: 3,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let bad = reading.bad();
    if bad.len() < RULE.least {
        return None;
    }
    let mut asks: BTreeMap<Key<'_>, &Ask> = BTreeMap::new();
    let unneeded = |a: &&Ask| {
        a.team == case.team
            && a.asker_role == "author"
            && a.asked_role == "leader"
            && !a.needed_by_rule
    };
    for ask in case.sources.derived.asks.iter().filter(unneeded) {
        let first = asks.entry((&ask.repo, &ask.item)).or_insert(ask);
        if ask.at < first.at {
            *first = ask;
        }
    }
    let answered: Vec<f64> = bad
        .iter()
        .filter_map(|seen| asks.get(&seen.key))
        .filter(|ask| !ask.censored)
        .map(|ask| ask.answered_bh)
        .collect();
    let wait = median(answered).map(|hours| match hours {
        h if h < 0.95 => " Half of the answers came within one business hour.".to_owned(),
        h => format!(" Half of the answers took {} or longer.", business_hours(h)),
    });
    let evidence = format!(
        "{}, the leader role was asked in {} by others, although no owner rule or policy needs it there.{}",
        when(case, reading.figure.window_months),
        of(bad.len(), reading.items().len(), "pull request"),
        wait.unwrap_or_default(),
    );
    let items: Vec<_> = bad
        .iter()
        .map(|seen| {
            let told = match asks.get(&seen.key) {
                Some(ask) if !ask.censored => {
                    format!("answered after {}", business_hours(ask.answered_bh))
                }
                Some(ask) => format!("no answer in {}", business_hours(ask.answered_bh)),
                None => "asked without a rule".to_owned(),
            };
            item(seen.key, told)
        })
        .collect();
    let mut supposed = none_of(&["permission_seeking_rate"], &items);
    supposed.extend(none_of(&super::WAITS, &items));
    Some(Proposal {
        title: "Write down what needs the leader role, and ask a peer for everything else"
            .to_owned(),
        evidence,
        gain: None,
        guard: "merges that nobody reviewed not above this month's share",
        supposed,
        items,
    })
}
