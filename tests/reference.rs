//! The command line as it stands, and the files that speak of it.

use std::fmt::Write as _;

use crate::support::{TestEnv, project};

const COMMANDS: [&str; 19] = [
    "report",
    "sync",
    "import",
    "signals",
    "query",
    "plot",
    "badge",
    "check",
    "score",
    "export",
    "forget",
    "init",
    "doctor",
    "demo",
    "simulate",
    "validate",
    "schema",
    "completions",
    "man",
];

/// Examples that are not run as they stand: why, and what runs instead.
const NOT_HERE: [(&str, &str); 5] = [
    ("demo", "tests/simulate.rs runs it"),
    ("forget", "changes a store; tests/forget.rs runs it"),
    ("simulate", "tests/simulate.rs runs smaller ones"),
    ("sync", "asks GitHub; tests/sync runs it against one of our own"),
    ("validate", "takes minutes; tests/validate.rs runs a smaller one"),
];

#[test]
fn command_line_reference() {
    let env = TestEnv::new();
    let mut text = env.midspan(&["--help"]).success();
    for command in COMMANDS {
        writeln!(text, "\n\n$ midspan {command} --help\n").expect("a string");
        text.push_str(&env.midspan(&[command, "--help"]).success());
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("command-line", text);
    });
}

#[test]
fn every_help_has_an_example() {
    let env = TestEnv::new();
    for command in COMMANDS {
        let text = env.midspan(&[command, "--help"]).success();
        assert!(text.contains("Example"), "{command} has no example");
    }
}

#[test]
fn every_example_works() {
    let env = TestEnv::new();
    std::os::unix::fs::symlink(project().join("fixtures"), env.path("fixtures")).expect("a link");
    let configuration = project().join("midspan.example.toml");
    std::fs::copy(configuration, env.path("midspan.example.toml")).expect("a copy");
    crate::support::generate::write(&env.path("backup")).expect("recordings");
    std::fs::create_dir_all(env.path("home/.local/share/bash-completion/completions"))
        .expect("a folder");
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_midspan"));
    let path = std::env::var("PATH").expect("a path");
    let path = format!("{}:{path}", binary.parent().expect("a folder").display());
    let mut ran = 0;
    for command in COMMANDS {
        let help = env.midspan(&[command, "--help"]).success();
        let one_line = help.split_whitespace().collect::<Vec<_>>().join(" ");
        let (_, example) = one_line.split_once("Example: ").expect("an example");
        let (example, _) = example.split_once(" Usage: ").expect("the usage behind it");
        assert!(example.starts_with(&format!("midspan {command}")), "{example}");
        if NOT_HERE.iter().any(|(name, _)| *name == command) {
            continue;
        }
        let mut shell = env.program("sh", &env.path("."));
        let result = TestEnv::run(shell.env("PATH", &path).args(["-c", example]));
        assert_eq!(result.code, 0, "{example}: {}{}", result.out, result.err);
        ran += 1;
    }
    assert_eq!(ran, COMMANDS.len() - NOT_HERE.len());
}

#[test]
fn completions_and_manual_pages() {
    let env = TestEnv::new();
    for shell in ["bash", "zsh", "fish"] {
        let text = env.midspan(&["completions", shell]).success();
        assert!(text.contains("midspan"), "{shell}");
    }
    assert!(env.midspan(&["man"]).success().contains(".TH midspan"));
    let _ = env.midspan(&["man", "--out", "man1"]).success();
    assert!(env.path("man1/midspan-report.1").exists());
}

#[test]
fn the_example_configuration_works() {
    let env = TestEnv::new();
    let file = project().join("midspan.example.toml").display().to_string();
    let text =
        env.midspan(&["report", &crate::support::example(), "--config", &file, "--no-files"]);
    assert!(text.success().contains("billing"));
}
