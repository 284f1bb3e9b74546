//! Of which commits the checks are wanted, and what is kept of them.
//!
//! A merge waits for checks once it is approved. Before that they decide nothing, so only commits are
//! asked for that were the last ones of a pull request while an approval stood.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::collected::{Collected, CollectedItem, ContentError, digest};
use super::state::Head;
use crate::model::facts::Check;
use crate::model::time::{DAY, Timestamp};
use crate::sources::collected::{Entry, Gaps, Subject};

/// Subject of the rows.
const SUBJECT: &str = "checks";
/// How long a check that has not passed is asked for again, if nothing else happens.
const PATIENCE: i64 = 7 * DAY;

/// A check of a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RawCheck {
    pub(super) name: String,
    /// Reported the older way, as a status.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_status: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) started: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ended: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<String>,
}

/// What was read of one commit; without checks GitHub shows none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CollectedChecks {
    pub(super) oid: String,
    pub(super) checks: Vec<RawCheck>,
}

impl CollectedChecks {
    /// The row.
    pub(super) fn row(&self, head: &Head, asked: Timestamp) -> Collected {
        Collected {
            repo: String::new(),
            subject: SUBJECT.to_owned(),
            number: head.number,
            id: key(&head.oid),
            updated: asked,
            complete: true,
            content: serde_json::to_string(self).unwrap_or_default(),
        }
    }

    /// Fingerprint of the content.
    pub(super) fn digest(&self) -> String {
        digest(&serde_json::to_string(self).unwrap_or_default())
    }

    /// Whether they may yet change without the pull request changing.
    pub(super) fn may_change(&self, head: &Head, now: Timestamp) -> bool {
        let is_settled =
            self.checks.iter().all(|check| Check::lets_through(check.outcome.as_deref()));
        head.is_open && !is_settled && now.since(head.at) < PATIENCE
    }
}

/// A number for a commit id, to tell rows apart by.
fn key(oid: &str) -> i64 {
    let hash = Sha256::digest(oid.as_bytes());
    hash.iter().take(7).fold(0, |sum, byte| sum << 8 | i64::from(*byte))
}

/// Commits that were the last ones of a pull request while an approval stood, in the order of time.
fn heads(number: i64, item: &CollectedItem) -> Vec<Head> {
    let Subject::Pull { row, .. } = &item.draft.subject else { return Vec::new() };
    let nodes: BTreeMap<&str, &str> =
        item.commits.iter().map(|(oid, node)| (oid.as_str(), node.as_str())).collect();
    let mut heads: Vec<(&str, Timestamp)> = Vec::new();
    let mut last: Option<(&str, Timestamp)> = None;
    let mut is_approved = false;
    let mut entries = item.draft.entries.iter().peekable();
    while let Some(entry) = entries.next() {
        if approves(entry) {
            is_approved = true;
            heads.extend(last.filter(|head| heads.last() != Some(head)));
        }
        let Some(oid) = pushed(entry) else { continue };
        // Commits that came together are one push, of which the last counts.
        let goes_on = entry.event.kind == "committed"
            && entries.peek().is_some_and(|next| next.event.kind == "committed");
        if !goes_on && last.is_none_or(|(before, _)| before != oid) {
            last = Some((oid, entry.event.at));
            heads.extend(last.filter(|_| is_approved));
        }
    }
    let named = heads.into_iter().map(|(oid, at)| Head {
        number,
        oid: oid.to_owned(),
        node: nodes.get(oid).copied().unwrap_or_default().to_owned(),
        at,
        is_open: row.state == "open" && last.is_some_and(|(last, _)| last == oid),
        digest: String::new(),
    });
    let mut seen = BTreeSet::new();
    named.filter(|head| seen.insert(head.oid.clone())).collect()
}

fn pushed(entry: &Entry) -> Option<&str> {
    let is_push = matches!(entry.event.kind.as_str(), "committed" | "head_ref_force_pushed");
    entry.event.thing.as_deref().filter(|_| is_push)
}

/// An approving review, one that was dismissed and may have been, or a word of approval.
fn approves(entry: &Entry) -> bool {
    let event = &entry.event;
    let in_review = event.kind == "reviewed"
        && matches!(event.state.as_deref(), Some("approved" | "dismissed"));
    in_review || event.approves_in_words()
}

/// Commits to ask for, the newest first: of pull requests that `may_have_changed`, those of which
/// nothing is stored, and the last one where its checks may have changed since.
///
/// # Errors
/// When the content of a row is not what this program writes.
pub fn wanted(
    rows: &[Collected],
    may_have_changed: &dyn Fn(i64) -> bool,
    now: Timestamp,
) -> Result<Vec<Head>, ContentError> {
    let of_checks = rows.iter().filter(|row| row.subject == SUBJECT);
    let stored: BTreeMap<(i64, i64), &Collected> =
        of_checks.map(|row| ((row.number, row.id), row)).collect();
    let mut wanted = Vec::new();
    for row in rows.iter().filter(|row| row.subject == "pull" && may_have_changed(row.number)) {
        let mut heads = heads(row.number, &row.to_item()?);
        let count = heads.len();
        for (at, mut head) in heads.drain(..).enumerate() {
            if let Some(known) = stored.get(&(row.number, key(&head.oid))) {
                let checks: CollectedChecks = known.read()?;
                let is_stale = at + 1 == count && known.updated <= row.updated;
                if !is_stale && !checks.may_change(&head, now) {
                    continue;
                }
                head.digest = checks.digest();
            }
            if !head.node.is_empty() {
                wanted.push(head);
            }
        }
    }
    wanted.sort_by(|a, b| (b.at, b.number, &b.oid).cmp(&(a.at, a.number, &a.oid)));
    Ok(wanted)
}

/// The checks of commits that still count, as rows; those of which nothing is known are counted.
///
/// # Errors
/// When the content of a row is not what this program writes.
pub(super) fn known(
    repo: &str,
    rows: &[Collected],
    gaps: &mut Gaps,
) -> Result<Vec<Check>, ContentError> {
    let of_checks = rows.iter().filter(|row| row.subject == SUBJECT);
    let stored: BTreeMap<(i64, i64), &Collected> =
        of_checks.map(|row| ((row.number, row.id), row)).collect();
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.subject == "pull") {
        for head in heads(row.number, &row.to_item()?) {
            let known = stored.get(&(row.number, key(&head.oid)));
            let read: Option<CollectedChecks> = known.map(|known| known.read()).transpose()?;
            let checks = read.map(|read| read.checks).unwrap_or_default();
            if checks.is_empty() {
                gaps.add(
                    "approved commits whose checks are not known",
                    1,
                    format!("#{}", row.number),
                );
            }
            let recorded = known.map(|known| known.updated).unwrap_or_default();
            found.extend(checks.into_iter().map(|check| Check {
                repo: repo.into(),
                number: row.number,
                oid: head.oid.as_str().into(),
                name: check.name.into(),
                source: if check.is_status { "status" } else { "check_run" }.into(),
                started: check.started,
                ended: check.ended,
                outcome: check.outcome.map(Into::into),
                recorded,
            }));
        }
    }
    Ok(found)
}
