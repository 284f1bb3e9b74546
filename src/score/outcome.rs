//! What scoring yields: the numbers of the report, each with n, an interval and its evidence.
//!
//! Nothing here is ever a stand-in: a figure that could not be computed is `None` with a reason.

use serde::Serialize;

use crate::model::time::Period;
use crate::signals::definition::{Axis, Facet, Tier};

/// A 95 % interval, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// 2.5 % point.
    pub low: f64,
    /// 97.5 % point.
    pub high: f64,
}

/// A value with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The point value.
    pub value: f64,
    /// Its bootstrap interval; `None` where replicates were too few to give one.
    pub interval: Option<Interval>,
}

/// Why there is no figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Missing {
    /// The data lacks it altogether (no milestones, no review requests, ...).
    NoData,
    /// Fewer items than the signal needs.
    TooFewItems {
        /// Items seen.
        items: u32,
        /// Items needed.
        needed: u32,
    },
    /// Less exposure than the signal needs.
    TooLittleExposure {
        /// Exposure seen.
        exposure: f64,
        /// Exposure needed.
        needed: f64,
    },
    /// Needs leaders, and who leads is not known.
    NoLeaders,
    /// Needs data of a higher tier.
    Tier {
        /// Tier needed.
        needed: Tier,
    },
    /// A regime makes it meaningless (web merges, rewritten authors, no requests), said in words.
    Regime {
        /// Which, as a sentence fragment.
        why: String,
    },
}

/// One signal for one team and month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignalFigure {
    /// Signal id.
    pub id: String,
    /// Distinct items behind the figure.
    pub items: u32,
    /// Sum of exposure.
    pub exposure: f64,
    /// Sum of value (numerator; for quantiles the number of finished items).
    pub total: f64,
    /// The figure before shrinkage and before odds: a share, ratio, quantile or index.
    pub raw: Option<f64>,
    /// The figure in the signal's unit, after shrinkage (and as odds where it is one).
    pub estimate: Option<Estimate>,
    /// Items whose value is a lower bound.
    pub censored: u32,
    /// For a quantile: the curve does not reach it, so the figure reads "over".
    pub beyond_horizon: bool,
    /// Months that the figure looks back on.
    pub window_months: u32,
    /// Severity for control pressure, 0 to 1.
    pub control_severity: Option<f64>,
    /// Severity for drift pressure, 0 to 1.
    pub drift_severity: Option<f64>,
    /// Why there is no figure.
    pub missing: Option<Missing>,
    /// Items that move the figure most, strongest first, at most ten.
    pub evidence: Vec<Evidence>,
    /// Change from the previous scored month.
    pub change: Option<Change>,
}

/// One item behind a figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// Repository as `owner/name`.
    pub repo: String,
    /// `#12`, `issue#5`, `milestone#1`, a week or a commit id.
    pub item: String,
    /// Numerator.
    pub value: f64,
    /// Denominator.
    pub exposure: f64,
    /// Lower bound only.
    pub censored: bool,
}

/// Difference between two months.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Change {
    /// This month minus the one before.
    pub difference: f64,
    /// 90 % interval of the difference.
    pub interval: Option<Interval>,
    /// Whether that interval excludes 0.
    pub clear: bool,
}

/// One facet of a pressure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FacetScore {
    /// Which.
    pub facet: Facet,
    /// Weighted mean severity; `None` where less than half its weight is available.
    pub value: Option<Estimate>,
    /// Weight available over full weight.
    pub coverage: f64,
    /// Share of the pressure's square that this facet contributes.
    pub contribution: Option<f64>,
}

/// One pressure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pressure {
    /// Which.
    pub axis: Axis,
    /// The pressure, 0 to 1; `None` where too little of it is available.
    pub value: Option<Estimate>,
    /// Share of facet weight available.
    pub coverage: f64,
    /// What it could be, whatever the missing facets are.
    pub bounds: Interval,
    /// Its four facets.
    pub facets: Vec<FacetScore>,
    /// At least two facets of .35 or more.
    pub corroborated: bool,
    /// The only facet of .35 or more, where the pressure alone would give a zone.
    pub one_facet: Option<Facet>,
    /// Why there is none.
    pub missing: Option<Missing>,
}

/// Zone of model 3.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// Low control and low drift: "engaged, not in the way".
    MicroEngaged,
    /// "Work waits for approval".
    ApprovalBound,
    /// "Work moves without attention".
    Drifting,
    /// Both: "pulled both ways".
    PulledBothWays,
    /// No zone holds in 80 % of the resamples.
    Unclear {
        /// Most frequent zone.
        first: SureZone,
        /// Second most frequent zone.
        second: SureZone,
    },
}

