//! Numbers and zones in words, the same in every format.
//!
//! The subject of every phrase is the approval path, the queue, the data or the team, never a
//! person. Zone words are those of the model, section 3.4.

use crate::model::time::Period;
use crate::report::WaitKind;
use crate::score::outcome::{
    Change, Estimate, Interval, Missing, MonthScore, SignalFigure, Standing, Status, SureZone, Zone,
};
use crate::signals::definition::{Axis, Facet, Tier};

pub use crate::model::numerals::{
    NO_FIGURE, capitalised, count, decimal, in_unit, integer, percent, position, pressure,
    quantity, severity, signed,
};

/// Where a zone begins on a pressure (model 3.4).
pub const ZONE_CUT: f64 = 0.45;

/// What stands where a concept leaves no trace at all.
pub const NO_TRACE: &str = "No trace in this data";

/// A position interval in whole points: `−66 to −34`.
#[must_use]
pub fn position_interval(interval: Interval) -> String {
    format!("{} to {}", signed(interval.low, 0), signed(interval.high, 0))
}

/// A position with its interval: `−50.5 (−66 to −34)`; without one, the position.
#[must_use]
pub fn position_estimate(estimate: Estimate) -> String {
    let value = position(estimate.value);
    match estimate.interval {
        Some(interval) => format!("{value} ({})", position_interval(interval)),
        None => value,
    }
}

/// A pressure interval: `.53 to .70`.
#[must_use]
pub fn pressure_interval(interval: Interval) -> String {
    format!("{} to {}", severity(interval.low), severity(interval.high))
}

/// Business hours: `410 bh`.
#[must_use]
pub fn business_hours(value: f64) -> String {
    format!("{} bh", quantity(value))
}

/// A figure as reports print it: value in its unit, `over` where the curve does not reach it, or
/// the reason why there is none. A share is the plain one, before shrinkage, as in every table.
#[must_use]
pub fn figure(figure: &SignalFigure, unit: &str) -> String {
    match (figure.estimate, &figure.missing) {
        (Some(estimate), _) if figure.beyond_horizon => {
            format!("over {}", in_unit(estimate.value, unit))
        }
        (Some(estimate), _) if unit == "share" => percent(figure.raw.unwrap_or(estimate.value)),
        (Some(estimate), _) => in_unit(estimate.value, unit),
        (None, Some(reason)) => missing(reason),
        (None, None) => NO_FIGURE.to_owned(),
    }
}

/// The interval of a figure in its unit: `58 % to 83 %`; a unit of several words stands once.
#[must_use]
pub fn figure_interval(interval: Interval, unit: &str) -> String {
    let low = if unit.contains(' ') && unit != "odds ratio" {
        quantity(interval.low)
    } else {
        in_unit(interval.low, unit)
    };
    format!("{low} to {}", in_unit(interval.high, unit))
}

/// Why there is no figure, as a fragment.
#[must_use]
pub fn missing(reason: &Missing) -> String {
    match reason {
        Missing::NoData => "not enough data: no such records".to_owned(),
        Missing::TooFewItems { items, needed } => {
            format!("not enough data: {items} of the {needed} items needed")
        }
        Missing::TooLittleExposure { exposure, needed } => {
            let (seen, least) = (quantity(*exposure), quantity(*needed));
            format!("not enough data: {seen} of the {least} needed")
        }
        Missing::NoLeaders => "not computed: who leads is not known".to_owned(),
        Missing::Tier { needed } => format!("not in this data: needs {}", tier(*needed)),
        Missing::Regime { why } => format!("not meaningful here: {}", why.trim_end_matches('.')),
    }
}

/// What a tier holds.
#[must_use]
pub fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Git => "git alone",
        Tier::PrOnly => "pull requests and reviews",
        Tier::Full => "pull requests, reviews, issues and milestones",
    }
}

/// Short name of a zone: `approval-bound`.
#[must_use]
pub fn zone_name(zone: SureZone) -> &'static str {
    match zone {
        SureZone::MicroEngaged => "micro-engaged",
        SureZone::ApprovalBound => "approval-bound",
        SureZone::Drifting => "drifting",
        SureZone::PulledBothWays => "pulled both ways",
    }
}

/// A sure zone in the model's words, short enough for a chart: `work waits for approval`.
#[must_use]
pub fn sure_zone_words(zone: SureZone) -> &'static str {
    match zone {
        SureZone::MicroEngaged => "engaged, not in the way",
        SureZone::ApprovalBound => "work waits for approval",
        SureZone::Drifting => "work moves without attention",
        SureZone::PulledBothWays => "pulled both ways",
    }
}

/// A zone in the model's words, short enough for a chart; unclear: `between X and Y`.
#[must_use]
pub fn zone_words(zone: Zone) -> String {
    match sure(zone) {
        Ok(sure) => sure_zone_words(sure).to_owned(),
        Err((first, second)) => format!("between {} and {}", zone_name(first), zone_name(second)),
    }
}

