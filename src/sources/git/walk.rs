//! Every commit reachable from the tip, except the ancestry that is stored already.

use std::collections::{BTreeSet, BinaryHeap};

use git2::ObjectType;

use crate::model::time::Timestamp;

use super::gaps::Gaps;
use super::id::{Id, IdMap};
use super::objects::{Objects, Unreadable};
use super::parse;
use super::rows::{CommitReader, Draft};

/// A commit that the walk read.
pub(super) struct Node {
    pub(super) id: Id,
    pub(super) tree: Option<Id>,
    pub(super) parents: Box<[Id]>,
    /// Committer time in epoch seconds.
    pub(super) time: i64,
    /// At the edge of a shallow clone: its parents are not here.
    pub(super) at_edge: bool,
    /// In the ancestry of a known tip.
    pub(super) known: bool,
    /// In the queue still.
    waiting: bool,
    /// Empty for known and for malformed commits.
    pub(super) draft: Option<Box<Draft>>,
}

/// What a walk found.
pub(super) struct Walked {
    pub(super) nodes: Vec<Node>,
    pub(super) index: IdMap<usize>,
    /// No commit was missing, malformed or beyond the edge of a shallow clone.
    pub(super) complete: bool,
    /// A known tip is not an ancestor of the tip: history was rewritten.
    pub(super) rewritten: bool,
}

/// Where a walk begins and ends.
pub(super) struct Range<'a> {
    pub(super) tip: Id,
    pub(super) known: &'a [Id],
    /// Commits whose parents a shallow clone does not have.
    pub(super) shallow: &'a BTreeSet<Id>,
}

/// Known commits to look at beyond the point where clocks say that nothing new can follow.
const SPARE: usize = 1024;

/// Walks from the tip, newest first by committer time.
///
/// Where known tips are given, their ancestry is walked too (headers only) until everything left
/// is older than the oldest new commit: a new merge may bring in a branch that left the known
/// history long ago. Clocks that ran far backwards can let commits through that are stored
/// already; they are the same rows again. `met` is called with each commit that is read.
pub(super) fn walk(
    objects: &Objects<'_>,
    range: &Range<'_>,
    reader: &mut CommitReader,
    gaps: &mut Gaps,
    met: &mut dyn FnMut(&Draft),
) -> Walked {
    let mut walk = Walk {
        objects,
        range,
        reader,
        gaps,
        met,
        nodes: Vec::new(),
        index: IdMap::default(),
        queue: BinaryHeap::new(),
        new_waiting: 0,
        oldest_new: i64::MAX,
        complete: true,
        reached: BTreeSet::new(),
    };
    for tip in range.known {
        walk.visit(*tip, true);
    }
    walk.visit(range.tip, false);
    walk.run();
    let rewritten = range.known.iter().any(|tip| !walk.reached.contains(tip));
    Walked { nodes: walk.nodes, index: walk.index, complete: walk.complete, rewritten }
}

struct Walk<'w, 'r> {
    objects: &'w Objects<'r>,
    range: &'w Range<'w>,
    reader: &'w mut CommitReader,
    gaps: &'w mut Gaps,
    met: &'w mut dyn FnMut(&Draft),
    nodes: Vec<Node>,
    index: IdMap<usize>,
    queue: BinaryHeap<(i64, Id, usize)>,
    /// Commits in the queue that are not known.
    new_waiting: usize,
    oldest_new: i64,
    complete: bool,
    /// Known tips that a commit led to.
    reached: BTreeSet<Id>,
}

impl Walk<'_, '_> {
    fn run(&mut self) {
        let mut spare = SPARE;
        while let Some((time, _, _)) = self.queue.peek() {
            if self.new_waiting == 0 && *time < self.oldest_new {
                if spare == 0 {
                    break;
                }
                spare -= 1;
            }
            let Some((_, _, at)) = self.queue.pop() else { break };
            self.leave(at);
        }
    }

    /// Takes a commit out of the queue, and visits its parents.
    fn leave(&mut self, at: usize) {
        let Some(node) = self.nodes.get_mut(at) else { return };
        node.waiting = false;
        let known = node.known;
        if !known {
            self.new_waiting -= 1;
            self.oldest_new = self.oldest_new.min(node.time);
        }
        if node.at_edge {
            return;
        }
        let mut next = 0;
        while let Some(parent) = self.nodes.get(at).and_then(|node| node.parents.get(next)) {
            self.visit(*parent, known);
            next += 1;
        }
    }

    fn visit(&mut self, id: Id, known: bool) {
        if self.range.known.contains(&id) && (!known || self.index.contains_key(&id)) {
            self.reached.insert(id);
        }
        match self.index.get(&id) {
            Some(at) if known => self.mark_known(*at),
            Some(_) => {}
            None => self.enter(id, known),
        }
    }

    fn enter(&mut self, id: Id, known: bool) {
        let object = match self.objects.read(id, ObjectType::Commit) {
            Ok(object) => object,
            Err(why) => return self.missing(id, known, why),
        };
        let parsed = parse::commit(object.data());
        let at_edge = self.range.shallow.contains(&id);
        self.complete &= known || !at_edge;
        let draft = if known { None } else { self.reader.draft(id, &parsed, self.gaps) };
        self.complete &= known || draft.is_some();
        if let Some(draft) = &draft {
            (self.met)(draft);
        }
        let stamp = parsed.committer.or(parsed.author);
        let time = stamp.and_then(|s| s.at).map_or(0, Timestamp::seconds);
        let at = self.nodes.len();
        self.nodes.push(Node {
            id,
            tree: parsed.tree,
            parents: parsed.parents.into(),
            time,
            at_edge,
            known,
            waiting: true,
            draft: draft.map(Box::new),
        });
        self.index.insert(id, at);
        self.queue.push((time, id, at));
        self.new_waiting += usize::from(!known);
    }

    fn missing(&mut self, id: Id, known: bool, why: Unreadable) {
        if known {
            return;
        }
        self.complete = false;
        let what = match why {
            Unreadable::Missing => "commits that are missing in the repository",
            Unreadable::Damaged => "commits that are damaged in the repository",
        };
        self.gaps.add(what, id.to_string());
    }

    /// A commit turned out to be stored already, and with it everything it leads to.
    fn mark_known(&mut self, at: usize) {
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            let Some(node) = self.nodes.get_mut(at) else { continue };
            if node.known {
                continue;
            }
            node.known = true;
            node.draft = None;
            if node.waiting {
                self.new_waiting -= 1;
            } else {
                let parents = node.parents.iter();
                open.extend(parents.filter_map(|id| self.index.get(id)).copied());
            }
        }
    }
}
