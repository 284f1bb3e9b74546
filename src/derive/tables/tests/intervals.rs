use super::TEAM;
use super::scenario::{Scenario, at};
use crate::model::derived::Interval;
use crate::model::time::Timestamp;

type Told<'i> = (&'i str, Option<&'i str>, Option<&'i str>, i64);

/// State, awaited, awaited by the upper bound, working hours.
fn told(intervals: &[Interval], number: i64) -> Vec<Told<'_>> {
    let mine = intervals.iter().filter(|i| i.number == number);
    mine.map(|i| {
        let hours = i.business_seconds / 3600;
        (i.state.as_str(), i.awaited.as_deref(), i.awaited_upper.as_deref(), hours)
    })
    .collect()
}

#[test]
fn roles_templates_and_words_reach_the_wait_states() {
    let mut s = Scenario::new(&format!("approval_words = ['ack']\n{TEAM}"));
    s.pull(1, "ann", "03-02 09:00");
    s.request(1, "ann", "03-02 09:00", "lea");
    s.comment(1, "bob", "03-02 10:00", 5);
    s.comment(1, "lea", "03-02 12:00", 9).approval_word = Some("ACK".into());
    s.merge(1, "ann", "03-02 13:00");
    let derived = s.derive();
    assert_eq!(
        told(&derived.intervals, 1),
        [
            ("waiting_first_review", Some("leader"), Some("leader"), 3),
            ("approved_waiting_merge", None, None, 1),
        ],
    );
    let first = &derived.intervals[0];
    assert_eq!((first.team.as_str(), first.resolution.as_deref()), ("core", Some("answered")));
    assert_eq!((first.author.as_str(), first.author_role.as_str()), ("ann", "peer"));
}

#[test]
fn only_derived_months_and_humans_stand_there() {
    let mut s = Scenario::new(TEAM);
    s.pull(1, "ann", "02-16 09:00");
    s.pull(2, "renovate[bot]", "03-02 09:00");
    s.pull(3, "ann", "01-05 09:00");
    s.merge(3, "bob", "02-03 09:00");
    let derived = s.derive();
    assert!(derived.intervals.iter().all(|i| i.number == 1 && i.period.as_str() >= "2026-03"));
    let seconds: i64 = derived.intervals.iter().map(|i| i.seconds).sum();
    assert_eq!(seconds, s.as_of.since(at("03-01 00:00")));
}

#[test]
fn code_owners_must_approve_where_the_rules_say_so() {
    let mut s = Scenario::new(&format!("rules.code_owner_required = true\n{TEAM}"));
    s.owners(1, "*", "lea");
    s.pull(1, "ann", "03-02 09:00");
    s.files(1, &["src/a.rs"]);
    s.review(1, "bob", "03-02 10:00", "approved");
    s.review(1, "lea", "03-02 12:00", "approved");
    s.merge(1, "ann", "03-02 13:00");
    let states = |s: &Scenario| -> Vec<String> {
        s.derive().intervals.into_iter().map(|i| i.state.into()).collect()
    };
    assert_eq!(states(&s), ["waiting_first_review", "waiting_on_leader", "approved_waiting_merge"]);
    s.config.rules.code_owner_required = false;
    assert_eq!(states(&s), ["waiting_first_review", "approved_waiting_merge"]);
}

#[test]
fn merging_that_only_leaders_do_is_theirs_by_the_upper_bound() {
    let mut s = Scenario::new(TEAM);
    for number in 1..=6 {
        s.pull(number, "ann", "02-02 09:00");
        s.merge(number, "lea", "02-03 10:00");
    }
    s.pull(9, "ann", "03-02 09:00");
    s.review(9, "bob", "03-02 10:00", "approved");
    s.merge(9, "lea", "03-02 12:00");
    let intervals = s.derive().intervals;
    let last = told(&intervals, 9).pop();
    assert_eq!(last, Some(("approved_waiting_merge", None, Some("leader"), 2)));
}

#[test]
fn two_approvals_are_needed_where_merges_had_two() {
    let mut s = Scenario::new(TEAM);
    for number in 1..=3 {
        s.pull(number, "ann", "02-02 09:00");
        s.review(number, "bob", "02-02 10:00", "approved");
        s.review(number, "cyd", "02-02 11:00", "approved");
        s.merge(number, "dee", "02-03 10:00");
    }
    s.pull(9, "ann", "03-02 09:00");
    s.review(9, "bob", "03-02 10:00", "approved");
    s.review(9, "lea", "03-02 12:00", "approved");
    s.merge(9, "lea", "03-02 13:00");
    let derived = s.derive();
    let states: Vec<&str> = told(&derived.intervals, 9).into_iter().map(|t| t.0).collect();
    assert_eq!(states, ["waiting_first_review", "waiting_on_peer", "approved_waiting_merge"]);
    let row = derived.cohort.iter().find(|c| c.number == 9).expect("the row");
    assert_eq!(row.satisfied_by_peer, None, "the leader's was the second");
    let never = Timestamp::default();
    assert!(derived.intervals.iter().all(|i| i.from > never && i.to > i.from));
}
