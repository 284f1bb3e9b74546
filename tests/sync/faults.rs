//! Whatever goes wrong on the way, the rows are those of a run in which nothing did.

use super::{Bench, assert_same, busy};
use crate::support::TestEnv;
use crate::support::github::{Act, Fault, Faults, World};

/// A repository of several pages of everything, with two timelines that need more than one.
fn world() -> World {
    let mut repository = busy(110, 105);
    for number in [4, 5] {
        for length in 0..120 {
            repository.act(number, "lea", Act::Comment("x".repeat(length)));
        }
    }
    (0..101).for_each(|number| {
        repository.milestone("lea", &format!("Milestone {number}"), Some(number));
    });
    World { reads_checks: true, ..World::of(repository) }
}

/// Fails where a fault at some of the requests changes a row.
#[track_caller]
fn survives(fault: &Fault) {
    let bench = Bench::new(world());
    let clean = bench.clean();
    // A request that hangs lasts as long as the program's patience, so there are few.
    let positions = match fault {
        Fault::Hang => vec![Faults::at(&[3, 6], fault.clone())],
        _ => vec![Faults::at(&[1, 2, 4, 7, 8, 9], fault.clone()), Faults::every(3, fault.clone())],
    };
    for faults in positions {
        bench.fake.fail(faults);
        let mut command = bench.syncing("s");
        if *fault == Fault::Hang {
            command.args(["--timeout", "2"]);
        }
        let ran = TestEnv::run(&mut command);
        assert_eq!(ran.code, 0, "{fault:?}: {}\n{}", ran.out, ran.err);
        let struck = bench.fake.seen().iter().filter(|seen| seen.fault.is_some()).count();
        assert!(struck >= 2, "{fault:?} struck {struck} times");
        bench.fake.calm();
        assert_same(&bench.tables("s"), &clean);
        std::fs::remove_dir_all(bench.env.path("s")).expect("a store");
    }
}

#[test]
fn connections_that_break() {
    survives(&Fault::Reset);
}

#[test]
fn answers_that_never_come() {
    survives(&Fault::Hang);
}

#[test]
fn gateways_that_fail() {
    survives(&Fault::BadGateway);
    survives(&Fault::GatewayTimeout);
}

#[test]
fn answers_that_break_off() {
    survives(&Fault::Truncated);
    survives(&Fault::BadJson);
}

#[test]
fn empty_answers() {
    survives(&Fault::Empty);
}

#[test]
fn answers_with_a_part_missing() {
    survives(&Fault::Partial);
}

#[test]
fn queries_that_took_too_long() {
    survives(&Fault::TimedOut);
}

#[test]
fn secondary_limits() {
    survives(&Fault::Secondary(403, Some(0)));
    survives(&Fault::Secondary(429, None));
}

#[test]
fn slow_answers() {
    survives(&Fault::Slow(200));
}

/// Checks are read in batches that shrink like pages, and what is asked for in vain costs no more.
#[test]
fn checks_that_are_too_much_at_once() {
    let bench = Bench::new(world());
    let clean = bench.clean();
    assert!(!clean["checks"].is_empty());
    for fault in [Fault::GatewayTimeout, Fault::TimedOut, Fault::BadJson] {
        bench.fake.fail(Faults::first("Checks", 2, fault.clone()));
        let _ = bench.sync("s").success();
        bench.fake.calm();
        assert_same(&bench.tables("s"), &clean);
        std::fs::remove_dir_all(bench.env.path("s")).expect("a store");
    }
    bench.fake.fail(Faults::always("Checks", Fault::BadGateway));
    let _ = bench.sync("s").stopped(4);
    bench.fake.calm();
    let _ = bench.sync("s").success();
    assert_same(&bench.tables("s"), &clean);
}

/// That checks are nowhere to be found is a fault and no refusal: the next run asks again.
#[test]
fn checks_that_are_not_found() {
    let bench = Bench::new(world());
    let clean = bench.clean();
    bench.fake.fail(Faults::of("Checks", 1, Fault::NotFound));
    let _ = bench.sync("s").stopped(4);
    bench.fake.calm();
    let _ = bench.sync("s").success();
    assert_same(&bench.tables("s"), &clean);
}

