use std::collections::BTreeMap;

use proptest::prelude::*;

use super::scenario::Scenario;
use crate::derive::tables::Derived;

const PEOPLE: [&str; 6] = ["ann", "bob", "cyd", "dee", "eve", "lea"];

/// What happened, by small numbers.
type Story = Vec<(u8, u8, u8, u16)>;

fn team(names: &[String]) -> String {
    let list: Vec<String> = names.iter().map(|n| format!("'{n}'")).collect();
    let leader = names.last().cloned().unwrap_or_default();
    format!(
        "[[teams]]\nname = 'core'\nmembers = [{}]\n[[leaders]]\nperson = '{leader}'\n",
        list.join(", ")
    )
}

fn told(story: &Story, names: &[String]) -> Scenario {
    let mut s = Scenario::new(&team(names));
    for number in 1..=4_u8 {
        let author = names[usize::from(number) % names.len()].clone();
        s.pull(i64::from(number), &author, "03-02 09:00");
        s.files(i64::from(number), &["src/a.rs"]);
    }
    for (number, kind, who, minute) in story {
        let number = i64::from(number % 4 + 1);
        let who = names[usize::from(*who) % names.len()].clone();
        let day = 2 + minute / (24 * 60) % 28;
        let when = format!("03-{day:02} {:02}:{:02}", minute / 60 % 24, minute % 60);
        match kind % 7 {
            0 => s.review(number, &who, &when, "approved"),
            1 => s.review(number, &who, &when, "changes_requested"),
            2 => drop(s.comment(number, &who, &when, i64::from(minute % 40))),
            3 => {
                let target = names[usize::from(minute % 6)].clone();
                s.request(number, &names[0].clone(), &when, &target);
            }
            4 => drop(s.event(number, "convert_to_draft", &who, &when)),
            5 => drop(s.event(number, "ready_for_review", &who, &when)),
            _ => drop(s.event(number, "merged", &who, &when)),
        }
    }
    s
}

/// Every person column replaced by what `names` maps it to, rows in a fixed order.
fn renamed(derived: &Derived, names: &BTreeMap<String, String>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let map = |name: &str| names.get(name).cloned().unwrap_or_else(|| name.to_owned());
    for row in &derived.acts {
        let mut row = row.clone();
        row.actor = map(&row.actor).into();
        row.target = row.target.as_deref().map(|name| map(name).into());
        row.author = map(&row.author).into();
        lines.push(format!("{row:?}"));
    }
    for row in &derived.cohort {
        let mut row = row.clone();
        row.author = map(&row.author).into();
        lines.push(format!("{row:?}"));
    }
    for row in &derived.asks {
        let mut row = row.clone();
        row.author = map(&row.author).into();
        row.asked = map(&row.asked).into();
        lines.push(format!("{row:?}"));
    }
    for row in &derived.intervals {
        let mut row = row.clone();
        row.author = map(&row.author).into();
        lines.push(format!("{row:?}"));
    }
    lines.extend(derived.team_months.iter().map(|r| format!("{r:?}")));
    lines.sort_unstable();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn names_change_nothing_but_names(
        story in prop::collection::vec(any::<(u8, u8, u8, u16)>(), 0..40),
        order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let names = PEOPLE.map(str::to_owned).to_vec();
        let others: Vec<String> = order.iter().map(|i| PEOPLE[*i].to_owned()).collect();
        let back: BTreeMap<String, String> =
            others.iter().cloned().zip(names.iter().cloned()).collect();
        let plain = renamed(&told(&story, &names).derive(), &BTreeMap::new());
        let permuted = renamed(&told(&story, &others).derive(), &back);
        prop_assert_eq!(plain, permuted);
    }

    #[test]
    fn the_order_of_rows_changes_nothing(
        story in prop::collection::vec(any::<(u8, u8, u8, u16)>(), 0..40),
    ) {
        let names = PEOPLE.map(str::to_owned).to_vec();
        let told = told(&story, &names);
        let first = told.derive();
        let mut turned = told;
        turned.facts.events.reverse();
        turned.facts.pull_requests.reverse();
        turned.facts.pull_files.reverse();
        prop_assert_eq!(&first, &turned.derive());
    }

    #[test]
    fn bots_add_acts_and_nothing_else(
        story in prop::collection::vec(any::<(u8, u8, u8, u16)>(), 0..30),
        minutes in prop::collection::vec(0_u16..40_000, 1..6),
    ) {
        let names = PEOPLE.map(str::to_owned).to_vec();
        let mut told = told(&story, &names);
        let before = told.derive();
        for minute in minutes {
            let day = 2 + minute / (24 * 60) % 28;
            let when = format!("03-{day:02} {:02}:{:02}", minute / 60 % 24, minute % 60);
            told.comment(1, "helper[bot]", &when, 300);
            told.review(2, "helper[bot]", &when, "approved");
        }
        let after = told.derive();
        prop_assert_eq!(&before.cohort, &after.cohort);
        prop_assert_eq!(&before.asks, &after.asks);
        prop_assert_eq!(&before.team_months, &after.team_months);
    }
}
