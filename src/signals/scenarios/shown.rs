//! Signals that are shown and not scored.

use super::Scenario;
use super::control::{five_starts, from_git};
use super::drift::five_aims;
use super::rows::{
    TEAM, World, at, issue, issue_month, milestone, pull_file, pull_request, snapshot, tag, wait,
};
use crate::model::derived::UpdateWeek;

pub(super) const SCENARIOS: &[(&str, Scenario)] = &[
    ("leader_takeover_rate", leader_takeover_rate),
    ("decision_latency", decision_latency),
    ("decision_boundary_coverage", decision_boundary_coverage),
    ("codeowner_leader_exclusivity", codeowner_leader_exclusivity),
    ("crisis_pull_rate", crisis_pull_rate),
    ("integration_lag", integration_lag),
    ("disciplined_initiative", disciplined_initiative),
    ("decision_proximity", decision_proximity),
    ("nonblocking_touch_share", nonblocking_touch_share),
    ("leader_altitude", leader_altitude),
    ("change_failure_proxy", change_failure_proxy),
    ("hasty_approval_share", hasty_approval_share),
    ("time_to_approval", time_to_approval),
    ("time_to_merge", time_to_merge),
    ("change_duration", change_duration),
    ("change_duration_draft", change_duration_draft),
    ("change_request_closure_ratio", change_request_closure_ratio),
    ("priorities", priorities),
    ("leader_wait_share_upper", leader_wait_share_upper),
    ("request_withdrawal_share", request_withdrawal_share),
    ("redraft_share", redraft_share),
    ("leader_verdict_share", leader_verdict_share),
    ("silent_rebaseline", silent_rebaseline),
    ("tag_cadence", tag_cadence),
    ("vision_freshness", vision_freshness),
    ("congruence_gap", congruence_gap),
    ("structured_update_cadence", structured_update_cadence),
    ("intent_what_share", intent_what_share),
    ("intent_why_share", intent_why_share),
    ("intent_done_share", intent_done_share),
];

fn leader_takeover_rate(world: &mut World) -> Vec<&'static str> {
    for number in 1..=6 {
        world.pull(number, |p| p.merged = (number < 4).then(|| at("2026-03-05T09:00")));
    }
    world.act(1, "committed", "leader", |_| ());
    world.act(2, "committed", "leader", |a| a.state = Some("merge".into()));
    world.act(3, "committed", "peer", |_| ());
    // 4 is closed and done anew in three of its five files, 5 in two of them, 6 too late.
    for (number, successor, day) in [(4, 14, "08"), (5, 15, "08"), (6, 16, "20")] {
        world.act(number, "closed", "leader", |a| {
            a.actor = "lea".into();
            a.at = at("2026-03-06T09:00");
        });
        world.act(successor, "opened", "author", |a| {
            a.actor = "lea".into();
            a.at = at(&format!("2026-03-{day}T09:00"));
        });
        for file in 0..5 {
            world.pull_files.push(pull_file(number, 10 * number + file));
        }
        for file in 0..if number == 5 { 2 } else { 3 } {
            world.pull_files.push(pull_file(successor, 10 * number + file));
        }
    }
    vec![
        "2026-03 #1 1/1",
        "2026-03 #2 0/1",
        "2026-03 #3 0/1",
        "2026-03 #4 1/1",
        "2026-03 #5 0/1",
        "2026-03 #6 0/1",
    ]
}

fn decision_latency(world: &mut World) -> Vec<&'static str> {
    let question = |hours: f64, censored: bool| {
        move |a: &mut crate::model::derived::Ask| {
            a.via = "mention".into();
            a.answered_bh = hours;
            a.censored = censored;
        }
    };
    world.ask(1, "leader", question(4.0, false));
    world.ask(2, "leader", question(90.0, false));
    world.ask(3, "leader", question(30.0, true));
    world.ask(4, "peer", question(4.0, false));
    world.ask(5, "leader", |_| ());
    vec!["2026-03 #1 4/1", "2026-03 #2 80/1+", "2026-03 #3 30/1+"]
}

fn decision_boundary_coverage(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |_| ());
    world.pull(2, |p| p.owned_files = None);
    world.pull(3, |p| p.files = Some(0));
    vec!["2026-03 #1 3/4"]
}

fn codeowner_leader_exclusivity(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |_| ());
    world.pull(2, |p| p.owned_files = Some(0));
    world.pull(3, |p| p.leader_owned_files = None);
    vec!["2026-03 #1 1/3"]
}

