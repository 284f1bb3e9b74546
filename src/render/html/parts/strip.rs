//! A team's row on the spectrum: mark, interval, trail, pressures and words.

use serde::Serialize;

use crate::render::html::layout::{coordinate, on_spectrum, share, zone_key};
use crate::render::{remarks, words};
use crate::score::outcome::{Interval, MonthScore, Pressure, Standing, Status};
use crate::signals::definition::{Axis, Tier};

/// Room for a row, in pixels.
pub(in crate::render::html) struct Heights {
    /// Centre of the mark.
    mark: f64,
    /// First step of the trail.
    trail: f64,
    /// Room for all steps but the first.
    steps: f64,
    /// Longest step.
    step: f64,
}

impl Heights {
    /// Rows of a page with few teams, or the tighter ones of a page with many.
    pub(in crate::render::html) fn new(many: bool) -> Self {
        if many {
            Self { mark: 17.0, trail: 30.0, steps: 18.0, step: 4.0 }
        } else {
            Self { mark: 24.0, trail: 41.0, steps: 33.0, step: 6.5 }
        }
    }
}

/// One row.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Strip {
    /// Lines below the team's name.
    under: Vec<String>,
    height: String,
    mark: Option<Mark>,
    band: Option<Band>,
    /// What stands in the strip where there is neither mark nor band.
    text: Option<String>,
    pressures: Vec<Bar>,
    /// What stands for pressures where there are none.
    no_pressures: Vec<String>,
    /// The zone, or what there is instead.
    words: String,
    /// Lines below the words.
    lines: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Mark {
    label: String,
    /// The position, and its interval.
    now: String,
    range: Option<String>,
    x: String,
    y: String,
    interval: Option<(String, String)>,
    /// Where a remark beside the interval begins.
    beside: String,
    trail: Vec<Step>,
}

#[derive(Debug, Serialize)]
struct Step {
    zone: &'static str,
    x: String,
    y: String,
    /// Where the step after it in time stands, to which a line is drawn.
    to: (String, String),
    opacity: String,
    tip: String,
}

#[derive(Debug, Serialize)]
struct Band {
    label: String,
    x: String,
    width: String,
    text: &'static str,
}

#[derive(Debug, Serialize)]
struct Bar {
    axis: &'static str,
    class: &'static str,
    label: String,
    figure: String,
    width: String,
    interval: Option<(String, String)>,
    threshold: String,
    y: f64,
}

/// The row of a team whose months these are, the report's month last.
pub(in crate::render::html) fn strip(
    team: &str,
    months: &[MonthScore],
    heights: &Heights,
) -> Strip {
    let Some(month) = months.last() else {
        return empty();
    };
    let steps = trail_length(months);
    let standing = month.standing.as_ref();
    Strip {
        under: under(month),
        height: coordinate(height(steps, heights)),
        mark: standing.map(|standing| mark(team, months, standing, heights)),
        band: if standing.is_none() { band(team, month) } else { None },
        text: no_mark(month),
        pressures: [&month.control, &month.drift].into_iter().flatten().filter_map(bar).collect(),
        no_pressures: no_pressures(&month.status),
        words: in_words(month),
        lines: lines(month),
    }
}

fn empty() -> Strip {
    Strip {
        under: Vec::new(),
        height: "44".to_owned(),
        mark: None,
        band: None,
        text: Some(format!("{}.", words::NO_TRACE)),
        pressures: Vec::new(),
        no_pressures: vec!["no figure".to_owned()],
        words: "not shown".to_owned(),
        lines: Vec::new(),
    }
}

fn trail_length(months: &[MonthScore]) -> usize {
    let scored = months.iter().filter(|month| month.standing.is_some()).count();
    scored.saturating_sub(1)
}

fn step_height(steps: usize, heights: &Heights) -> f64 {
    let gaps = steps.saturating_sub(1).max(1);
    (heights.steps / gaps as f64).min(heights.step)
}

fn height(steps: usize, heights: &Heights) -> f64 {
    match steps {
        0 => heights.mark * 2.0,
        _ => heights.trail + step_height(steps, heights) * (steps - 1) as f64 + 7.0,
    }
}

fn mark(team: &str, months: &[MonthScore], standing: &Standing, heights: &Heights) -> Mark {
    let position = standing.position;
    let place = on_spectrum(position.value);
    let interval = position.interval.map(|i| (on_spectrum(i.low), on_spectrum(i.high)));
    let trail = trail(months, place, heights);
    Mark {
        label: label(team, months, standing),
        now: words::position(position.value),
        range: interval_of(standing),
        x: share(place),
        y: coordinate(heights.mark),
        interval: interval.map(|(low, high)| (share(low), share(high))),
        beside: share(interval.map_or(place, |(_, high)| high.max(place))),
        trail,
    }
}

fn trail(months: &[MonthScore], newest: f64, heights: &Heights) -> Vec<Step> {
    let scored: Vec<_> =
        months.iter().filter_map(|m| m.standing.as_ref().map(|s| (m.period, s))).collect();
    let steps = scored.len().saturating_sub(1);
    let step = step_height(steps, heights);
    let mut to = (share(newest), coordinate(heights.mark));
    let mut out = Vec::with_capacity(steps);
    for (back, (period, standing)) in scored.iter().rev().skip(1).enumerate() {
        let x = share(on_spectrum(standing.position.value));
        let y = coordinate(heights.trail + step * back as f64);
        let fade = 0.9 - 0.5 * back as f64 / steps.max(1) as f64;
        out.push(Step {
            zone: zone_key(standing.zone),
            x: x.clone(),
            y: y.clone(),
            to: std::mem::replace(&mut to, (x, y)),
            opacity: coordinate(fade),
            tip: format!(
                "{}: {}",
                words::month_short(*period),
                words::signed(standing.position.value, 0)
            ),
        });
    }
    out
}

