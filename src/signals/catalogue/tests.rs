use std::collections::BTreeSet;

use super::*;
use crate::signals::definition::{Estimator, Grade, Scale, Tier, Window};

fn built_in() -> Catalogue {
    Catalogue::built_in().expect("the program's own files")
}

#[test]
fn catalogue_matches_directory() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries/signals");
    let from_disk = Catalogue::load_dir(&directory).expect("the program's own files");
    let ids = |c: &Catalogue| -> Vec<String> {
        c.signals.iter().map(|s| s.definition.id.clone()).collect()
    };
    assert_eq!(ids(&from_disk), ids(&built_in()));
    for (disk, compiled) in from_disk.signals.iter().zip(&built_in().signals) {
        assert_eq!(disk.sql, compiled.sql, "{} was edited after the build", compiled.file);
    }
}

#[test]
fn twenty_five_signals_are_scored_and_lead_the_list() {
    let catalogue = built_in();
    let scored = catalogue.signals.iter().filter(|s| s.is_scored()).count();
    assert_eq!(scored, 25);
    assert!(catalogue.signals.iter().take(25).all(Signal::is_scored));
    let control = catalogue.signals.iter().filter(|s| s.definition.control.is_some()).count();
    assert_eq!(control, 12);
    assert_eq!(catalogue.signals[0].definition.id, "leader_gate_odds");
    assert_eq!(catalogue.signals[24].definition.id, "unreviewed_merge_share");
}

#[test]
fn facets_hold_the_signals_and_weights_of_the_model() {
    let expected: [(Facet, &[(&str, f64)]); 8] = [
        (
            Facet::Gate,
            &[
                ("leader_gate_odds", 1.0),
                ("low_risk_leader_gate", 1.0),
                ("merge_authority_odds", 0.5),
            ],
        ),
        (
            Facet::Bottleneck,
            &[
                ("leader_wait_share_odds", 1.0),
                ("leader_blocked_hours_per_pr", 1.0),
                ("review_concentration", 0.5),
            ],
        ),
        (
            Facet::Detail,
            &[
                ("leader_detail_density", 1.0),
                ("leader_rounds", 1.0),
                ("late_veto_rate", 0.5),
                ("leader_touch_ratio", 0.5),
            ],
        ),
        (Facet::Initiative, &[("self_started_share", 1.0), ("permission_seeking_rate", 1.0)]),
        (
            Facet::Unattended,
            &[
                ("time_to_first_response_p75", 1.0),
                ("unattended_wait_share", 1.0),
                ("stale_open_share", 0.5),
                ("request_nonresponse", 1.0),
            ],
        ),
        (
            Facet::Milestone,
            &[
                ("milestone_slippage", 1.0),
                ("milestone_visibility", 1.0),
                ("late_scope_share", 0.5),
            ],
        ),
        (
            Facet::Absence,
            &[
                ("leader_touch_ratio", 1.0),
                ("leader_nonresponse", 0.5),
                ("leader_absence_weeks", 1.0),
            ],
        ),
        (
            Facet::Intent,
            &[
                ("intent_completeness", 1.0),
                ("aligned_work_share", 1.0),
                ("unowned_issue_share", 1.0),
                ("unreviewed_merge_share", 1.0),
            ],
        ),
    ];
    let catalogue = built_in();
    for (facet, signals) in expected {
        let found: Vec<(&str, f64)> = catalogue
            .of_facet(facet)
            .filter_map(|s| s.anchors(facet.axis()).map(|a| (s.definition.id.as_str(), a.weight)))
            .collect();
        assert_eq!(found, signals, "{facet:?}");
    }
}

/// Severity of model 3.1, written out here so that the scales are held against the worked example.
fn severity(scale: Scale, anchors: &Anchors, value: f64) -> f64 {
    let g = |x: f64| match scale {
        Scale::Ln => x.ln(),
        Scale::Logit => (x / (1.0 - x)).ln(),
        Scale::Identity => x,
    };
    let middle = f64::midpoint(g(anchors.green), g(anchors.red));
    let unit = (g(anchors.red) - g(anchors.green)) / (2.0 * 9.0_f64.ln());
    1.0 / (1.0 + (-((g(value) - middle) / unit).clamp(-8.0, 8.0)).exp())
}

