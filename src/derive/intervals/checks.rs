//! When the checks held a merge, from the checks of the commits that were the last ones in turn.
//!
//! GitHub tells of each check its last run alone. A commit waits until all of its checks have passed.
//! What had not passed when the pull request was merged cannot have held the merge, so it is left out
//! of the commit that was merged. Of a commit without known checks it is taken that nothing held it, as
//! it is where checks are not known at all.

use std::collections::BTreeMap;

use crate::model::facts::{Check, Event, PullRequest};
use crate::model::time::Timestamp;

/// Instants at which the checks began to hold the merge (`false`) or let go of it (`true`). Empty where
/// no checks are known.
pub(super) fn turns(
    pull: &PullRequest,
    events: &[&Event],
    checks: &[&Check],
) -> Vec<(Timestamp, bool)> {
    if checks.is_empty() {
        return Vec::new();
    }
    let mut of_commit: BTreeMap<&str, Vec<&Check>> = BTreeMap::new();
    for check in checks {
        of_commit.entry(&check.oid).or_default().push(check);
    }
    let mut turns = vec![(pull.created, true)];
    let pushes = events
        .iter()
        .filter(|e| matches!(e.kind.as_str(), "committed" | "head_ref_force_pushed"))
        .filter_map(|e| Some((e.at.max(pull.created), e.target.as_deref()?)));
    let mut pushes = pushes.peekable();
    while let Some((from, oid)) = pushes.next() {
        let next = pushes.peek().map(|(at, _)| *at);
        let merged = pull.merged.filter(|_| next.is_none());
        let own = of_commit.get(oid).into_iter().flatten();
        let ends =
            own.map(|check| check.ended.filter(|_| Check::lets_through(check.outcome.as_deref())));
        let ends: Vec<Option<Timestamp>> = match merged {
            Some(merged) => ends.filter(|end| end.is_some_and(|end| end <= merged)).collect(),
            None => ends.collect(),
        };
        // Where one has not passed, it holds until the next push.
        let until: Option<Timestamp> =
            ends.into_iter().try_fold(from, |until, end| Some(until.max(end?)));
        if until == Some(from) {
            turns.push((from, true));
            continue;
        }
        turns.push((from, false));
        turns
            .extend(until.filter(|until| next.is_none_or(|next| *until < next)).map(|u| (u, true)));
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_seconds(second)
    }

    fn check(oid: &str, name: &str, ended: Option<i64>, outcome: Option<&str>) -> Check {
        Check {
            repo: "o/r".into(),
            number: 1,
            oid: oid.into(),
            name: name.into(),
            source: "check_run".into(),
            started: Some(at(1)),
            ended: ended.map(at),
            outcome: outcome.map(Into::into),
            recorded: at(1000),
        }
    }

    /// Turns of a pull request with pushes, merged or not.
    fn of(pushes: &[(i64, &str)], merged: Option<i64>, checks: &[Check]) -> Vec<(i64, bool)> {
        let pull =
            PullRequest { created: at(0), merged: merged.map(at), ..super::super::tests::pull() };
        let events: Vec<Event> = pushes
            .iter()
            .map(|(when, oid)| Event {
                at: at(*when),
                ..super::super::tests::event(0, &format!("committed aut {oid}"))
            })
            .collect();
        let events: Vec<&Event> = events.iter().collect();
        let checks: Vec<&Check> = checks.iter().collect();
        turns(&pull, &events, &checks).into_iter().map(|(at, on)| (at.seconds(), on)).collect()
    }

    #[test]
    fn a_merge_waits_for_the_last_check_to_pass() {
        let checks = [
            check("a", "build", Some(40), Some("success")),
            check("a", "lint", Some(60), Some("neutral")),
        ];
        assert_eq!(of(&[(5, "a")], Some(70), &checks), [(0, true), (5, false), (60, true)]);
        assert_eq!(of(&[(5, "a")], None, &checks), [(0, true), (5, false), (60, true)]);
    }

    #[test]
    fn what_had_not_passed_at_the_merge_did_not_hold_it() {
        let failed = check("a", "flaky", Some(50), Some("failure"));
        let late = check("a", "nightly", Some(90), Some("success"));
        let running = check("a", "slow", None, None);
        let passed = check("a", "build", Some(40), Some("success"));
        let all = [failed, late, running, passed];
        assert_eq!(of(&[(5, "a")], Some(70), &all), [(0, true), (5, false), (40, true)]);
        assert_eq!(
            of(&[(5, "a")], None, &all),
            [(0, true), (5, false)],
            "open: all of them hold it"
        );
    }

    #[test]
    fn each_push_begins_anew() {
        let checks = [
            check("a", "build", Some(50), Some("cancelled")),
            check("c", "build", Some(80), Some("success")),
        ];
        let pushes = [(5, "a"), (20, "b"), (60, "c")];
        assert_eq!(
            of(&pushes, Some(99), &checks),
            [(0, true), (5, false), (20, true), (60, false), (80, true)]
        );
        let soon = [check("a", "build", Some(50), Some("success"))];
        assert_eq!(of(&[(5, "a"), (20, "b")], None, &soon), [(0, true), (5, false), (20, true)]);
        assert_eq!(of(&pushes, None, &[]), []);
    }
}
