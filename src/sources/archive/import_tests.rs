//! Whole recordings of an invented project.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::model::facts::{Event, PullRequest};
use crate::model::time::Timestamp;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

fn user(login: &str, id: i64) -> Value {
    json!({"login": login, "id": id, "type": "User"})
}

fn entry(event: &str, actor: &Value, at: &str) -> Value {
    json!({"event": event, "id": 1, "actor": actor, "created_at": at})
}

fn commit(sha: &str, email: &str, date: &str, parents: usize) -> Value {
    let signature = json!({"name": "x", "email": email, "date": date});
    json!({"event": "committed", "sha": sha, "author": signature, "committer": signature,
           "parents": vec![json!({"sha": "p"}); parents]})
}

fn review(id: i64, who: &Value, state: &str, at: &str, body: &str) -> Value {
    json!({"event": "reviewed", "id": id, "user": who, "state": state, "submitted_at": at,
           "body": body})
}

fn pull(number: i64, author: &Value, updated: &str) -> Value {
    json!({
        "number": number, "title": "Read each file only once", "user": author, "state": "open",
        "html_url": format!("https://git.example/northlight/atlas/pull/{number}"),
        "created_at": "2026-01-05T10:00:00Z", "updated_at": updated, "draft": true,
        "body": "Fixes #3, and see #2.", "labels": [{"name": "store"}, {"name": "bug"}],
        "head": {"sha": "h1", "ref": "topic", "repo": null}, "base": {"ref": "main", "sha": "b1"},
        "merge_commit_sha": "tried-out", "additions": 4, "deletions": 1, "changed_files": 2,
        "review_comments": 3, "unknown": {"field": []},
        "milestone": {"number": 1, "title": "v1", "created_at": "2026-01-01T00:00:00Z",
            "updated_at": updated, "due_on": "2026-02-01T00:00:00Z", "state": "open",
            "creator": user("lea", 1), "description": "First."}
    })
}

/// A pull request with one of each thing that needs care.
fn busy_pull() -> Value {
    let (lea, pat) = (user("lea", 1), user("pat", 2));
    let mut request = entry("review_requested", &pat, "2026-01-05T10:00:00Z");
    request["requested_team"] = json!({"slug": "core"});
    request["review_requester"] = pat.clone();
    let mut renamed = entry("renamed", &pat, "2026-01-05T11:00:00Z");
    renamed["rename"] = json!({"from": "a", "to": "b"});
    let mut dismissed = entry("review_dismissed", &pat, "2026-01-07T10:00:00Z");
    dismissed["dismissed_review"] = json!({"review_id": 70, "state": "approved"});
    let mut comment = entry("commented", &user("ghost", 10137), "2026-01-06T12:00:00Z");
    comment["body"] = json!("@Lea, @northlight/core: is 7 right?");
    json!({"type": "pull", "pull": pull(4, &pat, "2026-01-08T00:00:00Z"), "events": [
        commit("c1", "2+pat@users.noreply.github.com", "2026-01-01T00:00:00Z", 1),
        request,
        renamed,
        review(70, &lea, "DISMISSED", "2026-01-06T10:00:00Z", "ACK c1"),
        commit("c2", "somebody@example.org", "2026-01-09T00:00:00Z", 2),
        comment,
        {"event": "line-commented"},
        review(71, &pat, "PENDING", "2026-01-06T13:00:00Z", ""),
        dismissed,
        {"event": "nameless"}
    ], "comments": [
        {"id": 9, "pull_request_review_id": 70, "user": lea, "body": "nit",
         "created_at": "2026-01-06T09:00:00Z", "in_reply_to_id": 8},
        {"id": 8, "pull_request_review_id": 70, "user": lea, "body": "why?",
         "created_at": "2026-01-06T08:00:00Z", "in_reply_to_id": null}
    ]})
}

fn write(folder: &TempDir, name: &str, value: &Value) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("can be made");
    fs::write(path, value.to_string()).expect("can be written");
}

fn backup() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(
        &folder,
        "state.json",
        &json!({"version": 2, "last_backup": "2026-02-01T00:00:00.5Z",
        "failed_pulls": [2], "failed_issues": []}),
    );
    write(&folder, "pulls/4.json", &busy_pull());
    let renamed = json!({"pull": pull(2, &user("patricia", 2), "2026-01-06T00:00:00Z")});
    write(&folder, "pulls/2.json", &renamed);
    let issue = json!({"number": 3, "title": "Slow", "user": null, "state": "closed",
        "assignees": [user("pat", 2), user("lea", 1)], "created_at": "2026-01-02T00:00:00Z",
        "closed_at": "2026-01-03T00:00:00Z", "state_reason": "completed", "body": null});
    write(&folder, "issues/3.json", &json!({"type": "issue", "issue": issue, "events": null}));
    folder
}

fn read(path: &Path) -> Assembled {
    import(path, &ImportOptions::default(), &|_| ()).expect("a recording")
}

