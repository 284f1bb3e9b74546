//! Tags, and the commits they lead to.

use git2::{ObjectType, Repository};

use crate::model::facts::Tag;
use crate::model::time::Timestamp;

use super::error::GitError;
use super::gaps::Gaps;
use super::id::Id;
use super::locate::Location;
use super::objects::Objects;
use super::parse;

/// Tags of tags of tags: more than these are a mistake.
const DEEPEST: usize = 16;

/// All tags that lead to a commit, by name. They are few, so each read has all of them.
pub(super) fn read(
    location: &Location,
    repository: &Repository,
    objects: &Objects<'_>,
    repo: &str,
    gaps: &mut Gaps,
) -> Result<Vec<Tag>, GitError> {
    let failed = |source| GitError::reading(location.shown(), "the tags", source);
    let mut tags = Vec::new();
    for reference in repository.references_glob("refs/tags/*").map_err(failed)? {
        let Ok(reference) = reference else {
            gaps.add("tags that do not read", String::new());
            continue;
        };
        let name = reference.name_bytes();
        let name = name.strip_prefix(b"refs/tags/").unwrap_or(name);
        let name = String::from_utf8_lossy(name).into_owned();
        let Some(target) = reference.target().map(Id::from) else { continue };
        match follow(objects, target) {
            Some((commit, tagged)) => {
                tags.push(Tag {
                    repo: repo.into(),
                    name: name.into(),
                    oid: commit.to_string().into(),
                    tagged,
                });
            }
            None => gaps.add("tags that lead to no commit", name),
        }
    }
    tags.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(tags)
}

/// The commit that a tag leads to, with the time of the tag, else of the commit.
fn follow(objects: &Objects<'_>, target: Id) -> Option<(Id, Timestamp)> {
    let mut id = target;
    let mut tagged = None;
    for _ in 0..DEEPEST {
        match objects.kind(id)? {
            ObjectType::Tag => {
                let object = objects.read(id, ObjectType::Tag).ok()?;
                let tag = parse::tag(object.data());
                tagged = tagged.or(tag.tagger.and_then(|stamp| stamp.at));
                id = tag.target?;
            }
            ObjectType::Commit => {
                let object = objects.read(id, ObjectType::Commit).ok()?;
                let commit = parse::commit(object.data());
                let committed = commit.committer.and_then(|stamp| stamp.at);
                return tagged.or(committed).map(|at| (id, at));
            }
            _ => return None,
        }
    }
    None
}
