//! What a team's figures are to be read beside (model 3.8), each confounder in words.

use super::model::{Confounder, ConfounderKind};
use super::words;
use crate::model::derived::TeamMonth;

/// Working days without a merge, while approved work waited, from which a freeze is suspected.
const FREEZE_DAYS: i64 = 5;

/// The confounders of a team's month, in a fixed order.
#[must_use]
pub fn confounders(month: &TeamMonth) -> Vec<Confounder> {
    vec![size(month), newcomers(month), span(month), zones(month), freeze(month)]
}

fn confounder(kind: ConfounderKind, value: Option<f64>, text: String) -> Confounder {
    Confounder { kind, value, text }
}

/// `1 peer`, `4.5 peers`.
fn counted(value: f64, digits: usize, noun: &str) -> String {
    let number = words::decimal(value, digits);
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

fn size(month: &TeamMonth) -> Confounder {
    let text = month.lines_median.map_or_else(
        || "how large pull requests are is not known".to_owned(),
        |lines| {
            format!("half of the pull requests change {} lines or fewer", words::decimal(lines, 0))
        },
    );
    confounder(ConfounderKind::Size, month.lines_median, text)
}

fn newcomers(month: &TeamMonth) -> Confounder {
    let share = |new: i64| (month.authors > 0).then(|| new as f64 / month.authors as f64);
    let text = match month.newcomers {
        None => "who is new cannot be told, the record begins too late".to_owned(),
        Some(0) => "no author is new within three months".to_owned(),
        Some(new) => {
            let verb = if new == 1 { "is" } else { "are" };
            format!("of {} authors {new} {verb} new within three months", month.authors)
        }
    };
    confounder(ConfounderKind::Newcomers, month.newcomers.and_then(share), text)
}

fn span(month: &TeamMonth) -> Confounder {
    if month.leaders <= 0 {
        return confounder(ConfounderKind::Span, None, "nobody is known to lead".to_owned());
    }
    let span = month.peers as f64 / month.leaders as f64;
    let digits = usize::from(month.peers % month.leaders != 0);
    let text = format!("{} to a leader", counted(span, digits, "peer"));
    confounder(ConfounderKind::Span, Some(span), text)
}

fn zones(month: &TeamMonth) -> Confounder {
    let text = match month.zone_hours {
        None => "time zones are not known, no commits were read".to_owned(),
        Some(hours) if hours <= 0.0 => "commits come from one time zone".to_owned(),
        Some(hours) => {
            let digits = usize::from(hours.fract() != 0.0);
            format!("commits come from time zones {} apart", counted(hours, digits, "hour"))
        }
    };
    confounder(ConfounderKind::TimeZones, month.zone_hours, text)
}

fn freeze(month: &TeamMonth) -> Confounder {
    let days = month.merge_pause_days;
    let text = if days >= FREEZE_DAYS {
        format!(
            "for {days} working days on end nothing was merged while approved pull requests waited, a release freeze or merging in batches"
        )
    } else {
        "no release freeze was seen".to_owned()
    };
    confounder(ConfounderKind::Freeze, Some(days as f64), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month() -> TeamMonth {
        TeamMonth {
            team: "north".into(),
            period: "2026-03".into(),
            leaders: 2,
            peers: 9,
            active: 11,
            authors: 8,
            ready: 40,
            requested_share: Some(0.9),
            approvals_required: 1,
            tier: "full".into(),
            lines_median: Some(41.5),
            newcomers: Some(2),
            zone_hours: Some(5.5),
            merge_pause_days: 6,
            decided: 30,
            decided_by_one: 12,
        }
    }

    fn texts(month: &TeamMonth) -> Vec<String> {
        confounders(month).into_iter().map(|c| c.text).collect()
    }

    #[test]
    fn all_five_are_told_with_their_values() {
        let all = confounders(&month());
        let values: Vec<Option<f64>> = all.iter().map(|c| c.value).collect();
        assert_eq!(values, [Some(41.5), Some(0.25), Some(4.5), Some(5.5), Some(6.0)]);
        assert_eq!(
            texts(&month()),
            [
                "half of the pull requests change 42 lines or fewer",
                "of 8 authors 2 are new within three months",
                "4.5 peers to a leader",
                "commits come from time zones 5.5 hours apart",
                "for 6 working days on end nothing was merged while approved pull requests waited, a release freeze or merging in batches",
            ]
        );
    }

    #[test]
    fn what_is_not_known_is_said_and_is_no_zero() {
        let unknown = TeamMonth {
            leaders: 0,
            lines_median: None,
            newcomers: None,
            zone_hours: None,
            merge_pause_days: 4,
            ..month()
        };
        let values: Vec<Option<f64>> = confounders(&unknown).iter().map(|c| c.value).collect();
        assert_eq!(values, [None, None, None, None, Some(4.0)]);
        assert_eq!(
            texts(&unknown),
            [
                "how large pull requests are is not known",
                "who is new cannot be told, the record begins too late",
                "nobody is known to lead",
                "time zones are not known, no commits were read",
                "no release freeze was seen",
            ]
        );
    }
}
