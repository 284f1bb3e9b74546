use super::TEAM;
use super::scenario::{Scenario, at};
use crate::derive::tables::NoteKind;
use crate::model::tier::Tier;

#[test]
fn months_and_weeks_of_the_horizon() {
    let derived = Scenario::new(TEAM).derive();
    let weeks: Vec<&str> = derived.weeks.iter().map(|w| w.week.as_str()).collect();
    // 1 March is the Sunday of week 9; week 18 is not over on 1 May.
    assert_eq!(weeks.first().zip(weeks.last()), Some((&"2026-W09", &"2026-W17")));
    assert!(derived.weeks.iter().zip(0..).all(|(w, i)| w.index == i));
    let months: Vec<_> =
        derived.months.iter().map(|m| (m.period.as_str(), m.index, m.provisional)).collect();
    assert_eq!(months, [("2026-03", 0, false), ("2026-04", 1, true)]);
    assert_eq!(derived.months[1].end, at("05-01 00:00"));
    let context = &derived.context[0];
    assert_eq!(
        (context.first_period.as_str(), context.last_period.as_str()),
        ("2026-03", "2026-04")
    );
    assert_eq!((context.horizon_bh, context.time_zone.as_str()), (80, "UTC"));
    assert_eq!(context.score_version, "test");
}

#[test]
fn leaders_away_for_a_whole_week() {
    let mut s = Scenario::new(&format!(
        "{TEAM}away = [['2026-03-09', '2026-03-13'], ['2026-03-17', '2026-03-20']]\n"
    ));
    s.pull(1, "ann", "03-02 09:00");
    let rows = s.derive().roster_weeks;
    let away: Vec<&str> = rows.iter().filter(|r| r.away).map(|r| r.week.as_str()).collect();
    assert_eq!(away, ["2026-W11"], "the other week had a working Monday");
    let of_week: Vec<_> = rows
        .iter()
        .filter(|r| r.week == "2026-W11")
        .map(|r| (r.person.as_str(), r.role.as_str()))
        .collect();
    assert_eq!(
        of_week,
        [("ann", "peer"), ("bob", "peer"), ("cyd", "peer"), ("dee", "peer"), ("lea", "leader")]
    );
}

#[test]
fn team_months_count_people_and_work() {
    let mut s = Scenario::new(TEAM);
    s.pull(1, "ann", "03-02 09:00");
    s.request(1, "ann", "03-02 09:00", "bob");
    s.pull(2, "bob", "04-02 09:00");
    s.pull(3, "lea", "04-02 09:00");
    s.pull(4, "", "04-02 09:00");
    s.pull(5, "cyd", "04-02 09:00");
    s.merge(5, "cyd", "04-02 09:00");
    s.review(1, "zoe", "04-02 09:00", "approved");
    let rows = s.derive().team_months;
    let [march, april] = &rows[..] else { panic!("two months") };
    assert_eq!(
        (march.leaders, march.peers, march.ready, march.authors, march.active),
        (1, 4, 1, 1, 1)
    );
    assert_eq!((april.ready, april.authors), (2, 2), "neither bookkeeping nor leaders");
    assert_eq!(april.active, 4, "an outsider and a deleted account are not the team");
    assert_eq!((march.requested_share, april.requested_share), (Some(1.0), Some(1.0 / 3.0)));
    assert_eq!((march.tier.as_str(), march.approvals_required), ("pr_only", 1));
}

#[test]
fn tiers_by_what_is_recorded() {
    let mut s = Scenario::new(TEAM);
    assert_eq!(s.derive().teams[0].tier, Tier::Git);
    s.pull(1, "ann", "03-02 09:00");
    assert_eq!(s.derive().teams[0].tier, Tier::PrOnly);
    s.milestone(1, "v1", None);
    assert_eq!(s.derive().teams[0].tier, Tier::Full);
}

#[test]
fn the_approvals_needed_are_those_that_merges_had() {
    let mut s = Scenario::new(TEAM);
    for number in 1..=3 {
        s.pull(number, "ann", "02-02 09:00");
        s.review(number, "bob", "02-02 10:00", "approved");
        s.review(number, "cyd", "02-02 11:00", "approved");
        s.merge(number, "lea", "02-03 10:00");
    }
    assert_eq!(s.derive().team_months[0].approvals_required, 2);
    s.config.rules.approvals_required = Some(3);
    assert_eq!(s.derive().team_months[0].approvals_required, 3);
}

