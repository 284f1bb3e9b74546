//! A signal's figure in words: the cell, what it rests on, its reference, its definition.

use crate::render::words;
use crate::score::outcome::{Evidence, Missing, SignalFigure};
use crate::signals::definition::{Anchors, Definition, Estimator, Window};

/// A whole number of something measured, such as hours: `1,712`.
#[must_use]
pub fn rounded(value: f64) -> String {
    words::quantity(value.round())
}

/// A value in a signal's unit, short enough for a table cell: units of time stay, long ones go.
#[must_use]
pub fn value(definition: &Definition, value: f64) -> String {
    let unit = definition.unit.as_str();
    match unit {
        "share" | "odds ratio" | "index" | "ratio" | "count" => words::in_unit(value, unit),
        _ => match unit_of_time(unit) {
            Some(unit) => words::in_unit(value, unit),
            None => words::quantity(value),
        },
    }
}

/// The first word of a unit, where it is a unit of time.
fn unit_of_time(unit: &str) -> Option<&str> {
    let first = unit.split_whitespace().next()?;
    ["bh", "h", "hours", "days", "weeks"].contains(&first).then_some(first)
}

fn is_odds(definition: &Definition) -> bool {
    definition.estimator == Estimator::OddsAgainstExpected
}

/// The figure that leads in a table cell; for odds, the share itself. `None`: there is none.
#[must_use]
pub fn cell(definition: &Definition, figure: &SignalFigure) -> Option<String> {
    let text = match figure.raw {
        Some(raw) if is_odds(definition) => words::percent(raw),
        Some(raw) => value(definition, raw),
        None => value(definition, figure.estimate?.value),
    };
    Some(if figure.beyond_horizon { format!("over {text}") } else { text })
}

/// Odds behind a share: `12.8×`; `None` for other estimators.
#[must_use]
pub fn odds(definition: &Definition, figure: &SignalFigure) -> Option<String> {
    figure.estimate.filter(|_| is_odds(definition)).map(|e| value(definition, e.value))
}

/// What the figure rests on: `34/46` for shares and ratios, else the number of items.
#[must_use]
pub fn sample(definition: &Definition, figure: &SignalFigure) -> String {
    match definition.estimator {
        Estimator::Share | Estimator::OddsAgainstExpected | Estimator::RatioOfSums => {
            format!("{}/{}", words::quantity(figure.total), words::quantity(figure.exposure))
        }
        _ => figure.items.to_string(),
    }
}

/// Why there is no figure, as a sentence without its full stop.
#[must_use]
pub fn missing(reason: &Missing) -> String {
    match reason {
        Missing::NoData => words::NO_TRACE.to_owned(),
        other => words::capitalised(&words::missing(other)),
    }
}

/// The figure and what it rests on, in full: `60 % (12/20); 54 % after shrinkage`.
#[must_use]
pub fn in_full(definition: &Definition, figure: &SignalFigure) -> Option<String> {
    let mut text = format!("{} ({})", cell(definition, figure)?, sample(definition, figure));
    if let Some(odds) = odds(definition, figure) {
        return Some(format!("{text}; as odds against the expected share {odds}"));
    }
    if definition.unit != "share" && !definition.unit.is_empty() {
        text = format!("{text}; unit: {}", definition.unit);
    }
    let raw = figure.raw.map(|raw| value(definition, raw));
    let shrunk = figure.estimate.map(|estimate| value(definition, estimate.value));
    match (raw, shrunk) {
        (Some(raw), Some(shrunk)) if raw != shrunk && definition.shrinkage > 0.0 => {
            Some(format!("{text}; {shrunk} after shrinkage"))
        }
        _ => Some(text),
    }
}

/// A difference between two figures, with its sign: `+4 points`, `−1.2 bh`.
#[must_use]
pub fn difference(definition: &Definition, difference: f64) -> String {
    if definition.unit == "share" {
        return format!("{} points", words::signed(difference * 100.0, 0));
    }
    let plus = if difference > 0.0 { "+" } else { "" };
    format!("{plus}{}", value(definition, difference))
}

/// What one item contributes: `34.5 of 51`, `at least 12`.
#[must_use]
pub fn part(definition: &Definition, evidence: &Evidence) -> String {
    let least = if evidence.censored { "at least " } else { "" };
    let whole = evidence.exposure == 0.0 || (evidence.exposure - 1.0).abs() < 1e-9;
    let alone = matches!(
        definition.estimator,
        Estimator::KmQuantile { .. }
            | Estimator::RestrictedMean { .. }
            | Estimator::Concentration
            | Estimator::Count
    );
    let value = words::quantity(evidence.value);
    if whole || alone {
        format!("{least}{value}")
    } else {
        format!("{least}{value} of {}", words::quantity(evidence.exposure))
    }
}

/// Both anchors in the signal's unit: `3 | 20×`.
#[must_use]
pub fn anchors(definition: &Definition, anchors: &Anchors) -> String {
    let red = value(definition, anchors.red);
    let green = value(definition, anchors.green);
    let unit = red.trim_start_matches(|c: char| c.is_ascii_digit() || ".,−".contains(c));
    let green = green.strip_suffix(unit).unwrap_or(&green);
    format!("{green} | {red}")
}

