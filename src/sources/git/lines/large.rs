//! Line counts of two large contents in n log n steps, approximate.
//!
//! As in a patience diff, lines that stand once on each side are matched, as many as keep their
//! order. Between two matches each line is set against an equal one of the other side, in any
//! order, and what is left over counts. So lines that were moved count, unless they are frequent
//! and stay between the same two matches: counts are too low where hardly a line is unique.

use gix_imara_diff::Token;

use super::LineCounts;

/// Where one of the distinct lines stands.
#[derive(Clone, Copy, Default)]
struct Line {
    before: u32,
    after: u32,
    /// Its last place before; its only one where `before` is 1.
    place: usize,
}

/// Two contents as numbered lines, and how often each stands where.
pub(super) struct Large<'t> {
    before: &'t [Token],
    after: &'t [Token],
    lines: Vec<Line>,
}

impl<'t> Large<'t> {
    /// Counts the lines, numbered from 0 to below `distinct`.
    pub(super) fn new(before: &'t [Token], after: &'t [Token], distinct: u32) -> Self {
        let mut lines = vec![Line::default(); index(Token(distinct))];
        for (place, token) in before.iter().enumerate() {
            if let Some(line) = lines.get_mut(index(*token)) {
                line.before = line.before.saturating_add(1);
                line.place = place;
            }
        }
        for token in after {
            if let Some(line) = lines.get_mut(index(*token)) {
                line.after = line.after.saturating_add(1);
            }
        }
        Self { before, after, lines }
    }

    /// Lines that the other side has too, of both sides together.
    pub(super) fn shared(&self) -> u64 {
        let on_both = self.lines.iter().filter(|line| line.before > 0 && line.after > 0);
        on_both.map(|line| u64::from(line.before) + u64::from(line.after)).sum()
    }

    pub(super) fn count(&self) -> LineCounts {
        let mut counts = LineCounts { approximate: true, ..LineCounts::default() };
        let mut balance = vec![0; self.lines.len()];
        let (mut from_before, mut from_after) = (0, 0);
        for (before, after) in self.matches() {
            let gap = (self.before.get(from_before..before), self.after.get(from_after..after));
            left_over(gap, &mut balance, &mut counts);
            (from_before, from_after) = (before + 1, after + 1);
        }
        let gap = (self.before.get(from_before..), self.after.get(from_after..));
        left_over(gap, &mut balance, &mut counts);
        counts
    }

    /// Places of lines that stand once on each side, before and after, both rising.
    fn matches(&self) -> Vec<(usize, usize)> {
        let once = |token: &Token| {
            let line = self.lines.get(index(*token))?;
            (line.before == 1 && line.after == 1).then_some(line.place)
        };
        let places = self.after.iter().enumerate();
        rising(&places.filter_map(|(at, token)| Some((once(token)?, at))).collect::<Vec<_>>())
    }
}

fn index(token: Token) -> usize {
    usize::try_from(token.0).unwrap_or(usize::MAX)
}

/// Counts the lines between two matches that find no equal one on the other side. `balance` is
/// zero for every line, before and afterwards.
fn left_over(
    (before, after): (Option<&[Token]>, Option<&[Token]>),
    balance: &mut [i64],
    counts: &mut LineCounts,
) {
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    for (side, step) in [(before, -1), (after, 1)] {
        for token in side {
            if let Some(balance) = balance.get_mut(index(*token)) {
                *balance += step;
            }
        }
    }
    for token in before.iter().chain(after) {
        let left = balance.get_mut(index(*token)).map_or(0, std::mem::take);
        counts.additions += left.max(0);
        counts.deletions -= left.min(0);
    }
}

/// The longest run of pairs, not always neighbours, whose first numbers rise; the second ones rise
/// already. By patience sorting: `ends` holds, for each length, the pair that ends a run of that
/// length with the lowest number.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let first = |at: usize| pairs.get(at).map(|pair| pair.0);
    let mut ends: Vec<usize> = Vec::new();
    let mut previous = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| first(*end) < Some(pair.0));
        previous.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let last = ends.last().copied();
    let back = std::iter::successors(last, |at| previous.get(*at).copied().flatten());
    let mut run: Vec<_> = back.filter_map(|at| pairs.get(at).copied()).collect();
    run.reverse();
    run
}
