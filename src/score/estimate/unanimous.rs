//! Intervals of shares that are 0 or 1.
//!
//! Resampling items that all agree gives the same share each time, an interval of no width, however
//! few they are. There the score interval stands in: E. B. Wilson, Probable inference, the law of
//! succession, and statistical inference, JASA 22(158), 1927.

use crate::score::outcome::Interval;

/// 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_964;

/// The 95 % interval of a share of 0 or 1 of `items`; `None` for any other share, and for no item.
pub(in crate::score) fn interval(share: f64, items: u32) -> Option<Interval> {
    let n = f64::from(items);
    // Wilson's bound opposite to the share, with all items alike.
    let reach = Z * Z / (n + Z * Z);
    match (items, share) {
        (0, _) => None,
        (_, s) if s <= 0.0 => Some(Interval { low: 0.0, high: reach }),
        (_, s) if s >= 1.0 => Some(Interval { low: 1.0 - reach, high: 1.0 }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_of_forty_may_still_be_one_in_twelve() {
        let none = interval(0.0, 40).expect("an interval");
        assert!(none.low.abs() < f64::EPSILON && (none.high - 0.0876).abs() < 1e-4, "{none:?}");
        let all = interval(1.0, 5).expect("an interval");
        assert!(
            (all.low - 0.5655).abs() < 1e-4 && (all.high - 1.0).abs() < f64::EPSILON,
            "{all:?}"
        );
    }

    #[test]
    fn other_shares_are_left_to_the_bootstrap() {
        assert_eq!(interval(0.5, 40), None);
        assert_eq!(interval(0.0, 0), None);
    }
}
