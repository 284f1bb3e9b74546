//! The README's first command, and everything a reader of the report relies on.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::support::{TestEnv, example, project, tree};

fn report_json(env: &TestEnv) -> Value {
    let text = env.midspan(&["report", &example(), "--no-files", "--format", "json"]).success();
    let json: Value = serde_json::from_str(&text).expect("JSON");
    json["report"].clone()
}

#[test]
fn the_main_job_writes_a_whole_report() {
    let env = TestEnv::new();
    let text = env.midspan(&["report", &example()]).success();
    assert!(text.contains("northlight"), "{text}");
    let files = tree(&env.path("midspan-report"));
    let names: BTreeSet<&str> = files.keys().map(String::as_str).collect();
    let expected = BTreeSet::from([
        "charts/milestones.png",
        "charts/milestones.svg",
        "charts/plane.png",
        "charts/plane.svg",
        "charts/signals.png",
        "charts/signals.svg",
        "charts/spectrum.png",
        "charts/spectrum.svg",
        "charts/survival.png",
        "charts/survival.svg",
        "charts/touch.png",
        "charts/touch.svg",
        "charts/trajectory.png",
        "charts/trajectory.svg",
        "charts/waits.png",
        "charts/waits.svg",
        "report.html",
        "report.json",
        "report.md",
        "tables/evidence.csv",
        "tables/evidence.parquet",
        "tables/figures.csv",
        "tables/figures.parquet",
        "tables/milestones.csv",
        "tables/milestones.parquet",
        "tables/standings.csv",
        "tables/standings.parquet",
        "tables/suggestions.csv",
        "tables/suggestions.parquet",
        "tables/waits.csv",
        "tables/waits.parquet",
        "teams/atlas.html",
        "teams/harbor.html",
    ]);
    assert_eq!(names, expected);
    let page = String::from_utf8(files["report.html"].clone()).expect("UTF-8");
    assert!(page.contains("invented"), "the page says that its data is invented");
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
}

#[test]
fn the_example_draws_a_real_spectrum() {
    let report = report_json(&TestEnv::new());
    assert_eq!(report["example"], true);
    let teams = report["teams"].as_array().expect("teams");
    assert_eq!(teams.len(), 2);
    let zone = |index: usize| {
        let months = teams[index]["score"]["months"].as_array().expect("months").clone();
        months.last().expect("a month")["standing"]["zone"].clone()
    };
    assert_eq!(teams[0]["score"]["team"], "atlas");
    assert_eq!(zone(0), "approval_bound");
    assert_eq!(teams[1]["score"]["team"], "harbor");
    assert_eq!(zone(1), "micro_engaged");
}

