//! Everything that GitHub shows arrives.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Bench, busy};
use crate::support::github::scenario::{ATLAS, atlas};
use crate::support::github::{Act, Repository, World};

/// The rows of every table, as text that can be read over.
fn text_of(bench: &Bench, store: &str) -> String {
    let mut text = String::new();
    for (table, rows) in bench.tables(store) {
        writeln!(text, "== {table}").expect("a string");
        let mut rows: Vec<&Value> = rows.iter().collect();
        let place =
            |row: &Value| (row["subject"].to_string(), row["number"].as_i64(), row["seq"].as_i64());
        rows.sort_by_key(|row| place(row));
        for row in rows {
            let columns = row.as_object().expect("a row").iter();
            // The repository is the same everywhere, seconds say what the instants say.
            let told = columns.filter(|(name, value)| {
                !name.ends_with("_s") && *name != "repo" && !value.is_null() && **value != json!("")
            });
            let told: Vec<String> = told.map(|(name, value)| format!("{name}={value}")).collect();
            writeln!(text, "{}", told.join(" ")).expect("a string");
        }
    }
    text
}

#[test]
fn every_row_of_every_table() {
    let bench = Bench::new(atlas());
    let _ = bench.sync("s").success();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!("sync-tables", text_of(&bench, "s"));
    });
}

/// What the scenario holds, by a reader that shares nothing with the program.
#[test]
fn every_act_becomes_an_event() {
    let bench = Bench::new(atlas());
    let mut expected: BTreeMap<(i64, String), i64> = BTreeMap::new();
    bench.fake.change(|world| {
        for item in world.only().items.values() {
            let kinds = item.timeline.iter().filter_map(|entry| kind_of(&entry.act));
            kinds.for_each(|kind| *expected.entry((item.number, kind)).or_default() += 1);
        }
        for comment in &world.only().inline {
            *expected.entry((comment.pull, "line_commented".to_owned())).or_default() += 1;
        }
    });
    let _ = bench.sync("s").success();
    let sql =
        "SELECT number, kind, CAST(COUNT(*) AS BIGINT) AS n FROM events GROUP BY number, kind";
    let found: BTreeMap<(i64, String), i64> = bench
        .rows("s", sql)
        .iter()
        .map(|row| {
            let kind = row["kind"].as_str().expect("a kind").to_owned();
            ((row["number"].as_i64().expect("a number"), kind), row["n"].as_i64().expect("a count"))
        })
        .collect();
    assert_eq!(found, expected);
}

/// GitHub's word for an act; what no document names is left out.
fn kind_of(act: &Act) -> Option<String> {
    let word = match act {
        Act::Comment(_) => "commented",
        Act::Review(..) => "reviewed",
        Act::Push(..) => "committed",
        Act::ForcePush(_) => "head_ref_force_pushed",
        Act::Request(_) => "review_requested",
        Act::Unrequest(_) => "review_request_removed",
        Act::Ready => "ready_for_review",
        Act::Draft => "convert_to_draft",
        Act::Label(_) => "labeled",
        Act::Unlabel(_) => "unlabeled",
        Act::Milestone(_) => "milestoned",
        Act::Demilestone(_) => "demilestoned",
        Act::Assign(_) => "assigned",
        Act::Unassign(_) => "unassigned",
        Act::Rename(_) => "renamed_title",
        Act::Close(_) => "closed",
        Act::Reopen => "reopened",
        Act::Merge(_) => "merged",
        Act::Dismiss(..) => "review_dismissed",
        Act::Refer(_) => "referenced",
        Act::CrossRefer(..) => "cross_referenced",
        Act::Unheard | Act::Null => return None,
        Act::Plain(kind) => return Some(snake(kind.trim_end_matches("Event"))),
    };
    Some(word.to_owned())
}

fn snake(word: &str) -> String {
    let parts = word.chars().enumerate().map(|(position, letter)| match letter {
        'A'..='Z' if position > 0 => format!("_{}", letter.to_ascii_lowercase()),
        letter => letter.to_ascii_lowercase().to_string(),
    });
    parts.collect()
}

#[test]
fn a_timeline_of_four_hundred_loses_none() {
    let mut repository = Repository::new(ATLAS, "2026-01-05T09:00:00Z");
    let (long, short) = (repository.pull("ada", "Long"), repository.pull("ada", "Short"));
    let issue = repository.issue("mika", "Long too");
    for number in 0..399 {
        repository.act(long, "lea", Act::Comment("x".repeat(number + 1)));
    }
    for number in 0..250 {
        repository.act(issue, "lea", Act::Comment("y".repeat(number + 1)));
    }
    repository.act(short, "lea", Act::Close(None));
    let bench = Bench::new(World::of(repository));
    let _ = bench.sync("s").success();
    let lengths = |number| -> Vec<i64> {
        let sql = format!(
            "SELECT body_length FROM events WHERE kind = 'commented' AND number = {number} ORDER BY seq"
        );
        bench.rows("s", &sql).iter().filter_map(|row| row["body_length"].as_i64()).collect()
    };
    assert_eq!(lengths(long), (1..=399).collect::<Vec<i64>>());
    assert_eq!(lengths(issue), (1..=250).collect::<Vec<i64>>());
    let truncated = bench.rows("s", "SELECT number FROM pull_requests WHERE truncated");
    assert_eq!(truncated, Vec::<Value>::new());
}

