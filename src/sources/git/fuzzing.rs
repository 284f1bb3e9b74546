//! Objects of git as fuzz targets hand them in: any bytes, read as the program reads them.

use super::parse::{self, Entries, MalformedTree};
use crate::model::time::Timestamp;

/// What was read of a commit or tag object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Ids of parents, or of what is tagged, in hexadecimal digits.
    pub ids: Vec<String>,
    /// Instants, each with its offset in minutes.
    pub times: Vec<(Option<Timestamp>, i64)>,
    /// Bytes of the message.
    pub message: usize,
}

/// Reads a commit object.
#[must_use]
pub fn commit(data: &[u8]) -> Object {
    let commit = parse::commit(data);
    let ids = commit.tree.iter().chain(&commit.parents).map(ToString::to_string).collect();
    let stamps = commit.author.iter().chain(&commit.committer);
    Object {
        ids,
        times: stamps.map(|stamp| (stamp.at, stamp.offset)).collect(),
        message: commit.message.len(),
    }
}

/// Reads a tag object.
#[must_use]
pub fn tag(data: &[u8]) -> Object {
    let tag = parse::tag(data);
    Object {
        ids: tag.target.iter().map(ToString::to_string).collect(),
        times: tag.tagger.iter().map(|stamp| (stamp.at, stamp.offset)).collect(),
        message: 0,
    }
}

/// Entry of a tree object: mode, name, id.
pub type TreeEntry = (u32, Vec<u8>, String);

/// Entries of a tree object up to the first malformed one, and whether there was one.
#[must_use]
pub fn tree(data: &[u8]) -> (Vec<TreeEntry>, bool) {
    rest(&mut Entries::new(data))
}

/// Entries of two tree objects behind those that they begin with alike.
#[must_use]
pub fn trees(one: &[u8], other: &[u8]) -> [(Vec<TreeEntry>, bool); 2] {
    let (mut one, mut other) = (Entries::new(one), Entries::new(other));
    one.skip_equal(&mut other);
    [rest(&mut one), rest(&mut other)]
}

fn rest(entries: &mut Entries<'_>) -> (Vec<TreeEntry>, bool) {
    let mut found = Vec::new();
    loop {
        match entries.next() {
            Ok(Some(entry)) => found.push((entry.mode, entry.name.to_vec(), entry.id.to_string())),
            Ok(None) => return (found, false),
            Err(MalformedTree) => return (found, true),
        }
    }
}
