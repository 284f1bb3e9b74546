//! No output names a person unless `--names` is given.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::support::{TestEnv, example, tree};

/// Tables whose rows speak of people.
const TABLES: [&str; 13] = [
    "acts",
    "asks",
    "cohort",
    "events",
    "intervals",
    "issue_months",
    "issues",
    "milestones",
    "people",
    "pull_commits",
    "pull_requests",
    "roster",
    "roster_weeks",
];

fn logins(env: &TestEnv) -> Vec<String> {
    let sql = "SELECT DISTINCT login FROM people WHERE login IS NOT NULL ORDER BY login";
    let text = env.midspan(&["query", sql, &example(), "--names", "--format", "json"]).success();
    let rows: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let logins: Vec<String> =
        rows.iter().filter_map(|row| row["login"].as_str()).map(str::to_owned).collect();
    assert!(logins.len() > 10, "{logins:?}");
    logins
}

#[track_caller]
fn names_nobody(output: &str, text: &str, logins: &[String]) {
    let text = text.to_lowercase();
    let words: BTreeSet<&str> =
        text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).collect();
    for login in logins {
        assert!(!words.contains(login.to_lowercase().as_str()), "{output} names {login}");
    }
}

#[test]
fn no_report_names_a_person() {
    let env = TestEnv::new();
    let logins = logins(&env);
    let text = env.midspan(&["report", &example(), "--out", "o"]).success();
    assert!(text.contains("Try:"), "suggestions are among what is looked at: {text}");
    names_nobody("terminal", &text, &logins);
    let files = tree(&env.path("o"));
    for kind in ["html", "md", "json", "svg"] {
        let found = files.keys().any(|n| Path::new(n).extension().is_some_and(|e| e == kind));
        assert!(found, "no {kind} was written");
    }
    // The PNG charts are drawn from the SVG ones.
    for (name, bytes) in files.iter().filter(|(n, _)| !n.contains(".png")) {
        names_nobody(name, &String::from_utf8_lossy(bytes), &logins);
    }
}

#[test]
fn no_table_names_a_person() {
    let env = TestEnv::new();
    let logins = logins(&env);
    for table in TABLES {
        let sql = format!("SELECT * FROM {table}");
        let rows = env.midspan(&["query", &sql, &example(), "--format", "csv"]).success();
        assert!(rows.lines().count() > 1, "{table} is empty");
        names_nobody(table, &rows, &logins);
    }
    // Another name for a column hides nobody less.
    let sql = "SELECT author AS x, COUNT(*) AS n FROM cohort GROUP BY author";
    let rows = env.midspan(&["query", sql, &example(), "--format", "json"]).success();
    names_nobody("an alias", &rows, &logins);
}

#[test]
fn no_signal_names_a_person() {
    let env = TestEnv::new();
    let logins = logins(&env);
    let store = example();
    let all = env.midspan(&["signals", &store, "--format", "csv"]).success();
    names_nobody("signals", &all, &logins);
    // Concentration is the one signal whose rows carry who did it.
    for format in ["table", "csv", "json"] {
        let one = ["signals", "review_concentration", &store, "--format", format];
        names_nobody(format, &env.midspan(&one).success(), &logins);
    }
}

#[test]
fn names_are_shown_to_who_asks_for_them() {
    let env = TestEnv::new();
    let logins = logins(&env);
    let sql = "SELECT DISTINCT author FROM cohort";
    let rows = env.midspan(&["query", sql, &example(), "--names", "--format", "csv"]).success();
    assert!(logins.iter().any(|login| rows.lines().any(|row| row == login)), "{rows}");
}
