//! The worked example of model 3.10, to the printed digits.

use super::example::{Case, figure};
use crate::score::outcome::{Pressure, Status, Zone};
use crate::signals::definition::Facet;

fn digits(value: f64) -> String {
    format!("{value:.3}")
}

#[test]
fn figures_after_shrinkage() {
    let month = Case { replicates: 0, ..Case::new() }.month();
    let expected = [
        ("leader_gate_odds", "0.739", "12.8", 1),
        ("low_risk_leader_gate", "0.600", "0.539", 3),
        ("merge_authority_odds", "0.652", "8.86", 2),
        ("leader_wait_share_odds", "0.661", "9.76", 2),
        ("leader_blocked_hours_per_pr", "7.885", "7.88", 2),
        ("review_concentration", "0.380", "0.38", 2),
        ("leader_detail_density", "7.500", "7.47", 2),
        ("leader_rounds", "0.600", "0.59", 2),
        ("late_veto_rate", "0.143", "0.122", 3),
        ("leader_touch_ratio", "0.846", "0.846", 3),
        ("self_started_share", "0.346", "0.354", 3),
        ("permission_seeking_rate", "0.173", "0.171", 3),
        ("time_to_first_response_p75", "11.000", "11.0", 1),
        ("request_nonresponse", "0.079", "0.086", 3),
        ("leader_nonresponse", "0.025", "0.037", 3),
        ("milestone_slippage", "0.220", "0.22", 2),
        ("aligned_work_share", "0.731", "0.726", 3),
        ("unreviewed_merge_share", "0.034", "0.038", 3),
    ];
    for (id, raw, value, places) in expected {
        let figure = figure(&month, id);
        assert_eq!(figure.missing, None, "{id}");
        assert_eq!(digits(figure.raw.expect("a raw figure")), raw, "{id}");
        let estimate = figure.estimate.expect("a figure");
        assert_eq!(format!("{:.places$}", estimate.value), value, "{id}");
    }
}

#[test]
fn severities() {
    let month = Case { replicates: 0, ..Case::new() }.month();
    let control = [
        ("leader_gate_odds", "0.762"),
        ("low_risk_leader_gate", "0.843"),
        ("merge_authority_odds", "0.577"),
        ("leader_wait_share_odds", "0.631"),
        ("leader_blocked_hours_per_pr", "0.763"),
        ("review_concentration", "0.789"),
        ("leader_detail_density", "0.356"),
        ("leader_rounds", "0.625"),
        ("late_veto_rate", "0.724"),
        ("leader_touch_ratio", "0.401"),
        ("self_started_share", "0.507"),
        ("permission_seeking_rate", "0.337"),
    ];
    let drift = [
        ("leader_touch_ratio", "0.000"),
        ("time_to_first_response_p75", "0.234"),
        ("unattended_wait_share", "0.134"),
        ("stale_open_share", "0.268"),
        ("request_nonresponse", "0.068"),
        ("milestone_slippage", "0.156"),
        ("milestone_visibility", "0.067"),
        ("late_scope_share", "0.100"),
        ("leader_absence_weeks", "0.023"),
        ("leader_nonresponse", "0.010"),
        ("intent_completeness", "0.204"),
        ("aligned_work_share", "0.133"),
        ("unowned_issue_share", "0.064"),
        ("unreviewed_merge_share", "0.056"),
    ];
    for (id, expected) in control {
        let severity = figure(&month, id).control_severity.expect("a severity");
        assert_eq!(digits(severity), expected, "{id}");
    }
    for (id, expected) in drift {
        let severity = figure(&month, id).drift_severity.expect("a severity");
        assert_eq!(digits(severity), expected, "{id}");
    }
}

fn facets(pressure: &Pressure) -> Vec<(Facet, String)> {
    let value = |facet: &crate::score::outcome::FacetScore| {
        (facet.facet, digits(facet.value.expect("a facet").value))
    };
    pressure.facets.iter().map(value).collect()
}

#[test]
fn facets_pressures_and_position() {
    let month = Case { replicates: 1000, ..Case::new() }.month();
    let (control, drift) = (month.control.expect("control"), month.drift.expect("drift"));
    let expected = |values: [(Facet, &str); 4]| values.map(|(f, v)| (f, v.to_owned())).to_vec();
    assert_eq!(
        facets(&control),
        expected([
            (Facet::Gate, "0.758"),
            (Facet::Bottleneck, "0.715"),
            (Facet::Detail, "0.515"),
            (Facet::Initiative, "0.422"),
        ])
    );
    assert_eq!(
        facets(&drift),
        expected([
            (Facet::Unattended, "0.163"),
            (Facet::Milestone, "0.109"),
            (Facet::Absence, "0.012"),
            (Facet::Intent, "0.114"),
        ])
    );
    assert_eq!(digits(control.value.expect("C").value), "0.618");
    assert_eq!(digits(drift.value.expect("D").value), "0.114");
    assert!(control.corroborated && control.one_facet.is_none());
    assert!(control.missing.is_none() && (control.coverage - 1.0).abs() < 1e-12);
    let standing = month.standing.expect("a standing");
    assert_eq!(format!("{:.1}", standing.position.value), "-50.5");
    assert_eq!(standing.tension.value.to_bits(), 0.0_f64.to_bits());
    assert_eq!(format!("{:.2}", standing.strain), "0.62");
    assert_eq!(standing.zone, Zone::ApprovalBound);
    assert_eq!(month.status, Status::Scored);
    assert!(!standing.sustained);
    assert!(standing.depends_on.is_empty(), "{:?}", standing.depends_on);
}
