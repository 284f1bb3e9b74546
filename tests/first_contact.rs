//! The first minutes: a report without anything, init, doctor, questions to the tables.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::git_alone::repository;
use crate::support::{TestEnv, example};

fn commit(env: &TestEnv, folder: &Path, file: &str, text: &str) {
    fs::write(folder.join(file), text).expect("written");
    let at = "2026-03-29T10:00:00Z";
    env.git(folder, at, "gus", &["add", "-A"]);
    env.git(folder, at, "gus", &["commit", "-q", "-m", "A file"]);
}

fn findings(env: &TestEnv, folder: &Path, more: &[&str]) -> Vec<Value> {
    let mut args = vec!["doctor", "--offline", "--format", "json"];
    args.extend(more);
    let ran = env.midspan_in(folder, &args);
    serde_json::from_str(&ran.success()).expect("JSON")
}

/// What was found that holds a text.
#[track_caller]
fn found<'f>(findings: &'f [Value], text: &str) -> &'f Value {
    let holds = |f: &&Value| f["what"].as_str().is_some_and(|what| what.contains(text));
    findings.iter().find(holds).unwrap_or_else(|| panic!("no `{text}` in {findings:#?}"))
}

#[test]
fn a_report_without_anything_says_how_to_get_a_better_one() {
    let env = TestEnv::new();
    let folder = repository(&env);
    let text = env.midspan_in(&folder, &["report", "--until", "2026-03"]).success();
    assert!(text.contains("Who integrates"), "useful facts: {text}");
    let (_, next) = text.split_once("\nNext\n").expect("the next steps");
    assert!(next.contains("GITHUB_TOKEN"), "{next}");
    assert!(next.contains("midspan init"), "{next}");
}

#[test]
fn init_explains_its_guesses_and_names_people_readably() {
    let env = TestEnv::new();
    let folder = repository(&env);
    // From a folder below, the file still goes where the report looks for it.
    fs::create_dir(folder.join("below")).expect("a folder");
    let ran = env.midspan_in(&folder.join("below"), &["init"]);
    assert!(ran.err.contains("leader, guessed: one person made"), "{}", ran.err);
    let _ = ran.success();
    let text = fs::read_to_string(folder.join("midspan.toml")).expect("written");
    assert!(text.contains("person = \"gus@example.org\""), "{text}");
    assert!(text.contains("# Guessed: one person made "), "{text}");
    assert!(text.starts_with("#:schema .midspan/midspan.schema.json\n"), "{text}");
    let schema = fs::read_to_string(folder.join(".midspan/midspan.schema.json")).expect("there");
    assert!(schema.contains("\"approval_words\""));
    // The address is the person whom the data knows.
    let findings = findings(&env, &folder, &[]);
    found(&findings, "1 name in the configuration, each in the data");
    let checked = env.midspan_in(&folder, &["init"]).failure(2);
    assert!(checked.contains("exists already"), "{checked}");
}

#[test]
fn maintainers_files_say_who_leads_where_nothing_else_does() {
    let env = TestEnv::new();
    let folder = env.path("checkout");
    fs::create_dir(&folder).expect("a folder");
    env.git(&folder, "2026-01-01T00:00:00Z", "ada", &["init", "-q", "-b", "main"]);
    // Everybody pushes, so that nothing else tells.
    for index in 0..36_usize {
        let author = ["ada", "ben", "cid", "dot", "eve", "fay"][index % 6];
        let at = format!("2026-0{}-{:02}T10:00:00Z", 1 + index / 12, 2 + 2 * (index % 12));
        fs::write(folder.join("file"), format!("{index}\n")).expect("written");
        env.git(&folder, &at, author, &["add", "-A"]);
        env.git(&folder, &at, author, &["commit", "-q", "-m", "Change"]);
    }
    let print = ["init", "--print", "--until", "2026-03"];
    let before = env.midspan_in(&folder, &print).success();
    assert!(before.contains("says clearly who leads"), "{before}");
    commit(&env, &folder, "MAINTAINERS.md", "# Maintainers\n\n* Ada Ames <ada@example.org>\n");
    let after = env.midspan_in(&folder, &print).success();
    assert!(after.contains("# Guessed: MAINTAINERS.md names 1 account"), "{after}");
    assert!(after.contains("person = \"ada@example.org\""), "{after}");
    // With more names it is a list, not a lead.
    let all = ["ada", "ben", "cid", "dot"].map(|n| format!("{n} <{n}@example.org>")).join("\n");
    commit(&env, &folder, "MAINTAINERS.md", &all);
    let many = env.midspan_in(&folder, &print).success();
    assert!(!many.contains("\n[[leaders]]"), "{many}");
    assert!(many.contains("MAINTAINERS.md names 4 accounts; active here: \""), "{many}");
}

