//! Who owned which path at the start of each month, and other files that name maintainers.

use std::collections::BTreeMap;
use std::rc::Rc;

use git2::{ObjectType, OdbObject};

use crate::model::facts::OwnedPath;
use crate::model::time::{Period, Timestamp};

use super::codeowners::{self, Rules};
use super::gaps::Gaps;
use super::id::Id;
use super::identity::Identities;
use super::objects::{Objects, Unreadable};
use super::parse::{self, Entries, EntryKind};
use super::walk::Walked;

/// GitHub's places, the first found wins.
const PLACES: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
/// GitHub does not load a larger file.
const LARGEST: usize = 3 << 20;

/// Reads owners; one for a whole read.
pub(super) struct OwnerReader<'o, 'r> {
    pub(super) repo: &'o str,
    pub(super) objects: &'o mut Objects<'r>,
    pub(super) walked: &'o Walked,
    pub(super) identities: &'o mut Identities,
    pub(super) gaps: &'o mut Gaps,
}

impl<'r> OwnerReader<'_, 'r> {
    /// Rows for each month: CODEOWNERS as it stood in the last first-parent commit at or before
    /// the month's start. Months before the first commit have none.
    pub(super) fn rows(&mut self, tip: Id, periods: &[(Period, Timestamp)]) -> Vec<OwnedPath> {
        let mut periods = periods.to_vec();
        periods.sort_by_key(|(period, start)| (*start, *period));
        let mut parsed: BTreeMap<Id, Rules> = BTreeMap::new();
        let mut at = Some(tip);
        let mut rows = Vec::new();
        for (period, start) in periods.iter().rev() {
            at = at.and_then(|commit| self.back_to(commit, *start, *period));
            let Some(tree) = at.and_then(|commit| self.tree_of(commit)) else { continue };
            if let Some((path, blob)) = self.find(tree) {
                self.load(&mut parsed, path, blob);
                rows.extend(parsed.get(&blob).into_iter().flat_map(|r| self.rows_of(*period, r)));
            }
        }
        rows.sort_by(|a, b| (&a.period, a.line, &a.owner).cmp(&(&b.period, b.line, &b.owner)));
        rows
    }

    /// Where CODEOWNERS is at the tip.
    pub(super) fn path(&mut self, tip: Id) -> Option<String> {
        let tree = self.tree_of(tip)?;
        self.find(tree).map(|(path, _)| path.to_owned())
    }

    /// Files at the root, or in `.github`, whose names say that they list maintainers.
    pub(super) fn maintainers_files(&mut self, tip: Id) -> Vec<String> {
        let Some(tree) = self.tree_of(tip) else { return Vec::new() };
        let mut found = self.named_maintainers(tree, "");
        if let Some((EntryKind::Tree, id)) = self.entry(tree, ".github") {
            found.extend(self.named_maintainers(id, ".github/"));
        }
        found.sort();
        found
    }

    /// The first commit at or before an instant, following first parents.
    fn back_to(&mut self, from: Id, start: Timestamp, period: Period) -> Option<Id> {
        let mut id = from;
        loop {
            let (time, parent, at_edge) = self.step(id)?;
            if time <= start.seconds() {
                return Some(id);
            }
            if at_edge {
                let what = "months before the edge of a shallow clone, without CODEOWNERS";
                self.gaps.add(what, period.to_string());
                return None;
            }
            id = parent?;
        }
    }

    /// Committer time and first parent, from the walk or, in known history, from the object.
    fn step(&self, id: Id) -> Option<(i64, Option<Id>, bool)> {
        if let Some(node) = self.walked.index.get(&id).and_then(|at| self.walked.nodes.get(*at)) {
            return Some((node.time, node.parents.first().copied(), node.at_edge));
        }
        let object = self.objects.read(id, ObjectType::Commit).ok()?;
        let commit = parse::commit(object.data());
        let time = commit.committer.and_then(|stamp| stamp.at)?;
        Some((time.seconds(), commit.parents.first().copied(), false))
    }

    fn tree_of(&self, commit: Id) -> Option<Id> {
        if let Some(at) = self.walked.index.get(&commit) {
            return self.walked.nodes.get(*at)?.tree;
        }
        let object = self.objects.read(commit, ObjectType::Commit).ok()?;
        parse::commit(object.data()).tree
    }

    fn find(&mut self, tree: Id) -> Option<(&'static str, Id)> {
        PLACES.into_iter().find_map(|place| {
            let (directory, name) = match place.split_once('/') {
                Some((directory, name)) => (Some(directory), name),
                None => (None, place),
            };
            let tree = match directory {
                Some(directory) => match self.entry(tree, directory)? {
                    (EntryKind::Tree, id) => id,
                    _ => return None,
                },
                None => tree,
            };
            match self.entry(tree, name)? {
                (EntryKind::Blob, id) => Some((place, id)),
                _ => None,
            }
        })
    }

    fn entry(&mut self, tree: Id, name: &str) -> Option<(EntryKind, Id)> {
        let object = self.tree(tree)?;
        let mut entries = Entries::new(object.data());
        while let Ok(Some(entry)) = entries.next() {
            if entry.name == name.as_bytes() {
                return Some((entry.kind, entry.id));
            }
        }
        None
    }

    fn tree(&mut self, id: Id) -> Option<Rc<OdbObject<'r>>> {
        match self.objects.get(id, ObjectType::Tree) {
            Ok(object) => Some(object),
            Err(Unreadable::Missing | Unreadable::Damaged) => {
                self.gaps.add("directories missing in the search for CODEOWNERS", id.to_string());
                None
            }
        }
    }

    fn named_maintainers(&mut self, tree: Id, prefix: &str) -> Vec<String> {
        let mut found = Vec::new();
        let Some(object) = self.tree(tree) else { return found };
        let mut entries = Entries::new(object.data());
        while let Ok(Some(entry)) = entries.next() {
            let name = String::from_utf8_lossy(entry.name);
            if entry.kind == EntryKind::Blob && names_maintainers(&name) {
                found.push(format!("{prefix}{name}"));
            }
        }
        found
    }

    fn load(&mut self, parsed: &mut BTreeMap<Id, Rules>, path: &str, blob: Id) {
        if parsed.contains_key(&blob) {
            return;
        }
        let object = match self.objects.read(blob, ObjectType::Blob) {
            Ok(object) if object.len() <= LARGEST => object,
            Ok(_) => {
                return self.gaps.add("CODEOWNERS files over 3 MB, left out", path.to_owned());
            }
            Err(_) => return self.gaps.add("CODEOWNERS files that are missing", path.to_owned()),
        };
        let text = String::from_utf8_lossy(object.data());
        let identities = &mut *self.identities;
        let rules =
            codeowners::parse_with(&text, &mut |email| identities.person("", email).to_string());
        for invalid in rules.invalid() {
            let example = format!("{path}:{}: {}", invalid.line, invalid.reason);
            self.gaps.add("CODEOWNERS lines that are not valid, skipped", example);
        }
        parsed.insert(blob, rules);
    }

    fn rows_of(&self, period: Period, rules: &Rules) -> Vec<OwnedPath> {
        let row = |rule: &codeowners::Rule, owner: Option<String>| OwnedPath {
            repo: self.repo.into(),
            period: period.to_string().into(),
            pattern: rule.pattern.as_str().into(),
            owner: owner.map(Into::into),
            line: rule.line,
        };
        let mut rows = Vec::new();
        for rule in rules.rules() {
            if rule.owners.is_empty() {
                rows.push(row(rule, None));
            }
            rows.extend(rule.owners.iter().map(|owner| row(rule, Some(owner.key.clone()))));
        }
        rows
    }
}

/// `MAINTAINERS`, `maintainers.md`, `OWNERS`, `COMMITTERS.txt`, ...
fn names_maintainers(name: &str) -> bool {
    const STEMS: [&str; 5] = ["maintainers", "committers", "owners", "maintainer", "reviewers"];
    const ENDINGS: [&str; 9] = ["", "md", "txt", "rst", "adoc", "yml", "yaml", "toml", "json"];
    let name = name.to_ascii_lowercase();
    let (stem, ending) = name.split_once('.').unwrap_or((&name, ""));
    STEMS.contains(&stem) && ENDINGS.contains(&ending)
}
