//! What git alone shows: concrete facts, where a standing cannot be given.
//!
//! They read the changes that reached the mainline ([`crate::model::derived::CohortItem`] with
//! subject `commit`) of the report's window. People are counted, not named.

use std::collections::{BTreeMap, BTreeSet};

use super::model::Finding;
use super::phrase;
use super::words;
use crate::model::derived::{Act, CohortItem};
use crate::model::facts::{CommitFile, OwnedPath};
use crate::sources::facts::Facts;

/// Fewest changes on which a share is worth a sentence.
const LEAST: usize = 20;
/// Commit ids shown with a finding.
const SHOWN: usize = 5;

/// Facts on who integrates, how long changes wait, how concentrated work and review are, and
/// whether ownership is written down.
#[must_use]
pub fn from_git(
    cohort: &[&CohortItem],
    acts: &[&Act],
    facts: &[&Facts],
    last_period: &str,
    months: &str,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if cohort.len() < LEAST {
        findings.push(Finding {
            title: "Few changes".to_owned(),
            text: format!(
                "{} reached the mainline in {months}; shares of fewer than {LEAST} are not shown.",
                words::count(cohort.len() as u64, "change")
            ),
            evidence: cohort.iter().take(SHOWN).map(|c| c.item.to_string()).collect(),
        });
        return findings;
    }
    findings.extend(integration(acts, cohort.len()));
    findings.extend(lag(cohort));
    findings.extend(authors(cohort));
    findings.extend(review(cohort, acts));
    findings.extend(ownership(facts, last_period));
    findings
}

/// Shares by person, largest first; ties by key, so that the order is the same each time.
fn shares<'a>(keys: impl Iterator<Item = &'a str>) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    let mut sorted: Vec<(&str, usize)> = counts.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    sorted
}

/// How many people make up half of it: the contributor absence factor of CHAOSS.
fn half(sorted: &[(&str, usize)]) -> usize {
    let total: usize = sorted.iter().map(|s| s.1).sum();
    let mut sum = 0;
    sorted
        .iter()
        .take_while(|(_, n)| {
            let more = sum * 2 < total;
            sum += n;
            more
        })
        .count()
}

fn integration(acts: &[&Act], changes: usize) -> Option<Finding> {
    // The first is who brought the change to the mainline; those after it signed it off on its way.
    let mut first: BTreeMap<(&str, &str), &&Act> = BTreeMap::new();
    for act in acts.iter().filter(|a| a.kind == "integrated") {
        let entry = first.entry((&act.repo, &act.item)).or_insert(act);
        if act.seq < entry.seq {
            *entry = act;
        }
    }
    let by_others: Vec<&&Act> =
        first.into_values().filter(|a| a.by != "author" && a.by != "bot").collect();
    if by_others.len() < LEAST {
        return Some(Finding {
            title: "Who integrates".to_owned(),
            text: format!(
                "Git shows {} of {} integrated by somebody other than their author; the rest were committed by their authors or through the web, which hides who pressed the button.",
                words::integer(by_others.len() as u64),
                words::count(changes as u64, "change"),
            ),
            evidence: by_others.iter().take(SHOWN).map(|a| a.item.to_string()).collect(),
        });
    }
    let sorted = shares(by_others.iter().map(|a| a.actor.as_str()));
    let top = sorted.first()?;
    let share = words::percent(top.1 as f64 / by_others.len() as f64);
    let changes = words::count(by_others.len() as u64, "change");
    let text = match sorted.len() {
        1 => format!("One person integrated all of {changes} that others made."),
        n => format!(
            "{} integrated {changes} that others made; one of them {share}.",
            phrase::people(n)
        ),
    };
    Some(Finding {
        title: "Who integrates".to_owned(),
        text,
        evidence: by_others
            .iter()
            .filter(|a| a.actor == top.0)
            .take(SHOWN)
            .map(|a| a.item.to_string())
            .collect(),
    })
}

