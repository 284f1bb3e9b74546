//! What is left out because it is stored or old, and how far a read has come.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::model::time::Timestamp;
use crate::sources::git::testing::{EPOCH, TestRepo, all};
use crate::sources::git::{History, Known, ReadOptions, discover, read};

fn read_with(repo: &TestRepo, options: &ReadOptions) -> History {
    let location = discover(repo.path()).expect("a repository");
    read(&location, options, &|_| {}).expect("a history")
}

fn since(repo: &TestRepo, tips: &[&str]) -> History {
    let tips = tips.iter().map(|tip| (*tip).to_owned()).collect();
    read_with(repo, &ReadOptions { known: Known { tips }, ..all() })
}

fn ids(history: &History) -> BTreeSet<&str> {
    history.facts.commits.iter().map(|commit| commit.oid.as_str()).collect()
}

#[test]
fn only_new_commits_are_read_even_from_old_branches() {
    let repo = TestRepo::new();
    repo.write("a", "1\n");
    repo.commit("First");
    repo.git(&["branch", "old"]);
    repo.write("a", "2\n");
    repo.commit("Second");
    repo.write("a", "3\n");
    let known = repo.commit("Third");
    repo.git(&["checkout", "--quiet", "old"]);
    repo.write("b", "1\n");
    let side = repo.commit("On the old branch");
    repo.git(&["checkout", "--quiet", "main"]);
    let merge = repo.merge("old", "Merge the old branch");

    let found = since(&repo, &[&known]);
    assert_eq!(ids(&found), BTreeSet::from([&*side, &*merge]));
    assert_eq!(found.total_commits, 2);
    assert!(!found.rewritten && found.commit_graph_complete);
    let row = found.facts.commits.iter().find(|c| c.oid == side).expect("the commit");
    assert_eq!(row.additions, Some(1), "compared with its known parent");

    let nothing = since(&repo, &[&merge]);
    assert_eq!(nothing.total_commits, 0);
    assert!(!nothing.rewritten);
    assert_eq!(nothing.tip, Some(merge));
}

#[test]
fn clocks_that_run_backwards_do_not_hide_commits() {
    let repo = TestRepo::new();
    repo.write("a", "1\n");
    let tree = {
        repo.commit("x");
        repo.id("HEAD^{tree}")
    };
    let make = |parents: &[&str], time: i64| {
        let parents: Vec<String> = parents.iter().map(|id| format!("parent {id}\n")).collect();
        let parents = parents.concat();
        let text = format!(
            "tree {tree}\n{parents}author A <a@x> {time} +0000\n\
             committer A <a@x> {time} +0000\n\nx\n"
        );
        repo.object("commit", text.as_bytes())
    };
    // The known tip is older by its clock than its parents, and than the branch point.
    let root = make(&[], 1000);
    let base = make(&[&root], 5000);
    let known = make(&[&base], 10);
    let side = make(&[&base], 20);
    let merge = make(&[&known, &side], 30);
    repo.reset(&merge);
    let found = since(&repo, &[&known]);
    assert_eq!(ids(&found), BTreeSet::from([&*side, &*merge]));
}

#[test]
fn a_rewritten_history_is_told() {
    let repo = TestRepo::new();
    repo.write("a", "1\n");
    let base = repo.commit("First");
    repo.write("a", "2\n");
    let gone = repo.commit("Second");
    repo.git(&["reset", "--quiet", "--hard", &base]);
    repo.write("a", "3\n");
    let new = repo.commit("Another second");
    let found = since(&repo, &[&gone]);
    assert!(found.rewritten);
    assert_eq!(ids(&found), BTreeSet::from([&*new]));
    let unknown = "0123456789012345678901234567890123456789";
    let found = since(&repo, &[unknown]);
    assert!(found.rewritten);
    assert_eq!(found.total_commits, 2, "an unknown tip hides nothing");
}

#[test]
fn files_are_read_inside_the_window_only() {
    let repo = TestRepo::new();
    repo.write("a", "1\n");
    repo.commit("First");
    repo.write("a", "2\n");
    repo.commit("Second");
    let history_from = Timestamp::from_seconds(EPOCH + 7200);
    let found = read_with(&repo, &ReadOptions { history_from, ..all() });
    let files: Vec<Option<i64>> = found.facts.commits.iter().map(|commit| commit.files).collect();
    assert_eq!(files, [None, Some(1)], "oldest first; headers for all");
    assert_eq!(found.facts.commit_files.len(), 1);
    assert!(found.gaps.is_empty(), "left out on purpose");
}

#[test]
fn progress_ends_at_the_number_of_commits() {
    let repo = TestRepo::new();
    for n in 0..5 {
        repo.write("a", format!("{n}\n"));
        repo.commit("Change");
    }
    let location = discover(repo.path()).expect("a repository");
    let most = AtomicU64::new(0);
    let last = AtomicU64::new(0);
    let progress = |done: u64| {
        most.fetch_max(done, Ordering::Relaxed);
        last.store(done, Ordering::Relaxed);
    };
    read(&location, &all(), &progress).expect("a history");
    assert_eq!((most.into_inner(), last.into_inner()), (5, 5));
}

#[test]
fn ten_reads_are_one() {
    let repo = TestRepo::new();
    for n in 0..5 {
        repo.write("a", format!("{n}\n"));
        repo.commit("Change\n\nReviewed-by: Lee <lee@example.org>\n");
    }
    let first = repo.history();
    for _ in 0..10 {
        assert_eq!(repo.history(), first);
    }
}
