//! Sentences that qualify a standing, or say why there is none and what would help.

use crate::render::words;
use crate::report::{MilestoneRow, Note, TeamReport};
use crate::score::outcome::{MonthScore, Pressure, Standing, Status, TeamScore, Zone};
use crate::signals::definition::Tier;

/// What every report says of its figures.
pub const CAVEAT: &str = "These are traces of behaviour around pull requests, issues and \
    milestones: not of intentions, trust or conversations.";

/// What to ask a team before anybody acts on figures.
pub const QUESTIONS: [&str; 3] = [
    "When you could decide something yourself, do you? What stops you?",
    "When you need a decision, how do you get one, and how long does it take?",
    "What did nobody look at last month that somebody should have?",
];

/// What no record shows, whatever was read.
pub const NO_RECORD: [&str; 3] = [
    "intentions, trust, felt ownership, hesitation before a branch exists",
    "talks, chat, meetings, one-to-ones; drift is an upper bound where a team talks elsewhere",
    "the quality of what was written",
];

/// Strain from which a micro-engaged team leans to a side (model 3.4).
const LEANING: f64 = 0.30;

/// Notes of one heading together, in the order in which the headings first stand.
#[must_use]
pub fn by_topic(notes: &[Note]) -> Vec<(&str, Vec<&str>)> {
    let mut topics: Vec<(&str, Vec<&str>)> = Vec::new();
    for note in notes {
        match topics.iter_mut().find(|(topic, _)| *topic == note.topic) {
            Some((_, texts)) => texts.push(&note.text),
            None => topics.push((&note.topic, vec![&note.text])),
        }
    }
    topics
}

/// Why teams have no suggestion, a sentence for each reason.
#[must_use]
pub fn without_advice(teams: &[TeamReport]) -> Vec<String> {
    let mut by_reason: Vec<(&'static str, Vec<&str>)> = Vec::new();
    for team in teams.iter().filter(|team| team.advice.is_empty()) {
        let month = team.score.months.last();
        let reason = match month.map(|month| &month.status) {
            Some(Status::Scored | Status::NoLeaders) if month.is_some_and(is_low) => {
                "no pressure of .30 or more, so there is nothing to mend"
            }
            Some(Status::Scored | Status::NoLeaders) => {
                "no figure that a suggestion rests on lies clear of its calm reference with enough behind it"
            }
            Some(status) => words::status_brief(status).unwrap_or(words::NO_FIGURE),
            None => "no month to look at",
        };
        match by_reason.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(&team.score.team),
            None => by_reason.push((reason, vec![&team.score.team])),
        }
    }
    let sentence = |(reason, names): &(&str, Vec<&str>)| {
        format!("No suggestion for {}: {reason}.", names.join(", "))
    };
    by_reason.iter().map(sentence).collect()
}

/// Whether no pressure that is known leans to a side.
fn is_low(month: &MonthScore) -> bool {
    let pressures = [&month.control, &month.drift].into_iter().flatten();
    let values: Vec<f64> = pressures.filter_map(|p| p.value).map(|value| value.value).collect();
    !values.is_empty() && values.iter().all(|value| *value < LEANING)
}

/// A standing in the model's words; a micro-engaged team's with the side to which it leans.
#[must_use]
pub fn standing(standing: &Standing) -> String {
    let text = words::zone_words(standing.zone);
    if standing.zone != Zone::MicroEngaged || standing.strain < LEANING {
        return text;
    }
    let side = if standing.position.value < 0.0 { "control" } else { "drift" };
    format!("{text}; leaning to {side}")
}

/// A zone's name, or what there is instead of a zone.
#[must_use]
pub fn zone_or_status(month: &MonthScore) -> &'static str {
    match &month.standing {
        Some(standing) => words::sure(standing.zone).map_or("unclear", words::zone_name),
        None if month.status == Status::Screening => "screening",
        None => words::status_brief(&month.status).unwrap_or(words::NO_FIGURE),
    }
}

/// What would help a team whose month has no standing.
#[must_use]
pub fn next_step(status: &Status) -> Option<&'static str> {
    match status {
        Status::Scored | Status::TooFewPeople { .. } | Status::TooLittleWork { .. } => None,
        Status::Screening => Some(
            "A token adds pull requests, reviews and issues, which git cannot show: set GITHUB_TOKEN, or run gh auth login. Recordings add them too: midspan import.",
        ),
        Status::NoLeaders => Some("Name the leaders in midspan.toml; midspan init writes it."),
        Status::TooLittleEvidence => {
            Some("Too many facets are missing: the table of signals says what each one lacks.")
        }
    }
}

