//! The object store of one thread, with a cache of its own.
//!
//! What one commit has before a change, an older one has after it; libgit2 keeps no file contents, and its own cache of small objects has no bound that
//! can be set safely, so that one is switched off.

use std::rc::Rc;

use git2::{ErrorCode, ObjectType, Odb, OdbLookupFlags, OdbObject, Repository};

use super::id::{Id, IdMap};

/// Bytes of objects that one thread keeps at most; twice as much is no faster (docs/PERFORMANCE.md).
const CACHE_BYTES: usize = 16 << 20;
/// Objects larger than this are not kept.
const LARGEST_KEPT: usize = 4 << 20;

/// An object that could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It is not in the store, as in a partial clone.
    Missing,
    /// It is there and does not read, or is of another kind.
    Damaged,
}

/// Reads objects of a repository.
pub(super) struct Objects<'r> {
    odb: &'r Odb<'r>,
    cache: Cache<Rc<OdbObject<'r>>>,
    partial: bool,
}

impl<'r> Objects<'r> {
    /// Over an open object database.
    ///
    /// In a partial clone a missing object is ordinary, and `partial` spares libgit2 the search
    /// for new packs that it makes for each.
    pub(super) fn new(odb: &'r Odb<'r>, partial: bool) -> Self {
        Self { odb, cache: Cache::new(CACHE_BYTES), partial }
    }

    /// Reads an object without keeping it.
    pub(super) fn read(&self, id: Id, kind: ObjectType) -> Result<OdbObject<'r>, Unreadable> {
        let oid = id.oid().map_err(|_| Unreadable::Damaged)?;
        if self.partial && !self.odb.exists_ext(oid, OdbLookupFlags::NO_REFRESH) {
            return Err(Unreadable::Missing);
        }
        let object = self.odb.read(oid).map_err(|error| match error.code() {
            ErrorCode::NotFound => Unreadable::Missing,
            _ => Unreadable::Damaged,
        })?;
        if object.kind() == kind { Ok(object) } else { Err(Unreadable::Damaged) }
    }

    /// Reads an object through the cache.
    pub(super) fn get(
        &mut self,
        id: Id,
        kind: ObjectType,
    ) -> Result<Rc<OdbObject<'r>>, Unreadable> {
        if let Some(object) = self.cache.get(id) {
            return if object.kind() == kind { Ok(object) } else { Err(Unreadable::Damaged) };
        }
        let object = Rc::new(self.read(id, kind)?);
        if object.len() <= LARGEST_KEPT {
            self.cache.put(id, Rc::clone(&object), object.len());
        }
        Ok(object)
    }

    /// The kind of an object; `None` where it cannot be told.
    pub(super) fn kind(&self, id: Id) -> Option<ObjectType> {
        let (_, kind) = self.odb.read_header(id.oid().ok()?).ok()?;
        Some(kind)
    }
}

/// Whether objects may be missing by intent: a clone with a filter.
pub(super) fn is_partial(repository: &Repository) -> bool {
    let Ok(config) = repository.config().and_then(|mut config| config.snapshot()) else {
        return false;
    };
    let Ok(entries) = config.entries(Some("^remote\\..*\\.(promisor|partialclonefilter)$")) else {
        return false;
    };
    let mut found = false;
    // Iteration stops at an error of a single entry; what was seen until then decides.
    let _ = entries.for_each(|_| found = true);
    found
}

/// A bounded cache of two generations: what is used moves to the young one, and the old one is
/// dropped as a whole when the young one is full. Close to least-recently-used, without lists.
struct Cache<T> {
    young: IdMap<(T, usize)>,
    old: IdMap<(T, usize)>,
    young_bytes: usize,
    limit: usize,
}

impl<T: Clone> Cache<T> {
    fn new(bytes: usize) -> Self {
        Self { young: IdMap::default(), old: IdMap::default(), young_bytes: 0, limit: bytes / 2 }
    }

    fn get(&mut self, id: Id) -> Option<T> {
        if let Some((value, _)) = self.young.get(&id) {
            return Some(value.clone());
        }
        let (value, size) = self.old.remove(&id)?;
        self.put(id, value.clone(), size);
        Some(value)
    }

    fn put(&mut self, id: Id, value: T, size: usize) {
        /// What an entry costs beside its contents.
        const OVERHEAD: usize = 128;
        let size = size.saturating_add(OVERHEAD);
        if self.young_bytes + size > self.limit {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += size;
        self.young.insert(id, (value, size));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> Id {
        Id::from_bytes(&[n; 20]).expect("20 bytes")
    }

    #[test]
    fn cache_forgets_what_was_not_used() {
        let mut cache = Cache::new(4 * 1128);
        cache.put(id(1), 1, 1000);
        cache.put(id(2), 2, 1000);
        cache.put(id(3), 3, 1000);
        assert_eq!(cache.get(id(1)), Some(1), "moved to the young generation");
        cache.put(id(4), 4, 1000);
        assert_eq!(cache.get(id(1)), Some(1), "kept, since it was used");
        assert_eq!(cache.get(id(2)), None, "dropped with its generation");
    }
}
