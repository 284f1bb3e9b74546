//! A checkout and nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{TestEnv, tree};

/// Thirty changes by six people over three months, integrated by one of them.
pub(crate) fn repository(env: &TestEnv) -> PathBuf {
    let folder = env.path("checkout");
    fs::create_dir(&folder).expect("a folder");
    env.git(&folder, "2026-01-01T00:00:00Z", "ada", &["init", "-q", "-b", "main"]);
    env.git(
        &folder,
        "2026-01-01T00:00:00Z",
        "ada",
        &["commit", "-q", "--allow-empty", "-m", "Begin"],
    );
    for index in 0..36 {
        let author = ["ada", "ben", "cid", "dot", "eve", "fay"][index % 6];
        let at = format!("2026-0{}-{:02}T10:00:00Z", 1 + index / 12, 2 + 2 * (index % 12));
        change(env, &folder, index, author, &at);
    }
    folder
}

pub(crate) fn change(env: &TestEnv, folder: &Path, index: usize, author: &str, at: &str) {
    let branch = format!("topic-{index}");
    env.git(folder, at, author, &["checkout", "-q", "-b", &branch]);
    fs::write(folder.join(format!("file-{}", index % 5)), format!("{index}\n")).expect("written");
    env.git(folder, at, author, &["add", "-A"]);
    let message = format!(
        "Change {index}\n\nReviewed-by: gus <gus@example.org>\nTested-by: {author} <{author}@example.org>"
    );
    env.git(folder, at, author, &["commit", "-q", "-m", &message]);
    env.git(folder, at, author, &["checkout", "-q", "main"]);
    let merged = at.replace("T10", "T20");
    let message = format!("Merge pull request #{index} from {author}/topic");
    env.git(folder, &merged, "gus", &["merge", "-q", "--no-ff", "-m", &message, &branch]);
}

#[test]
fn a_checkout_gets_findings_and_no_zone() {
    let env = TestEnv::new();
    let folder = repository(&env);
    let ran = env.midspan_in(&folder, &["report", "--until", "2026-03", "--out", "r"]);
    let text = ran.success();
    assert!(text.contains("integrated"), "{text}");
    let json = fs::read_to_string(folder.join("r/report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let report = &report["report"];
    let team = &report["teams"][0];
    let month = team["score"]["months"].as_array().expect("months").last().expect("one").clone();
    assert_eq!(month["status"]["status"], "screening");
    assert!(month["standing"].is_null());
    let findings: Vec<&str> = team["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|f| f["title"].as_str().expect("a title"))
        .collect();
    assert!(findings.contains(&"Who integrates") && findings.contains(&"Review"), "{findings:?}");
    assert_eq!(report["repositories"][0]["commits"], 73);
    // Nothing of it shows up in the project's own history.
    assert_eq!(
        env.git(&folder, "2026-04-01T00:00:00Z", "ada", &["status", "--short"]).trim(),
        "?? r/"
    );
}

#[test]
fn a_second_run_reads_only_what_is_new() {
    let env = TestEnv::new();
    let folder = repository(&env);
    let commits = |expected: &str| {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS n, CAST(COUNT(DISTINCT oid) AS BIGINT) AS d FROM commits";
        let text = env.midspan_in(&folder, &["query", sql, "--format", "csv"]).success();
        assert_eq!(text.lines().nth(1), Some(expected), "{text}");
    };
    commits("73,73");
    let before = tree(&folder.join(".midspan"));
    commits("73,73");
    assert!(tree(&folder.join(".midspan")) == before, "nothing was new, so nothing is written");
    change(&env, &folder, 40, "ada", "2026-03-28T10:00:00Z");
    commits("75,75");
    let after = tree(&folder.join(".midspan"));
    let kept = before.iter().filter(|(n, b)| n.starts_with("commits/") && after.get(*n) == Some(b));
    assert_eq!(kept.count(), 1, "the older part stays as it was");
    // History that was rewritten is read anew.
    env.git(&folder, "2026-03-29T10:00:00Z", "ada", &["reset", "-q", "--hard", "HEAD~3"]);
    let count = env.git(&folder, "2026-03-29T10:00:00Z", "ada", &["rev-list", "--count", "HEAD"]);
    let count = count.trim();
    commits(&format!("{count},{count}"));
}

#[test]
fn works_from_below_and_in_bare_repositories() {
    let env = TestEnv::new();
    let folder = repository(&env);
    fs::create_dir(folder.join("below")).expect("a folder");
    let text =
        env.midspan_in(&folder.join("below"), &["report", "--no-files", "--until", "2026-03"]);
    assert!(text.success().contains("integrated"));
    assert!(folder.join(".midspan/manifest.json").exists());
    let bare = env.path("bare.git");
    let from = folder.display().to_string();
    let to = bare.display().to_string();
    env.git(&folder, "2026-04-01T00:00:00Z", "ada", &["clone", "-q", "--bare", &from, &to]);
    let text = env.midspan(&["report", "bare.git", "--no-files", "--until", "2026-03"]);
    assert!(text.success().contains("integrated"));
}

#[test]
fn init_marks_its_guesses() {
    let env = TestEnv::new();
    let folder = repository(&env);
    let _ = env.midspan_in(&folder, &["init"]).success();
    let text = fs::read_to_string(folder.join("midspan.toml")).expect("written");
    assert!(text.contains("[[teams]]") && text.contains("uess"), "{text}");
    let error = env.midspan_in(&folder, &["init"]).failure(2);
    assert!(error.contains("exists already"), "{error}");
    // What was written is a configuration that works.
    let _ = env.midspan_in(&folder, &["report", "--no-files", "--until", "2026-03"]).success();
}
