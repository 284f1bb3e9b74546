//! What should be looked into before a month's figures are believed, and a hint where nobody leads.

use super::model::{Flag, FlagKind};
use super::words;
use crate::model::derived::TeamMonth;
use crate::score::outcome::{MonthScore, SignalFigure, TeamScore};

/// Part of the month before that a first response may take to have become much sooner (model 4d).
const SOONER: f64 = 0.7;
/// What must not worsen while answers come sooner (model 1.3, guard metrics), with their words.
const GUARDS: [(&str, &str); 3] = [
    ("hasty_approval_share", "hasty approvals"),
    ("change_failure_proxy", "changes that had to be mended"),
    ("unreviewed_merge_share", "merges without a review"),
];
/// Share of pull requests turned back to draft from which drafts hide waits (model 2.7).
const REDRAFTED: f64 = 0.2;
/// Part of its value before to which the share of verdicts must fall to be flagged (model 1.1, #8).
const VERDICTS_LEFT: f64 = 0.5;
/// Part of the rounds before that still counts as persisting.
const ROUNDS_LEFT: f64 = 0.8;
/// Share of deciding approvals by one person from which there is a gatekeeper (model 3.7).
const GATEKEEPER: f64 = 0.5;
/// Deciding approvals on which that share is worth a sentence; the least of `leader_gate_odds`.
const LEAST_DECIDED: i64 = 8;

/// The flags of a team's last month.
#[must_use]
pub fn of(score: &TeamScore, people: &TeamMonth) -> Vec<Flag> {
    let Some((month, before)) = score.months.split_last() else { return Vec::new() };
    let all = [thinner(month), redrafts(month), unspoken(month, before), gatekeeper(month, people)];
    all.into_iter().flatten().collect()
}

fn flag(kind: FlagKind, title: &str, text: String) -> Flag {
    Flag { kind, title: title.to_owned(), text }
}

fn figure<'m>(month: &'m MonthScore, id: &str) -> Option<&'m SignalFigure> {
    month.signals.iter().find(|s| s.id == id)
}

/// The figure now, and that of the scored month before.
fn now_and_before(figure: &SignalFigure) -> Option<(f64, f64)> {
    let now = figure.estimate?.value;
    Some((now, now - figure.change?.difference))
}

/// Answers came much sooner while a guard clearly worsened: what was measured became the goal.
fn thinner(month: &MonthScore) -> Option<Flag> {
    let (now, before) = now_and_before(figure(month, "time_to_first_response_p75")?)?;
    if now > SOONER * before {
        return None;
    }
    let worse: Vec<String> = GUARDS
        .iter()
        .filter_map(|(id, name)| {
            let guard = figure(month, id)?;
            let change = guard.change.filter(|change| change.clear && change.difference > 0.0)?;
            let (now, before) = now_and_before(guard)?;
            let range = change.interval.map(|i| {
                let points = |v: f64| words::signed(100.0 * v, 0);
                format!(", {} to {} points", points(i.low), points(i.high))
            });
            Some(format!(
                "{name} rose from {} to {}{}",
                words::percent(before),
                words::percent(now),
                range.unwrap_or_default()
            ))
        })
        .collect();
    (!worse.is_empty()).then(|| {
        flag(
            FlagKind::FasterButThinner,
            "Faster but thinner",
            format!(
                "Three quarters of first answers came within {} instead of {}, while {}. A time that is made a goal can be met by reading less.",
                words::business_hours(now),
                words::business_hours(before),
                worse.join("; ")
            ),
        )
    })
}

fn redrafts(month: &MonthScore) -> Option<Flag> {
    let figure = figure(month, "redraft_share")?;
    let share = figure.raw.filter(|share| *share > REDRAFTED && figure.estimate.is_some())?;
    Some(flag(
        FlagKind::Redrafts,
        "Drafts hide waits",
        format!(
            "{} of {} went back to draft while a review was awaited. A draft waits for nobody, so the waits shown are too short.",
            words::percent(share),
            words::count(u64::from(figure.items), "pull request"),
        ),
    ))
}

