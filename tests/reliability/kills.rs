//! `kill -9` at instants drawn from a seed, while GitHub is asked and while git is read.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::rig::{Chance, Rig, files, kill_after, start, world};
use super::{Level, Row};
use crate::support::TestEnv;

/// Where the instants come from.
const SEED: u64 = 20_260_105;

pub(super) fn part(level: Level) -> Vec<Row> {
    vec![syncing(level), in_small_steps(level), reading(level)]
}

/// How long a command takes that nobody kills.
fn duration(command: &mut Command) -> Duration {
    let begin = Instant::now();
    let code = start(command).wait().expect("it ends");
    assert!(code.success(), "a run that nobody disturbs");
    begin.elapsed()
}

fn instant(chance: &mut Chance, within: Duration) -> Duration {
    let micros = u64::try_from(within.as_micros()).expect("short");
    Duration::from_micros(chance.below(micros))
}

/// Each store is killed once, looked at, and completed.
fn syncing(level: Level) -> Row {
    let mut row = Row::new("`kill -9` during a sync");
    let mut rig = Rig::new(world());
    rig.learn();
    let whole = duration(&mut rig.syncing("s"));
    rig.remove("s");
    let mut chance = Chance::new(SEED);
    for nth in 0..level.pick(5, 120) {
        let mut child = start(&mut rig.syncing("s"));
        let killed = kill_after(&mut child, instant(&mut chance, whole));
        row.tried += 1;
        *(if killed { &mut row.told } else { &mut row.complete }) += 1;
        rig.resumes(&mut row, &format!("kill {nth}"), "s");
    }
    row.figures = format!("within {:.2} s, seed {SEED}", whole.as_secs_f64());
    row
}

/// The same store is killed again and again, until it is complete by itself.
fn in_small_steps(level: Level) -> Row {
    let mut row = Row::new("`kill -9` again and again, on one store");
    let mut rig = Rig::new(world());
    rig.learn();
    let whole = duration(&mut rig.syncing("s"));
    rig.remove("s");
    let mut chance = Chance::new(SEED + 1);
    for round in 0..level.pick(1, 8) {
        for _ in 0..level.pick(4, 10) {
            let mut child = start(&mut rig.syncing("s"));
            let killed = kill_after(&mut child, instant(&mut chance, whole));
            row.tried += 1;
            *(if killed { &mut row.told } else { &mut row.complete }) += 1;
        }
        rig.resumes(&mut row, &format!("round {round}"), "s");
    }
    row
}

/// A history as `git fast-import` reads it.
fn history(commits: usize) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    let mut chance = Chance::new(SEED);
    for nth in 1..=commits {
        let who = ["Ada <ada@example.org>", "Lea <lea@example.org>"][nth % 2];
        let at = 1_767_600_000 + nth * 600;
        let lines = format!("{nth}\n").repeat(1 + nth % 40);
        let message = format!("Change {nth}\n\nReviewed-by: Lea <lea@example.org>\n");
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "commit refs/heads/main\ncommitter {who} {at} +0000\ndata {}\n{message}\nM 100644 inline lamps/{}.txt\ndata {}\n{lines}\n",
            message.len(),
            chance.below(50),
            lines.len(),
        );
    }
    text
}

/// A git repository with a history of its own.
pub(super) fn repository(env: &TestEnv, folder: &Path, commits: usize) {
    std::fs::create_dir_all(folder).expect("a folder");
    env.git(folder, "2026-01-05T09:00:00Z", "ada", &["init", "-q", "-b", "main"]);
    let mut git = env.program("git", folder);
    let mut git =
        git.args(["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().expect("git starts");
    let mut input = git.stdin.take().expect("a pipe");
    input.write_all(history(commits).as_bytes()).expect("read");
    drop(input);
    assert!(git.wait().expect("it ends").success(), "git reads the history");
}

/// `midspan report` of a repository, collecting into a store.
pub(super) fn report(env: &TestEnv, store: &str) -> Command {
    let mut command = env.command();
    command.args([
        "report",
        "repo",
        "--store",
        store,
        "--offline",
        "--no-files",
        "--repo",
        "north/light",
    ]);
    command
}

fn reading(level: Level) -> Row {
    let mut row = Row::new("`kill -9` while git is read");
    let env = TestEnv::new();
    repository(&env, &env.path("repo"), level.pick(300, 3000));
    let whole = duration(&mut report(&env, "clean"));
    let clean = files(&env.path("clean"));
    let mut chance = Chance::new(SEED + 2);
    for nth in 0..level.pick(4, 100) {
        let mut child = start(&mut report(&env, "s"));
        let killed = kill_after(&mut child, instant(&mut chance, whole));
        row.tried += 1;
        *(if killed { &mut row.told } else { &mut row.complete }) += 1;
        if env.path("s/manifest.json").exists() {
            let seen = env.midspan(&["doctor", "s", "--verify", "--offline"]);
            if seen.code != 0 {
                row.wrong(format!("kill {nth}: the store is harmed: {}{}", seen.out, seen.err));
            }
        }
        let ran = TestEnv::run(&mut report(&env, "s"));
        if ran.code != 0 || files(&env.path("s")) != clean {
            row.lost += 1;
            row.wrong(format!("kill {nth}: exit {}, tables differ: {}", ran.code, ran.err));
        }
        std::fs::remove_dir_all(env.path("s")).expect("a store");
    }
    row.figures = format!("{} commits, within {:.2} s", level.pick(300, 3000), whole.as_secs_f64());
    row
}
