//! The normalised Herfindahl-Hirschman index: 0 when all do the same, 1 when one does everything.
//!
//! A. O. Hirschman, The paternity of an index, American Economic Review 54, 1964. Members of the
//! roster who did nothing count as zeros.

/// Amounts by unit and holder.
#[derive(Clone, Debug)]
pub(super) struct Concentration {
    entries: Vec<(usize, usize, f64)>,
    holders: usize,
    members: f64,
}

impl Concentration {
    /// Collects `(unit, holder, amount)`; holders are numbered from 0, `members` counts those
    /// with nothing too.
    pub(super) fn of(entries: Vec<(usize, usize, f64)>, members: usize) -> Self {
        let holders = entries.iter().map(|entry| entry.1 + 1).max().unwrap_or(0);
        Self { entries, holders, members: members.max(holders) as f64 }
    }

    /// The index; `None` with fewer than two members or nothing held.
    pub(super) fn index(&self, weights: &[f64]) -> Option<f64> {
        let mut held = vec![0.0; self.holders];
        for (unit, holder, amount) in &self.entries {
            held[*holder] += weights[*unit] * amount;
        }
        normalised(&held, self.members)
    }
}

fn normalised(held: &[f64], members: f64) -> Option<f64> {
    let total: f64 = held.iter().sum();
    if total <= 0.0 || members < 2.0 {
        return None;
    }
    let index: f64 = held.iter().map(|amount| (amount / total).powi(2)).sum();
    let even = 1.0 / members;
    Some(((index - even) / (1.0 - even)).clamp(0.0, 1.0))
}

/// By how much each item raises the index of the shares: the index with all less that without it.
///
/// Each item is the list of its `(holder, amount)`.
pub(crate) fn leave_one_out(items: &[Vec<(usize, f64)>]) -> Vec<f64> {
    let holders = items.iter().flatten().map(|(holder, _)| holder + 1).max().unwrap_or(0);
    let mut held = vec![0.0; holders];
    for (holder, amount) in items.iter().flatten() {
        held[*holder] += amount;
    }
    let total: f64 = held.iter().sum();
    let squares: f64 = held.iter().map(|amount| amount * amount).sum();
    let index =
        |squares: f64, total: f64| if total > 0.0 { squares / (total * total) } else { 0.0 };
    let all = index(squares, total);
    let without = |item: &Vec<(usize, f64)>| {
        let mut own: Vec<(usize, f64)> = item.clone();
        own.sort_by_key(|entry| entry.0);
        let mut left = squares;
        for chunk in own.chunk_by(|a, b| a.0 == b.0) {
            let amount: f64 = chunk.iter().map(|entry| entry.1).sum();
            let before = chunk.first().map_or(0.0, |entry| held[entry.0]);
            left += (before - amount).powi(2) - before * before;
        }
        all - index(left, total - own.iter().map(|entry| entry.1).sum::<f64>())
    };
    items.iter().map(without).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(amounts: &[f64], members: usize) -> Option<f64> {
        let entries = amounts.iter().enumerate().map(|(i, amount)| (i, i, *amount)).collect();
        Concentration::of(entries, members).index(&vec![1.0; amounts.len()])
    }

    #[test]
    fn even_and_single() {
        assert!(index(&[2.0, 2.0, 2.0], 3).expect("an index").abs() < 1e-12);
        assert!((index(&[9.0], 4).expect("an index") - 1.0).abs() < 1e-12);
    }

    /// Shares .6 .4 0 0: HHI .52, so (.52 - .25) / .75 = .36.
    #[test]
    fn members_with_nothing_count() {
        assert!((index(&[6.0, 4.0], 4).expect("an index") - 0.36).abs() < 1e-12);
        // Without them (.52 - .5) / .5 = .04.
        assert!((index(&[6.0, 4.0], 2).expect("an index") - 0.04).abs() < 1e-12);
    }

    #[test]
    fn nothing_to_say() {
        assert_eq!(index(&[], 4), None);
        assert_eq!(index(&[3.0], 1), None);
    }

    #[test]
    fn leaving_out_an_item_of_the_largest_holder_evens() {
        let items = [vec![(0, 3.0)], vec![(0, 1.0)], vec![(1, 1.0)]];
        let influence = leave_one_out(&items);
        // 4 and 1 give .68; 1 and 1: .5; 3 and 1: .625; 4 alone: 1.
        assert!((influence[0] - (0.68 - 0.5)).abs() < 1e-12);
        assert!((influence[1] - (0.68 - 0.625)).abs() < 1e-12);
        assert!((influence[2] - (0.68 - 1.0)).abs() < 1e-12);
    }
}