fn crisis_pull_rate(world: &mut World) -> Vec<&'static str> {
    // The second touch of a hotfix is no first; a stale one is rescued, however old it is; the
    // last is everyday; a touch of another month and one of a bot's work are left out.
    world.act(1, "reviewed", "leader", |a| a.urgent = true);
    world.act(1, "commented", "leader", |a| (a.seq, a.urgent) = (2, true));
    world.act(2, "commented", "leader", |a| a.after_stale = true);
    world.act(2, "commented", "leader", |a| a.at = at("2026-03-02T13:00"));
    world.act(2, "commented", "peer", |a| a.after_stale = true);
    world.act(3, "commented", "leader", |a| a.period = "2025-11".into());
    world.act(4, "commented", "leader", |a| a.author_role = "bot".into());
    vec!["2026-03 #1 0/1", "2026-03 #1 1/1", "2026-03 #2 0/1", "2026-03 #2 1/1"]
}

fn integration_lag(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |p| p.integration_hours = Some(3.0));
    world.pull(2, |p| {
        from_git(p);
        p.integration_hours = Some(30.5);
    });
    world.pull(3, from_git);
    vec!["2026-03 c0ffee1 30.5/1"]
}

fn disciplined_initiative(world: &mut World) -> Vec<&'static str> {
    five_starts(world);
    world.cohort.clear();
    five_aims(world);
    // The first two were told; of the others only the third states an aim.
    vec!["2026-03 #1 0/1", "2026-03 #2 0/1", "2026-03 #3 1/1", "2026-03 #4 0/1", "2026-03 #5 0/1"]
}

fn decision_proximity(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |_| ());
    world.pull(2, |p| p.deciding_near = Some(false));
    world.pull(3, |p| p.deciding_near = None);
    world.pull(4, |p| p.merged_in_horizon = false);
    vec!["2026-03 #1 1/1", "2026-03 #2 0/1"]
}

fn nonblocking_touch_share(world: &mut World) -> Vec<&'static str> {
    for number in 1..=3 {
        world.pull(number, |_| ());
    }
    world.act(1, "reviewed", "leader", |_| ());
    world.act(2, "reviewed", "leader", |_| ());
    world.intervals.push(wait(2, "waiting_first_review", "leader", 1));
    world.intervals.push(wait(1, "waiting_first_review", "peer", 1));
    vec!["2026-03 #1 1/1", "2026-03 #2 0/1"]
}

fn leader_altitude(world: &mut World) -> Vec<&'static str> {
    world.act(1, "reviewed", "leader", |_| ());
    world.act(2, "milestoned", "leader", |_| ());
    world.issue_act(11, "commented", "leader", "2026-03-02T09:00");
    world.act(3, "reviewed", "peer", |_| ());
    world.act(0, "authored", "author", |a| {
        a.subject = "commit".into();
        a.role = "leader".into();
    });
    vec!["2026-03 #1 0/1", "2026-03 #2 1/1", "2026-03 issue#11 1/1"]
}

fn change_failure_proxy(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |p| p.reverted = true);
    world.pull(2, |_| ());
    world.pull(3, |p| p.merged = None);
    world.pull(4, |p| p.merged = Some(at("2026-03-19T00:00")));
    vec!["2026-03 #1 1/1", "2026-03 #2 0/1"]
}

fn hasty_approval_share(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |p| p.hasty = Some(true));
    world.pull(2, |_| ());
    world.pull(3, |p| p.hasty = None);
    vec!["2026-03 #1 1/1", "2026-03 #2 0/1"]
}

fn time_to_approval(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |_| ());
    world.pull(2, |p| p.approval_bh = None);
    world.pull(3, |p| p.approval_bh = Some(90.0));
    for number in [4, 5] {
        world.pull(number, |p| {
            (p.followed, p.followed_bh, p.approval_bh) = (false, 12.5, None);
            p.closed = p.closed.filter(|_| number == 5);
        });
    }
    // Open for 12.5 hours so far; closed before anybody approved.
    vec![
        "2026-03 #1 6/1",
        "2026-03 #2 80/1+",
        "2026-03 #3 80/1+",
        "2026-03 #4 12.5/1+",
        "2026-03 #5 80/1+",
    ]
}

