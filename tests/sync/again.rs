//! A second sync reads what changed, all of it, and little else.

use serde_json::json;

use super::{Bench, assert_same, busy};
use crate::support::github::scenario::{ATLAS, atlas};
use crate::support::github::{Act, World};

#[test]
fn nothing_changed_costs_three_requests() {
    let bench = Bench::new(World::of(busy(130, 120)));
    let _ = bench.sync("s").success();
    let before = bench.tables("s");
    bench.fake.calm();
    let _ = bench.sync("s").success();
    assert!(bench.fake.seen().len() <= 3, "{:#?}", bench.fake.seen());
    assert_same(&bench.tables("s"), &before);
}

#[test]
fn a_closed_pull_request_that_changes_is_read_again() {
    let bench = Bench::new(World::of(busy(130, 10)));
    let _ = bench.sync("s").success();
    bench.fake.calm();
    bench.fake.change(|world| {
        let repository = world.only();
        repository.wait(60 * 24 * 90);
        repository.act(1, "mika", Act::Comment("This broke the lamps.".to_owned()));
        repository.act(2, "lea", Act::Reopen);
    });
    let _ = bench.sync("s").success();
    assert!(bench.fake.seen().len() <= 6, "{:#?}", bench.fake.seen());
    let late = bench.rows("s", "SELECT actor FROM events WHERE number = 1 AND kind = 'commented'");
    assert_eq!(late, [json!({ "actor": "mika" })]);
    bench.assert_clean("s");
}

#[test]
fn a_due_date_that_moves_is_remembered() {
    let bench = Bench::new(atlas());
    let _ = bench.sync("s").success();
    let seen = |bench: &Bench| {
        bench.rows(
            "s",
            "SELECT number, due_at, state FROM milestone_snapshots ORDER BY number, seen_s",
        )
    };
    let first = seen(&bench);
    assert_eq!(first.len(), 2);
    let _ = bench.sync("s").success();
    assert_eq!(seen(&bench), first, "nothing was seen to differ");
    bench.fake.change(|world| world.only().postpone(1, 14));
    // Snapshots are told apart by the second in which they were seen.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let _ = bench.sync("s").success();
    let after = seen(&bench);
    assert_eq!(after.len(), 3, "{after:?}");
    assert_eq!(after[0], first[0]);
    assert!(after[1]["number"] == 1 && after[1]["due_at"] != first[0]["due_at"], "{after:?}");
    let due = bench.rows("s", "SELECT due_at FROM milestones WHERE number = 1");
    assert_eq!(due[0]["due_at"], after[1]["due_at"]);
}

#[test]
fn what_is_taken_back_is_gone() {
    let bench = Bench::new(atlas());
    let _ = bench.sync("s").success();
    bench.fake.change(|world| {
        let repository = world.only();
        // A comment and an inline comment are deleted, which leaves a mark in the timeline.
        repository.item(1).timeline.retain(|entry| !matches!(entry.act, Act::Comment(_)));
        repository.inline.remove(1);
        repository.act(1, "ada", Act::Plain("CommentDeletedEvent"));
    });
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
    let inline =
        bench.rows("s", "SELECT seq FROM events WHERE number = 1 AND kind = 'line_commented'");
    assert_eq!(inline.len(), 2);
}

#[test]
fn an_inline_comment_that_comes_later_is_read() {
    let bench = Bench::new(World::of(busy(120, 0)));
    let _ = bench.sync("s").success();
    bench.fake.calm();
    bench.fake.change(|world| {
        let repository = world.only();
        let first = repository.inline[0].id;
        repository.inline(1, "ada", (None, Some(first)), "Thank you!");
        let review = repository.review(3, "mika", "COMMENTED", "");
        repository.inline(3, "mika", (Some(review), None), "And here?");
    });
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
}

