//! `midspan forget`: nobody who was forgotten is found again, in any file, after any later run.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::github::{Act, World};
use crate::support::{Ran, TestEnv, example, tree};
use crate::sync::{Bench, busy};

/// Bytes of a store, unpacked as far as a table shows them: files themselves, and every table's cells.
fn everything(env: &TestEnv, store: &str) -> String {
    let export = env.midspan(&["export", "x", store, "--names", "--offline", "--format", "csv"]);
    let _ = export.success();
    let mut text = String::new();
    for (name, bytes) in tree(&env.path("x")).into_iter().chain(tree(&env.path(store))) {
        text.push_str(&name);
        text.push_str(&String::from_utf8_lossy(&bytes).to_lowercase());
    }
    fs::remove_dir_all(env.path("x")).expect("an export");
    text
}

#[track_caller]
fn assert_gone(text: &str, words: &[&str]) {
    for word in words {
        if let Some(at) = text.find(word) {
            let near: String = text[at.saturating_sub(60)..].chars().take(140).collect();
            panic!("{word} is still there: {near}");
        }
    }
}

/// A name that stands nowhere else.
const WHO: &str = "quirin-zz";

fn world() -> World {
    let mut repository = busy(6, 6);
    let pull = repository.pull(WHO, "By a person, see @quirin-zz");
    repository.act(
        pull,
        WHO,
        Act::Push(crate::support::github::oid(77), "quirin@zz.example".to_owned(), 1),
    );
    repository.review(1, WHO, "APPROVED", "Fine.");
    repository.act(2, "lea", Act::Comment("@quirin-zz what do you think?".to_owned()));
    repository.act(3, "lea", Act::Assign(WHO));
    World::of(repository)
}

/// First digits of the hash of `quirin@zz.example`.
fn hash() -> String {
    let output = std::process::Command::new("sh")
        .args(["-c", "printf quirin@zz.example | sha256sum"])
        .output()
        .expect("a shell");
    String::from_utf8(output.stdout).expect("UTF-8")[..12].to_owned()
}

fn count(bench: &Bench, sql: &str) -> Value {
    bench.rows("s", sql)[0]["n"].clone()
}

