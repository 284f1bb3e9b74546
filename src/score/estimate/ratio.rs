//! Shares, means, ratios of sums and odds: a weighted sum over a weighted sum (model 3.2).
//!
//! Small samples are drawn towards a mildly benign prior: pseudo-exposure at the value whose
//! severity is .25. Odds are shrunk as shares, before they become odds.

use super::super::severity::odds;

/// The benign prior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Prior {
    /// Pseudo-exposure, in the unit of the exposure.
    pub exposure: f64,
    /// Ratio at which it sits.
    pub value: f64,
}

/// A ratio of sums, unit by unit.
#[derive(Clone, Debug)]
pub(super) struct Ratio {
    /// Unit, value and exposure, in the order of the units.
    sums: Vec<(usize, f64, f64)>,
}

impl Ratio {
    /// Collects `(unit, value, exposure)`, adding up what belongs to one unit.
    pub(super) fn of(entries: impl Iterator<Item = (usize, f64, f64)>) -> Self {
        let mut sums: Vec<(usize, f64, f64)> = entries.collect();
        sums.sort_by_key(|entry| entry.0);
        sums.dedup_by(|next, sum| {
            let is_same = next.0 == sum.0;
            if is_same {
                sum.1 += next.1;
                sum.2 += next.2;
            }
            is_same
        });
        Self { sums }
    }

    /// Weighted sums of value and exposure.
    pub(super) fn sums(&self, weights: &[f64]) -> (f64, f64) {
        let mut value = 0.0;
        let mut exposure = 0.0;
        for (unit, v, x) in &self.sums {
            let weight = weights[*unit];
            value += weight * v;
            exposure += weight * x;
        }
        (value, exposure)
    }
}

/// The ratio after shrinkage; `None` where there is nothing to divide by.
pub(super) fn shrunk(value: f64, exposure: f64, prior: Option<Prior>) -> Option<f64> {
    let (value, exposure) = prior.map_or((value, exposure), |prior| {
        (value + prior.exposure * prior.value, exposure + prior.exposure)
    });
    (exposure > 0.0).then(|| value / exposure)
}

/// Odds of a share over the odds of the share to be expected.
pub(super) fn odds_ratio(share: f64, expected: f64) -> f64 {
    odds(share) / odds(expected)
}

/// The share whose odds ratio is `ratio`.
pub(super) fn share_of_odds_ratio(ratio: f64, expected: f64) -> f64 {
    let odds = ratio * odds(expected);
    odds / (1.0 + odds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_by_unit_and_weights() {
        let ratio = Ratio::of([(1, 2.0, 4.0), (0, 1.0, 1.0), (1, 1.0, 2.0)].into_iter());
        assert_eq!(ratio.sums, [(0, 1.0, 1.0), (1, 3.0, 6.0)]);
        assert_eq!(ratio.sums(&[1.0, 1.0]), (4.0, 7.0));
        assert_eq!(ratio.sums(&[2.0, 0.5]), (3.5, 5.0));
    }

    /// 34 of 46 with four pseudo-observations at .491 (model 3.10).
    #[test]
    fn shrinks_towards_the_prior() {
        let prior = Prior { exposure: 4.0, value: 0.491 };
        let share = shrunk(34.0, 46.0, Some(prior)).expect("a share");
        assert!((share - 35.964 / 50.0).abs() < 1e-12);
        assert!((odds_ratio(share, 1.0 / 6.0) - 12.81).abs() < 0.01);
        assert_eq!(shrunk(0.0, 0.0, None), None);
    }

    #[test]
    fn odds_and_share_undo_each_other() {
        let share = share_of_odds_ratio(4.8, 0.25);
        assert!((odds_ratio(share, 0.25) - 4.8).abs() < 1e-12);
        // A lead of everything counts as 199 to 1.
        assert!((odds_ratio(1.0, 0.5) - 199.0).abs() < 1e-9);
    }
}
