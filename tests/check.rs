//! A policy held against the data, and the badge.

use std::fs;

use serde_json::Value;

use crate::support::{Ran, TestEnv, example};

const MONTH: &str = "2026-03";

/// Names of the example's teams, behind whatever policy.
const TEAMS: &str = "[[teams]]\nname = \"atlas\"\nrepos = [\"northlight/atlas\"]\n\
                     [[teams]]\nname = \"harbor\"\nrepos = [\"northlight/harbor\"]\n";

fn check(env: &TestEnv, policy: &str, more: &[&str]) -> Ran {
    let teams = if policy.contains("[[teams]]") { "" } else { TEAMS };
    fs::write(env.path("p.toml"), format!("{policy}{teams}")).expect("written");
    let place = example();
    let mut args = vec!["check", &place, "--config", "p.toml", "--month", MONTH];
    args.extend(more);
    env.midspan(&args)
}

fn verdict(env: &TestEnv, policy: &str) -> (i32, Value) {
    let ran = check(env, policy, &["--format", "json"]);
    (ran.code, serde_json::from_str(&ran.out).expect("JSON"))
}

#[test]
fn a_broken_bound_has_an_exit_code_of_its_own() {
    let env = TestEnv::new();
    let ran = check(&env, "[check]\ncontrol = { max = 0.45 }\n", &[]);
    assert!(ran.out.contains("  broken   control pressure: .79 (.7"), "{}", ran.out);
    assert!(ran.out.contains("2 bounds: 1 broken, 1 kept."), "{}", ran.out);
    let text = ran.failure(1);
    assert!(text.contains("atlas: control is out of bounds"), "{text}");
    let ran = check(&env, "[check]\ncontrol = { max = 0.95 }\n", &[]);
    assert!(ran.success().contains("2 bounds: 2 kept."));
}

#[test]
fn noise_fails_no_build() {
    let env = TestEnv::new();
    // The figure lies beyond, its interval reaches back.
    let policy = "[check]\nposition = { min = -10 }\n[[teams]]\nname = \"atlas\"\nrepos = [\"northlight/atlas\"]\ncheck = { position = {} }\n\
                  [[teams]]\nname = \"harbor\"\nrepos = [\"northlight/harbor\"]\n";
    let (code, json) = verdict(&env, policy);
    assert_eq!((code, json["passed"].as_bool()), (0, Some(true)), "{json}");
    let bounds = json["bounds"].as_array().expect("bounds");
    assert_eq!(bounds.len(), 1, "atlas has lifted it: {json}");
    assert_eq!(bounds[0]["outcome"], "within_chance");
    assert!(bounds[0]["value"].as_f64() < Some(-10.0), "{json}");
    assert!(bounds[0]["interval"]["high"].as_f64() > Some(-10.0), "{json}");
    let (code, json) =
        verdict(&env, &policy.replace("[check]\n", "[check]\ncertainty = \"value\"\n"));
    assert_eq!((code, &json["bounds"][0]["outcome"]), (1, &Value::from("broken")));
}

#[test]
fn what_cannot_be_told_breaks_nothing_unless_asked() {
    let env = TestEnv::new();
    // A signal that the example has no data for.
    let policy =
        "[check]\n[check.signals]\nvision_freshness = { max = 1 }\ncongruence_gap = { max = 0 }\n";
    let (code, json) = verdict(&env, policy);
    let missing = |json: &Value| {
        let all = json["bounds"].as_array().expect("bounds").clone();
        all.iter().filter(|b| b["outcome"] == "not_enough_data").count()
    };
    assert!(missing(&json) > 0, "{json}");
    let broken =
        json["bounds"].as_array().expect("bounds").iter().any(|b| b["outcome"] == "broken");
    assert_eq!(code, i32::from(broken));
    let (code, _) = verdict(&env, &policy.replace("[check]\n", "[check]\nmissing = \"fail\"\n"));
    assert_eq!(code, 1);
}

