//! A GitHub App: it proves itself with its key, and its tokens last for a while.

use std::process::Command;

use super::{Bench, busy};
use crate::support::github::app::{Installation, KEY};
use crate::support::github::scenario::ATLAS;
use crate::support::github::{Fault, Faults, World};
use crate::support::{Ran, TestEnv, tree};

/// A fake with an App whose tokens last so many seconds, one after the other.
fn bench(lifetimes: &[i64]) -> Bench {
    let app = Some(Installation::new("4711", 42, lifetimes));
    let bench = Bench::new(World { app, ..World::of(busy(130, 105)) });
    std::fs::write(bench.env.path("home/app.pem"), KEY).expect("a key");
    bench
}

fn syncing(bench: &Bench, id: &str) -> Command {
    let mut command = bench.syncing("s");
    let key = bench.env.path("home/app.pem");
    // No token of any other kind.
    command.env_remove("GITHUB_TOKEN").env("RUST_LOG", "trace");
    command.args(["--app-id", id, "--app-installation", "42", "--app-key"]).arg(key);
    command
}

fn given(bench: &Bench) -> Vec<String> {
    bench.fake.change(|world| {
        let app = world.app.as_ref().expect("an App");
        app.given.iter().map(|(token, _)| token.clone()).collect()
    })
}

/// Tokens of the requests that were seen, in order, each once; statements left out.
fn used(bench: &Bench) -> Vec<String> {
    let seen = bench.fake.seen();
    let mut tokens: Vec<String> = seen
        .into_iter()
        .filter(|seen| seen.operation != "token")
        .filter_map(|seen| seen.token)
        .collect();
    tokens.dedup();
    tokens
}

/// Fails where a secret stands in what was written or printed.
#[track_caller]
fn assert_silent(bench: &Bench, ran: &Ran) {
    let seen = bench.fake.seen();
    let statements = seen.into_iter().filter_map(|seen| seen.token);
    let of_key = KEY.lines().filter(|line| !line.starts_with("-----")).map(str::to_owned);
    for secret in given(bench).into_iter().chain(statements).chain(of_key) {
        assert!(
            !ran.out.contains(&secret) && !ran.err.contains(&secret),
            "{}\n{}",
            ran.out,
            ran.err
        );
        for (name, bytes) in tree(&bench.env.path("")) {
            let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found || name.ends_with("app.pem"), "a secret stands in {name}");
        }
    }
}

#[test]
fn it_signs_and_its_token_is_used() {
    let bench = bench(&[3600]);
    let ran = TestEnv::run(&mut syncing(&bench, "4711"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_silent(&bench, &ran);
    assert_eq!(given(&bench).len(), 1, "one is enough for an hour");
    assert_eq!(used(&bench), given(&bench));
    bench.assert_clean("s");
}

/// The first token is said to last for three seconds and the run lasts longer, since each answer takes
/// .7: it is replaced halfway for what was said, and not for a refusal.
#[test]
fn a_token_is_renewed_before_it_ends() {
    let bench = bench(&[3, 3600]);
    bench.fake.fail(Faults::every(1, Fault::Slow(700)));
    let ran = TestEnv::run(&mut syncing(&bench, "4711"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_silent(&bench, &ran);
    let refused = bench.fake.seen().iter().filter(|seen| seen.status == 401).count();
    assert_eq!((given(&bench).len(), refused), (2, 0));
    assert_eq!(used(&bench).last(), given(&bench).last());
    bench.assert_clean("s");
}

#[test]
fn a_token_that_is_taken_back_is_replaced_once() {
    let bench = bench(&[3600]);
    bench.fake.after("PullRequests", 1, |world| world.app.as_mut().expect("an App").revoke());
    let ran = TestEnv::run(&mut syncing(&bench, "4711"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_silent(&bench, &ran);
    assert_eq!(given(&bench).len(), 2, "requests side by side renew it once");
    assert!(bench.fake.seen().iter().any(|seen| seen.status == 401));
    assert_eq!(used(&bench).last(), given(&bench).last());
    bench.assert_clean("s");
}

#[test]
fn an_app_that_is_refused() {
    for (id, installation) in [("4712", 42), ("4711", 43)] {
        let bench = bench(&[3600]);
        bench.fake.change(|world| world.app.as_mut().expect("an App").number = installation);
        let ran = TestEnv::run(&mut syncing(&bench, id));
        assert_silent(&bench, &ran);
        let error = ran.stopped(3);
        assert!(error.contains("installation 42 of GitHub App"), "{error}");
        assert!(bench.fake.seen().len() <= 2, "it went on asking");
    }
}

/// A token is fetched with the same patience as everything else.
#[test]
fn a_token_that_does_not_come_at_once() {
    let bench = bench(&[3600]);
    bench.fake.fail(Faults::first("token", 2, Fault::BadGateway));
    let ran = TestEnv::run(&mut syncing(&bench, "4711"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let mut doctor = bench.command();
    doctor.env_remove("GITHUB_TOKEN").args(["doctor", ATLAS, "--api-url", &bench.fake.url()]);
    doctor.args(["--app-id", "4711", "--app-installation", "42", "--app-key"]);
    let ran = TestEnv::run(doctor.arg(bench.env.path("home/app.pem")));
    assert!(ran.code == 0 && ran.out.contains("GitHub App 4711"), "{}\n{}", ran.out, ran.err);
}