fn time_to_merge(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |_| ());
    world.pull(2, |p| p.merge_bh = None);
    world.pull(3, |p| {
        (p.followed, p.followed_bh, p.merge_bh, p.closed) = (false, 12.5, None, None);
    });
    vec!["2026-03 #1 8/1", "2026-03 #2 80/1+", "2026-03 #3 12.5/1+"]
}

fn change_duration(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |_| ());
    world.pull(2, |p| {
        p.closed = None;
        p.open_hours = 700.0;
    });
    world.pull(3, |p| p.open_hours = 3_000.0);
    vec!["2026-03 #1 24/1", "2026-03 #2 700/1+", "2026-03 #3 2160/1+"]
}

fn change_duration_draft(world: &mut World) -> Vec<&'static str> {
    for number in 1..=4 {
        world.act(number, "opened", "author", |_| ());
    }
    // Two times a draft; still one; never one; opened before the months.
    world.intervals.push(wait(1, "draft", "", 6));
    world.intervals.push(wait(1, "draft", "", 2));
    world.intervals.push(wait(1, "waiting_first_review", "peer", 9));
    let mut open = wait(2, "draft", "", 100);
    open.to = world.context[0].as_of;
    world.intervals.push(open);
    world.intervals.push(wait(3, "waiting_first_review", "peer", 9));
    world.intervals.push(wait(5, "draft", "", 9));
    vec!["2026-03 #1 8/1", "2026-03 #2 100/1+"]
}

fn structured_update_cadence(world: &mut World) -> Vec<&'static str> {
    for (week, updated) in [("2026-W09", true), ("2026-W10", false), ("2026-W13", true)] {
        let (team, week) = (TEAM.to_owned(), week.to_owned());
        world.update_weeks.push(UpdateWeek { team: team.into(), week: week.into(), updated });
    }
    // W09 ends with the first of March, W13 is the last that is over in March.
    vec!["2026-03 2026-W09 1/1", "2026-03 2026-W10 0/1", "2026-03 2026-W13 1/1"]
}

/// Issues of the month that say all, what and why, what, and nothing.
fn four_intents(world: &mut World) {
    for (number, said) in [(11, 3), (12, 2), (13, 1), (14, 0)] {
        world.issues.push(issue(number, said));
        let mut row = issue_month(number);
        row.started = true;
        world.issue_months.push(row);
    }
}

fn intent_what_share(world: &mut World) -> Vec<&'static str> {
    four_intents(world);
    vec![
        "2026-03 issue#11 1/1",
        "2026-03 issue#12 1/1",
        "2026-03 issue#13 1/1",
        "2026-03 issue#14 0/1",
    ]
}

fn intent_why_share(world: &mut World) -> Vec<&'static str> {
    four_intents(world);
    vec![
        "2026-03 issue#11 1/1",
        "2026-03 issue#12 1/1",
        "2026-03 issue#13 0/1",
        "2026-03 issue#14 0/1",
    ]
}

fn intent_done_share(world: &mut World) -> Vec<&'static str> {
    four_intents(world);
    vec![
        "2026-03 issue#11 1/1",
        "2026-03 issue#12 0/1",
        "2026-03 issue#13 0/1",
        "2026-03 issue#14 0/1",
    ]
}

fn change_request_closure_ratio(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |_| ());
    world.pull(2, |p| p.period = "2026-02".into());
    world.pull(3, |_| ());
    world.pull(4, |p| p.bookkeeping = true);
    // The fifth became ready long before the months looked at, the sixth never.
    for (number, closed) in [
        (1, Some("2026-03-03T09:00")),
        (2, Some("2026-03-01T00:00")),
        (3, None),
        (4, Some("2026-03-03T09:00")),
        (5, Some("2026-03-09T09:00")),
        (6, Some("2026-03-09T09:00")),
    ] {
        world.act(number, "opened", "author", |_| ());
        let mut pull = pull_request(number);
        pull.closed = closed.map(at);
        pull.is_draft = number == 6;
        world.pull_requests.push(pull);
    }
    world.act(7, "opened", "bot", |_| ());
    world.pull_requests.push(pull_request(7));
    vec![
        "2026-02 #2 0/1",
        "2026-03 #1 0/1",
        "2026-03 #1 1/0",
        "2026-03 #2 1/0",
        "2026-03 #3 0/1",
        "2026-03 #5 1/0",
    ]
}

