//! Every command line in README.md and docs/*.md is run, in order, as a reader would.
//!
//! A block marked `sh` is run by bash in a copy of what a reader has: the example, a checkout of their own,
//! and a GitHub of the tests' own. `midspan` is the program itself; `cargo` and `docker`, which build for
//! minutes or need a daemon, are stand-ins that know a few commands and refuse all others. Commands
//! anywhere else than in such a block are refused, and a command in a sentence must at least be one that
//! the program knows.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use crate::support::github::{Act, Fake, Repository, TOKEN, World};
use crate::support::{Ran, TestEnv, example, generate, project};

/// Programs that a reader may be told to run.
const PROGRAMS: [&str; 9] =
    ["midspan", "cargo", "docker", "git", "gh", "sudo", "python3", "duckdb", "curl"];
/// Marks of blocks that are no commands.
const OTHER_BLOCKS: [&str; 6] = ["text", "toml", "sql", "yaml", "json", "python"];

/// Commands of other programs that sentences name: they need an account of the reader's, or are what
/// the tests themselves are.
const SPOKEN: [&str; 5] = [
    "gh auth token",
    "gh auth login",
    "gh attestation verify FILE --repo OWNER/midspan",
    "cargo binstall midspan",
    "cargo test --bench inner",
];

/// What `cargo` does here: the program instead of a build, and a look at what CI runs.
const CARGO: &str = r#"#!/usr/bin/env bash
set -euo pipefail
case "$*" in
    'run -- '*) shift 2; exec midspan "$@" ;;
    'test reliability::document -- --nocapture')
        [[ $MIDSPAN_RELIABILITY == 1 ]] && grep -qx 'fn document() {' "$PROJECT/tests/reliability/document.rs" ;;
    test) grep -qx 'cargo test --locked' "$PROJECT/.ci/run" ;;
    'bench --no-default-features --bench inner') grep -qx 'name = "inner"' "$PROJECT/Cargo.toml" ;;
    'bench --profile dev --bench commit -- '*) grep -qx 'name = "commit"' "$PROJECT/Cargo.toml" ;;
    'install --path .') grep -qx 'name = "midspan"' Cargo.toml ;;
    *) echo "no test runs: cargo $*" >&2; exit 64 ;;
esac
"#;

/// What `docker` does here: the build must have its file, and a run is a run of the program in the
/// folder that is mounted.
const DOCKER: &str = r#"#!/usr/bin/env bash
set -euo pipefail
case "$*" in
    'build -t midspan .') test -s Dockerfile ;;
    "run --rm --user $(id -u):$(id -g) -v $PWD:/repo midspan "*)
        grep -qx 'WORKDIR /repo' "$PROJECT/Dockerfile"
        grep -qx 'ENTRYPOINT \["midspan"\]' "$PROJECT/Dockerfile"
        shift 7
        exec midspan "$@"
        ;;
    *) echo "no test runs: docker $*" >&2; exit 64 ;;
esac
"#;

/// A recording as i-d-template writes it.
const ARCHIVE: &str = r#"{
    "magic": "E!vIA5L86J2I", "timestamp": "2026-03-01T00:00:00.000000+00:00", "repo": "north/draft",
    "labels": [], "issues": [], "pulls": [{
        "number": 3, "title": "Add a section", "state": "MERGED", "author": "kim",
        "createdAt": "2026-02-01T00:00:00Z", "updatedAt": "2026-02-03T00:00:00Z",
        "mergedAt": "2026-02-03T00:00:00Z", "closedAt": "2026-02-03T00:00:00Z",
        "mergedBy": "lea", "mergeCommit": null, "baseRefName": "main", "labels": [], "body": "Text.",
        "comments": [], "reviews": [{ "author": "lea", "state": "APPROVED",
            "createdAt": "2026-02-02T00:00:00Z", "body": "", "comments": [] }]
    }]
}"#;

/// A document and its blocks: the line of the fence, the mark, the text.
struct Document {
    name: String,
    text: String,
    blocks: Vec<(usize, String, String)>,
}

fn documents() -> Vec<Document> {
    let root = project();
    let mut paths = vec![root.join("README.md"), root.join("SECURITY.md")];
    let docs = fs::read_dir(root.join("docs")).expect("docs");
    paths.extend(docs.map(|entry| entry.expect("an entry").path()).filter(|path| is_page(path)));
    paths.sort();
    let document = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("a document");
        let name = path.strip_prefix(&root).expect("ours").display().to_string();
        let blocks = blocks(&text);
        Document { name, text, blocks }
    };
    paths.iter().map(document).collect()
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "md")
}