fn label(team: &str, months: &[MonthScore], standing: &Standing) -> String {
    let Some((last, before)) = months.split_last() else {
        return String::new();
    };
    let mut text = format!(
        "{team}, {}: position {}{}.",
        words::month(last.period),
        words::position(standing.position.value),
        interval_of(standing).map(|i| format!(", 95 % interval {i}")).unwrap_or_default(),
    );
    let earlier: Vec<String> = before
        .iter()
        .filter_map(|m| {
            let position = m.standing.as_ref()?.position.value;
            Some(format!("{} {}", words::month_short(m.period), words::signed(position, 0)))
        })
        .collect();
    if !earlier.is_empty() {
        text = format!("{text} Months before: {}.", earlier.join(", "));
    }
    text
}

fn interval_of(standing: &Standing) -> Option<String> {
    standing.position.interval.map(words::position_interval)
}

/// Where the position could be, for a month whose people and work were enough to look at it.
fn open_bounds(month: &MonthScore) -> Option<Interval> {
    let looked =
        matches!(month.status, Status::Screening | Status::NoLeaders | Status::TooLittleEvidence);
    month.position_bounds.filter(|_| looked)
}

fn band(team: &str, month: &MonthScore) -> Option<Band> {
    let bounds = open_bounds(month)?;
    let (low, high) = (on_spectrum(bounds.low), on_spectrum(bounds.high));
    let text = if month.status == Status::Screening {
        "screening, git alone"
    } else {
        "could be anywhere here"
    };
    Some(Band {
        label: format!("{team}: {text}, {}", words::position_interval(bounds)),
        x: share(low),
        width: share(high - low),
        text,
    })
}

/// The reason, where there is neither mark nor band.
fn no_mark(month: &MonthScore) -> Option<String> {
    let bare = month.standing.is_none() && open_bounds(month).is_none();
    bare.then(|| words::status_sentence(month))
}

fn no_pressures(status: &Status) -> Vec<String> {
    let lines: &[&str] = match status {
        Status::Screening => &["no pressures", "pull requests would give them"],
        _ => &["no figure"],
    };
    lines.iter().map(ToString::to_string).collect()
}

/// A pressure as a bar; `None` where it has no figure.
fn bar(pressure: &Pressure) -> Option<Bar> {
    let value = pressure.value?;
    // The bar stands between 30 % and 80 % of the cell, its name before it and its figure behind.
    let place = |v: f64| 0.3 + 0.5 * v.clamp(0.0, 1.0);
    let axis = words::axis(pressure.axis);
    let range = value.interval.map(words::pressure_interval);
    let range = range.map(|text| format!(", interval {text}")).unwrap_or_default();
    let (class, y) = match pressure.axis {
        Axis::Control => ("violet", 8.0),
        Axis::Drift => ("orange", 31.0),
    };
    Some(Bar {
        axis,
        class,
        label: format!("{axis} pressure {}{range}", words::pressure(value.value)),
        figure: words::pressure(value.value),
        width: share(0.5 * value.value.clamp(0.0, 1.0)),
        interval: value.interval.map(|i| (share(place(i.low)), share(place(i.high)))),
        threshold: share(place(words::ZONE_CUT)),
        y,
    })
}

/// Lines below the team's name.
fn under(month: &MonthScore) -> Vec<String> {
    let mut lines = match month.status {
        Status::TooFewPeople { .. } | Status::Screening => {
            return words::status_brief(&month.status).into_iter().map(str::to_owned).collect();
        }
        _ => vec![words::count(u64::from(month.ready), "pull request")],
    };
    if month.leaders > 0 {
        lines.push(format!("leader {}, peers {}", month.leaders, month.peers));
    }
    if month.window_months > 1 {
        lines.push(format!("{}-month window", month.window_months));
    }
    if month.provisional {
        lines.push("provisional".to_owned());
    }
    lines
}

fn in_words(month: &MonthScore) -> String {
    let standing = month.standing.as_ref();
    standing.map_or_else(|| remarks::zone_or_status(month).to_owned(), remarks::standing)
}

fn lines(month: &MonthScore) -> Vec<String> {
    let Some(standing) = &month.standing else {
        return reasons(month);
    };
    let mut lines = vec![words::zone_certainty(standing)];
    if month.tier == Tier::PrOnly {
        lines.push("reduced evidence: no issues or milestones".to_owned());
    }
    for pressure in [&month.control, &month.drift].into_iter().flatten() {
        lines.extend(remarks::one_facet(pressure));
    }
    lines
}

/// What the strip does not say yet of why there is no standing.
fn reasons(month: &MonthScore) -> Vec<String> {
    let bounds = open_bounds(month);
    let no_leaders = month.status == Status::NoLeaders;
    let why = bounds.filter(|_| no_leaders).map(|_| words::status_sentence(month));
    let bounds = bounds.map(|bounds| format!("bounds {}", words::position_interval(bounds)));
    let next = match month.status {
        Status::Screening => Some("what git cannot see is left open"),
        Status::TooFewPeople { .. } => Some("below the minimum group size"),
        ref other => remarks::next_step(other),
    };
    why.into_iter().chain(bounds).chain(next.map(str::to_owned)).collect()
}
