//! A figure of a month does not depend on how many months are shown beside it.

use serde_json::Value;

use crate::support::{TestEnv, example};

/// Of each team and signal of the last month what does not come from resampling.
fn last_month(env: &TestEnv, months: &str) -> Vec<Value> {
    let args = ["report", &example(), "--no-files", "--format", "json", "--months", months];
    let json: Value = serde_json::from_str(&env.midspan(&args).success()).expect("JSON");
    let teams = json["report"]["teams"].as_array().expect("teams").clone();
    let of_team = |team: Value| {
        let months = team["score"]["months"].as_array().expect("months").clone();
        let signals = months.last().expect("a month")["signals"].as_array().cloned();
        signals.expect("signals").into_iter().map(|mut signal| {
            if let Some(signal) = signal.as_object_mut() {
                signal.remove("change");
                signal.remove("evidence");
                signal.entry("estimate").and_modify(|e| *e = e["value"].clone());
            }
            signal
        })
    };
    teams.into_iter().flat_map(of_team).collect()
}

#[test]
fn figures_stand_by_themselves() {
    let env = TestEnv::new();
    let alone = last_month(&env, "1");
    let among_many = last_month(&env, "12");
    assert!(alone.len() > 80, "{} figures", alone.len());
    for (one, other) in alone.iter().zip(&among_many) {
        assert_eq!(one, other);
    }
}
