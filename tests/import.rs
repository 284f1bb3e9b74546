//! Recordings come in whole, and hostile ones do no harm.

use std::fs;

use serde_json::{Value, json};

use crate::support::{TestEnv, generate};

fn rows(env: &TestEnv, sql: &str) -> Vec<Value> {
    let text = env.midspan(&["query", sql, "s", "--names", "--format", "json"]).success();
    serde_json::from_str(&text).expect("JSON")
}

/// What a reader with nothing in common with the importer counts in the files.
#[test]
fn tables_equal_the_recording() {
    let env = TestEnv::new();
    generate::write(&env.path("r")).expect("recordings");
    let _ = env.midspan(&["import", "r/atlas", "--store", "s"]).success();
    let mut kinds = std::collections::BTreeMap::<String, i64>::new();
    let (mut pulls, mut inline) = (0, 0);
    for entry in fs::read_dir(env.path("r/atlas/pulls")).expect("pulls") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("a file");
        let pull: Value = serde_json::from_str(&text).expect("JSON");
        pulls += 1;
        inline += pull["comments"].as_array().map_or(0, Vec::len);
        for event in pull["events"].as_array().expect("events") {
            let kind = event["event"].as_str().expect("a kind").replace('-', "_");
            let kind = if kind == "renamed" { "renamed_title".to_owned() } else { kind };
            *kinds.entry(kind).or_default() += 1;
        }
    }
    let count = rows(&env, "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM pull_requests");
    assert_eq!(count[0]["n"], pulls);
    let found = rows(
        &env,
        "SELECT kind, CAST(COUNT(*) AS BIGINT) AS n FROM events WHERE subject = 'pull' GROUP BY kind ORDER BY kind",
    );
    let found: std::collections::BTreeMap<String, i64> = found
        .iter()
        .map(|r| {
            (r["kind"].as_str().expect("a kind").to_owned(), r["n"].as_i64().expect("a number"))
        })
        .collect();
    if inline > 0 {
        kinds.insert("line_commented".to_owned(), i64::try_from(inline).expect("small"));
    }
    assert_eq!(found, kinds);
}

#[test]
fn importing_twice_changes_nothing() {
    let env = TestEnv::new();
    generate::write(&env.path("r")).expect("recordings");
    let _ = env.midspan(&["import", "r/atlas", "--store", "s"]).success();
    let all = "SELECT * FROM events ORDER BY number, subject, seq";
    let seen = "SELECT * FROM milestone_snapshots ORDER BY number, seen_s";
    let (before, snapshots) = (rows(&env, all), rows(&env, seen));
    assert!(!snapshots.is_empty());
    let _ = env.midspan(&["import", "r/atlas", "--store", "s"]).success();
    assert!(rows(&env, all) == before);
    assert!(rows(&env, seen) == snapshots, "nothing was seen to differ");
}

#[test]
fn an_i_d_template_archive() {
    let env = TestEnv::new();
    let archive = json!({
        "magic": "E!vIA5L86J2I",
        "timestamp": "2026-03-01T00:00:00.000000+00:00",
        "repo": "north/draft",
        "labels": [],
        "issues": [],
        "pulls": [{
            "number": 3, "title": "Add a section", "state": "MERGED", "author": "kim",
            "createdAt": "2026-02-01T00:00:00Z", "updatedAt": "2026-02-03T00:00:00Z",
            "mergedAt": "2026-02-03T00:00:00Z", "closedAt": "2026-02-03T00:00:00Z",
            "mergedBy": "lea", "mergeCommit": null, "baseRefName": "main", "labels": [],
            "body": "Text.", "comments": [],
            "reviews": [{ "author": "lea", "state": "APPROVED", "createdAt": "2026-02-02T00:00:00Z",
                          "body": "", "comments": [] }]
        }]
    });
    fs::write(env.path("archive.json"), archive.to_string()).expect("written");
    let _ = env.midspan(&["import", "archive.json", "--store", "s"]).success();
    let pulls = rows(&env, "SELECT repo, number, merged_by, state FROM pull_requests");
    assert_eq!(
        pulls,
        vec![json!({ "repo": "north/draft", "number": 3, "merged_by": "lea", "state": "merged" })]
    );
    let reviews = rows(&env, "SELECT actor, state FROM events WHERE kind = 'reviewed'");
    assert_eq!(reviews, vec![json!({ "actor": "lea", "state": "approved" })]);
    let text = env.midspan(&["report", "s", "--no-files"]).success();
    assert!(text.contains("Fewer than 5 people"), "{text}");
    assert!(!text.contains("reached the mainline"), "no commits were read: {text}");
}

