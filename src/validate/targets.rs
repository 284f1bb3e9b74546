//! The table of targets (model 4a): what was asked for, what was reached, what the prototype
//! reached.

use serde::Serialize;

use super::plan::{More, SIZES, Validation};
use super::stats::Count;

/// One target.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Target {
    /// Number in the model, with a letter where it has parts.
    pub id: &'static str,
    /// What is measured.
    pub what: String,
    /// What is asked for.
    pub target: &'static str,
    /// What was reached; `None`: not looked at in this run.
    pub reached: Option<String>,
    /// What the prototype reached.
    pub prototype: &'static str,
    /// Whether it is met; `None`: not looked at in this run.
    pub met: Option<bool>,
}

/// A figure that a target is about.
#[derive(Clone, Copy, Debug)]
enum Figure {
    /// A rank correlation.
    Rho(Option<f64>),
    /// A share.
    Share(Count),
}

impl Figure {
    fn value(self) -> Option<f64> {
        match self {
            Self::Rho(value) => value,
            Self::Share(count) => count.share(),
        }
    }

    fn words(self) -> Option<String> {
        match self {
            Self::Rho(value) => value.map(rho),
            Self::Share(count) => share(count),
        }
    }
}

/// A correlation: `.962`.
#[must_use]
pub fn rho(value: f64) -> String {
    format!("{value:.3}").replacen("0.", ".", 1)
}

/// A share with its counts: `99.5 % (398 of 400)`; `None` of nothing.
#[must_use]
pub fn share(count: Count) -> Option<String> {
    count.share().map(|s| format!("{:.1} % ({} of {})", 100.0 * s, count.hits, count.of))
}

/// The bound of a target.
#[derive(Clone, Copy, Debug)]
enum Bound {
    Least(f64),
    Most(f64),
    Between(f64, f64),
}

impl Bound {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::Least(least) => value >= least,
            Self::Most(most) => value <= most,
            Self::Between(least, most) => (least..=most).contains(&value),
        }
    }
}

/// Number, what, target in words, bound, prototype.
type Asked = (&'static str, &'static str, &'static str, Bound, &'static str);

fn row(asked: Asked, figure: Option<Figure>) -> Target {
    let (id, what, target, bound, prototype) = asked;
    Target {
        id,
        what: what.to_owned(),
        target,
        reached: figure.and_then(Figure::words),
        prototype,
        met: figure.and_then(Figure::value).map(|value| bound.holds(value)),
    }
}

/// All targets in order.
#[must_use]
pub fn targets(validation: &Validation) -> Vec<Target> {
    let mut all = main(validation);
    let more = validation.more.as_ref();
    all.extend(intervals(more));
    all.extend(beyond(more));
    all.push(row(
        (
            "V10",
            "pull requests whose wait states make up their open time, to the second",
            "all",
            Bound::Least(1.0),
            "all",
        ),
        Some(Figure::Share(validation.passed.sound)),
    ));
    all
}

fn main(validation: &Validation) -> Vec<Target> {
    use Bound::{Least, Most};
    use Figure::{Rho, Share};
    let main = &validation.main;
    vec![
        row(
            (
                "V1a",
                "rank correlation of position and style, plane",
                "≥ .95",
                Least(0.95),
                ".960–.967",
            ),
            Some(Rho(main.plane)),
        ),
        row(
            ("V1b", "the same on the line", "≥ .97", Least(0.97), ".980–.981"),
            Some(Rho(main.line)),
        ),
        row(
            (
                "V2a",
                "rank correlation of control pressure and its latent counterpart",
                "≥ .92",
                Least(0.92),
                ".943",
            ),
            Some(Rho(main.control)),
        ),
        row(
            ("V2b", "the same for drift pressure", "≥ .95", Least(0.95), ".968–.973"),
            Some(Rho(main.drift)),
        ),
        row(
            ("V3", "three styles told right", "≥ 95 %", Least(0.95), "99.5–99.6 %"),
            Some(Share(main.styles)),
        ),
        row(
            ("V4a", "both extremes at once told as such", "≥ 90 %", Least(0.90), "98.4–99.7 %"),
            Some(Share(main.both)),
        ),
        row(
            ("V4b", "both extremes at once called balanced", "≤ 2 %", Most(0.02), "0 %"),
            Some(Share(main.both_as_balanced)),
        ),
        row(
            ("V5a", "balanced teams in another zone", "≤ 5 %", Most(0.05), "0–0.3 %"),
            Some(Share(main.false_alarms)),
        ),
        row(
            (
                "V5b",
                "balanced teams with another label (80 % of the resamples)",
                "≤ 1 %",
                Most(0.01),
                "0 %",
            ),
            Some(Share(main.false_labels)),
        ),
    ]
}

