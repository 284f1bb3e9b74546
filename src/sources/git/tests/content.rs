//! What commits, trees, tags and CODEOWNERS say.

use std::collections::BTreeSet;

use crate::model::time::{Period, Timestamp};
use crate::sources::git::identity::person_key;
use crate::sources::git::testing::{EPOCH, TestRepo, all, gap, git_totals, totals};
use crate::sources::git::{History, ReadOptions, discover, read};

fn commit<'h>(history: &'h History, id: &str) -> &'h crate::model::facts::Commit {
    history.facts.commits.iter().find(|commit| commit.oid == id).expect("the commit")
}

#[test]
fn a_commit_has_everything() {
    let repo = TestRepo::new();
    repo.write("a.txt", "one\ntwo\nthree\n");
    let first = repo.commit("Begin");
    repo.write("a.txt", "one\n2\nthree\nfour\n");
    let second = repo.commit(
        "Change a thing (#7)\n\nFor a good reason.\n\n\
         Reviewed-By: Lee <lee@example.org>\nAcked-and-tested-by: Lee <lee@example.org>\n",
    );
    let history = repo.history();
    let row = commit(&history, &second);
    assert_eq!(row.author, person_key("", "jane@example.org"));
    assert_eq!(row.committer, person_key("", "kim@example.org"));
    assert_eq!(row.committed, Timestamp::from_seconds(EPOCH + 7200));
    assert_eq!((row.authored_offset, row.committed_offset), (60, 60));
    assert_eq!((row.parents.as_str(), row.is_merge), (first.as_str(), false));
    assert_eq!((row.subject.as_str(), row.pull), ("Change a thing (#7)", Some(7)));
    assert_eq!(row.body_words, 4);
    assert_eq!((row.files, row.additions, row.deletions), (Some(1), Some(2), Some(1)));
    let lee = person_key("", "lee@example.org");
    let trailers: Vec<(&str, &str)> =
        history.facts.commit_trailers.iter().map(|t| (t.key.as_str(), t.person.as_str())).collect();
    assert_eq!(trailers, [("acked-by", &*lee), ("reviewed-by", &*lee), ("tested-by", &*lee)]);
    let people: BTreeSet<&str> = history.facts.people.iter().map(|p| p.person.as_str()).collect();
    assert_eq!(people.len(), 3);
    let text = format!("{:?}", history.facts);
    for name in ["Jane", "Lee", "example.org"] {
        assert!(!text.contains(name), "{name} is not kept");
    }
}

#[test]
fn merges_have_no_files_and_reverts_are_named() {
    let repo = TestRepo::new();
    repo.write("a.txt", "a\n");
    let first = repo.commit("Begin");
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.write("b.txt", "b\n");
    repo.commit("On a branch");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("c.txt", "c\n");
    repo.commit("Meanwhile");
    let merge = repo.merge("topic", "Merge pull request #5 from a/topic\n\nOn a branch");
    let short = first.get(..10).expect("an id");
    let revert = repo.commit(&format!("Revert \"Begin\"\n\nThis reverts commit {short}."));
    let history = repo.history();
    let row = commit(&history, &merge);
    assert_eq!((row.is_merge, row.files, row.pull), (true, None, Some(5)));
    assert_eq!(row.parents.split(' ').count(), 2);
    assert_eq!(commit(&history, &revert).reverts.as_deref(), Some(first.as_str()), "completed");
    assert_eq!(commit(&history, &revert).files, Some(0));
    assert_eq!(totals(&history), git_totals(&repo));
}

