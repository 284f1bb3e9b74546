//! What several months say together: lasting, trend and shift (model 3.9).
//!
//! The slope is that of H. Theil (1950) and P. K. Sen (Journal of the American Statistical
//! Association 63, 1968), the median of all pairwise slopes. The shift is found by an
//! exponentially weighted moving average (S. W. Roberts, Technometrics 1(3), 1959) whose
//! standard error includes that of the three months it starts from.

use super::bootstrap::{interval, quantile};
use super::month::Draft;
use super::outcome::{Estimate, Pressure, Zone};
use crate::model::time::Period;

/// Months that a trend looks back on.
const TREND_MONTHS: i32 = 6;
/// Scored months that a trend needs.
const TREND_POINTS: usize = 4;
/// Points that it must have moved over those months.
const TREND_POINTS_MOVED: f64 = 15.0;
/// Months of four that make a state lasting.
const LASTING: usize = 3;
/// Months that are the baseline of a shift.
const BASELINE: usize = 3;
/// Weight of the newest month.
const LAMBDA: f64 = 0.3;
/// Standard errors from which it is a shift.
const ALARM: f64 = 2.7;

/// Marks months in which a team has been approval-bound in three of four.
pub(super) fn set_sustained(months: &mut [Draft]) {
    let bound: Vec<Period> = months
        .iter()
        .filter(|m| m.score.standing.as_ref().is_some_and(|s| s.zone == Zone::ApprovalBound))
        .map(|m| m.score.period)
        .collect();
    for month in months {
        let now = month.score.period;
        let recent = bound.iter().filter(|p| (0..4).contains(&now.months_since(**p))).count();
        if let Some(standing) = &mut month.score.standing {
            standing.sustained = bound.contains(&now) && recent >= LASTING;
        }
    }
}

/// Slope of the position in points per month over the last six months, with its 90 % interval;
/// `None` unless that excludes 0 and the position moved by 15 points or more.
pub(super) fn trend(months: &[Draft]) -> Option<Estimate> {
    let last = months.last()?.score.period;
    let recent: Vec<(f64, f64, &[f64])> = months
        .iter()
        .filter_map(|m| {
            let back = last.months_since(m.score.period);
            let standing = m.score.standing.as_ref().filter(|_| back < TREND_MONTHS)?;
            Some((-f64::from(back), standing.position.value, m.draws.position.as_slice()))
        })
        .collect();
    if recent.len() < TREND_POINTS {
        return None;
    }
    let value = slope(&recent.iter().map(|(x, y, _)| (*x, *y)).collect::<Vec<_>>())?;
    let replicates = recent.iter().map(|(_, _, draws)| draws.len()).min()?;
    let draws: Vec<f64> = (0..replicates)
        .filter_map(|b| {
            let points: Vec<(f64, f64)> =
                recent.iter().filter_map(|(x, _, d)| Some((*x, *d.get(b)?))).collect();
            slope(&points)
        })
        .collect();
    let interval = interval(&draws, 0.05)?;
    let months = recent.last()?.0 - recent.first()?.0;
    let clear = interval.low > 0.0 || interval.high < 0.0;
    let far = (value * months).abs() >= TREND_POINTS_MOVED;
    (clear && far).then_some(Estimate { value, interval: Some(interval) })
}

/// Median of the slopes between all pairs of points.
fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let mut slopes: Vec<f64> = Vec::new();
    for (index, (x0, y0)) in points.iter().enumerate() {
        slopes.extend(points.iter().skip(index + 1).map(|(x1, y1)| (y1 - y0) / (x1 - x0)));
    }
    slopes.retain(|slope| slope.is_finite());
    slopes.sort_unstable_by(f64::total_cmp);
    quantile(&slopes, 0.5)
}

/// What may shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// The position; it needs a standing.
    Position,
    /// Control pressure, where it is told.
    Control,
    /// Drift pressure, where it is told.
    Drift,
}