#[test]
fn a_renamed_account_stays_one_person() {
    let bench = Bench::new(atlas());
    let _ = bench.sync("s").success();
    bench.fake.change(|world| {
        world.renamed.insert("lea".to_owned(), "lea-north".to_owned());
        world.only().act(1, "lea", Act::Comment("Merged, thank you.".to_owned()));
    });
    let _ = bench.sync("s").success();
    let merged = bench.rows("s", "SELECT merged_by FROM pull_requests WHERE number = 1");
    assert_eq!(merged, [json!({ "merged_by": "lea-north" })]);
    let keys = bench.rows("s", "SELECT DISTINCT actor FROM events WHERE actor LIKE 'lea%'");
    assert_eq!(keys, [json!({ "actor": "lea-north" })]);
}

#[test]
fn a_repository_renamed_between_two_syncs() {
    let bench = Bench::new(World::of(busy(5, 5)));
    let _ = bench.sync("s").success();
    bench.fake.change(|world| {
        world.only().name = "northlight/lamps".to_owned();
        world.moved.insert(ATLAS.to_owned(), "northlight/lamps".to_owned());
        world.only().act(1, "ada", Act::Comment("Moved.".to_owned()));
    });
    let _ = bench.sync("s").success();
    let repos = bench.rows("s", "SELECT DISTINCT repo FROM pull_requests WHERE number = 1");
    assert!(repos.contains(&json!({ "repo": "northlight/lamps" })), "{repos:?}");
    let told = bench.rows("s", "SELECT number FROM events WHERE repo = 'northlight/lamps' AND kind = 'commented' AND number = 1");
    assert_eq!(told.len(), 1);
}

/// The item that no page has shown yet moves to the front while pages are read.
#[test]
fn what_changes_between_pages_is_caught() {
    let bench = Bench::new(World::of(busy(160, 160)));
    for (operation, first, item) in
        [("PullRequests", 1, 1), ("PullRequests", 2, 3), ("Issues", 1, 2)]
    {
        bench.fake.after(operation, first, move |world| {
            world.only().act(item, "mika", Act::Comment(format!("While you read {item}.")));
        });
    }
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
    let caught = bench.rows(
        "s",
        "SELECT number FROM events WHERE kind = 'commented' AND actor = 'mika' ORDER BY number",
    );
    assert_eq!(caught, [json!({ "number": 1 }), json!({ "number": 2 }), json!({ "number": 3 })]);
}

#[test]
fn timelines_that_grow_while_they_are_read() {
    let mut repository = busy(3, 3);
    for number in 0..250 {
        repository.act(1, "lea", Act::Comment("x".repeat(number + 1)));
    }
    let bench = Bench::new(World::of(repository));
    bench.fake.after("PullRequests", 1, |world| {
        world.only().item(1).timeline.remove(5);
        world.only().act(1, "ada", Act::Comment("z".repeat(900)));
    });
    bench.fake.after("Timelines", 1, |world| {
        world.only().item(1).timeline.remove(5);
        world.only().act(1, "ada", Act::Comment("z".repeat(901)));
    });
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
    let long = bench.rows(
        "s",
        "SELECT body_length FROM events WHERE number = 1 AND body_length >= 900 ORDER BY seq",
    );
    assert_eq!(long, [json!({ "body_length": 900 }), json!({ "body_length": 901 })]);
}

#[test]
fn steps_of_time_add_up_to_the_whole() {
    let bench = Bench::new(World::of(busy(0, 0)));
    for end in [20, 40, 60] {
        bench.fake.change(|world| *world = World::of(busy(end, end)));
        let _ = bench.sync("s").success();
    }
    bench.assert_clean("s");
    assert_eq!(bench.rows("s", "SELECT number FROM pull_requests").len(), 60);
}

#[test]
fn one_sync_after_another_for_a_while() {
    let bench = Bench::new(atlas());
    for turn in 0..4_i64 {
        bench.fake.change(|world| {
            let repository = world.only();
            repository.wait(turn);
            let pull = repository.pull("ada", &format!("Turn {turn}"));
            repository.act(pull, "lea", Act::Close(None));
            repository.act(2, "mika", Act::Comment(format!("Turn {turn}?")));
            repository.act(1, "mika", Act::Comment(format!("Turn {turn}!")));
        });
        let _ = bench.sync("s").success();
    }
    bench.assert_clean("s");
    let questions = bench.rows("s", "SELECT seq FROM events WHERE number = 2 AND is_question");
    assert_eq!(questions.len(), 4);
}
