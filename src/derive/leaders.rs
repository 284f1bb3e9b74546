//! Who leads, where the configuration does not say (model A.8).
//!
//! Rules are tried in order, strongest evidence first; each says what it rests on. Where none is
//! strong enough nobody is taken for a leader, and control pressure is unavailable.

use std::collections::{BTreeMap, BTreeSet};

/// Most people that a rule may name: more than two is a shared role, not a lead.
const MOST_LEADERS: usize = 2;
/// Share of decisions from which they lie with one or two people. Below it the others decide two
/// in five themselves, which is delegation.
const CONCENTRATED: f64 = 0.60;
/// Share that the second person needs: less is standing in, not leading.
const SECOND: f64 = 0.20;
/// Fewest decisions for a share: at 20 a true share of .4 shows .6 in one case out of twenty.
const FEWEST: u64 = 20;
/// Leaders may be at most one in this many active people; otherwise "leader" says nothing.
const ONE_IN: usize = 3;

/// A line of CODEOWNERS with its owners.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnerLine {
    /// Pattern as written.
    pub pattern: String,
    /// Person keys, teams resolved; `None` where an owner is a team whose members are not known.
    pub owners: Option<BTreeSet<String>>,
}

/// What the rules look at: one team over the horizon, bots left out.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Lines of the newest CODEOWNERS of each repository.
    pub owner_lines: Vec<Vec<OwnerLine>>,
    /// Merges of other people's pull requests, by person.
    pub merges: BTreeMap<String, u64>,
    /// Last approvals before a merge, by person.
    pub approvals: BTreeMap<String, u64>,
    /// Changes by others brought in, by person, where only git is known.
    pub integrations: BTreeMap<String, u64>,
    /// Review trailers, by person, where only git is known.
    pub trailers: BTreeMap<String, u64>,
    /// People of the team who were active.
    pub active: BTreeSet<String>,
}

/// Who was found to lead, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// Person keys in order, one or two.
    pub people: Vec<String>,
    /// The rule with its figures, naming nobody.
    pub rule: String,
}

/// Leaders of a team by the first rule that holds; `None` where the evidence is too weak.
#[must_use]
pub fn infer(evidence: &Evidence) -> Option<Guess> {
    let by = |counts, what| concentration(counts, what, &evidence.active);
    code_owners(evidence)
        .or_else(|| by(&evidence.merges, "merges of other people's pull requests"))
        .or_else(|| by(&evidence.approvals, "last approvals before a merge"))
        .or_else(|| by(&evidence.integrations, "integrations of other people's changes"))
        .or_else(|| by(&evidence.trailers, "review trailers"))
}

fn few_enough(leaders: usize, active: usize) -> bool {
    leaders > 0 && leaders <= MOST_LEADERS && leaders.saturating_mul(ONE_IN) <= active
}

fn code_owners(evidence: &Evidence) -> Option<Guess> {
    let mut people = BTreeSet::new();
    let mut rule = "";
    for lines in evidence.owner_lines.iter().filter(|lines| !lines.is_empty()) {
        let (owners, found) = owners_of_all(lines)?;
        people.extend(owners);
        rule = found;
    }
    // Somebody who left long ago may still stand in the file.
    let people: Vec<String> = people.into_iter().filter(|p| evidence.active.contains(p)).collect();
    few_enough(people.len(), evidence.active.len())
        .then(|| Guess { rule: format!("{rule} {}", count_of_people(people.len())), people })
}

/// Owners of the catch-all line, which is the last of its kind, or of every line.
fn owners_of_all(lines: &[OwnerLine]) -> Option<(BTreeSet<String>, &'static str)> {
    let catch_all =
        lines.iter().rev().find(|l| matches!(l.pattern.as_str(), "*" | "**" | "/**" | "/"));
    if let Some(line) = catch_all {
        let owners = line.owners.clone().filter(|o| !o.is_empty() && o.len() <= MOST_LEADERS)?;
        return Some((owners, "CODEOWNERS gives every path without a rule of its own to"));
    }
    let mut owners = BTreeSet::new();
    for line in lines {
        owners.extend(line.owners.clone()?);
    }
    (!owners.is_empty() && owners.len() <= MOST_LEADERS)
        .then_some((owners, "every rule of CODEOWNERS names only"))
}

fn count_of_people(n: usize) -> &'static str {
    if n == 1 { "one person" } else { "two people" }
}

