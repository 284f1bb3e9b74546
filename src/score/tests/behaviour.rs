//! Gates, missing data, bounds, evidence.

use super::example::{Case, definitions, figure, period, row, share, signal};
use crate::model::derived::TeamMonth;
use crate::score::outcome::{Missing, MonthScore, Status, Zone};
use crate::signals::definition::{Estimator, Facet, Scale, Tier, Window};

fn with(change: impl FnOnce(&mut TeamMonth)) -> Case {
    let mut case = Case::new();
    change(&mut case.team_months[0]);
    case
}

fn too_few(active: u32, authors: u32) -> Status {
    Status::TooFewPeople { active, authors, least_active: 5, least_authors: 3 }
}

fn facet(month: &MonthScore, facet: Facet) -> Option<f64> {
    let all = [&month.control, &month.drift].into_iter().flatten().flat_map(|p| &p.facets);
    all.filter(|f| f.facet == facet).find_map(|f| f.value).map(|value| value.value)
}

#[test]
fn too_few_people_hides_everything() {
    let month = with(|m| m.active = 4).month();
    assert_eq!(month.status, too_few(4, 6));
    assert!(month.signals.is_empty() && month.control.is_none() && month.drift.is_none());
    assert!(month.position_bounds.is_none() && month.standing.is_none());
    let month = with(|m| m.authors = 2).month();
    assert_eq!(month.status, too_few(7, 2));
}

#[test]
fn nobody_overrides_the_least_group() {
    let mut case = with(|m| m.active = 4);
    case.min_active = 1;
    assert_eq!(case.month().status, Status::Scored);
    case.team_months[0].active = 3;
    assert_eq!(
        case.month().status,
        Status::TooFewPeople { active: 3, authors: 6, least_active: 4, least_authors: 3 }
    );
}

#[test]
fn a_month_without_a_row_has_nobody() {
    let mut case = Case::new();
    case.periods = vec![period("2026-04")];
    assert_eq!(case.month().status, too_few(0, 0));
}

#[test]
fn small_months_look_back_three() {
    let mut case = with(|m| m.ready = 10);
    let month = case.month();
    assert_eq!((month.window_months, month.ready), (3, 10));
    let january = TeamMonth { period: "2026-01".into(), ready: 5, ..case.team_months[0].clone() };
    let december = TeamMonth { period: "2025-12".into(), ..january.clone() };
    case.team_months.extend([january, december]);
    // One more pull request, in January; December is too far back.
    let mut more = vec![row("self_started_share", "#901", 1.0, 1.0); 2];
    more[0].period = "2026-01".into();
    more[1].period = "2025-12".into();
    more[1].item = "#902".into();
    case.observations.extend(more);
    let month = case.month();
    assert_eq!((month.window_months, month.ready), (3, 15));
    assert_eq!(figure(&month, "self_started_share").items, 53);
    assert_eq!(figure(&month, "self_started_share").window_months, 3);
    case.team_months[0].ready = 20;
    let month = case.month();
    assert_eq!((month.window_months, month.ready), (1, 20));
    assert_eq!(figure(&month, "self_started_share").items, 52);
}

#[test]
fn too_little_work_gives_no_pressure() {
    let month = with(|m| m.ready = 7).month();
    assert_eq!(month.status, Status::TooLittleWork { ready: 7 });
    assert!(month.control.is_none() && month.drift.is_none() && month.position_bounds.is_none());
    assert!(!month.signals.is_empty());
    assert_eq!(with(|m| m.ready = 8).month().status, Status::Scored);
}

#[test]
fn slow_signals_look_back_six_months() {
    let mut case = Case::new();
    for definition in &mut case.definitions {
        if definition.id == "milestone_slippage" {
            definition.window = Window::SixMonths;
        } else if definition.id == "self_started_share" {
            definition.window = Window::InQuery;
        }
    }
    for (month, number) in [("2025-10", 11), ("2025-09", 12)] {
        for signal in ["milestone_slippage", "self_started_share"] {
            let mut old = row(signal, &format!("milestone#{number}"), 0.1, 1.0);
            old.period = month.into();
            case.observations.push(old);
        }
    }
    case.team_months[0].ready = 10;
    let month = case.month();
    let slippage = figure(&month, "milestone_slippage");
    assert_eq!((slippage.items, slippage.window_months), (4, 6));
    let spread = figure(&month, "self_started_share");
    assert_eq!((spread.items, spread.window_months), (52, 1));
}

