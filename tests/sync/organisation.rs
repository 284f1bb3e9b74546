//! Whole organisations, servers of their own, teams and rules.

use serde_json::json;

use super::{Bench, busy};
use crate::support::TestEnv;
use crate::support::github::scenario::{ATLAS, atlas};
use crate::support::github::{Fault, Faults, Repository, Team, World};

/// An organisation with five repositories, one archived and one a fork, and a stranger.
fn organisation() -> World {
    let mut world = World::of(busy(2, 1));
    for name in [
        "northlight/harbor",
        "northlight/harbor-old",
        "northlight/site",
        "northlight/fork",
        "elsewhere/lamps",
    ] {
        let mut repository = Repository::new(name, "2026-01-05T09:00:00Z");
        let pull = repository.pull("ada", "A change");
        repository.review(pull, "lea", "APPROVED", "");
        repository.is_archived = name.ends_with("-old");
        repository.is_fork = name.ends_with("fork");
        world.repositories.push(repository);
    }
    world
}

fn collected(bench: &Bench, more: &[&str]) -> Vec<String> {
    let url = bench.fake.url();
    let mut command = bench.command();
    command.args(["sync", "org:northlight", "--store", "s", "--api-url", &url]).args(more);
    let _ = TestEnv::run(&mut command).success();
    let rows = bench.rows("s", "SELECT DISTINCT repo FROM pull_requests ORDER BY repo");
    rows.iter().filter_map(|row| row["repo"].as_str().map(str::to_owned)).collect()
}

#[test]
fn all_repositories_of_an_organisation() {
    let bench = Bench::new(organisation());
    let all = collected(&bench, &[]);
    assert_eq!(all, [ATLAS, "northlight/harbor", "northlight/site"], "no fork, none archived");
}

#[test]
fn some_repositories_of_an_organisation() {
    let bench = Bench::new(organisation());
    let some = collected(&bench, &["--include", "h*", "--include", "site", "--exclude", "*-old"]);
    assert_eq!(some, ["northlight/harbor", "northlight/site"]);
}

#[test]
fn one_repository_that_cannot_be_read_costs_no_other() {
    let bench = Bench::new(organisation());
    let url = bench.fake.url();
    let mut command = bench.command();
    command.args(["sync", "northlight/none", ATLAS, "--store", "s", "--api-url", &url]);
    let ran = TestEnv::run(&mut command);
    assert!(ran.stopped(4).contains("northlight/none"));
    let rows = bench.rows("s", "SELECT DISTINCT repo FROM pull_requests");
    assert_eq!(rows, [json!({ "repo": ATLAS })]);
}

#[test]
fn a_refused_repository_is_left_out_of_the_report_and_named() {
    let bench = Bench::new(organisation());
    let url = bench.fake.url();
    let mut command = bench.command();
    command.args(["report", "northlight/none", ATLAS, "--store", "s", "--api-url", &url]);
    let ran = TestEnv::run(&mut command);
    let error = ran.stopped(4);
    assert!(error.contains("northlight/none is left out"), "{error}");
    let text = std::fs::read_to_string(bench.env.path("midspan-report/report.json")).expect("it");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let repositories = json["report"]["repositories"].as_array().expect("repositories");
    let names: Vec<&str> = repositories.iter().filter_map(|r| r["repo"].as_str()).collect();
    assert_eq!(names, [ATLAS]);
    assert!(text.contains("northlight/none could not be read and is left out"));
}

#[test]
fn a_configuration_says_what_is_collected_and_read() {
    let bench = Bench::new(organisation());
    let url = bench.fake.url();
    let listed = format!("repositories = [\"{ATLAS}\", \"northlight/harbor\"]\n");
    std::fs::write(bench.env.path("midspan.toml"), listed).expect("written");
    let mut command = bench.command();
    let _ = TestEnv::run(command.args(["sync", "--store", "s", "--api-url", &url])).success();
    let rows = bench.rows("s", "SELECT DISTINCT repo FROM pull_requests ORDER BY repo");
    let names: Vec<&str> = rows.iter().filter_map(|row| row["repo"].as_str()).collect();
    assert_eq!(names, [ATLAS, "northlight/harbor"]);
}

/// REST below `/api/v3`, GraphQL at `/api/graphql`.
#[test]
fn an_enterprise_server() {
    let bench = Bench::new(World::of(busy(120, 2)));
    let base = format!("{}/api/v3", bench.fake.url());
    let mut command = bench.command();
    command.args(["sync", ATLAS, "--store", "s", "--api-url", &base]);
    let _ = TestEnv::run(&mut command).success();
    let paths = bench.fake.seen();
    assert!(paths.iter().any(|seen| seen.path == "/api/graphql"), "{paths:?}");
    assert!(paths.iter().any(|seen| seen.path.starts_with("/api/v3/repos/")), "{paths:?}");
    assert!(paths.iter().all(|seen| seen.path.starts_with("/api/")), "{paths:?}");
    bench.assert_clean("s");
    let mut command = bench.command();
    command
        .env("GITHUB_API_URL", &base)
        .env("GITHUB_GRAPHQL_URL", format!("{}/api/graphql", bench.fake.url()));
    let _ = TestEnv::run(command.args(["sync", ATLAS, "--store", "t"])).success();
    bench.assert_clean("t");
}

