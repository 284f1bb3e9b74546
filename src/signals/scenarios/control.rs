//! Signals of control pressure.

use super::Scenario;
use super::rows::{TEAM, World, at, wait};
use crate::model::derived::CohortItem;
use crate::model::facts::RosterEntry;

pub(super) const SCENARIOS: &[(&str, Scenario)] = &[
    ("leader_gate_odds", leader_gate_odds),
    ("low_risk_leader_gate", low_risk_leader_gate),
    ("merge_authority_odds", merge_authority_odds),
    ("leader_wait_share_odds", leader_wait_share_odds),
    ("leader_blocked_hours_per_pr", leader_blocked_hours_per_pr),
    ("review_concentration", review_concentration),
    ("leader_detail_density", leader_detail_density),
    ("leader_rounds", leader_rounds),
    ("late_veto_rate", late_veto_rate),
    ("leader_touch_ratio", leader_touch_ratio),
    ("self_started_share", self_started_share),
    ("permission_seeking_rate", permission_seeking_rate),
];

fn by_leader(pull: &mut CohortItem) {
    pull.deciding_role = Some("leader".into());
}

/// Turns a row into a change read from git alone.
pub(super) fn from_git(pull: &mut CohortItem) {
    pull.subject = "commit".into();
    pull.number = 0;
    pull.item = "c0ffee1".into();
}

fn leader_gate_odds(world: &mut World) -> Vec<&'static str> {
    world.pull(1, by_leader);
    world.pull(2, |_| ());
    world.pull(3, |p| p.deciding_role = None);
    world.pull(4, |p| p.approvals = 0);
    world.pull(5, |p| p.merged_in_horizon = false);
    world.pull(6, |p| p.author_role = "leader".into());
    world.pull(7, |p| {
        by_leader(p);
        p.author_role = "outsider".into();
    });
    undecided(world);
    vec![
        "2026-03 #1 1/1",
        "2026-03 #11 1/1",
        "2026-03 #12 0/1",
        "2026-03 #2 0/1",
        "2026-03 #3 0/1",
        "2026-03 #7 1/1",
    ]
}

/// Open when the horizon is over: waiting for a leader who then decides, for a peer, for a leader
/// who never does, for its author; and one whose wait for a leader was over by then.
fn undecided(world: &mut World) {
    for (number, awaited, hours) in [
        (11, "leader", 400),
        (12, "peer", 400),
        (13, "leader", 400),
        (14, "author", 400),
        (15, "leader", 9),
    ] {
        world.pull(number, |p| {
            (p.merged_in_horizon, p.merged, p.closed) = (false, None, None);
            (p.approvals, p.deciding_role, p.low_risk) = (0, None, Some(true));
        });
        let state = if awaited == "author" { "waiting_on_author" } else { "waiting_first_review" };
        let mut row = wait(number, state, awaited, hours);
        if number == 13 {
            row.resolution = Some("bypassed".into());
        }
        world.intervals.push(row);
    }
}

fn low_risk_leader_gate(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |p| {
        by_leader(p);
        p.low_risk = Some(true);
    });
    world.pull(2, |p| p.low_risk = Some(true));
    world.pull(3, by_leader);
    world.pull(4, |p| p.low_risk = None);
    undecided(world);
    vec!["2026-03 #1 1/1", "2026-03 #11 1/1", "2026-03 #12 0/1", "2026-03 #2 0/1"]
}

fn merge_authority_odds(world: &mut World) -> Vec<&'static str> {
    let merged_by =
        |role: &'static str| move |p: &mut CohortItem| p.merged_by_role = Some(role.into());
    world.pull(1, merged_by("leader"));
    world.pull(2, merged_by("author"));
    world.pull(3, merged_by("bot"));
    world.pull(4, |p| p.merged_by_role = None);
    world.pull(5, |p| {
        p.merged_by_role = Some("leader".into());
        p.auto_merged = true;
    });
    vec!["2026-03 #1 1/1", "2026-03 #2 0/1"]
}

