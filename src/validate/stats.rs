//! The little statistics that the table needs.

use serde::Serialize;

/// Spearman's rank correlation, ties at their mean rank; `None` with fewer than 3 pairs, or where
/// one side does not vary.
#[must_use]
pub fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < 3 {
        return None;
    }
    let x = ranks(&pairs.iter().map(|p| p.0).collect::<Vec<_>>());
    let y = ranks(&pairs.iter().map(|p| p.1).collect::<Vec<_>>());
    pearson(&x, &y)
}

fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    let (mx, my) = (mean(x)?, mean(y)?);
    let sum =
        |f: &dyn Fn(f64, f64) -> f64| -> f64 { x.iter().zip(y).map(|(a, b)| f(*a, *b)).sum() };
    let covariance = sum(&|a, b| (a - mx) * (b - my));
    let scale = (sum(&|a, _| (a - mx).powi(2)) * sum(&|_, b| (b - my).powi(2))).sqrt();
    (scale > 0.0).then(|| covariance / scale)
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for run in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let middle = first as f64 + (run.len() as f64 - 1.0) / 2.0;
        for index in run {
            ranks[*index] = middle;
        }
        first += run.len();
    }
    ranks
}

/// Mean; `None` of nothing.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Standard deviation of a sample; `None` of fewer than two values.
#[must_use]
pub fn deviation(values: &[f64]) -> Option<f64> {
    let middle = mean(values)?;
    let squares: f64 = values.iter().map(|v| (v - middle).powi(2)).sum();
    (values.len() > 1).then(|| (squares / (values.len() as f64 - 1.0)).sqrt())
}

/// Middle value, the mean of two where they are even; `None` of nothing.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() % 2 {
        _ if sorted.is_empty() => None,
        1 => sorted.get(middle).copied(),
        _ => Some(f64::midpoint(*sorted.get(middle - 1)?, *sorted.get(middle)?)),
    }
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Those that were met.
    pub hits: usize,
    /// All that were looked at.
    pub of: usize,
}

impl Count {
    /// Counts the true ones.
    pub fn over(all: impl IntoIterator<Item = bool>) -> Self {
        all.into_iter().fold(Self::default(), |count, hit| Self {
            hits: count.hits + usize::from(hit),
            of: count.of + 1,
        })
    }

    /// The share; `None` of nothing.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// Both counts added up.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { hits: self.hits + other.hits, of: self.of + other.of }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_by_hand() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 7.0]), [1.5, 0.0, 1.5, 3.0]);
    }

    #[test]
    fn spearman_sees_order_alone() {
        let up: Vec<(f64, f64)> = (1..9).map(|n| (f64::from(n), f64::from(n).exp())).collect();
        assert!((spearman(&up).expect("varies") - 1.0).abs() < 1e-12);
        let down: Vec<(f64, f64)> = up.iter().map(|(x, y)| (*x, -y)).collect();
        assert!((spearman(&down).expect("varies") + 1.0).abs() < 1e-12);
        assert_eq!(spearman(&[(1.0, 2.0), (2.0, 2.0), (3.0, 2.0)]), None);
        assert_eq!(spearman(&up[..2]), None);
    }

    #[test]
    fn middle_and_spread() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0]), Some(2.5));
        assert_eq!((median(&[]), mean(&[]), deviation(&[1.0])), (None, None, None));
        assert!((deviation(&[1.0, 3.0]).expect("two") - 2.0_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn counts() {
        let count = Count::over([true, false, true, true]);
        assert_eq!(count, Count { hits: 3, of: 4 });
        assert_eq!((count.share(), Count::default().share()), (Some(0.75), None));
    }
}