#[test]
fn line_counts_equal_those_of_git() {
    let repo = TestRepo::new();
    repo.write("text", "a\nb\nc\nd\n");
    repo.write("binary", b"a\0b");
    repo.write("dir/one", "1\n2");
    repo.write("dir.txt", "x\n");
    repo.write("turns", "file\n");
    repo.write("script", "#!/bin/sh\n");
    repo.write("moved", "same\nlines\n");
    repo.commit("Begin");
    repo.write("text", "a\nB\nc\nd\ne\nf");
    repo.write("binary", b"a\0c");
    repo.write("dir/one", "1\n2\n");
    repo.git(&["mv", "moved", "dir/moved"]);
    repo.git(&["rm", "--quiet", "turns"]);
    repo.write("turns/into/a/directory", "1\n2\n3\n");
    repo.git(&["update-index", "--chmod=+x", "script"]);
    repo.git(&["config", "core.fileMode", "false"]);
    repo.commit("Change");
    repo.git(&["rm", "-r", "--quiet", "turns"]);
    repo.write("turns", "a file again\n");
    repo.write("binary", "now text\n");
    repo.commit("Back");
    let history = repo.history();
    assert_eq!(totals(&history), git_totals(&repo));
    let script = history.facts.commit_files.iter().filter(|file| file.path == "script").nth(1);
    assert_eq!(script.and_then(|file| file.additions), Some(0), "a mode is no line");
    let binary = history.facts.commit_files.iter().find(|file| file.path == "binary");
    assert_eq!(binary.map(|file| file.additions), Some(None));
}

#[cfg(unix)]
#[test]
fn links_and_submodules_count_as_git_counts_them() {
    let repo = TestRepo::new();
    repo.write("target", "x\n");
    std::os::unix::fs::symlink("target", repo.path().join("link")).expect("a link");
    let first = repo.commit("Begin");
    let add = |id: &str| format!("160000,{id},sub");
    repo.git(&["update-index", "--add", "--cacheinfo", &add(&first)]);
    repo.git(&["commit", "--quiet", "-m", "Add a submodule"]);
    let second = repo.id("HEAD");
    repo.git(&["update-index", "--cacheinfo", &add(&second)]);
    repo.git(&["commit", "--quiet", "-m", "Move it"]);
    std::fs::remove_file(repo.path().join("link")).expect("removed");
    repo.write("link", "a file now\nof two lines\n");
    repo.git(&["add", "link"]);
    repo.git(&["commit", "--quiet", "-m", "A file in place of a link"]);
    let history = repo.history();
    assert_eq!(totals(&history), git_totals(&repo));
    let sub: Vec<_> = history
        .facts
        .commit_files
        .iter()
        .filter(|file| file.path == "sub")
        .map(|file| (file.additions, file.deletions))
        .collect();
    assert!(sub.contains(&(Some(1), Some(0))) && sub.contains(&(Some(1), Some(1))), "{sub:?}");
}

#[test]
fn old_modes_are_no_change() {
    let repo = TestRepo::new();
    let blob = repo.object("blob", b"x\n");
    let tree = |mode: &str| {
        let raw = raw_id(&blob);
        repo.object("tree", &[mode.as_bytes(), b" a\0", &raw].concat())
    };
    let write = |tree: &str, parent: Option<&str>| {
        let parent = parent.map_or(String::new(), |id| format!("parent {id}\n"));
        let text = format!(
            "tree {tree}\n{parent}author A <a@x> 5 +0000\ncommitter A <a@x> 5 +0000\n\nx\n"
        );
        repo.object("commit", text.as_bytes())
    };
    let first = write(&tree("100664"), None);
    let second = write(&tree("100644"), Some(&first));
    let third = write(&tree("100755"), Some(&second));
    repo.reset(&third);
    let history = repo.history();
    assert_eq!(totals(&history), git_totals(&repo));
    assert_eq!(commit(&history, &second).files, Some(0));
    assert_eq!(commit(&history, &third).files, Some(1));
}

fn raw_id(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal"))
        .collect()
}

