//! How long pull requests wait for a first answer and for their merge, by who was asked at first.
//!
//! Who was asked is taken from the first minutes alone: grouping by what happens later would let
//! the length of a wait choose its own group.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::derive::intervals::INITIAL;
use crate::derive::tables::Derived;
use crate::model::derived::{CohortItem, Interval as Piece};
use crate::model::time::{HOUR, Period};
use crate::score::curve::{self, Step};
use crate::score::outcome::Interval;
use crate::sources::facts::Facts;

/// Business hours for which pull requests are followed, the horizon of the cohort (model 1.0).
const HORIZON: f64 = 80.0;
/// Fewest pull requests of a curve, as of the signals that read the same waits.
const FEWEST: usize = 8;
/// Parts of the horizon to which steps are gathered, so that a busy year stays a short list: the
/// curve stands exact at the end of each.
const PARTS: f64 = 120.0;
/// Times at which the number still waiting is told, as parts of the horizon.
const TOLD: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// Curves of one kind of wait.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WaitCurves {
    /// What is waited for.
    pub until: Until,
    /// Business hours for which each pull request is followed.
    pub horizon_bh: f64,
    /// Curves by who was asked; only groups with pull requests.
    pub curves: Vec<WaitCurve>,
}

/// What ends a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// First answer by a human other than the author.
    FirstResponse,
    /// Merge; what is closed unmerged stays unmerged to the horizon.
    Merge,
}

/// Who was asked to review within six minutes of a pull request's becoming ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// The leader role alone.
    Leader,
    /// A peer or somebody else, with or without the leader role.
    Peer,
    /// Nobody.
    Nobody,
    /// Not recorded: the data has no timeline of the pull request.
    Unrecorded,
}

/// The curve of one group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WaitCurve {
    /// Group.
    pub asked: Asked,
    /// Pull requests in it.
    pub items: u64,
    /// Of those, the ones whose wait ended within the horizon.
    pub ended: u64,
    /// Fewest pull requests that make a curve, where these are fewer; then all below is empty.
    pub needed: Option<u64>,
    /// Business hours by which half of the waits have ended; `None`: not within the horizon.
    pub half_bh: Option<f64>,
    /// Lower end of its 95 % interval; `None`: over the horizon.
    pub half_low_bh: Option<f64>,
    /// Upper end of its 95 % interval; `None`: over the horizon, or not known.
    pub half_high_bh: Option<f64>,
    /// Steps, in order of time.
    pub steps: Vec<WaitStep>,
    /// How many were still waiting at some times.
    pub at_risk: Vec<StillWaiting>,
}

/// A step of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WaitStep {
    /// Business hours since the pull request became ready.
    pub bh: f64,
    /// Share still waiting from then on (Kaplan and Meier).
    pub waiting: f64,
    /// Its pointwise 95 % interval (Greenwood, log minus log).
    pub interval: Option<Interval>,
    /// Waits that were still going when they were last seen, since the step before.
    pub censored: u64,
}

/// Number still waiting at a time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct StillWaiting {
    /// Business hours.
    pub bh: f64,
    /// Pull requests.
    pub items: u64,
}

