//! Requests for several repositories are under way at once, and never more of them than are allowed.

use super::{Bench, busy};
use crate::support::TestEnv;
use crate::support::github::{Fault, Faults, Repository, World};

/// How long an answer takes, milliseconds.
const LATENCY: u64 = 150;
/// Requests under way at once at most: half a hundred below what GitHub allows.
const MOST: usize = 6;

fn names() -> Vec<String> {
    (1..=6).map(|number| format!("northlight/lamp-{number}")).collect()
}

/// Six repositories, each of several pages.
fn six() -> World {
    let repositories = names().into_iter().map(|name| {
        let mut repository: Repository = busy(60, 0);
        repository.id = i64::try_from(name.len()).expect("small") * 1000
            + name.bytes().last().map_or(0, i64::from);
        repository.name = name;
        repository
    });
    World { repositories: repositories.collect(), ..World::default() }
}

/// Syncs some repositories: the most requests that were under way at once.
fn sync(bench: &Bench, store: &str, names: &[String]) -> usize {
    bench.fake.fail(Faults::every(1, Fault::Slow(LATENCY)));
    let mut command = bench.command();
    command.arg("sync").args(names).args(["--store", store, "--api-url", &bench.fake.url()]);
    let _ = TestEnv::run(&mut command).success();
    bench.fake.most_at_once()
}

#[test]
fn several_repositories_at_once() {
    let bench = Bench::new(six());
    let names = names();
    for name in &names {
        sync(&bench, "one", std::slice::from_ref(name));
    }
    let asked = bench.fake.seen().len();
    let most = sync(&bench, "all", &names);
    let all = bench.fake.seen().len();
    // The owner's teams are asked for once a run.
    let teams = bench.fake.count("Teams");
    assert_eq!((all, teams), (asked * names.len() - (names.len() - 1), 1), "no request more");
    assert!(most > 3 && most <= MOST, "{most} requests at once");
    let same = |sql: &str| assert_eq!(bench.rows("all", sql), bench.rows("one", sql), "{sql}");
    same("SELECT * FROM events ORDER BY repo, subject, number, seq");
    same("SELECT repo, number, title, updated_at FROM pull_requests ORDER BY repo, number");
}
