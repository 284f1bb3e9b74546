//! Lines added and removed between two contents.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use imara_diff::sources::byte_lines;
use imara_diff::{Algorithm, Diff, Token};

/// Lines added and removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineCounts {
    /// Lines added.
    pub additions: i64,
    /// Lines removed.
    pub deletions: i64,
}

/// As git: a NUL byte in the first 8000 bytes.
#[must_use]
pub fn is_binary(data: &[u8]) -> bool {
    const LOOKED_AT: usize = 8000;
    data.get(..LOOKED_AT).unwrap_or(data).contains(&0)
}

/// Counts the lines that differ; a last line without a line feed is a line.
#[must_use]
pub fn count(before: &[u8], after: &[u8]) -> LineCounts {
    let (before, after) = trim(before, after);
    if before.is_empty() || after.is_empty() {
        return LineCounts { additions: lines(after), deletions: lines(before) };
    }
    let mut lines = Lines::default();
    let (before, after) = (lines.tokens(before), lines.tokens(after));
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::Myers, &before, &after, lines.count());
    LineCounts {
        additions: i64::from(diff.count_additions()),
        deletions: i64::from(diff.count_removals()),
    }
}

/// Numbers the lines, equal ones alike.
#[derive(Default)]
struct Lines<'a> {
    numbers: HashMap<&'a [u8], u32, BuildHasherDefault<LineHasher>>,
}

impl<'a> Lines<'a> {
    fn tokens(&mut self, data: &'a [u8]) -> Vec<Token> {
        byte_lines(data).map(|line| self.token(line)).collect()
    }

    fn token(&mut self, line: &'a [u8]) -> Token {
        let next = self.count();
        Token(*self.numbers.entry(line).or_insert(next))
    }

    fn count(&self) -> u32 {
        u32::try_from(self.numbers.len()).unwrap_or(u32::MAX)
    }
}

/// Eight bytes at a time, multiplied and folded. Lines are compared after their hashes, so that a
/// poor hash costs time and never a wrong count.
#[derive(Default)]
struct LineHasher(u64);

impl LineHasher {
    fn mix(&mut self, word: u64) {
        /// The fraction of the golden ratio, in 64 bits: odd, and with bits spread evenly.
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    }
}

impl Hasher for LineHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        self.mix(u64::from_le_bytes(last));
    }

    fn write_usize(&mut self, length: usize) {
        self.0 ^= length as u64;
    }
}

fn lines(data: &[u8]) -> i64 {
    let feeds = byte_lines(data).count();
    i64::try_from(feeds).unwrap_or(i64::MAX)
}

/// Drops the lines that both begin and end with: most changes touch a small part of a file, and
/// comparing bytes costs far less than hashing lines.
fn trim<'a>(before: &'a [u8], after: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let same = common_prefix(before, after);
    let start = before
        .get(..same)
        .and_then(|head| head.iter().rposition(|b| *b == b'\n'))
        .map_or(0, |at| at + 1);
    let (before, after) = (tail(before, start), tail(after, start));
    let same = common_suffix(before, after);
    // The first line feed in the common end: what follows it are whole lines on both sides.
    let keep = before
        .get(before.len() - same..)
        .and_then(|end| end.iter().position(|b| *b == b'\n'))
        .map_or(0, |at| same - at - 1);
    (head(before, before.len() - keep), head(after, after.len() - keep))
}

fn head(data: &[u8], end: usize) -> &[u8] {
    data.get(..end).unwrap_or(data)
}

fn tail(data: &[u8], start: usize) -> &[u8] {
    data.get(start..).unwrap_or_default()
}

/// Compared a block at a time, which is a call of `memcmp`.
const BLOCK: usize = 256;

fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.chunks_exact(BLOCK).zip(b.chunks_exact(BLOCK));
    let start = blocks.take_while(|(a, b)| a == b).count() * BLOCK;
    let bytes = tail(a, start).iter().zip(tail(b, start));
    start + bytes.take_while(|(a, b)| a == b).count()
}

fn common_suffix(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.rchunks_exact(BLOCK).zip(b.rchunks_exact(BLOCK));
    let end = blocks.take_while(|(a, b)| a == b).count() * BLOCK;
    let (a, b) = (head(a, a.len() - end), head(b, b.len() - end));
    end + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(before: &str, after: &str) -> (i64, i64) {
        let counts = count(before.as_bytes(), after.as_bytes());
        (counts.additions, counts.deletions)
    }

    #[test]
    fn counts_lines() {
        assert_eq!(counts("", ""), (0, 0));
        assert_eq!(counts("", "a\nb\n"), (2, 0));
        assert_eq!(counts("", "a\nb"), (2, 0));
        assert_eq!(counts("a\nb\n", ""), (0, 2));
        assert_eq!(counts("a\nb\nc\n", "a\nx\nc\n"), (1, 1));
        assert_eq!(counts("a\nb", "a\nb\n"), (1, 1), "the line feed counts");
        assert_eq!(counts("a\nb\n", "a\nb\nb\n"), (1, 0));
        assert_eq!(counts("x\na\ny\n", "xa\na\nya\n"), (2, 2));
    }

    #[test]
    fn looks_for_nul_at_the_beginning_only() {
        let mut data = vec![b'a'; 9000];
        assert!(!is_binary(&data));
        data[8000] = 0;
        assert!(!is_binary(&data));
        data[7999] = 0;
        assert!(is_binary(&data));
    }

    proptest! {
        #[test]
        fn counts_explain_the_difference_in_length(
            before in "[ab\n]{0,40}", after in "[ab\n]{0,40}",
        ) {
            let counts = count(before.as_bytes(), after.as_bytes());
            let difference = lines(after.as_bytes()) - lines(before.as_bytes());
            prop_assert_eq!(counts.additions - counts.deletions, difference);
            prop_assert_eq!(counts == LineCounts::default(), before == after);
        }

        #[test]
        fn trimming_leaves_whole_lines(
            start in "([ab]{0,3}\n){0,200}", before in "[ab\n]{0,40}", after in "[ab\n]{0,40}",
            end in "([ab]{0,3}\n){0,200}",
        ) {
            let before = format!("{start}{before}{end}");
            let after = format!("{start}{after}{end}");
            let (b, a) = trim(before.as_bytes(), after.as_bytes());
            let cut = lines(before.as_bytes()) - lines(b);
            prop_assert_eq!(cut, lines(after.as_bytes()) - lines(a));
        }
    }
}
