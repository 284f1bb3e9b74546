//! Repositories, configurations and queries of somebody who means harm: nothing is run, nothing else is
//! read, nothing goes on without end.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::support::{TestEnv, example};

/// A repository whose every setting that names a program names one that leaves a mark.
fn trap(env: &TestEnv) -> (PathBuf, PathBuf) {
    let (folder, mark) = (env.path("repo"), env.path("mark"));
    fs::create_dir(&folder).expect("a folder");
    let git = |args: &[&str]| env.git(&folder, "2026-01-05T09:00:00Z", "ada", args);
    git(&["init", "-q", "-b", "main"]);
    fs::write(folder.join("a.txt"), "one\n").expect("written");
    fs::write(folder.join(".gitattributes"), "* filter=evil diff=evil merge=evil\n")
        .expect("written");
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "A change"]);
    let program = env.path("evil");
    fs::write(&program, format!("#!/bin/sh\ntouch {}\ncat\n", mark.display())).expect("written");
    set_mode(&program, 0o755);
    let evil = program.display().to_string();
    for key in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "core.editor",
        "core.askPass",
        "core.gitProxy",
        "credential.helper",
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "merge.evil.driver",
        "gpg.program",
        "uploadpack.packObjectsHook",
        "alias.log",
        "remote.origin.uploadpack",
    ] {
        git(&["config", key, &evil]);
    }
    git(&["config", "log.showSignature", "true"]);
    git(&["config", "remote.origin.url", &format!("ext::{evil} %S")]);
    fs::write(env.path("more"), format!("[core]\n\tfsmonitor = {evil}\n")).expect("written");
    git(&["config", "includeIf.gitdir:/.path", &env.path("more").display().to_string()]);
    let hooks = folder.join(".git/hooks");
    fs::create_dir_all(&hooks).expect("a folder");
    for hook in [
        "post-checkout",
        "post-index-change",
        "pre-auto-gc",
        "reference-transaction",
        "fsmonitor-watchman",
    ] {
        fs::copy(&program, hooks.join(hook)).expect("a copy");
        set_mode(&hooks.join(hook), 0o755);
    }
    (folder, mark)
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
}

#[test]
fn a_repository_runs_nothing() {
    let env = TestEnv::new();
    let (folder, mark) = trap(&env);
    // The trap is one: git itself falls into it.
    let _ = TestEnv::run(env.program("git", &folder).args(["status"]));
    assert!(mark.exists(), "git would have run it");
    fs::remove_file(&mark).expect("a mark");
    for args in [
        &["report", "--out", "r", "--offline"][..],
        &["report", "--no-files"],
        &["init"],
        &["doctor", "--offline", "--verify"],
        &["check", "--offline"],
        &["export", "x", "--offline"],
        &["sync"],
    ] {
        let ran = env.midspan_in(&folder, args);
        assert!((0..=6).contains(&ran.code), "{args:?}: {} {}", ran.code, ran.err);
        assert!(!mark.exists(), "{args:?} ran a program of the repository");
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
    }
}

/// A repository of somebody else is refused, as git refuses it, unless git is told otherwise.
#[test]
fn a_repository_of_somebody_else() {
    let env = TestEnv::new();
    let (folder, _) = trap(&env);
    let chown = |who: &str| {
        let ran = TestEnv::run(env.program("chown", &folder).args(["-R", who, "."]));
        ran.code == 0
    };
    if !chown("65534") {
        // Only root can give files away; for others the system keeps them from being there.
        return;
    }
    let text = env.midspan(&["report", "repo", "--no-files", "--offline"]).failure(3);
    assert!(text.contains("safe.directory") || text.contains("owned"), "{text}");
    let config =
        format!("[safe]\n\tdirectory = {}\n", fs::canonicalize(&folder).expect("a path").display());
    fs::write(env.path("home/.gitconfig"), config).expect("written");
    let _ = env.midspan(&["report", "repo", "--no-files", "--offline", "--store", "s"]).success();
}

