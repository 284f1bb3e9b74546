//! Which suggestions are worth a month, in which order.

use super::case::{Case, Reading, Sources};
use super::outcome::{Advice, Expected, Gain, Move, Watch};
use super::proposal::{Proposal, Rule};
use super::suppose::recompute;
use super::{control, drift, wording};
use crate::model::numerals::{self, position, severity};
use crate::score::outcome::{MonthScore, Status, TeamScore, Zone};
use crate::signals::definition::{Axis, Definition, Facet};

/// Most suggestions for a team.
const MOST: usize = 3;
/// Most items listed with one.
const LISTED: usize = 10;
/// Fall of the two pressures together below which a suggestion is not worth a month.
const LEAST_EFFECT: f64 = 0.01;
/// Pressure from which a side is high (model 3.4).
const HIGH: f64 = 0.45;
/// Pressure from which a team leans to a side (model 3.4); below it, leave well alone.
const LEANING: f64 = 0.30;

/// A proposal with its weight.
struct Weighed<'a> {
    rule: Rule,
    proposal: Proposal,
    reading: Reading<'a>,
    then: MonthScore,
    effect: f64,
}

/// At most three suggestions for a team's last month, the one of largest effect first.
///
/// A pressure below .30 is left alone, and so is the lower one where the other is high: lowering
/// it would tilt the team further. Where both are high they take turns. Each facet is spoken of
/// once, so that a team is not told the same thing three times.
#[must_use]
pub fn for_team(sources: Sources<'_>, score: &TeamScore) -> Vec<Advice> {
    let Some(case) = Case::of(sources, score) else { return Vec::new() };
    in_turn(&case, proposals(&case)).into_iter().map(|w| advice(&case, w)).collect()
}

/// What each rule says, whether or not it would be shown.
#[cfg(test)]
pub(super) fn every(sources: Sources<'_>, score: &TeamScore) -> Vec<Advice> {
    let Some(case) = Case::of(sources, score) else { return Vec::new() };
    proposals(&case).into_iter().map(|w| advice(&case, w)).collect()
}

/// All proposals worth a month, the one of largest effect first.
fn proposals<'a>(case: &Case<'a>) -> Vec<Weighed<'a>> {
    if !matches!(case.month.status, Status::Scored | Status::NoLeaders) {
        return Vec::new();
    }
    let rules = control::RULES.iter().chain(&drift::RULES);
    let mut weighed: Vec<Weighed<'_>> = rules.filter_map(|rule| weigh(case, *rule)).collect();
    // Stable: equal effects keep the order of the rules.
    weighed.sort_by(|a, b| b.effect.total_cmp(&a.effect));
    weighed
}

fn weigh<'a>(case: &Case<'a>, rule: Rule) -> Option<Weighed<'a>> {
    let reading = case.clear(rule.signal, rule.side)?;
    let proposal = (rule.look)(case)?;
    if proposal.items.len() < rule.least {
        return None;
    }
    let then = recompute(case, &proposal.supposed)?;
    let fall = |side| Some(pressure(case.month, side)? - pressure(&then, side)?);
    let effect = fall(Axis::Control).unwrap_or(0.0) + fall(Axis::Drift).unwrap_or(0.0);
    (effect >= LEAST_EFFECT && fall(rule.side)? > 0.0).then_some(Weighed {
        rule,
        proposal,
        reading,
        then,
        effect,
    })
}

/// The three to show: the high side, or both by turns, each facet once.
fn in_turn<'a>(case: &Case<'_>, weighed: Vec<Weighed<'a>>) -> Vec<Weighed<'a>> {
    let mut facets: Vec<Facet> = Vec::new();
    let (mut control, mut drift): (Vec<_>, Vec<_>) = weighed
        .into_iter()
        .filter(|w| pressure(case.month, w.rule.side).is_some_and(|p| p >= LEANING))
        .filter(|w| {
            let facet = facet(w.reading.definition, w.rule.side);
            let first = facet.is_some_and(|f| !facets.contains(&f));
            facets.extend(facet.filter(|_| first));
            first
        })
        .partition(|w| w.rule.side == Axis::Control);
    let level = |side| pressure(case.month, side).unwrap_or(0.0);
    let (c, d) = (level(Axis::Control), level(Axis::Drift));
    let control_leads = c >= d;
    let (first, second) =
        if control_leads { (&mut control, &mut drift) } else { (&mut drift, &mut control) };
    let mut chosen = Vec::new();
    if c >= HIGH && d >= HIGH {
        first.reverse();
        second.reverse();
        while chosen.len() < MOST && !(first.is_empty() && second.is_empty()) {
            chosen.extend(first.pop());
            chosen.extend(second.pop());
        }
    } else {
        chosen.append(first);
        if c.max(d) < HIGH {
            chosen.append(second);
            chosen.sort_by(|a, b| b.effect.total_cmp(&a.effect));
        }
    }
    chosen.truncate(MOST);
    chosen
}