/// The remark on a pressure that is high through one facet alone; `None`: it is not.
#[must_use]
pub fn one_facet(pressure: &Pressure) -> Option<String> {
    pressure.one_facet.map(|only| {
        let (axis, facet) = (words::axis(pressure.axis), words::facet(only).to_lowercase());
        format!("{axis} is high through one facet alone ({facet}), too few for a zone")
    })
}

/// Remarks that qualify a month's standing: sustained, resting on one signal, on the weights or on
/// high-risk work, one facet, window, provisional, reduced evidence; sentences. `title` gives a signal's title.
#[must_use]
pub fn qualifications(month: &MonthScore, title: impl Fn(&str) -> String) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(standing) = &month.standing {
        if standing.sustained {
            out.push("Approval-bound in three of the last four months.".to_owned());
        }
        out.extend(depends_on(standing, title));
        out.extend(weight_sensitive(standing));
        out.extend(high_risk(standing));
    }
    for pressure in [&month.control, &month.drift].into_iter().flatten() {
        out.extend(one_facet(pressure).map(|text| format!("{}.", words::capitalised(&text))));
    }
    if month.standing.is_some() {
        if month.window_months > 1 {
            out.push(format!(
                "{}-month window: the month alone was too small.",
                month.window_months
            ));
        }
        if month.tier == Tier::PrOnly {
            out.push("Reduced evidence: issues and milestones were not read.".to_owned());
        }
        if month.provisional {
            out.push("Provisional: the last items have not been followed to the end.".to_owned());
        }
    }
    out
}

fn depends_on(standing: &Standing, title: impl Fn(&str) -> String) -> Option<String> {
    let titles: Vec<String> = standing.depends_on.iter().map(|id| title(id)).collect();
    match titles.as_slice() {
        [] => None,
        [one] => Some(format!("This depends on one signal: {one}.")),
        several => Some(format!("This depends on each of these signals: {}.", several.join("; "))),
    }
}

fn weight_sensitive(standing: &Standing) -> Option<String> {
    let weights = standing.weights?;
    weights.sensitive.then(|| {
        format!(
            "Weight-sensitive: {} of 200 other weightings of the facets keep this zone.",
            words::percent(weights.kept)
        )
    })
}

fn high_risk(standing: &Standing) -> Option<String> {
    let low = standing.low_risk.filter(|low| low.driven_by_high_risk)?;
    let zone = words::zone_name(low.zone);
    Some(format!("Driven by high-risk work: low-risk pull requests alone would give {zone}."))
}

/// Trend and shift of a team's position, and shifts of its pressures, one sentence each; empty where
/// none was found.
#[must_use]
pub fn history(score: &TeamScore) -> Vec<String> {
    let trend = score.trend.map(|trend| {
        let side = if trend.value < 0.0 { "control" } else { "drift" };
        let points = words::signed(trend.value, 1);
        let range = trend
            .interval
            .map(|i| format!(" ({} to {})", words::signed(i.low, 1), words::signed(i.high, 1)));
        let range = range.unwrap_or_default();
        format!("Over six months it moved towards {side}, {points} points a month{range}.")
    });
    let shifts = [
        ("the position", score.shift),
        ("control pressure", score.control_shift),
        ("drift pressure", score.drift_shift),
    ];
    let told = shifts.into_iter().filter_map(|(what, month)| {
        Some(format!("A shift of {what} was found in {}.", words::month(month?)))
    });
    trend.into_iter().chain(told).collect()
}

/// What a team's figures are to be read beside, in one sentence; `None`: no figures are shown.
#[must_use]
pub fn beside(team: &TeamReport) -> Option<String> {
    let texts: Vec<&str> = team.confounders.iter().map(|c| c.text.as_str()).collect();
    (!texts.is_empty()).then(|| format!("To be read beside: {}.", texts.join("; ")))
}

/// How leaders were inferred, and how to correct it.
#[must_use]
pub fn leaders_inferred(rule: &str) -> String {
    let rule = rule.trim_end_matches('.');
    format!(
        "Leaders inferred: {rule}. To correct it, edit the midspan.toml that midspan init writes."
    )
}