/// A zone other than unclear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SureZone {
    /// See [`Zone::MicroEngaged`].
    MicroEngaged,
    /// See [`Zone::ApprovalBound`].
    ApprovalBound,
    /// See [`Zone::Drifting`].
    Drifting,
    /// See [`Zone::PulledBothWays`].
    PulledBothWays,
}

/// Share of the resamples in each zone; they sum to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ZoneShares {
    /// Micro-engaged.
    pub micro_engaged: f64,
    /// Approval-bound.
    pub approval_bound: f64,
    /// Drifting.
    pub drifting: f64,
    /// Pulled both ways.
    pub pulled_both_ways: f64,
}

/// Where a team stands in a month, when both pressures are known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Position, -100 (micromanagement) to +100 (disengagement).
    pub position: Estimate,
    /// Tension, 0 to 1: how far both pressures are high at once.
    pub tension: Estimate,
    /// Strain, 0 to 1: the higher pressure.
    pub strain: f64,
    /// Zone.
    pub zone: Zone,
    /// How often each zone came out of the resamples.
    pub shares: ZoneShares,
    /// Approval-bound in three of four consecutive months.
    pub sustained: bool,
    /// Signals without which the zone changes or the position moves by more than 15; none where that was
    /// not asked.
    pub depends_on: Vec<String>,
    /// How the zone takes other weights of the facets; `None` where that was not asked.
    pub weights: Option<WeightCheck>,
    /// The same from low-risk pull requests alone; `None` where they are too few to tell.
    pub low_risk: Option<LowRisk>,
    /// Change of the position from the previous scored month.
    pub change: Option<Change>,
}

/// The zone under other weights of the facets (model 4c).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WeightCheck {
    /// Share of 200 random weightings under which the zone stays.
    pub kept: f64,
    /// Kept in fewer than 90 % of them.
    pub sensitive: bool,
}

/// A standing from low-risk pull requests alone, issues and milestones as before (model 3.8).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LowRisk {
    /// Position.
    pub position: f64,
    /// Zone, resamples aside.
    pub zone: SureZone,
    /// Whether a pressure that makes the zone falls below its threshold: high-risk work drives it.
    pub driven_by_high_risk: bool,
}

/// Why a team's month has no standing.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum Status {
    /// It has one.
    Scored,
    /// Git alone: the open band of identification bounds.
    Screening,
    /// Too few people: nothing about the team is computed.
    TooFewPeople {
        /// Active people seen.
        active: u32,
        /// Non-leader authors seen.
        authors: u32,
        /// Active people needed, as configured.
        least_active: u32,
        /// Non-leader authors needed, as configured.
        least_authors: u32,
    },
    /// Fewer than 8 pull requests in three months.
    TooLittleWork {
        /// Pull requests in the trailing three months.
        ready: u32,
    },
    /// Who leads is not known, so control cannot be told.
    NoLeaders,
    /// Too many facets are missing for a pressure.
    TooLittleEvidence,
}

/// One team in one month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MonthScore {
    /// Month.
    pub period: Period,
    /// Whether there is a standing, or why not.
    pub status: Status,
    /// 1, or 3 where the month alone was too small.
    pub window_months: u32,
    /// The last items have not been followed for their full horizon.
    pub provisional: bool,
    /// Data that the team has.
    pub tier: Tier,
    /// Leaders.
    pub leaders: u32,
    /// Non-leaders.
    pub peers: u32,
    /// Pull requests by non-leaders that became ready within the window.
    pub ready: u32,
    /// Control pressure.
    pub control: Option<Pressure>,
    /// Drift pressure.
    pub drift: Option<Pressure>,
    /// Position bounds whatever the missing facets are.
    pub position_bounds: Option<Interval>,
    /// Where the team stands.
    pub standing: Option<Standing>,
    /// All signals, scored and shown, in catalogue order.
    pub signals: Vec<SignalFigure>,
}

/// One team over the months, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TeamScore {
    /// Team.
    pub team: String,
    /// Months, oldest first.
    pub months: Vec<MonthScore>,
    /// Trend of the position over the last six months, points per month, where its 90 % interval excludes 0 and it moved 15 points or more.
    pub trend: Option<Estimate>,
    /// Month in which the position was found to have shifted (model 3.9).
    pub shift: Option<Period>,
    /// The same of control pressure, whatever the position did.
    pub control_shift: Option<Period>,
    /// The same of drift pressure.
    pub drift_shift: Option<Period>,
}
