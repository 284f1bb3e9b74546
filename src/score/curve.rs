//! Whole Kaplan-Meier curves with pointwise intervals.
//!
//! The curve is that of `estimate`'s quantiles. Its variance is Greenwood's (M. Greenwood,
//! The natural duration of cancer, 1926), its intervals are taken on the log minus log scale, where
//! they stay between 0 and 1 (J. D. Kalbfleisch and R. L. Prentice, The Statistical Analysis of
//! Failure Time Data, 1980), and those of a quantile are the times at which the intervals of the
//! curve meet its level (R. Brookmeyer and J. Crowley, A confidence interval for the median
//! survival time, Biometrics 38, 1982). Durations are taken as independent of each other.

use super::estimate::risk_table;
use super::outcome::Interval;

/// 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_964;

/// Rounding error up to which the curve counts as at a level.
const TOLERANCE: f64 = 1e-12;

/// A step of a curve: what is the share still going from this time on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Time, in the unit of the durations.
    pub time: f64,
    /// Going just before.
    pub at_risk: usize,
    /// Ended at this time.
    pub ended: usize,
    /// Last seen at this time; they count as going until then.
    pub censored: usize,
    /// Share still going after it, 0 to 1.
    pub going: f64,
    /// 95 % interval of that share; `None` before the first end, and once nothing goes any more.
    pub interval: Option<Interval>,
}

/// A time by which a share has ended, and its 95 % interval; `None` where the curve, or an end of
/// its interval, does not come down to that share.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reached {
    /// By the curve.
    pub time: Option<f64>,
    /// By the lower end of its interval: not sooner than this.
    pub low: Option<f64>,
    /// By the upper end of its interval: not later than this.
    pub high: Option<f64>,
}

/// The curve of durations `(time, censored)`; what is longer than the horizon is censored there.
#[must_use]
pub fn curve(horizon: f64, durations: &[(f64, bool)]) -> Vec<Step> {
    let mut going = 1.0;
    let mut variance = 0.0;
    risk_table(horizon, durations)
        .into_iter()
        .map(|(time, row)| {
            let (at_risk, ended) = (row.at_risk as f64, row.ended as f64);
            going *= (1.0 - ended / at_risk).max(0.0);
            // Infinite once all that were at risk have ended; then there is no interval.
            variance += ended / (at_risk * (at_risk - ended));
            Step {
                time,
                at_risk: row.at_risk,
                ended: row.ended,
                censored: row.censored,
                going,
                interval: interval(going, variance),
            }
        })
        .collect()
}

fn interval(going: f64, variance: f64) -> Option<Interval> {
    let inside = going > 0.0 && going < 1.0 && variance.is_finite();
    inside.then(|| {
        let reach = Z * variance.sqrt() / going.ln();
        Interval { low: going.powf((-reach).exp()), high: going.powf(reach.exp()) }
    })
}

/// The first time at which a share of `ended` has ended.
#[must_use]
pub fn reached(steps: &[Step], ended: f64) -> Reached {
    let level = 1.0 - ended + TOLERANCE;
    let first = |value: &dyn Fn(&Step) -> f64| {
        steps.iter().find(|step| value(step) <= level).map(|step| step.time)
    };
    Reached {
        time: first(&|step| step.going),
        low: first(&|step| step.interval.map_or(step.going, |i| i.low)),
        // Where nothing goes any more there is no interval, and no upper end to speak of.
        high: first(&|step| step.interval.map_or(1.0, |i| i.high)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Six durations whose curve is worked out by hand in `estimate`.
    const SIX: [(f64, bool); 6] =
        [(2.0, false), (3.0, true), (5.0, false), (6.0, true), (8.0, false), (9.0, true)];

    #[test]
    fn hand_calculated_curve_and_variance() {
        let steps = curve(80.0, &SIX);
        let shown: Vec<_> =
            steps.iter().map(|s| (s.time, s.at_risk, s.ended, s.censored)).collect();
        assert_eq!(
            shown,
            [
                (2.0, 6, 1, 0),
                (3.0, 5, 0, 1),
                (5.0, 4, 1, 0),
                (6.0, 3, 0, 1),
                (8.0, 2, 1, 0),
                (9.0, 1, 0, 1)
            ]
        );
        for (step, going) in steps.iter().zip([5.0 / 6.0, 5.0 / 6.0, 0.625, 0.625, 0.3125, 0.3125])
        {
            assert!((step.going - going).abs() < 1e-12, "{step:?}");
        }
        // At 5: Greenwood's sum is 1/30 + 1/12 = .11667; ln .625 = -.47000;
        // .625 to the power of exp(±1.959964 · .34157 / .47000) is .1420 and .8931.
        let at_five = steps[2].interval.expect("an interval");
        assert!((at_five.low - 0.1420).abs() < 1e-3, "{at_five:?}");
        assert!((at_five.high - 0.8931).abs() < 1e-3, "{at_five:?}");
    }

    #[test]
    fn quantiles_agree_with_the_curve_and_hold_their_interval() {
        let half = reached(&curve(80.0, &SIX), 0.5);
        assert_eq!(half.time, Some(8.0));
        assert!(half.low.is_some_and(|low| low <= 8.0));
        assert_eq!(half.high, None, "six durations say no more than that it may be longer");
        // The lower band falls to .1 at 8: at 5 it is .142.
        assert_eq!(reached(&curve(80.0, &SIX), 0.9), Reached { low: Some(8.0), ..half_missing() });
    }

    fn half_missing() -> Reached {
        Reached { time: None, low: None, high: None }
    }

    #[test]
    fn ends_of_the_curve_have_no_interval() {
        let steps = curve(80.0, &[(1.0, true), (2.0, false)]);
        assert_eq!(steps[0].interval, None, "nothing has ended yet");
        assert_eq!((steps[1].going, steps[1].interval), (0.0, None), "nothing goes any more");
        assert_eq!(reached(&steps, 0.5).high, None);
        assert!(curve(80.0, &[]).is_empty());
    }

    #[test]
    fn what_is_over_the_horizon_is_censored_there() {
        let steps = curve(80.0, &[(100.0, false), (200.0, true), (4.0, false)]);
        assert_eq!(steps.last().map(|s| (s.time, s.ended, s.censored)), Some((80.0, 0, 2)));
    }
}