fn blocks(text: &str) -> Vec<(usize, String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, String, String)> = None;
    for (number, line) in text.lines().enumerate() {
        match (line.trim_start().strip_prefix("```"), &mut open) {
            (Some(mark), None) => open = Some((number + 1, mark.trim().to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, _, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// Whether a line of a block asks for one of the programs.
fn is_command(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches("$ ");
    let first = line.split_whitespace().next().unwrap_or_default();
    PROGRAMS.contains(&first) && line.split_whitespace().count() > 1
}

/// A reader's machine.
struct Reader {
    env: TestEnv,
    fake: Fake,
}

impl Reader {
    fn new() -> Self {
        let repositories = ["owner/name", "other/name", "NAME/service", "NAME/archive-old"];
        let mut world = World::of(repository(repositories[0]));
        world.repositories.extend(repositories.iter().skip(1).map(|name| repository(name)));
        let reader = Self { env: TestEnv::new(), fake: Fake::start(world) };
        reader.lay();
        reader
    }

    /// The project as it is read, a checkout, a recording, and the programs.
    fn lay(&self) {
        let place = self.env.path("midspan");
        for name in ["Cargo.toml", "Dockerfile", "midspan.example.toml"] {
            copy(&project().join(name), &place.join(name));
        }
        copy(&project().join("fixtures/example"), &place.join("fixtures/example"));
        let project = self.env.path("home/src/your-project");
        self.checkout(&project);
        generate::write(&self.env.path("recordings")).expect("recordings");
        copy(&self.env.path("recordings/atlas"), &project.join("backup"));
        fs::write(project.join("archive.json"), ARCHIVE).expect("a recording");
        let bin = self.env.path("bin");
        fs::create_dir(&bin).expect("a folder");
        symlink(env!("CARGO_BIN_EXE_midspan"), bin.join("midspan")).expect("a link");
        for (name, text) in [("cargo", CARGO), ("docker", DOCKER)] {
            fs::write(bin.join(name), text).expect("a program");
            fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).expect("ours");
        }
    }

    fn checkout(&self, folder: &Path) {
        fs::create_dir_all(folder).expect("a folder");
        let git = |args: &[&str]| {
            let _ = self.env.git(folder, "2026-02-02T10:00:00Z", "ada", args);
        };
        git(&["init", "-q", "-b", "main"]);
        git(&["remote", "add", "origin", &format!("{}/owner/name.git", self.fake.url())]);
        fs::write(folder.join("CODEOWNERS"), "* @lea\n").expect("a file");
        git(&["add", "CODEOWNERS"]);
        git(&["commit", "-q", "-m", "Begin"]);
    }

    /// Runs a script as a reader types it, from the folder of the project.
    fn run(&self, script: &str) -> Ran {
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = self.env.program("bash", &self.env.path("midspan"));
        command
            .env("PATH", format!("{}:{path}", self.env.path("bin").display()))
            .env("PROJECT", project())
            .env("GITHUB_TOKEN", TOKEN)
            .env("GITHUB_API_URL", self.fake.url())
            .env("MIDSPAN_RETRY_BASE_MS", "1")
            .args(["-euo", "pipefail", "-x", "-c", script]);
        TestEnv::run(&mut command)
    }
}

/// A repository in which a little happens every month.
fn repository(name: &str) -> Repository {
    let mut repository = Repository::new(name, "2026-01-05T09:00:00Z");
    for number in 0..12 {
        let pull = repository.pull("ada", &format!("Change {number}"));
        repository.review(pull, "lea", "APPROVED", "Fine.");
        repository.act(pull, "lea", Act::Close(None));
        repository.wait(60 * 24);
    }
    repository
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
    if from.is_file() {
        fs::copy(from, to).expect("copied");
        return;
    }
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

#[test]
fn every_command_line_runs() {
    let documents = documents();
    let of_documents = documents.iter().map(|document| {
        let marked = document.blocks.iter().filter(|(_, mark, _)| mark == "sh");
        let lines: Vec<&str> = marked.map(|(_, _, text)| text.as_str()).collect();
        (document.name.as_str(), lines.concat())
    });
    let scripts: Vec<_> = of_documents.filter(|(_, script)| !script.is_empty()).collect();
    let lines: usize = scripts.iter().map(|(_, script)| script.lines().count()).sum();
    assert!(scripts.len() >= 4 && lines >= 30, "only {lines} lines in {} documents", scripts.len());
    // Documents are read by different readers, side by side.
    std::thread::scope(|scope| {
        let runs: Vec<_> = scripts
            .iter()
            .map(|(name, script)| (name, scope.spawn(|| Reader::new().run(script))))
            .collect();
        let ran = runs.into_iter().map(|(name, run)| (name, run.join().expect("no panic")));
        let failed: Vec<String> = ran
            .filter(|(_, ran)| ran.code != 0)
            .map(|(name, ran)| format!("{name}, exit code {}:\n{}", ran.code, ran.err))
            .collect();
        assert!(failed.is_empty(), "{}", failed.join("\n"));
    });
}

#[test]
fn commands_stand_in_blocks_that_are_run() {
    for Document { name, blocks, .. } in documents() {
        for (line, mark, text) in blocks {
            if mark == "sh" {
                continue;
            }
            assert!(
                OTHER_BLOCKS.contains(&mark.as_str()),
                "{name}:{line}: a block is marked {mark:?}; commands are `sh`, others one of {OTHER_BLOCKS:?}"
            );
            let command = text.lines().find(|line| is_command(line));
            assert!(
                command.is_none(),
                "{name}:{line}: {command:?} is run by no test; mark it `sh`"
            );
            // Workflows are pieces of those that are checked and run.
            if mark == "yaml" {
                assert!(is_published(&text), "{name}:{line}: not a piece of a file in docs/ci");
            }
        }
    }
}

fn is_published(piece: &str) -> bool {
    let lines: Vec<&str> = piece.lines().map(str::trim_end).collect();
    let files = fs::read_dir(project().join("docs/ci")).expect("docs/ci");
    files.map(|entry| entry.expect("an entry").path()).any(|path| {
        let text = fs::read_to_string(path).expect("a workflow");
        let whole: Vec<&str> = text.lines().map(str::trim_end).collect();
        whole.windows(lines.len()).any(|part| part == lines)
    })
}

/// A configuration in a document is one that the program takes.
#[test]
fn configurations_are_taken() {
    let env = TestEnv::new();
    let documents = documents();
    let blocks = documents.iter().flat_map(|d| d.blocks.iter().map(|block| (&d.name, block)));
    let mut seen = 0;
    for (name, (line, _, text)) in blocks.filter(|(_, (_, mark, _))| mark == "toml") {
        fs::write(env.path("midspan.toml"), text).expect("a file");
        let args =
            ["report", &example(), "--config", "midspan.toml", "--no-files", "--months", "1"];
        let ran = env.midspan(&args);
        assert_ne!(ran.code, 2, "{name}:{line}: {}", ran.err);
        seen += 1;
    }
    assert!(seen > 0, "no configuration found");
}

/// A command in a sentence has a known name and known options.
#[test]
fn commands_in_sentences_are_known() {
    let env = TestEnv::new();
    let mut known = std::collections::BTreeMap::<String, String>::new();
    let mut seen = BTreeSet::new();
    for Document { name, text, blocks } in documents() {
        let mut prose = text.clone();
        for (_, _, block) in &blocks {
            prose = prose.replace(block, "");
        }
        for code in prose.replace("```", "").split('`').skip(1).step_by(2) {
            let code = code.split_whitespace().collect::<Vec<_>>();
            let spoken = code.join(" ");
            if code.first() != Some(&"midspan") || code.len() < 2 {
                let is_known = !is_command(&spoken) || SPOKEN.contains(&spoken.as_str());
                assert!(is_known, "{name}: `{spoken}` is run by no test; put it into a block `sh`");
                continue;
            }
            let command = if code[1].starts_with('-') { "" } else { code[1] }.to_owned();
            let help = known.entry(command.clone()).or_insert_with(|| {
                let words = [command.as_str(), "--help"];
                let ran = env.midspan(&words[usize::from(command.is_empty())..]);
                assert_eq!(ran.code, 0, "{name}: there is no `midspan {command}`");
                ran.out
            });
            for option in code.iter().filter(|word| word.starts_with("--")) {
                let option = option.split('=').next().unwrap_or_default();
                assert!(help.contains(option), "{name}: `{spoken}` has no {option}");
            }
            seen.insert(spoken);
        }
    }
    assert!(seen.len() > 10, "only {seen:?}");
}

/// What stands in for a program refuses what it does not know.
#[test]
fn a_command_that_nothing_runs_is_refused() {
    let reader = Reader::new();
    for script in
        ["cargo bench", "docker push midspan", "midspan repot", "midspan report --no-such"]
    {
        assert_ne!(reader.run(script).code, 0, "{script}");
    }
    assert!(is_command("$ midspan report") && is_command("  cargo test") && !is_command("midspan"));
    let found = blocks("a\n```sh\nb\n```\n```\nmidspan report\n```\n");
    assert_eq!(found.len(), 2);
    assert_eq!(found[1], (5, String::new(), "midspan report\n".to_owned()));
}
