//! One row of the spectrum.

use super::canvas::{Align, Area, Canvas, Fill, Stroke, Type};
use super::frame::{self, LEFT, RIGHT};
use super::mark;
use super::spectrum::{BAND, BARS, TEAM_END, WORDS, x};
use crate::render::words;
use crate::report::{Report, TeamReport};
use crate::score::outcome::{Interval, MonthScore, Standing, Status, Zone};
use crate::signals::definition::Axis;

/// How strongly a row is tinted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Band {
    /// It has a standing.
    Full,
    /// It has bounds only.
    Faint,
    /// It has no place on the band.
    None,
}

/// A row to be drawn.
pub(super) struct Row<'a> {
    team: &'a TeamReport,
    month: Option<&'a MonthScore>,
    trail: Vec<&'a MonthScore>,
    compact: bool,
    /// Its upper edge.
    pub(super) top: f64,
    /// Its lower edge.
    pub(super) bottom: f64,
    /// Its tint.
    pub(super) band: Band,
}

/// At most so many earlier months are drawn as a trail.
const TRAIL_MONTHS: usize = 6;

impl<'a> Row<'a> {
    /// The row of a team that begins at `top`.
    pub(super) fn new(report: &'a Report, team: &'a TeamReport, top: f64, compact: bool) -> Self {
        let month = frame::current(report, team);
        let band = match month {
            Some(month) if month.standing.is_some() => Band::Full,
            Some(month) if month.status == Status::Screening => Band::Faint,
            _ => Band::None,
        };
        let height = match (compact, band) {
            (false, Band::Full) => 78.0,
            (false, _) => 64.0,
            (true, _) => 56.0,
        };
        let mut trail: Vec<_> = frame::earlier(report, team).rev().take(TRAIL_MONTHS).collect();
        trail.reverse();
        Self { team, month, trail, compact, top, bottom: top + height, band }
    }

    /// Height of the mark.
    fn middle(&self) -> f64 {
        self.top + if self.compact { 18.0 } else { 26.0 }
    }
}

/// Draws a row, its tooltip included.
pub(super) fn draw(canvas: &mut Canvas, row: &Row<'_>) {
    let sentence = row.month.map_or_else(|| no_month().to_owned(), words::status_sentence);
    canvas.open(&format!("{}: {sentence}", row.team.score.team));
    team(canvas, row);
    match row.month {
        Some(month) => match (&month.standing, &month.status) {
            (Some(standing), _) => scored(canvas, row, month, standing),
            (None, Status::Screening) => screening(canvas, row, month.position_bounds),
            (None, _) => without(canvas, row, month),
        },
        None => sentence_in_band(canvas, row, no_month()),
    }
    canvas.close();
}

const fn no_month() -> &'static str {
    "There are no figures for this month."
}

/// Name, pull requests, leaders and peers.
fn team(canvas: &mut Canvas, row: &Row<'_>) {
    let palette = canvas.palette;
    let room = TEAM_END - LEFT;
    let name = Type::new(if row.compact { 14.0 } else { 15.0 }, palette.ink[0]).bold();
    let y = row.top + if row.compact { 17.0 } else { 24.0 };
    let shown = name.fit(&row.team.score.team, room);
    canvas.text((LEFT, y), &shown, name);
    let small = Type::new(12.5, palette.ink[1]);
    let mut baseline = y;
    for line in facts(row) {
        baseline += if row.compact { 15.5 } else { 17.5 };
        canvas.text((LEFT, baseline), &small.fit(&line, room), small);
    }
}

fn facts(row: &Row<'_>) -> Vec<String> {
    let Some(month) = row.month else { return Vec::new() };
    if let Some(brief) = words::status_brief(&month.status) {
        return vec![brief.to_owned()];
    }
    let ready = words::count(u64::from(month.ready), "pull request");
    let window = if month.window_months > 1 { " in 3 months" } else { "" };
    let inferred = if row.team.leaders_inferred_by.is_some() { " (inferred)" } else { "" };
    let leaders = words::count(u64::from(month.leaders), "leader");
    let peers = words::count(u64::from(month.peers), "peer");
    vec![format!("{ready}{window}"), format!("{leaders}{inferred}, {peers}")]
}

fn scored(canvas: &mut Canvas, row: &Row<'_>, month: &MonthScore, standing: &Standing) {
    trail(canvas, row, standing);
    position(canvas, row, standing);
    pressures(canvas, row, month);
    in_words(canvas, row, month, standing);
}

