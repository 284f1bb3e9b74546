//! The command line as it stands, and the files that speak of it.

use std::fmt::Write as _;

use crate::support::{TestEnv, project};

const COMMANDS: [&str; 14] = [
    "report",
    "sync",
    "import",
    "signals",
    "query",
    "plot",
    "export",
    "init",
    "doctor",
    "demo",
    "simulate",
    "validate",
    "completions",
    "man",
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
