//! Scores that somebody might use instead: one number a team, straight from the tables.
//!
//! They are what the score has to beat (model 6). Each gets the best two cut-offs and the best
//! order of classes that one half of the teams yields, and is judged on the other half.

use std::collections::BTreeMap;

use serde::Serialize;

use super::stats::{Count, median};
use crate::derive::tables::Derived;
use crate::score::outcome::SureZone;

/// A simple score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simple {
    /// Share of approvals that leaders gave.
    LeaderShare,
    /// Median hours to the first response, closed pull requests alone.
    FirstReview,
    /// Third quartile of hours to the first response, open ones as lower bounds.
    FirstReviewCensored,
    /// Median hours from ready to merge.
    CycleTime,
}

impl Simple {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::LeaderShare, Self::FirstReview, Self::FirstReviewCensored, Self::CycleTime];

    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LeaderShare => "leader share of approvals alone",
            Self::FirstReview => "median time to first review alone (closed pull requests)",
            Self::FirstReviewCensored => "P75 first response, open ones censored",
            Self::CycleTime => "median cycle time alone",
        }
    }
}

/// What the simple scores say of one team; in the order of [`Simple::ALL`].
pub type Figures = [Option<f64>; 4];

/// Simple scores of every team in a month; `p75` is filled in later.
#[must_use]
pub fn figures(derived: &Derived, period: &str) -> BTreeMap<String, Figures> {
    #[derive(Default)]
    struct Team {
        approvals: Vec<bool>,
        first: Vec<f64>,
        cycle: Vec<f64>,
    }
    let mut teams: BTreeMap<&str, Team> = BTreeMap::new();
    for item in derived.cohort.iter().filter(|c| c.period == period && !c.bookkeeping) {
        let team = teams.entry(&item.team).or_default();
        if item.closed.is_some() && !item.response_censored {
            team.first.push(item.first_response_bh);
        }
        if item.merged.is_some() {
            team.cycle.push(item.open_hours);
        }
    }
    let approvals = derived.acts.iter().filter(|a| a.period == period && a.approval);
    for act in approvals.filter(|a| a.subject == "pull" && a.by != "author" && a.by != "bot") {
        teams.entry(&act.team).or_default().approvals.push(act.role == "leader");
    }
    let of_team = |team: Team| -> Figures {
        let share = Count::over(team.approvals).share();
        [share, median(&team.first), None, median(&team.cycle)]
    };
    teams.into_iter().map(|(name, team)| (name.to_owned(), of_team(team))).collect()
}

/// A score with two cut-offs: which style lies below, between and above them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cutoffs {
    low: f64,
    high: f64,
    order: [SureZone; 3],
}

/// One team to be told by a score: the score, and its style.
pub type Labelled = (Option<f64>, SureZone);

const STYLES: [SureZone; 3] = [SureZone::ApprovalBound, SureZone::MicroEngaged, SureZone::Drifting];

impl Cutoffs {
    /// The cut-offs and order that tell most of these teams right; teams without a score, or of
    /// another style than the three, teach nothing.
    #[must_use]
    pub fn best(teams: &[Labelled]) -> Option<Self> {
        let mut known: Vec<(f64, usize)> = teams
            .iter()
            .filter_map(|(score, zone)| Some(((*score)?, STYLES.iter().position(|s| s == zone)?)))
            .collect();
        known.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Teams of each style among the first n.
        let mut before = vec![[0_usize; 3]];
        for (_, style) in &known {
            let mut counts = *before.last()?;
            counts[*style] += 1;
            before.push(counts);
        }
        let cuts: Vec<usize> = (0..=known.len())
            .filter(|n| *n == 0 || *n == known.len() || known[*n - 1].0 < known[*n].0)
            .collect();
        let all = *before.last()?;
        let mut best: Option<(usize, usize, usize, [usize; 3])> = None;
        for (index, low) in cuts.iter().enumerate() {
            for high in &cuts[index..] {
                for order in ORDERS {
                    let (below, upto) = (before[*low], before[*high]);
                    let right = below[order[0]]
                        + (upto[order[1]] - below[order[1]])
                        + (all[order[2]] - upto[order[2]]);
                    if best.is_none_or(|(most, ..)| right > most) {
                        best = Some((right, *low, *high, order));
                    }
                }
            }
        }
        let (_, low, high, order) = best?;
        Some(Self {
            low: edge(&known, low),
            high: edge(&known, high),
            order: order.map(|style| STYLES[style]),
        })
    }