/// How a milestone stands against its plan: `8 days late`, `open, at least 14 days late`.
#[must_use]
pub fn slip(milestone: &MilestoneRow) -> String {
    let open = milestone.closed.is_none();
    let days = |n: f64| {
        let text = words::decimal(n, 0);
        if text == "1" { "1 day".to_owned() } else { format!("{text} days") }
    };
    let text = match (milestone.slip_days, open) {
        (None, _) if milestone.first_due.is_some() && open => "open, not due".to_owned(),
        (None, true) => "open, no due date".to_owned(),
        (None, false) => "closed, no due date".to_owned(),
        (Some(late), true) if late >= 0.5 => format!("open, at least {} late", days(late)),
        (Some(_), true) => "open, not due".to_owned(),
        (Some(late), false) if late >= 0.5 => format!("{} late", days(late)),
        (Some(late), false) if late <= -0.5 => format!("{} early", days(-late)),
        (Some(_), false) => "on time".to_owned(),
    };
    let moved = milestone.first_due.is_some() && milestone.due != milestone.first_due;
    if moved { format!("{text}; date moved") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;
    use crate::render::terminal::TerminalOptions;
    use crate::report::{Confounder, ConfounderKind, Flag, FlagKind};
    use crate::score::outcome::{LowRisk, SureZone, WeightCheck};

    fn last(report: &crate::report::Report, name: &str) -> MonthScore {
        let team = report.teams.iter().find(|team| team.score.team == name).expect("a team");
        team.score.months.last().expect("a month").clone()
    }

    #[test]
    fn every_state_is_qualified() {
        let report = sample::report();
        let of = |name: &str| qualifications(&last(&report, name), ToOwned::to_owned).join(" ");
        assert_eq!(
            of("Billing"),
            "Approval-bound in three of the last four months. This depends on one signal: low_risk_leader_gate."
        );
        assert!(of("Payments").starts_with("Control is high through one facet alone (gate)"));
        assert!(of("Search").starts_with("3-month window"));
        assert!(of("Mobile").starts_with("Provisional"));
        assert_eq!(of("Data lake"), "");
    }

    #[test]
    fn weights_and_high_risk_work_are_told() {
        let mut month = last(&sample::report(), "Billing");
        let standing = month.standing.as_mut().expect("a standing");
        standing.weights = Some(WeightCheck { kept: 0.85, sensitive: true });
        standing.low_risk = Some(LowRisk {
            position: -20.0,
            zone: SureZone::MicroEngaged,
            driven_by_high_risk: true,
        });
        let told = qualifications(&month, ToOwned::to_owned).join(" ");
        let expected = "Weight-sensitive: 85 % of 200 other weightings of the facets keep this zone. \
             Driven by high-risk work: low-risk pull requests alone would give micro-engaged.";
        assert!(told.contains(expected), "{told}");
    }

    #[test]
    fn flags_and_confounders_stand_in_every_format() {
        let mut report = sample::one_team();
        let team = &mut report.teams[0];
        team.flags = vec![Flag {
            kind: FlagKind::Redrafts,
            title: "Drafts hide waits".to_owned(),
            text: "12 of 50 pull requests went back.".to_owned(),
        }];
        let confounder = |text: &str| Confounder {
            kind: ConfounderKind::Span,
            value: Some(6.0),
            text: text.to_owned(),
        };
        team.confounders = vec![confounder("6 peers to a leader"), confounder("no freeze")];
        let told = beside(&report.teams[0]).expect("told");
        assert_eq!(told, "To be read beside: 6 peers to a leader; no freeze.");
        let wide = TerminalOptions { width: 120, colour: false, unicode: true };
        let terminal = crate::render::terminal::terminal(&report, &wide);
        let markdown = crate::render::markdown::markdown(&report);
        let html = crate::render::html::html(&report).expect("a page");
        for (text, flag) in [
            (&terminal, "! Drafts hide waits. 12 of 50 pull requests went back."),
            (&markdown, "**Drafts hide waits.** 12 of 50 pull requests went back."),
            (&html, "<strong>Drafts hide waits.</strong> 12 of 50 pull requests went back."),
        ] {
            assert!(text.contains(flag) && text.contains(&told), "{text}");
        }
        report.teams[0].confounders.clear();
        assert_eq!(beside(&report.teams[0]), None);
    }

    #[test]
    fn milestones_are_told_from_their_first_due_date() {
        let report = sample::one_team();
        let told: Vec<String> = report.teams[0].milestones.iter().map(slip).collect();
        assert_eq!(told[0], "8 days late");
        assert_eq!(told[1], "8 days early");
        assert_eq!(told[2], "closed, no due date");
        assert_eq!(told[3], "open, at least 5 days late; date moved");
    }
}
