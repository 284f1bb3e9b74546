use super::TEAM;
use super::scenario::{Scenario, at};
use crate::model::derived::IssueMonth;
use crate::model::facts::LinkedIssue;

fn month<'a>(rows: &'a [IssueMonth], number: i64, period: &str) -> Option<&'a IssueMonth> {
    rows.iter().find(|r| r.number == number && r.period == period)
}

#[test]
fn issues_stand_in_the_months_they_were_open() {
    let mut s = Scenario::new(TEAM);
    s.milestone(1, "v1", Some("06-01 00:00"));
    s.issue(1, "ann", "02-10 00:00");
    s.issue(2, "zoe", "03-10 00:00").closed = Some(at("03-20 00:00"));
    s.issue(3, "ann", "03-10 00:00");
    s.event(3, "closed", "ann", "03-15 00:00");
    s.event(3, "reopened", "ann", "04-02 00:00");
    s.event(1, "commented", "zoe", "03-02 00:00").body_length = Some(90);
    s.event(1, "commented", "bob", "04-02 00:00").body_length = Some(90);
    s.event(1, "milestoned", "lea", "04-03 00:00").target = Some("v1".into());
    let rows = s.derive().issue_months;
    let first = month(&rows, 1, "2026-03").expect("open in March");
    assert_eq!(
        (first.started, first.open, first.owned, first.answered),
        (false, true, false, false)
    );
    assert_eq!((first.prioritised, first.in_scope, first.item.as_str()), (false, true, "issue#1"));
    assert!((first.age_days - 50.0).abs() < 1e-9);
    assert_eq!((first.what, first.why, first.done), (true, false, true));
    let later = month(&rows, 1, "2026-04").expect("open in April");
    assert!(later.owned && later.answered && later.prioritised);
    let closed = month(&rows, 2, "2026-03").expect("opened in March");
    assert_eq!((closed.started, closed.open, closed.in_scope), (true, false, false));
    assert_eq!(closed.author_role, "outsider");
    assert!(month(&rows, 2, "2026-04").is_none());
    assert!(month(&rows, 3, "2026-03").is_some_and(|r| r.started && !r.open));
    assert!(month(&rows, 3, "2026-04").is_some_and(|r| !r.started && r.open));
}

#[test]
fn fields_count_where_no_event_tells() {
    let mut s = Scenario::new(&format!(
        "{}label = 'core team'\n",
        TEAM.replace("[[leaders]]\nperson = 'lea'\n", "")
    ));
    let issue = s.issue(1, "zoe", "03-10 00:00");
    issue.assignees = "bob".into();
    issue.labels = "Core Team\npriority: high".into();
    let rows = s.derive().issue_months;
    let row = month(&rows, 1, "2026-04").expect("open");
    assert!(row.owned && row.in_scope && row.prioritised && !row.answered);
}

/// Model 1.2, signal 25: assigning everything to somebody makes nobody an owner.
#[test]
fn an_assignee_must_act_within_two_weeks() {
    let mut s = Scenario::new(TEAM);
    for number in 1..=6 {
        s.issue(number, "ann", "03-02 09:00");
    }
    for (number, by, when) in [
        (1, "lea", "03-03 09:00"), // does nothing
        (2, "lea", "03-03 09:00"), // comments in time
        (3, "lea", "03-03 09:00"), // comments too late
        (4, "bob", "03-03 09:00"), // took it
        (5, "lea", "03-03 09:00"), // opens a pull request for it
        (6, "lea", "03-25 09:00"), // still has time at the end of March
    ] {
        s.event(number, "assigned", by, when).target = Some("bob".into());
    }
    s.comment(2, "bob", "03-17 08:00", 90);
    s.comment(3, "bob", "03-18 09:00", 90);
    s.pull(10, "bob", "03-10 09:00");
    s.facts.linked_issues.push(LinkedIssue {
        repo: super::scenario::REPO.into(),
        number: 10,
        issue: 5,
        source: "keyword".into(),
    });
    let rows = s.derive().issue_months;
    let owned = |period: &str| -> Vec<bool> {
        (1..=6).map(|n| month(&rows, n, period).expect("open").owned).collect()
    };
    assert_eq!(owned("2026-03"), [false, true, false, true, true, true]);
    assert_eq!(owned("2026-04"), [false, true, false, true, true, false]);
}