#[test]
fn git_alone_gives_bounds_and_no_standing() {
    let month = with(|m| {
        m.tier = "git".into();
        m.ready = 0;
    })
    .month();
    assert_eq!(month.status, Status::Screening);
    assert!(month.standing.is_none());
    let (control, drift) = (month.control.as_ref().expect("C"), month.drift.as_ref().expect("D"));
    assert_eq!(control.missing, Some(Missing::Tier { needed: Tier::PrOnly }));
    assert!(control.value.is_none() && drift.value.is_none());
    assert_eq!((control.bounds.low, control.bounds.high), (0.0, 1.0));
    assert!(figure(&month, "leader_absence_weeks").estimate.is_some());
    let blocked = figure(&month, "leader_gate_odds");
    assert_eq!(blocked.missing, Some(Missing::Tier { needed: Tier::PrOnly }));
    assert!(blocked.estimate.is_none() && blocked.raw.is_none());
}

#[test]
fn without_issues_and_milestones_the_rest_still_counts() {
    let month = with(|m| m.tier = "pr_only".into()).month();
    assert_eq!(month.status, Status::Scored);
    assert_eq!(
        figure(&month, "milestone_visibility").missing,
        Some(Missing::Tier { needed: Tier::Full })
    );
    let drift = month.drift.expect("D");
    assert!((drift.coverage - 0.5).abs() < 1e-12);
    let value = drift.value.expect("a value").value;
    // Unattended .163 and absence .012 alone.
    assert!((value - 0.115_6).abs() < 0.001, "{value}");
    assert!((drift.bounds.high - (0.5 * value * value + 0.5).sqrt()).abs() < 1e-9);
}

#[test]
fn without_leaders_control_is_not_told() {
    let month = with(|m| m.leaders = 0).month();
    assert_eq!(month.status, Status::NoLeaders);
    let (control, drift) = (month.control.as_ref().expect("C"), month.drift.as_ref().expect("D"));
    assert_eq!(control.missing, Some(Missing::NoLeaders));
    assert!(control.value.is_none() && drift.value.is_some() && month.standing.is_none());
    for id in ["leader_gate_odds", "leader_touch_ratio", "leader_absence_weeks"] {
        assert_eq!(figure(&month, id).missing, Some(Missing::NoLeaders), "{id}");
    }
    assert_eq!(facet(&month, Facet::Absence), None);
    assert!(figure(&month, "review_concentration").estimate.is_some());
}

#[test]
fn without_requests_waiting_for_a_leader_is_not_seen() {
    let month = with(|m| m.requested_share = Some(0.19)).month();
    for id in ["leader_wait_share_odds", "leader_blocked_hours_per_pr"] {
        let figure = figure(&month, id);
        assert!(matches!(&figure.missing, Some(Missing::Regime { why }) if why.contains("19 %")));
        assert!(figure.estimate.is_none());
    }
    // Half a weight of two and a half is not enough for the facet.
    assert_eq!(facet(&month, Facet::Bottleneck), None);
    let month = with(|m| m.requested_share = Some(0.2)).month();
    assert!(figure(&month, "leader_wait_share_odds").estimate.is_some());
}

#[test]
fn a_regime_is_said_in_words() {
    let mut case = Case::new();
    let why = "most commits were merged on the web";
    case.regimes.push(("north".to_owned(), "merge_authority_odds".to_owned(), why.to_owned()));
    let month = case.month();
    let missing = figure(&month, "merge_authority_odds").missing.clone();
    assert_eq!(missing, Some(Missing::Regime { why: why.to_owned() }));
}

