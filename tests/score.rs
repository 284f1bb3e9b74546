//! Many repositories, a few at a time.

use crate::support::{TestEnv, example, tree};

fn score(env: &TestEnv, out: &str, more: &[&str]) -> String {
    let example = example();
    let mut args = vec!["score", &example, "--out", out, "--offline"];
    args.extend(more);
    let ran = env.midspan(&args);
    let said = ran.err.clone();
    let _ = ran.success();
    said
}

#[test]
fn what_is_there_is_kept_and_old_batches_go() {
    let env = TestEnv::new();
    let said = score(&env, "s", &["--interval-months", "0"]);
    assert!(said.contains("2 repositories in 1 batches, 0 of them kept"), "{said}");
    assert!(said.contains("2 teams") && said.contains("intervals of 0 team-months"), "{said}");
    let points = tree(&env.path("s/observations"));
    assert_eq!(points.len(), 1);

    let said = score(&env, "s", &[]);
    assert!(said.contains("1 of them kept"), "{said}");
    assert!(said.contains("intervals of 2 team-months computed and 0 kept"), "{said}");
    assert!(tree(&env.path("s/observations")) == points, "intervals change no observation");
    let intervals = tree(&env.path("s"));
    let said = score(&env, "s", &[]);
    assert!(said.contains("intervals of 0 team-months computed and 2 kept"), "{said}");
    assert!(tree(&env.path("s")) == intervals, "nothing has changed");

    let said = score(&env, "s", &["--batch-rows", "1"]);
    assert!(said.contains("2 batches, 0 of them kept"), "{said}");
    assert!(said.contains("computed and 2 kept"), "the same rest, so the same intervals: {said}");
    assert_eq!(tree(&env.path("s/observations")).len(), 2, "the file of the one batch is gone");
}

/// The month before the newest may still change, because what came after it is seen now; those before
/// stay.
#[test]
fn intervals_of_past_months_stay() {
    let env = TestEnv::new();
    let _ = score(&env, "s", &["--until", "2026-01", "--interval-months", "2"]);
    let said = score(&env, "s", &["--until", "2026-02"]);
    assert!(said.contains("intervals of 2 team-months computed and 2 kept"), "{said}");
}

#[test]
fn a_store_is_not_written_over() {
    let env = TestEnv::new();
    let ran = env.midspan(&["score", &example(), "--out", &example()]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("is a store"), "{}", ran.err);
}
