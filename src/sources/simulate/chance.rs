//! Random draws from one seeded stream.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};

/// Most that a count drawn at random can be.
const MOST: f64 = 1.0e6;

/// A stream of draws that is the same for the same seed and purpose.
#[derive(Clone, Debug)]
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream for a purpose: streams of one seed do not disturb each other.
    pub(super) fn new(seed: u64, purpose: u64) -> Self {
        let mut stream = ChaCha8Rng::seed_from_u64(seed);
        stream.set_stream(purpose);
        Self(stream)
    }

    /// Evenly from 0 to below 1.
    pub(super) fn unit(&mut self) -> f64 {
        // 53 bits are what a double holds.
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Evenly from 0 to below `n`; 0 where `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0.next_u64() % n).unwrap_or(0)
    }

    /// One of them; `None` where there are none.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let index = self.below(from.len());
        from.get(index)
    }

    /// An index in proportion to weights.
    pub(super) fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let total: f64 = weights.clone().sum();
        let mut left = self.unit() * total;
        let mut last = 0;
        for (index, weight) in weights.enumerate() {
            if weight > 0.0 {
                last = index;
                left -= weight;
                if left < 0.0 {
                    break;
                }
            }
        }
        last
    }

    pub(super) fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// Log-normal with a median and the standard deviation of its logarithm.
    pub(super) fn spread(&mut self, median: f64, sigma: f64) -> f64 {
        median * (sigma * self.normal()).exp()
    }

    /// Gamma with mean 1.
    pub(super) fn gamma(&mut self, shape: f64) -> f64 {
        Gamma::new(shape, 1.0 / shape).map_or(1.0, |gamma| gamma.sample(&mut self.0))
    }

    /// Poisson count.
    pub(super) fn count(&mut self, mean: f64) -> usize {
        match Poisson::new(mean) {
            Ok(poisson) => whole(poisson.sample(&mut self.0)),
            Err(_) => 0,
        }
    }

    /// Commit id that no commit has.
    pub(super) fn commit_id(&mut self) -> String {
        let (a, b, c) = (self.0.next_u64(), self.0.next_u64(), self.0.next_u32());
        format!("{a:016x}{b:016x}{c:08x}")
    }

    /// Hash of a text that nobody writes twice.
    pub(super) fn text_key(&mut self) -> i64 {
        i64::from_be_bytes(self.0.next_u64().to_be_bytes())
    }
}

/// The nearest whole number from 0 to a million.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held within the range of both"
)]
pub(super) fn whole(value: f64) -> usize {
    value.round().clamp(0.0, MOST) as usize
}

/// Hours as seconds.
#[expect(clippy::cast_possible_truncation, reason = "held within a century")]
pub(super) fn seconds(hours: f64) -> i64 {
    (hours.clamp(0.0, MOST) * 3_600.0) as i64
}

/// A small count as the tables have it.
pub(super) fn int(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, purpose| {
            let mut chance = Chance::new(seed, purpose);
            (0..8).map(|_| chance.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7, 1), draw(7, 1));
        assert_ne!(draw(7, 1), draw(7, 2));
        assert_ne!(draw(7, 1), draw(8, 1));
    }

    #[test]
    fn draws_have_their_means() {
        let mut chance = Chance::new(1, 1);
        let n = 20_000;
        let mean = |draws: Vec<f64>| draws.iter().sum::<f64>() / f64::from(n);
        assert!((mean((0..n).map(|_| chance.gamma(4.0)).collect()) - 1.0).abs() < 0.02);
        assert!((mean((0..n).map(|_| chance.count(2.5) as f64).collect()) - 2.5).abs() < 0.05);
        let weights = [1.0, 0.0, 3.0];
        let hits = (0..n).filter(|_| chance.weighted(weights.iter().copied()) == 2).count();
        assert!((hits as f64 / f64::from(n) - 0.75).abs() < 0.02);
    }
}
