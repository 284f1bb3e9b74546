//! Work that was handed out by the leader role instead of being picked up.

use crate::advice::case::Case;
use crate::advice::proposal::{Becomes, Proposal, Rule, each};
use crate::advice::wording::{item, of, when};
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "pick_up_the_next_issue",
    side: Axis::Control,
    signal: "self_started_share",
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
        "{}, {} by others than the leader role went back to an issue that it had opened or assigned.",
        when(case, reading.figure.window_months),
        of(bad.len(), reading.items().len(), "pull request"),
    );
    let items: Vec<_> =
        bad.iter().map(|seen| item(seen.key, "from an issue of the leader role")).collect();
    Some(Proposal {
        title: "Keep an ordered list of what matters, and let the team pick from it".to_owned(),
        evidence,
        gain: None,
        guard: "work with a stated aim not below this month's share",
        supposed: each("self_started_share", Becomes::Whole, &items),
        items,
    })
}