#[test]
fn a_person_is_taken_out_and_kept_out() {
    let bench = Bench::new(world());
    let _ = bench.sync("s").success();
    let before = everything(&bench.env, "s");
    let hash = hash();
    assert!(before.contains(WHO) && before.contains(&hash), "there was somebody to forget");
    let reviews = "SELECT COUNT(*) AS n FROM events WHERE kind = 'reviewed'";
    let authors = "SELECT COUNT(DISTINCT author) AS n FROM pull_requests";
    let (reviewed, by) = (count(&bench, reviews), count(&bench, authors));

    let ran = bench.env.midspan(&["forget", "Quirin-ZZ", "s"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.err.contains(WHO), "{}", ran.err);
    assert_gone(&everything(&bench.env, "s"), &[WHO, &hash]);
    assert_eq!((count(&bench, reviews), count(&bench, authors)), (reviewed, by), "counts stay");
    let stands_in = "SELECT COUNT(*) AS n FROM pull_requests WHERE author = '~forgotten-1'";
    assert_eq!(count(&bench, stands_in), 1);

    // What changes is read again with their name in it, and stored without it.
    bench.fake.change(|world| {
        let repository = world.only();
        repository.review(4, WHO, "COMMENTED", "And here?");
        repository.pull(WHO, "Again by @quirin-zz");
    });
    let _ = bench.sync("s").success();
    assert_gone(&everything(&bench.env, "s"), &[WHO, &hash]);
    assert_eq!(count(&bench, stands_in), 2);
    // Nor does a repair bring them back, which reads all of it again.
    let collected = tree(&bench.env.path("s")).into_keys().filter(|n| n.starts_with("collected/"));
    for name in collected {
        fs::write(bench.env.path("s").join(name), "nothing").expect("written");
    }
    let _ = bench.env.midspan(&["doctor", "s", "--repair", "--offline"]).success();
    let _ = bench.sync("s").success();
    assert_gone(&everything(&bench.env, "s"), &[WHO, &hash]);
    assert_eq!(count(&bench, stands_in), 2);
}

#[test]
fn of_git_by_address() {
    let env = TestEnv::new();
    let folder = env.path("repo");
    fs::create_dir(&folder).expect("a folder");
    env.git(&folder, "2026-01-05T09:00:00Z", "ada", &["init", "-q", "-b", "main"]);
    for (nth, who) in ["ada", "quirin", "lea", "quirin"].into_iter().enumerate() {
        let at = format!("2026-01-0{}T09:00:00Z", nth + 5);
        let message = "A change\n\nReviewed-by: Quirin <quirin@example.org>";
        env.git(&folder, &at, who, &["commit", "-q", "--allow-empty", "-m", message]);
    }
    let report = |env: &TestEnv| -> Ran {
        env.midspan(&["report", "repo", "--store", "s", "--offline", "--out", "r"])
    };
    let _ = report(&env).success();
    let rows = |sql: &str| -> String {
        env.midspan(&["query", sql, "s", "--names", "--format", "csv"]).success()
    };
    let all = "SELECT author FROM commits ORDER BY committed_s";
    let author = rows(all).lines().nth(2).expect("a row").to_owned();
    assert!(author.starts_with('~'), "{author}");
    let _ = env.midspan(&["forget", "quirin@example.org", "s"]).success();
    assert!(!env.path("s/kept").exists(), "the report that was kept goes too");
    env.git(
        &folder,
        "2026-01-10T09:00:00Z",
        "quirin",
        &["commit", "-q", "--allow-empty", "-m", "More"],
    );
    let _ = report(&env).success();
    assert_eq!(rows(all).matches("~forgotten-1").count(), 3, "{}", rows(all));
    assert_gone(&everything(&env, "s"), &[author.trim_start_matches('~')]);
    let reviewers = rows("SELECT DISTINCT person FROM commit_trailers");
    assert_eq!(reviewers.lines().nth(1), Some("~forgotten-1"), "{reviewers}");
}

#[test]
fn by_pseudonym_and_nobody_at_all() {
    let env = TestEnv::new();
    crate::support::copy(Path::new(&example()), &env.path("s"));
    let rows = env.midspan(&[
        "query",
        "SELECT DISTINCT author FROM pull_requests",
        "s",
        "--format",
        "csv",
    ]);
    let rows = rows.success();
    let pseudonym = rows.lines().find(|line| line.starts_with("p-")).expect("somebody");
    let before = tree(&env.path("s"));
    let _ = env.midspan(&["forget", "nobody-of-that-name", "s"]).failure(2);
    assert!(
        tree(&env.path("s"))
            .into_iter()
            .filter(|(n, _)| n.ends_with(".parquet"))
            .all(|(n, b)| before[&n] == b)
    );
    let _ = env.midspan(&["forget", pseudonym, "s"]).success();
    let after = env.midspan(&[
        "query",
        "SELECT DISTINCT author FROM pull_requests",
        "s",
        "--format",
        "csv",
    ]);
    assert!(!after.success().contains(pseudonym));
    let _ = env.midspan(&["forget", pseudonym, "s"]).failure(2);
    let _ = env.midspan(&["forget", "mika", "nowhere"]).failure(2);
    // A report can be made of what is left.
    let _ = env.midspan(&["report", "s", "--no-files"]).success();
}

/// On Unix nobody else reads what is written about people.
#[cfg(unix)]
#[test]
fn stores_and_reports_are_their_owners() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new(world());
    let _ = bench.sync("deep/s").success();
    let _ = bench.env.midspan(&["report", "deep/s", "--out", "a/r"]).success();
    let _ = bench.env.midspan(&["export", "b/x", "deep/s", "--offline"]).success();
    let _ = bench.env.midspan(&["forget", WHO, "deep/s"]).success();
    for top in ["deep", "a", "b"] {
        let mut open = vec![bench.env.path(top)];
        let mut seen = 0;
        while let Some(path) = open.pop() {
            let mode = fs::metadata(&path).expect("it is there").permissions().mode() & 0o777;
            let expected = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode, expected, "{} has {mode:o}", path.display());
            if path.is_dir() {
                open.extend(
                    fs::read_dir(&path).expect("a folder").map(|e| e.expect("an entry").path()),
                );
            }
            seen += 1;
        }
        assert!(seen > 10, "{top}: {seen}");
    }
}