/// Teams and rules are extras: without them the rest is the same.
#[test]
fn extras_that_the_token_may_not_read() {
    let bench = Bench::new(atlas());
    let _ = bench.sync("without").success();
    bench.fake.change(|world| (world.reads_teams, world.reads_rules) = (true, true));
    let _ = bench.sync("with").success();
    let events = "SELECT * FROM events ORDER BY subject, number, seq";
    assert_eq!(bench.rows("with", events), bench.rows("without", events));
    let members = "SELECT person FROM team_members ORDER BY person";
    assert_eq!(
        bench.rows("with", members),
        [json!({ "person": "lea" }), json!({ "person": "mika" })]
    );
    let rules = "SELECT approvals_required, code_owner_required FROM rules";
    let rule = json!({ "approvals_required": 1, "code_owner_required": true });
    assert_eq!(bench.rows("with", rules), [rule.clone(), rule]);
}

/// Five repositories of one owner and one of another, whose tokens read teams.
fn with_teams() -> World {
    let mut world = organisation();
    for repository in &mut world.repositories {
        (repository.is_archived, repository.is_fork) = (false, false);
    }
    world.teams = vec![
        Team::new("northlight", "leads", &["lea"]),
        Team::new("northlight", "owners", &["mika", "lea"]),
        Team::new("elsewhere", "owners", &["ada"]),
    ];
    (world.reads_teams, world.reads_rules, world.reads_checks) = (true, true, true);
    world
}

fn sync_all(bench: &Bench) -> crate::support::Ran {
    let names = bench
        .fake
        .change(|world| world.repositories.iter().map(|r| r.name.clone()).collect::<Vec<String>>());
    let url = bench.fake.url();
    let mut command = bench.command();
    command.arg("sync").args(names).args(["--store", "s", "--api-url", &url]);
    TestEnv::run(command.args(["--format", "json"]))
}

/// Whoever asks at the same time waits for one answer.
#[test]
fn teams_are_asked_for_once_for_each_owner() {
    let bench = Bench::new(with_teams());
    bench.fake.fail(Faults::always("Teams", Fault::Slow(300)));
    let _ = sync_all(&bench).success();
    assert_eq!(bench.fake.count("Teams"), 2, "two owners");
    assert_eq!(bench.fake.count("Rules"), 6, "six repositories");
    assert!(bench.fake.most_at_once() > 1, "several repositories at a time");
    let rows = bench.rows("s", "SELECT repo, team, person FROM team_members ORDER BY 1, 2, 3");
    let of = |repo: &str| -> Vec<(String, String)> {
        let text =
            |row: &serde_json::Value, name: &str| row[name].as_str().unwrap_or("").to_owned();
        let own = rows.iter().filter(|row| row["repo"] == repo);
        own.map(|row| (text(row, "team"), text(row, "person"))).collect()
    };
    let pair = |team: &str, person: &str| (format!("team:{team}"), person.to_owned());
    for repo in [ATLAS, "northlight/harbor", "northlight/harbor-old", "northlight/site"] {
        let expected = [("leads", "lea"), ("owners", "lea"), ("owners", "mika")]
            .map(|(team, person)| pair(&format!("northlight/{team}"), person));
        assert_eq!(of(repo), expected, "{repo}");
    }
    assert_eq!(of("elsewhere/lamps"), [pair("elsewhere/owners", "ada")]);
}

/// What failed for one failed for all of the owner, and is said for each.
#[test]
fn teams_that_cannot_be_read_are_missing_for_each_repository() {
    let bench = Bench::new(with_teams());
    bench.fake.change(|world| world.reads_teams = false);
    let told: serde_json::Value = serde_json::from_str(&sync_all(&bench).success()).expect("JSON");
    assert_eq!(bench.fake.count("Teams"), 2);
    for repository in told["repositories"].as_array().expect("repositories") {
        assert_eq!(repository["refused"], json!(["members of teams"]), "{repository}");
    }
    assert!(bench.rows("s", "SELECT * FROM team_members").is_empty());

    let bench = Bench::new(with_teams());
    bench.fake.fail(Faults::always("Teams", Fault::Unauthorized));
    let ran = sync_all(&bench);
    assert!(matches!(ran.code, 3 | 4), "{} {}", ran.code, ran.err);
    let told: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    for repository in told["repositories"].as_array().expect("repositories") {
        let failed = repository["failed"].as_str().unwrap_or_default();
        assert!(failed.contains("does not accept the token"), "{repository}");
    }
    assert_eq!(bench.fake.count("Teams"), 2, "not again for each repository");
    // The next run asks again, and then all of it is there.
    bench.fake.calm();
    let _ = sync_all(&bench).success();
    assert_eq!(bench.rows("s", "SELECT DISTINCT repo FROM team_members").len(), 6);
}

/// A checkout stands for the repository that its remote names.
#[test]
fn a_checkout_stands_for_its_repository() {
    let bench = Bench::new(World::of(busy(2, 2)));
    let folder = bench.env.path("work");
    std::fs::create_dir(&folder).expect("a folder");
    let git = |args: &[&str]| bench.env.git(&folder, "2026-01-05T10:00:00Z", "ada", args);
    git(&["init", "-q", "-b", "main"]);
    git(&["remote", "add", "origin", &format!("{}/{ATLAS}.git", bench.fake.url())]);
    git(&["commit", "-q", "--allow-empty", "-m", "Begin"]);
    let url = bench.fake.url();
    let mut command = bench.command();
    let _ =
        TestEnv::run(command.args(["sync", "work", "--store", "s", "--api-url", &url])).success();
    let repos = bench.rows("s", "SELECT DISTINCT repo FROM pull_requests");
    assert_eq!(repos, [json!({ "repo": ATLAS })]);
}
