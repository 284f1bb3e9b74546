//! Where a repository is, and in what state.

use std::path::Path;

use crate::sources::git::testing::{TestRepo, all, gap, git_totals, history, run, totals};
use crate::sources::git::{GitError, ReadOptions, discover, head, read};

/// Three commits on `main`.
fn small() -> TestRepo {
    let repo = TestRepo::new();
    repo.write("src/a.txt", "one\ntwo\n");
    repo.commit("First");
    repo.write("src/a.txt", "one\n2\n");
    repo.commit("Second");
    repo.write("b.txt", "x\n");
    repo.commit("Third");
    repo
}

#[test]
fn subdirectory_worktree_bare_and_submodule_are_found() {
    let repo = small();
    let expected = totals(&repo.history());
    assert_eq!(expected, git_totals(&repo));
    assert_eq!(totals(&history(&repo.path().join("src"))), expected);

    let linked = repo.beside("linked");
    repo.git(&["worktree", "add", "--quiet", "-b", "other", linked.to_str().expect("UTF-8")]);
    let found = history(&linked);
    assert_eq!(totals(&found), expected);
    assert_eq!(found.branch.as_deref(), Some("other"));
    assert_eq!(found.repo, "local/tool", "named as its main checkout");

    let bare = repo.beside("bare.git");
    repo.git(&["clone", "--quiet", "--bare", ".", bare.to_str().expect("UTF-8")]);
    let found = history(&bare);
    assert_eq!(totals(&found), expected);
    assert_eq!(found.repo, "local/bare");

    let outer = TestRepo::new();
    let source = repo.path().to_str().expect("UTF-8");
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", source, "sub"];
    outer.git(&add);
    outer.commit("With a submodule");
    let found = history(&outer.path().join("sub"));
    assert_eq!(totals(&found), expected);
    assert_eq!(totals(&outer.history()), git_totals(&outer));
}

#[test]
fn reading_leaves_no_trace() {
    let repo = small();
    let before = listing(repo.path());
    repo.history();
    assert_eq!(listing(repo.path()), before);
}

