//! Who and what is scored at all, and over how many months (model 3.7, A.6, A.8, A.16).

use crate::model::derived::TeamMonth;
use crate::model::time::Period;
use crate::signals::definition::{Definition, Estimator, Facet, Tier, Window};

use super::inputs::ScoreInputs;
use super::outcome::{Missing, Status};
use super::rows::TeamData;

/// Fewest active people, whatever is asked for (model 3.7: no override below 4).
const LEAST_ACTIVE: u32 = 4;
/// Pull requests of a month from which it stands alone.
const ENOUGH_FOR_A_MONTH: u32 = 20;
/// Pull requests of three months below which nothing is said about the team.
const ENOUGH_FOR_THREE: u32 = 8;
/// Share of pull requests with a review request below which waiting for a leader is not seen.
const LEAST_REQUESTED: f64 = 0.2;
/// The signals that see nothing without review requests.
const NEED_REQUESTS: [&str; 2] = ["leader_wait_share_odds", "leader_blocked_hours_per_pr"];

/// What the gates found for a team and month.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    /// Why there can be no standing; `None`: nothing stands against it so far.
    pub obstacle: Option<Status>,
    /// 1, or 3 where the month alone was too small.
    pub window_months: u32,
    /// Pull requests by non-leaders that became ready within the window.
    pub ready: u32,
    /// Data that the team has.
    pub tier: Tier,
    /// |L|.
    pub leaders: u32,
    /// |P|.
    pub peers: u32,
    requested_share: Option<f64>,
}

impl Gate {
    /// Looks at a team and month.
    pub(super) fn of(inputs: &ScoreInputs<'_>, team: &TeamData<'_>, period: Period) -> Self {
        let Some(month) = team.months.get(&period) else {
            return Self::nobody(inputs);
        };
        let own = count(month.ready);
        let three = (0..3)
            .filter_map(|back| team.months.get(&period.plus(-back)))
            .map(|m| count(m.ready))
            .fold(0, u32::saturating_add);
        let alone = own >= ENOUGH_FOR_A_MONTH;
        let tier = tier(&month.tier);
        Self {
            obstacle: obstacle(inputs, month, tier, three),
            window_months: if alone { 1 } else { 3 },
            ready: if alone { own } else { three },
            tier,
            leaders: count(month.leaders),
            peers: count(month.peers),
            requested_share: month.requested_share,
        }
    }

    /// A month in which the team has no row at all.
    fn nobody(inputs: &ScoreInputs<'_>) -> Self {
        Self {
            obstacle: Some(too_few(inputs, 0, 0)),
            window_months: 1,
            ready: 0,
            tier: Tier::Git,
            leaders: 0,
            peers: 0,
            requested_share: None,
        }
    }

    /// Whether nothing at all may be computed.
    pub(super) fn hides_everything(&self) -> bool {
        matches!(self.obstacle, Some(Status::TooFewPeople { .. }))
    }

    /// Months that a signal looks back on.
    pub(super) fn window_of(&self, definition: &Definition) -> u32 {
        match definition.window {
            Window::Month => self.window_months,
            Window::SixMonths => 6,
            Window::InQuery => 1,
        }
    }

    /// Why a signal has no figure before its rows are looked at.
    pub(super) fn blocks(&self, definition: &Definition, regime: Option<&str>) -> Option<Missing> {
        if definition.tier > self.tier {
            return Some(Missing::Tier { needed: definition.tier });
        }
        if let Some(why) = regime {
            return Some(Missing::Regime { why: why.to_owned() });
        }
        if self.leaders == 0 && needs_leaders(definition) {
            return Some(Missing::NoLeaders);
        }
        let unseen = self.requested_share.filter(|share| *share < LEAST_REQUESTED)?;
        NEED_REQUESTS.contains(&definition.id.as_str()).then(|| Missing::Regime {
            why: format!(
                "only {:.0} % of pull requests had a review request, so waiting for a leader leaves no trace",
                unseen * 100.0
            ),
        })
    }

    /// Expected share of a leader, |L| / (|L| + |P| - 1); `None` where only leaders could act.
    pub(super) fn expected_share(&self) -> Option<f64> {
        let others = (f64::from(self.leaders) + f64::from(self.peers)) - 1.0;
        let share = f64::from(self.leaders) / others;
        (share > 0.0 && share < 1.0).then_some(share)
    }

    /// Size of the roster, |L| + |P|.
    pub(super) fn roster(&self) -> usize {
        let people = u64::from(self.leaders) + u64::from(self.peers);
        usize::try_from(people).unwrap_or(usize::MAX)
    }
}

fn obstacle(
    inputs: &ScoreInputs<'_>,
    month: &TeamMonth,
    tier: Tier,
    ready_in_three: u32,
) -> Option<Status> {
    let (active, authors) = (count(month.active), count(month.authors));
    if active < least_active(inputs) || authors < inputs.min_authors {
        Some(too_few(inputs, active, authors))
    } else if tier == Tier::Git {
        Some(Status::Screening)
    } else if ready_in_three < ENOUGH_FOR_THREE {
        Some(Status::TooLittleWork { ready: ready_in_three })
    } else if month.leaders < 1 {
        Some(Status::NoLeaders)
    } else {
        None
    }
}

fn least_active(inputs: &ScoreInputs<'_>) -> u32 {
    inputs.min_active.max(LEAST_ACTIVE)
}

fn too_few(inputs: &ScoreInputs<'_>, active: u32, authors: u32) -> Status {
    let least_authors = inputs.min_authors;
    Status::TooFewPeople { active, authors, least_active: least_active(inputs), least_authors }
}

/// Without leaders nothing that speaks of them can be told: neither control, nor their absence,
/// nor odds against their expected share. How reviews are spread can.
fn needs_leaders(definition: &Definition) -> bool {
    if definition.estimator == Estimator::Concentration {
        return false;
    }
    definition.control.is_some()
        || definition.drift.as_ref().is_some_and(|anchors| anchors.facet == Facet::Absence)
        || definition.estimator == Estimator::OddsAgainstExpected
        || definition.id.starts_with("leader_")
}

fn tier(word: &str) -> Tier {
    match word {
        "full" => Tier::Full,
        "pr_only" => Tier::PrOnly,
        // The least claim where the word is not known.
        _ => Tier::Git,
    }
}

fn count(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}
