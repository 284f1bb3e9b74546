//! What must hold whatever the data is.

use compact_str::format_compact;
use proptest::prelude::*;

use super::example::{Case, MONTH, figure, row};
use crate::model::observation::Observation;
use crate::model::table::Text;
use crate::score::outcome::{MonthScore, TeamScore};

fn bytes(scores: &[TeamScore]) -> String {
    serde_json::to_string(scores).expect("a score is plain data")
}

fn pressures(month: &MonthScore) -> (f64, f64) {
    let value = |pressure: &Option<crate::score::outcome::Pressure>| {
        pressure.as_ref().and_then(|p| p.value).map(|v| v.value)
    };
    (value(&month.control).expect("C"), value(&month.drift).expect("D"))
}

/// The example with every value moved at random: shares stay shares, durations stay positive.
fn noisy(factors: &[f64], gone: &[usize]) -> Case {
    let mut case = Case::new();
    for (index, row) in case.observations.iter_mut().enumerate() {
        let factor = factors[index % factors.len()];
        row.value = if row.exposure == 1.0 && row.value <= 1.0 {
            (row.value + factor) % 1.0
        } else {
            row.value * factor * 2.0
        };
    }
    let ids: Vec<String> = case.definitions.iter().map(|d| d.id.clone()).collect();
    case.observations.retain(|row| !gone.iter().any(|g| ids[g % ids.len()] == row.signal));
    case.replicates = 50;
    case
}

#[test]
fn same_seed_same_bytes() {
    let case = Case::over(&["2026-01", "2026-02", MONTH], |_, _| {});
    let first = bytes(&case.score());
    for _ in 0..3 {
        assert_eq!(bytes(&case.score()), first);
    }
}

#[test]
fn intervals_hold_the_point_and_have_width() {
    let month = Case { replicates: 1000, ..Case::new() }.month();
    let standing = month.standing.expect("a standing");
    let interval = standing.position.interval.expect("an interval");
    assert!(interval.low < standing.position.value && standing.position.value < interval.high);
    let width = interval.high - interval.low;
    // Model 3.6: about 17 points to either side at 65 pull requests.
    assert!((15.0..60.0).contains(&width), "{width}");
}

fn renamed(name: Option<&str>, shift: usize) -> Option<Text> {
    let name = name?;
    let digit = name.chars().last().and_then(|c| c.to_digit(10)).expect("a digit");
    // A permutation of the names and of their order.
    let turned = (digit as usize * 3 + shift) % 10;
    Some(format_compact!("{}-{turned}", if shift.is_multiple_of(2) { "zed" } else { "amy" }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_stays_within_its_range(
        factors in prop::collection::vec(0.0..1.0_f64, 7..40),
        gone in prop::collection::vec(0_usize..25, 0..12),
    ) {
        let case = noisy(&factors, &gone);
        let month = case.month();
        let bounds = month.position_bounds.expect("bounds");
        prop_assert!(-100.0 <= bounds.low && bounds.low <= bounds.high && bounds.high <= 100.0);
        for pressure in [&month.control, &month.drift].into_iter().flatten() {
            if let Some(value) = pressure.value {
                prop_assert!((0.0..=1.0).contains(&value.value));
                prop_assert!(pressure.bounds.low <= value.value + 1e-12);
                prop_assert!(value.value <= pressure.bounds.high + 1e-12);
            }
            prop_assert_eq!(pressure.value.is_none(), pressure.missing.is_some());
        }
        if let Some(standing) = &month.standing {
            let s = standing.position.value;
            prop_assert!((-100.0..=100.0).contains(&s));
            prop_assert!(bounds.low <= s + 1e-9 && s <= bounds.high + 1e-9);
            prop_assert!((0.0..=1.0).contains(&standing.tension.value));
            let shares = standing.shares;
            let sum = shares.micro_engaged + shares.approval_bound + shares.drifting
                + shares.pulled_both_ways;
            prop_assert!((sum - 1.0).abs() < 1e-9);
        }
        for figure in &month.signals {
            prop_assert_eq!(figure.estimate.is_none(), figure.missing.is_some());
            prop_assert!(figure.estimate.is_some() || figure.raw.is_none());
            prop_assert!(figure.estimate.is_some() || figure.drift_severity.is_none());
            prop_assert!(figure.evidence.len() <= 10);
        }
    }

    #[test]
    fn order_and_names_change_nothing(
        order in Just((0..Case::new().observations.len()).collect::<Vec<_>>()).prop_shuffle(),
        shift in 0_usize..10,
    ) {
        let mut case = Case { replicates: 60, ..Case::new() };
        let before = bytes(&case.score());
        case.observations = order
            .into_iter()
            .map(|index| {
                let row = &case.observations[index];
                Observation {
                    author: renamed(row.author.as_deref(), shift),
                    group_key: renamed(row.group_key.as_deref(), shift + 1),
                    ..row.clone()
                }
            })
            .collect();
        prop_assert_eq!(bytes(&case.score()), before);
    }

    #[test]
    fn leader_only_wait_never_lowers_control(
        factors in prop::collection::vec(0.0..1.0_f64, 7..40),
        hours in prop::collection::vec(0.0..60.0_f64, 1..10),
    ) {
        let mut case = noisy(&factors, &[]);
        case.replicates = 0;
        let (control, drift) = pressures(&case.month());
        for (number, hours) in hours.iter().enumerate() {
            let item = format!("#{}", number + 1);
            case.observations.push(row("leader_wait_share_odds", &item, *hours, *hours));
            case.observations.push(row("leader_blocked_hours_per_pr", &item, *hours, 0.0));
        }
        let (more, same) = pressures(&case.month());
        prop_assert!(more >= control - 1e-12, "{control} to {more}");
        prop_assert!((same - drift).abs() < 1e-12);
    }

    #[test]
    fn an_unanswered_request_never_lowers_drift(
        factors in prop::collection::vec(0.0..1.0_f64, 7..40),
        requests in 1_usize..9,
    ) {
        let mut case = noisy(&factors, &[]);
        case.replicates = 0;
        let (_, drift) = pressures(&case.month());
        for number in 0..requests {
            let item = format!("#{}", 500 + number);
            case.observations.push(row("request_nonresponse", &item, 1.0, 1.0));
            let open = Observation {
                censored: true,
                ..row("time_to_first_response_p75", &item, 80.0, 1.0)
            };
            case.observations.push(open);
        }
        let (_, more) = pressures(&case.month());
        prop_assert!(more >= drift - 1e-12, "{drift} to {more}");
    }

    #[test]
    fn every_figure_has_an_interval(
        factors in prop::collection::vec(0.05..0.95_f64, 7..40),
    ) {
        let case = Case { replicates: 200, ..noisy(&factors, &[]) };
        let month = case.month();
        for figure in &month.signals {
            let estimate = figure.estimate.expect("a figure");
            let interval = estimate.interval.expect("an interval");
            prop_assert!(interval.low <= interval.high);
        }
        let gate = figure(&month, "leader_gate_odds").estimate.expect("a figure");
        let interval = gate.interval.expect("an interval");
        prop_assert!(interval.low < gate.value && gate.value < interval.high);
    }
}