/// Paths with sizes and times of change.
fn listing(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).expect("a directory") {
            let entry = entry.expect("an entry");
            let meta = entry.metadata().expect("readable");
            found.push(format!("{:?} {} {:?}", entry.path(), meta.len(), meta.modified()));
            if meta.is_dir() {
                open.push(entry.path());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn unborn_and_detached_heads_read() {
    let repo = TestRepo::new();
    let found = repo.history();
    assert_eq!((found.tip, found.branch.as_deref()), (None, Some("main")));
    assert!(found.facts.commits.is_empty() && found.gaps.is_empty());

    let repo = small();
    repo.git(&["checkout", "--quiet", "--detach", "HEAD~1"]);
    let found = repo.history();
    assert_eq!(found.branch, None);
    assert_eq!(found.total_commits, 2);
    let location = discover(repo.path()).expect("a repository");
    assert_eq!(head(&location, None).expect("a head"), found.tip);
    let main = head(&location, Some("main")).expect("a branch");
    assert_eq!(main, Some(repo.id("main")));
}

#[test]
fn branches_are_found_here_and_at_origin() {
    let repo = small();
    repo.git(&["update-ref", "refs/remotes/origin/release/1", "HEAD~1"]);
    repo.git(&["tag", "-a", "-m", "tag", "v1", "HEAD~2"]);
    let location = discover(repo.path()).expect("a repository");
    for (name, revision) in
        [("main", "main"), ("release/1", "HEAD~1"), ("refs/tags/v1", "v1^{commit}")]
    {
        let found = head(&location, Some(name)).expect("a branch");
        assert_eq!(found, Some(repo.id(revision)), "{name}");
    }
    let options = ReadOptions { branch: Some("release/1".to_owned()), ..all() };
    let found = read(&location, &options, &|_| {}).expect("a history");
    assert_eq!((found.total_commits, found.branch.as_deref()), (2, Some("release/1")));
    for name in ["gone", "a..b", ""] {
        let error = head(&location, Some(name)).expect_err("no branch");
        assert!(matches!(error, GitError::NoSuchBranch { .. }), "{name}: {error}");
    }
}

#[test]
fn what_cannot_be_read_says_what_to_do() {
    let directory = tempfile::tempdir().expect("a directory");
    let error = discover(directory.path()).expect_err("no repository");
    assert!(matches!(error, GitError::NotARepository { .. }), "{error}");
    assert!(error.to_string().contains("git clone"), "{error}");
    let error = discover(&directory.path().join("gone")).expect_err("no path");
    assert!(matches!(error, GitError::NoSuchPath { .. }), "{error}");

    let repo = TestRepo::with_init(&["--object-format=sha256"]);
    let error = discover(repo.path()).expect_err("not supported");
    assert!(matches!(error, GitError::ObjectFormat { .. }), "{error}");
    assert!(error.to_string().contains("SHA-256"), "{error}");

    let repo = small();
    repo.git(&["config", "core.repositoryformatversion", "1"]);
    repo.git(&["config", "extensions.partialclone", "origin"]);
    let error = discover(repo.path()).expect_err("not supported");
    assert!(error.to_string().contains("extensions.partialclone"), "{error}");
}

/// Only root can give a directory away, so this does nothing for others.
#[cfg(unix)]
#[test]
fn a_repository_of_somebody_else_is_refused() {
    let repo = small();
    let give = |path: &Path| std::os::unix::fs::chown(path, Some(54321), Some(54321));
    if give(repo.path()).and_then(|()| give(&repo.path().join(".git"))).is_err() {
        return;
    }
    let error = discover(repo.path()).expect_err("of somebody else");
    assert!(matches!(error, GitError::Ownership { .. }), "{error}");
    assert!(error.to_string().contains("safe.directory"), "{error}");
}

#[test]
fn a_shallow_clone_loses_the_files_at_its_edge() {
    let repo = small();
    let clone = repo.beside("shallow");
    let from = format!("file://{}", repo.path().display());
    repo.git(&["clone", "--quiet", "--depth=2", &from, clone.to_str().expect("UTF-8")]);
    let found = history(&clone);
    assert!(found.shallow && !found.commit_graph_complete);
    assert_eq!(found.total_commits, 2);
    assert_eq!(gap(&found, "edge of a shallow clone"), 1);
    let files: Vec<Option<i64>> = found.facts.commits.iter().map(|commit| commit.files).collect();
    assert_eq!(files, [None, Some(1)]);
    assert!(!found.facts.commits[0].parents.is_empty(), "the parent is still named");
}

#[test]
fn a_partial_clone_loses_the_affected_files_only() {
    let repo = small();
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let clone = repo.beside("partial");
    let from = format!("file://{}", repo.path().display());
    let to = clone.to_str().expect("UTF-8");
    repo.git(&["clone", "--quiet", "--filter=blob:none", "--no-checkout", &from, to]);
    let found = history(&clone);
    assert!(found.commit_graph_complete, "no commit is missing");
    assert_eq!(found.total_commits, 3);
    assert_eq!(gap(&found, "changed files with missing contents"), 3);
    let commit = &found.facts.commits[1];
    assert_eq!((commit.files, commit.additions), (Some(1), None));
    assert_eq!(found.facts.commit_files.len(), 3, "paths are known");

    repo.git(&["clone", "--quiet", "--filter=tree:0", "--no-checkout", &from, &format!("{to}2")]);
    let found = history(&repo.beside("partial2"));
    assert_eq!(found.total_commits, 3);
    assert!(gap(&found, "commits with missing directories") > 0);
}

#[test]
fn missing_objects_cost_what_needs_them() {
    let repo = small();
    let object = |revision: &str| {
        let id = repo.id(revision);
        repo.path().join(".git/objects").join(&id[..2]).join(&id[2..])
    };
    let middle = object("HEAD~1");
    std::fs::remove_file(object("HEAD~2:src/a.txt")).expect("removed");
    let found = repo.history();
    assert_eq!(found.total_commits, 3);
    assert_eq!(gap(&found, "changed files with missing contents"), 2);
    let known: Vec<Option<i64>> = found.facts.commits.iter().map(|c| c.additions).collect();
    assert_eq!(known, [None, None, Some(1)]);

    std::fs::remove_file(middle).expect("removed");
    let found = repo.history();
    assert_eq!(found.total_commits, 1);
    assert!(!found.commit_graph_complete);
    assert_eq!(gap(&found, "commits that are missing"), 1);
    assert_eq!(gap(&found, "missing parent"), 1);
}

#[test]
fn damaged_objects_are_counted() {
    let repo = small();
    let id = repo.id("HEAD:b.txt");
    let path = repo.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
    std::fs::remove_file(&path).expect("removed");
    std::fs::write(&path, "no zlib stream").expect("written");
    let found = repo.history();
    assert_eq!(gap(&found, "changed files with damaged contents"), 1);
    assert_eq!(found.total_commits, 3);
}

#[test]
fn packed_repositories_and_alternates_read_alike() {
    let repo = small();
    let expected = repo.history();
    let shared = repo.beside("shared");
    repo.git(&["clone", "--quiet", "--shared", ".", shared.to_str().expect("UTF-8")]);
    assert_eq!(totals(&history(&shared)), totals(&expected));
    repo.git(&["gc", "--quiet"]);
    assert_eq!(repo.history(), expected);
}

#[test]
fn names_come_from_origin() {
    let repo = small();
    repo.git(&["remote", "add", "origin", "https://me:secret@github.com/acme/tool.git"]);
    let found = repo.history();
    assert_eq!(found.repo, "acme/tool");
    assert_eq!(found.remote_url.as_deref(), Some("https://github.com/acme/tool"));
    let location = discover(repo.path()).expect("a repository");
    let options = ReadOptions { repo_name: Some("other/name".to_owned()), ..all() };
    let found = read(&location, &options, &|_| {}).expect("a history");
    assert!(found.facts.commits.iter().all(|commit| commit.repo == "other/name"));
}

#[test]
fn replacements_are_counted() {
    let repo = small();
    repo.git(&["replace", "HEAD~1", "HEAD~2"]);
    let found = repo.history();
    assert_eq!(gap(&found, "replacement objects"), 1);
    assert_eq!(found.total_commits, 3);
}

#[test]
fn an_odd_configuration_does_not_stop_a_read() {
    let repo = small();
    let mut command = repo.command();
    run(command.args(["config", "log.showRoot", "false"]));
    assert_eq!(repo.history().total_commits, 3);
}
