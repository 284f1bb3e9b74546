//! Where open pull requests spent their time, by month and by whose move it was.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{MonthWaits, WaitHours, WaitKind};
use crate::model::derived::Interval;
use crate::model::time::{HOUR, Period};

/// Pull requests by repository and number, and business and wall seconds by kind.
type Sums<'a> = (BTreeSet<(&'a str, i64)>, BTreeMap<WaitKind, (i64, i64)>);

/// Sums the pieces of one team by month.
///
/// Every open second is in exactly one kind, so the kinds of a month sum to the open time.
#[must_use]
pub fn by_month(intervals: &[Interval], team: &str, periods: &[Period]) -> Vec<MonthWaits> {
    let mut months: BTreeMap<Period, Sums<'_>> =
        periods.iter().map(|p| (*p, Sums::default())).collect();
    for piece in intervals.iter().filter(|i| i.team == team) {
        let Ok(period) = piece.period.parse::<Period>() else { continue };
        let Some((pulls, kinds)) = months.get_mut(&period) else { continue };
        pulls.insert((&piece.repo, piece.number));
        let (business, wall) = kinds.entry(kind(piece)).or_default();
        *business += piece.business_seconds;
        *wall += piece.seconds;
    }
    months
        .into_iter()
        .map(|(period, (pulls, kinds))| MonthWaits {
            period,
            pull_requests: pulls.len() as u64,
            hours: kinds
                .into_iter()
                .map(|(kind, (business, wall))| WaitHours {
                    kind,
                    business_hours: business as f64 / HOUR as f64,
                    wall_hours: wall as f64 / HOUR as f64,
                })
                .collect(),
        })
        .collect()
}

/// What a piece waits for. A leader who was asked and never answered stands apart from one who
/// answered; nobody asked is its own kind and never counted to peers (model A.16).
fn kind(piece: &Interval) -> WaitKind {
    match (piece.state.as_str(), piece.awaited.as_deref(), piece.resolution.as_deref()) {
        ("draft", _, _) => WaitKind::Draft,
        ("ci_unknown", _, _) => WaitKind::CiUnknown,
        ("waiting_on_author", _, _) => WaitKind::Author,
        (_, Some("leader"), Some("answered")) => WaitKind::LeaderAnswered,
        (_, Some("leader"), Some("bypassed")) => WaitKind::LeaderBypassed,
        (_, Some("leader"), _) => WaitKind::LeaderAbsent,
        ("approved_waiting_merge", _, _) => WaitKind::ToMerge,
        (_, Some("peer"), _) => WaitKind::Peer,
        (_, Some("author"), _) => WaitKind::Author,
        _ => WaitKind::NobodyAsked,
    }
}
