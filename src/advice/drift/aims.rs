//! Merged work that is tied to no plan and states no aim.

use crate::advice::case::Case;
use crate::advice::proposal::{Becomes, Proposal, Rule, each};
use crate::advice::wording::{item, of, when};
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "tie_work_to_an_aim",
    side: Axis::Drift,
    signal: "aligned_work_share",
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
        "{}, {} other than upkeep belong to no milestone and say too little of what, why and what done looks like.",
        when(case, reading.figure.window_months),
        of(bad.len(), reading.items().len(), "merged pull request"),
    );
    let items: Vec<_> =
        bad.iter().map(|seen| item(seen.key, "no plan and no stated aim")).collect();
    Some(Proposal {
        title: "Link each change to the issue or milestone that it serves, or say its aim in two sentences"
            .to_owned(),
        evidence,
        gain: None,
        guard: "time to first response not above this month's",
        supposed: each("aligned_work_share", Becomes::Whole, &items),
        items,
    })
}
