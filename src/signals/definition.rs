//! A signal as its file describes it.
//!
//! The file is `queries/signals/<id>.sql`: lines that begin with `--:` are TOML and make a
//! [`Definition`]; what follows is a SELECT of item-level observations.

use serde::{Deserialize, Serialize};

pub use crate::model::tier::Tier;

/// Front matter of a signal file; unknown keys are refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Same as the file name.
    pub id: String,
    /// Short name in reports, sentence case, no full stop.
    pub title: String,
    /// The question it answers, ending in a question mark.
    pub question: String,
    /// Concept that it stands for.
    pub concept: String,
    /// How observations become a figure.
    pub estimator: Estimator,
    /// Unit of the figure, as written behind it: `share`, `odds ratio`, `bh`, `bh per pull request`, ...
    pub unit: String,
    /// Scale on which severity is linear between the anchors.
    pub scale: Scale,
    /// Fewest distinct items for a figure.
    pub min_items: u32,
    /// Least sum of exposure for a figure.
    #[serde(default)]
    pub min_exposure: f64,
    /// Months that a figure looks back on.
    pub window: Window,
    /// Pseudo-exposure of the benign prior (model 3.2); 0: not shrunk.
    #[serde(default)]
    pub shrinkage: f64,
    /// Least data that it needs.
    pub tier: Tier,
    /// What else moves it.
    pub confounders: String,
    /// How it could be gamed, and what guards against that.
    pub gaming: String,
    /// What it cannot tell.
    pub cannot_tell: String,
    /// Part in control pressure; absent: none.
    pub control: Option<Anchors>,
    /// Part in drift pressure; absent: none.
    pub drift: Option<Anchors>,
}

/// Part of a signal in one pressure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchors {
    /// Facet, see [`Facet`].
    pub facet: Facet,
    /// Weight within the facet, 1 or 0.5.
    pub weight: f64,
    /// Value of severity 0.1.
    pub green: f64,
    /// Value of severity 0.9; below `green` where low is bad.
    pub red: f64,
    /// Grade of the evidence for the anchors.
    pub grade: Grade,
    /// Where the anchors come from.
    pub source: String,
}

/// How observations become a figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Estimator {
    /// Sum of `value` over sum of `exposure`, between 0 and 1.
    Share,
    /// The odds of that share over the odds of a leader's expected share, |L|/(|L|+|P|-1).
    OddsAgainstExpected,
    /// Sum of `value` over sum of `exposure`.
    RatioOfSums,
    /// Sum of `value` over sum of `exposure`, a mean per item.
    Mean,
    /// Kaplan-Meier quantile of `value`; where the curve does not reach it, the longest time that
    /// anything was watched, at most the horizon.
    KmQuantile {
        /// Which quantile, between 0 and 1.
        quantile: f64,
        /// Longer durations count as unfinished here.
        horizon: f64,
    },
    /// Area under the Kaplan-Meier curve of `value` up to the horizon: the mean of what is shorter of
    /// each duration and the horizon, unfinished ones included.
    RestrictedMean {
        /// Longer durations count as unfinished here.
        horizon: f64,
    },
    /// Normalised Herfindahl-Hirschman index of `value` over `group_key`, roster members with none included.
    Concentration,
    /// Sum of `value`.
    Count,
}

/// Scale on which severity is linear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Natural logarithm: durations, densities, odds.
    Ln,
    /// Log odds, argument held between .005 and .995: shares.
    Logit,
    /// As it is.
    Identity,
}

/// Months that a figure looks back on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// The month; the trailing three where the month alone is too small (model 3.7).
    Month,
    /// Always the trailing six months.
    SixMonths,
    /// The query has spread its rows over the months already.
    InQuery,
}

/// A quarter of a pressure (model 3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// Control: who decides.
    Gate,
    /// Control: what waits for that.
    Bottleneck,
    /// Control: how closely work is prescribed.
    Detail,
    /// Control: what is started without being told.
    Initiative,
    /// Drift: work that nobody looks at.
    Unattended,
    /// Drift: plans that move.
    Milestone,
    /// Drift: leaders without a trace.
    Absence,
    /// Drift: work without stated intent or owner.
    Intent,
}

/// Evidence behind a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grade {
    /// A published recommendation.
    A,
    /// A published distribution or effect.
    B,
    /// A design prior of this project, not validated on real teams.
    C,
}

/// One of the two pressures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// Control pressure.
    Control,
    /// Drift pressure.
    Drift,
}

impl Facet {
    /// All facets, control first.
    pub const ALL: [Self; 8] = [
        Self::Gate,
        Self::Bottleneck,
        Self::Detail,
        Self::Initiative,
        Self::Unattended,
        Self::Milestone,
        Self::Absence,
        Self::Intent,
    ];

    /// The pressure that it is a quarter of.
    #[must_use]
    pub fn axis(self) -> Axis {
        match self {
            Self::Gate | Self::Bottleneck | Self::Detail | Self::Initiative => Axis::Control,
            Self::Unattended | Self::Milestone | Self::Absence | Self::Intent => Axis::Drift,
        }
    }
}