fn facet(definition: &Definition, side: Axis) -> Option<Facet> {
    match side {
        Axis::Control => definition.control.as_ref().map(|a| a.facet),
        Axis::Drift => definition.drift.as_ref().map(|a| a.facet),
    }
}

fn pressure(month: &MonthScore, side: Axis) -> Option<f64> {
    let pressure = match side {
        Axis::Control => month.control.as_ref(),
        Axis::Drift => month.drift.as_ref(),
    };
    pressure?.value.map(|value| value.value)
}

fn advice(case: &Case<'_>, weighed: Weighed<'_>) -> Advice {
    let Weighed { rule, proposal, reading, then, .. } = weighed;
    let behind = proposal.items.len();
    let mut items = proposal.items;
    items.truncate(LISTED);
    Advice {
        rule: rule.id.to_owned(),
        side: rule.side,
        title: proposal.title,
        evidence: proposal.evidence,
        gain: proposal.gain.map(|(label, text)| Gain { label: label.to_owned(), text }),
        expected: expected(case, &then, behind),
        watch: watch(case, &reading, &then),
        guard: proposal.guard.to_owned(),
        more_items: behind.saturating_sub(items.len()) as u64,
        items,
    }
}

fn expected(case: &Case<'_>, then: &MonthScore, behind: usize) -> Expected {
    let moved = |side| {
        let (from, to) = (pressure(case.month, side)?, pressure(then, side)?);
        // What rounds to the same has not moved.
        (severity(from) != severity(to)).then_some(Move { from, to })
    };
    let (control, drift) = (moved(Axis::Control), moved(Axis::Drift));
    let standing = case.month.standing.as_ref().filter(|s| s.zone != Zone::PulledBothWays);
    let place = standing.map(|s| s.position.value).and_then(|from| {
        let to = 100.0 * (pressure(then, Axis::Drift)? - pressure(then, Axis::Control)?);
        Some(Move { from, to })
    });
    let words = |name: &str, moved: Option<Move>| {
        moved.map(|m| format!("{name} {} → about {}", severity(m.from), severity(m.to)))
    };
    let at = place.map(|m| format!("position {} → about {}", whole(m.from), whole(m.to)));
    let parts = [words("control", control), words("drift", drift), at];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let text = format!(
        "{}, if it had held for {} ({} scored again)",
        parts.join(", "),
        wording::all(behind),
        case.month.period.in_words()
    );
    Expected { control, drift, position: place, text }
}

fn whole(value: f64) -> String {
    let text = position(value.round());
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// What the next report should show, and what chance alone could.
fn watch(case: &Case<'_>, reading: &Reading<'_>, then: &MonthScore) -> Watch {
    let definition = reading.definition;
    let now = reading.figure.raw.or(reading.figure.estimate.map(|e| e.value));
    let after = then.signals.iter().find(|s| s.id == definition.id);
    let after = after.and_then(|s| s.raw.or(s.estimate.map(|e| e.value)));
    let figure = Move { from: now.unwrap_or(f64::NAN), to: after.unwrap_or(f64::NAN) };
    let shown = |value: f64| in_unit(definition, value);
    let end = reading.interval().map(|i| if reading.rises() { i.low } else { i.high });
    let end = end.map(|end| case.as_shown(definition, end));
    let (side, other) = if reading.rises() { ("below", "above") } else { ("above", "below") };
    let verdict = end.map(|end| {
        let reached = if reading.rises() { figure.to < end } else { figure.to > end };
        if reached {
            format!(
                "It worked if next month is {side} {}; {other} that, chance may have done it.",
                shown(end)
            )
        } else {
            format!("Chance alone reaches {}, so judge it over three months.", shown(end))
        }
    });
    let text = format!(
        "“{}”: {} now, {} at best. {}",
        definition.title,
        shown(figure.from),
        shown(figure.to),
        verdict.unwrap_or_default()
    );
    Watch { signal: definition.id.clone(), figure, text: text.trim_end().to_owned() }
}

/// A value before odds, in the signal's unit; shares of something read as per cent.
fn in_unit(definition: &Definition, value: f64) -> String {
    match definition.unit.as_str() {
        "odds ratio" => numerals::in_unit(value, "share"),
        unit if unit.starts_with("share") || unit.starts_with("of the ") => {
            numerals::percent(value)
        }
        unit => numerals::in_unit(value, unit),
    }
}
