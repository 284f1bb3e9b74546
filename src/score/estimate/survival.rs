//! Kaplan-Meier quantiles and restricted means of durations, some of which are lower bounds.
//!
//! E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations, Journal of
//! the American Statistical Association 53, 1958. A quantile is the first time at which the curve
//! is at or below its complement. At one instant events come before censorings. Medians of
//! finished items alone would be too short, because the long ones are the unfinished ones.
//!
//! The restricted mean is the area under the curve up to the horizon (J. O. Irwin, Journal of
//! Hygiene 47, 1949; P. Royston and M. Parmar, BMC Medical Research Methodology 13, 2013). Where
//! nothing was watched as far as that, both end at the last time that was (B. Efron, The two sample
//! problem with censored data, Proceedings of the Fifth Berkeley Symposium, 1967) and say so.

/// Rounding error up to which the curve counts as at a level.
const TOLERANCE: f64 = 1e-12;

/// Durations sorted once, so that a replicate is one pass.
#[derive(Clone, Debug)]
pub(super) struct Survival {
    horizon: f64,
    units: Vec<usize>,
    times: Vec<f64>,
    ended: Vec<bool>,
}

/// A time, and whether the true one is later: the curve does not come down that far.
type Bound = (f64, bool);

impl Survival {
    /// Sorts `(unit, duration, censored)`; what is longer than the horizon is censored there.
    pub(super) fn of(horizon: f64, entries: impl Iterator<Item = (usize, f64, bool)>) -> Self {
        let mut entries: Vec<(usize, f64, bool)> =
            entries.map(|(unit, time, open)| clip(unit, time, open, horizon)).collect();
        entries.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.2.cmp(&b.2)).then(a.0.cmp(&b.0)));
        Self {
            horizon,
            units: entries.iter().map(|entry| entry.0).collect(),
            times: entries.iter().map(|entry| entry.1).collect(),
            ended: entries.iter().map(|entry| !entry.2).collect(),
        }
    }

    /// Walks over the distinct times: calls `at` with each and the share still going after it, until
    /// that returns true.
    fn walk(&self, weights: &[f64], mut at: impl FnMut(f64, f64) -> bool) {
        let mut at_risk: f64 = self.units.iter().map(|unit| weights[*unit]).sum();
        let mut survival = 1.0;
        let mut index = 0;
        while let Some(&time) = self.times.get(index) {
            let mut events = 0.0;
            let mut leaving = 0.0;
            // Equal times are the same bits: they were read, not computed.
            while self.times.get(index).is_some_and(|other| other.total_cmp(&time).is_eq()) {
                let weight = weights[self.units[index]];
                leaving += weight;
                events += if self.ended[index] { weight } else { 0.0 };
                index += 1;
            }
            if events > 0.0 && at_risk > 0.0 {
                survival *= (1.0 - events / at_risk).max(0.0);
            }
            // All that were left have ended; what remains of their weights is rounding.
            if survival < TOLERANCE {
                survival = 0.0;
            }
            if at(time, survival) {
                return;
            }
            at_risk -= leaving;
        }
    }

    /// The quantile; where the curve does not reach it, the last time that anything was watched to,
    /// which is the horizon as soon as one item outlasted it.
    pub(super) fn quantile(&self, quantile: f64, weights: &[f64]) -> Bound {
        let level = 1.0 - quantile + TOLERANCE;
        let mut found = None;
        self.walk(weights, |time, survival| {
            found = (survival <= level).then_some(time);
            found.is_some()
        });
        found.map_or((self.times.last().copied().unwrap_or(self.horizon), true), |at| (at, false))
    }

    /// The area under the curve up to the horizon: the mean of what is shorter of each duration and
    /// the horizon. Where something still goes at the last time watched and that is short of the
    /// horizon, the area up to there, a lower bound.
    pub(super) fn restricted_mean(&self, weights: &[f64]) -> Bound {
        let (mut area, mut last, mut going) = (0.0, 0.0, 1.0);
        self.walk(weights, |time, survival| {
            area += going * (time - last);
            (last, going) = (time, survival);
            false
        });
        (area, going > 0.0 && last < self.horizon)
    }

    /// Number of durations that ended.
    pub(super) fn ended(&self) -> usize {
        self.ended.iter().filter(|ended| **ended).count()
    }
}

fn clip(unit: usize, time: f64, censored: bool, horizon: f64) -> (usize, f64, bool) {
    (unit, time.min(horizon), censored || time > horizon)
}