fn priorities(world: &mut World) -> Vec<&'static str> {
    for number in 1..=3 {
        world.issue_months.push(issue_month(number));
    }
    world.issue_months[0].prioritised = true;
    world.issue_months[2].open = false;
    vec!["2026-03 issue#1 1/1", "2026-03 issue#2 0/1"]
}

fn leader_wait_share_upper(world: &mut World) -> Vec<&'static str> {
    let mut both = wait(1, "waiting_on_peer", "peer", 3);
    both.awaited_upper = Some("leader".into());
    let mut merging = wait(1, "approved_waiting_merge", "", 2);
    merging.awaited_upper = Some("leader".into());
    world.intervals.push(both);
    world.intervals.push(merging);
    world.intervals.push(wait(1, "waiting_first_review", "none", 5));
    world.intervals.push(wait(1, "approved_waiting_merge", "", 9));
    vec!["2026-03 #1 5/10"]
}

fn request_withdrawal_share(world: &mut World) -> Vec<&'static str> {
    world.ask(1, "peer", |a| a.outcome = "removed".into());
    world.ask(2, "peer", |_| ());
    world.ask(3, "peer", |a| a.via = "mention".into());
    vec!["2026-03 #1 1/1", "2026-03 #2 0/1"]
}

fn redraft_share(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |p| p.redrafted = true);
    world.pull(2, |_| ());
    vec!["2026-03 #1 1/1", "2026-03 #2 0/1"]
}

fn leader_verdict_share(world: &mut World) -> Vec<&'static str> {
    for number in 1..=5 {
        world.pull(number, |_| ());
    }
    for state in ["changes_requested", "commented", "commented", "approved"] {
        world.act(1, "reviewed", "leader", |a| {
            a.state = Some(state.into());
            a.approval = state == "approved";
        });
    }
    // A word of approval, a template, a peer, and what came after the horizon are no rounds.
    let commented = |a: &mut crate::model::derived::Act| a.state = Some("commented".into());
    world.act(2, "reviewed", "leader", |a| {
        commented(a);
        a.approval = true;
    });
    world.act(3, "reviewed", "leader", |a| {
        commented(a);
        a.response = false;
    });
    world.act(4, "reviewed", "peer", commented);
    world.act(5, "reviewed", "leader", |a| {
        commented(a);
        a.in_horizon = false;
    });
    vec!["2026-03 #1 1/3"]
}

fn silent_rebaseline(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |_| ());
    world.milestones.push(milestone(1));
    world.snapshots.push(snapshot(1, "2026-01-02T00:00", "2026-02-10T00:00"));
    world.snapshots.push(snapshot(1, "2026-02-05T00:00", "2026-03-02T00:00"));
    world.snapshots.push(snapshot(1, "2026-03-05T00:00", "2026-03-02T00:00"));
    vec!["2026-02 milestone#1 1/1"]
}

fn tag_cadence(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |_| ());
    world.tags.push(tag("v1.0", "2026-03-05T00:00"));
    world.tags.push(tag("v0.1", "2024-03-05T00:00"));
    vec!["2026-03 v1.0 1/1"]
}

fn vision_freshness(world: &mut World) -> Vec<&'static str> {
    world.pull(1, |_| ());
    world.changed("ROADMAP.md", "2026-02-19T00:00");
    world.changed("ROADMAP.md", "2026-03-22T00:00");
    world.changed("docs/vision.md", "2026-03-02T00:00");
    world.changed("src/vision.rs", "2026-03-02T00:00");
    vec!["2026-02 ROADMAP.md 10/1", "2026-03 ROADMAP.md 10/1", "2026-03 docs/vision.md 30/1"]
}

fn congruence_gap(world: &mut World) -> Vec<&'static str> {
    for number in 1..=4 {
        world.pull(number, |p| p.merged_in_horizon = number < 4);
    }
    // Of the fifth the files are not known.
    world.pull(5, |_| ());
    for number in 1..=4 {
        world.act(number, "opened", "author", |a| a.near = Some(false));
    }
    world.act(1, "reviewed", "peer", |a| a.near = Some(true));
    world.act(2, "reviewed", "peer", |a| a.near = Some(false));
    world.act(3, "reviewed", "bot", |a| a.near = Some(true));
    world.act(5, "reviewed", "peer", |_| ());
    vec!["2026-03 #1 0/1", "2026-03 #2 1/1", "2026-03 #3 1/1"]
}
