//! From a commit object to its rows.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::rc::Rc;

use compact_str::ToCompactString;

use crate::model::facts::{Commit, CommitTrailer, Person};
use crate::model::time::Timestamp;

use super::gaps::Gaps;
use super::id::Id;
use super::identity::Identities;
use super::message::{self, Message};
use super::parse::{CommitObject, Stamp};
use super::trailers;

/// What is kept of a commit until its rows are made: a third of their size, as ids are not in text
/// yet and people are shared.
pub(super) struct Draft {
    author: Rc<str>,
    committer: Rc<str>,
    authored: Timestamp,
    authored_offset: i64,
    pub(super) committed: Timestamp,
    committed_offset: i64,
    pub(super) is_merge: bool,
    pub(super) reverts: Option<String>,
    pull: Option<i64>,
    subject: Box<str>,
    body_words: i64,
    /// One for each key and person, in the order of the keys.
    pub(super) trailers: Vec<(&'static str, Rc<str>)>,
}

impl Draft {
    /// The row of the commit, without files.
    pub(super) fn commit(&self, repo: &str, id: Id, parents: &[Id]) -> Commit {
        Commit {
            repo: repo.into(),
            oid: id.to_compact_string(),
            author: self.author.as_ref().into(),
            committer: self.committer.as_ref().into(),
            authored: self.authored,
            authored_offset: self.authored_offset,
            committed: self.committed,
            committed_offset: self.committed_offset,
            parents: joined(parents).into(),
            is_merge: self.is_merge,
            reverts: self.reverts.clone().map(Into::into),
            pull: self.pull,
            subject: self.subject.as_ref().into(),
            body_words: self.body_words,
            files: None,
            additions: None,
            deletions: None,
        }
    }

    /// The rows of its trailers.
    pub(super) fn trailers(&self, repo: &str, id: Id) -> impl Iterator<Item = CommitTrailer> {
        self.trailers.iter().map(move |(key, person)| CommitTrailer {
            repo: repo.into(),
            oid: id.to_compact_string(),
            key: (*key).into(),
            person: person.as_ref().into(),
        })
    }
}

/// Reads commits, and remembers the people in them.
pub(super) struct CommitReader {
    repo: String,
    identities: Identities,
}

impl CommitReader {
    pub(super) fn new(repo: &str, identities: Identities) -> Self {
        Self { repo: repo.to_owned(), identities }
    }

    /// The identities, for owners named by address.
    pub(super) fn identities(&mut self) -> &mut Identities {
        &mut self.identities
    }

    /// Everybody met.
    pub(super) fn into_people(self) -> Vec<Person> {
        self.identities.into_people()
    }

    /// What a commit says; `None` (and a gap) where it is malformed.
    pub(super) fn draft(
        &mut self,
        id: Id,
        object: &CommitObject<'_>,
        gaps: &mut Gaps,
    ) -> Option<Draft> {
        let (Some(author), Some(committer), Some(_)) =
            (object.author, object.committer, object.tree)
        else {
            gaps.add("malformed commits, left out", id.to_string());
            return None;
        };
        let Some(times) = times(&author, &committer) else {
            gaps.add("commits without a readable date, left out", id.to_string());
            return None;
        };
        if author.at.is_none() || committer.at.is_none() {
            let what = "commits with one unreadable date, taken from the other";
            gaps.add(what, id.to_string());
        }
        let text = decode(object.message, object.encoding);
        let message = message::split(&text);
        let is_merge = object.parents.len() > 1;
        Some(Draft {
            author: self.person(&author, object.encoding),
            committer: self.person(&committer, object.encoding),
            authored: times.authored,
            authored_offset: author.offset,
            committed: times.committed,
            committed_offset: committer.offset,
            is_merge,
            reverts: message::reverts(&message.body),
            pull: message::pull_number(&message, is_merge, &self.repo),
            subject: message.subject.into(),
            body_words: message::words(&message.body),
            trailers: self.trailers(&message),
        })
    }

    fn person(&mut self, stamp: &Stamp<'_>, encoding: Option<&[u8]>) -> Rc<str> {
        let name = decode(stamp.name, encoding);
        let email = decode(stamp.email, encoding);
        self.identities.person(&name, &email)
    }

    fn trailers(&mut self, message: &Message<'_>) -> Vec<(&'static str, Rc<str>)> {
        let mut found = Vec::new();
        for line in &message.trailers {
            let keys = trailers::keys(line);
            if keys.is_empty() {
                continue;
            }
            for named in trailers::persons(line) {
                let person = self.identities.named(named);
                found.extend(keys.iter().map(|key| (*key, Rc::clone(&person))));
            }
        }
        found.sort_unstable();
        found.dedup();
        found.shrink_to_fit();
        found
    }
}

/// Ids separated by a space.
fn joined(ids: &[Id]) -> String {
    let mut text = String::with_capacity(ids.len() * (Id::LEN * 2 + 1));
    for id in ids {
        let gap = if text.is_empty() { "" } else { " " };
        // Writing to a text cannot fail.
        let _ = write!(text, "{gap}{id}");
    }
    text
}

/// Author and committer time.
struct Times {
    authored: Timestamp,
    committed: Timestamp,
}

/// One time stands in for the other where that one does not read.
fn times(author: &Stamp<'_>, committer: &Stamp<'_>) -> Option<Times> {
    let either = author.at.or(committer.at)?;
    Some(Times { authored: either, committed: committer.at.unwrap_or(either) })
}

/// Text of a commit: UTF-8 unless it says that it is Latin-1, with invalid bytes replaced.
fn decode<'a>(bytes: &'a [u8], encoding: Option<&[u8]>) -> Cow<'a, str> {
    const LATIN: [&str; 6] =
        ["iso-8859-1", "iso8859-1", "latin1", "latin-1", "iso-8859-15", "windows-1252"];
    let latin = encoding.is_some_and(|encoding| {
        LATIN.iter().any(|name| encoding.eq_ignore_ascii_case(name.as_bytes()))
    });
    if latin && !bytes.is_ascii() {
        return bytes.iter().map(|byte| char::from(*byte)).collect();
    }
    // Valid text, which nearly all is, is found so by words instead of bytes.
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_the_commit_says() {
        assert_eq!(decode(b"J\xfcrg", Some(b"ISO-8859-1")), "Jürg");
        assert_eq!(decode("Jürg".as_bytes(), None), "Jürg");
        assert_eq!(decode(b"J\xfcrg", None), "J\u{fffd}rg");
    }
}