/// Review turns of leaders that send a pull request back, for each that they reviewed.
fn turns(month: &MonthScore) -> Option<f64> {
    let reviewed = figure(month, "leader_rounds").filter(|f| f.estimate.is_some())?;
    let turns = figure(month, "leader_verdict_share").filter(|f| f.estimate.is_some())?;
    Some(turns.exposure / f64::from(reviewed.items))
}

/// Fewer verdicts that ask for changes although the review turns go on: `leader_rounds` falls, and
/// nothing else does.
fn unspoken(month: &MonthScore, earlier: &[MonthScore]) -> Option<Flag> {
    let verdicts = figure(month, "leader_verdict_share")?;
    let change = verdicts.change.filter(|change| change.clear && change.difference < 0.0)?;
    let (now, before) = now_and_before(verdicts)?;
    let turns_before = earlier.iter().rev().find_map(turns)?;
    let turns_now = turns(month)?;
    if now > VERDICTS_LEFT * before || turns_now < ROUNDS_LEFT * turns_before {
        return None;
    }
    let range = change.interval.map(|i| {
        let points = |v: f64| words::signed(100.0 * v, 0);
        format!(" ({} to {} points)", points(i.low), points(i.high))
    });
    Some(flag(
        FlagKind::UnspokenRounds,
        "Rounds without a verdict",
        format!(
            "Of the leader role's review turns that approve nothing, {} ask for changes as a verdict, {} the month before{}; the turns go on, {} for each pull request reviewed after {}. Rounds of changes asked for are understated.",
            words::percent(now),
            words::percent(before),
            range.unwrap_or_default(),
            words::decimal(turns_now, 1),
            words::decimal(turns_before, 1),
        ),
    ))
}