#[test]
fn missing_is_never_zero() {
    let mut case = Case::new();
    case.observations.retain(|row| !row.signal.starts_with("milestone"));
    case.observations.retain(|row| row.signal != "late_scope_share");
    let without = case.month();
    assert_eq!(figure(&without, "milestone_slippage").missing, Some(Missing::NoData));
    assert_eq!(figure(&without, "milestone_slippage").drift_severity, None);
    assert_eq!(facet(&without, Facet::Milestone), None);
    let drift = without.drift.expect("D");
    let milestone = drift.facets.iter().find(|f| f.facet == Facet::Milestone).expect("a facet");
    assert!(milestone.contribution.is_none() && milestone.coverage == 0.0);
    // .163, .012 and .114 alone, not a fourth that is 0.
    let value = drift.value.expect("a value").value;
    assert!((value - 0.115_2).abs() < 0.001, "{value}");
    assert!((drift.bounds.high - (0.75 * value * value + 0.25).sqrt()).abs() < 1e-9);
}

#[test]
fn small_samples_have_no_figure() {
    let mut case = Case::new();
    for definition in &mut case.definitions {
        match definition.id.as_str() {
            "leader_gate_odds" => definition.min_items = 47,
            "leader_wait_share_odds" => definition.min_exposure = 621.0,
            _ => {}
        }
    }
    let month = case.month();
    let gate = figure(&month, "leader_gate_odds");
    assert_eq!(gate.missing, Some(Missing::TooFewItems { items: 46, needed: 47 }));
    assert!(gate.raw.is_none() && gate.estimate.is_none() && gate.control_severity.is_none());
    assert!(matches!(
        figure(&month, "leader_wait_share_odds").missing,
        Some(Missing::TooLittleExposure { needed, .. }) if needed == 621.0
    ));
}

#[test]
fn too_little_evidence_without_work_that_waits() {
    let mut case = Case::new();
    let unattended = ["time_to_first_response_p75", "unattended_wait_share"];
    case.observations.retain(|row| !unattended.contains(&row.signal.as_str()));
    let month = case.month();
    assert_eq!(month.status, Status::TooLittleEvidence);
    assert!(month.standing.is_none() && month.position_bounds.is_some());
    let drift = month.drift.expect("D");
    assert!(drift.value.is_none() && drift.missing.is_some());
    assert!(month.control.expect("C").value.is_some());
}

#[test]
fn odds_need_somebody_beside_the_leaders() {
    let month = with(|m| {
        m.leaders = 6;
        m.peers = 1;
    })
    .month();
    let gate = figure(&month, "leader_gate_odds");
    assert!(matches!(gate.missing, Some(Missing::Regime { .. })));
    assert!(gate.estimate.is_none());
}

#[test]
fn one_facet_alone_gives_a_warning_and_no_label() {
    let mut case = Case::new();
    let calm = ["bottleneck", "detail", "initiative"];
    case.definitions.retain(|d| {
        d.control.is_none() || d.drift.is_some() || {
            let facet = d.control.as_ref().map(|a| format!("{:?}", a.facet).to_lowercase());
            !calm.contains(&facet.unwrap_or_default().as_str()) || d.estimator != Estimator::Share
        }
    });
    for row in &mut case.observations {
        match row.signal.as_str() {
            "leader_gate_odds" | "low_risk_leader_gate" | "merge_authority_odds" => row.value = 1.0,
            "leader_wait_share_odds" | "leader_blocked_hours_per_pr" => row.value *= 0.05,
            "leader_detail_density" | "leader_rounds" | "leader_touch_ratio" => row.value *= 0.4,
            "review_concentration" => row.group_key = Some(row.item.clone()),
            _ => {}
        }
    }
    let month = case.month();
    let control = month.control.expect("C");
    assert!(control.value.expect("a value").value >= 0.45);
    assert!(!control.corroborated);
    assert_eq!(control.one_facet, Some(Facet::Gate));
    assert!(matches!(month.standing.expect("a standing").zone, Zone::Unclear { .. }));
}

