//! What moved a team's position from one scored month to the next.

use serde::Serialize;

use crate::render::html::layout::{coordinate, share};
use crate::render::{remarks, words};
use crate::report::TeamReport;
use crate::score::outcome::{FacetScore, MonthScore};
use crate::signals::definition::{Axis, Facet};

/// The change of one team.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Moved {
    /// Month before, and this one.
    months: (String, String),
    before: String,
    now: String,
    difference: String,
    /// Interval of the difference.
    interval: Option<String>,
    verdict: &'static str,
    /// Trend and shift, in words.
    history: Vec<String>,
    sentences: Vec<String>,
    facets: Vec<Row>,
    height: String,
    threshold: String,
}

/// One facet, then and now.
#[derive(Debug, Serialize)]
struct Row {
    name: &'static str,
    axis: &'static str,
    class: &'static str,
    before: Option<String>,
    now: Option<String>,
    /// Line between the two marks.
    from: Option<String>,
    to: Option<String>,
    text_y: String,
    y: String,
}

/// What moved a team; `None` where two scored months do not exist.
pub(in crate::render::html) fn moved(team: &TeamReport) -> Option<Moved> {
    let (last, before) = team.score.months.split_last()?;
    let standing = last.standing.as_ref()?;
    let change = standing.change?;
    let (earlier, earlier_standing) =
        before.iter().rev().find_map(|month| Some((month, month.standing.as_ref()?)))?;
    let facets = rows(earlier, last);
    Some(Moved {
        months: (words::month(earlier.period), words::month(last.period)),
        before: words::position(earlier_standing.position.value),
        now: words::position(standing.position.value),
        difference: words::signed(change.difference, 1),
        interval: change.interval.map(words::position_interval),
        verdict: if change.clear { "changed" } else { "within what chance does" },
        history: remarks::history(&team.score),
        sentences: team.moved.clone(),
        height: coordinate(18.0 + 20.0 * facets.len() as f64),
        facets,
        threshold: share(scale(0.35)),
    })
}

/// The scale stands between 44 % and 77 % of the width, names before it and figures behind.
fn scale(value: f64) -> f64 {
    0.44 + 0.33 * value.clamp(0.0, 1.0)
}

fn rows(before: &MonthScore, now: &MonthScore) -> Vec<Row> {
    let known = Facet::ALL.iter().filter_map(|facet| {
        let values = (value(before, *facet), value(now, *facet));
        (values.0.is_some() || values.1.is_some()).then_some((*facet, values))
    });
    known.enumerate().map(|(index, (facet, values))| row(index, facet, values)).collect()
}

fn row(index: usize, facet: Facet, (before, now): (Option<f64>, Option<f64>)) -> Row {
    let axis = facet.axis();
    let y = 24.0 + 20.0 * index as f64;
    let text = words::pressure;
    Row {
        name: words::facet(facet),
        axis: words::axis(axis),
        class: if axis == Axis::Control { "violet" } else { "orange" },
        before: before.map(text),
        now: now.map(text),
        from: before.map(|v| share(scale(v))),
        to: now.map(|v| share(scale(v))),
        text_y: coordinate(y + 4.0),
        y: coordinate(y),
    }
}

fn value(month: &MonthScore, facet: Facet) -> Option<f64> {
    let pressures = [&month.control, &month.drift].into_iter().flatten();
    let mut facets = pressures.flat_map(|pressure| &pressure.facets);
    let found: Option<&FacetScore> = facets.find(|score| score.facet == facet);
    found?.value.map(|estimate| estimate.value)
}