/// The title, with its side where the signal stands in both pressures.
#[must_use]
pub fn title(definition: &Definition, part: &Anchors) -> String {
    if definition.control.is_none() || definition.drift.is_none() {
        return definition.title.clone();
    }
    let side = if part.red > part.green { "high side" } else { "low side" };
    format!("{}, {side}", definition.title)
}

/// What a definition says, as pairs of label and text.
#[must_use]
pub fn definition(definition: &Definition) -> Vec<(&'static str, String)> {
    let mut out = vec![("Stands for", definition.concept.clone())];
    let parts = [("Control", &definition.control), ("Drift", &definition.drift)];
    for (label, part) in parts {
        out.extend(part.as_ref().map(|part| (label, reference(definition, part))));
    }
    if definition.control.is_none() && definition.drift.is_none() {
        out.push(("Reference", "none: shown, not scored".to_owned()));
    }
    out.extend([
        ("Figure", format!("{}; unit: {}", estimator(definition.estimator), definition.unit)),
        ("Looks back on", window(definition.window).to_owned()),
        ("Needs", needs(definition)),
        ("Also moved by", definition.confounders.clone()),
        ("Gaming", definition.gaming.clone()),
        ("Cannot tell", definition.cannot_tell.clone()),
    ]);
    out
}

fn reference(definition: &Definition, anchors: &Anchors) -> String {
    let weight = if anchors.weight < 1.0 { "half weight" } else { "full weight" };
    format!(
        "{}, {weight}: calm {}, severe {}; grade {:?}: {}",
        words::facet(anchors.facet).to_lowercase(),
        value(definition, anchors.green),
        value(definition, anchors.red),
        anchors.grade,
        anchors.source
    )
}

fn needs(definition: &Definition) -> String {
    let items = words::count(u64::from(definition.min_items), "item");
    let exposure = if definition.min_exposure > 0.0 {
        format!(", exposure of {}", words::quantity(definition.min_exposure))
    } else {
        String::new()
    };
    format!("{items}{exposure}; {}", words::tier(definition.tier))
}

/// How observations become a figure.
fn estimator(estimator: Estimator) -> String {
    let text = match estimator {
        Estimator::Share => "sum of value over sum of exposure, a share",
        Estimator::OddsAgainstExpected => {
            "odds of that share over the odds of the share expected of a team of this shape"
        }
        Estimator::RatioOfSums => "sum of value over sum of exposure",
        Estimator::Mean => "mean of value",
        Estimator::KmQuantile { quantile, horizon } => {
            return format!(
                "{} point of the Kaplan-Meier curve, followed up to {}",
                words::percent(quantile),
                words::quantity(horizon)
            );
        }
        Estimator::RestrictedMean { horizon } => {
            return format!(
                "mean up to {}, from the Kaplan-Meier curve: what is still open is a lower bound",
                words::quantity(horizon)
            );
        }
        Estimator::Concentration => {
            "normalised Herfindahl-Hirschman index: 0 evenly spread, 1 all with one"
        }
        Estimator::Count => "sum of value",
    };
    text.to_owned()
}

fn window(window: Window) -> &'static str {
    match window {
        Window::Month => "the month; the last three where it is too small",
        Window::SixMonths => "the last six months",
        Window::InQuery => "as the query spreads it over months",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    fn find(id: &str) -> (Definition, SignalFigure) {
        let report = sample::one_team();
        let doc = report.definitions.iter().find(|doc| doc.definition.id == id).expect("known");
        let month = report.teams[0].score.months.last().expect("a month");
        let figure = month.signals.iter().find(|figure| figure.id == id).expect("a figure");
        (doc.definition.clone(), figure.clone())
    }

    #[test]
    fn odds_lead_with_the_share() {
        let (definition, mut figure) = find("leader_gate_odds");
        figure.estimate = Some(crate::score::outcome::Estimate { value: 12.81, interval: None });
        assert_eq!(cell(&definition, &figure).as_deref(), Some("74 %"));
        assert_eq!(
            in_full(&definition, &figure).as_deref(),
            Some("74 % (34/46); as odds against the expected share 12.8×")
        );
        let part = definition.control.as_ref().expect("scored");
        assert_eq!(anchors(&definition, part), "3 | 20×");
    }

    #[test]
    fn units_of_time_stay_and_others_go() {
        let (definition, _) = find("leader_blocked_hours_per_pr");
        assert_eq!(value(&definition, 7.884), "7.88 bh");
        assert_eq!(difference(&definition, 1.2), "+1.20 bh");
        let (definition, _) = find("leader_detail_density");
        assert_eq!(value(&definition, 7.5), "7.50");
    }

    #[test]
    fn sides_are_named_where_a_signal_stands_in_both_pressures() {
        let (definition, _) = find("leader_touch_ratio");
        let sides = [&definition.control, &definition.drift];
        let titles = sides.map(|part| title(&definition, part.as_ref().expect("both")));
        assert!(titles[0].ends_with("high side") && titles[1].ends_with("low side"));
    }
}