/// How much longer each duration makes the quantile, up to a factor that all share.
///
/// The derivative of minus the Nelson-Aalen hazard at the quantile with respect to the weight of
/// the item: items that outlast the quantile raise it, items that end early lower it.
pub(crate) fn influences(quantile: f64, horizon: f64, durations: &[(f64, bool)]) -> Vec<f64> {
    let curve = whole(horizon, durations);
    let (at, _) = curve.quantile(quantile, &vec![1.0; durations.len()]);
    curve.influences(|time| if time <= at { 1.0 } else { 0.0 })
}

/// By how much each duration raises the restricted mean, per unit of weight: the same derivative
/// at each time, weighed with the area under the curve that is still to come.
pub(crate) fn influences_on_mean(horizon: f64, durations: &[(f64, bool)]) -> Vec<f64> {
    let curve = whole(horizon, durations);
    let mut steps: Vec<(f64, f64)> = vec![(0.0, 1.0)];
    curve.walk(&vec![1.0; durations.len()], |time, survival| {
        steps.push((time, survival));
        false
    });
    // Area from each time on, latest first.
    let mut to_come: Vec<(f64, f64)> = Vec::with_capacity(steps.len());
    let (mut area, mut next) = (0.0, steps.last().map_or(0.0, |step| step.0));
    for (time, survival) in steps.iter().rev() {
        area += survival * (next - time);
        next = *time;
        to_come.push((*time, area));
    }
    to_come.reverse();
    curve.influences(|time| {
        let index = to_come.partition_point(|(from, _)| *from < time);
        to_come.get(index).map_or(0.0, |(_, area)| *area)
    })
}

fn whole(horizon: f64, durations: &[(f64, bool)]) -> Survival {
    let entries = durations.iter().enumerate().map(|(i, (time, open))| (i, *time, *open));
    Survival::of(horizon, entries)
}

impl Survival {
    /// Influence of each item, whose unit is its index; `worth` says what a change of the hazard at
    /// a time is worth.
    fn influences(&self, worth: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut influences = vec![0.0; self.units.len()];
        let mut at_risk = self.units.len() as f64;
        let mut gained = 0.0;
        let mut begin = 0;
        while let Some(&time) = self.times.get(begin) {
            let equal =
                self.times[begin..].iter().take_while(|t| t.total_cmp(&time).is_eq()).count();
            let now = begin..begin + equal;
            let events = self.ended[now.clone()].iter().filter(|ended| **ended).count() as f64;
            let worth = worth(time);
            gained += worth * events / (at_risk * at_risk);
            for index in now {
                let own = if self.ended[index] { worth / at_risk } else { 0.0 };
                influences[self.units[index]] = gained - own;
            }
            at_risk -= equal as f64;
            begin += equal;
        }
        influences
    }
}

/// What happened at one time: how many were still going just before it, how many of them ended
/// there, and how many were last seen there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AtRisk {
    /// Going just before.
    pub at_risk: usize,
    /// Of those, ended at this time.
    pub ended: usize,
    /// Of those, last seen at this time.
    pub censored: usize,
}