impl Measure {
    /// The figure of a month by the signals that read the month alone, and its draws; `None` where
    /// the month does not tell the measure.
    fn of(self, month: &Draft) -> Option<(f64, &[f64])> {
        let (fast, draws, score) = (&month.fast, &month.draws.fast, &month.score);
        let told = |p: &Option<Pressure>| p.as_ref().is_some_and(|p| p.value.is_some());
        let (value, draws, told) = match self {
            Self::Position => (fast.position, &draws.position, score.standing.is_some()),
            Self::Control => (fast.control, &draws.control, told(&score.control)),
            Self::Drift => (fast.drift, &draws.drift, told(&score.drift)),
        };
        value.filter(|_| told).map(|value| (value, draws.as_slice()))
    }
}

/// The first month in which a measure is found to have shifted from its first three months.
///
/// Read are the signals of the month alone. Windows of a quarter or half a year share most of their
/// data with those of the months beside them: what chance puts into one stays for months, and the
/// average, which takes months as independent, calls it a shift (model 3.9).
pub(super) fn shift(months: &[Draft], measure: Measure) -> Option<Period> {
    let mut points: Vec<(Period, f64, f64)> = Vec::new();
    for month in months {
        let score = &month.score;
        let Some((value, draws)) = measure.of(month) else { continue };
        // Windows of three months share data with their neighbours, so only every third counts.
        let apart = i32::try_from(score.window_months).unwrap_or(i32::MAX);
        if points.last().is_none_or(|(last, _, _)| score.period.months_since(*last) >= apart) {
            points.push((score.period, value, variance(draws)?));
        }
    }
    let values: Vec<f64> = points.iter().map(|point| point.1).collect();
    let variance = points.iter().map(|point| point.2).sum::<f64>() / points.len() as f64;
    let index = alarm(&values, variance.sqrt())?;
    points.get(index).map(|point| point.0)
}

/// Index of the first value at which the moving average leaves its limits.
fn alarm(values: &[f64], sigma: f64) -> Option<usize> {
    if sigma <= 0.0 {
        return None;
    }
    let (first, rest) = values.split_at_checked(BASELINE)?;
    let baseline = first.iter().sum::<f64>() / BASELINE as f64;
    let mut average = 0.0;
    let mut kept = 1.0;
    for (index, value) in rest.iter().enumerate() {
        average = LAMBDA * (value - baseline) + (1.0 - LAMBDA) * average;
        kept *= 1.0 - LAMBDA;
        let own = LAMBDA / (2.0 - LAMBDA) * (1.0 - kept * kept);
        let of_baseline = (1.0 - kept).powi(2) / BASELINE as f64;
        if average.abs() > ALARM * sigma * (own + of_baseline).sqrt() {
            return Some(BASELINE + index);
        }
    }
    None
}

fn variance(draws: &[f64]) -> Option<f64> {
    let n = draws.len() as f64;
    let mean = draws.iter().sum::<f64>() / n;
    let sum: f64 = draws.iter().map(|draw| (draw - mean).powi(2)).sum();
    (n > 1.0).then(|| sum / (n - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slope_ignores_an_outlier() {
        let points = [(0.0, 0.0), (1.0, 2.0), (2.0, 90.0), (3.0, 6.0), (4.0, 8.0)];
        assert_eq!(slope(&points), Some(2.0));
        assert_eq!(slope(&points[..1]), None);
    }

    /// First step: .3 d against 2.7 sigma sqrt(.3/1.7 (1 - .49) + .09/3), that is .9362 sigma,
    /// so d = 3.13 sigma alarms at once and d = 3.11 does not.
    #[test]
    fn alarm_at_the_limit() {
        assert_eq!(alarm(&[1.0, 0.0, -1.0, 3.13], 1.0), Some(3));
        assert_eq!(alarm(&[1.0, 0.0, -1.0, 3.11], 1.0), None);
        assert_eq!(alarm(&[1.0, 0.0], 1.0), None);
    }

    #[test]
    fn a_lasting_step_is_found_later() {
        // 1.224 of 1.269 in the second month, 1.577 of 1.478 in the third.
        assert_eq!(alarm(&[0.0, 0.0, 0.0, 2.4, 2.4, 2.4, 2.4, 2.4], 1.0), Some(5));
    }
}
