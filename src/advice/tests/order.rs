//! Which suggestions are shown, in which order.

use std::collections::BTreeSet;

use super::kit::Kit;
use crate::signals::definition::Axis;

/// Bad for all items.
fn all(_: usize) -> f64 {
    1.0
}

fn none(_: usize) -> f64 {
    0.0
}

fn controlling(kit: &mut Kit) {
    kit.set("leader_gate_odds", all);
    kit.set("low_risk_leader_gate", all);
    kit.set("merge_authority_odds", all);
    kit.set("leader_wait_share_odds", all);
    kit.set("leader_blocked_hours_per_pr", |_| 20.0);
    kit.set("permission_seeking_rate", all);
    kit.set("self_started_share", none);
    kit.set("leader_rounds", |_| 2.0);
    for n in 1..=30 {
        kit.pull(n).leader_only_requests = true;
    }
}

fn drifting(kit: &mut Kit) {
    kit.set("request_nonresponse", all);
    kit.set("time_to_first_response_p75", |_| 60.0);
    kit.set("leader_absence_weeks", all);
    kit.set("aligned_work_share", none);
    kit.set("unreviewed_merge_share", all);
    kit.set("milestone_slippage", |_| 0.74);
    kit.weeks();
}

#[test]
fn at_most_three_and_each_facet_once() {
    let mut kit = Kit::calm();
    controlling(&mut kit);
    drifting(&mut kit);
    let (_, advice) = kit.advise();
    assert_eq!(advice.len(), 3);
    let signals: BTreeSet<&str> = advice.iter().map(|a| a.watch.signal.as_str()).collect();
    assert_eq!(signals.len(), 3);
    let gates = ["leader_gate_odds", "low_risk_leader_gate", "merge_authority_odds"];
    let gates = advice.iter().filter(|a| gates.contains(&a.watch.signal.as_str())).count();
    assert!(gates <= 1, "{advice:?}");
}

#[test]
fn both_high_take_turns() {
    let mut kit = Kit::calm();
    controlling(&mut kit);
    drifting(&mut kit);
    let (score, advice) = kit.advise();
    let month = score.months.last().expect("a month");
    let value = |p: &Option<crate::score::outcome::Pressure>| {
        p.as_ref().and_then(|p| p.value).expect("a pressure").value
    };
    let (control, drift) = (value(&month.control), value(&month.drift));
    assert!(control >= 0.45 && drift >= 0.45, "{control} {drift}");
    let sides: Vec<Axis> = advice.iter().map(|a| a.side).collect();
    let (first, second) =
        if control >= drift { (Axis::Control, Axis::Drift) } else { (Axis::Drift, Axis::Control) };
    assert_eq!(sides, [first, second, first]);
    assert!(advice.iter().all(|a| a.expected.position.is_none()), "a position is no balance");
}

#[test]
fn the_high_side_comes_first() {
    let mut kit = Kit::calm();
    controlling(&mut kit);
    kit.set("request_nonresponse", all);
    let (_, advice) = kit.advise();
    assert_eq!(advice.len(), 3);
    assert!(advice.iter().all(|a| a.side == Axis::Control), "{advice:?}");
}

#[test]
fn the_larger_effect_comes_first_and_every_run_is_alike() {
    let mut kit = Kit::calm();
    kit.set("request_nonresponse", |i| if i < 20 { 1.0 } else { 0.0 });
    kit.set("time_to_first_response_p75", |_| 60.0);
    kit.set("unreviewed_merge_share", all);
    kit.set("aligned_work_share", none);
    let (_, advice) = kit.advise();
    let effect = |a: &crate::advice::Advice| a.expected.drift.map_or(0.0, |m| m.from - m.to);
    assert!(advice.len() >= 2, "{advice:?}");
    assert!(advice.windows(2).all(|pair| effect(&pair[0]) >= effect(&pair[1])), "{advice:?}");
    for _ in 0..3 {
        assert_eq!(kit.advise().1, advice);
    }
}

#[test]
fn a_low_pressure_is_left_alone() {
    let mut kit = Kit::calm();
    kit.set("permission_seeking_rate", |i| if i < 15 { 1.0 } else { 0.0 });
    assert_eq!(kit.every().len(), 1, "the rule speaks");
    assert_eq!(kit.advise().1, [], "and the team is left alone");
}

#[test]
fn hidden_teams_and_small_ones_get_none() {
    let mut kit = Kit::calm();
    controlling(&mut kit);
    kit.peers = 3;
    assert_eq!(kit.advise().1, [], "four people");
    kit.peers = 6;
    kit.ready = 5;
    assert_eq!(kit.advise().1, [], "too little work");
}