/// A server that cannot answer big pages gets small ones.
#[test]
fn pages_shrink_where_they_are_too_much() {
    let bench = Bench::new(world());
    let clean = bench.clean();
    bench.fake.fail(Faults::first("PullRequests", 2, Fault::GatewayTimeout));
    let _ = bench.sync("s").success();
    let sizes: Vec<i64> = bench
        .fake
        .seen()
        .iter()
        .filter(|seen| seen.operation == "PullRequests")
        .filter_map(|seen| seen.variables["size"].as_i64())
        .collect();
    let shrunk = sizes.iter().position(|size| *size < sizes[0]).expect("a smaller page");
    let smallest = sizes[shrunk..].iter().take(2).min().expect("a size");
    assert!(sizes[shrunk..].iter().any(|size| size > smallest), "it grows again: {sizes:?}");
    bench.fake.calm();
    assert_same(&bench.tables("s"), &clean);
}

/// Nothing gets better: the program stops, says so, and goes on later where it was.
#[test]
fn faults_without_end() {
    let bench = Bench::new(world());
    for fault in [Fault::Reset, Fault::BadGateway, Fault::Empty, Fault::TimedOut] {
        bench.fake.fail(Faults::always("Issues", fault.clone()));
        let ran = bench.sync("s");
        assert!(matches!(ran.code, 3 | 4), "{fault:?}: {} {}", ran.code, ran.err);
        assert!(ran.err.contains("hint: "), "{fault:?}: {}", ran.err);
        assert!(bench.fake.count("Issues") < 60, "{fault:?}");
    }
    bench.fake.calm();
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
}

/// One item that GitHub never gives costs no other, and is read as soon as it can be.
#[test]
fn an_item_that_is_always_missing() {
    let bench = Bench::new(world());
    bench.fake.fail(Faults::always("PullRequests", Fault::Missing(7)));
    let ran = bench.sync("s");
    assert_eq!(ran.code, 4, "{}\n{}", ran.out, ran.err);
    let asked = bench.fake.count("PullRequests");
    assert!(asked < 100, "{asked} requests for 110 pull requests");
    let all = bench.rows("s", "SELECT number FROM pull_requests");
    assert_eq!(all.len(), 109);
    bench.fake.calm();
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
}

/// An item that is null without a word, at either end of a page, in the middle of all and as the oldest
/// of all: the next run asks for it again.
#[test]
fn an_item_that_is_null_at_the_end_of_its_page() {
    for (operation, table, most) in
        [("PullRequests", "pull_requests", 49), ("Issues", "issues", 100)]
    {
        let bench = Bench::new(world());
        let clean = bench.clean();
        let numbers = bench.numbers_of(table);
        let oldest = numbers.len() - 1;
        for position in [most - 1, most, most - 2, oldest] {
            let number = numbers[position];
            bench.fake.fail(Faults::always(operation, Fault::Null(number)));
            let ran = bench.sync("s");
            assert_eq!(ran.code, 4, "{operation} {position}: {}\n{}", ran.out, ran.err);
            let without = bench.rows("s", &format!("SELECT number FROM {table}"));
            assert_eq!(without.len(), oldest, "{operation} {position}: one is missing");
            bench.fake.calm();
            let _ = bench.sync("s").success();
            assert_same(&bench.tables("s"), &clean);
            bench.fake.calm();
            let _ = bench.sync("s").success();
            // One of them for the second page of milestones.
            assert!(bench.fake.seen().len() <= 4, "nothing is missing any more");
            std::fs::remove_dir_all(bench.env.path("s")).expect("a store");
        }
    }
}

/// Where every page misses a part the program gives up, with most of the hour's points left.
#[test]
fn a_part_that_is_always_missing() {
    let bench = Bench::new(world());
    bench.fake.fail(Faults::always("PullRequests", Fault::Partial));
    let ran = bench.sync("s");
    assert_eq!(ran.code, 4, "{}\n{}", ran.out, ran.err);
    let asked = bench.fake.count("PullRequests");
    assert!(asked < 1000, "{asked} requests for 110 pull requests");
    bench.fake.calm();
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
}