/// The curves of a team over the months shown; none where no pull request became ready.
#[must_use]
pub fn curves(
    derived: &Derived,
    facts: &[(String, Facts)],
    team: &str,
    periods: &[Period],
) -> Vec<WaitCurves> {
    let months: BTreeSet<String> = periods.iter().map(Period::to_string).collect();
    let counts = |c: &&CohortItem| {
        c.team == team
            && c.subject == "pull"
            && c.author_role != "leader"
            && !c.bookkeeping
            && months.contains(c.period.as_str())
    };
    let items: Vec<&CohortItem> = derived.cohort.iter().filter(counts).collect();
    if items.is_empty() {
        return Vec::new();
    }
    let others = others_asked(derived, &items);
    let unrecorded: BTreeSet<Key<'_>> = facts
        .iter()
        .flat_map(|(_, facts)| &facts.pull_requests)
        .filter(|pull| !pull.has_timeline)
        .map(|pull| (pull.repo.as_str(), pull.number))
        .collect();
    let followed = followed(&derived.intervals, &items);
    let groups = |duration: &dyn Fn(&CohortItem) -> Option<(f64, bool)>| {
        let mut groups: BTreeMap<Asked, Vec<(f64, bool)>> = BTreeMap::new();
        for item in &items {
            let asked = if unrecorded.contains(&key(item)) {
                Asked::Unrecorded
            } else {
                asked(item, others.contains(&key(item)))
            };
            groups.entry(asked).or_default().extend(duration(item));
        }
        groups.retain(|_, durations| !durations.is_empty());
        groups.into_iter().map(|(asked, durations)| one(asked, &durations)).collect()
    };
    let answered = |c: &CohortItem| Some((c.first_response_bh, c.response_censored));
    let merged =
        |c: &CohortItem| until_merge(c.merge_bh, c.followed, followed.get(&key(c)).copied());
    vec![
        WaitCurves { until: Until::FirstResponse, horizon_bh: HORIZON, curves: groups(&answered) },
        WaitCurves { until: Until::Merge, horizon_bh: HORIZON, curves: groups(&merged) },
    ]
}

/// Repository and number.
type Key<'a> = (&'a str, i64);

fn key(item: &CohortItem) -> Key<'_> {
    (&item.repo, item.number)
}

fn asked(item: &CohortItem, others: bool) -> Asked {
    match (item.leader_only_requests, others) {
        (true, _) => Asked::Leader,
        (false, true) => Asked::Peer,
        (false, false) => Asked::Nobody,
    }
}

/// Pull requests of which somebody was asked at first, whoever it was.
fn others_asked<'a>(derived: &'a Derived, items: &[&CohortItem]) -> BTreeSet<Key<'a>> {
    let ready: BTreeMap<Key<'_>, _> = items.iter().map(|c| (key(c), c.ready)).collect();
    let asks = derived.asks.iter().filter(|a| a.subject == "pull" && a.via == "request");
    asks.map(|a| ((a.repo.as_str(), a.number), a.at))
        .filter(|(key, at)| ready.get(key).is_some_and(|ready| *at <= ready.plus(INITIAL)))
        .map(|(key, _)| key)
        .collect()
}

/// Business hours for which pull requests that are not followed to the horizon have been seen
/// since they became ready.
fn followed<'a>(pieces: &'a [Piece], items: &[&CohortItem]) -> BTreeMap<Key<'a>, f64> {
    let ready: BTreeMap<Key<'_>, _> =
        items.iter().filter(|c| !c.followed).map(|c| (key(c), c.ready)).collect();
    let mut seen: BTreeMap<Key<'a>, f64> = BTreeMap::new();
    for piece in pieces {
        let key = (piece.repo.as_str(), piece.number);
        if ready.get(&key).is_some_and(|ready| piece.from >= *ready) {
            *seen.entry(key).or_default() += piece.business_seconds as f64 / HOUR as f64;
        }
    }
    seen
}

/// Hours to the merge, or those without one that were seen.
fn until_merge(merge: Option<f64>, followed: bool, seen: Option<f64>) -> Option<(f64, bool)> {
    match (merge, followed) {
        (Some(hours), _) => Some((hours, false)),
        // Closed or open: nothing merged it while it was followed.
        (None, true) => Some((HORIZON, true)),
        (None, false) => seen.map(|hours| (hours, true)),
    }
}

fn one(asked: Asked, durations: &[(f64, bool)]) -> WaitCurve {
    let steps = curve::curve(HORIZON, durations);
    let ended = steps.iter().map(|step| step.ended as u64).sum();
    let items = durations.len() as u64;
    if durations.len() < FEWEST {
        return WaitCurve { needed: Some(FEWEST as u64), ..without_curve(asked, items, ended) };
    }
    let half = curve::reached(&steps, 0.5);
    WaitCurve {
        half_bh: half.time,
        half_low_bh: half.low,
        half_high_bh: half.high,
        at_risk: TOLD.iter().map(|part| still_waiting(&steps, part * HORIZON, items)).collect(),
        steps: gathered(&steps),
        ..without_curve(asked, items, ended)
    }
}

