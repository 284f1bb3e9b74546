use super::TEAM;
use super::scenario::{Scenario, at};
use crate::model::derived::CohortItem;

fn item(s: &Scenario, number: i64) -> CohortItem {
    let found = s.derive().cohort.into_iter().find(|c| c.number == number);
    found.expect("a cohort row")
}

fn reviewed() -> Scenario {
    let mut s = Scenario::new(TEAM);
    s.pull(1, "ann", "03-02 09:00");
    s.request(1, "ann", "03-02 09:00", "lea");
    s.review(1, "bob", "03-02 11:00", "approved");
    s.review(1, "lea", "03-03 10:00", "approved");
    s.merge(1, "lea", "03-04 10:00");
    s
}

#[test]
fn times_and_decisions() {
    let item = item(&reviewed(), 1);
    assert_eq!(
        (item.team.as_str(), item.subject.as_str(), item.item.as_str()),
        ("core", "pull", "#1")
    );
    assert_eq!((item.period.as_str(), item.week.as_str()), ("2026-03", "2026-W10"));
    assert_eq!((item.author.as_str(), item.author_role.as_str()), ("ann", "peer"));
    assert_eq!((item.created, item.ready), (at("03-02 09:00"), at("03-02 09:00")));
    assert_eq!(item.horizon, at("03-13 17:00"));
    assert!(item.followed && item.merged_in_horizon && !item.bookkeeping);
    assert_eq!((item.closed, item.merged), (Some(at("03-04 10:00")), Some(at("03-04 10:00"))));
    assert_eq!((item.approvals, item.deciding_role.as_deref()), (2, Some("leader")));
    assert_eq!((item.merged_by_role.as_deref(), item.auto_merged), (Some("leader"), false));
    assert_eq!((item.first_response_bh, item.response_censored), (2.0, false));
    assert_eq!((item.approval_bh, item.merge_bh, item.open_hours), (Some(2.0), Some(17.0), 49.0));
    assert!(item.leader_only_requests);
    assert_eq!(item.satisfied_by_peer, Some(at("03-02 11:00")));
    assert_eq!((item.lines, item.files, item.low_risk), (Some(40), Some(2), Some(true)));
    assert_eq!((item.hasty, item.intent, item.integration_hours), (Some(false), Some(2), None));
    assert!(!item.stacked && !item.paired && !item.chore && !item.urgent && !item.reverted);
    assert_eq!((item.owned_files, item.deciding_near), (None, None), "files are not known");
}

#[test]
fn what_came_late_or_never_is_censored() {
    let mut s = Scenario::new(TEAM);
    s.pull(1, "ann", "03-02 09:00");
    s.review(1, "bob", "03-20 10:00", "approved");
    s.merge(1, "ann", "03-20 11:00");
    s.pull(2, "ann", "04-30 09:00");
    let late = item(&s, 1);
    assert_eq!((late.first_response_bh, late.response_censored), (80.0, true));
    assert_eq!((late.approvals, late.approval_bh, late.merged_in_horizon), (0, None, false));
    assert_eq!((late.deciding_role, late.merged_by_role.as_deref()), (None, Some("author")));
    let young = item(&s, 2);
    assert_eq!((young.horizon, young.followed), (s.as_of, false));
    assert_eq!((young.first_response_bh, young.response_censored), (8.0, true));
    assert_eq!((young.merge_bh, young.open_hours), (None, 15.0));
}

#[test]
fn drafts_count_from_when_they_are_ready() {
    let mut s = Scenario::new(TEAM);
    s.pull(1, "ann", "03-02 09:00").is_draft = true;
    s.pull(2, "ann", "03-30 09:00");
    s.review(2, "bob", "03-31 10:00", "commented");
    s.event(2, "ready_for_review", "ann", "04-01 09:00");
    s.pull(3, "ann", "03-02 09:00");
    s.event(3, "convert_to_draft", "ann", "03-03 09:00");
    let derived = s.derive();
    assert!(!derived.cohort.iter().any(|c| c.number == 1), "still a draft");
    let item = item(&s, 2);
    assert_eq!((item.period.as_str(), item.ready), ("2026-04", at("04-01 09:00")));
    assert_eq!((item.first_response_bh, item.response_censored), (0.0, false), "seen as a draft");
    assert!(derived.cohort.iter().any(|c| c.number == 3 && c.ready == c.created));
}

#[test]
fn labels_titles_sizes_and_branches() {
    let mut s = Scenario::new(&format!("low_risk.protected = ['/db/']\n{TEAM}"));
    for number in 1..=8 {
        s.pull(number, "ann", "03-02 09:00");
    }
    let pulls = &mut s.facts.pull_requests;
    pulls[0].labels = "kind/chore\nsecurity".into();
    pulls[1].title = "Revert \"Change number 3\"".into();
    pulls[1].created = at("03-12 09:00");
    pulls[3].additions = None;
    pulls[4].base = "feature".into();
    pulls[5].additions = Some(51);
    pulls[6].title = "Explain how to revert".into();
    s.merge(3, "bob", "03-05 09:00");
    s.files(1, &["src/a.rs"]);
    s.files(5, &["src/a.rs"]);
    s.files(7, &["db/schema.sql"]);
    let one = item(&s, 1);
    assert_eq!((one.chore, one.low_risk), (true, Some(false)), "a security label");
    assert!(item(&s, 2).urgent);
    assert!(item(&s, 3).reverted && !item(&s, 4).reverted);
    assert_eq!((item(&s, 4).lines, item(&s, 4).low_risk), (None, None));
    assert_eq!((item(&s, 5).stacked, item(&s, 5).low_risk), (true, Some(true)));
    assert_eq!(item(&s, 6).low_risk, Some(false), "61 lines");
    assert_eq!((item(&s, 7).low_risk, item(&s, 7).urgent), (Some(false), false));
    assert_eq!(item(&s, 8).low_risk, None, "a protected path cannot be ruled out");
}

