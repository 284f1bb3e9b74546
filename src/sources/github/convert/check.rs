//! A check.

use super::met::time;
use crate::sources::github::checks::RawCheck;
use crate::sources::github::wire::checks::Context;

/// Reads a check run or a status; `None` without a name.
pub(in crate::sources::github) fn check(context: Context) -> Option<RawCheck> {
    let lower = |text: Option<String>| text.map(|text| text.to_lowercase());
    if context.kind == "StatusContext" {
        // It tells its last change alone.
        let changed = time(context.created_at.as_ref());
        let outcome = lower(context.state).filter(|s| s != "pending" && s != "expected");
        return Some(RawCheck {
            name: context.context?,
            is_status: true,
            started: changed.filter(|_| outcome.is_none()),
            ended: changed.filter(|_| outcome.is_some()),
            outcome,
        });
    }
    let ended = time(context.completed_at.as_ref());
    Some(RawCheck {
        name: context.name?,
        is_status: false,
        started: time(context.started_at.as_ref()),
        ended,
        outcome: lower(context.conclusion).filter(|_| ended.is_some()),
    })
}
