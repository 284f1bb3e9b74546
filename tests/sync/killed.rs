//! A run that is killed loses nothing that it had, and the next one goes on from there.

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{Bench, assert_same, busy};
use crate::support::github::{Act, Fault, Faults, World};

fn world() -> World {
    let mut repository = busy(120, 110);
    for length in 0..250 {
        repository.act(1, "lea", Act::Comment("x".repeat(length)));
    }
    World::of(repository)
}

/// Starts a sync whose n-th request never ends and kills it there; whether it came so far.
fn killed_at(bench: &Bench, store: &str, nth: usize) -> bool {
    killed(bench, store, Faults::at(&[nth], Fault::Hang))
}

/// The same, at a request that faults let hang.
fn killed(bench: &Bench, store: &str, faults: Faults) -> bool {
    bench.fake.fail(faults);
    let mut command = bench.syncing(store);
    // Longer than the test, so that nothing is tried again before the end comes.
    command.args(["--timeout", "60"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    let start = Instant::now();
    let came = loop {
        assert!(start.elapsed() < Duration::from_secs(50), "it neither ends nor asks");
        if child.try_wait().expect("a state").is_some() {
            break false;
        }
        if bench.fake.seen().iter().any(|seen| seen.fault.is_some()) {
            break true;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    // Unix: SIGKILL, which no program can catch.
    drop(child.kill());
    child.wait().expect("a state");
    came
}

#[test]
fn it_goes_on_where_it_was() {
    let bench = Bench::new(world());
    let clean = bench.clean();
    let mut whole = usize::MAX;
    for nth in [1, 2, 4, 5, 6, 8, 9, 10] {
        if !killed_at(&bench, "s", nth) {
            break;
        }
        bench.fake.calm();
        let _ = bench.sync("s").success();
        whole = whole.min(bench.fake.seen().len());
        assert_same(&bench.tables("s"), &clean);
        std::fs::remove_dir_all(bench.env.path("s")).expect("a store");
    }
    assert!(whole < 10, "the last run began anew: {whole} requests");
}

/// Again and again, each time a little further on.
#[test]
fn it_gets_there_in_small_steps() {
    let bench = Bench::new(world());
    let clean = bench.clean();
    let mut times = 0;
    while killed_at(&bench, "s", 8) {
        times += 1;
        assert!(times < 20, "it never gets further");
    }
    assert!(times >= 1);
    bench.fake.calm();
    let _ = bench.sync("s").success();
    assert_same(&bench.tables("s"), &clean);
}

/// Things change between a killed run and the next.
#[test]
fn the_world_moves_on_meanwhile() {
    let bench = Bench::new(world());
    for nth in [3, 5, 7] {
        killed_at(&bench, "s", nth);
        bench.fake.change(|world| {
            let repository = world.only();
            repository.act(2, "mika", Act::Comment("Meanwhile.".to_owned()));
            repository.act(3, "mika", Act::Comment("Meanwhile.".to_owned()));
            repository.pull("ada", "Meanwhile");
        });
    }
    bench.fake.calm();
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
}

/// The pages of pull requests are stored, what was written on their lines is not yet.
#[test]
fn inline_comments_are_not_forgotten() {
    let bench = Bench::new(World::of(busy(20, 2)));
    let _ = bench.sync("s").success();
    bench.fake.change(|world| {
        let repository = world.only();
        let review = repository.review(1, "mika", "COMMENTED", "");
        repository.inline(1, "mika", (Some(review), None), "And here?");
        // One that was there is deleted.
        let gone = repository.inline.remove(5);
        repository.act(gone.pull, "lea", Act::Plain("CommentDeletedEvent"));
    });
    for operation in ["comments", "comments of one"] {
        assert!(killed(&bench, "s", Faults::of(operation, 1, Fault::Hang)), "{operation}");
    }
    bench.fake.calm();
    let _ = bench.sync("s").success();
    bench.assert_clean("s");
}