/// An archive of i-d-template does not say who was asked; a report must not say that nobody was.
#[test]
fn who_was_asked_is_not_made_up() {
    let env = TestEnv::new();
    let day = |n: i64| format!("2026-02-{:02}T09:00:00Z", n % 28 + 1);
    let pulls: Vec<Value> = (0..40)
        .map(|n| {
            let author =
                ["kim", "sam", "ola", "noa", "ray"][usize::try_from(n % 5).expect("small")];
            json!({
                "number": n + 1, "title": "Add a section", "state": "MERGED",
                "author": author,
                "authorAssociation": "MEMBER", "body": "", "labels": [], "assignees": [],
                "createdAt": day(n), "updatedAt": day(n), "closedAt": day(n), "mergedAt": day(n),
                "baseRefName": "main", "headRefName": "a", "comments": [],
                "reviews": [{
                    "author": "lea", "state": "APPROVED", "body": "Good, with one thought on it.",
                    "createdAt": day(n), "comments": [],
                }],
            })
        })
        .collect();
    let archive = json!({
        "magic": "E!vIA5L86J2I",
        "timestamp": "2026-03-20T00:00:00.000000+00:00",
        "repo": "north/draft",
        "labels": [],
        "issues": [],
        "pulls": pulls,
    });
    fs::write(env.path("archive.json"), archive.to_string()).expect("written");
    let _ = env.midspan(&["import", "archive.json", "--store", "s"]).success();
    let args = ["report", "s", "--until", "2026-02", "--out", "out", "--format", "json"];
    let report: Value = serde_json::from_str(&env.midspan(&args).success()).expect("JSON");
    let curves = report["report"]["teams"][0]["survival"][0]["curves"].as_array().expect("curves");
    let asked: Vec<&Value> = curves.iter().map(|curve| &curve["asked"]).collect();
    assert_eq!(asked, ["unrecorded"]);
    let page = fs::read_to_string(env.path("out/report.html")).expect("a page");
    assert!(page.contains("who was asked is not recorded") && !page.contains("a peer was asked"));
}

#[test]
fn what_is_no_recording_is_refused() {
    let env = TestEnv::new();
    fs::create_dir(env.path("plain")).expect("a folder");
    let _ = env.midspan(&["import", "plain", "--store", "s"]).failure(3);
    let _ = env.midspan(&["import", "nowhere", "--store", "s"]).failure(3);
    fs::write(env.path("x.json"), "{}").expect("written");
    let _ = env.midspan(&["import", "x.json", "--store", "s"]).failure(3);
    fs::create_dir_all(env.path("b/pulls")).expect("a folder");
    fs::write(env.path("b/pulls/1.json"), "{ broken").expect("written");
    let _ = env.midspan(&["import", "b", "--store", "s"]).failure(3);
    assert!(!env.path("s").exists(), "nothing was stored");
}

#[test]
fn one_broken_file_is_counted_and_costs_no_other() {
    let env = TestEnv::new();
    generate::write(&env.path("r")).expect("recordings");
    let mut names: Vec<_> = fs::read_dir(env.path("r/atlas/pulls"))
        .expect("pulls")
        .map(|e| e.expect("an entry").path())
        .collect();
    names.sort();
    fs::write(&names[0], "{ broken").expect("written");
    let ran = env.midspan(&["import", "r/atlas", "--store", "s"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("not read: 1"), "{}", ran.err);
    let count = rows(&env, "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM pull_requests");
    assert_eq!(count[0]["n"], names.len() - 1);
    let text = env.midspan(&["report", "s", "--no-files", "--format", "markdown"]).success();
    assert!(text.contains("Gaps"), "the report says so");
}