/// A zone as a full clause, with the crisis loop spelt out.
#[must_use]
pub fn zone_clause(zone: Zone) -> String {
    match zone {
        Zone::PulledBothWays => {
            "the approval path is the bottleneck and other work is unattended – the article's \
             crisis loop"
                .to_owned()
        }
        other => zone_words(other),
    }
}

/// The sure zone, or the two that it lies between.
///
/// # Errors
/// With the first and second zone where it is unclear.
pub fn sure(zone: Zone) -> Result<SureZone, (SureZone, SureZone)> {
    match zone {
        Zone::MicroEngaged => Ok(SureZone::MicroEngaged),
        Zone::ApprovalBound => Ok(SureZone::ApprovalBound),
        Zone::Drifting => Ok(SureZone::Drifting),
        Zone::PulledBothWays => Ok(SureZone::PulledBothWays),
        Zone::Unclear { first, second } => Err((first, second)),
    }
}

/// How often the zone came out of the resamples: `holds in 97 % of resamples`; unclear: both.
#[must_use]
pub fn zone_certainty(standing: &Standing) -> String {
    let share = |zone| match zone {
        SureZone::MicroEngaged => standing.shares.micro_engaged,
        SureZone::ApprovalBound => standing.shares.approval_bound,
        SureZone::Drifting => standing.shares.drifting,
        SureZone::PulledBothWays => standing.shares.pulled_both_ways,
    };
    match sure(standing.zone) {
        Ok(zone) => format!("holds in {} of resamples", percent(share(zone))),
        // High through one facet alone is between two zones, and no resample need reach the other.
        Err((first, second)) if share(second) <= 0.0 => {
            format!("{} in {} of resamples", zone_name(first), percent(share(first)))
        }
        Err((first, second)) => {
            format!("{} and {} of resamples", percent(share(first)), percent(share(second)))
        }
    }
}

/// A month, short: `Mar`.
#[must_use]
pub fn month_short(period: Period) -> String {
    period.in_words().chars().take(3).collect()
}

/// A month as a heading: `March 2026`.
#[must_use]
pub fn month(period: Period) -> String {
    period.in_words()
}

/// First to last month: `October 2025 to March 2026`; one month alone as itself.
#[must_use]
pub fn months(periods: &[Period]) -> String {
    match (periods.first(), periods.last()) {
        (Some(first), Some(last)) if first != last => {
            format!("{} to {}", month(*first), month(*last))
        }
        (Some(only), _) => month(*only),
        _ => "no month".to_owned(),
    }
}

/// A pressure's name.
#[must_use]
pub fn axis(axis: Axis) -> &'static str {
    match axis {
        Axis::Control => "control",
        Axis::Drift => "drift",
    }
}

/// A facet's name.
#[must_use]
pub fn facet(facet: Facet) -> &'static str {
    match facet {
        Facet::Gate => "Gate",
        Facet::Bottleneck => "Bottleneck",
        Facet::Detail => "Detail",
        Facet::Initiative => "Initiative held back",
        Facet::Unattended => "Unattended work",
        Facet::Milestone => "Milestones",
        Facet::Absence => "Leader absence",
        Facet::Intent => "Intent and accountability",
    }
}

/// What a pull request waited for.
#[must_use]
pub fn wait_kind(kind: WaitKind) -> &'static str {
    match kind {
        WaitKind::LeaderAnswered => "leader role, answered",
        WaitKind::LeaderBypassed => "leader role, gone around",
        WaitKind::LeaderAbsent => "leader role, never answered",
        WaitKind::Peer => "peers",
        WaitKind::NobodyAsked => "nobody asked",
        WaitKind::Author => "author",
        WaitKind::ToMerge => "approved, not merged",
        WaitKind::Draft => "draft",
        WaitKind::CiUnknown => "checks, or a gap in the data",
    }
}

/// A change from the month before: `+7.5, within what chance does` or `−12.0, changed`.
#[must_use]
pub fn change(change: &Change, places: usize) -> String {
    let verdict = if change.clear { "changed" } else { "within what chance does" };
    format!("{}, {verdict}", signed(change.difference, places))
}

/// One sentence on where a team's month stands, or why nothing is said.
#[must_use]
pub fn status_sentence(score: &MonthScore) -> String {
    match (&score.status, &score.standing) {
        (Status::Scored, Some(standing)) => standing_sentence(standing),
        (Status::Scored, None) => "The figures do not give a standing.".to_owned(),
        (Status::Screening, _) => screening_sentence(score.position_bounds),
        (Status::TooFewPeople { active, authors, least_active, least_authors }, _) => {
            too_few_people((*active, *least_active), (*authors, *least_authors))
        }
        (Status::TooLittleWork { ready }, _) => {
            let ready = count(u64::from(*ready), "pull request");
            format!("Not enough work to tell: {ready} in three months, and 8 are needed.")
        }
        (Status::NoLeaders, _) => {
            "Who leads is not known, so control pressure cannot be told.".to_owned()
        }
        (Status::TooLittleEvidence, _) => {
            "Not enough data: too many facets are missing for a pressure.".to_owned()
        }
    }
}

