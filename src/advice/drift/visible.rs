//! Open milestones without a date, without a description, or without life.

use crate::advice::case::{Case, Key};
use crate::advice::proposal::{Becomes, Proposal, Rule, each};
use crate::advice::wording::{and, item, of};
use crate::model::facts::Milestone;
use crate::signals::definition::Axis;

/// Characters from which a description says something (model 1.2, #20).
const DESCRIBED: i64 = 80;

/// Teams have few milestones; two that cannot be followed are most of them.
pub(super) const RULE: Rule = Rule {
    id: "date_each_milestone",
    side: Axis::Drift,
    signal: "milestone_visibility",
    least: 2,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let bad = reading.bad();
    if bad.len() < RULE.least {
        return None;
    }
    let (mut undated, mut unsaid, mut quiet) = (0_usize, 0_usize, 0_usize);
    let mut items = Vec::new();
    for seen in &bad {
        let milestone = milestone(case, seen.key)?;
        let lacks: Vec<String> = [
            (milestone.due.is_none(), "no date", &mut undated),
            (milestone.description_length < DESCRIBED, "no description to speak of", &mut unsaid),
        ]
        .into_iter()
        .filter(|(lacks, _, _)| *lacks)
        .map(|(_, told, n)| {
            *n += 1;
            told.to_owned()
        })
        .collect();
        if lacks.is_empty() {
            quiet += 1;
            items.push(item(seen.key, "nothing happened in it for two weeks"));
        } else {
            items.push(item(seen.key, and(&lacks)));
        }
    }
    let told: Vec<String> = [
        (undated, "without a date"),
        (unsaid, "without a description to speak of"),
        (quiet, "dated and described, but still for two weeks"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| format!("{n} {what}"))
    .collect();
    let evidence = format!(
        "At the end of {}, {} could not be followed: {}.",
        case.month.period.in_words(),
        of(bad.len(), reading.items().len(), "open milestone"),
        and(&told),
    );
    let title = if undated >= unsaid.max(quiet) {
        "Give each open milestone a date, or close it"
    } else if unsaid >= quiet {
        "Say in two sentences what each open milestone is for"
    } else {
        "Write one line on each open milestone every two weeks: where it stands, what is at risk"
    };
    Some(Proposal {
        title: title.to_owned(),
        evidence,
        gain: None,
        guard: "milestone dates moved not above this month's count",
        supposed: each("milestone_visibility", Becomes::Whole, &items),
        items,
    })
}

fn milestone<'a>(case: &Case<'a>, (repo, item): Key<'_>) -> Option<&'a Milestone> {
    let number: i64 = item.strip_prefix("milestone#")?.parse().ok()?;
    let (_, facts) = case.sources.facts.iter().find(|(name, _)| name == repo)?;
    facts.milestones.iter().find(|m| m.number == number)
}
