//! Damage to stored files: found, told, given up, and read again from the source.

use std::fs;

use super::kills::{report, repository};
use super::rig::{Chance, Rig, copy, files, world};
use super::{Level, Row};
use crate::support::{TestEnv, tree};

/// What happens to a file, in words, and how; `None`: it is deleted.
type Harm = (&'static str, fn(&[u8], &mut Chance) -> Option<Vec<u8>>);

const HARMS: [Harm; 7] = [
    ("a bit flipped in the middle", |bytes, _| Some(flipped(bytes, bytes.len() as u64 / 2, 3))),
    ("a bit flipped somewhere", |bytes, chance| {
        let at = chance.below(bytes.len() as u64);
        Some(flipped(bytes, at, chance.below(8)))
    }),
    ("deleted", |_, _| None),
    ("cut to half", |bytes, _| Some(bytes[..bytes.len() / 2].to_vec())),
    ("emptied", |_, _| Some(Vec::new())),
    ("the last byte lost", |bytes, _| Some(bytes[..bytes.len() - 1].to_vec())),
    ("zeroed", |bytes, _| Some(vec![0; bytes.len()])),
];

fn flipped(bytes: &[u8], at: u64, bit: u64) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[usize::try_from(at).expect("small")] ^= 1 << bit;
    bytes
}

pub(super) fn part(level: Level) -> Vec<Row> {
    vec![of_github(level), of_git(level)]
}

/// Files of a store that hold data.
fn names(store: &std::path::Path) -> Vec<String> {
    let held = |name: &String| name.ends_with(".parquet") || name.starts_with("manifest");
    tree(store).into_keys().filter(held).collect()
}

/// Whether a file is one that damaged manifests are mended from: one that is gone is no damage.
fn is_copy(name: &str) -> bool {
    name.contains("copy") || name.ends_with(".previous")
}

/// Harms a file; whether anything was changed.
fn harm(path: &std::path::Path, harm: &Harm, chance: &mut Chance) {
    let bytes = fs::read(path).expect("a file");
    match harm.1(&bytes, chance) {
        Some(harmed) => fs::write(path, harmed).expect("written"),
        None => fs::remove_file(path).expect("removed"),
    }
}

/// The damage is found, told by whatever reads it, and given up.
fn found(row: &mut Row, env: &TestEnv, what: &str, name: &str) {
    let seen = env.midspan(&["doctor", "s", "--verify", "--offline"]);
    if seen.code != 5 || !seen.out.contains(name) {
        row.wrong(format!("{what}: not found: exit {} {}{}", seen.code, seen.out, seen.err));
    }
    row.calm(what, &seen.err);
    let ran = env.midspan(&["query", "SELECT COUNT(*) AS n FROM events", "s"]);
    // A copy that nobody reads, or a table that a report does not need, harms none.
    row.ended(what, &ran);
    let mended = env.midspan(&["doctor", "s", "--repair", "--offline"]);
    if mended.code != 0 {
        row.wrong(format!("{what}: not repaired: {}{}", mended.out, mended.err));
    }
}

fn of_github(level: Level) -> Row {
    let mut row = Row::new("file of a store from GitHub damaged");
    let mut rig = Rig::new(world());
    rig.learn();
    let mut chance = Chance::new(7);
    let names = names(&rig.path("clean"));
    for (index, name) in names.iter().enumerate() {
        for (kind, harms) in HARMS.iter().enumerate() {
            if level == Level::Short && kind != index % HARMS.len() {
                continue;
            }
            if harms.0 == "deleted" && is_copy(name) {
                continue;
            }
            let what = format!("{name}: {}", harms.0);
            copy(&rig.path("clean"), &rig.path("s"));
            harm(&rig.path("s").join(name), harms, &mut chance);
            found(&mut row, &rig.bench.env, &what, name);
            rig.resumes(&mut row, &what, "s");
        }
    }
    row.figures = format!("{} files, {} kinds of damage", names.len(), HARMS.len());
    row
}

fn of_git(level: Level) -> Row {
    let mut row = Row::new("file of a store from git damaged");
    let env = TestEnv::new();
    repository(&env, &env.path("repo"), 200);
    let _ = TestEnv::run(&mut report(&env, "clean")).success();
    let clean = files(&env.path("clean"));
    let mut chance = Chance::new(8);
    let names = names(&env.path("clean"));
    for (index, name) in names.iter().enumerate() {
        for (kind, harms) in HARMS.iter().enumerate() {
            let chosen = level == Level::Long || kind == (index + 2) % HARMS.len();
            if !chosen || harms.0 == "deleted" && is_copy(name) {
                continue;
            }
            let what = format!("{name}: {}", harms.0);
            copy(&env.path("clean"), &env.path("s"));
            harm(&env.path("s").join(name), harms, &mut chance);
            found(&mut row, &env, &what, name);
            let ran = TestEnv::run(&mut report(&env, "s"));
            if ran.code != 0 || files(&env.path("s")) != clean {
                row.lost += 1;
                row.wrong(format!("{what}: exit {}, tables differ: {}", ran.code, ran.err));
            }
            fs::remove_dir_all(env.path("s")).expect("a store");
        }
    }
    row.figures = format!("{} files, {} kinds of damage", names.len(), HARMS.len());
    row
}

/// What was imported is told to be imported again, and is the same then.
#[test]
fn of_recordings() {
    let env = TestEnv::new();
    crate::support::generate::write(&env.path("recordings")).expect("recordings");
    let import = |store: &str| {
        let _ = env.midspan(&["import", "recordings/atlas", "--store", store]).success();
    };
    import("clean");
    let (clean, names) = (files(&env.path("clean")), names(&env.path("clean")));
    let mut chance = Chance::new(9);
    for (index, name) in names.iter().enumerate() {
        let harms = &HARMS[[0, 1, 3, 4][index % 4]];
        let what = format!("{name}: {}", harms.0);
        copy(&env.path("clean"), &env.path("s"));
        harm(&env.path("s").join(name), harms, &mut chance);
        let seen = env.midspan(&["doctor", "s", "--verify", "--offline"]);
        assert_eq!(seen.code, 5, "{what}: {}", seen.out);
        let mended = env.midspan(&["doctor", "s", "--repair", "--offline"]).success();
        let told =
            ["midspan import", "no source", "manifest"].iter().any(|word| mended.contains(word));
        assert!(told || is_copy(name), "{what}: {mended}");
        import("s");
        assert!(files(&env.path("s")) == clean, "{what}");
        fs::remove_dir_all(env.path("s")).expect("a store");
    }
}