/// The reason in two or three words, for a narrow column; `None` where there is a standing.
#[must_use]
pub fn status_brief(status: &Status) -> Option<&'static str> {
    match status {
        Status::Scored => None,
        Status::Screening => Some("git alone"),
        Status::TooFewPeople { .. } => Some("not enough people"),
        Status::TooLittleWork { .. } => Some("not enough work"),
        Status::NoLeaders => Some("leaders not known"),
        Status::TooLittleEvidence => Some("not enough data"),
    }
}

fn standing_sentence(standing: &Standing) -> String {
    let at = position_estimate(standing.position);
    match standing.zone {
        Zone::PulledBothWays => format!(
            "Pulled both ways: {}; position {}, not a balance.",
            zone_clause(standing.zone),
            signed(standing.position.value, 0)
        ),
        Zone::Unclear { .. } => format!("Unclear, {}; position {at}.", zone_words(standing.zone)),
        _ => {
            let words = capitalised(&zone_words(standing.zone));
            let sustained =
                if standing.sustained { ", in three of the last four months" } else { "" };
            format!("{words}{sustained}; position {at}.")
        }
    }
}

fn screening_sentence(bounds: Option<Interval>) -> String {
    match bounds {
        Some(bounds) => format!(
            "Screening, git alone: the position lies somewhere from {}; no zone can be told.",
            position_interval(bounds)
        ),
        None => "Screening, git alone: no zone can be told.".to_owned(),
    }
}

/// People seen and needed: regularly active ones, and authors outside the leader role.
fn too_few_people(active: (u32, u32), authors: (u32, u32)) -> String {
    if active.0 < active.1 {
        format!(
            "Fewer than {} people were regularly active, so nothing about the team is computed.",
            active.1
        )
    } else if authors.0 < authors.1 {
        format!(
            "Fewer than {} people outside the leader role wrote pull requests, so nothing about \
             the team is computed.",
            authors.1
        )
    } else {
        "Not enough people, so nothing about the team is computed.".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_true_minus_and_no_leading_zero() {
        assert_eq!(position(-50.5), "−50.5");
        assert_eq!(position(62.24), "+62.2");
        assert_eq!(position(-0.04), "0.0");
        assert_eq!(pressure(0.618), ".618");
        assert_eq!(pressure(1.0), "1.000");
        assert_eq!(pressure(0.0), ".000");
        assert_eq!(signed(-0.5, 1), "−.5");
        assert_eq!(decimal(f64::NAN, 1), NO_FIGURE);
        assert_eq!(position_interval(Interval { low: -66.2, high: 0.3 }), "−66 to 0");
        assert_eq!(pressure_interval(Interval { low: 0.0, high: 0.704 }), ".00 to .70");
    }

    #[test]
    fn unclear_names_both_zones() {
        let zone = Zone::Unclear { first: SureZone::ApprovalBound, second: SureZone::MicroEngaged };
        assert_eq!(zone_words(zone), "between approval-bound and micro-engaged");
        assert_eq!(zone_words(Zone::ApprovalBound), "work waits for approval");
    }

    #[test]
    fn reasons_for_no_standing_speak_of_the_data() {
        assert_eq!(
            too_few_people((4, 5), (3, 3)),
            "Fewer than 5 people were regularly active, so nothing about the team is computed."
        );
        assert!(
            too_few_people((6, 5), (2, 3))
                .starts_with("Fewer than 3 people outside the leader role")
        );
        // The numbers are the configured ones.
        assert!(too_few_people((5, 8), (9, 3)).starts_with("Fewer than 8 people"));
        assert_eq!(
            screening_sentence(Some(Interval { low: -62.0, high: 38.4 })),
            "Screening, git alone: the position lies somewhere from −62 to +38; no zone can be \
             told."
        );
        assert!(zone_clause(Zone::PulledBothWays).contains("crisis loop"));
    }

    #[test]
    fn changes_say_what_chance_does() {
        let change_of = |difference, clear| Change { difference, interval: None, clear };
        assert_eq!(change(&change_of(-7.5, false), 1), "−7.5, within what chance does");
        assert_eq!(change(&change_of(10.2, true), 1), "+10.2, changed");
    }

    #[test]
    fn every_reason_has_words() {
        let reasons = [
            Missing::NoData,
            Missing::TooFewItems { items: 3, needed: 8 },
            Missing::TooLittleExposure { exposure: 2.5, needed: 10.0 },
            Missing::NoLeaders,
            Missing::Tier { needed: Tier::Full },
            Missing::Regime { why: "merges come from a bot.".to_owned() },
        ];
        let texts: Vec<String> = reasons.iter().map(missing).collect();
        assert_eq!(texts[1], "not enough data: 3 of the 8 items needed");
        assert_eq!(texts[5], "not meaningful here: merges come from a bot");
        assert!(texts.iter().all(|text| text.starts_with("not ")));
    }
}