fn events(imported: &Assembled) -> Vec<&Event> {
    imported.facts.events.iter().filter(|event| event.number == 4).collect()
}

fn pull_request(imported: &Assembled, number: i64) -> &PullRequest {
    let pulls = &imported.facts.pull_requests;
    pulls.iter().find(|pull| pull.number == number).expect("a pull request")
}

#[test]
fn reads_the_timeline_in_order() {
    let folder = backup();
    let imported = read(folder.path());
    let kinds: Vec<_> = events(&imported).iter().map(|e| (e.seq, e.kind.as_str())).collect();
    assert_eq!(
        kinds,
        [
            (0, "committed"),
            (1, "review_requested"),
            (2, "renamed_title"),
            (3, "reviewed"),
            (4, "line_commented"),
            (5, "line_commented"),
            (6, "committed"),
            (7, "commented"),
            (8, "review_dismissed"),
        ]
    );
}

#[test]
fn events_say_who_did_what_to_whom() {
    let folder = backup();
    let imported = read(folder.path());
    let events = events(&imported);
    let row = |seq: usize| {
        let event = events[seq];
        (event.actor.as_deref(), event.target.as_deref(), event.state.as_deref(), event.count)
    };
    assert_eq!(row(0), (Some("pat"), Some("c1"), None, None));
    assert_eq!(row(1), (Some("pat"), Some("team:core"), None, None));
    // What it was before it was dismissed, with its two inline comments.
    assert_eq!(row(3), (Some("lea"), None, Some("approved"), Some(2)));
    assert_eq!(events[3].approval_word.as_deref(), Some("ACK"));
    // The comment that starts the thread was written first; both are seen with the review.
    assert_eq!((row(4).3, row(5).3), (Some(1), Some(0)));
    assert_eq!(events[4].at, at("2026-01-06T10:00:00Z"));
    assert_eq!(row(6).2, Some("merge"));
    assert!(row(6).0.is_some_and(|key| key.starts_with('~')));
    assert_eq!(row(7), (None, None, None, None));
    assert_eq!(events[7].mentions, "lea team:northlight/core");
    assert!(events[7].is_question && !events[5].is_question);
    assert_eq!(row(8), (Some("pat"), Some("lea"), None, None));
}

#[test]
fn pushes_are_held_between_their_neighbours() {
    let folder = backup();
    let imported = read(folder.path());
    let pushes: Vec<_> = events(&imported).into_iter().filter(|e| e.kind == "committed").collect();
    assert_eq!(pushes[0].at, at("2026-01-05T10:00:00Z"));
    assert_eq!(pushes[1].at, at("2026-01-06T12:00:00Z"));
    assert!(pushes.iter().all(|push| push.at_inferred));
    let commits: Vec<_> = imported
        .facts
        .pull_commits
        .iter()
        .map(|c| (c.number, c.oid.as_str(), c.position))
        .collect();
    assert_eq!(commits, [(4, "c1", 0), (4, "c2", 1)]);
}

#[test]
fn renamed_accounts_are_one_person() {
    let folder = backup();
    let imported = read(folder.path());
    assert_eq!(pull_request(&imported, 2).author.as_deref(), Some("pat"));
    let logins: Vec<_> = imported.facts.people.iter().filter(|p| p.account == Some(2)).collect();
    assert_eq!(logins.len(), 2);
    assert!(logins.iter().all(|person| person.person == "pat"));
}

#[test]
fn pull_requests_and_issues_are_complete() {
    let folder = backup();
    let imported = read(folder.path());
    assert_eq!(
        (imported.repo.as_str(), imported.recorded),
        ("northlight/atlas", at("2026-02-01T00:00:00Z"))
    );
    assert_eq!(imported.web_url.as_deref(), Some("https://git.example/northlight/atlas"));
    let pull = pull_request(&imported, 4);
    assert_eq!((pull.labels.as_str(), pull.merge_oid.as_deref()), ("bug\nstore", None));
    assert_eq!((pull.state.as_str(), pull.is_draft, pull.has_timeline), ("open", true, true));
    assert_eq!((pull.milestone, pull.recorded), (Some(1), imported.recorded));
    let outdated = pull_request(&imported, 2);
    assert_eq!((outdated.truncated, outdated.recorded), (true, outdated.updated));
    let issue = &imported.facts.issues[0];
    assert_eq!((issue.author.as_deref(), issue.assignees.as_str()), (None, "lea pat"));
    assert_eq!(
        (issue.state.as_str(), issue.state_reason.as_deref()),
        ("closed", Some("completed"))
    );
    let links: Vec<_> = imported.facts.linked_issues.iter().map(|l| (l.number, l.issue)).collect();
    assert_eq!(links, [(2, 3), (4, 3)]);
    assert_eq!(imported.facts.milestones.len(), 1);
    assert_eq!(imported.facts.milestones[0].creator.as_deref(), Some("lea"));
    assert_eq!(imported.facts.milestone_snapshots[0].seen, imported.recorded);
}