#[test]
fn peers_who_know_the_place_are_counted_where_a_leader_decided() {
    let mut s = Scenario::new(TEAM);
    for (number, author, day, file) in [
        (1, "bob", "02-02", "docs/a.md"),
        (2, "ann", "03-02", "docs/b.md"),
        (3, "ann", "03-03", "src/c.rs"),
    ] {
        s.pull(number, author, &format!("{day} 09:00"));
        s.files(number, &[file]);
        s.review(number, "lea", &format!("{day} 10:00"), "approved");
        s.merge(number, "lea", &format!("{day} 11:00"));
    }
    assert_eq!(item(&s, 2).peers_near, Some(1), "bob wrote there a month before");
    assert_eq!(item(&s, 3).peers_near, Some(0));
    assert_eq!(item(&reviewed(), 1).peers_near, None, "files are not known");
}

#[test]
fn owners_pairs_and_hasty_approvals() {
    let mut s = Scenario::new(TEAM);
    s.owners(1, "*", "lea");
    s.owners(2, "/docs/", "bob");
    s.pull(1, "ann", "03-02 09:00").additions = Some(290);
    s.files(1, &["src/a.rs", "docs/b.md"]);
    s.facts.pull_requests[0].merge_oid = Some("aaaa".into());
    s.trailer("aaaa", "co-authored-by", "cyd");
    s.review(1, "cyd", "03-02 10:00", "approved");
    s.review(1, "lea", "03-02 10:15", "approved");
    s.merge(1, "ann", "03-02 11:00");
    let item = item(&s, 1);
    assert_eq!((item.owned_files, item.leader_owned_files), (Some(2), Some(1)));
    assert!(item.paired);
    assert_eq!(item.approvals, 1, "a co-author's approval is not a second view");
    assert_eq!((item.deciding_role.as_deref(), item.deciding_near), (Some("leader"), Some(false)));
    assert_eq!(item.hasty, Some(true), "300 lines in an hour and a quarter");
}

#[test]
fn requests_to_leaders_only() {
    let mut s = Scenario::new(TEAM);
    for number in 1..=4 {
        s.pull(number, "ann", "03-02 09:00");
        s.request(number, "ann", "03-02 09:01", "lea");
    }
    s.request(2, "ann", "03-02 09:06", "bob");
    s.request(3, "ann", "03-02 09:07", "bob");
    s.request(4, "ann", "03-02 09:02", "bob");
    s.event(4, "review_request_removed", "ann", "03-02 09:03").target = Some("bob".into());
    let only: Vec<bool> = (1..=4).map(|n| item(&s, n).leader_only_requests).collect();
    assert_eq!(only, [true, false, true, false], "a request taken back was made all the same");
}

#[test]
fn dismissed_and_overruled_approvals_are_not_in_force() {
    let mut s = Scenario::new(TEAM);
    s.pull(1, "ann", "03-02 09:00");
    s.review(1, "bob", "03-02 10:00", "approved");
    s.review(1, "cyd", "03-02 10:30", "approved");
    s.review(1, "dee", "03-02 11:00", "approved");
    s.event(1, "review_dismissed", "ann", "03-02 12:00").target = Some("dee".into());
    s.review(1, "cyd", "03-02 13:00", "changes_requested");
    s.merge(1, "bob", "03-02 14:00");
    assert_eq!(item(&s, 1).approvals, 1);
}

#[test]
fn bots_are_left_out_and_merge_automatically() {
    let mut s = Scenario::new(TEAM);
    s.pull(1, "dependabot[bot]", "03-02 09:00");
    s.pull(2, "ann", "03-02 09:00");
    s.merge(2, "mergify[bot]", "03-02 14:00");
    s.pull(3, "ann", "03-02 09:00");
    s.event(3, "auto_merge_enabled", "ann", "03-02 10:00");
    s.merge(3, "bob", "03-02 14:00");
    let derived = s.derive();
    assert_eq!(derived.cohort.len(), 2);
    let two = item(&s, 2);
    assert_eq!((two.auto_merged, two.merged_by_role.as_deref()), (true, Some("bot")));
    let three = item(&s, 3);
    assert_eq!((three.auto_merged, three.merged_by_role.as_deref()), (true, Some("peer")));
    assert!(!derived.intervals.iter().any(|i| i.number == 1));
}

#[test]
fn a_renamed_default_branch_stacks_nothing() {
    let mut s = Scenario::new(TEAM);
    for number in 1..=200 {
        let base = if number <= 100 { "master" } else { "main" };
        s.pull(number, "ann", "03-02 09:00").base = base.into();
    }
    s.facts.pull_requests[149].base = "topic".into();
    let stacked: Vec<i64> =
        s.derive().cohort.iter().filter(|c| c.stacked).map(|c| c.number).collect();
    assert_eq!(stacked, [150]);
}

#[test]
fn bookkeeping_is_marked() {
    let mut s = Scenario::new(TEAM);
    s.pull(1, "ann", "03-02 09:00");
    s.merge(1, "ann", "03-02 09:01");
    s.pull(2, "ann", "03-02 09:00");
    s.merge(2, "bob", "03-02 09:01");
    assert!(item(&s, 1).bookkeeping && !item(&s, 2).bookkeeping);
}
