//! Repositories for tests, made by the `git` program with fixed dates and no configuration.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::model::time::Timestamp;

use super::{History, ReadOptions, discover, read};

/// A repository in a directory of its own, removed when dropped.
pub(super) struct TestRepo {
    directory: tempfile::TempDir,
    path: PathBuf,
    clock: std::cell::Cell<i64>,
}

/// First committer time; each commit comes an hour after the last.
pub(super) const EPOCH: i64 = 1_700_000_000;

impl TestRepo {
    /// An empty repository with the branch `main`.
    pub(super) fn new() -> Self {
        Self::with_init(&["--initial-branch=main"])
    }

    pub(super) fn with_init(arguments: &[&str]) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("tool");
        std::fs::create_dir(&path).expect("a directory");
        let repo = Self { directory, path, clock: std::cell::Cell::new(EPOCH) };
        let mut all = vec!["init", "--quiet"];
        all.extend(arguments);
        repo.git(&all);
        repo
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A path beside the repository.
    pub(super) fn beside(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A command that sees no configuration and a fixed identity and time.
    pub(super) fn command(&self) -> Command {
        let date = format!("{} +0100", self.clock.get());
        let mut command = Command::new("git");
        command
            .current_dir(&self.path)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_ALLOW_PROTOCOL", "file")
            .envs([("GIT_AUTHOR_NAME", "Jane Roe"), ("GIT_AUTHOR_EMAIL", "jane@example.org")])
            .envs([("GIT_COMMITTER_NAME", "Kim Poe"), ("GIT_COMMITTER_EMAIL", "kim@example.org")])
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .stdin(Stdio::null());
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(name);
        }
        command
    }

    /// Runs git here, and returns its output.
    pub(super) fn git(&self, arguments: &[&str]) -> String {
        let mut command = self.command();
        command.args(arguments);
        run(&mut command)
    }

    /// Writes a file.
    pub(super) fn write(&self, path: &str, contents: impl AsRef<[u8]>) {
        let path = self.path.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        std::fs::write(path, contents).expect("a file");
    }

    /// Commits everything an hour after the last commit, and returns the id.
    pub(super) fn commit(&self, message: &str) -> String {
        self.clock.set(self.clock.get() + 3600);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "-m", message]);
        self.id("HEAD")
    }

    /// Merges a branch with a merge commit.
    pub(super) fn merge(&self, branch: &str, message: &str) -> String {
        self.clock.set(self.clock.get() + 3600);
        self.git(&["merge", "--quiet", "--no-ff", "-m", message, branch]);
        self.id("HEAD")
    }

    pub(super) fn id(&self, revision: &str) -> String {
        self.git(&["rev-parse", revision]).trim().to_owned()
    }

    /// Writes any bytes as an object, and returns its id.
    pub(super) fn object(&self, kind: &str, bytes: &[u8]) -> String {
        self.write(".git/object", bytes);
        let id = self.git(&["hash-object", "--literally", "-w", "-t", kind, ".git/object"]);
        id.trim().to_owned()
    }

    /// Moves HEAD's branch.
    pub(super) fn reset(&self, id: &str) {
        self.git(&["update-ref", "HEAD", id]);
    }

    /// Reads everything here.
    pub(super) fn history(&self) -> History {
        history(&self.path)
    }
}

/// Runs a command, and returns its output.
pub(super) fn run(command: &mut Command) -> String {
    let output = command.output().expect("git runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Options that read all files.
pub(super) fn all() -> ReadOptions {
    let history_from = Timestamp::from_seconds(i64::MIN);
    ReadOptions { history_from, threads: 2, ..ReadOptions::default() }
}

/// Reads everything at a path.
pub(super) fn history(path: &Path) -> History {
    let location = discover(path).expect("a repository");
    read(&location, &all(), &|_| {}).expect("a history")
}

/// Commits, added and removed lines, and changed files, as git counts them.
pub(super) fn git_totals(repo: &TestRepo) -> (usize, i64, i64, usize) {
    let commits = repo.git(&["rev-list", "--count", "HEAD"]).trim().parse().expect("a number");
    let text = repo.git(&["log", "--numstat", "--no-renames", "--no-merges", "--format=", "HEAD"]);
    let (mut added, mut removed, mut files) = (0, 0, 0);
    for line in text.lines().filter(|line| !line.is_empty()) {
        let mut words = line.split('\t');
        let mut number = || words.next().and_then(|word| word.parse::<i64>().ok()).unwrap_or(0);
        added += number();
        removed += number();
        files += 1;
    }
    (commits, added, removed, files)
}

/// The same of a history.
pub(super) fn totals(history: &History) -> (usize, i64, i64, usize) {
    let files = &history.facts.commit_files;
    let added = files.iter().filter_map(|file| file.additions).sum();
    let removed = files.iter().filter_map(|file| file.deletions).sum();
    (history.facts.commits.len(), added, removed, files.len())
}

/// How many of a gap.
pub(super) fn gap(history: &History, what: &str) -> u64 {
    history.gaps.iter().filter(|gap| gap.what.contains(what)).map(|gap| gap.count).sum()
}