#[test]
fn leaders_are_inferred_with_the_rule() {
    let mut s = Scenario::new("");
    for number in 1..=24 {
        let author = ["ann", "bob", "cyd"][usize::try_from(number % 3).expect("small")];
        s.pull(number, author, "03-02 09:00");
        s.merge(number, "lea", "03-03 10:00");
    }
    let derived = s.derive();
    let team = &derived.teams[0];
    assert_eq!(team.name, "acme/anvil");
    let rule = team.leaders_inferred_by.as_deref();
    assert_eq!(rule, Some("one person made 24 of 24 merges of other people's pull requests"));
    assert!(derived.cohort.iter().all(|c| c.merged_by_role.as_deref() == Some("leader")));
    let leaders: Vec<&str> =
        derived.roster.iter().filter(|r| r.role == "leader").map(|r| r.person.as_str()).collect();
    assert_eq!(leaders, ["lea"]);
    assert_eq!(derived.team_months[0].peers, 3);
}

#[test]
fn notes_count_what_was_left_out() {
    let mut s = Scenario::new(TEAM);
    s.milestone(1, "v1", None);
    s.pull(1, "renovate[bot]", "03-02 09:00");
    s.pull(2, "", "03-02 09:00");
    s.pull(3, "ann", "03-02 09:00").truncated = true;
    s.request(3, "ann", "03-02 09:00", "bob");
    s.comment(3, "bob", "03-02 10:00", 2);
    s.event(3, "milestoned", "bob", "03-02 10:00").target = Some("v2".into());
    let notes = s.derive().notes;
    let count = |kind| notes.iter().find(|n| n.kind == kind).map(|n| (n.count, n.of));
    assert_eq!(count(NoteKind::Bots), Some((1, None)));
    assert_eq!(count(NoteKind::BotPulls), Some((1, Some(3))));
    assert_eq!(count(NoteKind::GhostPulls), Some((1, Some(3))));
    assert_eq!(count(NoteKind::Truncated), Some((1, Some(3))));
    assert_eq!(count(NoteKind::Templates), Some((1, Some(1))));
    assert_eq!(count(NoteKind::UnmatchedMilestones), Some((1, Some(1))));
    assert_eq!(count(NoteKind::Requested), Some((1, Some(2))));
    assert_eq!(count(NoteKind::NoTimeline), None);
}

/// Model 3.8: what the figures of a month are to be read beside.
#[test]
fn confounders_of_a_month() {
    let mut s = Scenario::new(&format!("{TEAM}[calendar]\nholidays = ['2026-04-10']\n"));
    // Bob was there before February, Ann and Cyd come in March.
    s.pull(1, "bob", "01-05 09:00");
    for (number, author, lines, when) in [
        (2, "ann", 10, "03-02 09:00"),
        (3, "cyd", 30, "03-03 09:00"),
        (4, "bob", 80, "04-02 09:00"),
    ] {
        let pull = s.pull(number, author, when);
        (pull.additions, pull.deletions) = (Some(lines), Some(0));
    }
    for (oid, who, offset) in
        [("a", "ann", 60), ("b", "ann", 60), ("c", "ann", 120), ("d", "bob", -300)]
    {
        s.commit(oid, "", who, ["03-04 09:00", "03-04 09:00"]).authored_offset = offset;
    }
    // Two approved pull requests wait from Tuesday the 7th; Friday is a holiday, on the 15th one is merged.
    for number in [3, 4] {
        s.review(number, "bob", "04-07 10:00", "approved");
        s.review(number, "dee", "04-07 10:00", "approved");
    }
    s.merge(4, "dee", "04-15 10:00");
    let rows = s.derive().team_months;
    let [march, april] = &rows[..] else { panic!("two months") };
    assert_eq!((march.lines_median, april.lines_median), (Some(20.0), Some(30.0)));
    assert_eq!((march.newcomers, april.newcomers), (None, None), "the record begins in January");
    assert_eq!((march.zone_hours, march.merge_pause_days), (Some(6.0), 0));
    // 7, 8, 9, 13 and 14 April.
    assert_eq!(april.merge_pause_days, 5);
    assert_eq!((april.decided, april.decided_by_one), (1, 1));
    let long_ago = crate::model::time::Timestamp::parse("2025-06-01T09:00:00Z");
    s.pull(9, "bob", "01-05 09:00").created = long_ago.expect("an instant");
    let rows = s.derive().team_months;
    assert_eq!((rows[0].newcomers, rows[0].authors), (Some(2), 2));
}

#[test]
fn check_ins_stand_in_their_weeks() {
    let mut s = Scenario::new(TEAM);
    s.pull(1, "ann", "03-02 09:00");
    let text = "2026-03-03\n2026-03-05\n2026-04-14\n2027-01-01\n";
    s.config = s.config.with_checkins(text, "c.csv").expect("dates");
    let rows = s.derive().checkin_weeks;
    let shown: Vec<_> = rows.iter().map(|r| (r.week.as_str(), r.days)).collect();
    assert_eq!(shown, [("2026-W10", 2), ("2026-W16", 1)], "not what is yet to come");
}