#[test]
fn what_is_left_out_is_counted() {
    let folder = backup();
    fs::write(folder.path().join("pulls/9.json"), "{\"pull\": [").expect("can be written");
    write(&folder, "issues/8.json", &json!({"type": "issue"}));
    let imported = read(folder.path());
    let gaps: Vec<(&str, u64)> = imported.gaps.iter().map(|g| (g.what.as_str(), g.count)).collect();
    assert_eq!(
        gaps,
        [
            ("events without a time", 1),
            ("files that could not be read", 2),
            ("inline comments that are counted but not recorded", 4),
            ("items that the recording could not refresh", 1),
            ("reviews not submitted yet", 1),
            ("timeline markers of inline comments, empty", 1),
        ]
    );
    assert!(imported.gaps[1].examples[0].starts_with("pulls/9.json: "));
}

#[test]
fn the_same_recording_gives_the_same_rows() {
    let folder = backup();
    assert_eq!(read(folder.path()), read(folder.path()));
}

#[test]
fn names_and_words_can_be_given() {
    let folder = backup();
    let words = ["why?".to_owned()];
    let options = ImportOptions { repo_name: Some("northlight/old"), approval_words: &words };
    let imported = import(folder.path(), &options, &|_| ()).expect("a recording");
    assert!(imported.facts.events.iter().all(|event| event.repo == "northlight/old"));
    // The page stays that of the recording, and so do the issues that its texts name.
    assert_eq!(imported.facts.linked_issues.len(), 2);
}

#[test]
fn archives_without_timelines_are_read_too() {
    let folder = tempfile::tempdir().expect("a folder");
    write(
        &folder,
        "archive.json",
        &json!({"magic": "m", "timestamp": "2026-02-01T00:00:00+00:00",
        "repo": "northlight/draft", "issues": [{"number": 1, "title": "t", "state": "OPEN",
            "author": "pat", "createdAt": "2026-01-01T00:00:00Z", "closedAt": null}],
        "pulls": [{"number": 2, "title": "t", "state": "MERGED", "author": "pat",
            "url": "https://github.com/northlight/draft/pull/2", "body": "Closes #1",
            "createdAt": "2026-01-02T00:00:00Z", "closedAt": "2026-01-05T00:00:00Z",
            "mergedAt": "2026-01-05T00:00:00Z", "mergedBy": "lea", "mergeCommit": {"oid": "m1"},
            "comments": [{"author": "ghost", "body": "LGTM", "createdAt": "2026-01-03T00:00:00Z"}],
            "reviews": [
                {"author": "lea", "state": "APPROVED", "body": "", "createdAt": "2026-01-04T00:00:00Z",
                 "comments": [{"originalPosition": 4, "body": "a", "createdAt": "2026-01-03T23:00:00Z"}]},
                {"author": "pat", "state": "COMMENTED", "body": "", "createdAt": "2026-01-04T01:00:00Z",
                 "comments": [{"originalPosition": 4, "body": "b", "createdAt": "2026-01-04T01:00:00Z"}]}
            ]}]}),
    );
    let imported = read(folder.path());
    assert_eq!(imported, read(&folder.path().join("archive.json")));
    let rows: Vec<_> = imported
        .facts
        .events
        .iter()
        .map(|e| (e.kind.as_str(), e.actor.as_deref(), e.count))
        .collect();
    assert_eq!(
        rows,
        [
            ("commented", None, None),
            ("reviewed", Some("lea"), Some(1)),
            ("line_commented", Some("lea"), Some(1)),
            ("reviewed", Some("pat"), Some(1)),
            ("line_commented", Some("pat"), Some(0)),
            ("merged", Some("lea"), None),
            ("closed", Some("lea"), None),
        ]
    );
    let pull = pull_request(&imported, 2);
    assert_eq!((pull.state.as_str(), pull.has_timeline), ("merged", false));
    assert_eq!(imported.facts.linked_issues.len(), 1);
}

#[test]
fn says_what_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let fails = |path: &Path| {
        import(path, &ImportOptions::default(), &|_| ()).expect_err("no recording").to_string()
    };
    assert!(fails(&folder.path().join("nowhere")).contains("cannot be read"));
    assert!(fails(folder.path()).contains("not a recording"));
    fs::create_dir(folder.path().join("pulls")).expect("can be made");
    assert!(fails(folder.path()).contains("there is no file"));
    fs::write(folder.path().join("pulls/1.json"), "x").expect("can be written");
    assert!(
        fails(folder.path()).contains("none of 1 files could be read; the first: pulls/1.json")
    );
    let mut nameless = pull(1, &user("pat", 2), "2026-01-06T00:00:00Z");
    nameless["html_url"] = Value::Null;
    write(&folder, "pulls/1.json", &json!({"pull": nameless}));
    assert!(fails(folder.path()).contains("does not say which repository"));
    let other = folder.path().join("other.json");
    fs::write(&other, "[]").expect("can be written");
    assert!(fails(&other).contains("not an archive of i-d-template"));
}
