//! The token goes to one place only, and hostile answers do no harm.

use std::process::Command;

use super::{Bench, busy};
use crate::support::github::scenario::{ATLAS, atlas};
use crate::support::github::{Fake, Fault, Faults, TOKEN, World};
use crate::support::{TestEnv, tree};

/// Fails where the token stands in what was written or printed.
#[track_caller]
fn assert_silent(bench: &Bench, ran: &crate::support::Ran) {
    assert!(!ran.out.contains(TOKEN) && !ran.err.contains(TOKEN), "{}\n{}", ran.out, ran.err);
    for (name, bytes) in tree(&bench.env.path("")) {
        let found = bytes.windows(TOKEN.len()).any(|part| part == TOKEN.as_bytes());
        assert!(!found, "the token stands in {name}");
    }
}

#[test]
fn the_token_is_in_no_file_and_no_line() {
    let bench = Bench::new(atlas());
    let faults = [
        Faults::default(),
        Faults::every(2, Fault::BadJson),
        Faults::at(&[1], Fault::Unauthorized),
        Faults::at(&[2], Fault::NotFound),
        Faults::always("comments", Fault::BadGateway),
        Faults::at(&[2], Fault::Echo(200)),
        Faults::at(&[2], Fault::Echo(307)),
        Faults::at(&[2], Fault::Echo(401)),
        Faults::at(&[2], Fault::Echo(403)),
        Faults::at(&[2], Fault::Echo(418)),
        Faults::always("comments", Fault::Echo(302)),
    ];
    for (position, faults) in faults.into_iter().enumerate() {
        for loud in [&[][..], &["--quiet"], &["--verbose"], &["--format", "json"]] {
            bench.fake.fail(faults.clone());
            let mut command = bench.syncing(&format!("s{position}"));
            let ran = TestEnv::run(
                command.args(loud).env("RUST_LOG", "trace").env("RUST_BACKTRACE", "1"),
            );
            assert!(matches!(ran.code, 0 | 3 | 4), "{}", ran.err);
            assert_silent(&bench, &ran);
        }
    }
    let ran = bench.env.midspan(&["report", "s0", "--out", "r", "--months", "2"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_silent(&bench, &ran);
}

/// An address that would carry it in the clear is refused before anything is sent.
#[test]
fn plain_http_only_to_this_machine() {
    let bench = Bench::new(atlas());
    for url in ["http://github.example.org", "http://127.0.0.1.example.org/api/v3"] {
        let mut command = bench.command();
        let ran = TestEnv::run(command.args(["sync", ATLAS, "--store", "s", "--api-url", url]));
        assert!(matches!(ran.code, 2 | 3), "{} {}", ran.code, ran.err);
        assert!(ran.err.contains("http") && ran.err.contains("hint: "), "{}", ran.err);
        assert_silent(&bench, &ran);
    }
    let mut command = bench.command();
    command.env("GITHUB_API_URL", "http://github.example.org");
    let ran = TestEnv::run(command.args(["sync", ATLAS, "--store", "s"]));
    assert!(matches!(ran.code, 2 | 3), "{} {}", ran.code, ran.err);
    assert!(bench.fake.seen().is_empty());
}

/// Another host, told by a redirect, sees neither the token nor a request.
#[test]
fn redirects_to_another_host() {
    let bench = Bench::new(World::of(busy(3, 3)));
    let thief = Fake::start(World::of(busy(3, 3)));
    for (operation, path) in
        [("Repository", "/graphql"), ("comments", "/repos/northlight/atlas/pulls/comments")]
    {
        let address = format!("{}{path}", thief.other_url());
        bench.fake.fail(Faults::always(operation, Fault::Elsewhere(address)));
        let ran = bench.sync("s");
        assert!(matches!(ran.code, 3 | 4), "{operation}: {} {}", ran.code, ran.err);
        assert_silent(&bench, &ran);
        let seen = thief.seen();
        assert!(seen.iter().all(|seen| seen.token.is_none()), "{operation}: {seen:?}");
        let _ = thief.wrong();
    }
}

#[test]
fn every_request_says_who_asks() {
    let bench = Bench::new(atlas());
    let _ = bench.sync("s").success();
    for seen in bench.fake.seen() {
        assert_eq!(seen.token.as_deref(), Some(TOKEN), "{}", seen.path);
        let own = concat!("midspan/", env!("CARGO_PKG_VERSION"));
        assert_eq!(seen.agent.as_deref(), Some(own), "once, and as what it is");
    }
}

#[test]
fn refused_and_not_found() {
    let bench = Bench::new(atlas());
    bench.fake.fail(Faults::every(1, Fault::Unauthorized));
    let error = bench.sync("s").stopped(3);
    assert!(error.to_lowercase().contains("token"), "{error}");
    assert!(bench.fake.seen().len() <= 3, "it went on asking");
    bench.fake.calm();
    let mut command = bench.command();
    let url = bench.fake.url();
    let ran =
        TestEnv::run(command.args(["sync", "northlight/none", "--store", "s", "--api-url", &url]));
    let error = ran.stopped(3);
    assert!(error.contains("northlight/none"), "{error}");
    assert!(!bench.env.path("s/manifest.json").exists(), "nothing was collected");
}

#[test]
fn without_a_token() {
    let bench = Bench::new(atlas());
    let mut command: Command = bench.syncing("s");
    // No program that could know a token is on the path.
    command.env_remove("GITHUB_TOKEN").env("PATH", bench.env.path("home"));
    let error = TestEnv::run(&mut command).stopped(3);
    assert!(error.contains("GITHUB_TOKEN"), "{error}");
    assert!(bench.fake.seen().is_empty(), "{:?}", bench.fake.seen());
    let mut command = bench.syncing("s");
    let _ = TestEnv::run(command.env_remove("GITHUB_TOKEN").env("GH_TOKEN", TOKEN)).success();
}

#[test]
fn nobody_answers() {
    let bench = Bench::new(atlas());
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", closed.local_addr().expect("an address"));
    drop(closed);
    let mut command = bench.command();
    let _ =
        TestEnv::run(command.args(["sync", ATLAS, "--store", "s", "--api-url", &url])).stopped(3);
}

#[test]
fn pages_that_lead_round_in_a_circle() {
    let mut repository = busy(120, 120);
    for number in 0..250 {
        repository.label(&format!("label {number}"));
        repository.milestone("lea", &format!("Milestone {number}"), None);
    }
    let bench = Bench::new(World::of(repository));
    for operation in ["PullRequests", "Issues", "Milestones", "Labels"] {
        bench.fake.fail(Faults::always(operation, Fault::Circle));
        let ran = bench.sync("s");
        assert!(matches!(ran.code, 0 | 3 | 4), "{operation}: {} {}", ran.code, ran.err);
        assert!(bench.fake.seen().len() < 60, "{operation}: {} requests", bench.fake.seen().len());
    }
    bench.fake.calm();
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
}

/// Answers come packed: a small part of what they hold goes over the line.
#[test]
fn answers_come_packed() {
    let bench = Bench::new(World::of(busy(110, 105)));
    let _ = bench.sync("s").success();
    let seen = bench.fake.seen();
    let (plain, sent) =
        seen.iter().fold((0, 0), |(p, s), seen| (p + seen.bytes.0, s + seen.bytes.1));
    assert!(sent * 5 < plain, "{sent} of {plain} bytes");
}

/// An answer that unpacks to far more than is read of any is given up like one that is too large.
#[test]
fn an_answer_that_unpacks_without_end() {
    let bench = Bench::new(World::of(busy(5, 5)));
    bench.fake.fail(Faults::always("PullRequests", Fault::Bomb));
    let error = bench.sync("s").stopped(4);
    assert!(error.contains("far too large"), "{error}");
    let sent: usize = bench.fake.seen().iter().map(|seen| seen.bytes.1).max().expect("an answer");
    assert!(sent < 8 << 20, "it was small on the way: {sent} bytes");
}

#[test]
fn answers_of_unreasonable_size() {
    let bench = Bench::new(World::of(busy(5, 5)));
    for fault in [Fault::Deep, Fault::Endless, Fault::Bomb] {
        bench.fake.fail(Faults::of("PullRequests", 1, fault.clone()));
        let ran = bench.sync("s");
        assert!(matches!(ran.code, 0 | 3 | 4), "{fault:?}: {} {}", ran.code, ran.err);
        bench.fake.calm();
    }
    assert!(bench.fake.endless() < 128 << 20, "{} bytes were taken in", bench.fake.endless());
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
}
