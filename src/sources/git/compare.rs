//! Differences between two trees, without renames. Equal subtrees are skipped by their id.

use std::cmp::Ordering;
use std::rc::Rc;

use git2::{ObjectType, OdbObject};

use super::id::Id;
use super::objects::{Objects, Unreadable};
use super::parse::{Entries, Entry, EntryKind, MalformedTree};

/// Directories deeper than this are not entered: git's own paths end long before.
const DEEPEST: usize = 400;

/// One side of a changed path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Side {
    pub(super) id: Id,
    pub(super) is_submodule: bool,
}

/// A changed path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) path: Vec<u8>,
    pub(super) before: Option<Side>,
    pub(super) after: Option<Side>,
}

/// What a comparison found.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    pub(super) changes: Vec<Change>,
    /// A tree was missing, malformed or too deep: the changes below it are not known.
    pub(super) incomplete: bool,
    /// More changes than `limit`: the comparison was stopped, and has no changes.
    pub(super) too_many: bool,
}

/// Compares two trees; an empty side is the empty tree.
pub(super) fn compare(
    objects: &mut Objects<'_>,
    before: Option<Id>,
    after: Option<Id>,
    limit: usize,
) -> Comparison {
    let mut walk =
        Walk { objects, path: Vec::new(), depth: 0, limit, result: Comparison::default() };
    walk.trees(before, after);
    walk.result
}

struct Walk<'w, 'r> {
    objects: &'w mut Objects<'r>,
    path: Vec<u8>,
    depth: usize,
    limit: usize,
    result: Comparison,
}

impl<'r> Walk<'_, 'r> {
    fn trees(&mut self, before: Option<Id>, after: Option<Id>) {
        if before == after || self.result.too_many {
            return;
        }
        if self.depth >= DEEPEST {
            self.result.incomplete = true;
            return;
        }
        let (Ok(before), Ok(after)) = (self.tree(before), self.tree(after)) else {
            self.result.incomplete = true;
            return;
        };
        self.depth += 1;
        let done = self.entries(data(before.as_ref()), data(after.as_ref()));
        self.depth -= 1;
        self.result.incomplete |= done.is_err();
    }

    fn tree(&mut self, id: Option<Id>) -> Result<Option<Rc<OdbObject<'r>>>, Unreadable> {
        id.map(|id| self.objects.get(id, ObjectType::Tree)).transpose()
    }

    /// Both lists are in git's order, so one pass finds what stands on one side only.
    fn entries(&mut self, before: &[u8], after: &[u8]) -> Result<(), MalformedTree> {
        let (mut left, mut right) = (Entries::new(before), Entries::new(after));
        left.skip_equal(&mut right);
        let (mut old, mut new) = (left.next()?, right.next()?);
        while old.is_some() || new.is_some() {
            match order(old.as_ref(), new.as_ref()) {
                Ordering::Less => {
                    self.entry(old, None);
                    old = left.next()?;
                }
                Ordering::Greater => {
                    self.entry(None, new);
                    new = right.next()?;
                }
                Ordering::Equal => {
                    self.entry(old, new);
                    left.skip_equal(&mut right);
                    (old, new) = (left.next()?, right.next()?);
                }
            }
        }
        Ok(())
    }

    /// Equal names on both sides are both directories or both not: they sort apart otherwise.
    fn entry(&mut self, old: Option<Entry<'_>>, new: Option<Entry<'_>>) {
        let same = |(a, b): (Entry<'_>, Entry<'_>)| a.id == b.id && a.mode == b.mode;
        let Some(any) = new.or(old) else { return };
        if old.zip(new).is_some_and(same) {
            return;
        }
        let length = self.path.len();
        self.path.extend_from_slice(any.name);
        if any.kind == EntryKind::Tree {
            self.path.push(b'/');
            self.trees(old.map(|e| e.id), new.map(|e| e.id));
        } else {
            self.change(old.map(side), new.map(side));
        }
        self.path.truncate(length);
    }

    fn change(&mut self, before: Option<Side>, after: Option<Side>) {
        if self.result.too_many {
            return;
        }
        if self.result.changes.len() >= self.limit {
            self.result.too_many = true;
            self.result.changes = Vec::new();
            return;
        }
        self.result.changes.push(Change { path: self.path.clone(), before, after });
    }
}

fn data<'a>(tree: Option<&'a Rc<OdbObject<'_>>>) -> &'a [u8] {
    tree.map_or(&[], |object| object.data())
}

fn side(entry: Entry<'_>) -> Side {
    Side { id: entry.id, is_submodule: entry.kind == EntryKind::Submodule }
}

/// Git's order: bytes of the name, a directory as if its name ended in a slash.
fn order(old: Option<&Entry<'_>>, new: Option<&Entry<'_>>) -> Ordering {
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        (Some(_), None) => return Ordering::Less,
        _ => return Ordering::Greater,
    };
    let shared = old.name.len().min(new.name.len());
    let (a, b) = (old.name.get(..shared), new.name.get(..shared));
    a.cmp(&b).then_with(|| next_byte(old, shared).cmp(&next_byte(new, shared)))
}

fn next_byte(entry: &Entry<'_>, at: usize) -> Option<u8> {
    match entry.name.get(at) {
        Some(byte) => Some(*byte),
        None if entry.kind == EntryKind::Tree => Some(b'/'),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: EntryKind, name: &'static str) -> Entry<'static> {
        let id = Id::from_bytes(&[1; 20]).expect("20 bytes");
        Entry { kind, mode: 0, name: name.as_bytes(), id }
    }

    #[test]
    fn a_directory_sorts_as_if_it_ended_in_a_slash() {
        let dir = entry(EntryKind::Tree, "foo");
        let file = entry(EntryKind::Blob, "foo");
        let dotted = entry(EntryKind::Blob, "foo.c");
        let digit = entry(EntryKind::Blob, "foo0");
        assert_eq!(order(Some(&file), Some(&dir)), Ordering::Less);
        assert_eq!(order(Some(&dotted), Some(&dir)), Ordering::Less);
        assert_eq!(order(Some(&dir), Some(&digit)), Ordering::Less);
        assert_eq!(order(Some(&dir), Some(&dir)), Ordering::Equal);
        assert_eq!(order(None, Some(&dir)), Ordering::Greater);
    }
}
