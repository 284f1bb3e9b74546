//! Lines added and removed between two contents.
//!
//! The algorithm is the one that git uses unless told otherwise, Myers' with cut-offs, so that
//! totals agree with `git log --numstat`; a histogram diff gives other counts, and takes quadratic
//! time where every other line was changed. `gix-imara-diff` is the maintained copy of
//! `imara-diff`, whose last release looks at frequent lines again and again, in quadratic time.
//!
//! No input takes quadratic time, as anybody can commit the one that would:
//!
//! * lines that stand on one side only cost nothing, as the algorithm drops them first;
//! * where more than [`MOST_COMPARED`] are left, [`large`] counts in n log n steps. Below that the
//!   cut-offs of the algorithm keep it to some 500 steps for each line; they grow with the square
//!   root of the number of lines;
//! * lines are numbered through a hash with a random key, so that nobody can make theirs collide.
//!   Numbers go by place, so the key changes no result.

mod large;

use gix_imara_diff::sources::byte_lines;
use gix_imara_diff::{Algorithm, Diff, InternedInput};

use large::Large;

/// Lines that stand on both sides, counted on both, up to which contents are compared line by
/// line. From here on the cut-offs of the algorithm double, and one pair of files would take
/// longer than a second.
const MOST_COMPARED: u64 = 1 << 18;

/// Lines added and removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineCounts {
    /// Lines added.
    pub additions: i64,
    /// Lines removed.
    pub deletions: i64,
    /// The contents are too large to compare line by line. The difference of the counts is right,
    /// each of them may be too low or too high.
    pub approximate: bool,
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
        let (additions, deletions) = (lines(after), lines(before));
        return LineCounts { additions, deletions, approximate: false };
    }
    let mut input = InternedInput::default();
    input.update_before(byte_lines(before));
    input.update_after(byte_lines(after));
    compare(&input, MOST_COMPARED)
}

fn compare(input: &InternedInput<&[u8]>, most_compared: u64) -> LineCounts {
    let (before, after) = (&input.before, &input.after);
    let distinct = input.interner.num_tokens();
    // Only then can more of them be shared.
    if to_u64(before.len() + after.len()) > most_compared {
        let large = Large::new(before, after, distinct);
        if large.shared() > most_compared {
            return large.count();
        }
    }
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::Myers, before, after, distinct);
    LineCounts {
        additions: i64::from(diff.count_additions()),
        deletions: i64::from(diff.count_removals()),
        approximate: false,
    }
}

fn to_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
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
mod tests;
