//! Collecting from GitHub, against the fake one.

mod again;
mod app;
mod checks;
mod complete;
mod doctor;
mod faults;
mod killed;
mod limits;
mod organisation;
mod safety;
mod side_by_side;

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::support::github::{Fake, Repository, TOKEN, World, oid, scenario};
use crate::support::{Ran, TestEnv};

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

type Tables = BTreeMap<&'static str, Vec<Value>>;

/// A fake GitHub and a program that reads it.
pub(crate) struct Bench {
    pub(crate) env: TestEnv,
    pub(crate) fake: Fake,
}

impl Bench {
    pub(crate) fn new(world: World) -> Self {
        Self { env: TestEnv::new(), fake: Fake::start(world) }
    }

    /// The program with a token and short waits, not started.
    pub(crate) fn command(&self) -> Command {
        let mut command = self.env.command();
        command.env("GITHUB_TOKEN", TOKEN).env("TZ", "UTC").env("MIDSPAN_RETRY_BASE_MS", "1");
        command
    }

    /// `midspan sync` of the scenario's repository into a store.
    pub(crate) fn sync(&self, store: &str) -> Ran {
        TestEnv::run(&mut self.syncing(store))
    }

    fn syncing(&self, store: &str) -> Command {
        let mut command = self.command();
        command.args(["sync", scenario::ATLAS, "--store", store, "--api-url", &self.fake.url()]);
        command
    }

    /// Rows of a query.
    pub(crate) fn rows(&self, store: &str, sql: &str) -> Vec<Value> {
        let ran = self.env.midspan(&["query", sql, store, "--names", "--format", "json"]);
        serde_json::from_str(&ran.success()).expect("JSON")
    }

    /// Numbers of the pull requests or issues of the world, in the order of pages.
    fn numbers_of(&self, table: &str) -> Vec<i64> {
        self.fake.change(|world| {
            let items =
                world.only().items.values().filter(|i| i.is_pull == (table == "pull_requests"));
            let mut keys: Vec<(i64, i64)> = items.map(|item| (item.updated, item.number)).collect();
            keys.sort_unstable_by(|a, b| b.cmp(a));
            keys.into_iter().map(|(_, number)| number).collect()
        })
    }

    /// Every table, without the times of reading.
    fn tables(&self, store: &str) -> Tables {
        let read = |table| {
            let mut rows = self.rows(store, &format!("SELECT * FROM {table}"));
            for row in &mut rows {
                let columns = row.as_object_mut().expect("a row");
                columns.retain(|name, _| !matches!(name.as_str(), "recorded_at" | "recorded_s"));
            }
            rows.sort_by_cached_key(Value::to_string);
            (table, rows)
        };
        TABLES.map(read).into()
    }

    /// What a sync with nothing in its way collects of the world as it is now.
    fn clean(&self) -> Tables {
        self.fake.calm();
        let _ = self.sync("clean").success();
        let tables = self.tables("clean");
        std::fs::remove_dir_all(self.env.path("clean")).expect("a store");
        self.fake.calm();
        tables
    }

    /// Fails where a store does not hold what a clean sync collects.
    #[track_caller]
    fn assert_clean(&self, store: &str) {
        assert_same(&self.tables(store), &self.clean());
    }
}

/// Fails where tables differ, with the rows that do.
#[track_caller]
fn assert_same(found: &Tables, expected: &Tables) {
    for (table, rows) in expected {
        let only = |some: &[Value], others: &[Value]| -> Vec<String> {
            some.iter().filter(|row| !others.contains(row)).take(4).map(Value::to_string).collect()
        };
        let (extra, lost) = (only(&found[table], rows), only(rows, &found[table]));
        assert!(
            extra.is_empty() && lost.is_empty() && found[table].len() == rows.len(),
            "{table}: {} rows, {} expected\nonly here: {extra:#?}\nlost: {lost:#?}",
            found[table].len(),
            rows.len(),
        );
    }
}

/// A repository with so many pull requests and issues, each with a little history.
pub(crate) fn busy(pulls: i64, issues: i64) -> Repository {
    let mut repository = Repository::new(scenario::ATLAS, "2026-01-05T09:00:00Z");
    for number in 0..pulls.max(issues) {
        if number < pulls {
            let pull = repository.pull("ada", &format!("Change {number}"));
            repository.check(&oid(pull * 1000), "build", Some((1, "SUCCESS")));
            let review = repository.review(pull, "lea", "APPROVED", "Fine.");
            repository.inline(pull, "lea", (Some(review), None), "Nice.");
            repository.act(pull, "lea", crate::support::github::Act::Close(None));
        }
        if number < issues {
            let issue = repository.issue("mika", &format!("Problem {number}"));
            repository.act(issue, "lea", crate::support::github::Act::Comment("Seen.".to_owned()));
        }
    }
    repository
}
