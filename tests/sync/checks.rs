//! Checks of commits: what a merge waits for once it is approved.

use serde_json::{Value, json};

use super::{Bench, busy};
use crate::support::TestEnv;
use crate::support::github::scenario::ATLAS;
use crate::support::github::{Act, Repository, World, oid};

/// Pull request 1: pushed at 1, asked at 2, approved at 12 when its check has begun, merged at 72 when
/// the check has passed 10 minutes ago. Minutes.
fn waited() -> Repository {
    let mut repository = Repository::new(ATLAS, "2026-01-05T09:00:00Z");
    let pull = repository.pull("ada", "Keep lamps");
    repository.wait(1);
    repository.check(&oid(1000), "build", Some((59, "SUCCESS")));
    repository.check(&oid(1000), "ci/lint", Some((2, "SUCCESS")));
    repository.wait(9);
    repository.review(pull, "lea", "APPROVED", "Fine.");
    repository.wait(59);
    repository.act(pull, "ada", Act::Merge(oid(2)));
    repository
}

fn readable(repository: Repository) -> World {
    World { reads_checks: true, ..World::of(repository) }
}

/// Minutes in each wait state of a pull request.
fn minutes(bench: &Bench, store: &str, number: i64) -> Vec<Value> {
    minutes_until(bench, store, number, "2026-01")
}

fn minutes_until(bench: &Bench, store: &str, number: i64, until: &str) -> Vec<Value> {
    let sql = format!(
        "SELECT state, CAST(SUM(seconds) / 60 AS BIGINT) AS minutes FROM intervals WHERE number = {number} GROUP BY state ORDER BY state"
    );
    let ran = bench.env.midspan(&["query", &sql, store, "--until", until, "--format", "json"]);
    serde_json::from_str(&ran.success()).expect("JSON")
}

fn row(state: &str, minutes: i64) -> Value {
    json!({ "state": state, "minutes": minutes })
}

/// Commit ids asked for since the faults were set.
fn asked(bench: &Bench) -> Vec<String> {
    let seen = bench.fake.seen();
    let asked = seen.iter().filter(|seen| seen.operation == "Checks");
    let ids = asked.flat_map(|seen| seen.variables["ids"].as_array().cloned().unwrap_or_default());
    ids.filter_map(|id| Some(id.as_str()?.rsplit_once('_')?.1.to_owned())).collect()
}

#[test]
fn an_approved_merge_that_waits_for_checks() {
    let bench = Bench::new(readable(waited()));
    let _ = bench.sync("s").success();
    let sql = "SELECT oid, name, source, started_at, ended_at, outcome FROM checks ORDER BY name";
    let expected = [
        json!({ "oid": oid(1000), "name": "build", "source": "check_run", "started_at": "2026-01-05T09:03:00Z",
                "ended_at": "2026-01-05T10:02:00Z", "outcome": "success" }),
        json!({ "oid": oid(1000), "name": "ci/lint", "source": "status", "started_at": null,
                "ended_at": "2026-01-05T09:05:00Z", "outcome": "success" }),
    ];
    assert_eq!(bench.rows("s", sql), expected);
    assert_eq!(
        minutes(&bench, "s", 1),
        [row("approved_waiting_merge", 11), row("ci_unknown", 49), row("waiting_first_review", 12)]
    );
}