    /// The style that it tells; `None` without a score.
    #[must_use]
    pub fn tell(&self, score: Option<f64>) -> Option<SureZone> {
        let score = score?;
        Some(match (score < self.low, score < self.high) {
            (true, _) => self.order[0],
            (_, true) => self.order[1],
            _ => self.order[2],
        })
    }
}

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/// Halfway between the n-th score and the one before it.
fn edge(sorted: &[(f64, usize)], n: usize) -> f64 {
    match (n.checked_sub(1).and_then(|i| sorted.get(i)), sorted.get(n)) {
        (Some(below), Some(above)) => f64::midpoint(below.0, above.0),
        (Some(_), None) => f64::INFINITY,
        (None, _) => f64::NEG_INFINITY,
    }
}

/// How a score with two cut-offs tells teams that it was not tuned on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Teams of the three styles told right.
    pub right: Count,
    /// Balanced teams told to be something else.
    pub false_alarms: Count,
    /// Teams with both extremes at once told to be balanced.
    pub both_as_balanced: Count,
}

/// Tunes on every second team of each style, judges on the others.
#[must_use]
pub fn judge(teams: &[Labelled]) -> Told {
    let mut seen: BTreeMap<SureZone, usize> = BTreeMap::new();
    let (mut tune, mut test) = (Vec::new(), Vec::new());
    for team in teams {
        let number = seen.entry(team.1).or_default();
        *number += 1;
        if number.is_multiple_of(2) { &mut test } else { &mut tune }.push(*team);
    }
    let Some(cutoffs) = Cutoffs::best(&tune) else { return Told::default() };
    let of = |zone: SureZone| test.iter().filter(move |(_, own)| *own == zone);
    let balanced = Some(SureZone::MicroEngaged);
    Told {
        right: Count::over(
            STYLES.iter().flat_map(|z| of(*z)).map(|(s, own)| cutoffs.tell(*s) == Some(*own)),
        ),
        false_alarms: Count::over(
            of(SureZone::MicroEngaged).map(|(s, _)| cutoffs.tell(*s) != balanced),
        ),
        both_as_balanced: Count::over(
            of(SureZone::PulledBothWays).map(|(s, _)| cutoffs.tell(*s) == balanced),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SureZone::{ApprovalBound, Drifting, MicroEngaged, PulledBothWays};

    #[test]
    fn cutoffs_find_any_order() {
        let teams: Vec<Labelled> = (0..30)
            .map(|n| {
                let zone = [Drifting, ApprovalBound, MicroEngaged][n / 10];
                (Some(n as f64), zone)
            })
            .collect();
        let cutoffs = Cutoffs::best(&teams).expect("cut-offs");
        assert!(teams.iter().all(|(score, zone)| cutoffs.tell(*score) == Some(*zone)));
        assert_eq!(cutoffs.tell(Some(9.4)), Some(Drifting));
        assert_eq!(cutoffs.tell(None), None);
    }

    /// A score that says nothing tells one class of three, and a team without a score is wrong.
    #[test]
    fn a_score_that_says_nothing_is_right_by_chance() {
        let zones = [ApprovalBound, MicroEngaged, Drifting, PulledBothWays];
        let teams: Vec<Labelled> = (0..80).map(|n| (Some(1.0), zones[n / 20])).collect();
        let told = judge(&teams);
        assert_eq!(told.right, Count { hits: 10, of: 30 });
        let none: Vec<Labelled> = teams.iter().map(|(_, zone)| (None, *zone)).collect();
        assert_eq!(judge(&none).right.hits, 0);
    }
}
