//! Many repositories at once, with latency, faults and an hourly limit.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::rig::files;
use super::{Level, Row};
use crate::support::TestEnv;
use crate::support::github::{Act, Fault, Faults, Repository, World};
use crate::sync::Bench;

/// Requests under way at once at most: half a hundred below what GitHub allows.
const MOST: usize = 6;
/// Points for each window, and its length in seconds.
const POINTS: (i64, i64) = (400, 3);
/// Peak memory allowed, MiB.
const MEMORY: u64 = 1024;

fn name(number: usize) -> String {
    format!("northlight/lamp-{number:03}")
}

fn many(count: usize) -> World {
    let repositories = (1..=count).map(|number| {
        let mut repository = Repository::new(&name(number), "2026-01-05T09:00:00Z");
        repository.id = 1_000_000 + i64::try_from(number).expect("small");
        repository.milestone("lea", "First light", Some(30));
        for item in 0..12 {
            let pull = repository.pull("ada", &format!("Change {item} of {number}"));
            let review = repository.review(pull, "lea", "APPROVED", "Fine.");
            repository.inline(pull, "lea", (Some(review), None), "Nice.");
            repository.act(pull, "lea", Act::Close(None));
            let issue = repository.issue("mika", &format!("Problem {item} of {number}"));
            repository.act(issue, "lea", Act::Comment("Seen.".to_owned()));
        }
        repository
    });
    World { repositories: repositories.collect(), ..World::default() }
}

pub(super) fn part(level: Level) -> Vec<Row> {
    let count = level.pick(12, 500);
    let mut row = Row::new("many repositories at once, with latency, faults and limits");
    let bench = Bench::new(many(count));
    let names: Vec<String> = (1..=count).map(name).collect();
    let begin = Instant::now();
    let (code, _) = sync(&bench, "clean", &names);
    let clean = begin.elapsed();
    if code != Some(0) {
        row.wrong(format!("the undisturbed run ended with {code:?}"));
    }
    let faults = Faults::every(13, Fault::BadGateway)
        .and(Faults::every(17, Fault::Truncated))
        .and(Faults::every(23, Fault::Secondary(429, Some(0))))
        .and(Faults::every(1, Fault::Slow(level.pick(5, 20))));
    bench.fake.fail(faults);
    let (points, seconds) = level.pick((40, 2), POINTS);
    bench.fake.grant(points, seconds);
    let begin = Instant::now();
    let (code, memory) = sync(&bench, "s", &names);
    let disturbed = begin.elapsed();
    row.tried = count;
    match code {
        Some(0) => row.complete = count,
        other => row.wrong(format!("it ended with {other:?}")),
    }
    let seen = bench.fake.seen();
    let struck = seen
        .iter()
        .filter(|s| {
            matches!(s.fault, Some(Fault::BadGateway | Fault::Truncated | Fault::Secondary(..)))
        })
        .count();
    let (most, refused) = (bench.fake.most_at_once(), bench.fake.refused());
    if most > MOST {
        row.wrong(format!("{most} requests at once"));
    }
    // Requests that were under way when the last point went are refused, and none after them.
    let windows = 1 + bench.fake.windows();
    if refused > windows * MOST {
        row.wrong(format!("{refused} requests without points left in {windows} windows"));
    }
    if memory.is_some_and(|peak| peak > MEMORY) {
        row.wrong(format!("{memory:?} MiB of memory"));
    }
    row.lost = different(&bench, &row_files(&bench, "clean"), &row_files(&bench, "s"));
    if row.lost > 0 {
        row.wrong(format!("{} tables differ", row.lost));
    }
    let peak = memory.map_or_else(|| "not measured".to_owned(), |peak| format!("{peak} MiB"));
    row.figures = format!(
        "{count} repositories, {} requests, {struck} faults; at most {most} at once; {windows} windows of {points} points, {refused} requests refused, none answered beyond; peak memory {peak}; {:.0} s, undisturbed {:.0} s",
        seen.len(),
        disturbed.as_secs_f64(),
        clean.as_secs_f64(),
    );
    vec![row]
}

/// Exit code and peak memory in MiB of a sync.
fn sync(bench: &Bench, store: &str, names: &[String]) -> (Option<i32>, Option<u64>) {
    let mut command = bench.command();
    command.arg("sync").args(names).args(["--store", store, "--api-url", &bench.fake.url()]);
    let mut child = super::rig::start(&mut command);
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    loop {
        if let Some(ended) = child.try_wait().expect("a state") {
            return (ended.code(), peak);
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak = kib.map(|kib| kib / 1024).max(peak);
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn row_files(bench: &Bench, store: &str) -> BTreeMap<String, Vec<String>> {
    let mut files = files(&bench.env.path(store));
    // In the order in which repositories were done.
    for live in files.values_mut() {
        live.sort();
    }
    files.retain(|table, _| {
        ["events", "linked_issues", "milestones", "people", "pull_commits"]
            .contains(&table.as_str())
    });
    files
}

/// Tables whose files differ, and rows of those that tell when they were read.
fn different(
    bench: &Bench,
    clean: &BTreeMap<String, Vec<String>>,
    found: &BTreeMap<String, Vec<String>>,
) -> usize {
    let of_files = clean.iter().filter(|(table, files)| found.get(*table) != Some(files)).count();
    let rows = |store: &str, table: &str| -> Vec<Value> {
        let sql = format!(
            "SELECT repo, number, title, author, state, updated_s FROM {table} ORDER BY repo, number"
        );
        bench.rows(store, &sql)
    };
    let of_rows = ["pull_requests", "issues"].into_iter();
    of_files + of_rows.filter(|table| rows("clean", table) != rows("s", table)).count()
}

#[test]
fn figures_are_those_of_the_servers_log() {
    let bench = Bench::new(many(2));
    bench.fake.grant(2, 3600);
    let mut command = bench.command();
    command.args(["sync", &name(1), "--store", "s", "--wait", "1", "--api-url", &bench.fake.url()]);
    let ran = TestEnv::run(&mut command);
    assert!(matches!(ran.code, 3 | 4), "a window of an hour is not waited for: {}", ran.err);
    assert!(bench.fake.refused() <= MOST);
}