/// The mark and its interval.
fn position(canvas: &mut Canvas, row: &Row<'_>, standing: &Standing) {
    let palette = canvas.palette;
    let (y, at) = (row.middle(), x(standing.position.value));
    let pulled = standing.zone == Zone::PulledBothWays;
    let color = if pulled { palette.ink[1] } else { palette.zone(standing.zone).mark };
    let (mut left, mut right) = (at, at);
    if let Some(Interval { low, high }) = standing.position.interval {
        (left, right) = (x(low), x(high));
        let solid = Stroke::new(color, if pulled { 2.0 } else { 3.0 });
        let stroke = if pulled { solid.dashed("5 4") } else { solid };
        mark::interval(canvas, left, right, y, stroke);
    }
    let radius = if row.compact { 7.5 } else { 9.0 };
    mark::zone(canvas, (at, y), radius, standing.zone);
    if pulled {
        let style = Type::new(12.5, palette.ink[0]).bold();
        let (left, right) = (left.min(at - radius), right.max(at + radius));
        beside(canvas, (left, right), y, "not a balance", style);
    }
}

/// A label to the right of a span where it fits, else to its left.
fn beside(canvas: &mut Canvas, (left, right): (f64, f64), y: f64, text: &str, style: Type) {
    let baseline = y + style.size * 0.36;
    if right + 10.0 + style.width(text) <= BAND.1 {
        canvas.text((right + 10.0, baseline), text, style);
    } else if left - 10.0 - style.width(text) >= BAND.0 {
        canvas.text((left - 10.0, baseline), text, style.align(Align::End));
    } else {
        let below = baseline + style.size + 8.0;
        let middle = f64::midpoint(left, right);
        canvas.text((middle, below), text, style.align(Align::Middle));
    }
}

/// Earlier months below the mark, oldest lowest; a month without a standing leaves a gap.
fn trail(canvas: &mut Canvas, row: &Row<'_>, standing: &Standing) {
    let count = row.trail.len() as f64;
    if row.trail.is_empty() {
        return;
    }
    let (first, last) = (row.middle() + 15.0, row.bottom - 6.0);
    let step = ((last - first) / (count - 1.0).max(1.0)).min(8.0);
    let color = canvas.palette.zone(standing.zone).mark;
    let mut newer = Some((x(standing.position.value), row.middle()));
    for (back, month) in row.trail.iter().rev().enumerate() {
        let fade = 0.9 - 0.55 * back as f64 / count.max(1.0);
        let y = first + step * back as f64;
        let Some(then) = &month.standing else {
            newer = None;
            continue;
        };
        let point = (x(then.position.value), y);
        if let Some(newer) = newer {
            canvas.line(newer, point, Stroke::new(color, 1.2).alpha(fade * 0.6));
        }
        let radius = if row.compact { 2.0 } else { 2.6 };
        if then.zone == Zone::PulledBothWays {
            canvas.disc(point, radius + 0.5, Fill::new(canvas.palette.surface));
            canvas.ring(point, radius, Stroke::new(canvas.palette.ink[1], 1.2).alpha(fade));
        } else {
            canvas.disc(point, radius, Fill::new(color).alpha(fade));
        }
        newer = Some(point);
    }
}

fn pressures(canvas: &mut Canvas, row: &Row<'_>, month: &MonthScore) {
    let first = row.middle();
    let gap = if row.compact { 20.0 } else { 23.0 };
    mark::pressure(canvas, BARS, first - 2.0, Axis::Control, month.control.as_ref());
    mark::pressure(canvas, BARS, first - 2.0 + gap, Axis::Drift, month.drift.as_ref());
}

fn in_words(canvas: &mut Canvas, row: &Row<'_>, month: &MonthScore, standing: &Standing) {
    let palette = canvas.palette;
    let size = if row.compact { 13.0 } else { 14.0 };
    let zone = Type::new(size, palette.zone(standing.zone).text).bold();
    let y = row.top + if row.compact { 17.0 } else { 24.0 };
    mark::zone(canvas, (WORDS + 6.0, y - 4.8), 5.5, standing.zone);
    let step = if row.compact { 15.5 } else { 17.0 };
    let mut baseline = y;
    for line in zone.wrap(&words::zone_words(standing.zone), RIGHT - WORDS - 20.0, 2) {
        canvas.text((WORDS + 20.0, baseline), &line, zone);
        baseline += step;
    }
    let small = Type::new(12.5, palette.ink[1]);
    let bottom = row.bottom - 5.0;
    for line in details(month, standing) {
        if baseline > bottom {
            break;
        }
        canvas.text((WORDS, baseline), &small.fit(&line, RIGHT - WORDS), small);
        baseline += step;
    }
}