fn leader_wait_share_odds(world: &mut World) -> Vec<&'static str> {
    world.intervals.push(wait(1, "waiting_first_review", "leader", 6));
    world.intervals.push(wait(1, "waiting_on_peer", "peer", 2));
    world.intervals.push(wait(1, "waiting_on_author", "author", 50));
    world.intervals.push(wait(1, "approved_waiting_merge", "leader", 1));
    world.intervals.push(wait(1, "approved_waiting_merge", "", 30));
    let mut absent = wait(2, "waiting_on_leader", "leader", 5);
    absent.resolution = Some("absent".into());
    world.intervals.push(absent);
    world.intervals.push(wait(3, "waiting_first_review", "none", 0));
    // In a month in which hardly anybody is asked, nothing is said.
    let mut other = wait(4, "waiting_first_review", "leader", 6);
    other.period = "2026-02".into();
    world.intervals.push(other);
    world.team_months[0].requested_share = Some(0.19);
    vec!["2026-03 #1 7/9", "2026-03 #2 0/5"]
}

fn leader_blocked_hours_per_pr(world: &mut World) -> Vec<&'static str> {
    for number in 1..=5 {
        world.pull(number, |_| ());
    }
    world.cohort[3].closed = None;
    world.cohort[3].followed = false;
    world.intervals.push(wait(1, "waiting_first_review", "leader", 6));
    world.intervals.push(wait(1, "approved_waiting_merge", "leader", 1));
    world.intervals.push(wait(2, "waiting_first_review", "leader", 100));
    let mut bypassed = wait(3, "waiting_first_review", "leader", 5);
    bypassed.resolution = Some("bypassed".into());
    world.intervals.push(bypassed);
    let mut later = wait(5, "waiting_on_leader", "leader", 5);
    later.from = at("2026-03-17T09:00");
    world.intervals.push(later);
    world.pull(6, from_git);
    vec![
        "2026-03 #1 7/1",
        "2026-03 #2 80/1+",
        "2026-03 #3 0/1",
        "2026-03 #4 0/1+",
        "2026-03 #5 0/1",
    ]
}

fn review_concentration(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |_| ());
    world.pull(2, from_git);
    world.act(1, "reviewed", "leader", |_| ());
    world.act(1, "reviewed", "peer", |_| ());
    world.act(1, "reviewed", "outsider", |_| ());
    world.act(1, "reviewed", "bot", |_| ());
    world.act(1, "commented", "peer", |a| a.approval = true);
    world.act(1, "commented", "peer", |_| ());
    // Ready long before the months looked at, reviewed in one of them; of another month; a bot's.
    world.act(9, "reviewed", "peer", |_| ());
    world.act(10, "reviewed", "peer", |a| a.period = "2025-11".into());
    world.act(11, "reviewed", "peer", |a| a.author_role = "bot".into());
    world.pull(12, |p| p.bookkeeping = true);
    world.act(12, "reviewed", "peer", |_| ());
    world.act(0, "reviewed", "peer", |a| {
        a.subject = "commit".into();
        a.item = "c0ffee1".into();
    });
    vec![
        "2026-03 #1 1/1 lea",
        "2026-03 #1 1/1 pat",
        "2026-03 #1 1/1 pat",
        "2026-03 #9 1/1 pat",
        "2026-03 c0ffee1 1/1 pat",
    ]
}

fn leader_detail_density(world: &mut World) -> Vec<&'static str> {
    for number in 1..=5 {
        world.pull(number, |_| ());
    }
    // Recorded line by line: two threads, one reply; the review's own count would say three.
    world.act(1, "reviewed", "leader", |a| a.count = Some(3));
    for starts in [1, 1, 0] {
        world.act(1, "line_commented", "leader", |a| a.count = Some(starts));
    }
    world.act(1, "line_commented", "peer", |a| a.count = Some(1));
    // Only the number that came with the review is known; large changes count as 400 lines.
    world.act(2, "reviewed", "leader", |a| a.count = Some(5));
    world.cohort[1].lines = Some(4_000);
    // Peers' threads are recorded, so the leader's review had none.
    world.act(3, "reviewed", "leader", |a| a.count = Some(2));
    world.act(3, "line_commented", "peer", |a| a.count = Some(1));
    // No size.
    world.act(4, "reviewed", "leader", |_| ());
    world.cohort[3].lines = None;
    // Not reviewed by a leader within the horizon.
    world.act(5, "reviewed", "leader", |a| a.in_horizon = false);
    vec!["2026-03 #1 2/2", "2026-03 #2 5/4", "2026-03 #3 0/2"]
}

fn leader_rounds(world: &mut World) -> Vec<&'static str> {
    for number in 1..=3 {
        world.pull(number, |_| ());
    }
    for state in ["changes_requested", "changes_requested", "approved"] {
        world.act(1, "reviewed", "leader", |a| a.state = Some(state.into()));
    }
    world.act(2, "reviewed", "leader", |a| a.state = Some("approved".into()));
    world.act(3, "reviewed", "peer", |a| a.state = Some("changes_requested".into()));
    vec!["2026-03 #1 2/1", "2026-03 #2 0/1"]
}

