//! From a commit object to its rows.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::model::facts::{Commit, CommitTrailer, Person};
use crate::model::time::Timestamp;

use super::gaps::Gaps;
use super::id::Id;
use super::identity::Identities;
use super::message::{self, Message};
use super::parse::{CommitObject, Stamp};
use super::trailers;
use super::walk::CommitRows;

/// Makes rows of commits, and remembers the people in them.
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

    /// The rows of a commit; `None` (and a gap) where it is malformed.
    pub(super) fn rows(
        &mut self,
        id: Id,
        object: &CommitObject<'_>,
        gaps: &mut Gaps,
    ) -> Option<CommitRows> {
        let oid = id.to_string();
        let (Some(author), Some(committer), Some(_)) =
            (object.author, object.committer, object.tree)
        else {
            gaps.add("malformed commits, left out", oid);
            return None;
        };
        let Some(times) = times(&author, &committer) else {
            gaps.add("commits without a readable date, left out", oid);
            return None;
        };
        if author.at.is_none() || committer.at.is_none() {
            gaps.add("commits with one unreadable date, taken from the other", oid.clone());
        }
        let text = decode(object.message, object.encoding);
        let message = message::split(&text);
        let trailers = self.trailers(&oid, &message);
        let is_merge = object.parents.len() > 1;
        let commit = Commit {
            repo: self.repo.clone(),
            oid,
            author: self.person(&author, object.encoding),
            committer: self.person(&committer, object.encoding),
            authored: times.authored,
            authored_offset: author.offset,
            committed: times.committed,
            committed_offset: committer.offset,
            parents: joined(&object.parents),
            is_merge,
            reverts: message::reverts(&message.body),
            pull: message::pull_number(&message, is_merge, &self.repo),
            subject: message.subject.to_owned(),
            body_words: message::words(&message.body),
            files: None,
            additions: None,
            deletions: None,
        };
        Some(CommitRows { commit, trailers })
    }

    fn person(&mut self, stamp: &Stamp<'_>, encoding: Option<&[u8]>) -> String {
        let name = decode(stamp.name, encoding);
        let email = decode(stamp.email, encoding);
        self.identities.person(&name, &email)
    }

    /// One row per key and person, in the order of the keys.
    fn trailers(&mut self, oid: &str, message: &Message<'_>) -> Vec<CommitTrailer> {
        let mut found = Vec::new();
        for line in &message.trailers {
            let keys = trailers::keys(line);
            if keys.is_empty() {
                continue;
            }
            for named in trailers::persons(line) {
                let person = self.identities.named(named);
                found.extend(keys.iter().map(|key| (*key, person.clone())));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
            .into_iter()
            .map(|(key, person)| CommitTrailer {
                repo: self.repo.clone(),
                oid: oid.to_owned(),
                key: key.to_owned(),
                person,
            })
            .collect()
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
    String::from_utf8_lossy(bytes)
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
