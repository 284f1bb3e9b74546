//! A figure on the scale between its anchors (model 3.1).
//!
//! The curve is a logistic function on the transformed value: .1 at the green anchor, .5 half-way,
//! .9 at the red one. Two numbers that people can read define it, and it neither saturates at an
//! outlier nor depends on other teams, which min-max scaling and percentiles do (OECD and JRC,
//! Handbook on Constructing Composite Indicators, 2008, step 5).

use crate::signals::definition::{Anchors, Scale};

/// Shares closer to 0 or 1 than this are held there before their odds are taken.
const LEAST_SHARE: f64 = 0.005;
/// Largest distance from the middle, in units of the slope.
const FARTHEST: f64 = 8.0;
/// Severity at which the benign prior of model 3.2 sits.
pub(crate) const BENIGN: f64 = 0.25;

/// Severity as a function of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    scale: Scale,
    middle: f64,
    slope: f64,
}

impl Curve {
    /// The curve through two anchors; `None` where they are equal or not on the scale.
    #[must_use]
    pub fn new(scale: Scale, anchors: &Anchors) -> Option<Self> {
        let green = transform(scale, anchors.green);
        let red = transform(scale, anchors.red);
        let slope = (red - green) / (2.0 * 9.0_f64.ln());
        let usable = slope.is_finite() && slope != 0.0;
        usable.then(|| Self { scale, middle: f64::midpoint(green, red), slope })
    }

    /// Severity of a figure, 0 to 1.
    #[must_use]
    pub fn severity(&self, value: f64) -> f64 {
        let z = (transform(self.scale, value) - self.middle) / self.slope;
        logistic(z.clamp(-FARTHEST, FARTHEST))
    }

    /// The figure that has a severity between 0 and 1.
    #[must_use]
    pub fn value_at(&self, severity: f64) -> f64 {
        let point = self.middle + self.slope * (severity / (1.0 - severity)).ln();
        match self.scale {
            Scale::Ln => point.exp(),
            Scale::Logit => logistic(point),
            Scale::Identity => point,
        }
    }

    /// Whether a larger figure is a more severe one.
    #[must_use]
    pub fn rises(&self) -> bool {
        self.slope > 0.0
    }
}

/// The odds of a share, held between those of .005 and .995.
pub(crate) fn odds(share: f64) -> f64 {
    let held = share.clamp(LEAST_SHARE, 1.0 - LEAST_SHARE);
    held / (1.0 - held)
}

fn transform(scale: Scale, value: f64) -> f64 {
    match scale {
        // A duration or density of nothing lies below every anchor.
        Scale::Ln if value <= 0.0 => f64::NEG_INFINITY,
        Scale::Ln => value.ln(),
        Scale::Logit => odds(value).ln(),
        Scale::Identity => value,
    }
}

fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::definition::{Facet, Grade};
    use proptest::prelude::*;

    fn anchors(green: f64, red: f64) -> Anchors {
        Anchors {
            facet: Facet::Gate,
            weight: 1.0,
            green,
            red,
            grade: Grade::C,
            source: "test".to_owned(),
        }
    }

    fn curve(scale: Scale, green: f64, red: f64) -> Curve {
        Curve::new(scale, &anchors(green, red)).expect("a curve")
    }

    #[test]
    fn anchors_and_their_middle() {
        let durations = curve(Scale::Ln, 8.0, 32.0);
        assert!((durations.severity(8.0) - 0.1).abs() < 1e-12);
        assert!((durations.severity(16.0) - 0.5).abs() < 1e-12);
        assert!((durations.severity(32.0) - 0.9).abs() < 1e-12);
        let visible = curve(Scale::Logit, 0.8, 0.3);
        assert!((visible.severity(0.8) - 0.1).abs() < 1e-12);
        assert!((visible.severity(0.3) - 0.9).abs() < 1e-12);
        assert!(!visible.rises());
    }

    #[test]
    fn ends_are_held() {
        let durations = curve(Scale::Ln, 8.0, 32.0);
        assert!((durations.severity(0.0) - 1.0 / (1.0 + 8.0_f64.exp())).abs() < 1e-12);
        let share = curve(Scale::Logit, 0.05, 0.4);
        assert_eq!(share.severity(0.0).to_bits(), share.severity(0.004).to_bits());
        assert_eq!(share.severity(1.0).to_bits(), share.severity(0.999).to_bits());
    }

    #[test]
    fn equal_anchors_are_no_curve() {
        assert_eq!(Curve::new(Scale::Ln, &anchors(3.0, 3.0)), None);
        assert_eq!(Curve::new(Scale::Ln, &anchors(0.0, 3.0)), None);
    }

    proptest! {
        #[test]
        fn severity_follows_the_direction(a in 0.0..100.0_f64, b in 0.0..100.0_f64) {
            let (low, high) = if a <= b { (a, b) } else { (b, a) };
            for scale in [Scale::Ln, Scale::Logit, Scale::Identity] {
                let rising = curve(scale, 0.2, 0.6);
                let falling = curve(scale, 0.6, 0.2);
                prop_assert!(rising.severity(low) <= rising.severity(high));
                prop_assert!(falling.severity(low) >= falling.severity(high));
                prop_assert!((0.0..=1.0).contains(&rising.severity(high)));
            }
        }

        #[test]
        fn value_at_undoes_severity(severity in 0.01..0.99_f64) {
            for scale in [Scale::Ln, Scale::Logit, Scale::Identity] {
                let curve = curve(scale, 0.2, 0.6);
                prop_assert!((curve.severity(curve.value_at(severity)) - severity).abs() < 1e-9);
            }
        }
    }
}