/// What is refused is said, and is not the same as no checks.
#[test]
fn checks_that_the_token_may_not_read() {
    let bench = Bench::new(World::of(waited()));
    let ran = bench.sync("s");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("not shown to this token: ") && ran.err.contains("checks"),
        "{}",
        ran.err
    );
    assert_eq!(bench.fake.count("Checks"), 1, "it is asked once");
    assert_eq!(bench.rows("s", "SELECT name FROM checks"), Vec::<Value>::new());
    assert_eq!(
        minutes(&bench, "s", 1),
        [row("approved_waiting_merge", 60), row("waiting_first_review", 12)]
    );
    let months = ["--months", "2", "--until", "2026-01"];
    let ran = bench.env.midspan(&[&["report", "s", "--out", "r"][..], &months].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let page = std::fs::read_to_string(bench.env.path("r/report.md")).expect("a page");
    assert!(page.contains("1 approved commits whose checks are not known"), "{page}");
    // Nothing new: it is not asked again. Once it may be read, all of it is.
    bench.fake.calm();
    let _ = bench.sync("s").success();
    assert_eq!(bench.fake.count("Checks"), 0);
    bench.fake.change(|world| {
        world.reads_checks = true;
        world.only().issue("mika", "Another");
    });
    let _ = bench.sync("s").success();
    let _ = bench.sync("s").success();
    assert_eq!(bench.rows("s", "SELECT name FROM checks").len(), 0, "no pull request has changed");
    bench.fake.change(|world| {
        world.only().pull("ada", "Another");
    });
    let _ = bench.sync("s").success();
    assert_eq!(bench.rows("s", "SELECT name FROM checks").len(), 2);
}

#[test]
fn only_commits_that_a_merge_could_wait_for_are_asked_for() {
    let mut repository = waited();
    let silent = repository.pull("ada", "Nobody approves");
    repository.check(&oid(silent * 1000), "build", None);
    let pushed = repository.pull("ada", "Pushed again and again");
    for number in [41, 42] {
        repository.act(pushed, "ada", Act::Push(oid(number), "ada@example.org".to_owned(), 1));
    }
    repository.review(pushed, "lea", "APPROVED", "");
    for number in [51, 52] {
        repository.act(pushed, "ada", Act::Push(oid(number), "ada@example.org".to_owned(), 1));
    }
    repository.act(pushed, "ada", Act::ForcePush(oid(61)));
    repository.check(&oid(61), "build", None);
    let bench = Bench::new(readable(repository));
    let _ = bench.sync("s").success();
    assert_eq!(asked(&bench), [oid(61), oid(52), oid(42), oid(1000)], "the newest first");
}

/// Checks end without any change of the pull request.
#[test]
fn a_check_that_is_still_running() {
    let mut repository = waited();
    // A check is asked for again for a week after the push.
    repository.now = jiff::Timestamp::now().as_second() - 3600;
    let open = repository.pull("ada", "Open");
    repository.check(&oid(open * 1000), "build", None);
    repository.review(open, "lea", "APPROVED", "");
    let bench = Bench::new(readable(repository));
    let _ = bench.sync("s").success();
    let now = jiff::Timestamp::now().to_string();
    let this_month = now.get(..7).expect("a month");
    let outcome = |bench: &Bench| {
        bench.rows("s", &format!("SELECT outcome FROM checks WHERE number = {open}"))
    };
    assert_eq!(outcome(&bench), [json!({ "outcome": null })]);
    let waits: Vec<Value> = minutes_until(&bench, "s", open, this_month);
    assert!(waits.iter().any(|row| row["state"] == "ci_unknown"), "{waits:?}");
    bench.fake.calm();
    let _ = bench.sync("s").success();
    assert_eq!(asked(&bench), [oid(open * 1000)]);
    assert!(bench.fake.seen().len() <= 4, "{:#?}", bench.fake.seen());
    bench.fake.change(|world| {
        world.only().check(&oid(open * 1000), "build", Some((1, "SUCCESS")));
    });
    let _ = bench.sync("s").success();
    assert_eq!(outcome(&bench), [json!({ "outcome": "success" })]);
    let waits: Vec<Value> = minutes_until(&bench, "s", open, this_month);
    assert!(waits.iter().any(|row| row["state"] == "approved_waiting_merge"), "{waits:?}");
    bench.fake.calm();
    let _ = bench.sync("s").success();
    assert!(asked(&bench).is_empty() && bench.fake.seen().len() <= 3, "{:#?}", bench.fake.seen());
}