#[test]
fn pages_are_followed_to_the_end() {
    let mut repository = busy(230, 210);
    for number in 0..230 {
        repository.milestone("lea", &format!("Milestone {number}"), Some(number));
    }
    (0..150).for_each(|number| repository.label(&format!("label {number}")));
    let bench = Bench::new(World::of(repository));
    let _ = bench.sync("s").success();
    let count = |table: &str| {
        let sql = format!("SELECT CAST(COUNT(DISTINCT number) AS BIGINT) AS n FROM {table}");
        bench.rows("s", &sql)[0]["n"].as_i64()
    };
    assert_eq!(count("pull_requests"), Some(230));
    assert_eq!(count("issues"), Some(210));
    assert_eq!(count("milestones"), Some(230));
    assert_eq!(count("milestone_snapshots"), Some(230));
    let inline = bench.rows("s", "SELECT number FROM events WHERE kind = 'line_commented'");
    assert_eq!(inline.len(), 230);
    assert_eq!(bench.fake.count("comments"), 3, "a request for each hundred");
    let points: i64 = bench.fake.seen().iter().map(|seen| seen.points).sum();
    let graphql = bench.fake.seen().iter().filter(|seen| seen.points > 0).count();
    assert!(graphql <= 20 && points <= 40, "{graphql} requests, {points} points");
}

#[test]
fn an_empty_repository() {
    let bench = Bench::new(World::of(Repository::new(ATLAS, "2026-01-05T09:00:00Z")));
    let _ = bench.sync("s").success();
    assert_eq!(bench.rows("s", "SELECT number FROM pull_requests"), Vec::<Value>::new());
    assert!(bench.fake.seen().len() <= 8, "{:#?}", bench.fake.seen());
}

#[test]
fn a_repository_without_issues() {
    let mut repository = busy(3, 0);
    repository.has_issues = false;
    let bench = Bench::new(World::of(repository));
    let _ = bench.sync("s").success();
    assert_eq!(bench.rows("s", "SELECT number FROM pull_requests").len(), 3);
}

/// GitHub writes null in REST for some deleted accounts, and `ghost` for others.
#[test]
fn deleted_accounts_are_nobody() {
    for null_users in [false, true] {
        let mut world = atlas();
        world.null_users = null_users;
        let bench = Bench::new(world);
        let _ = bench.sync("s").success();
        let people = bench.rows("s", "SELECT person, login FROM people");
        assert!(
            people.iter().all(|p| p["person"] != "ghost" && p["login"] != "ghost"),
            "{people:?}"
        );
        let actors = bench.rows("s", "SELECT DISTINCT actor FROM events WHERE number IN (3, 4)");
        assert_eq!(actors, [json!({ "actor": null })]);
    }
}

#[test]
fn apps_are_known_as_such() {
    let bench = Bench::new(atlas());
    let _ = bench.sync("s").success();
    let bots = bench.rows("s", "SELECT DISTINCT person FROM people WHERE is_bot");
    let bots: BTreeSet<&str> = bots.iter().filter_map(|row| row["person"].as_str()).collect();
    assert_eq!(bots.len(), 2, "Copilot and an app: {bots:?}");
    assert!(bots.contains("renovate[bot]"), "{bots:?}");
    // Copilot has one name in REST and another in GraphQL, and is one all the same.
    let sql = "SELECT DISTINCT actor FROM events WHERE number = 1 AND kind IN ('reviewed', 'line_commented')";
    let actors = bench.rows("s", sql);
    let actors: BTreeSet<&str> = actors.iter().filter_map(|row| row["actor"].as_str()).collect();
    assert_eq!(actors.len(), 4, "Copilot, lea, ada, mika: {actors:?}");
    let team =
        bench.rows("s", "SELECT target FROM events WHERE kind = 'review_requested' AND number = 1");
    assert!(team.contains(&json!({ "target": "team:core" })), "{team:?}");
}

#[test]
fn a_renamed_repository_is_found_and_named_anew() {
    let mut world = World::of(busy(2, 1));
    world.only().name = "northlight/lamps".to_owned();
    world.moved.insert(ATLAS.to_owned(), "northlight/lamps".to_owned());
    let bench = Bench::new(world);
    let _ = bench.sync("s").success();
    let repos = bench.rows("s", "SELECT DISTINCT repo FROM pull_requests");
    assert_eq!(repos, [json!({ "repo": "northlight/lamps" })]);
    let inline = bench.rows("s", "SELECT number FROM events WHERE kind = 'line_commented'");
    assert_eq!(inline.len(), 2);
}