fn late_veto_rate(world: &mut World) -> Vec<&'static str> {
    for number in 1..=4 {
        world.pull(number, |p| p.satisfied_by_peer = Some(at("2026-03-02T13:00")));
    }
    let veto = |when: &'static str| {
        move |a: &mut crate::model::derived::Act| {
            a.state = Some("changes_requested".into());
            a.at = at(when);
        }
    };
    world.act(1, "reviewed", "leader", veto("2026-03-02T14:00"));
    world.act(2, "reviewed", "leader", veto("2026-03-02T12:00"));
    world.act(3, "reviewed", "peer", veto("2026-03-02T14:00"));
    world.cohort[3].satisfied_by_peer = None;
    vec!["2026-03 #1 1/1", "2026-03 #2 0/1", "2026-03 #3 0/1"]
}

fn leader_touch_ratio(world: &mut World) -> Vec<&'static str> {
    for number in 1..=4 {
        world.pull(number, |_| ());
    }
    world.act(1, "commented", "leader", |_| ());
    world.act(1, "reviewed", "leader", |_| ());
    // The merge click alone is no touch; neither is what comes after the horizon.
    world.act(2, "merged", "leader", |_| ());
    world.act(3, "commented", "leader", |a| a.in_horizon = false);
    world.act(4, "reviewed", "peer", |_| ());
    world.pull(5, from_git);
    world.act(0, "reviewed", "leader", |a| {
        a.subject = "commit".into();
        a.item = "c0ffee1".into();
    });
    vec![
        "2026-03 #1 1/1",
        "2026-03 #2 0/1",
        "2026-03 #3 0/1",
        "2026-03 #4 0/1",
        "2026-03 c0ffee1 1/1",
    ]
}

/// Five pull requests, told by the issue's opening, its assignment, too late, not, without issue.
pub(super) fn five_starts(world: &mut World) {
    for number in 1..=5 {
        world.pull(number, |_| ());
        world.link(number, 10 + number);
    }
    world.linked_issues.pop();
    world.issue_act(11, "opened", "leader", "2026-02-20T09:00");
    world.issue_act(12, "opened", "peer", "2026-02-20T09:00");
    world.issue_act(12, "assigned", "leader", "2026-02-21T09:00");
    world.issue_act(13, "assigned", "leader", "2026-03-02T10:00");
    world.issue_act(14, "commented", "leader", "2026-02-20T09:00");
    // A pull request of the same number as an issue is another thing.
    world.act(13, "opened", "leader", |a| a.at = at("2026-02-01T09:00"));
    // Work from the backlog says nothing, unless a leader handed it out.
    for number in 6..=7 {
        world.pull(number, |_| ());
        world.link(number, 10 + number);
        world.act(10 + number, "opened", "leader", |a| {
            a.subject = "issue".into();
            a.item = format!("issue#{}", a.number).into();
            a.actor = "olive".into();
            a.at = at("2026-02-20T09:00");
        });
    }
    world.issue_act(17, "assigned", "leader", "2026-02-21T09:00");
    world.roster.push(RosterEntry {
        team: TEAM.into(),
        person: "olive".into(),
        role: "intake".into(),
        from: None,
        to: None,
        inferred_by: None,
    });
}

fn self_started_share(world: &mut World) -> Vec<&'static str> {
    five_starts(world);
    vec![
        "2026-03 #1 0/1",
        "2026-03 #2 0/1",
        "2026-03 #3 1/1",
        "2026-03 #4 1/1",
        "2026-03 #5 1/1",
        "2026-03 #7 0/1",
    ]
}

fn permission_seeking_rate(world: &mut World) -> Vec<&'static str> {
    for number in 1..=5 {
        world.pull(number, |_| ());
    }
    world.ask(1, "leader", |_| ());
    world.ask(1, "leader", |a| a.via = "mention".into());
    world.ask(2, "leader", |a| a.needed_by_rule = true);
    world.ask(3, "leader", |a| a.asker_role = "bot".into());
    world.ask(4, "peer", |_| ());
    world.ask(5, "leader", |a| a.at = at("2026-03-20T09:00"));
    vec!["2026-03 #1 1/1", "2026-03 #2 0/1", "2026-03 #3 0/1", "2026-03 #4 0/1", "2026-03 #5 0/1"]
}
