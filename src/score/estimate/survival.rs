//! Kaplan-Meier quantiles of durations, some of which are lower bounds.
//!
//! E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations, Journal of
//! the American Statistical Association 53, 1958. A quantile is the first time at which the curve
//! is at or below its complement. At one instant events come before censorings. Medians of
//! finished items alone would be too short, because the long ones are the unfinished ones.

/// Rounding error up to which the curve counts as at a level.
const TOLERANCE: f64 = 1e-12;

/// Durations sorted once, so that a replicate is one pass.
#[derive(Clone, Debug)]
pub(super) struct Survival {
    quantile: f64,
    horizon: f64,
    units: Vec<usize>,
    times: Vec<f64>,
    ended: Vec<bool>,
}

impl Survival {
    /// Sorts `(unit, duration, censored)`; what is longer than the horizon is censored there.
    pub(super) fn of(
        quantile: f64,
        horizon: f64,
        entries: impl Iterator<Item = (usize, f64, bool)>,
    ) -> Self {
        let mut entries: Vec<(usize, f64, bool)> =
            entries.map(|(unit, time, open)| clip(unit, time, open, horizon)).collect();
        entries.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.2.cmp(&b.2)).then(a.0.cmp(&b.0)));
        Self {
            quantile,
            horizon,
            units: entries.iter().map(|entry| entry.0).collect(),
            times: entries.iter().map(|entry| entry.1).collect(),
            ended: entries.iter().map(|entry| !entry.2).collect(),
        }
    }

    /// The quantile, and whether the curve does not reach it, in which case it is the horizon.
    pub(super) fn quantile(&self, weights: &[f64]) -> (f64, bool) {
        let level = 1.0 - self.quantile + TOLERANCE;
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
                if survival <= level {
                    return (time, false);
                }
            }
            at_risk -= leaving;
        }
        (self.horizon, true)
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
    let entries = durations.iter().enumerate().map(|(i, (time, open))| (i, *time, *open));
    let curve = Survival::of(quantile, horizon, entries);
    let ones = vec![1.0; durations.len()];
    let (at, _) = curve.quantile(&ones);
    let mut influences = vec![0.0; durations.len()];
    let mut at_risk = durations.len() as f64;
    let mut gained = 0.0;
    let mut rest: &[usize] = &curve.units;
    let mut begin = 0;
    while let Some(&time) = curve.times.get(begin) {
        let equal = curve.times[begin..].iter().take_while(|t| t.total_cmp(&time).is_eq()).count();
        let ended = &curve.ended[begin..begin + equal];
        let events = ended.iter().filter(|ended| **ended).count() as f64;
        if time <= at {
            gained += events / (at_risk * at_risk);
        }
        let (now, later) = rest.split_at(equal);
        for (item, ended) in now.iter().zip(ended) {
            let own = if *ended && time <= at { 1.0 / at_risk } else { 0.0 };
            influences[*item] = gained - own;
        }
        at_risk -= equal as f64;
        rest = later;
        begin += equal;
    }
    influences
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
    let entries = durations.iter().enumerate().map(|(i, (time, open))| (i, *time, *open));
    let curve = Survival::of(0.5, horizon, entries);
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

    fn curve(quantile: f64, durations: &[(f64, bool)]) -> Survival {
        Survival::of(
            quantile,
            80.0,
            durations.iter().enumerate().map(|(i, (time, censored))| (i, *time, *censored)),
        )
    }

    fn quantile(quantile: f64, durations: &[(f64, bool)]) -> (f64, bool) {
        curve(quantile, durations).quantile(&vec![1.0; durations.len()])
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
        assert_eq!(quantile(0.75, &durations), (80.0, true));
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
        assert_eq!(curve(0.5, &durations).ended(), 1);
        assert_eq!(quantile(0.5, &[]), (80.0, true));
    }

    /// A weight of 3 is the same as three items.
    #[test]
    fn weights_count_like_copies() {
        let weighted = curve(0.75, &[(2.0, false), (5.0, false), (7.0, true)]);
        let copies =
            [(2.0, false), (2.0, false), (2.0, false), (5.0, false), (7.0, true), (7.0, true)];
        for q in [0.3, 0.5, 0.6, 0.66, 0.7] {
            let weighted = Survival { quantile: q, ..weighted.clone() };
            assert_eq!(weighted.quantile(&[3.0, 1.0, 2.0]), quantile(q, &copies), "{q}");
        }
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
