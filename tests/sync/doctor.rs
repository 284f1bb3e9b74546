//! What the token may not read is said before a figure is missed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Bench;
use crate::support::TestEnv;
use crate::support::github::scenario::{ATLAS, atlas};
use crate::support::github::{Fault, Faults, TOKEN};

/// The state of each topic, and the exit code.
fn findings(bench: &Bench) -> (i32, BTreeMap<String, String>, String) {
    let mut command = bench.command();
    let url = bench.fake.url();
    command.args(["doctor", ATLAS, "--store", "s", "--api-url", &url, "--format", "json"]);
    let ran = TestEnv::run(&mut command);
    assert!(!ran.out.contains(TOKEN) && !ran.err.contains(TOKEN), "{}", ran.out);
    let list: Vec<Value> = serde_json::from_str(&ran.out).expect("JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let states = list.iter().map(|f| (text(&f["topic"]), text(&f["state"]))).collect();
    (ran.code, states, ran.out)
}

#[test]
fn permissions_that_are_missing() {
    let bench = Bench::new(atlas());
    let (code, states, text) = findings(&bench);
    assert_eq!(code, 0, "{text}");
    assert_eq!((states["token"].as_str(), states["rate limit"].as_str()), ("good", "good"));
    assert_eq!((states["teams"].as_str(), states["rules"].as_str()), ("missing", "missing"));
    assert_eq!(states["checks"], "missing", "{text}");
    bench.fake.change(|world| (world.reads_teams, world.reads_rules) = (true, true));
    bench.fake.change(|world| world.reads_checks = true);
    let (_, states, text) = findings(&bench);
    assert_eq!(states["checks"], "missing", "there are none to see: {text}");
    bench.fake.change(|world| world.only().check("ab", "build", Some((1, "SUCCESS"))));
    let (_, states, text) = findings(&bench);
    assert_eq!((states["teams"].as_str(), states["rules"].as_str()), ("good", "good"), "{text}");
    assert_eq!(states["checks"], "good", "{text}");
    assert!(!bench.env.path("s").exists(), "it changes nothing");
}

#[test]
fn a_token_that_is_refused() {
    let bench = Bench::new(atlas());
    bench.fake.fail(Faults::every(1, Fault::Unauthorized));
    let (code, states, text) = findings(&bench);
    assert_eq!(states["token"], "wrong", "{text}");
    assert_ne!(code, 0, "{text}");
}

#[test]
fn a_store_that_was_filled() {
    let bench = Bench::new(atlas());
    let _ = bench.sync("s").success();
    let (code, states, text) = findings(&bench);
    assert_eq!((code, states["store"].as_str()), (0, "good"), "{text}");
    assert!(text.contains("from GitHub, complete until"), "{text}");
}
