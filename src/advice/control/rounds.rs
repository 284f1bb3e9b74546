//! Changes that the leader role asked for, round after round.

use crate::advice::case::Case;
use crate::advice::proposal::{Becomes, Proposal, Rule, each};
use crate::advice::wording::{count_of, item, of, when};
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "say_it_in_one_round",
    side: Axis::Control,
    signal: "leader_rounds",
    least: 3,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let bad = reading.bad();
    let again: Vec<_> = bad.iter().filter(|seen| seen.value > 1.0).collect();
    if again.len() < RULE.least {
        return None;
    }
    let rounds: f64 = bad.iter().map(|seen| seen.value).sum();
    let evidence = format!(
        "{}, the leader role asked for changes in {} that it reviewed, {} in all; {} went through more than one.",
        when(case, reading.figure.window_months),
        of(bad.len(), reading.items().len(), "pull request"),
        count_of(rounds, "round"),
        again.len(),
    );
    let items: Vec<_> =
        again.iter().map(|seen| item(seen.key, count_of(seen.value, "round"))).collect();
    Some(Proposal {
        title: "Say in one round what must change, and leave the rest as suggestions".to_owned(),
        evidence,
        gain: None,
        guard: super::NO_MORE_FAILURES,
        supposed: each("leader_rounds", Becomes::AtMost(1.0), &items),
        items,
    })
}