/// The distinct times in order, each with what happened there.
pub(crate) fn risk_table(horizon: f64, durations: &[(f64, bool)]) -> Vec<(f64, AtRisk)> {
    let curve = whole(horizon, durations);
    let mut going = durations.len();
    let mut rows: Vec<(f64, AtRisk)> = Vec::new();
    for (time, ended) in curve.times.iter().zip(&curve.ended) {
        if rows.last().is_none_or(|(last, _)| last.total_cmp(time).is_ne()) {
            rows.push((*time, AtRisk { at_risk: going, ended: 0, censored: 0 }));
        }
        if let Some((_, row)) = rows.last_mut() {
            row.ended += usize::from(*ended);
            row.censored += usize::from(!*ended);
        }
        going -= 1;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(durations: &[(f64, bool)]) -> Survival {
        whole(80.0, durations)
    }

    fn quantile(quantile: f64, durations: &[(f64, bool)]) -> (f64, bool) {
        curve(durations).quantile(quantile, &vec![1.0; durations.len()])
    }

    fn restricted_mean(durations: &[(f64, bool)]) -> (f64, bool) {
        curve(durations).restricted_mean(&vec![1.0; durations.len()])
    }

    #[test]
    fn without_censoring_it_is_the_order_statistic() {
        let durations = [(4.0, false), (1.0, false), (3.0, false), (2.0, false)];
        assert_eq!(quantile(0.75, &durations), (3.0, false));
        assert_eq!(quantile(0.5, &durations), (2.0, false));
        assert_eq!(quantile(0.76, &durations), (4.0, false));
    }

    /// By hand: at 2: 1 - 1/6 = .8333; at 5: of 4, .625; at 8: of 2, .3125; then 9 is open.
    #[test]
    fn hand_calculated_curve() {
        let durations =
            [(2.0, false), (3.0, true), (5.0, false), (6.0, true), (8.0, false), (9.0, true)];
        assert_eq!(quantile(0.16, &durations), (2.0, false));
        assert_eq!(quantile(0.37, &durations), (5.0, false));
        assert_eq!(quantile(0.5, &durations), (8.0, false));
        assert_eq!(quantile(0.68, &durations), (8.0, false));
        assert_eq!(quantile(0.75, &durations), (9.0, true), "nobody was watched longer");
    }

    /// At 5 both an event and a censoring: the censored one is still at risk, 1 - 1/3 = .667;
    /// the other order would give 1 - 1/2.
    #[test]
    fn events_come_before_censorings() {
        let durations = [(5.0, true), (5.0, false), (9.0, false)];
        assert_eq!(quantile(0.4, &durations), (9.0, false));
        assert_eq!(quantile(0.33, &durations), (5.0, false));
    }

    #[test]
    fn beyond_the_horizon_is_censored_there() {
        let durations = [(100.0, false), (90.0, false), (1.0, false)];
        assert_eq!(quantile(0.5, &durations), (80.0, true));
        assert_eq!(curve(&durations).ended(), 1);
        assert_eq!(quantile(0.5, &[]), (80.0, true));
    }

    /// A weight of 3 is the same as three items.
    #[test]
    fn weights_count_like_copies() {
        let weighted = curve(&[(2.0, false), (5.0, false), (7.0, true)]);
        let copies =
            [(2.0, false), (2.0, false), (2.0, false), (5.0, false), (7.0, true), (7.0, true)];
        for q in [0.3, 0.5, 0.6, 0.66, 0.7] {
            assert_eq!(weighted.quantile(q, &[3.0, 1.0, 2.0]), quantile(q, &copies), "{q}");
        }
        let (mean, _) = weighted.restricted_mean(&[3.0, 1.0, 2.0]);
        assert!((mean - restricted_mean(&copies).0).abs() < 1e-12);
    }

    #[test]
    fn without_censoring_the_mean_is_the_mean_of_what_the_horizon_leaves() {
        let (mean, open) = restricted_mean(&[(0.0, false), (10.0, false), (50.0, false)]);
        assert!((mean - 20.0).abs() < 1e-12 && !open);
        // 200 counts as 80: (0 + 10 + 80) / 3, watched to the end.
        let (mean, open) = restricted_mean(&[(0.0, false), (10.0, false), (200.0, false)]);
        assert!((mean - 30.0).abs() < 1e-12 && !open);
    }

    /// By hand: 1 to 2, .8333 to 5, .625 to 8, .3125 to 9, where the last one is still open:
    /// 2 + 2.5 + 1.875 + .3125, a lower bound. The plain mean of the same times is 33/6 = 5.5.
    #[test]
    fn open_items_count_for_what_they_may_still_take() {
        let durations =
            [(2.0, false), (3.0, true), (5.0, false), (6.0, true), (8.0, false), (9.0, true)];
        let (mean, open) = restricted_mean(&durations);
        assert!((mean - 6.6875).abs() < 1e-12 && open, "{mean}");
        // One that was watched to the horizon closes the curve: its area goes on to 80.
        let (mean, open) = restricted_mean(&[(2.0, false), (80.0, true)]);
        assert!((mean - 41.0).abs() < 1e-12 && !open);
        assert_eq!(restricted_mean(&[(0.0, true), (0.0, true)]), (0.0, true));
    }

    /// The influence is that on the curve of Nelson and Aalen, which follows the other closely
    /// wherever some are still at risk.
    #[test]
    fn influence_on_the_mean_is_its_derivative() {
        let durations: Vec<(f64, bool)> =
            (1..=90).map(|n| (f64::from(n).min(80.0), n % 7 == 0 || n > 80)).collect();
        let influences = influences_on_mean(80.0, &durations);
        let curve = curve(&durations);
        for (index, influence) in influences.iter().enumerate() {
            let mean = |change: f64| {
                let mut weights = vec![1.0; durations.len()];
                weights[index] += change;
                curve.restricted_mean(&weights).0
            };
            let slope = (mean(1e-6) - mean(-1e-6)) / 2e-6;
            assert!((slope - influence).abs() < 0.03, "{index}: {slope} {influence}");
        }
        assert!(influences[0] < -0.3 && influences[89] > 0.3, "{influences:?}");
    }

    #[test]
    fn what_outlasts_the_quantile_raises_it() {
        let influences =
            influences(0.5, 80.0, &[(1.0, false), (2.0, false), (30.0, false), (60.0, true)]);
        assert!(influences[0] < 0.0 && influences[1] < 0.0);
        assert!(influences[2] > 0.0 && influences[3] > 0.0);
        assert!(influences.iter().sum::<f64>().abs() < 1e-12);
    }
}