/// Nobody is known to lead, but one person decides: a hint that names nobody.
fn gatekeeper(month: &MonthScore, people: &TeamMonth) -> Option<Flag> {
    let share = people.decided_by_one as f64 / people.decided as f64;
    let worth_it = month.leaders == 0 && people.decided >= LEAST_DECIDED && share > GATEKEEPER;
    worth_it.then(|| {
        flag(
            FlagKind::Gatekeeper,
            "One person decides most",
            format!(
                "Nobody is known to lead, so control cannot be told; but one person gave {} of {} deciding approvals within three months. If that is a leader, say so in midspan.toml (`midspan init` writes one).",
                people.decided_by_one, people.decided
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Period;
    use crate::score::outcome::{Change, Estimate, Interval, Status};
    use crate::signals::definition::Tier;

    /// A figure of 20 items, and its change from the month before; clear where it is beyond .05.
    fn figure(id: &str, value: f64, difference: f64) -> SignalFigure {
        let interval = Interval { low: difference - 0.05, high: difference + 0.05 };
        SignalFigure {
            id: id.to_owned(),
            items: 20,
            exposure: 20.0,
            total: 20.0 * value,
            raw: Some(value),
            estimate: Some(Estimate { value, interval: None }),
            censored: 0,
            beyond_horizon: false,
            window_months: 1,
            control_severity: None,
            drift_severity: None,
            missing: None,
            evidence: Vec::new(),
            change: Some(Change {
                difference,
                interval: Some(interval),
                clear: difference.abs() > 0.05,
            }),
        }
    }

    fn month(period: &str, leaders: u32, signals: Vec<SignalFigure>) -> MonthScore {
        MonthScore {
            period: period.parse::<Period>().expect("a month"),
            status: Status::Scored,
            window_months: 1,
            provisional: false,
            tier: Tier::Full,
            leaders,
            peers: 6,
            ready: 40,
            control: None,
            drift: None,
            position_bounds: None,
            standing: None,
            signals,
        }
    }

    fn people(decided: i64, decided_by_one: i64) -> TeamMonth {
        TeamMonth {
            team: "north".into(),
            period: "2026-03".into(),
            leaders: 1,
            peers: 6,
            active: 7,
            authors: 6,
            ready: 40,
            requested_share: None,
            approvals_required: 1,
            tier: "full".into(),
            lines_median: None,
            newcomers: None,
            zone_hours: None,
            merge_pause_days: 0,
            decided,
            decided_by_one,
        }
    }

    fn flags(months: Vec<MonthScore>, people: &TeamMonth) -> Vec<Flag> {
        let score = TeamScore {
            team: "north".to_owned(),
            months,
            trend: None,
            shift: None,
            control_shift: None,
            drift_shift: None,
        };
        of(&score, people)
    }

    fn kinds(signals: Vec<SignalFigure>) -> Vec<FlagKind> {
        let flags = flags(vec![month("2026-03", 1, signals)], &people(20, 19));
        flags.iter().map(|flag| flag.kind).collect()
    }

    #[test]
    fn faster_is_thinner_only_where_a_guard_clearly_worsened() {
        let sooner = || figure("time_to_first_response_p75", 6.0, -4.0);
        let worse = || figure("unreviewed_merge_share", 0.3, 0.2);
        assert_eq!(kinds(vec![sooner(), worse()]), [FlagKind::FasterButThinner]);
        let flagged = flags(vec![month("2026-03", 1, vec![sooner(), worse()])], &people(0, 0));
        assert_eq!(
            flagged[0].text,
            "Three quarters of first answers came within 6 bh instead of 10 bh, while merges without a review rose from 10 % to 30 %, +15 to +25 points. A time that is made a goal can be met by reading less."
        );
        // 30 % is not more than 30 %; a rise that may be chance; a guard that got better.
        let little = figure("time_to_first_response_p75", 7.1, -2.9);
        assert_eq!(kinds(vec![little, worse()]), []);
        assert_eq!(kinds(vec![sooner(), figure("unreviewed_merge_share", 0.3, 0.04)]), []);
        assert_eq!(kinds(vec![sooner(), figure("unreviewed_merge_share", 0.1, -0.2)]), []);
        assert_eq!(kinds(vec![sooner()]), []);
    }

    #[test]
    fn drafts_are_flagged_above_a_fifth() {
        assert_eq!(kinds(vec![figure("redraft_share", 0.2, 0.0)]), []);
        assert_eq!(kinds(vec![figure("redraft_share", 0.21, 0.0)]), [FlagKind::Redrafts]);
    }

    #[test]
    fn rounds_without_a_verdict_are_flagged_while_reviews_go_on() {
        let now = |turns: f64, share: f64, difference: f64| {
            let mut verdicts = figure("leader_verdict_share", share, difference);
            verdicts.exposure = turns;
            vec![figure("leader_rounds", 0.2, -0.3), verdicts]
        };
        let kinds = |turns: f64, share: f64, difference: f64| -> Vec<FlagKind> {
            let months = vec![
                month("2026-02", 1, now(20.0, 0.8, 0.0)),
                month("2026-03", 1, now(turns, share, difference)),
            ];
            flags(months, &people(0, 0)).iter().map(|flag| flag.kind).collect()
        };
        assert_eq!(kinds(20.0, 0.3, -0.5), [FlagKind::UnspokenRounds]);
        // Fewer rounds; still more than half of the verdicts.
        assert_eq!(kinds(15.0, 0.3, -0.5), []);
        assert_eq!(kinds(20.0, 0.5, -0.3), []);
    }

    #[test]
    fn a_gatekeeper_is_hinted_at_only_where_nobody_leads() {
        let flags =
            |leaders, people: &TeamMonth| flags(vec![month("2026-03", leaders, vec![])], people);
        let hint = flags(0, &people(46, 34));
        assert_eq!(hint[0].kind, FlagKind::Gatekeeper);
        assert!(hint[0].text.contains("one person gave 34 of 46 deciding approvals"));
        assert_eq!(flags(1, &people(46, 34)), []);
        assert_eq!(flags(0, &people(46, 23)), [], "half is not more than half");
        assert_eq!(flags(0, &people(7, 7)), [], "too few");
    }
}
