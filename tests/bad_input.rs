//! Whatever is wrong: one clear message, what to do, the documented exit code.

use std::fs;
use std::io::Read as _;
use std::process::Stdio;

use crate::support::{TestEnv, example};

#[test]
fn not_a_repository() {
    let env = TestEnv::new();
    fs::create_dir(env.path("plain")).expect("a folder");
    let text = env.midspan(&["report", "plain"]).failure(3);
    assert!(text.contains("plain"), "{text}");
    let text = env.midspan(&["report", "nowhere"]).failure(3);
    assert!(text.contains("nowhere does not exist"), "{text}");
}

#[test]
fn empty_repository() {
    let env = TestEnv::new();
    fs::create_dir(env.path("empty")).expect("a folder");
    env.git(&env.path("empty"), "2026-01-01T00:00:00Z", "ada", &["init", "-q"]);
    let text = env.midspan(&["report", "empty"]).failure(3);
    assert!(text.contains("nothing has been collected"), "{text}");
}

#[test]
fn broken_configuration() {
    let env = TestEnv::new();
    let check = |text: &str, expected: &[&str]| {
        fs::write(env.path("c.toml"), text).expect("written");
        let error = env.midspan(&["report", &example(), "--config", "c.toml"]).failure(2);
        for word in expected {
            assert!(error.contains(word), "{word} is not in {error}");
        }
    };
    check("approval_words = 1", &["c.toml", "line 1", "approval_words"]);
    check("\nunheard_of = 1", &["line 2", "unheard_of"]);
    check("[calendar]\ntime_zone = \"Nowhere/At All\"", &["line 2", "Nowhere/At All", "IANA"]);
    check("[calendar]\nfrom = \"17:00\"\nto = \"09:00\"", &["calendar.to"]);
    check("[[leaders]]\nperson = \"lea\"\nteam = \"x\"", &["leaders[0].team", "`x`"]);
    check("[privacy]\nmin_active = 3", &["privacy.min_active", "4"]);
    check("[[teams]", &["line 1"]);
    let error = env.midspan(&["report", &example(), "--config", "none.toml"]).failure(2);
    assert!(error.contains("none.toml"), "{error}");
}

fn copy_example(env: &TestEnv) -> std::path::PathBuf {
    for (name, bytes) in crate::support::tree(std::path::Path::new(&example())) {
        let path = env.path("store").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
    env.path("store")
}

#[test]
fn damaged_store() {
    let env = TestEnv::new();
    let store = copy_example(&env);
    let part = crate::support::tree(&store)
        .into_keys()
        .find(|name| name.starts_with("events/"))
        .expect("a part");
    let bytes = fs::read(store.join(&part)).expect("a part");
    fs::write(store.join(&part), &bytes[..bytes.len() / 2]).expect("written");
    let text = env.midspan(&["report", "store"]).failure(5);
    assert!(text.contains(part.rsplit('/').next().expect("a name")), "{text}");
    fs::remove_file(store.join(&part)).expect("removed");
    let _ = env.midspan(&["report", "store"]).failure(5);
    fs::write(store.join("manifest.json"), "{").expect("written");
    let text = env.midspan(&["report", "store"]).failure(5);
    assert!(text.contains("manifest.json"), "{text}");
    fs::write(store.join("manifest.json"), "{\"schema_version\": 99}").expect("written");
    let text = env.midspan(&["report", "store"]).failure(5);
    assert!(text.contains("99"), "{text}");
}

#[test]
fn unknown_signal_and_bad_sql() {
    let env = TestEnv::new();
    let text = env.midspan(&["signals", "leader_gate", &example()]).failure(2);
    assert!(text.contains("leader_gate_odds"), "a suggestion: {text}");
    let text = env.midspan(&["query", "SELECT nothing FROM nowhere", &example()]).failure(2);
    assert!(text.contains("nowhere"), "{text}");
    for sql in ["DROP TABLE commits", "SELECT * FROM read_parquet('x')", "", "SELECT 1; SELECT 2"] {
        let _ = env.midspan(&["query", sql, &example()]).failure(2);
    }
}

#[test]
fn signal_files_of_ones_own() {
    let env = TestEnv::new();
    fs::create_dir(env.path("mine")).expect("a folder");
    fs::write(env.path("mine/x.sql"), "--: id = \"x\"\n--: unheard_of = 1\nSELECT 1\n")
        .expect("written");
    let text = env.midspan(&["report", &example(), "--signals-dir", "mine"]).failure(2);
    assert!(text.contains("x.sql"), "{text}");
}

#[test]
fn arguments() {
    let env = TestEnv::new();
    for args in [
        &["report", "--until", "2026-13"][..],
        &["report", "--months", "0"],
        &["plot", "pie", "-o", "x.svg"],
        &["unheard-of"],
    ] {
        let ran = env.midspan(args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
    let text = env.midspan(&["plot", "spectrum", "-o", "x.jpg", &example()]).failure(2);
    assert!(text.contains("x.jpg"), "{text}");
    let text = env.midspan(&["report", &example(), "--until", "2099-01"]).failure(2);
    assert!(text.contains("2099-01"), "{text}");
}

#[test]
fn output_that_cannot_be_written() {
    let env = TestEnv::new();
    fs::write(env.path("file"), "").expect("written");
    let text = env.midspan(&["report", &example(), "--out", "file/below"]).failure(6);
    assert!(text.contains("file"), "{text}");
}

/// A device that is always full stands in for a full disk.
#[cfg(target_os = "linux")]
#[test]
fn full_disk() {
    let env = TestEnv::new();
    let full = fs::File::options().write(true).open("/dev/full").expect("the device");
    let output = env
        .command()
        .args(["report", &example(), "--no-files"])
        .stdout(full)
        .output()
        .expect("the program starts");
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(6), "{text}");
    assert!(text.contains("standard output") && text.contains("hint: "), "{text}");
}

#[test]
fn closed_pipe() {
    let env = TestEnv::new();
    let mut child = env
        .command()
        .args(["report", &example(), "--no-files", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut one = [0; 1];
    let mut pipe = child.stdout.take().expect("a pipe");
    pipe.read_exact(&mut one).expect("a byte");
    drop(pipe);
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !text.contains("error"), "{text}");
}
