//! Runs of neighbours that share a key: what comes nearly in order is put in order run by run, which
//! leaves little to compare.

use std::ops::Range;

/// The runs of neighbours with one key, in the order of the keys; of those with one key the first one
/// first.
pub fn runs<T, K: Ord>(items: &[T], key: impl Fn(&T) -> K) -> Vec<(K, Range<usize>)> {
    let mut begin = 0;
    let run = |items: &[T]| {
        let from = begin;
        begin += items.len();
        Some((key(items.first()?), from..begin))
    };
    let mut runs: Vec<_> = items.chunk_by(|a, b| key(a) == key(b)).filter_map(run).collect();
    if !runs.is_sorted_by(|a, b| a.0 <= b.0) {
        runs.sort_by(|a, b| a.0.cmp(&b.0));
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_come_in_the_order_of_their_keys() {
        let items = [(2, 'a'), (2, 'b'), (1, 'c'), (2, 'd'), (3, 'e')];
        let runs = runs(&items, |item| item.0);
        assert_eq!(runs, [(1, 2..3), (2, 0..2), (2, 3..4), (3, 4..5)]);
        assert_eq!(super::runs(&[] as &[u8], |item| *item), []);
    }
}
