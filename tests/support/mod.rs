//! The only place that starts programs, in an environment of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

pub(crate) mod github;

#[path = "../../fixtures/generate.rs"]
#[allow(dead_code, reason = "its main is for the command of its own")]
pub(crate) mod generate;

/// A folder, a home and nothing of the machine's settings.
pub(crate) struct TestEnv {
    folder: TempDir,
}

/// What a program left.
#[must_use = "look at the exit code or the text"]
pub(crate) struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        }
    }

    /// Standard output of a run that must have succeeded.
    #[track_caller]
    pub(crate) fn success(self) -> String {
        assert_eq!(self.code, 0, "{}\n{}", self.out, self.err);
        self.out
    }

    /// Standard error of a run that must have ended early with a code: what was done until then, and
    /// a message with a hint.
    #[track_caller]
    pub(crate) fn stopped(self, code: i32) -> String {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        let (_, message) = self.err.split_once("error: ").expect("a message");
        assert!(message.contains("\nhint: "), "no advice: {}", self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self.err
    }

    /// Standard error of a run that must have failed with a code: one message with a hint.
    #[track_caller]
    pub(crate) fn failure(self, code: i32) -> String {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        assert!(self.err.starts_with("error: "), "{}", self.err);
        assert!(self.err.contains("\nhint: "), "no advice: {}", self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self.err
    }
}

impl TestEnv {
    pub(crate) fn new() -> Self {
        let folder = TempDir::with_prefix("midspan-test-").expect("a temporary folder");
        std::fs::create_dir(folder.path().join("home")).expect("a home");
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn clean(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(folder)
            .env_clear()
            .env("HOME", self.path("home"))
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("COLUMNS", "100")
            .env("LC_ALL", "C.UTF-8");
        command
    }

    /// The program in the test's folder.
    pub(crate) fn midspan(&self, args: &[&str]) -> Ran {
        self.midspan_in(self.folder.path(), args)
    }

    /// The program in another folder.
    pub(crate) fn midspan_in(&self, folder: &Path, args: &[&str]) -> Ran {
        let mut command = self.clean(env!("CARGO_BIN_EXE_midspan"), folder);
        Ran::of(command.args(args).output().expect("the program starts"))
    }

    /// The program as it was set up.
    pub(crate) fn run(command: &mut Command) -> Ran {
        Ran::of(command.output().expect("the program starts"))
    }

    /// The program, not yet started.
    pub(crate) fn command(&self) -> Command {
        self.clean(env!("CARGO_BIN_EXE_midspan"), self.folder.path())
    }

    /// Any program in a folder, not yet started.
    pub(crate) fn program(&self, program: &str, folder: &Path) -> Command {
        self.clean(program, folder)
    }

    /// git at a fixed time, without anybody's configuration.
    pub(crate) fn git(&self, folder: &Path, at: &str, author: &str, args: &[&str]) -> String {
        let mail = format!("{author}@example.org");
        let output = self
            .clean("git", folder)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", author)
            .env("GIT_AUTHOR_EMAIL", &mail)
            .env("GIT_COMMITTER_NAME", author)
            .env("GIT_COMMITTER_EMAIL", &mail)
            .env("GIT_AUTHOR_DATE", at)
            .env("GIT_COMMITTER_DATE", at)
            .args(args)
            .output()
            .expect("git starts");
        let ran = Ran::of(output);
        assert_eq!(ran.code, 0, "git {args:?}: {}", ran.err);
        ran.out
    }
}

/// The project's own folder.
pub(crate) fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The example store.
pub(crate) fn example() -> String {
    project().join("fixtures/example").display().to_string()
}

/// Every file below a folder with its bytes, by relative path.
pub(crate) fn tree(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut files = std::collections::BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").display().to_string();
                files.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

/// A copy of a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    for (name, bytes) in tree(from) {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("written");
    }
}
