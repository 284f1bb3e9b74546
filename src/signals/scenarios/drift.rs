//! Signals of drift pressure; `leader_touch_ratio` stands with those of control.

use super::Scenario;
use super::control::from_git;
use super::rows::{TEAM, World, at, issue, issue_month, milestone, roster_week, snapshot, wait};
use crate::model::derived::CheckinWeek;

pub(super) const SCENARIOS: &[(&str, Scenario)] = &[
    ("time_to_first_response_p75", time_to_first_response_p75),
    ("unattended_wait_share", unattended_wait_share),
    ("stale_open_share", stale_open_share),
    ("request_nonresponse", request_nonresponse),
    ("leader_nonresponse", leader_nonresponse),
    ("milestone_slippage", milestone_slippage),
    ("milestone_visibility", milestone_visibility),
    ("late_scope_share", late_scope_share),
    ("leader_absence_weeks", leader_absence_weeks),
    ("intent_completeness", intent_completeness),
    ("aligned_work_share", aligned_work_share),
    ("unowned_issue_share", unowned_issue_share),
    ("unreviewed_merge_share", unreviewed_merge_share),
];

fn time_to_first_response_p75(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |_| ());
    world.pull(2, |p| {
        p.first_response_bh = 80.0;
        p.response_censored = true;
    });
    world.pull(3, |p| p.leader_only_requests = true);
    world.pull(4, |p| p.author_role = "leader".into());
    world.pull(5, from_git);
    vec!["2026-03 #1 4/1", "2026-03 #2 80/1+", "2026-03 #4 4/1"]
}

fn unattended_wait_share(world: &mut World) -> Vec<&'static str> {
    world.intervals.push(wait(1, "draft", "", 20));
    world.intervals.push(wait(1, "waiting_first_review", "none", 3));
    world.intervals.push(wait(1, "waiting_on_author", "author", 5));
    world.intervals.push(wait(1, "approved_waiting_merge", "", 2));
    let mut carried = wait(1, "waiting_first_review", "none", 4);
    carried.period = "2026-02".into();
    world.intervals.push(carried);
    world.intervals.push(wait(2, "waiting_on_peer", "peer", 1));
    vec!["2026-02 #1 4/4", "2026-03 #1 3/10", "2026-03 #2 0/1"]
}

fn stale_open_share(world: &mut World) -> Vec<&'static str> {
    let mut stale = wait(1, "waiting_first_review", "none", 6);
    stale.stale = true;
    let mut resting = wait(1, "draft", "", 20);
    resting.stale = true;
    world.intervals.push(stale);
    world.intervals.push(resting);
    world.intervals.push(wait(1, "waiting_first_review", "none", 2));
    let mut parked = wait(2, "waiting_first_review", "none", 2);
    parked.parked = true;
    world.intervals.push(parked);
    vec!["2026-03 #1 6/8"]
}

fn request_nonresponse(world: &mut World) -> Vec<&'static str> {
    world.ask(1, "peer", |_| ());
    world.ask(2, "peer", |a| a.answered_bh = 41.0);
    world.ask(3, "outsider", |a| a.outcome = "removed".into());
    world.ask(4, "peer", |a| a.outcome = "closed".into());
    world.ask(5, "peer", |a| a.outcome = "merged".into());
    world.ask(6, "peer", |a| {
        a.outcome = "open".into();
        a.censored = true;
        a.answered_bh = 60.0;
    });
    world.ask(7, "peer", |a| a.followed_40 = false);
    world.ask(8, "peer", |a| a.asker_role = "peer".into());
    world.ask(9, "leader", |_| ());
    vec![
        "2026-03 #1 0/1",
        "2026-03 #2 1/1",
        "2026-03 #3 0/1",
        "2026-03 #4 1/1",
        "2026-03 #5 0/1",
        "2026-03 #6 1/1",
    ]
}

fn leader_nonresponse(world: &mut World) -> Vec<&'static str> {
    for number in 1..=6 {
        world.pull(number, |_| ());
    }
    let in_vain = |a: &mut crate::model::derived::Ask| {
        a.outcome = "merged".into();
        a.censored = true;
    };
    world.ask(1, "leader", |_| ());
    world.ask(1, "leader", in_vain);
    world.ask(2, "leader", in_vain);
    world.act(2, "merged", "peer", |_| ());
    world.ask(3, "leader", in_vain);
    world.act(3, "merged", "leader", |_| ());
    world.ask(4, "peer", in_vain);
    world.ask(5, "leader", |a| a.followed_80 = false);
    world.ask(6, "leader", |a| a.answered_bh = 81.0);
    vec!["2026-03 #1 0/1", "2026-03 #2 1/1", "2026-03 #3 0/1", "2026-03 #6 1/1"]
}

