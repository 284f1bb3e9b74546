//! Commit, tree and tag objects, read from their bytes.

use memchr::{memchr, memrchr};

use crate::model::time::Timestamp;

use super::id::Id;

/// Name, address and time of an author, committer or tagger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp<'a> {
    pub(super) name: &'a [u8],
    pub(super) email: &'a [u8],
    /// `None` where the time does not read.
    pub(super) at: Option<Timestamp>,
    /// Time zone offset in minutes.
    pub(super) offset: i64,
}

/// What a commit object holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CommitObject<'a> {
    pub(super) tree: Option<Id>,
    pub(super) parents: Vec<Id>,
    pub(super) author: Option<Stamp<'a>>,
    pub(super) committer: Option<Stamp<'a>>,
    pub(super) encoding: Option<&'a [u8]>,
    pub(super) message: &'a [u8],
}

/// Reads a commit object as far as it goes: parents of a malformed one are followed all the same.
pub(super) fn commit(data: &[u8]) -> CommitObject<'_> {
    let mut commit = CommitObject {
        tree: None,
        parents: Vec::new(),
        author: None,
        committer: None,
        encoding: None,
        message: &[],
    };
    let mut rest = data;
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        rest = after;
        if line.is_empty() {
            commit.message = rest;
            break;
        }
        let (key, value) = split_key(line);
        match key {
            b"tree" if commit.tree.is_none() => commit.tree = Id::from_hex(value),
            b"parent" => commit.parents.extend(Id::from_hex(value)),
            b"author" if commit.author.is_none() => commit.author = stamp(value),
            b"committer" if commit.committer.is_none() => commit.committer = stamp(value),
            b"encoding" => commit.encoding = Some(value),
            _ => {}
        }
    }
    commit
}

/// What a tag object holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TagObject<'a> {
    pub(super) target: Option<Id>,
    pub(super) tagger: Option<Stamp<'a>>,
}

/// Reads the header of a tag object.
pub(super) fn tag(data: &[u8]) -> TagObject<'_> {
    let mut tag = TagObject { target: None, tagger: None };
    let mut rest = data;
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        rest = after;
        match split_key(line) {
            (b"", _) => break,
            (b"object", value) => tag.target = Id::from_hex(value),
            (b"tagger", value) => tag.tagger = stamp(value),
            _ => {}
        }
    }
    tag
}

fn split_line(data: &[u8]) -> (&[u8], &[u8]) {
    split_at_byte(data, b'\n').unwrap_or((data, &[]))
}

fn split_key(line: &[u8]) -> (&[u8], &[u8]) {
    split_at_byte(line, b' ').unwrap_or((line, &[]))
}

/// What stands before and after the first such byte.
fn split_at_byte(data: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = memchr(byte, data)?;
    Some((data.get(..at)?, data.get(at + 1..)?))
}

/// Reads `Name <address> seconds +hhmm`; names with angle brackets exist, so the time is looked
/// for behind the last one.
fn stamp(value: &[u8]) -> Option<Stamp<'_>> {
    let (name, rest) = split_at_byte(value, b'<')?;
    let (email, _) = split_at_byte(rest, b'>')?;
    let behind = memrchr(b'>', value)?;
    let (at, offset) = time(value.get(behind + 1..)?);
    Some(Stamp { name: name.trim_ascii(), email: email.trim_ascii(), at, offset })
}

fn time(text: &[u8]) -> (Option<Timestamp>, i64) {
    let text = String::from_utf8_lossy(text);
    let mut words = text.split_ascii_whitespace();
    let at = words.next().and_then(seconds);
    let offset = words.next().and_then(offset_minutes).unwrap_or(0);
    (at, offset)
}

/// Seconds, held inside the calendar's range: objects with years beyond 9999 exist.
fn seconds(word: &str) -> Option<Timestamp> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let limit = if word.starts_with('-') { i64::MIN } else { i64::MAX };
    let value = word.parse().unwrap_or(limit);
    Some(Timestamp::from_seconds(Timestamp::from_seconds(value).to_jiff().as_second()))
}

/// `+hhmm` in minutes; offsets beyond a day are nonsense, and read as none.
fn offset_minutes(word: &str) -> Option<i64> {
    let number: i64 = word.parse().ok()?;
    let minutes = number / 100 * 60 + number % 100;
    (-1440..=1440).contains(&minutes).then_some(minutes)
}

/// Entry of a tree object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) kind: EntryKind,
    /// Kind and permission to execute, as git tells modes apart: old trees have other bits too.
    pub(super) mode: u32,
    pub(super) name: &'a [u8],
    pub(super) id: Id,
}

/// What a tree entry leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// A directory.
    Tree,
    /// A file or a symbolic link.
    Blob,
    /// A commit of another repository.
    Submodule,
}

/// Entries of a tree object in their order; stops with an error at the first malformed one.
pub(super) struct Entries<'a> {
    rest: &'a [u8],
}

/// A tree object that does not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MalformedTree;

