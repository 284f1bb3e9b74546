//! Issues that leave out what, why or what done looks like.

use crate::advice::case::{Case, Key};
use crate::advice::proposal::{Becomes, Proposal, Rule, each};
use crate::advice::wording::{and, item, of, when};
use crate::model::facts::Issue;
use crate::signals::definition::Axis;

pub(super) const RULE: Rule = Rule {
    id: "state_the_intent",
    side: Axis::Drift,
    signal: "intent_completeness",
    least: 3,
    look,
};

/// Part of an intent: whether an issue states it, its name, what to try where it lacks most.
type Part = (fn(&Issue) -> bool, &'static str, &'static str);

const PARTS: [Part; 3] = [
    (|i| i.why, "why", "Say in each new issue why it matters, in one sentence"),
    (
        |i| i.done,
        "what done looks like",
        "Say in each new issue what done looks like, as a short list",
    ),
    (|i| i.what, "what", "Say in each new issue what is to be done, in one sentence"),
];

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let all: Vec<(Key<'_>, &Issue)> = reading
        .bad()
        .into_iter()
        .filter_map(|seen| Some((seen.key, issue(case, seen.key)?)))
        .collect();
    let lacking = |part: &Part| all.iter().filter(|(_, issue)| !(part.0)(issue)).count();
    let most = PARTS.iter().map(lacking).max()?;
    let part = PARTS.iter().find(|part| lacking(part) == most)?;
    if most < RULE.least {
        return None;
    }
    let counts: Vec<String> = PARTS
        .iter()
        .filter(|part| lacking(part) > 0)
        .map(|part| format!("“{}” in {}", part.1, lacking(part)))
        .collect();
    let evidence = format!(
        "{}, {} opened or worked on leave something out: {}. Words are checked, not their sense.",
        when(case, reading.figure.window_months),
        of(all.len(), reading.items().len(), "issue"),
        and(&counts),
    );
    let items: Vec<_> = all
        .iter()
        .filter(|(_, issue)| !(part.0)(issue))
        .map(|(key, issue)| {
            let lacks: Vec<String> =
                PARTS.iter().filter(|p| !(p.0)(issue)).map(|p| p.1.to_owned()).collect();
            item(*key, format!("lacks {}", and(&lacks)))
        })
        .collect();
    Some(Proposal {
        title: part.2.to_owned(),
        evidence,
        gain: None,
        guard: "work started without the leader role's issue not below this month's share",
        supposed: each("intent_completeness", Becomes::More(1.0 / 3.0), &items),
        items,
    })
}

fn issue<'a>(case: &Case<'a>, (repo, item): Key<'_>) -> Option<&'a Issue> {
    let number: i64 = item.strip_prefix("issue#")?.parse().ok()?;
    let (_, facts) = case.sources.facts.iter().find(|(name, _)| name == repo)?;
    facts.issues.iter().find(|i| i.number == number)
}
