//! The score against simulated teams: a small sample, with bounds that a broken signal breaks.

use serde_json::Value;

use crate::support::TestEnv;

fn share(found: &Value, name: &str) -> f64 {
    let count = &found["main"][name];
    let of = count["of"].as_f64().expect("a count");
    assert!(of >= 5.0, "{name}: only {of} teams");
    count["hits"].as_f64().expect("a count") / of
}

/// V2 to V5 of the model, with room for the chance of a small sample.
#[test]
fn known_styles_come_back() {
    let text = TestEnv::new().midspan(&["validate", "--quick", "--format", "json"]).success();
    let whole: Value = serde_json::from_str(&text).expect("JSON");
    let found = &whole["found"];
    let rho = |name: &str| found["main"][name].as_f64().expect("a correlation");
    assert!(rho("plane") >= 0.88, "position {}", rho("plane"));
    assert!(rho("control") >= 0.86, "control {}", rho("control"));
    assert!(rho("drift") >= 0.88, "drift {}", rho("drift"));
    assert!(share(found, "styles") >= 0.85, "{}", found["main"]);
    assert!(share(found, "both_as_balanced") <= 0.15, "{}", found["main"]);
    assert!(share(found, "false_alarms") <= 0.20, "{}", found["main"]);
    assert!(share(found, "false_labels") <= 0.10, "{}", found["main"]);
    // Zones have to beat what anybody could compute with a spreadsheet.
    let baselines = found["baselines"].as_array().expect("baselines");
    assert_eq!(baselines.len(), 4);
    for baseline in baselines {
        assert!(rho("plane") >= baseline["plane"].as_f64().expect("a correlation") + 0.05);
    }
    // Every wait state of every pull request is accounted for.
    let sound = &found["passed"]["sound"];
    assert_eq!(sound["hits"], sound["of"]);
    assert!(sound["of"].as_u64().expect("a count") > 10_000, "{sound}");
}