#[test]
fn every_scored_signal_has_a_figure_somewhere_or_says_why_not() {
    let report = report_json(&TestEnv::new());
    let mut seen = BTreeSet::new();
    for team in report["teams"].as_array().expect("teams") {
        for month in team["score"]["months"].as_array().expect("months") {
            for signal in month["signals"].as_array().expect("signals") {
                let id = signal["id"].as_str().expect("an id").to_owned();
                let has_figure = !signal["estimate"].is_null();
                assert!(has_figure || !signal["missing"].is_null(), "{id} is silently empty");
                if has_figure {
                    seen.insert(id);
                }
            }
        }
    }
    let scored: Vec<String> = report["definitions"]
        .as_array()
        .expect("definitions")
        .iter()
        .map(|d| &d["definition"])
        .filter(|d| !d["control"].is_null() || !d["drift"].is_null())
        .map(|d| d["id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(scored.len(), 25, "{scored:?}");
    let silent: Vec<&String> = scored.iter().filter(|id| !seen.contains(*id)).collect();
    assert!(silent.is_empty(), "the example exercises no {silent:?}");
}

#[test]
fn ten_runs_give_the_same_bytes() {
    let env = TestEnv::new();
    let run = |name: &str| {
        let _ = env.midspan(&["report", &example(), "--out", name]).success();
        tree(&env.path(name))
    };
    let first = run("run-0");
    for index in 1..10 {
        let again = run(&format!("run-{index}"));
        for (name, bytes) in &first {
            assert!(again[name] == *bytes, "{name} differs in run {index}");
        }
    }
}

#[test]
fn each_step_is_told_where_it_is_asked_for() {
    let env = TestEnv::new();
    let run =
        |more: &[&str]| env.midspan(&[&["report", &example(), "--no-files"][..], more].concat());
    let (plain, told) = (run(&[]), run(&["-v"]));
    assert_eq!(plain.code, 0, "{}", plain.err);
    assert_eq!((told.out, plain.err), (plain.out, String::new()));
    let steps = ["configuration: ", "store ", "facts ", "tables derived", "signals run", "scored"];
    let lines: Vec<&str> = told.err.lines().collect();
    assert_eq!(lines.len(), steps.len() + 1, "{}", told.err);
    for (line, step) in lines.iter().zip(steps) {
        let (seconds, what) = line.split_once(" s ").expect("seconds");
        assert!(seconds.parse::<f64>().is_ok() && what.contains(step), "{step}: {line}");
    }
    let both = run(&["-q", "-v"]);
    assert!(both.code == 2 && both.err.contains("cannot be used with"), "{}", both.err);
}

#[test]
fn suggestions_go_to_the_team_that_is_held_up() {
    let report = report_json(&TestEnv::new());
    let advice = |team: usize| report["teams"][team]["advice"].as_array().expect("a list").clone();
    let atlas = advice(0);
    assert!((1..=3).contains(&atlas.len()), "{atlas:?}");
    for one in &atlas {
        assert_eq!(one["side"], "control");
        assert!(one["items"].as_array().is_some_and(|items| items.len() >= 3), "{one}");
        let control = &one["expected"]["control"];
        assert!(control["to"].as_f64() < control["from"].as_f64(), "{one}");
    }
    assert_eq!(advice(1), Vec::<Value>::new(), "a calm team is left alone");
}

#[test]
fn each_practice_has_figures_or_says_that_it_has_none() {
    let report = report_json(&TestEnv::new());
    let practices = report["practices"].as_array().expect("practices");
    assert_eq!(practices.len(), 13);
    let mut with_figures = 0;
    for practice in practices {
        let name = practice["name"].as_str().expect("a name");
        assert!(!practice["limits"].as_str().unwrap_or("").is_empty(), "{name}");
        let shown = practice["shown"].as_array().expect("teams");
        let figures: Vec<&str> = shown
            .iter()
            .flat_map(|team| team["figures"].as_array().expect("figures"))
            .filter_map(Value::as_str)
            .collect();
        let nothing = practice["nothing"].as_str().unwrap_or_default();
        let silent = shown.is_empty() && nothing.starts_with("No trace in this data");
        let measured = figures.iter().any(|line| line.contains("(n ") && line.contains("; Feb "));
        assert!(silent != measured, "{name}: {shown:?}");
        with_figures += usize::from(measured);
    }
    assert!(with_figures >= 9, "{with_figures}");
}

#[test]
fn the_store_is_what_its_generator_makes() {
    let env = TestEnv::new();
    crate::support::generate::write(&env.path("recordings")).expect("recordings");
    for repo in ["atlas", "harbor"] {
        let from = env.path("recordings").join(repo);
        let _ = env
            .midspan(&[
                "import",
                &from.display().to_string(),
                "--store",
                "made",
                "--example",
                "--pseudonym-key",
                "example",
            ])
            .success();
    }
    let made = tree(&env.path("made"));
    let kept = tree(Path::new(&example()));
    let parts = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        files
            .iter()
            .filter(|(n, _)| n.ends_with(".parquet"))
            .map(|(n, b)| (n.clone(), b.clone()))
            .collect::<Vec<_>>()
    };
    assert!(!parts(&kept).is_empty());
    assert!(parts(&made) == parts(&kept), "run fixtures/make-example");
    let manifests = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        let is_json = |name: &str| Path::new(name).extension().is_some_and(|end| end == "json");
        let of_store = |name: &str| name.starts_with("manifest") && is_json(name);
        files
            .iter()
            .filter(|(name, _)| of_store(name) && !name.contains("copy"))
            .map(|(name, bytes)| (name.clone(), bytes.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(manifests(&kept).len(), 3, "of the store, and of two repositories");
    assert!(manifests(&made) == manifests(&kept), "run fixtures/make-example");
}

#[test]
fn the_readme_shows_what_the_program_draws() {
    let env = TestEnv::new();
    let _ = env.midspan(&["plot", "spectrum", "-o", "s.svg", &example()]).success();
    let drawn = std::fs::read(env.path("s.svg")).expect("a chart");
    let shown = std::fs::read(project().join("docs/spectrum.svg")).expect("a chart");
    assert!(drawn == shown, "run fixtures/make-example");
}

#[test]
fn evidence_can_be_followed() {
    let env = TestEnv::new();
    let text = env.midspan(&["signals", "leader_gate_odds", &example(), "--team", "atlas"]);
    let text = text.success();
    for part in ["SELECT", "control pressure, facet gate", "cannot tell:", "atlas, March 2026:"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let rows = env
        .midspan(&["signals", "leader_gate_odds", &example(), "--format", "csv", "--team", "atlas"])
        .success();
    let item = rows
        .lines()
        .find_map(|l| l.split(',').find(|cell| cell.trim_matches('"').starts_with('#')))
        .expect("an item")
        .trim_matches('"')
        .to_owned();
    let one = env.midspan(&["signals", "--item", &item, &example()]).success();
    assert!(one.contains("leader_gate_odds"), "{one}");
}
