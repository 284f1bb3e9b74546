//! One pull request: its intervals, and what a cohort item needs of the same walk.

use super::convert::script;
use super::rows::Common;
use super::setting::PullSetting;
use super::stale::{Stale, is_human_kind};
use crate::derive::calendar::HORIZON;
use crate::derive::role::Role;
use crate::derive::waits::step::{Act, Script, Side};
use crate::derive::waits::walk::{Merge, Walk, walk};
use crate::model::derived::Interval;
use crate::model::facts::{Event, PullRequest};
use crate::model::time::{Timestamp, Week};

/// A pull request merged by its author within so many seconds is bookkeeping (model 2.7).
const BOOKKEEPING: i64 = 60;
/// Requests up to so many seconds after ready are the initial ones (model A.16).
pub const INITIAL: i64 = 360;

/// What is known of one pull request. Instants lie between its creation and the as-of time.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each a column of its own")]
#[derive(Clone, Debug, PartialEq)]
pub struct PullWaits {
    /// Repository as `owner/name`.
    pub repo: String,
    /// Number.
    pub number: i64,
    /// Interval rows in order of time; none where no timeline was recorded.
    pub intervals: Vec<Interval>,
    /// Seconds in which it was open, which the intervals sum to; 0 where no timeline was recorded.
    pub open_seconds: i64,
    /// Became ready for review (model 1.0); `None` for a draft that never did.
    pub ready: Option<Timestamp>,
    /// End of what cohort facts see: 80 business hours after ready, or the as-of time.
    pub horizon: Option<Timestamp>,
    /// Whether the full 80 business hours were seen.
    pub followed: bool,
    /// Closed or merged, and not opened again.
    pub closed: Option<Timestamp>,
    /// Merged: the event, else the pull request's own field.
    pub merged: Option<Timestamp>,
    /// Person key of who merged it.
    pub merged_by: Option<String>,
    /// Role of who merged it, the author's own role too; `None` where not known who.
    pub merged_by_role: Option<Role>,
    /// Merged by its author.
    pub merged_by_author: bool,
    /// Merged by auto-merge, a queue or a bot.
    pub auto_merged: bool,
    /// Opened and merged within 60 s by one person.
    pub bookkeeping: bool,
    /// Effective approvals when it was merged within the horizon, else at its end.
    pub approvals: i64,
    /// Effective approvals at the merge, whenever that was.
    pub approvals_at_merge: Option<i64>,
    /// The deciding approval of the merge, whenever that was.
    pub deciding: Option<Decider>,
    /// When the approval of somebody who is no leader first met the requirement.
    pub satisfied_by_peer: Option<Timestamp>,
    /// First answer of a human who is not the author, before the final close; one given while
    /// drafting counts at ready.
    pub first_response: Option<Timestamp>,
    /// First approval by a human who is not the author; one given while drafting counts at ready.
    pub first_approval: Option<Timestamp>,
    /// First converted to a draft while somebody's review was awaited.
    pub redrafted: Option<Timestamp>,
    /// Somebody's review was ever requested, bots left out.
    pub requested: bool,
    /// There were initial requests, up to 6 minutes after ready, and all went to leaders.
    pub leader_only_requests: bool,
}

/// Who gave the deciding approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decider {
    /// Person key; empty for a deleted account.
    pub person: String,
    /// Role when the approval was given.
    pub role: Role,
    /// When it was given.
    pub at: Timestamp,
}

/// Computes everything about one pull request. `events` are its own, in the order of `seq`.
#[must_use]
pub fn of_pull(pull: &PullRequest, events: &[&Event], setting: &PullSetting<'_>) -> PullWaits {
    let script = script(pull, events, setting);
    let walk = walk(&script);
    let (horizon, followed) = horizon(walk.ready, setting);
    let merge = walk.merge.as_ref();
    let by_author = merge.is_some_and(|m| m.by.side == Side::Author);
    let bookkeeping = by_author && merge.is_some_and(|m| m.at.since(pull.created) <= BOOKKEEPING);
    let merged_by = merge.and_then(|m| merger(m, pull));
    let from_ready = |at: Option<Timestamp>| at.map(|at| walk.ready.map_or(at, |r| at.max(r)));
    let mut out = PullWaits {
        repo: pull.repo.to_string(),
        number: pull.number,
        intervals: Vec::new(),
        open_seconds: 0,
        ready: walk.ready,
        horizon,
        followed,
        closed: walk.closed,
        merged: merge.map(|m| m.at),
        merged_by_role: merge.filter(|_| merged_by.is_some()).map(|m| m.by.role),
        merged_by,
        merged_by_author: by_author,
        auto_merged: merge.is_some_and(|m| m.automatic),
        bookkeeping,
        approvals: count(approvals_in_horizon(&walk, horizon)),
        approvals_at_merge: merge.map(|m| count(m.approvals)),
        deciding: merge.and_then(decider),
        satisfied_by_peer: walk.satisfied_by_peer,
        first_response: from_ready(walk.first_response),
        first_approval: from_ready(walk.first_approval),
        redrafted: walk.redrafted,
        requested: requests(&script, None).next().is_some(),
        leader_only_requests: leaders_only(&script, walk.ready),
    };
    if pull.has_timeline {
        let week = Week::of(walk.ready.unwrap_or(pull.created), setting.zone).to_string();
        let stale = Stale::new(humans(pull, events, setting), setting.calendar, setting.as_of);
        out.open_seconds = walk.open_seconds();
        out.intervals = Common { pull, setting, week, bookkeeping, stale }.rows(&walk.pieces);
    }
    out
}