#[test]
fn evidence_speaks_for_the_concern() {
    let month = Case::new().month();
    let gate = &figure(&month, "leader_gate_odds").evidence;
    assert_eq!(gate.len(), 10);
    assert!(gate.iter().all(|e| e.value == 1.0));
    assert_eq!(gate[0].item, "#34");
    let visible = &figure(&month, "milestone_visibility").evidence;
    assert_eq!(visible.len(), 1);
    assert_eq!((visible[0].item.as_str(), visible[0].value), ("milestone#6", 0.0));
    let blocked = &figure(&month, "leader_blocked_hours_per_pr").evidence;
    assert!(blocked.iter().all(|e| e.exposure > 0.0));
    let slow = &figure(&month, "time_to_first_response_p75").evidence;
    assert!(slow[0].censored && slow[0].value == 80.0);
    // The busiest reviewer's pull requests.
    assert_eq!(figure(&month, "review_concentration").evidence.len(), 10);
}

#[test]
fn shown_but_not_scored() {
    let mut case = Case::new();
    let hours = Estimator::KmQuantile { quantile: 0.5, horizon: 80.0 };
    case.definitions.push(signal("takeovers", Estimator::Count, Scale::Identity));
    case.definitions.push(signal("slow", hours, Scale::Ln));
    case.observations.extend(share("takeovers", "#", 3, 9));
    let open = |mut row: crate::model::observation::Observation| {
        row.censored = true;
        row
    };
    case.observations.extend((1..6).map(|n| open(row("slow", &format!("#{n}"), 9.0, 1.0))));
    let month = case.month();
    let takeovers = figure(&month, "takeovers");
    assert_eq!(takeovers.estimate.expect("a count").value, 3.0);
    assert!(takeovers.control_severity.is_none() && takeovers.drift_severity.is_none());
    assert_eq!(takeovers.evidence.len(), 3);
    let slow = figure(&month, "slow");
    assert!(slow.beyond_horizon);
    assert_eq!((slow.estimate.expect("hours").value, slow.censored, slow.total), (9.0, 5, 0.0));
    let ids: Vec<&str> = month.signals.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids.len(), definitions().len() + 2);
    assert_eq!(ids[ids.len() - 2..], ["takeovers", "slow"]);
}

#[test]
fn numbers_that_are_none_are_left_out() {
    let mut case = Case::new();
    let before = case.month();
    case.observations.push(row("leader_rounds", "#77", f64::NAN, 1.0));
    case.observations.push(row("no_such_signal", "#77", 1.0, 1.0));
    assert_eq!(case.month(), before);
}

#[test]
fn a_label_hangs_on_a_signal() {
    let mut case = Case::new();
    // Only gate and bottleneck are left, and without the waits no bottleneck.
    case.definitions.retain(|d| {
        d.control.is_none()
            || d.drift.is_some()
            || ["leader_gate_odds", "leader_wait_share_odds"].contains(&d.id.as_str())
    });
    case.definitions.retain(|d| d.id != "leader_touch_ratio");
    let standing = case.month().standing.expect("a standing");
    assert_eq!(standing.depends_on[..2], ["leader_gate_odds", "leader_wait_share_odds"]);
}

/// Model 3.8: here only high-risk changes waited for the leader.
#[test]
fn a_zone_driven_by_high_risk_work_says_so() {
    let mut case = Case::new();
    let item = |n: usize| format!("#{n}");
    case.low_risk =
        (1..=46).filter(|n| n % 2 == 0).map(|n| ("acme/api".into(), item(n).into())).collect();
    let as_is = case.month().standing.expect("a standing").low_risk.expect("low-risk work");
    assert!(!as_is.driven_by_high_risk, "{as_is:?}");
    let low = case.low_risk.clone();
    for row in &mut case.observations {
        let (worse, calm) = match row.signal.as_str() {
            "leader_gate_odds" | "permission_seeking_rate" => (1.0, 0.0),
            "self_started_share" => (0.0, 1.0),
            "leader_wait_share_odds" | "leader_detail_density" | "leader_rounds" => {
                (3.0 * row.value, 0.0)
            }
            "leader_blocked_hours_per_pr" => (40.0, 0.0),
            _ => continue,
        };
        let is_low = low.contains(&(row.repo.to_string().into(), row.item.to_string().into()));
        row.value = if is_low { calm } else { worse };
    }
    let standing = case.month().standing.expect("a standing");
    let apart = standing.low_risk.expect("low-risk work");
    assert!(standing.position.value < apart.position, "{standing:?}");
    assert!(apart.driven_by_high_risk, "{standing:?}");
}