#[test]
fn doctor_finds_what_does_not_fit() {
    let env = TestEnv::new();
    let policy = "[[teams]]\nname = \"atlas\"\nrepos = [\"northlight/atlass\"]\ngithub = \"northlight/core\"\n\
                  [[leaders]]\nperson = \"nobody-here\"\nteam = \"atlas\"\n\
                  [privacy]\nmin_active = 40\n[check.signals]\nleader_gate_odd = { max = 1 }\n";
    fs::write(env.path("c.toml"), policy).expect("written");
    let place = example();
    let findings = findings(&env, &env.path("."), &[&place, "--config", "c.toml"]);
    let state = |text: &str| found(&findings, text)["state"].clone();
    assert_eq!(state("check.signals.leader_gate_odd"), "wrong");
    assert_eq!(state("`nobody-here` is nowhere in the data"), "missing");
    let repo = found(&findings, "northlight/atlass has not been read");
    assert!(repo["advice"].as_str().expect("advice").contains("did you mean `northlight/atlas`"));
    assert_eq!(state("members of northlight/core have not been read"), "missing");
    assert_eq!(state("people were active in three months and 40 are needed"), "missing");
    assert_eq!(state("was last looked at"), "missing");
    let advised = findings.iter().filter(|f| f["state"] != "good");
    assert!(advised.clone().count() > 5 && advised.clone().all(|f| f["advice"].is_string()));
}

#[test]
fn doctor_looks_at_the_checkout() {
    let env = TestEnv::new();
    let folder = repository(&env);
    let cloned = env.path("shallow");
    let (from, to) = (format!("file://{}", folder.display()), cloned.display().to_string());
    let at = "2026-04-01T00:00:00Z";
    env.git(&folder, at, "ada", &["clone", "-q", "--depth", "3", &from, &to]);
    let list = findings(&env, &cloned, &[]);
    let shallow = found(&list, "a shallow clone");
    assert!(shallow["advice"].as_str().expect("advice").contains("--unshallow"));
    found(&list, "no midspan.toml");
    assert!(!cloned.join(".midspan").exists(), "it changes nothing");
    let _ = env.midspan_in(&folder, &["report", "--no-files", "--until", "2026-03"]).success();
    let list = findings(&env, &folder, &[]);
    found(&list, "has no CODEOWNERS");
    found(&list, "no remote `origin` on a server");
    fs::write(folder.join("midspan.toml"), "leader = 1\n").expect("written");
    let list = findings(&env, &folder, &[]);
    assert_eq!(found(&list, "did you mean `leaders`?")["state"], "wrong");
}

#[test]
fn observations_are_a_table_too() {
    let env = TestEnv::new();
    let place = example();
    let sql = "SELECT signal, CAST(COUNT(*) AS BIGINT) AS n FROM observations GROUP BY signal ORDER BY signal";
    let text = env.midspan(&["query", sql, &place, "--format", "csv"]).success();
    assert!(text.contains("leader_touch_ratio,") && text.lines().count() > 20, "{text}");
    // Nobody is named in them either.
    let sql = "SELECT DISTINCT author FROM observations WHERE author IS NOT NULL";
    let text = env.midspan(&["query", sql, &place, "--format", "csv"]).success();
    assert!(text.lines().skip(1).all(|l| l.starts_with("p-")), "{text}");
    assert!(text.lines().count() > 5, "{text}");
}

#[test]
fn a_query_is_explained() {
    let env = TestEnv::new();
    let sql = "SELECT period, CAST(COUNT(*) AS BIGINT) AS n FROM cohort GROUP BY period";
    let text = env.midspan(&["query", sql, &example(), "--explain"]).success();
    assert!(text.starts_with("Reads\n  cohort ("), "{text}");
    assert!(text.contains("\n    period: ") && !text.contains("\n    author: "), "{text}");
    assert!(text.contains("\nPlan, to be read from the bottom up\n"), "{text}");
    assert!(text.contains("AGGREGATE"), "{text}");
    let text = env.midspan(&["query", "SELECT x FROM cohort", &example(), "--explain"]).failure(2);
    assert!(text.contains('x'), "{text}");
}
