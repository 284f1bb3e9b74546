//! Files that say who maintains a project, and the addresses behind person keys.
//!
//! Both serve the guesses of `midspan init` alone: nothing of them is stored.

use std::collections::{BTreeMap, BTreeSet};

use git2::{ObjectType, Repository, TreeWalkMode, TreeWalkResult};

use super::error::GitError;
use super::identity::{account_of, person_key};
use super::locate::{Location, open};
use super::mailmap::Mailmap;

/// Places in which such files lie.
const FOLDERS: [&str; 3] = ["", ".github/", "docs/"];
/// A larger file lists files, not people.
const LARGEST: usize = 256 << 10;
/// Commits looked at for addresses, newest first.
const COMMITS: usize = 50_000;

/// A file, and whom it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaintainersFile {
    /// Path in the repository.
    pub path: String,
    /// Logins and e-mail addresses as written, each person once, in their order.
    pub people: Vec<String>,
}

/// Files at the tip that say who maintains the project: MAINTAINERS, OWNERS, GOVERNANCE and the like.
///
/// # Errors
/// When the repository or its tip cannot be read.
pub fn maintainers(location: &Location) -> Result<Vec<MaintainersFile>, GitError> {
    let repository = open(location)?;
    let failed = |source| GitError::opening(location.shown(), source);
    let Ok(head) = repository.head() else { return Ok(Vec::new()) };
    let tree = head.peel_to_tree().map_err(failed)?;
    let mut files = Vec::new();
    tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
        let name = entry.name().unwrap_or_default();
        if entry.kind() == Some(ObjectType::Tree) {
            let inside = format!("{folder}{name}/");
            let skip = !FOLDERS.contains(&inside.as_str());
            return if skip { TreeWalkResult::Skip } else { TreeWalkResult::Ok };
        }
        if let Some(kind) = kind_of(name)
            && let Some(text) = text_of(&repository, entry.id())
        {
            let people = people_in(&text, kind);
            if !people.is_empty() {
                files.push(MaintainersFile { path: format!("{folder}{name}"), people });
            }
        }
        TreeWalkResult::Ok
    })
    .map_err(failed)?;
    Ok(files)
}

fn text_of(repository: &Repository, id: git2::Oid) -> Option<String> {
    let blob = repository.find_blob(id).ok()?;
    let text = std::str::from_utf8(blob.content()).ok()?;
    (text.len() <= LARGEST).then(|| text.to_owned())
}

/// What a file of that name holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileKind {
    /// A list of people.
    List,
    /// Prose, of which only lines on leading name leaders.
    Prose,
}

fn kind_of(name: &str) -> Option<FileKind> {
    const ENDINGS: [&str; 9] = ["", "md", "txt", "rst", "adoc", "yml", "yaml", "toml", "json"];
    let name = name.to_ascii_lowercase();
    let (stem, ending) = name.split_once('.').unwrap_or((&name, ""));
    if !ENDINGS.contains(&ending) {
        return None;
    }
    match stem {
        "maintainers" | "maintainer" | "committers" | "owners" => Some(FileKind::List),
        "governance" | "leads" => Some(FileKind::Prose),
        _ => None,
    }
}

/// Logins after an `@` and e-mail addresses, each once.
fn people_in(text: &str, kind: FileKind) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for line in text.lines() {
        let lower = line.to_lowercase();
        if lower.contains("emeritus") || lower.contains("former") {
            // What follows such a heading names those who left.
            break;
        }
        if kind == FileKind::Prose
            && !["lead", "led by", "maintain"].iter().any(|w| lower.contains(w))
        {
            continue;
        }
        let is_end = |c: char| c.is_whitespace() || "<>()[]{},;:\"'`*|!?".contains(c);
        for word in line.split(is_end).map(|w| w.trim_end_matches('.')) {
            let Some(person) = person_of(word) else { continue };
            if !people.iter().any(|known| known.eq_ignore_ascii_case(&person)) {
                people.push(person);
            }
        }
    }
    people
}

fn person_of(word: &str) -> Option<String> {
    let plain = |text: &str, more: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    let (before, after) = word.split_once('@')?;
    if before.is_empty() {
        // `@org/team` is no person.
        return plain(after, "-_").then(|| after.to_owned());
    }
    let is_address = plain(before, "._+-%") && plain(after, ".-") && after.contains('.');
    is_address.then(|| account_of(word).map_or_else(|| word.to_owned(), |account| account.login))
}

/// E-mail addresses of people whose key hides it, as the newest commit of each has it, mailmap
/// applied.
///
/// # Errors
/// When the repository or its history cannot be read.
pub fn addresses(
    location: &Location,
    people: &BTreeSet<String>,
) -> Result<BTreeMap<String, String>, GitError> {
    let mut found = BTreeMap::new();
    let mut wanted: BTreeSet<&str> =
        people.iter().map(String::as_str).filter(|p| p.starts_with('~')).collect();
    let repository = open(location)?;
    let failed = |source| GitError::opening(location.shown(), source);
    let mailmap = mailmap(&repository);
    let mut walk = repository.revwalk().map_err(failed)?;
    if walk.push_head().is_err() {
        return Ok(found);
    }
    for id in walk.take(COMMITS).flatten() {
        if wanted.is_empty() {
            break;
        }
        let Ok(commit) = repository.find_commit(id) else { continue };
        for signature in [commit.author(), commit.committer()] {
            let (Ok(name), Ok(email)) = (signature.name(), signature.email()) else { continue };
            let email = mailmap.email(name, email).unwrap_or(email);
            let key = person_key(name, email);
            if wanted.remove(key.as_str()) {
                found.insert(key, email.to_owned());
            }
        }
    }
    Ok(found)
}

fn mailmap(repository: &Repository) -> Mailmap {
    let blob = repository.revparse_single("HEAD:.mailmap").ok().and_then(|o| o.into_blob().ok());
    let text = blob.map(|b| String::from_utf8_lossy(b.content()).into_owned());
    Mailmap::parse(&text.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_name_people_in_many_ways() {
        let text = "# Maintainers\n* Lea Lund <lea@example.org> (@lea-l)\nM: Pat Pry <pat@example.org>\n\
                    - [@kim](https://example.org/kim), @north/core\n\
                    Noa <7+noa@users.noreply.github.com>.\nlea@example.org again\n\
                    ## Emeritus\n@old\n";
        assert_eq!(
            people_in(text, FileKind::List),
            ["lea@example.org", "lea-l", "pat@example.org", "kim", "noa"]
        );
    }

    #[test]
    fn of_prose_only_lines_on_leading_count() {
        let text = "Thanks to @all.\nThe project is led by @lea; write to\nhelp@example.org.\n";
        assert_eq!(people_in(text, FileKind::Prose), ["lea"]);
    }

    #[test]
    fn names_of_files() {
        assert_eq!(kind_of("MAINTAINERS"), Some(FileKind::List));
        assert_eq!(kind_of("OWNERS.yaml"), Some(FileKind::List));
        assert_eq!(kind_of("GOVERNANCE.md"), Some(FileKind::Prose));
        assert_eq!(kind_of("maintainers.rs"), None);
        assert_eq!(kind_of("README.md"), None);
    }
}