#[test]
fn later_syncs_ask_for_what_is_new() {
    let bench = Bench::new(readable(busy(130, 0)));
    let _ = bench.sync("s").success();
    assert_eq!(bench.fake.count("Checks"), 2, "a request for each hundred");
    bench.fake.calm();
    let _ = bench.sync("s").success();
    assert!(bench.fake.seen().len() <= 3, "{:#?}", bench.fake.seen());
    bench.fake.calm();
    bench.fake.change(|world| {
        world.only().act(7, "lea", Act::Reopen);
        world.only().act(7, "ada", Act::Push(oid(71), "ada@example.org".to_owned(), 1));
        world.only().check(&oid(71), "build", Some((1, "FAILURE")));
    });
    let _ = bench.sync("s").success();
    assert_eq!(asked(&bench), [oid(71)]);
    bench.assert_clean("s");
}

/// A project that has none: older commits than a hundred are not asked for in vain.
#[test]
fn a_project_without_checks() {
    let mut repository = busy(330, 0);
    repository.checks.clear();
    let bench = Bench::new(readable(repository));
    let _ = bench.sync("s").success();
    assert_eq!(asked(&bench).len(), 100);
    bench.fake.calm();
    let _ = bench.sync("s").success();
    assert!(bench.fake.seen().len() <= 3, "{:#?}", bench.fake.seen());
}

#[test]
fn more_than_a_page_of_checks_on_one_commit() {
    let mut repository = waited();
    for number in 0..230 {
        repository.check(&oid(1000), &format!("matrix {number:03}"), Some((1, "SUCCESS")));
    }
    let bench = Bench::new(readable(repository));
    let _ = bench.sync("s").success();
    assert_eq!(bench.rows("s", "SELECT DISTINCT name FROM checks").len(), 232);
    assert_eq!(bench.fake.count("Checks"), 3);
}

#[test]
fn they_can_be_left_out_and_read_later() {
    let bench = Bench::new(readable(busy(5, 0)));
    let mut command = bench.syncing("s");
    let _ = TestEnv::run(command.arg("--without-checks")).success();
    assert_eq!(bench.fake.count("Checks"), 0);
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
}

/// A commit that was pushed away and is gone is asked for once, with all others.
#[test]
fn a_commit_that_is_gone() {
    let mut repository = waited();
    repository.review(1, "mika", "APPROVED", "");
    let bench = Bench::new(readable(repository));
    bench.fake.after("PullRequests", 1, |world| {
        world.only().act(1, "ada", Act::ForcePush(oid(77)));
        let timeline = &mut world.only().item(1).timeline;
        timeline.retain(|entry| !matches!(entry.act, Act::Push(..)));
    });
    let _ = bench.sync("s").success();
    assert!(bench.fake.count("Checks") <= 2, "{:#?}", bench.fake.seen());
}

/// Where the branch's rules say which checks must pass, others hold nothing.
#[test]
fn checks_that_are_required() {
    let mut repository = waited();
    let open = repository.pull("ada", "Open");
    repository.check(&oid(open * 1000), "build", Some((1, "SUCCESS")));
    repository.check(&oid(open * 1000), "nightly", Some((1, "FAILURE")));
    repository.wait(9);
    repository.review(open, "lea", "APPROVED", "");
    let states = |bench: &Bench, store: &str| -> Vec<Value> {
        let rows = minutes(bench, store, open);
        rows.into_iter().map(|row| row["state"].clone()).collect()
    };
    let bench = Bench::new(readable(repository));
    let _ = bench.sync("all").success();
    assert_eq!(states(&bench, "all"), ["ci_unknown", "waiting_first_review"]);
    bench.fake.change(|world| world.reads_rules = true);
    let _ = bench.sync("some").success();
    let required = bench.rows("some", "SELECT branch, name FROM required_checks ORDER BY name");
    assert_eq!(
        required,
        [
            json!({ "branch": "main", "name": "build" }),
            json!({ "branch": "~DEFAULT_BRANCH", "name": "ci/lint" })
        ]
    );
    assert_eq!(states(&bench, "some"), ["approved_waiting_merge", "waiting_first_review"]);
}