fn lag(cohort: &[&CohortItem]) -> Option<Finding> {
    let mut hours: Vec<(f64, &str)> = cohort
        .iter()
        .filter_map(|c| Some((c.integration_hours?, c.item.as_str())))
        .filter(|(hours, _)| *hours >= 0.0)
        .collect();
    if hours.len() < LEAST {
        return None;
    }
    hours.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
    let at = |share: f64| {
        // The index of a share below 1 of a length is below the length.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 <= share < 1"
        )]
        let index = (share * hours.len() as f64) as usize;
        hours.get(index).map_or(f64::NAN, |h| h.0)
    };
    Some(Finding {
        title: "How long changes wait".to_owned(),
        text: format!(
            "Half of {} that somebody else integrated waited {} or less between the last authoring and integration, three quarters {} or less. Soak time by policy is in it.",
            words::count(hours.len() as u64, "change"),
            phrase::wall_hours(at(0.5)),
            phrase::wall_hours(at(0.75)),
        ),
        evidence: hours.iter().rev().take(SHOWN).map(|h| h.1.to_owned()).collect(),
    })
}

fn authors(cohort: &[&CohortItem]) -> Option<Finding> {
    let sorted = shares(cohort.iter().map(|c| c.author.as_str()));
    let top = sorted.first()?;
    let changes = words::count(cohort.len() as u64, "change");
    let text = if sorted.len() == 1 {
        format!("One person authored all of {changes}.")
    } else {
        format!(
            "{} authored {changes}; {} made half of them, one {}.",
            phrase::people(sorted.len()),
            phrase::people(half(&sorted)).to_lowercase(),
            words::percent(top.1 as f64 / cohort.len() as f64),
        )
    };
    Some(Finding { title: "Who authors".to_owned(), text, evidence: Vec::new() })
}

fn review(cohort: &[&CohortItem], acts: &[&Act]) -> Option<Finding> {
    let reviews: Vec<&&Act> = acts.iter().filter(|a| a.kind == "reviewed").collect();
    let reviewed: BTreeSet<(&str, &str)> =
        reviews.iter().map(|a| (a.repo.as_str(), a.item.as_str())).collect();
    if reviewed.is_empty() {
        return Some(Finding {
            title: "Review".to_owned(),
            text: format!(
                "None of {} carries a Reviewed-by, Acked-by or Approved-by trailer, so git shows nothing of review.",
                words::count(cohort.len() as u64, "change")
            ),
            evidence: Vec::new(),
        });
    }
    let sorted = shares(reviews.iter().map(|a| a.actor.as_str()));
    let top = sorted.first()?;
    Some(Finding {
        title: "Review".to_owned(),
        text: format!(
            "{} of {} carry a reviewer's trailer, from {}; {} gave half of them, one {}.",
            words::percent(reviewed.len() as f64 / cohort.len() as f64),
            words::count(cohort.len() as u64, "change"),
            phrase::people(sorted.len()).to_lowercase(),
            phrase::people(half(&sorted)).to_lowercase(),
            words::percent(top.1 as f64 / reviews.len() as f64),
        ),
        evidence: reviews.iter().take(SHOWN).map(|a| a.item.to_string()).collect(),
    })
}

fn ownership(facts: &[&Facts], last_period: &str) -> Option<Finding> {
    let rows: Vec<&OwnedPath> =
        facts.iter().flat_map(|f| &f.owned_paths).filter(|o| o.period == last_period).collect();
    if rows.is_empty() {
        let files: &[CommitFile] = facts.first().map_or(&[], |f| &f.commit_files);
        return (!files.is_empty()).then(|| Finding {
            title: "Ownership".to_owned(),
            text: "No rule of a CODEOWNERS file was found, so who decides on which path is not written down."
                .to_owned(),
            evidence: Vec::new(),
        });
    }
    let patterns: BTreeSet<(&str, i64)> =
        rows.iter().map(|o| (o.pattern.as_str(), o.line)).collect();
    let owners: BTreeSet<&str> = rows.iter().filter_map(|o| o.owner.as_deref()).collect();
    Some(Finding {
        title: "Ownership".to_owned(),
        text: format!(
            "CODEOWNERS has {} with {}.",
            words::count(patterns.len() as u64, "pattern"),
            words::count(owners.len() as u64, "owner"),
        ),
        evidence: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_counts_people_until_half_is_reached() {
        assert_eq!(half(&[("a", 5), ("b", 3), ("c", 2)]), 1);
        assert_eq!(half(&[("a", 4), ("b", 3), ("c", 3)]), 2);
        assert_eq!(half(&[]), 0);
    }
}
