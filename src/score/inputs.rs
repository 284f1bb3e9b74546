//! What scoring reads.

use std::collections::BTreeSet;

use crate::model::derived::TeamMonth;
use crate::model::observation::Observations;
use crate::model::table::Text;
use crate::model::time::Period;
use crate::signals::definition::Definition;

/// Replicates of the bootstrap when nobody asks for another number (model 3.6).
pub const REPLICATES: u32 = 1000;

/// What scores say beside figures, pressures and positions; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Nothing.
    Points,
    /// What a standing hangs on: single signals, the weights of facets.
    Robustness,
    /// The items behind each figure.
    Evidence,
}

/// Everything that scores are computed from; equal inputs give equal scores.
#[derive(Clone, Copy, Debug)]
pub struct ScoreInputs<'a> {
    /// Signals, in catalogue order.
    pub definitions: &'a [Definition],
    /// Observations of all teams and months, in any order. Rows of an unknown signal, of no month,
    /// or with a number that is not finite are left out.
    pub observations: &'a Observations,
    /// Teams and months; a team that has no row is not scored.
    pub team_months: &'a [TeamMonth],
    /// Months to score, oldest first.
    pub periods: &'a [Period],
    /// Months whose last items have not been followed for their full horizon.
    pub provisional: &'a BTreeSet<Period>,
    /// Signals that a regime makes meaningless: team, signal id, why (as a sentence fragment).
    pub regimes: &'a [(String, String, String)],
    /// Low-risk pull requests, as repository and item; empty: not known, so nothing is said of them.
    pub low_risk: &'a BTreeSet<(Text, Text)>,
    /// Fewest active people of a team that is shown; never taken as less than 4.
    pub min_active: u32,
    /// Fewest non-leader authors of a team that is shown.
    pub min_authors: u32,
    /// Replicates of the bootstrap, see [`REPLICATES`]; with fewer than 40 there are no intervals.
    pub replicates: u32,
    /// What scores say beside their figures.
    pub detail: Detail,
    /// Threads to score on; they change nothing in the scores.
    pub threads: usize,
    /// Separates the random draws of one report from another's.
    pub seed_domain: &'a str,
}