fn milestone_slippage(world: &mut World) -> Vec<&'static str> {
    // Any work gives the repository its team.
    world.pull(1, |_| ());
    // 60 planned days, closed 15 days late.
    world.milestones.push(milestone(1));
    world.milestones[0].closed = Some(at("2026-03-17T00:00"));
    // Closed in time.
    world.milestones.push(milestone(2));
    world.milestones[1].closed = Some(at("2026-02-17T00:00"));
    // Open, moved from February 10 (40 planned days): 50 days late on April 1.
    world.milestones.push(milestone(3));
    world.snapshots.push(snapshot(3, "2026-02-20T00:00", "2026-03-02T00:00"));
    world.snapshots.push(snapshot(3, "2026-01-02T00:00", "2026-02-10T00:00"));
    // Without a date, and due later than anybody can know.
    world.milestones.push(milestone(4));
    world.milestones[3].due = None;
    world.milestones.push(milestone(5));
    world.milestones[4].due = Some(at("2026-05-01T00:00"));
    vec!["2026-02 milestone#3 1.25/1+", "2026-03 milestone#1 0.25/1", "2026-03 milestone#2 0/1"]
}

fn milestone_visibility(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |_| ());
    for number in 1..=5 {
        world.milestones.push(milestone(number));
    }
    // A comment on one of its issues keeps the first alive in March, an edit the second.
    world.issues.push(issue(11, 3));
    world.issues[0].milestone = Some(1);
    world.issue_act(11, "commented", "peer", "2026-03-20T09:00");
    world.issue_act(11, "commented", "bot", "2026-02-27T09:00");
    world.milestones[1].updated = at("2026-03-19T00:00");
    // Alive, but without a date; closed within March; created after February.
    world.milestones[2].updated = at("2026-03-25T00:00");
    world.milestones[2].due = None;
    world.milestones[3].closed = Some(at("2026-03-10T00:00"));
    world.milestones[4].created = at("2026-03-05T00:00");
    vec![
        "2026-02 milestone#1 0/1",
        "2026-02 milestone#2 0/1",
        "2026-02 milestone#3 0/1",
        "2026-02 milestone#4 0/1",
        "2026-03 milestone#1 1/1",
        "2026-03 milestone#2 1/1",
        "2026-03 milestone#3 0/1",
        "2026-03 milestone#5 0/1",
    ]
}

fn late_scope_share(world: &mut World) -> Vec<&'static str> {
    // 60 planned days from January 1: the last fifth begins on February 18.
    world.milestones.push(milestone(1));
    for (number, when) in [
        (11, "2026-01-10T00:00"),
        (12, "2026-02-17T23:59"),
        (13, "2026-02-18T00:00"),
        (14, "2026-03-10T00:00"),
        (11, "2026-02-25T00:00"),
    ] {
        world.issue_act(number, "milestoned", "peer", when);
        if let Some(act) = world.acts.last_mut() {
            act.target = Some("Round 1".into());
        }
    }
    world.issue_act(15, "milestoned", "peer", "2026-02-25T00:00");
    if let Some(act) = world.acts.last_mut() {
        act.target = Some("Another".into());
    }
    vec![
        "2026-03 issue#11 0/1",
        "2026-03 issue#12 0/1",
        "2026-03 issue#13 1/1",
        "2026-03 issue#14 1/1",
    ]
}

