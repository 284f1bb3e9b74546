use super::TEAM;
use super::scenario::{Scenario, at};
use crate::model::derived::IssueMonth;

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