fn without_curve(asked: Asked, items: u64, ended: u64) -> WaitCurve {
    WaitCurve {
        asked,
        items,
        ended,
        needed: None,
        half_bh: None,
        half_low_bh: None,
        half_high_bh: None,
        steps: Vec::new(),
        at_risk: Vec::new(),
    }
}

/// How many waited just before a time; of time 0 all.
fn still_waiting(steps: &[Step], bh: f64, items: u64) -> StillWaiting {
    let left: usize =
        steps.iter().filter(|s| s.time < bh).map(|step| step.ended + step.censored).sum();
    StillWaiting { bh, items: items.saturating_sub(left as u64) }
}

/// One step a part of the horizon in which anything happened.
fn gathered(steps: &[Step]) -> Vec<WaitStep> {
    let part = HORIZON / PARTS;
    let of = |step: &Step| (step.time / part).ceil();
    steps
        .chunk_by(|a, b| of(a).total_cmp(&of(b)).is_eq())
        .filter_map(|run| {
            let last = run.last()?;
            Some(WaitStep {
                bh: last.time,
                waiting: last.going,
                interval: last.interval,
                censored: run.iter().map(|step| step.censored as u64).sum(),
            })
        })
        .collect()
}

/// Curves of invented waits for tests of renderers: the leader role takes `half` business hours
/// for half of its answers, peers less, and who is not asked more; too few were asked nobody.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn sample(half: f64) -> Vec<WaitCurves> {
    let waits = |count: u32, half: f64| -> Vec<(f64, bool)> {
        let spread = |n: u32| (f64::from(n) + 0.5) / f64::from(count);
        let exponential = |share: f64| -(1.0 - share).ln() / std::f64::consts::LN_2 * half;
        (0..count)
            .map(|n| (exponential(spread(n)), n % 7 == 5))
            .map(|(at, open)| if open { (at.min(HORIZON) * 0.6, true) } else { (at, false) })
            .collect()
    };
    let of = |until, scale: f64| WaitCurves {
        until,
        horizon_bh: HORIZON,
        curves: vec![
            one(Asked::Leader, &waits(34, half * scale)),
            one(Asked::Peer, &waits(57, half * scale / 2.5)),
            one(Asked::Nobody, &waits(5, half * scale * 1.5)),
        ],
    };
    vec![of(Until::FirstResponse, 1.0), of(Until::Merge, 2.2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(count: u32, censored: bool) -> Vec<(f64, bool)> {
        (1..=count).map(|n| (f64::from(n) * 0.05, censored)).collect()
    }

    #[test]
    fn a_group_that_is_too_small_has_its_count_and_no_curve() {
        let seven = one(Asked::Peer, &hours(7, false));
        assert_eq!((seven.items, seven.ended, seven.needed), (7, 7, Some(8)));
        assert!(seven.steps.is_empty() && seven.half_bh.is_none());
        assert!(!one(Asked::Peer, &hours(8, false)).steps.is_empty());
    }

    #[test]
    fn many_steps_are_gathered_and_stay_exact_where_they_stand() {
        let durations = hours(1_600, false);
        let curve = one(Asked::Nobody, &durations);
        assert!(curve.steps.len() <= 120, "{}", curve.steps.len());
        for step in &curve.steps {
            let later = durations.iter().filter(|(at, _)| *at > step.bh).count();
            assert!((step.waiting - later as f64 / 1_600.0).abs() < 1e-9, "{step:?}");
        }
        let told: Vec<u64> = curve.at_risk.iter().map(|at| at.items).collect();
        assert_eq!(told, [1_600, 1_201, 801, 401, 1]);
        assert_eq!(curve.half_bh, Some(40.0));
    }

    #[test]
    fn a_pull_request_without_a_merge_counts_for_as_long_as_it_was_seen() {
        assert_eq!(until_merge(None, true, None), Some((HORIZON, true)));
        assert_eq!(until_merge(None, false, Some(12.0)), Some((12.0, true)));
        assert_eq!(until_merge(None, false, None), None, "not seen since it became ready");
        assert_eq!(until_merge(Some(3.0), false, None), Some((3.0, false)));
    }
}