/// Effective approvals at the merge, whenever that was; what `n_req` is inferred from (model
/// A.16), so that the setting's requirement has no influence on it.
#[must_use]
pub fn approvals_at_merge(
    pull: &PullRequest,
    events: &[&Event],
    setting: &PullSetting<'_>,
) -> Option<i64> {
    walk(&script(pull, events, setting)).merge.map(|m| count(m.approvals))
}

fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

fn horizon(ready: Option<Timestamp>, setting: &PullSetting<'_>) -> (Option<Timestamp>, bool) {
    let end = ready.map(|ready| setting.calendar.after(ready, HORIZON));
    (end.map(|end| end.min(setting.as_of)), end.is_some_and(|end| end <= setting.as_of))
}

fn approvals_in_horizon(walk: &Walk<'_>, horizon: Option<Timestamp>) -> usize {
    match (&walk.merge, horizon) {
        (Some(merge), Some(horizon)) if merge.at <= horizon => merge.approvals,
        (_, horizon) => horizon.map_or(0, |at| walk.approvals_at(at)),
    }
}

/// The merge's actor by person key; a merge event without one leaves it to the field.
fn merger(merge: &Merge<'_>, pull: &PullRequest) -> Option<String> {
    match merge.by.side {
        Side::Author => pull.author.clone().map(String::from),
        _ if merge.by.name.is_empty() => None,
        _ => Some(merge.by.name.to_owned()),
    }
}

fn decider(merge: &Merge<'_>) -> Option<Decider> {
    let deciding = merge.deciding?;
    Some(Decider { person: deciding.name.to_owned(), role: deciding.role, at: deciding.at })
}

/// Requests of humans up to an instant, as whether they went to leaders only.
fn requests<'s>(
    script: &'s Script<'_>,
    until: Option<Timestamp>,
) -> impl Iterator<Item = bool> + 's {
    let until = until.unwrap_or(script.as_of).min(script.as_of);
    script.steps.iter().filter(move |s| s.at <= until).filter_map(|step| match &step.act {
        Act::Request(party) if party.counts() => Some(party.leads()),
        _ => None,
    })
}

fn leaders_only(script: &Script<'_>, ready: Option<Timestamp>) -> bool {
    let Some(ready) = ready else { return false };
    let mut initial = requests(script, Some(ready.plus(INITIAL))).peekable();
    initial.peek().is_some() && initial.all(|leads| leads)
}

/// Times of what humans did, the opening first: without any, that is what staleness counts from.
fn humans(pull: &PullRequest, events: &[&Event], setting: &PullSetting<'_>) -> Vec<Timestamp> {
    let by_human = |event: &&&Event| {
        let actor = event.actor.as_deref();
        actor.is_none_or(|person| setting.roles.role(person, event.at) != Role::Bot)
    };
    let acts = events.iter().filter(|e| is_human_kind(&e.kind) && e.at <= setting.as_of);
    let times = acts.filter(by_human).map(|e| e.at.max(pull.created));
    std::iter::once(pull.created).chain(times).collect()
}

/// Intervals that break what every run relies on.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum WaitsError {
    /// The seconds of the intervals are not those for which it was open.
    #[error("{repo}#{number}: intervals hold {intervals} s, it was open for {open} s")]
    Sum {
        /// Repository as `owner/name`.
        repo: String,
        /// Number.
        number: i64,
        /// Seconds of all intervals.
        intervals: i64,
        /// Seconds in which it was open.
        open: i64,
    },
    /// An interval is empty, begins before the one before it ends, or holds more working time than
    /// time.
    #[error("{repo}#{number}: the interval that begins at {from} is out of order or of no length")]
    Order {
        /// Repository as `owner/name`.
        repo: String,
        /// Number.
        number: i64,
        /// Begin of the interval.
        from: Timestamp,
    },
}

/// Checks that the intervals of a pull request partition its open time (model 2.4).
///
/// # Errors
/// With the first interval that is out of order, or with both sums where they differ.
pub fn check(waits: &PullWaits) -> Result<(), WaitsError> {
    let mut end = Timestamp::from_seconds(i64::MIN);
    for interval in &waits.intervals {
        let length = interval.to.since(interval.from);
        let whole = length > 0
            && interval.seconds == length
            && (0..=length).contains(&interval.business_seconds);
        if !whole || interval.from < end {
            let (repo, number) = (waits.repo.clone(), waits.number);
            return Err(WaitsError::Order { repo, number, from: interval.from });
        }
        end = interval.to;
    }
    let intervals = waits.intervals.iter().map(|i| i.seconds).sum();
    if intervals == waits.open_seconds {
        return Ok(());
    }
    let (repo, number) = (waits.repo.clone(), waits.number);
    Err(WaitsError::Sum { repo, number, intervals, open: waits.open_seconds })
}