#[cfg(unix)]
#[test]
fn names_and_messages_need_not_be_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let repo = TestRepo::new();
    let path = repo.path().join(OsStr::from_bytes(b"f\xfcr"));
    if std::fs::write(path, "x\n").is_err() {
        return; // Some file systems take UTF-8 only.
    }
    repo.commit("Begin");
    let tree = repo.id("HEAD^{tree}");
    let parent = repo.id("HEAD");
    let text = |encoding: &str| {
        let head = format!("tree {tree}\nparent {parent}\nauthor J");
        let middle = format!("rg <j@x> 5 +0000\ncommitter A <a@x> 5 +0000\n{encoding}\nGr");
        [head.as_bytes(), b"\xfc", middle.as_bytes(), b"\xfc\xdfe\n"].concat()
    };
    for (encoding, subject) in [("", "Gr\u{fffd}\u{fffd}e"), ("encoding ISO-8859-1\n", "Grüße")] {
        let id = repo.object("commit", &text(encoding));
        repo.reset(&id);
        let history = repo.history();
        assert_eq!(commit(&history, &id).subject, subject);
        assert_eq!(history.facts.commit_files[0].path, "f\u{fffd}r");
        assert_eq!(gap(&history, "not UTF-8"), 1);
    }
}

#[test]
fn dates_may_lie_far_away_and_commits_may_be_malformed() {
    let repo = TestRepo::new();
    repo.write("a", "x\n");
    let first = repo.commit("Begin");
    let tree = repo.id("HEAD^{tree}");
    let make = |parent: &str, author: &str, committer: &str| {
        let text = format!("tree {tree}\nparent {parent}\n{author}{committer}\nx\n");
        repo.object("commit", text.as_bytes())
    };
    let early = make(&first, "author A <a@x> -86400 +0000\n", "committer A <a@x> -86400 +0000\n");
    let late = make(
        &early,
        "author A <a@x> 99999999999 +1400\n",
        "committer A <a@x> 99999999999999999999 +9999\n",
    );
    let half = make(&late, "author A <a@x> never +0000\n", "committer A <a@x> 7 +0000\n");
    let broken = make(&half, "author nobody\n", "");
    let undated = make(&broken, "author A <a@x>\n", "committer A <a@x>\n");
    let tip = make(&undated, "author A <a@x> 9 +0000\n", "committer A <a@x> 9 +0000\n");
    repo.reset(&tip);
    let history = repo.history();
    let ids: BTreeSet<&str> = history.facts.commits.iter().map(|c| c.oid.as_str()).collect();
    assert_eq!(ids, BTreeSet::from([&*first, &*early, &*late, &*half, &*tip]));
    assert_eq!(commit(&history, &early).committed, Timestamp::from_seconds(-86_400));
    let last = jiff::Timestamp::MAX.as_second();
    assert_eq!(commit(&history, &late).committed, Timestamp::from_seconds(last));
    assert_eq!(commit(&history, &late).authored_offset, 840);
    assert_eq!(commit(&history, &half).authored, Timestamp::from_seconds(7));
    assert_eq!(gap(&history, "malformed commits"), 1);
    assert_eq!(gap(&history, "commits without a readable date"), 1);
    assert_eq!(gap(&history, "one unreadable date"), 1);
    assert!(!history.commit_graph_complete);
    assert_eq!(commit(&history, &tip).files, Some(0), "the malformed parent has a tree");
}

#[test]
fn mailmap_is_read_from_the_checkout_or_from_head() {
    let repo = TestRepo::new();
    repo.write(".mailmap", "Jane <jane@new.example> <jane@example.org>\n");
    repo.commit("Begin");
    let expected = person_key("", "jane@new.example");
    assert_eq!(repo.history().facts.commits[0].author, expected);
    let bare = repo.beside("bare.git");
    repo.git(&["clone", "--quiet", "--bare", ".", bare.to_str().expect("UTF-8")]);
    let history = crate::sources::git::testing::history(&bare);
    assert_eq!(history.facts.commits[0].author, expected);
}