/// Links in a checkout lead to files of one's own, or to devices that never end.
#[test]
fn links_are_not_followed() {
    let env = TestEnv::new();
    let (folder, _) = trap(&env);
    for target in ["/dev/zero", "/proc/self/environ"] {
        for name in [".mailmap", "CODEOWNERS", "midspan.toml", "MAINTAINERS"] {
            let _ = fs::remove_file(folder.join(name));
            std::os::unix::fs::symlink(target, folder.join(name)).expect("a link");
        }
        let begin = Instant::now();
        let ran = env.midspan_in(&folder, &["report", "--no-files", "--offline"]);
        assert!(matches!(ran.code, 0 | 2 | 3), "{target}: {} {}", ran.code, ran.err);
        assert!(begin.elapsed() < Duration::from_mins(1), "{target}");
        assert!(!ran.err.contains("GITHUB") && !ran.err.contains("HOME="), "{}", ran.err);
    }
}

#[test]
fn configurations_that_mean_harm() {
    let env = TestEnv::new();
    let refused = |text: &str| {
        fs::write(env.path("c.toml"), text).expect("written");
        let begin = Instant::now();
        let error =
            env.midspan(&["report", &example(), "--no-files", "--config", "c.toml"]).failure(2);
        assert!(begin.elapsed() < Duration::from_secs(30), "{error:.200}");
        assert!(error.len() < 4000, "a message of {} bytes", error.len());
    };
    let team = |glob: &str| format!("[[teams]]\nname = \"x\"\npaths = [\"{glob}\"]\n");
    refused(&format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000)));
    refused(&format!("x{} = 1", ".x".repeat(100_000)));
    refused(&format!("approval_words = [\"{}\"]", "a".repeat(2 << 20)));
    refused("[privacy]\nmin_active = 99999999999999999999999999");
    refused("[privacy]\nmin_active = -1");
    refused("[privacy]\nmin_active = 1e400");
    refused("[calendar]\nfrom = \"\u{1b}]0;owned\u{7}\"");
    // A pattern that is none matches nothing. Patterns are matched in linear time, so a long one is no harm; one too large to be built is refused.
    for pattern in [
        "[".repeat(1_000),
        "{a,b}".repeat(5_000),
        "{".repeat(500) + &"}".repeat(500),
        "**/*a".repeat(2_000),
    ] {
        fs::write(env.path("c.toml"), team(&pattern)).expect("written");
        let begin = Instant::now();
        let ran = env.midspan(&["report", &example(), "--no-files", "--config", "c.toml"]);
        assert!(matches!(ran.code, 0 | 2), "{} {:.300}", ran.code, ran.err);
        assert!(begin.elapsed() < Duration::from_mins(1) && !ran.err.contains("panicked"));
    }
    let ran = env.midspan(&["report", &example(), "--no-files", "--config", "/dev/zero"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

/// Text of others cannot move the cursor, colour or rename the terminal.
#[test]
fn terminal_escapes_are_not_printed() {
    let env = TestEnv::new();
    crate::support::copy(Path::new(&example()), &env.path("s"));
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}";
    fs::write(env.path("c.toml"), "\"\\u001B]0;owned\\u0007\" = 1\n").expect("written");
    let sql = format!("SELECT '{evil}' AS \"{evil}\" FROM context");
    for args in [
        &["query", &sql, &example()][..],
        &["query", &sql, &example(), "--explain"],
        &["query", "SELECT \u{1b}[2J", &example()],
        &["report", &example(), "--no-files", "--config", "c.toml"],
        &["signals", evil, &example()],
        &["report", evil],
        &["sync", evil],
        &["forget", evil, "s"],
    ] {
        let ran = env.midspan(args);
        for text in [&ran.out, &ran.err] {
            let bad = text
                .chars()
                .find(|c| c.is_control() && !matches!(c, '\n' | '\t') || *c == '\u{202e}');
            assert_eq!(bad, None, "{args:?}: {text:?}");
        }
    }
}

#[test]
fn queries_read_the_tables_and_nothing_else() {
    let env = TestEnv::new();
    fs::write(env.path("secret.csv"), "word\ncanary\n").expect("written");
    let path = env.path("secret.csv").display().to_string();
    let deep = |open: &str, inner: &str, close: &str, depth: usize| {
        format!("SELECT {}{inner}{} AS n FROM context", open.repeat(depth), close.repeat(depth))
    };
    let queries = [
        format!("SELECT * FROM read_csv('{path}')"),
        format!("SELECT * FROM \"read_csv\"('{path}')"),
        format!("SELECT * FROM (\"read_csv\"('{path}'))"),
        format!("SELECT * FROM `READ_CSV`('{path}')"),
        format!("SELECT * FROM read_csv/* */('{path}')"),
        format!("SELECT * FROM context, LATERAL read_csv('{path}')"),
        format!("SELECT * FROM TABLE(read_csv('{path}'))"),
        format!("SELECT * FROM '{path}'"),
        format!("SELECT * FROM \"{path}\""),
        format!("WITH x AS (SELECT * FROM read_csv('{path}')) SELECT * FROM x"),
        format!("SELECT (SELECT word FROM read_csv('{path}')) FROM context"),
        format!("SELECT 1 FROM context WHERE EXISTS (SELECT * FROM scan_csv('{path}'))"),
        format!("COPY context TO '{path}'"),
        "SELECT * INTO y FROM context".to_owned(),
        "CREATE TABLE y AS SELECT 1".to_owned(),
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT * FROM r"
            .to_owned(),
        deep("(", "1", ")", 39),
        deep("(", "1", ")", 140),
        deep("1 + ", "1", "", 140),
        deep("NOT ", "TRUE", "", 140),
        deep("CASE WHEN TRUE THEN ", "1", " END", 70),
        deep("ABS(", "1", ")", 140),
        deep("(", "1", ")", 50_000),
        deep("ABS(", "1", ")", 50_000),
        deep("NOT ", "TRUE", "", 1_900),
        deep("- ", "1", "", 1_900),
        deep("CASE WHEN TRUE THEN ", "1", " END", 600),
        deep("1 + ", "1", "", 1_900),
        deep("1 + ", "1", "", 1_000_000),
        deep("", "'", "", 1),
    ];
    for sql in queries {
        let file = env.path("q.sql");
        fs::write(&file, &sql).expect("written");
        let begin = Instant::now();
        // Longer than a shell takes on its line, so the words go by way of it all the same.
        let ran = if sql.len() < 100_000 {
            env.midspan(&["query", &sql, &example()])
        } else {
            signal(&env, &sql)
        };
        assert!(matches!(ran.code, 0 | 2), "{sql:.80}: {} {}", ran.code, ran.err);
        assert!(!ran.out.contains("canary"), "{sql}: {}", ran.out);
        assert!(!ran.err.contains("panicked") && !ran.err.contains("overflow"), "{}", ran.err);
        assert!(begin.elapsed() < Duration::from_mins(1), "{sql:.80}");
    }
    assert_eq!(fs::read_to_string(env.path("secret.csv")).expect("a file"), "word\ncanary\n");
}

/// A report with one signal file of somebody else's.
fn signal(env: &TestEnv, sql: &str) -> crate::support::Ran {
    let built_in = crate::support::project().join("queries/signals/leader_gate_odds.sql");
    let text = fs::read_to_string(built_in).expect("a signal");
    let front: Vec<&str> = text.lines().filter(|line| line.starts_with("--:")).collect();
    let _ = fs::create_dir(env.path("mine"));
    fs::write(env.path("mine/leader_gate_odds.sql"), format!("{}\n{sql}\n", front.join("\n")))
        .expect("written");
    env.midspan(&["report", &example(), "--no-files", "--signals-dir", "mine"])
}

#[test]
fn signal_files_read_the_tables_and_nothing_else() {
    let env = TestEnv::new();
    fs::write(env.path("secret.csv"), "word\ncanary\n").expect("written");
    let path = env.path("secret.csv").display().to_string();
    for sql in [
        format!("SELECT * FROM read_csv('{path}')"),
        format!("SELECT * FROM (\"read_csv\"('{path}'))"),
        format!("SELECT 1 {} FROM context", "+ 1 ".repeat(100_000)),
        format!("SELECT {}1{} FROM context", "(".repeat(100_000), ")".repeat(100_000)),
    ] {
        let text = signal(&env, &sql).failure(2);
        assert!(!text.contains("canary") && text.len() < 4000, "{text}");
    }
}