#[test]
fn anchors_and_scales_give_the_severities_of_the_worked_example() {
    // Figures after shrinkage and severities as model 3.10 prints them.
    let control = [
        ("leader_gate_odds", 12.81, 0.762),
        ("low_risk_leader_gate", 0.539, 0.843),
        ("merge_authority_odds", 8.86, 0.577),
        ("leader_wait_share_odds", 9.76, 0.631),
        ("leader_blocked_hours_per_pr", 7.885, 0.763),
        ("review_concentration", 0.38, 0.789),
        ("leader_detail_density", 7.47, 0.356),
        ("leader_rounds", 0.5902, 0.625),
        ("late_veto_rate", 0.122, 0.724),
        ("leader_touch_ratio", 0.84615, 0.401),
        ("self_started_share", 0.354, 0.507),
        ("permission_seeking_rate", 0.1712, 0.337),
    ];
    let drift = [
        ("leader_touch_ratio", 0.84615, 0.0),
        ("time_to_first_response_p75", 11.0, 0.234),
        ("unattended_wait_share", 0.06, 0.134),
        ("stale_open_share", 0.09, 0.268),
        ("request_nonresponse", 0.086, 0.068),
        ("milestone_slippage", 0.22, 0.156),
        ("milestone_visibility", 5.0 / 6.0, 0.067),
        ("late_scope_share", 0.15, 0.100),
        ("leader_absence_weeks", 1.0 / 13.0, 0.023),
        ("leader_nonresponse", 0.037, 0.010),
        ("intent_completeness", 0.74, 0.204),
        ("aligned_work_share", 0.726, 0.133),
        ("unowned_issue_share", 0.125, 0.064),
        ("unreviewed_merge_share", 0.038, 0.056),
    ];
    let catalogue = built_in();
    for (axis, rows) in [(Axis::Control, &control[..]), (Axis::Drift, &drift[..])] {
        for (id, value, expected) in rows {
            let signal = catalogue.get(id).expect("a signal of the model");
            let anchors = signal.anchors(axis).expect("a scored signal");
            let found = severity(signal.definition.scale, anchors, *value);
            assert!((found - expected).abs() < 0.004, "{id}: {found} instead of {expected}");
        }
    }
}

#[test]
fn shrinkage_is_that_of_the_model() {
    let plain = [
        "leader_wait_share_odds",
        "leader_blocked_hours_per_pr",
        "review_concentration",
        "leader_touch_ratio",
        "time_to_first_response_p75",
        "unattended_wait_share",
        "stale_open_share",
        "milestone_slippage",
        "milestone_visibility",
        "late_scope_share",
        "leader_absence_weeks",
        "intent_completeness",
        "unowned_issue_share",
    ];
    for signal in built_in().signals.iter().filter(|s| s.is_scored()) {
        let id = signal.definition.id.as_str();
        let expected = match id {
            "leader_detail_density" => 4.0 / 3.0,
            "leader_rounds" => 2.0,
            id if plain.contains(&id) => 0.0,
            _ => 4.0,
        };
        assert!((signal.definition.shrinkage - expected).abs() < 1e-12, "{id}");
    }
}

#[test]
fn only_the_first_response_rests_on_a_recommendation() {
    let graded = |grade| -> BTreeSet<String> {
        built_in()
            .signals
            .iter()
            .filter(|s| {
                [Axis::Control, Axis::Drift]
                    .iter()
                    .any(|axis| s.anchors(*axis).is_some_and(|a| a.grade == grade))
            })
            .map(|s| s.definition.id.clone())
            .collect()
    };
    assert_eq!(graded(Grade::A), BTreeSet::from(["time_to_first_response_p75".to_owned()]));
    let published = [
        "leader_detail_density",
        "milestone_slippage",
        "request_nonresponse",
        "review_concentration",
        "unreviewed_merge_share",
    ];
    assert_eq!(graded(Grade::B), published.map(str::to_owned).into());
}

