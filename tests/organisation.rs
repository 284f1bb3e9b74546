//! Several repositories and teams from one configuration, and two runs at once.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::git_alone::{change, repository};
use crate::support::{TestEnv, example, tree};

fn copied_example(env: &TestEnv, to: &str) {
    for (name, bytes) in tree(Path::new(&example())) {
        let path = env.path(to).join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
}

fn report(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("report.json")).expect("a report");
    serde_json::from_str::<Value>(&text).expect("JSON")["report"].clone()
}

fn notes(report: &Value) -> Vec<String> {
    let all = report["notes"].as_array().expect("notes");
    all.iter().map(|n| n["text"].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn a_configuration_lists_what_is_read() {
    let env = TestEnv::new();
    copied_example(&env, "facts");
    let checkout = repository(&env);
    fs::create_dir(env.path("office")).expect("a folder");
    let text = "repositories = [\"../facts\", \"../checkout\"]\n\
                [[teams]]\nname = \"north\"\nrepos = [\"northlight/atlas\"]\n";
    fs::write(env.path("office/midspan.toml"), text).expect("written");
    // Where the file lies, and from anywhere by its name.
    let office = env.path("office");
    let _ = env.midspan_in(&office, &["report", "--until", "2026-03", "--out", "r"]).success();
    let named = ["report", "--config", "office/midspan.toml", "--until", "2026-03", "--out", "s"];
    let _ = env.midspan(&named).success();
    for out in [office.join("r"), env.path("s")] {
        let report = report(&out);
        let teams = report["teams"].as_array().expect("teams");
        let names: Vec<&str> =
            teams.iter().map(|t| t["score"]["team"].as_str().expect("a name")).collect();
        assert_eq!(names, ["local/checkout", "north", "northlight/harbor"]);
        assert_eq!(report["repositories"].as_array().map(Vec::len), Some(3));
    }
    assert!(checkout.join(".midspan/manifest.json").exists(), "each checkout keeps its own store");
}

#[test]
fn one_place_that_cannot_be_read_costs_no_other() {
    let env = TestEnv::new();
    copied_example(&env, "facts");
    fs::create_dir(env.path("plain")).expect("a folder");
    let ran = env.midspan(&["report", "facts", "gone", "plain", "--until", "2026-03"]);
    let text = ran.stopped(4);
    assert!(text.contains("gone is left out: gone does not exist"), "{text}");
    let report = report(&env.path("midspan-report"));
    assert_eq!(report["teams"].as_array().map(Vec::len), Some(2));
    let notes = notes(&report);
    for name in ["gone", "plain"] {
        let told = format!("{name} could not be read and is left out");
        assert!(notes.iter().any(|n| n.contains(&told)), "{notes:?}");
    }
    // Where none can be read there is no report.
    let text = env.midspan(&["report", "gone", "plain"]).failure(3);
    assert!(text.contains("gone does not exist"), "{text}");
}

#[test]
fn what_came_incomplete_shows_in_the_exit_code_of_each_command() {
    let env = TestEnv::new();
    copied_example(&env, "facts");
    let written: [(&[&str], &str); 4] = [
        (&["plot", "spectrum", "-o", "spectrum.svg"], "spectrum.svg"),
        (&["badge", "-o", "badge.svg", "--team", "atlas"], "badge.svg"),
        (&["export", "tables"], "tables/cohort.parquet"),
        (&["export", "lake", "--lake"], "lake"),
    ];
    for (command, file) in written {
        let _ = env.midspan(&[command, &["facts", "gone"]].concat()).stopped(4);
        assert!(env.path(file).exists(), "{command:?} leaves {file}");
    }
    let printed: [(&[&str], &str); 4] = [
        (&["query", "SELECT DISTINCT repo FROM pull_requests"], "northlight/atlas"),
        (&["query", "SELECT repo FROM pull_requests", "--explain"], "Plan"),
        (&["signals", "leader_gate_odds"], "northlight/atlas"),
        (&["init", "--print"], "northlight/atlas"),
    ];
    for (command, said) in printed {
        let ran = env.midspan(&[command, &["facts", "gone"]].concat());
        assert!(ran.out.contains(said), "{command:?}: {}{}", ran.out, ran.err);
        let _ = ran.stopped(4);
    }
}

#[test]
fn a_page_for_each_team() {
    let env = TestEnv::new();
    copied_example(&env, "facts");
    let text = "[[teams]]\nname = \"../<b>Atlas & co\"\nrepos = [\"northlight/atlas\"]\n\
                [[teams]]\nname = \"atlas-co\"\nrepos = [\"northlight/harbor\"]\n";
    fs::write(env.path("facts/midspan.toml"), text).expect("written");
    let _ = env.midspan(&["report", "facts", "--until", "2026-03"]).success();
    let files = tree(&env.path("midspan-report"));
    let pages: Vec<&str> =
        files.keys().map(String::as_str).filter(|n| n.starts_with("teams/")).collect();
    assert_eq!(pages, ["teams/atlas-co.html", "teams/b-atlas-co.html"]);
    let text = |name: &str| String::from_utf8(files[name].clone()).expect("UTF-8");
    let whole = text("report.html");
    assert!(whole.contains("<a href=\"teams/b-atlas-co.html\">../&lt;b&gt;Atlas &amp; co</a>"));
    let page = text("teams/b-atlas-co.html");
    assert!(page.contains("<a href=\"../report.html\">All teams of "), "the way back");
    assert!(
        page.contains("Atlas &amp; co") && !page.contains(">atlas-co<"),
        "of the other nothing"
    );
    assert!(page.len() < whole.len());
}

#[test]
fn a_page_of_a_team_that_is_no_more_does_not_stay() {
    let env = TestEnv::new();
    copied_example(&env, "facts");
    let _ = env.midspan(&["report", "facts", "--until", "2026-03"]).success();
    // What somebody else put there is not touched.
    fs::write(env.path("midspan-report/teams/own.html"), "<!doctype html>").expect("written");
    let text = "[[teams]]\nname = \"both\"\n[[teams]]\nname = \"northlight/atlas\"\nrepos = [\"northlight/atlas\"]\n";
    fs::write(env.path("facts/midspan.toml"), text).expect("written");
    let _ = env.midspan(&["report", "facts", "--until", "2026-03"]).success();
    let files = tree(&env.path("midspan-report"));
    let pages: Vec<&str> =
        files.keys().map(String::as_str).filter(|n| n.starts_with("teams/")).collect();
    assert_eq!(pages, ["teams/both.html", "teams/northlight-atlas.html", "teams/own.html"]);
}

#[test]
fn paths_decide_whose_a_change_is() {
    let env = TestEnv::new();
    let folder = repository(&env);
    let text = "[[teams]]\nname = \"rest\"\n[[teams]]\nname = \"one\"\npaths = [\"/file-1\"]\n";
    fs::write(folder.join("midspan.toml"), text).expect("written");
    let sql = "SELECT team, CAST(COUNT(*) AS BIGINT) AS n FROM cohort GROUP BY team ORDER BY team";
    let args = ["query", sql, "--until", "2026-03", "--format", "csv"];
    let split = env.midspan_in(&folder, &args).success();
    // Of 36 changes to five files in turn, the second of each five; the first commit touches none.
    assert_eq!(split, "team,n\none,7\nrest,30\n");
}

/// Two processes read the same new commits into the same store; neither is counted twice.
#[test]
fn two_runs_on_one_store() {
    let env = TestEnv::new();
    let folder = repository(&env);
    let count = "SELECT CAST(COUNT(*) AS BIGINT) AS n, CAST(COUNT(DISTINCT oid) AS BIGINT) AS d FROM commits";
    for round in 0..4_usize {
        // Of a store that is new, and of one that is brought up to date.
        let commits = 73 + 2 * round;
        if round > 0 {
            change(&env, &folder, 40 + round, "ada", &format!("2026-03-2{round}T10:00:00Z"));
        }
        let running: Vec<_> = (0..3)
            .map(|_| {
                let mut command = env.command();
                command.current_dir(&folder).args(["query", count, "--format", "csv"]);
                command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
                command.spawn().expect("the program starts")
            })
            .collect();
        for child in running {
            let output = child.wait_with_output().expect("it ends");
            let text = String::from_utf8_lossy(&output.stdout);
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{error}");
            assert_eq!(text.lines().nth(1), Some(format!("{commits},{commits}").as_str()));
        }
        let _ = env.midspan_in(&folder, &["doctor", "--verify", "--offline"]).success();
    }
}
