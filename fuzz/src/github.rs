//! What servers and recordings say, and what a store holds.

use std::path::{Component, Path};

use midspan::sources::archive::fuzzing as archives;
use midspan::sources::collected::Assembled;
use midspan::sources::github::fuzzing::{self as answers, Shape};
use midspan::store::manifest::{Repository, Top};
use midspan::store::sealed::seal;

use crate::machine;

/// Answers of the server, as the shape that the first byte chooses.
pub fn github_answer(data: &[u8]) {
    let (shape, json) = crate::choice(data);
    let shape = Shape::ALL[shape % Shape::ALL.len()];
    let Some(outcome) = answers::answer(shape, json) else { return };
    for (subject, content) in &outcome.kept {
        assert!(answers::is_kept(subject, content), "{subject}: {content}");
    }
    let items = outcome.kept.iter().filter(|(subject, _)| subject != "checks").enumerate();
    let rows: Vec<_> = items
        .map(|(at, (subject, content))| {
            let number =
                answers::comment_number(content).unwrap_or_else(|| i64::try_from(at).unwrap_or(0));
            (subject.clone(), number, content.clone())
        })
        .collect();
    assert!(answers::kept(&rows).is_some(), "what was kept does not read");
    outcome.assembled.iter().for_each(check);
}

/// Contents as they lie in a store: a line each, its subject before a space.
pub fn kept_content(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let rows: Vec<_> = text
        .lines()
        .zip(1..)
        .filter_map(|(line, number)| {
            let (subject, content) = line.split_once(' ')?;
            Some((subject.to_owned(), number, content.to_owned()))
        })
        .collect();
    answers::kept(&rows).iter().for_each(check);
}

/// Recordings: an `archive.json`, or files of a backup between lines of `===`.
pub fn archive(data: &[u8]) {
    let (shape, bytes) = crate::choice(data);
    if shape % 2 == 0 {
        archives::archive_file(bytes).iter().for_each(check);
        return;
    }
    let text = String::from_utf8_lossy(bytes);
    let files: Vec<&[u8]> = text.split("\n===\n").map(str::as_bytes).collect();
    check(&archives::backup_files(&files));
}

/// Rows that every later stage relies on.
fn check(assembled: &Assembled) {
    let facts = &assembled.facts;
    for pair in facts.pull_requests.windows(2) {
        assert!(pair[0].number <= pair[1].number, "pull requests out of order");
    }
    for pull in &facts.pull_requests {
        let own = facts.events.iter().filter(|e| e.subject == "pull" && e.number == pull.number);
        let events: Vec<_> = own.collect();
        machine::check_intervals(pull, &events, assembled.recorded);
    }
}

/// The manifests of a store: what reads is written as it was, and names nothing outside the store.
pub fn manifest(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (root, path) = (Path::new("store"), Path::new("store/manifest.json"));
    // With a fingerprint that is right, too: behind a wrong one nothing is looked at.
    let object = serde_json::from_str(&text).ok().filter(serde_json::Value::is_object);
    let sealed = object.and_then(|object| seal(&object).ok()).unwrap_or_default();
    for text in [text.as_ref(), &sealed] {
        match Top::parse(text, root, path) {
            Ok(Top::Head(head)) => {
                let again = seal(&head).expect("text");
                assert_eq!(Top::parse(&again, root, path).expect("the same"), Top::Head(head));
            }
            Ok(Top::Older(manifest)) => {
                for repository in manifest.repositories.values() {
                    check_repository(repository);
                    for table in repository.tables.keys() {
                        let _rows = manifest.rows(table, &repository.repo);
                    }
                }
            }
            Err(_) => {}
        }
        if let Ok(repository) = Repository::parse(text, root, path) {
            check_repository(&repository);
        }
    }
}

fn check_repository(repository: &Repository) {
    let (root, path) = (Path::new("store"), Path::new("store/manifests/a~b.json"));
    let again = seal(repository).expect("text");
    assert_eq!(&Repository::parse(&again, root, path).expect("the same"), repository);
    for part in repository.all_parts() {
        let mut components = Path::new(&part.file).components();
        assert!(components.all(|c| matches!(c, Component::Normal(_))), "{:?}", part.file);
    }
}