#[test]
fn every_filter_line_gives_its_reason() {
    for signal in &built_in().signals {
        for line in signal.sql.lines() {
            let line = line.trim();
            let filters = line.starts_with("WHERE ") || line.starts_with("AND ");
            // An equality of two columns ties an EXISTS to its row; it filters nothing by itself.
            let ties = line.split('.').next_back().is_some_and(|c| ["repo", "item"].contains(&c));
            let opens = line.ends_with('(');
            let said = line.contains("-- ");
            assert!(!filters || said || ties || opens, "{}: {line}", signal.file);
        }
    }
}

#[test]
fn the_score_version_follows_what_moves_a_score_and_nothing_else() {
    let original = built_in().score_version();
    let shape = original.split_once('-').expect("a major number and a hash");
    assert_eq!((shape.0, shape.1.len()), ("1", 8));

    let changed = |edit: &dyn Fn(&mut Signal)| {
        let mut catalogue = built_in();
        edit(&mut catalogue.signals[0]);
        catalogue.score_version()
    };
    assert_eq!(changed(&|s| s.definition.title.push('x')), original);
    assert_eq!(changed(&|s| s.sql.push_str("\n-- A remark.")), original);
    assert_ne!(changed(&|s| s.definition.shrinkage = 5.0), original);
    assert_ne!(changed(&|s| s.definition.estimator = Estimator::Share), original);
    assert_ne!(changed(&|s| s.definition.window = Window::SixMonths), original);
    assert_ne!(changed(&|s| s.sql = s.sql.replace(">= 1", ">= 2")), original);
    let red = |s: &mut Signal| {
        if let Some(control) = &mut s.definition.control {
            control.red = 21.0;
        }
    };
    assert_ne!(changed(&red), original);

    let mut catalogue = built_in();
    catalogue.signals.reverse();
    assert_eq!(catalogue.score_version(), original);
}

#[test]
fn a_directory_of_ones_own_adds_and_replaces() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path();
    assert!(matches!(Catalogue::load_dir(path), Err(CatalogueError::Empty { .. })));
    assert!(matches!(Catalogue::load_dir(&path.join("no")), Err(CatalogueError::Read { .. })));

    let (_, text) = BUILT_IN[0];
    let own = text.replace("leader_gate_odds", "own_gate");
    std::fs::write(path.join("own_gate.sql"), own).expect("written");
    let mine = text.replace("red = 20.0", "red = 30.0");
    std::fs::write(path.join("leader_gate_odds.sql"), mine).expect("written");
    std::fs::write(path.join("README.md"), "not a signal").expect("written");

    let own = Catalogue::load_dir(path).expect("two signals");
    assert_eq!(own.signals.len(), 2);
    let both = built_in().with(own);
    assert_eq!(both.signals.len(), built_in().signals.len() + 1);
    let gate = both.get("leader_gate_odds").and_then(|s| s.anchors(Axis::Control));
    assert!(gate.is_some_and(|a| (a.red - 30.0).abs() < 1e-12));
    // After the program's own control signals, before the drift ones.
    assert_eq!(both.signals[12].definition.id, "own_gate");

    std::fs::write(path.join("broken.sql"), "SELECT 1").expect("written");
    let error = Catalogue::load_dir(path).expect_err("a file without a definition");
    assert!(error.to_string().contains("broken.sql:1: "), "{error}");
}

#[test]
fn signals_of_git_alone_are_those_that_the_model_allows() {
    let git: BTreeSet<String> = built_in()
        .signals
        .iter()
        .filter(|s| s.is_scored() && s.definition.tier == Tier::Git)
        .map(|s| s.definition.id.clone())
        .collect();
    let expected = [
        "leader_absence_weeks",
        "leader_gate_odds",
        "leader_touch_ratio",
        "low_risk_leader_gate",
        "merge_authority_odds",
        "review_concentration",
        "unreviewed_merge_share",
    ];
    assert_eq!(git, expected.map(str::to_owned).into());
}
