//! What every part needs: a fake GitHub, a clean run's tables, and a look at a store.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::Row;
pub(super) use crate::support::copy;
use crate::support::github::scenario::ATLAS;
use crate::support::github::{Act, World};
use crate::support::{Ran, TestEnv, project};
use crate::sync::{Bench, busy};

/// Tables that a sync fills, but for snapshots of milestones, which tell when they were taken.
const TABLES: [&str; 8] = [
    "checks",
    "events",
    "issues",
    "linked_issues",
    "milestones",
    "people",
    "pull_commits",
    "pull_requests",
];
/// From now back to before 2000, for any now that this is run in.
pub(super) const LONG_AGO: i64 = -54 * 365 * 86_400;
/// Where the clock stands still, so that two runs write the same bytes: 2026-03-01.
const FROZEN: i64 = 1_772_323_200;

/// Numbers that are the same in every run.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number below a bound: splitmix64.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }
}

/// A repository of several pages of everything.
pub(super) fn world() -> World {
    let mut repository = busy(60, 105);
    for length in 0..120 {
        repository.act(4, "lea", Act::Comment("x".repeat(length)));
    }
    repository.milestone("lea", "First light", Some(30));
    World { reads_checks: true, ..World::of(repository) }
}

pub(super) struct Rig {
    pub(super) bench: Bench,
    /// Fingerprints of the files of a clean run, by table.
    clean: BTreeMap<String, Vec<String>>,
    /// What stands between a program and the clock; `None` where that cannot be.
    shim: Option<PathBuf>,
}

impl Rig {
    pub(super) fn new(world: World) -> Self {
        let bench = Bench::new(world);
        let shim = shim(&bench.env);
        Self { bench, clean: BTreeMap::new(), shim }
    }

    /// Lets the clock go on; what stands between a program and the clock.
    pub(super) fn thaw(&mut self) -> Option<PathBuf> {
        self.shim.take()
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.bench.env.path(name)
    }

    /// Arguments of a sync into a store.
    pub(super) fn sync_args(&self, store: &str) -> Vec<String> {
        let url = self.bench.fake.url();
        ["sync", ATLAS, "--store", store, "--api-url", &url].map(str::to_owned).to_vec()
    }

    pub(super) fn syncing(&self, store: &str) -> Command {
        let mut command = self.bench.command();
        command.args(self.sync_args(store));
        if let Some(shim) = &self.shim {
            command.env("LD_PRELOAD", shim).env("CLOCK_FROZEN", FROZEN.to_string());
        }
        command
    }

    pub(super) fn sync(&self, store: &str) -> Ran {
        TestEnv::run(&mut self.syncing(store))
    }

    pub(super) fn remove(&self, store: &str) {
        match fs::remove_dir_all(self.path(store)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                panic!("{store}: {error}")
            }
            _ => {}
        }
    }

    /// The part of a clean run's store that any other run must have too.
    pub(super) fn learn(&mut self) {
        self.bench.fake.calm();
        self.remove("clean");
        let _ = self.sync("clean").success();
        self.clean = files(&self.path("clean"));
        self.bench.fake.calm();
    }

    /// Rows of a table as text, sorted, without the times of reading.
    fn rows(&self, store: &str, table: &str) -> Vec<String> {
        let rows = self.bench.rows(store, &format!("SELECT * FROM {table}"));
        let text = |mut row: Value| {
            let columns = row.as_object_mut().expect("a row");
            columns.retain(|name, _| !matches!(name.as_str(), "recorded_at" | "recorded_s"));
            row.to_string()
        };
        let mut rows: Vec<String> = rows.into_iter().map(text).collect();
        rows.sort();
        rows
    }

    /// Rows that a store lacks, or has too many, against the clean run. Files of one content are not
    /// read.
    pub(super) fn lost(&self, store: &str) -> usize {
        let found = files(&self.path(store));
        let differs = |table: &&str| found.get(*table) != self.clean.get(*table);
        let only = |some: &[String], others: &[String]| {
            some.iter().filter(|row| others.binary_search(row).is_err()).count()
        };
        TABLES
            .into_iter()
            .filter(differs)
            .map(|table| {
                let (rows, truth) = (self.rows(store, table), self.rows("clean", table));
                only(&rows, &truth) + only(&truth, &rows) + rows.len().abs_diff(truth.len())
            })
            .sum()
    }

    /// `midspan doctor --verify` of a store.
    pub(super) fn verify(&self, store: &str) -> Ran {
        self.bench.env.midspan(&["doctor", store, "--verify", "--offline"])
    }

    /// A store that was left behind is whole, and a run that goes on from it has every row.
    pub(super) fn resumes(&self, row: &mut Row, what: &str, store: &str) {
        self.bench.fake.calm();
        if self.path(store).join("manifest.json").exists() {
            let seen = self.verify(store);
            if seen.code != 0 {
                row.wrong(format!("{what}: the store is harmed: {}{}", seen.out, seen.err));
            }
        }
        self.completes(row, what, store);
    }

    /// A run from here on has every row.
    pub(super) fn completes(&self, row: &mut Row, what: &str, store: &str) {
        let ran = self.sync(store);
        if ran.code != 0 {
            row.wrong(format!("{what}: the next run ended with {}: {}", ran.code, ran.err));
            return;
        }
        let lost = self.lost(store);
        if lost > 0 {
            row.wrong(format!("{what}: {lost} rows differ"));
        }
        row.lost += lost;
        self.remove(store);
    }
}

/// Fingerprints of live files, by table.
pub(super) fn files(store: &Path) -> BTreeMap<String, Vec<String>> {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, repository) in repositories(store) {
        for (table, live) in repository["tables"].as_object().expect("tables") {
            let parts = live.as_array().expect("parts").iter();
            files
                .entry(table.clone())
                .or_default()
                .extend(parts.map(|part| part["sha256"].to_string()));
        }
    }
    files
}

/// What belongs to a store as a whole.
pub(super) fn manifest(store: &Path) -> Value {
    json(&store.join("manifest.json"))
}

/// Manifests of a store's repositories, by file.
pub(super) fn repositories(store: &Path) -> BTreeMap<PathBuf, Value> {
    let files = fs::read_dir(store.join("manifests")).expect("manifests");
    let paths = files.map(|file| file.expect("a file").path());
    let live = paths.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    live.map(|path| (path.clone(), json(&path))).collect()
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("a manifest")).expect("JSON")
}

/// A program that is not looked at while it runs.
pub(super) fn start(command: &mut Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
}

/// Kills a program after a while; whether it was still running.
pub(super) fn kill_after(child: &mut Child, wait: Duration) -> bool {
    std::thread::sleep(wait);
    let running = child.try_wait().expect("a state").is_none();
    // Unix: SIGKILL, which no program can catch.
    drop(child.kill());
    child.wait().expect("a state");
    running
}

/// The shared library; `None` where it cannot be built or does not work.
fn shim(env: &TestEnv) -> Option<PathBuf> {
    if !cfg!(all(target_os = "linux", target_env = "gnu")) {
        return None;
    }
    let library = env.path("clock.so");
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library);
    cc.arg(project().join("tests/reliability/clock.c")).arg("-ldl");
    if !cc.output().is_ok_and(|output| output.status.success()) {
        return None;
    }
    let mut date = Command::new("date");
    date.arg("+%Y").env("LD_PRELOAD", &library).env("CLOCK_SHIFT", LONG_AGO.to_string());
    let year = String::from_utf8(date.output().ok()?.stdout).ok()?;
    (year.trim().parse::<i32>().ok()? < 2000).then_some(library)
}