#[test]
fn tags_lead_to_commits() {
    let repo = TestRepo::new();
    repo.write("a", "x\n");
    let first = repo.commit("Begin");
    repo.git(&["tag", "light"]);
    let second = repo.commit("Second");
    repo.git(&["tag", "-a", "-m", "text", "noted", "HEAD~1"]);
    repo.git(&["tag", "-a", "-m", "text", "nested", "noted"]);
    repo.git(&["tag", "blob", "HEAD:a"]);
    let history = repo.history();
    let tags: Vec<(&str, &str, i64)> = history
        .facts
        .tags
        .iter()
        .map(|tag| (tag.name.as_str(), tag.oid.as_str(), tag.tagged.seconds() - EPOCH))
        .collect();
    assert_eq!(
        tags,
        [("light", &*first, 3600), ("nested", &*first, 7200), ("noted", &*first, 7200)]
    );
    assert_eq!(gap(&history, "tags that lead to no commit"), 1);
    assert_ne!(first, second);
}

/// The month of `EPOCH`, and an instant some hours after it.
fn at(hours: i64) -> (Period, Timestamp) {
    let start = Timestamp::from_seconds(EPOCH + hours * 3600);
    let month: Period = "2023-11".parse().expect("a month");
    (month.plus(i32::try_from(hours).expect("few hours")), start)
}

#[test]
fn codeowners_is_that_of_the_start_of_each_month() {
    let repo = TestRepo::new();
    repo.write("CODEOWNERS", "* @acme/core\n");
    repo.write("MAINTAINERS.md", "x\n");
    repo.commit("In the second place");
    repo.write(".github/CODEOWNERS", "* @kim lee@example.org\n/docs/\n![a @b\n");
    repo.commit("In the first place");
    repo.git(&["rm", "--quiet", ".github/CODEOWNERS", "CODEOWNERS"]);
    repo.write("docs/CODEOWNERS", "*.md @kim\n");
    repo.commit("In the third place");
    let options = ReadOptions { periods: vec![at(0), at(1), at(2), at(9)], ..all() };
    let location = discover(repo.path()).expect("a repository");
    let history = read(&location, &options, &|_| {}).expect("a history");
    let rows: Vec<(&str, &str, &str, i64)> = history
        .facts
        .owned_paths
        .iter()
        .map(|row| {
            let owner = row.owner.as_deref().unwrap_or("-");
            (row.period.as_str(), row.pattern.as_str(), owner, row.line)
        })
        .collect();
    let lee = person_key("", "lee@example.org");
    assert_eq!(
        rows,
        [
            ("2023-12", "*", "team:acme/core", 1),
            ("2024-01", "*", "kim", 1),
            ("2024-01", "*", &*lee, 1),
            ("2024-01", "/docs/", "-", 2),
            ("2024-08", "*.md", "kim", 1),
        ]
    );
    assert_eq!(gap(&history, "CODEOWNERS lines that are not valid"), 1);
    assert_eq!(history.codeowners_path.as_deref(), Some("docs/CODEOWNERS"));
    assert_eq!(history.maintainers_files, ["MAINTAINERS.md"]);
}

#[test]
fn many_changes_on_several_threads_give_the_same_rows() {
    let repo = TestRepo::new();
    // 700 files in one commit are more than one run of work.
    for file in 0..700 {
        repo.write(&format!("d{}/f{file}", file % 7), format!("{file}\nx\n"));
    }
    repo.commit("Begin");
    for file in (0..700).step_by(3) {
        repo.write(&format!("d{}/f{file}", file % 7), format!("{file}\ny\nz\n"));
    }
    repo.commit("Change");
    let expected = repo.history();
    assert_eq!(totals(&expected), git_totals(&repo));
    let location = discover(repo.path()).expect("a repository");
    for threads in [0, 1, 3] {
        let options = ReadOptions { threads, ..all() };
        let found = read(&location, &options, &|_| {}).expect("a history");
        assert_eq!(found, expected, "{threads} threads");
    }
}