/// What stands below the zone, most important first.
fn details(month: &MonthScore, standing: &Standing) -> Vec<String> {
    let position = if standing.zone == Zone::PulledBothWays {
        let whole = words::signed(standing.position.value, 0);
        format!("position {whole}, not a balance")
    } else {
        format!("position {}", words::position_estimate(standing.position))
    };
    let certainty = words::zone_certainty(standing);
    let certainty =
        if month.provisional { certainty.replacen("holds", "provisional,", 1) } else { certainty };
    let mut lines = vec![position, certainty];
    let alone = [&month.control, &month.drift].into_iter().flatten().find_map(|p| p.one_facet);
    if let Some(facet) = alone {
        lines.push(format!("one facet alone: {}", words::facet(facet)));
    }
    lines
}

/// The open band of the position bounds, without a dot.
fn screening(canvas: &mut Canvas, row: &Row<'_>, bounds: Option<Interval>) {
    let palette = canvas.palette;
    let middle = f64::midpoint(row.top, row.bottom);
    let style = Type::new(12.5, palette.ink[1]);
    let text = "screening, git alone";
    let (left, right) = bounds.map_or(BAND, |b| (x(b.low), x(b.high)));
    let area = Area { left, right, top: middle - 12.0, bottom: middle + 12.0 };
    canvas.rect(area, Fill::new(palette.surface).alpha(0.7), 2.0);
    canvas.frame(area, Stroke::new(palette.ink[1], 1.5).dashed("5 4"), 2.0);
    if style.width(text) + 12.0 <= area.width() {
        let center = (f64::midpoint(left, right), middle + 4.5);
        canvas.text(center, text, style.align(Align::Middle));
    } else {
        beside(canvas, (left, right), middle, text, style);
    }
    let range = bounds.map_or_else(
        || "no bounds".to_owned(),
        |bounds| format!("bounds {}", words::position_interval(bounds)),
    );
    aside(canvas, row, BARS.label, ("no pressures", "pull requests would give them"));
    aside(canvas, row, WORDS, (&range, "what git cannot see is left open"));
}

/// Two lines in a side column.
fn aside(canvas: &mut Canvas, row: &Row<'_>, left: f64, (first, second): (&str, &str)) {
    let end = if left < WORDS { WORDS - 16.0 } else { RIGHT };
    let middle = f64::midpoint(row.top, row.bottom);
    let strong = Type::new(12.5, canvas.palette.ink[1]);
    let weak = Type::new(12.5, canvas.palette.ink[2]);
    canvas.text((left, middle - 4.0), &strong.fit(first, end - left), strong);
    canvas.text((left, middle + 13.5), &weak.fit(second, end - left), weak);
}

/// Words in place of a mark; a pressure that is known stands all the same.
fn without(canvas: &mut Canvas, row: &Row<'_>, month: &MonthScore) {
    sentence_in_band(canvas, row, &words::status_sentence(month));
    let hidden = matches!(month.status, Status::TooFewPeople { .. });
    let known =
        |p: &Option<crate::score::outcome::Pressure>| p.as_ref().is_some_and(|p| p.value.is_some());
    if !hidden && (known(&month.control) || known(&month.drift)) {
        pressures(canvas, row, month);
        aside(canvas, row, WORDS, ("no zone", "a zone needs both pressures"));
    } else if hidden {
        aside(canvas, row, BARS.label, ("no figure", ""));
        aside(canvas, row, WORDS, ("not shown", "below the minimum group size"));
    } else {
        aside(canvas, row, BARS.label, ("no figure", ""));
        aside(canvas, row, WORDS, ("no zone", ""));
    }
}

fn sentence_in_band(canvas: &mut Canvas, row: &Row<'_>, sentence: &str) {
    let style = Type::new(13.0, canvas.palette.ink[1]);
    let lines = style.wrap(sentence, BAND.1 - BAND.0 - 12.0, 2);
    let middle = f64::midpoint(row.top, row.bottom);
    let mut baseline = middle + 4.5 - 9.0 * (lines.len() as f64 - 1.0);
    for line in lines {
        canvas.text((BAND.0, baseline), &line, style);
        baseline += 18.0;
    }
}