impl<'a> Entries<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { rest: data }
    }

    /// The next entry; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Entry<'a>>, MalformedTree> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.entry().map(Some).ok_or(MalformedTree)
    }

    /// Passes over the entries that two lists begin with alike, without reading them: most trees
    /// that differ do so in one entry.
    pub(super) fn skip_equal(&mut self, other: &mut Self) {
        while let Some(end) = self.end_of_entry()
            && let Some((entry, rest)) = self.rest.split_at_checked(end)
            && let Some((same, other_rest)) = other.rest.split_at_checked(end)
            && entry == same
        {
            self.rest = rest;
            other.rest = other_rest;
        }
    }

    fn end_of_entry(&self) -> Option<usize> {
        /// The shortest mode and a space.
        const MODE: usize = 6;
        let name = self.rest.get(MODE..)?;
        Some(MODE + name.iter().position(|b| *b == 0)? + 1 + Id::LEN)
    }

    fn entry(&mut self) -> Option<Entry<'a>> {
        let (mode, rest) = split_at_byte(self.rest, b' ')?;
        let mode = octal(mode)?;
        let (name, rest) = split_at_byte(rest, 0)?;
        let (id, rest) = rest.split_at_checked(Id::LEN)?;
        self.rest = rest;
        let (kind, mode) = match mode & 0o170_000 {
            0o040_000 => (EntryKind::Tree, 0o040_000),
            0o160_000 => (EntryKind::Submodule, 0o160_000),
            0o120_000 => (EntryKind::Blob, 0o120_000),
            _ => (EntryKind::Blob, mode & 0o100),
        };
        (!name.is_empty()).then_some(Entry { kind, mode, name, id: Id::from_bytes(id)? })
    }
}

/// A mode; git writes five or six digits, and passing over entries relies on no fewer.
fn octal(digits: &[u8]) -> Option<u32> {
    if !(5..=7).contains(&digits.len()) {
        return None;
    }
    digits.iter().try_fold(0, |value, digit| match digit {
        b'0'..=b'7' => Some(value * 8 + u32::from(digit - b'0')),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "0123456789abcdef0123456789abcdef01234567";

    #[test]
    fn reads_a_commit_with_signature_and_encoding() {
        let text = format!(
            "tree {HEX}\nparent {HEX}\nparent {HEX}\n\
             author A <b> C <a@x.org> 1700000000 +0530\n\
             committer C <c@x.org> -86400 -0800\n\
             gpgsig -----BEGIN\n \n line\n -----END\nencoding latin1\n\nTitle\n\nBody\n"
        );
        let commit = commit(text.as_bytes());
        assert_eq!(commit.parents.len(), 2);
        assert_eq!(commit.encoding, Some(&b"latin1"[..]));
        assert_eq!(commit.message, b"Title\n\nBody\n");
        let author = commit.author.expect("an author");
        assert_eq!((author.name, author.email), (&b"A"[..], &b"b"[..]));
        assert_eq!(author.at, Some(Timestamp::from_seconds(1_700_000_000)));
        assert_eq!(author.offset, 330);
        let committer = commit.committer.expect("a committer");
        assert_eq!(committer.at, Some(Timestamp::from_seconds(-86_400)));
        assert_eq!(committer.offset, -480);
    }

    #[test]
    fn keeps_what_reads_of_a_malformed_commit() {
        let text = format!("tree xyz\nparent {HEX}\nauthor nobody\ncommitter A <a> soon +0000\n");
        let commit = commit(text.as_bytes());
        assert_eq!(commit.tree, None);
        assert_eq!(commit.parents.len(), 1);
        assert_eq!(commit.author, None);
        assert_eq!(commit.committer.and_then(|c| c.at), None);
        assert!(super::commit(b"").parents.is_empty());
    }

    #[test]
    fn holds_times_inside_the_calendar() {
        let last = jiff::Timestamp::MAX.as_second();
        assert_eq!(seconds("99999999999999999999").map(Timestamp::seconds), Some(last));
        assert_eq!(seconds("12x"), None);
        assert_eq!(seconds("-"), None);
        assert_eq!(offset_minutes("-7530000"), None);
        assert_eq!(offset_minutes("-0130"), Some(-90));
    }

    #[test]
    fn reads_tree_entries_until_one_is_malformed() {
        let mut data = b"100644 file\0".to_vec();
        data.extend([7; 20]);
        data.extend(b"40000 dir\0");
        data.extend([8; 20]);
        data.extend(b"160000 sub\0");
        data.extend([9; 19]);
        let mut entries = Entries::new(&data);
        let file = entries.next().expect("well formed").expect("an entry");
        assert_eq!((file.kind, file.name), (EntryKind::Blob, &b"file"[..]));
        let dir = entries.next().expect("well formed").expect("an entry");
        assert_eq!((dir.kind, dir.name), (EntryKind::Tree, &b"dir"[..]));
        assert_eq!(entries.next(), Err(MalformedTree));
    }

    #[test]
    fn reads_a_tag() {
        let text = format!("object {HEX}\ntype commit\ntag v1\ntagger A <a@x> 5 +0000\n\ntext\n");
        let tag = tag(text.as_bytes());
        assert_eq!(tag.target.map(|id| id.to_string()), Some(HEX.to_owned()));
        assert_eq!(tag.tagger.and_then(|t| t.at), Some(Timestamp::from_seconds(5)));
    }
}
