//! What several months and teams say together.

use super::example::{Case, figure, period};
use crate::model::derived::TeamMonth;
use crate::model::observation::Observation;
use crate::score::outcome::Zone;

const HALF_A_YEAR: [&str; 6] = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"];

/// Makes a row speak of a calm team, `part` of the way.
fn calm(row: &mut Observation, part: f64) {
    let bad_is_high = [
        "leader_gate_odds",
        "low_risk_leader_gate",
        "merge_authority_odds",
        "leader_wait_share_odds",
        "leader_blocked_hours_per_pr",
        "leader_detail_density",
        "leader_rounds",
        "late_veto_rate",
        "permission_seeking_rate",
    ];
    if bad_is_high.contains(&row.signal.as_str()) {
        row.value *= 1.0 - 0.8 * part;
    } else if row.signal == "self_started_share" {
        row.value += (1.0 - row.value) * part;
    }
}

#[test]
fn no_change_is_not_clear() {
    let team = Case::over(&HALF_A_YEAR, |_, _| {}).score().remove(0);
    assert!(team.trend.is_none() && team.shift.is_none());
    assert!(team.months[0].standing.as_ref().expect("a standing").change.is_none());
    for month in &team.months[1..] {
        let change = month.standing.as_ref().expect("a standing").change.expect("a change");
        assert!(change.difference.abs() < 1e-9 && !change.clear);
        let interval = change.interval.expect("an interval");
        assert!(interval.low < 0.0 && interval.high > 0.0);
        let gate = figure(month, "leader_gate_odds").change.expect("a change");
        assert!(!gate.clear);
    }
    // Draws of two months are independent, so their intervals are not the same.
    let intervals: Vec<_> = team.months.iter().filter_map(|m| m.standing.as_ref()).collect();
    assert_ne!(intervals[0].position.interval, intervals[1].position.interval);
}

#[test]
fn lasting_after_three_of_four() {
    let team = Case::over(&HALF_A_YEAR, |month, row| {
        if month == 2 {
            calm(row, 1.0);
        }
    })
    .score()
    .remove(0);
    let zones: Vec<bool> = team
        .months
        .iter()
        .map(|m| m.standing.as_ref().is_some_and(|s| s.zone == Zone::ApprovalBound))
        .collect();
    assert_eq!(zones, [true, true, false, true, true, true]);
    let sustained: Vec<bool> =
        team.months.iter().map(|m| m.standing.as_ref().is_some_and(|s| s.sustained)).collect();
    assert_eq!(sustained, [false, false, false, true, true, true]);
    let change = team.months[2].standing.as_ref().and_then(|s| s.change).expect("a change");
    assert!(change.clear && change.difference > 20.0);
}

#[test]
fn a_steady_move_is_a_trend() {
    let team =
        Case::over(&HALF_A_YEAR, |month, row| calm(row, month as f64 / 5.0)).score().remove(0);
    let trend = team.trend.expect("a trend");
    assert!(trend.value > 3.0, "{trend:?}");
    let interval = trend.interval.expect("an interval");
    assert!(interval.low > 0.0 && interval.high > trend.value);
}

#[test]
fn a_step_is_a_shift() {
    let months = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"];
    let team = Case::over(&months, |month, row| {
        if month >= 3 {
            calm(row, 1.0);
        }
    })
    .score()
    .remove(0);
    let shift = team.shift.expect("a shift");
    assert!(shift >= period("2026-04") && shift <= period("2026-06"), "{shift}");
    // Control fell; drift stayed as it was.
    let of_control = team.control_shift.expect("a shift of control");
    assert!(of_control >= period("2026-04") && of_control <= period("2026-06"), "{of_control}");
    assert_eq!(team.drift_shift, None);
}

#[test]
fn changes_reach_over_a_month_that_is_not_scored() {
    let mut case = Case::over(&["2026-01", "2026-02", "2026-03"], |month, row| {
        if month == 2 {
            calm(row, 1.0);
        }
    });
    case.team_months[1].active = 2;
    let team = case.score().remove(0);
    assert!(team.months[1].standing.is_none());
    assert!(team.months[2].standing.as_ref().and_then(|s| s.change).expect("a change").clear);
}

#[test]
fn teams_are_alphabetical_and_apart() {
    let mut case = Case::new();
    let alone = case.score();
    let others: Vec<Observation> = case
        .observations
        .iter()
        .map(|row| {
            let mut row = Observation { team: "east".into(), ..row.clone() };
            calm(&mut row, 1.0);
            row
        })
        .collect();
    case.observations.extend(others);
    case.team_months.push(TeamMonth { team: "east".into(), ..case.team_months[0].clone() });
    let both = case.score();
    let names: Vec<&str> = both.iter().map(|team| team.team.as_str()).collect();
    assert_eq!(names, ["east", "north"]);
    assert_eq!(both[1], alone[0]);
    assert_ne!(both[0].months[0].standing, both[1].months[0].standing);
}

#[test]
fn young_months_are_marked() {
    let mut case = Case::new();
    case.provisional.insert(period("2026-03"));
    assert!(case.month().provisional);
}
