//! Limits of requests: a short wait is waited, a long one is told.

use std::time::Instant;

use super::{Bench, assert_same, busy};
use crate::support::github::{Fault, Faults, World};

#[test]
fn a_budget_that_is_soon_full_again() {
    let bench = Bench::new(World::of(busy(110, 10)));
    let clean = bench.clean();
    for position in [2, 4] {
        bench.fake.fail(Faults::at(&[position], Fault::Primary(1)));
        let start = Instant::now();
        let _ = bench.sync("s").success();
        assert!(start.elapsed().as_millis() >= 500, "it did not wait");
        bench.fake.calm();
        assert_same(&bench.tables("s"), &clean);
        std::fs::remove_dir_all(bench.env.path("s")).expect("a store");
    }
}

#[test]
fn a_budget_that_stays_empty_for_an_hour() {
    let bench = Bench::new(World::of(busy(110, 110)));
    bench.fake.leave(4, 3000);
    let error = bench.sync("s").stopped(4);
    let asked = bench.fake.seen().len();
    assert!(asked < 16, "{asked} requests after the end of the budget");
    let come_back = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(3000);
    let near = [-60, 0, 60].map(|seconds| {
        let at = (come_back + jiff::SignedDuration::from_secs(seconds)).to_string();
        at.get(11..16).expect("hours and minutes").to_owned()
    });
    assert!(near.iter().any(|time| error.contains(time)), "none of {near:?} in {error}");
    bench.fake.leave(5000, 3600);
    bench.fake.calm();
    let _ = bench.sync("s").success();
    let again = bench.fake.seen().len();
    assert!(again < 14, "it began anew: {again} requests");
    bench.assert_clean("s");
}

#[test]
fn limits_of_the_rest_interface() {
    let bench = Bench::new(World::of(busy(110, 10)));
    bench.fake.fail(Faults::always("comments", Fault::Primary(3000)));
    let error = bench.sync("s").stopped(4);
    assert!(error.contains(':'), "{error}");
    bench.fake.calm();
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
}

#[test]
fn a_secondary_limit_that_asks_for_an_hour() {
    let bench = Bench::new(World::of(busy(110, 10)));
    bench.fake.fail(Faults::always("PullRequests", Fault::Secondary(403, Some(3000))));
    let _ = bench.sync("s").stopped(4);
    assert!(bench.fake.count("PullRequests") < 9, "it went on asking");
    bench.fake.calm();
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
}

/// `retry-after` is waited, not more and not less.
#[test]
fn a_secondary_limit_that_asks_for_a_second() {
    let bench = Bench::new(World::of(busy(10, 1)));
    bench.fake.fail(Faults::of("PullRequests", 1, Fault::Secondary(429, Some(1))));
    let start = Instant::now();
    let _ = bench.sync("s").success();
    assert!(start.elapsed().as_millis() >= 1000, "it did not wait");
}