fn intervals(more: Option<&More>) -> Vec<Target> {
    let pooled = |pick: &dyn Fn(&super::coverage::Coverage) -> Count, from: usize| {
        more.map(|m| {
            let sizes = m.coverage.iter().skip(from);
            Figure::Share(sizes.map(pick).fold(Count::default(), Count::plus))
        })
    };
    let all = Bound::Between(0.93, 0.97);
    let mut rows = vec![
        row(
            (
                "V6a",
                "95 % intervals of the position that hold the long-run value",
                "93–97 %",
                all,
                "93 / 98 / 94 %",
            ),
            pooled(&|c| c.position, 0),
        ),
        row(
            (
                "V6b",
                "the same for control pressure, from 60 pull requests",
                "≥ 90 %",
                Bound::Least(0.90),
                "97 %",
            ),
            pooled(&|c| c.control, 1),
        ),
        row(
            (
                "V6c",
                "the same for drift pressure, from 60 pull requests",
                "≥ 90 %",
                Bound::Least(0.90),
                "92–93 %",
            ),
            pooled(&|c| c.drift, 1),
        ),
    ];
    if let (Some(more), Some(first)) = (more, rows.first_mut()) {
        let by_size: Vec<String> = SIZES
            .iter()
            .zip(&more.coverage)
            .filter_map(|(size, c)| {
                Some(format!("{size:.0}: {:.0} %", 100.0 * c.position.share()?))
            })
            .collect();
        first.what = format!("{}; by pull requests a month {}", first.what, by_size.join(", "));
    }
    rows
}

fn beyond(more: Option<&More>) -> Vec<Target> {
    use Bound::{Least, Most};
    use Figure::{Rho, Share};
    let odd = more.map(|m| &m.misspecified);
    let small = more.map(|m| &m.small);
    let shifts = more.map(|m| {
        let sizes = m.coverage.iter().skip(1);
        Share(sizes.map(|c| c.false_shifts).fold(Count::default(), Count::plus))
    });
    vec![
        row(
            (
                "V7a",
                "misspecified generator: three styles told right",
                "≥ 93 %",
                Least(0.93),
                "96.1 %",
            ),
            odd.map(|r| Share(r.styles)),
        ),
        row(
            (
                "V7b",
                "misspecified generator: balanced teams in another zone",
                "≤ 5 %",
                Most(0.05),
                "3.4 %",
            ),
            odd.map(|r| Share(r.false_alarms)),
        ),
        row(
            (
                "V7c",
                "misspecified generator: rank correlation, plane",
                "≥ .92",
                Least(0.92),
                ".934",
            ),
            odd.map(|r| Rho(r.plane)),
        ),
        row(
            (
                "V8a",
                "20 pull requests a month: teams that get a label",
                "≥ 75 %",
                Least(0.75),
                "84 %",
            ),
            small.map(|r| Share(r.labelled)),
        ),
        row(
            (
                "V8b",
                "20 pull requests a month: labels that are right",
                "≥ 95 %",
                Least(0.95),
                "99.4 %",
            ),
            small.map(|r| Share(r.right_labels)),
        ),
        row(
            (
                "V9a",
                "shifts reported within a year where nothing changed",
                "≤ 5 %",
                Most(0.05),
                "4.3 %",
            ),
            shifts,
        ),
        row(
            (
                "V9b",
                "shifts of the position by 25 points found within 6 months",
                "≥ 80 %",
                Least(0.80),
                "91 %",
            ),
            more.and_then(|m| m.shifts.first()).map(|s| Share(s.in_time)),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_in_words() {
        assert_eq!(rho(0.9618), ".962");
        assert_eq!(rho(1.0), "1.000");
        assert_eq!(rho(-0.25), "-.250");
        assert_eq!(share(Count { hits: 1, of: 8 }).as_deref(), Some("12.5 % (1 of 8)"));
        assert_eq!(share(Count::default()), None);
    }

    #[test]
    fn a_bound_can_be_missed() {
        let asked = |bound| ("V", "what", "target", bound, "prototype");
        let met = |bound, value| row(asked(bound), Some(Figure::Rho(Some(value)))).met;
        assert_eq!(met(Bound::Least(0.9), 0.89), Some(false));
        assert_eq!(met(Bound::Most(0.9), 0.89), Some(true));
        assert_eq!(met(Bound::Between(0.93, 0.97), 0.98), Some(false));
        assert_eq!(row(asked(Bound::Least(0.9)), None).met, None);
        assert_eq!(row(asked(Bound::Least(0.9)), Some(Figure::Rho(None))).met, None);
    }
}
