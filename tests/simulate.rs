//! Invented organisations, through the whole program.

use serde_json::Value;

use crate::support::{TestEnv, tree};

fn report(env: &TestEnv, args: &[&str]) -> Value {
    let mut all = vec!["report"];
    all.extend(args);
    all.extend(["--until", "2026-06", "--format", "json", "--no-files"]);
    let text = env.midspan(&all).success();
    serde_json::from_str::<Value>(&text).expect("JSON")["report"].clone()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let env = TestEnv::new();
    for folder in ["one", "two"] {
        let args = ["simulate", folder, "--teams", "2", "--months", "2", "--seed", "5", "--git"];
        let _ = env.midspan(&args).success();
    }
    let bytes = |name: &str| {
        let mut files = tree(&env.path(name));
        // Only the index knows when it was written.
        files.retain(|name, _| !name.ends_with(".git/index") && !name.contains("/logs/"));
        files
    };
    let (one, two) = (bytes("one"), bytes("two"));
    assert!(one.len() > 100, "{} files", one.len());
    assert!(one == two, "two runs differ");
    let error = env.midspan(&["simulate", "one"]).failure(2);
    assert!(error.contains("is not empty"), "{error}");
    let ran = env.midspan(&["simulate", "x", "--style", "kind"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn each_style_lands_on_its_side() {
    let env = TestEnv::new();
    let _ = env.midspan(&["simulate", "made-up", "--months", "9", "--seed", "8"]).success();
    let report = report(&env, &["made-up"]);
    assert_eq!(report["example"], true);
    let zones: Vec<(String, String)> = report["teams"]
        .as_array()
        .expect("teams")
        .iter()
        .map(|team| {
            let months = team["score"]["months"].as_array().expect("months");
            let standing = &months.last().expect("a month")["standing"];
            let zone = standing["zone"].as_str().unwrap_or("none").to_owned();
            (team["score"]["team"].as_str().expect("a name").to_owned(), zone)
        })
        .collect();
    let zone = |name: &str| {
        let found = zones.iter().find(|(team, _)| team == name);
        found.map_or("missing", |(_, zone)| zone.as_str()).to_owned()
    };
    assert_eq!(zone("atlas"), "micro_engaged", "{zones:?}");
    assert_eq!(zone("harbor"), "approval_bound", "{zones:?}");
    assert_eq!(zone("lumen"), "drifting", "{zones:?}");
    assert_eq!(zone("quarry"), "pulled_both_ways", "{zones:?}");
}

#[test]
fn repositories_agree_with_the_tables() {
    let env = TestEnv::new();
    let args = ["simulate", "org", "--teams", "1", "--months", "3", "--style", "engaged", "--git"];
    let _ = env.midspan(&args).success();
    let sql = "SELECT oid, author, committer, authored_s, committed_s, parents, pull, subject, \
               body_words, files, additions, deletions FROM commits ORDER BY oid";
    let ask = |place: &str, sql: &str| {
        env.midspan(&["query", sql, place, "--names", "--format", "csv", "--as-of", "2026-07-01"])
            .success()
    };
    let checkout = "org/repositories/atlas";
    let (told, read) = (ask("org", sql), ask(checkout, sql));
    assert!(told.lines().count() > 200, "{}", told.lines().count());
    assert_eq!(told, read);
    for sql in [
        "SELECT oid, key, person FROM commit_trailers ORDER BY oid, person",
        "SELECT oid, path, additions, deletions FROM commit_files ORDER BY oid, path",
        "SELECT name, oid, tagged_s FROM tags ORDER BY name",
    ] {
        assert_eq!(ask("org", sql), ask(checkout, sql), "{sql}");
    }
    let alone = report(&env, &[checkout]);
    let month = alone["teams"][0]["score"]["months"].as_array().expect("months").last().cloned();
    assert_eq!(month.expect("a month")["status"]["status"], "screening");
}

#[test]
fn the_demo_needs_nothing() {
    let env = TestEnv::new();
    let text = env.midspan(&["demo", "shown"]).success();
    for team in ["atlas", "harbor", "lumen", "quarry"] {
        assert!(text.contains(team), "{text}");
    }
    let html = std::fs::read_to_string(env.path("shown/report/report.html")).expect("a report");
    assert!(html.to_lowercase().contains("invented"), "not marked as invented");
}