#[test]
fn figures_are_those_of_the_report() {
    let env = TestEnv::new();
    let (_, json) = verdict(
        &env,
        "[check]\nposition = { max = 0 }\n[check.signals]\nleader_touch_ratio = { max = 0.5 }\n",
    );
    let place = example();
    let args = [
        "report",
        &place,
        "--no-files",
        "--format",
        "json",
        "--until",
        MONTH,
        "--config",
        "p.toml",
    ];
    let report: Value = serde_json::from_str(&env.midspan(&args).success()).expect("JSON");
    for team in report["report"]["teams"].as_array().expect("teams") {
        let month =
            team["score"]["months"].as_array().expect("months").last().expect("one").clone();
        let of = |measure: &str| {
            let all = json["bounds"].as_array().expect("bounds");
            let name = &team["score"]["team"];
            all.iter().find(|b| b["team"] == *name && b["measure"] == measure).expect("it").clone()
        };
        let position = of("position");
        assert_eq!(position["value"], month["standing"]["position"]["value"]);
        assert_eq!(position["interval"], month["standing"]["position"]["interval"]);
        let signals = month["signals"].as_array().expect("signals");
        let touch = signals.iter().find(|s| s["id"] == "leader_touch_ratio").expect("it");
        assert_eq!(of("signals.leader_touch_ratio")["value"], touch["estimate"]["value"]);
    }
}

#[test]
fn annotations_of_github() {
    let env = TestEnv::new();
    let policy = "[check]\ncontrol = { max = 0.45 }\ndrift = { max = 0.1, level = \"warning\" }\n";
    let ran = check(&env, policy, &["--format", "github"]);
    assert_eq!(ran.code, 1);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(
        lines[0]
            .starts_with("::error title=midspan%3A atlas%2C March 2026::control pressure: .79 (")
    );
    assert!(
        lines[1].starts_with("::warning title=midspan%3A atlas%2C March 2026::drift pressure: ")
    );
    assert!(lines[0].contains("95 %25 interval"), "{}", lines[0]);
}

#[test]
fn policies_that_cannot_be_held() {
    let env = TestEnv::new();
    let text = check(&env, "bots = []\n", &[]).failure(2);
    assert!(text.contains("there is no policy") && text.contains("control = { max"), "{text}");
    let text = check(&env, "[check.signals]\nleader_gate_odd = { max = 1 }\n", &[]).failure(2);
    assert!(text.contains("check.signals.leader_gate_odd") && text.contains("`leader_gate_odds`"));
    let text = check(&env, "[check]\ncontol = { max = 1 }\n", &[]).failure(2);
    assert!(text.contains("line 2") && text.contains("did you mean `control`?"), "{text}");
}

#[test]
fn a_badge_says_in_words_where_a_team_stands() {
    let env = TestEnv::new();
    let place = example();
    let badge = |more: &[&str]| {
        let mut args = vec!["badge", &place, "--month", MONTH, "-o"];
        args.extend(more);
        env.midspan(&args)
    };
    let text = badge(&["b.svg"]).failure(2);
    assert!(text.contains("--team") && text.contains("atlas, harbor"), "{text}");
    let _ = badge(&["b.svg", "--team", "atlas"]).success();
    let svg = fs::read_to_string(env.path("b.svg")).expect("a badge");
    assert!(svg.contains(">work waits for approval</text>"), "{svg}");
    let _ = badge(&["c.svg", "--team", "harbor", "--show", "pressures"]).success();
    let svg = fs::read_to_string(env.path("c.svg")).expect("a badge");
    assert!(svg.contains(">control .23, drift .09</text>"), "{svg}");
    let _ = badge(&["b.png", "--team", "atlas"]).success();
    assert!(fs::read(env.path("b.png")).expect("a picture").starts_with(b"\x89PNG"));
    assert!(badge(&["b.svg", "--team", "x"]).failure(2).contains("no team `x`"));
    assert!(badge(&["b.gif", "--team", "x"]).failure(2).contains(".svg"));
}
