//! Attempts to look better without leading otherwise (model 4d).
//!
//! The same teams are simulated with and without each attempt, applied to every pull request.

use serde::Serialize;

use super::casting::{Casting, Circumstances, Region, Role};
use super::judged::{Judged, Passed, judge};
use super::path::Scoring;
use super::stats::{Count, mean};
use crate::score::outcome::SureZone;
use crate::signals::catalogue::Catalogue;
use crate::signals::engine::EngineError;
use crate::sources::simulate::Attack;

/// An attempt, who would make it, and what it does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attempt {
    /// In words.
    pub what: &'static str,
    /// Zone of the teams that make it.
    pub zone: SureZone,
    /// Mean position before.
    pub before: Option<f64>,
    /// Mean position after.
    pub after: Option<f64>,
    /// Labels that stay, of those there were.
    pub kept: Count,
    /// Teams that look engaged afterwards, of all.
    pub escaped: Count,
    /// What stands against it.
    pub guard: &'static str,
}

/// Attempt, zone of those who make it, words, guard.
type Kind = (Attack, SureZone, &'static str, &'static str);

fn attacks() -> Vec<Kind> {
    use SureZone::{ApprovalBound, Drifting};
    let short = "comments under 20 characters and near-duplicates are neither answers nor touches";
    vec![
        (
            Attack::LeaderPings,
            Drifting,
            "a leader drops a one-word comment within 30 minutes",
            short,
        ),
        (Attack::PeerPings, Drifting, "peers do so", short),
        (
            Attack::PhantomReviewer,
            ApprovalBound,
            "a peer who never looks is asked along where only a leader was",
            "such waits are given back to the leader who did look (second pass, R2)",
        ),
        (
            Attack::AuthorMerges,
            ApprovalBound,
            "the author presses the merge button for the leader",
            "the gate reads who gave the deciding approval",
        ),
        (
            Attack::SilentRedating,
            Drifting,
            "milestones are moved silently",
            "the due date first seen counts; silent_rebaseline shows the moves",
        ),
        (
            Attack::DraftWhileWaiting,
            ApprovalBound,
            "made a draft while it waits",
            "shown, not scored: redraft_share, and a data note",
        ),
        (
            Attack::DraftWhileWaiting,
            Drifting,
            "made a draft while it waits",
            "shown, not scored: redraft_share, and a data note",
        ),
        (
            Attack::MassClose,
            Drifting,
            "what nobody looked at is closed",
            "closing excuses nobody in request_nonresponse and time to first response",
        ),
        (
            Attack::SplitPulls,
            Drifting,
            "each pull request is split in three",
            "none that counts: n grows",
        ),
    ]
}

/// What every attempt does to `each` teams.
///
/// # Errors
/// When the engine refuses a signal file.
pub fn attempts(
    seed: u64,
    each: usize,
    catalogue: &Catalogue,
    scoring: Scoring<'_>,
    passed: &mut Passed,
) -> Result<Vec<Attempt>, EngineError> {
    let around = Circumstances::USUAL;
    let mut casting = Casting::new(seed, "gaming");
    let mut cast = |zone| -> Vec<Role> {
        (0..each).map(|_| casting.team(Region::Style(zone), &around)).collect()
    };
    let sides = [SureZone::ApprovalBound, SureZone::Drifting].map(|zone| (zone, cast(zone)));
    let mut honest = Vec::new();
    for (zone, roles) in &sides {
        honest.push((*zone, judge(roles, catalogue, scoring, &|_| (), passed)?));
    }
    let mut attempts = Vec::new();
    for (attack, zone, what, guard) in attacks() {
        let roles = sides.iter().filter(|(side, _)| *side == zone).flat_map(|(_, roles)| roles);
        let gamed: Vec<Role> = roles
            .map(|role| {
                let mut role = role.clone();
                role.spec.attack = Some(attack);
                role
            })
            .collect();
        let gamed = judge(&gamed, catalogue, scoring, &|_| (), passed)?;
        let before: Vec<&Judged> =
            honest.iter().filter(|(side, _)| *side == zone).flat_map(|(_, teams)| teams).collect();
        attempts.push(compare((what, zone, guard), &before, &gamed));
    }
    Ok(attempts)
}

fn compare(
    (what, zone, guard): (&'static str, SureZone, &'static str),
    before: &[&Judged],
    after: &[Judged],
) -> Attempt {
    let labels = before.iter().zip(after).filter_map(|(b, a)| Some((b.label()?, a.label())));
    let positions = |of: Vec<Option<f64>>| mean(&of.into_iter().flatten().collect::<Vec<_>>());
    Attempt {
        what,
        zone,
        before: positions(before.iter().map(|t| t.position()).collect()),
        after: positions(after.iter().map(Judged::position).collect()),
        kept: Count::over(labels.map(|(before, after)| after == Some(before))),
        escaped: Count::over(after.iter().map(|t| t.label() == Some(SureZone::MicroEngaged))),
        guard,
    }
}