fn concentration(
    counts: &BTreeMap<String, u64>,
    what: &str,
    active: &BTreeSet<String>,
) -> Option<Guess> {
    let total: u64 = counts.values().sum();
    if total < FEWEST {
        return None;
    }
    let mut ranked: Vec<(&String, u64)> = counts.iter().map(|(p, n)| (p, *n)).collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let share = |n: u64| n as f64 / total as f64;
    let mut sum = 0;
    let mut people = Vec::new();
    for (person, n) in ranked.iter().take(MOST_LEADERS) {
        if !people.is_empty() && share(*n) < SECOND {
            break;
        }
        people.push((*person).clone());
        sum += n;
        if share(sum) >= CONCENTRATED {
            break;
        }
    }
    // Who comes next with as many decides as much: a name must not make the difference.
    let counts_at = |index: usize| ranked.get(index).map(|(_, n)| *n);
    let tied = people.len().checked_sub(1).and_then(counts_at) == counts_at(people.len());
    people.sort_unstable();
    let strong = share(sum) >= CONCENTRATED && !tied;
    (strong && few_enough(people.len(), active.len())).then(|| Guess {
        rule: format!("{} made {sum} of {total} {what}", count_of_people(people.len())),
        people,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(rows: &[(&str, u64)]) -> BTreeMap<String, u64> {
        rows.iter().map(|(p, n)| ((*p).to_owned(), *n)).collect()
    }

    fn people(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    fn team() -> Evidence {
        Evidence { active: people(&["a", "b", "c", "d", "e", "f"]), ..Evidence::default() }
    }

    fn owned(pattern: &str, owners: &[&str]) -> OwnerLine {
        OwnerLine { pattern: pattern.into(), owners: Some(people(owners)) }
    }

    #[test]
    fn a_catch_all_owner_leads() {
        let lines = vec![owned("*", &["a"]), owned("/docs/", &["b", "c", "d"])];
        let guess = infer(&Evidence { owner_lines: vec![lines], ..team() }).expect("a leader");
        assert_eq!(guess.people, ["a"]);
        assert_eq!(
            guess.rule,
            "CODEOWNERS gives every path without a rule of its own to one person"
        );
    }

    #[test]
    fn owners_who_are_gone_or_many_do_not() {
        for owners in [&["gone"][..], &["a", "b", "c"]] {
            let lines = vec![owned("*", owners)];
            assert_eq!(infer(&Evidence { owner_lines: vec![lines], ..team() }), None);
        }
    }

    #[test]
    fn merges_concentrate_on_one_or_two() {
        let one = Evidence { merges: counts(&[("a", 13), ("b", 7)]), ..team() };
        let guess = infer(&one).expect("a leader");
        assert_eq!(guess.people, ["a"]);
        assert_eq!(guess.rule, "one person made 13 of 20 merges of other people's pull requests");
        let two = Evidence { merges: counts(&[("b", 8), ("a", 8), ("c", 6), ("d", 4)]), ..team() };
        assert_eq!(infer(&two).map(|g| g.people), Some(vec!["a".into(), "b".into()]));
    }

    #[test]
    fn weak_evidence_names_nobody() {
        let few = Evidence { merges: counts(&[("a", 19)]), ..team() };
        assert_eq!(infer(&few), None);
        let tied =
            Evidence { merges: counts(&[("a", 11), ("b", 5), ("c", 5), ("d", 4)]), ..team() };
        assert_eq!(infer(&tied), None);
        let wide =
            Evidence { merges: counts(&[("a", 10), ("b", 5), ("c", 5), ("d", 8)]), ..team() };
        assert_eq!(infer(&wide).map(|g| g.people), Some(vec!["a".into(), "d".into()]));
        let even = Evidence { merges: counts(&[("a", 6), ("b", 5), ("c", 5), ("d", 5)]), ..team() };
        assert_eq!(infer(&even), None);
    }

    #[test]
    fn a_third_at_most_may_lead() {
        let merges = counts(&[("a", 12), ("b", 12)]);
        let small = Evidence { active: people(&["a", "b", "c", "d", "e"]), merges, ..team() };
        assert_eq!(infer(&small), None);
    }

    #[test]
    fn rules_are_tried_in_order() {
        let evidence = Evidence {
            merges: counts(&[("a", 5), ("b", 5), ("c", 5), ("d", 5)]),
            approvals: counts(&[("e", 30)]),
            trailers: counts(&[("f", 30)]),
            ..team()
        };
        assert_eq!(infer(&evidence).map(|g| g.people), Some(vec!["e".into()]));
    }
}