fn leader_absence_weeks(world: &mut World) -> Vec<&'static str> {
    let mut week = |name: &str, peers: usize, leader: Option<&str>| {
        for _ in 0..peers {
            world.act(1, "commented", "author", |a| a.week = name.into());
        }
        if let Some(kind) = leader {
            world.act(1, kind, "leader", |a| a.week = name.into());
        }
    };
    week("2026-W02", 3, None);
    week("2026-W03", 2, None);
    week("2026-W04", 2, Some("labeled"));
    week("2026-W05", 3, None);
    week("2026-W12", 3, None);
    // Being mentioned is no act, a commit on the mainline is one; on leave is not absent.
    world.act(1, "mentioned", "leader", |a| {
        a.week = "2026-W02".into();
        a.trace = false;
    });
    world.act(0, "authored", "author", |a| {
        a.subject = "commit".into();
        a.week = "2026-W12".into();
        a.role = "leader".into();
        a.trace = false;
    });
    world.act(1, "commented", "bot", |a| a.week = "2026-W03".into());
    world.act(1, "commented", "outsider", |a| a.week = "2026-W03".into());
    // A label that a timer could set shows nobody; a check-in that was noted is a trace.
    world.act(1, "labeled", "leader", |a| {
        a.week = "2026-W02".into();
        a.scheduled = true;
    });
    for _ in 0..3 {
        world.act(1, "commented", "author", |a| a.week = "2026-W11".into());
    }
    let (team, week) = (TEAM.to_owned(), "2026-W11".to_owned());
    world.checkin_weeks.push(CheckinWeek { team: team.into(), week: week.into(), days: 1 });
    world.roster_weeks.retain(|w| w.week != "2026-W05");
    world.roster_weeks.push(roster_week("2026-W05", true));
    vec![
        "2026-02 2026-W02 1/1",
        "2026-02 2026-W04 0/1",
        "2026-03 2026-W02 1/1",
        "2026-03 2026-W04 0/1",
        "2026-03 2026-W11 0/1",
        "2026-03 2026-W12 0/1",
    ]
}

fn intent_completeness(world: &mut World) -> Vec<&'static str> {
    for (number, said) in [(11, 3), (12, 2), (13, 0), (14, 1)] {
        world.issues.push(issue(number, said));
    }
    // Started in March; linked to March's work, twice; a visitor's report; not of March.
    world.issue_months.push(issue_month(11));
    world.issue_months[0].started = true;
    world.pull(1, |_| ());
    world.link(1, 11);
    world.link(1, 12);
    world.issue_months.push(issue_month(13));
    world.issue_months[1].started = true;
    world.issue_months[1].in_scope = false;
    world.issue_months.push(issue_month(14));
    vec!["2026-03 issue#11 1/1", "2026-03 issue#12 0.6667/1"]
}

/// Pull requests with a milestone, an intent, their own intent, too little of it, and none.
pub(super) fn five_aims(world: &mut World) {
    for number in 1..=5 {
        world.pull(number, |_| ());
    }
    world.issues.push(issue(21, 0));
    world.issues[0].milestone = Some(1);
    world.issues.push(issue(22, 2));
    world.issues.push(issue(24, 1));
    world.link(1, 21);
    world.link(2, 22);
    world.link(4, 24);
    world.cohort[2].intent = Some(2);
    world.cohort[4].intent = None;
}

fn aligned_work_share(world: &mut World) -> Vec<&'static str> {
    five_aims(world);
    world.pull(6, |p| p.chore = true);
    world.pull(7, |p| p.merged_in_horizon = false);
    world.pull(8, from_git);
    vec!["2026-03 #1 1/1", "2026-03 #2 1/1", "2026-03 #3 1/1", "2026-03 #4 0/1", "2026-03 #5 0/1"]
}

fn unowned_issue_share(world: &mut World) -> Vec<&'static str> {
    for number in 1..=6 {
        world.issue_months.push(issue_month(number));
    }
    world.issue_months[1].owned = true;
    world.issue_months[2].answered = true;
    world.issue_months[3].age_days = 14.0;
    world.issue_months[4].open = false;
    world.issue_months[5].in_scope = false;
    vec!["2026-03 issue#1 1/1", "2026-03 issue#2 0/1", "2026-03 issue#3 0/1"]
}

fn unreviewed_merge_share(world: &mut World) -> Vec<&'static str> {
    for number in 1..=8 {
        world.pull(number, |_| ());
    }
    world.act(1, "reviewed", "peer", |_| ());
    world.act(2, "reviewed", "bot", |_| ());
    world.act(2, "commented", "peer", |_| ());
    world.act(2, "merged", "peer", |_| ());
    world.act(3, "reviewed", "peer", |a| a.before_close = false);
    world.act(4, "commented", "outsider", |a| a.approval = true);
    world.cohort[4].paired = true;
    world.cohort[5].merged_in_horizon = false;
    world.act(7, "reviewed", "author", |_| ());
    // A leader's own merge counts too; in git, who brings it in has seen it.
    world.cohort[7].author_role = "leader".into();
    world.pull(9, from_git);
    world.act(0, "integrated", "leader", |a| {
        a.subject = "commit".into();
        a.item = "c0ffee1".into();
    });
    vec![
        "2026-03 #1 0/1",
        "2026-03 #2 1/1",
        "2026-03 #3 1/1",
        "2026-03 #4 0/1",
        "2026-03 #5 0/1",
        "2026-03 #7 1/1",
        "2026-03 #8 1/1",
        "2026-03 c0ffee1 0/1",
    ]
}
