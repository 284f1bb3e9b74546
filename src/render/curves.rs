//! Waits as survival curves, in words.

use crate::render::words;
use crate::report::{Asked, Until, WaitCurve};

/// Groups in the order in which they are shown.
pub const GROUPS: [Asked; 4] = [Asked::Leader, Asked::Peer, Asked::Nobody, Asked::Unrecorded];

/// Who was asked at first.
#[must_use]
pub const fn asked(asked: Asked) -> &'static str {
    match asked {
        Asked::Leader => "only the leader role was asked",
        Asked::Peer => "a peer was asked",
        Asked::Nobody => "nobody was asked",
        Asked::Unrecorded => "who was asked is not recorded",
    }
}

/// The same in one word.
#[must_use]
pub const fn asked_short(asked: Asked) -> &'static str {
    match asked {
        Asked::Leader => "leader",
        Asked::Peer => "peer",
        Asked::Nobody => "nobody",
        Asked::Unrecorded => "not recorded",
    }
}

/// What is waited for.
#[must_use]
pub const fn until(until: Until) -> &'static str {
    match until {
        Until::FirstResponse => "First response",
        Until::Merge => "Merge",
    }
}

/// What has happened when a wait is over.
#[must_use]
pub const fn done(until: Until) -> &'static str {
    match until {
        Until::FirstResponse => "answered",
        Until::Merge => "merged",
    }
}

/// The time by which half of the waits were over, with its interval: `14 bh (9 to 22)`,
/// `over 80 bh (from 61)`; `None` where there is no curve.
#[must_use]
pub fn half(curve: &WaitCurve, horizon: f64) -> Option<String> {
    if curve.needed.is_some() {
        return None;
    }
    let hours = words::quantity;
    let value = curve
        .half_bh
        .map_or_else(|| format!("over {}", words::business_hours(horizon)), words::business_hours);
    let range = match (curve.half_bh, curve.half_low_bh, curve.half_high_bh) {
        (Some(_), Some(low), Some(high)) => format!(" ({} to {})", hours(low), hours(high)),
        (Some(_), Some(low), None) => format!(" ({} to over {})", hours(low), hours(horizon)),
        (None, Some(low), _) => format!(" (from {})", hours(low)),
        _ => String::new(),
    };
    Some(format!("{value}{range}"))
}

/// What a curve shows, as a clause: `half answered within 14 bh (9 to 22), 34 of 40 within 80 bh`;
/// or that there are too few.
#[must_use]
pub fn clause(curve: &WaitCurve, of: Until, horizon: f64) -> String {
    let Some(half) = half(curve, horizon) else {
        return format!("{}, too few for a curve", words::count(curve.items, "pull request"));
    };
    let done = done(of);
    let ended = format!(
        "{} of {} {done} within {}",
        words::integer(curve.ended),
        words::integer(curve.items),
        words::business_hours(horizon)
    );
    if curve.half_bh.is_some() {
        format!("half {done} within {half}, {ended}")
    } else {
        format!("half {done} in {half}, {ended}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(half: Option<f64>, low: Option<f64>, high: Option<f64>) -> WaitCurve {
        WaitCurve {
            asked: Asked::Leader,
            items: 40,
            ended: 34,
            needed: None,
            half_bh: half,
            half_low_bh: low,
            half_high_bh: high,
            steps: Vec::new(),
            at_risk: Vec::new(),
        }
    }

    #[test]
    fn halves_are_said_with_what_is_known_of_them() {
        let said = |h, l, u| half(&curve(h, l, u), 80.0).expect("a curve");
        assert_eq!(said(Some(14.0), Some(9.0), Some(22.0)), "14 bh (9 to 22)");
        assert_eq!(said(Some(70.0), Some(41.0), None), "70 bh (41 to over 80)");
        assert_eq!(said(None, Some(61.0), None), "over 80 bh (from 61)");
        assert_eq!(said(None, None, None), "over 80 bh");
        let few = WaitCurve { items: 3, needed: Some(8), ..curve(None, None, None) };
        assert_eq!(half(&few, 80.0), None);
        assert_eq!(clause(&few, Until::Merge, 80.0), "3 pull requests, too few for a curve");
        assert_eq!(
            clause(&curve(Some(14.0), Some(9.0), Some(22.0)), Until::Merge, 80.0),
            "half merged within 14 bh (9 to 22), 34 of 40 merged within 80 bh"
        );
    }
}
