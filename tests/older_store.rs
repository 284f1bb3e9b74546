//! A store that a program of format 3 wrote: `fixtures/format-3`, byte for byte. It holds what the example
//! does, packed as that program packed it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{TestEnv, example, project, tree};

/// Writes it, with the copy of its manifest.
fn older(env: &TestEnv, to: &str) {
    let folder = env.path(to);
    for (name, bytes) in tree(&project().join("fixtures/format-3")) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
    fs::copy(Path::new(&example()).join("midspan.toml"), folder.join("midspan.toml")).expect("it");
    let manifest = folder.join("manifest.json");
    fs::copy(&manifest, manifest.with_file_name("manifest.previous.json")).expect("copied");
}

fn json(env: &TestEnv, store: &str) -> Value {
    let _ = env.midspan(&["report", store, "--out", "r", "--until", "2026-03"]).success();
    let text = fs::read_to_string(env.path("r/report.json")).expect("a report");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn it_is_read_as_it_is_and_carried_over_with_its_first_change() {
    let env = TestEnv::new();
    older(&env, "s");
    let before = tree(&env.path("s"));
    assert_eq!(json(&env, "s")["report"], json(&env, &example())["report"]);
    let _ = env.midspan(&["doctor", "s", "--verify", "--offline"]).success();
    let mut after = tree(&env.path("s"));
    after.retain(|name, _| !name.starts_with("kept/"));
    assert!(after == before, "reading changes nothing");

    // What was exported before fits together with what is exported after.
    let lake = |repo: &str| {
        let args = ["export", "--lake", "lake", repo, "--store", "s", "--offline"];
        let _ = env.midspan(&args).success();
    };
    lake("northlight/atlas");
    let exported = tree(&env.path("lake"));
    crate::support::generate::write(&env.path("recordings")).expect("recordings");
    let _ = env.midspan(&["import", "recordings/harbor", "--store", "s"]).success();
    lake("northlight/atlas");
    assert!(tree(&env.path("lake")) == exported, "the lake is as it was");
    lake("northlight/harbor");

    let files = tree(&env.path("s"));
    for gone in ["manifest.previous.json", "events/northlight~harbor/part-2-4.parquet"] {
        assert!(!files.contains_key(gone), "{gone}");
    }
    for there in ["manifests/northlight~atlas.json", "events/northlight~harbor/part-3-4.parquet"] {
        assert!(files.contains_key(there), "{there} is not in {:?}", files.keys());
    }
    assert_eq!(json(&env, "s")["report"], json(&env, &example())["report"]);
    let _ = env.midspan(&["doctor", "s", "--verify", "--offline"]).success();
}

#[test]
fn nobody_is_left_in_it_who_was_forgotten() {
    let env = TestEnv::new();
    older(&env, "s");
    let rows = env.midspan(&[
        "query",
        "SELECT login FROM people WHERE login IS NOT NULL ORDER BY login LIMIT 1",
        "s",
        "--names",
        "--format",
        "csv",
    ]);
    let login = rows.success().lines().nth(1).expect("a row").to_owned();
    let _ = env.midspan(&["forget", &login, "s"]).success();
    let sql = format!("SELECT COUNT(*) AS n FROM people WHERE login = '{login}'");
    let left = env.midspan(&["query", &sql, "s", "--names", "--format", "csv"]).success();
    assert_eq!(left.lines().nth(1), Some("0"), "{left}");
    let _ = env.midspan(&["doctor", "s", "--verify", "--offline"]).success();
    assert!(!env.path("s/pending.json").exists());
}
