//! Tables for other tools.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{TestEnv, example, tree};

const TABLES: usize = 33;

#[test]
fn every_table_is_one_file() {
    let env = TestEnv::new();
    let ran = env.midspan(&["export", "t", &example()]);
    assert!(ran.err.contains("33 tables with "), "{}", ran.err);
    let _ = ran.success();
    let files = tree(&env.path("t"));
    assert_eq!(files.len(), TABLES, "{:?}", files.keys());
    for (name, bytes) in &files {
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{name}");
    }
    // The dictionary and the files speak of the same tables.
    let listed = env.midspan(&["query", "--tables", "--format", "csv"]).success();
    let listed: BTreeSet<String> =
        listed.lines().skip(1).filter_map(|l| Some(l.split_once(',')?.0.to_owned())).collect();
    let written: BTreeSet<String> =
        files.keys().map(|n| n.trim_end_matches(".parquet").to_owned()).collect();
    assert_eq!(listed, written);
}

#[test]
fn the_same_data_gives_the_same_files() {
    let env = TestEnv::new();
    for format in ["parquet", "csv"] {
        for name in ["one", "two"] {
            let _ = env.midspan(&["export", name, &example(), "--format", format]).success();
        }
        assert!(tree(&env.path("one")) == tree(&env.path("two")), "{format}");
    }
}

#[test]
fn rows_are_sorted_and_numbers_whole() {
    let env = TestEnv::new();
    let _ = env.midspan(&["export", "t", &example(), "--format", "csv"]).success();
    let text = fs::read_to_string(env.path("t/observations.csv")).expect("a table");
    let mut lines = text.lines();
    assert!(lines.next().expect("a head").starts_with("signal,team,repo,period,item,value,"));
    let signals: Vec<&str> = lines.filter_map(|l| l.split(',').next()).collect();
    assert!(signals.is_sorted() && signals.len() > 10_000, "{} rows", signals.len());
    // A third of an hour has all its digits.
    let cohort = fs::read_to_string(env.path("t/cohort.csv")).expect("a table");
    let longest = cohort.split([',', '\n']).filter(|c| c.parse::<f64>().is_ok());
    assert!(longest.map(str::len).max() > Some(12), "numbers are cut short");
}

#[test]
fn nobody_is_named() {
    let env = TestEnv::new();
    let _ = env.midspan(&["export", "t", &example(), "--format", "csv"]).success();
    let _ = env.midspan(&["export", "n", &example(), "--format", "csv", "--names"]).success();
    let people = fs::read_to_string(env.path("n/people.csv")).expect("a table");
    let logins: BTreeSet<&str> = people
        .lines()
        .skip(1)
        .filter_map(|l| l.split(',').nth(2))
        .filter(|login| !login.is_empty())
        .collect();
    assert!(logins.len() > 10, "{logins:?}");
    for (name, bytes) in tree(&env.path("t")) {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let words: BTreeSet<&str> =
            text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).collect();
        for login in &logins {
            assert!(!words.contains(login), "{name} names {login}");
        }
    }
}

#[test]
fn a_spreadsheet_runs_nothing() {
    let env = TestEnv::new();
    crate::support::generate::write(&env.path("r")).expect("recordings");
    let file = fs::read_dir(env.path("r/atlas/pulls")).expect("pulls").next().expect("a file");
    let path = file.expect("an entry").path();
    let mut json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&path).expect("text")).expect("JSON");
    json["pull"]["title"] = "=HYPERLINK(\"https://example.org\",\"x\")".into();
    json["pull"]["labels"] = serde_json::json!([{ "name": "+1\n@SUM(A1)" }]);
    fs::write(&path, json.to_string()).expect("written");
    let _ = env.midspan(&["import", "r/atlas", "--store", "s"]).success();
    let _ = env.midspan(&["export", "t", "s", "--format", "csv"]).success();
    let text = fs::read_to_string(env.path("t/pull_requests.csv")).expect("a table");
    assert!(text.contains("'=HYPERLINK"), "the title is there");
    for cell in text.lines().flat_map(|l| l.split(',')) {
        let cell = cell.trim_start_matches('"');
        assert!(!cell.starts_with(['=', '+', '@']), "{cell}");
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let env = TestEnv::new();
    let _ = env.midspan(&["export", "a/t", &example()]).success();
    let mode =
        |name: &str| fs::metadata(env.path(name)).expect("it exists").permissions().mode() & 0o777;
    assert_eq!((mode("a/t"), mode("a/t/cohort.parquet")), (0o700, 0o600));
}

#[test]
fn a_store_is_not_written_over() {
    let env = TestEnv::new();
    let copied = env.path("s");
    for (name, bytes) in tree(std::path::Path::new(&example())) {
        let path = copied.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
    let before = tree(&copied);
    // The folder to write to was forgotten.
    let error = env.midspan(&["export", "s"]).failure(2);
    assert!(error.contains("is a store"), "{error}");
    fs::write(env.path("file"), "text").expect("written");
    let _ = env.midspan(&["export", "file", "s"]).failure(6);
    assert!(tree(&copied) == before);
}
