//! The plane: drift pressure to the right, control pressure upwards, zones cut at .45.

use super::canvas::{Align, Area, Canvas, Fill, Point, Stroke, Type};
use super::frame::{self, LEFT, MANY_TEAMS, RIGHT};
use super::labels::{self, Wish};
use super::mark;
use super::palette::Palette;
use crate::render::words::{self, ZONE_CUT};
use crate::report::{Report, TeamReport};
use crate::score::outcome::{Estimate, MonthScore, Standing, SureZone, Zone};

/// Side of the square.
const SIDE: f64 = 620.0;
/// Its left edge.
const PLOT_LEFT: f64 = LEFT + 58.0;
/// Left end of the list of teams.
const LIST: f64 = PLOT_LEFT + SIDE + 48.0;
/// Widest label beside a mark.
const LABEL_ROOM: f64 = 170.0;

/// A team that has a place on the plane.
struct Placed<'a> {
    team: &'a TeamReport,
    month: &'a MonthScore,
    standing: &'a Standing,
    control: Estimate,
    drift: Estimate,
}

/// Lays the chart out.
pub(super) fn layout(report: &Report, palette: Palette) -> Canvas {
    let (mut canvas, mut y) = frame::begin(
        report,
        palette,
        "Control pressure against drift pressure",
        &explanation(report),
    );
    y += 10.0;
    if let Some(sentence) = frame::no_standing(report) {
        y = frame::nothing(&mut canvas, y, &sentence);
    }
    let placed: Vec<Placed<'_>> =
        report.teams.iter().filter_map(|team| place(report, team)).collect();
    if !placed.is_empty() {
        y += 16.0;
        let plot = Plot { top: y };
        plot.field(&mut canvas);
        teams(&mut canvas, &plot, report, &placed);
        let list_end = list(&mut canvas, y, &placed);
        y = (y + SIDE + 58.0).max(list_end + 12.0);
    }
    y = absent(&mut canvas, report, y);
    frame::end(&mut canvas, report, y + 10.0);
    canvas
}

fn explanation(report: &Report) -> String {
    let many = report.teams.iter().filter_map(|team| place(report, team)).count() >= MANY_TEAMS;
    let trail = if many { "" } else { "; trail: the months before" };
    format!(
        "Mark: {}; cross hairs: 95 % intervals{trail}. A zone begins at .45 of a pressure, and \
         both together are not a balance.",
        words::month(report.period)
    )
}

fn place<'a>(report: &Report, team: &'a TeamReport) -> Option<Placed<'a>> {
    let month = frame::current(report, team)?;
    let (control, drift) = pressures(month)?;
    let standing = month.standing.as_ref()?;
    Some(Placed { team, month, standing, control, drift })
}

fn pressures(month: &MonthScore) -> Option<(Estimate, Estimate)> {
    Some((month.control.as_ref()?.value?, month.drift.as_ref()?.value?))
}

/// The square and its scales.
struct Plot {
    top: f64,
}

impl Plot {
    fn x(drift: f64) -> f64 {
        PLOT_LEFT + drift.clamp(0.0, 1.0) * SIDE
    }

    fn y(&self, control: f64) -> f64 {
        self.top + SIDE - control.clamp(0.0, 1.0) * SIDE
    }

    fn at(&self, control: f64, drift: f64) -> Point {
        (Self::x(drift), self.y(control))
    }

    fn bounds(&self) -> Area {
        Area { left: PLOT_LEFT, right: PLOT_LEFT + SIDE, top: self.top, bottom: self.top + SIDE }
    }

    /// Quadrants, cut lines, captions and scales.
    fn field(&self, canvas: &mut Canvas) {
        let palette = canvas.palette;
        canvas.rect(self.bounds(), Fill::new(palette.surface), 0.0);
        for (zone, (bottom, top), (left, right)) in QUADRANTS {
            let area = Area {
                left: Self::x(left),
                right: Self::x(right),
                top: self.y(top),
                bottom: self.y(bottom),
            };
            let fill = Fill::new(palette.sure_zone(zone).mark);
            let alpha = if zone == SureZone::PulledBothWays { 0.07 } else { 0.11 };
            canvas.rect(area, fill.alpha(alpha), 0.0);
        }
        let cut = Stroke::new(palette.ink[1], 1.2).dashed("5 4");
        canvas.line(self.at(ZONE_CUT, 0.0), self.at(ZONE_CUT, 1.0), cut);
        canvas.line(self.at(0.0, ZONE_CUT), self.at(1.0, ZONE_CUT), cut);
        canvas.frame(self.bounds(), Stroke::new(palette.strong_line, 1.0), 0.0);
        self.scales(canvas);
    }

    /// Zone words at the corners, outside of the square, where no mark can cover them.
    fn captions(&self, palette: Palette) -> [(&'static str, Point, Type); 4] {
        let area = self.bounds();
        let corner = |zone, x, y, align| {
            let style = Type::new(13.5, palette.sure_zone(zone).text).bold().align(align);
            (words::sure_zone_words(zone), (x, y), style)
        };
        let (left, right) = (area.left, area.right);
        let (top, bottom) = (area.top - 9.0, area.bottom + 42.0);
        [
            corner(SureZone::MicroEngaged, left, bottom, Align::Start),
            corner(SureZone::ApprovalBound, left, top, Align::Start),
            corner(SureZone::Drifting, right, bottom, Align::End),
            corner(SureZone::PulledBothWays, right, top, Align::End),
        ]
    }

    fn scales(&self, canvas: &mut Canvas) {
        let tick = Type::new(12.5, canvas.palette.ink[1]);
        let area = self.bounds();
        for (value, text) in
            [(0.0, "0"), (0.25, ".25"), (ZONE_CUT, ".45"), (0.75, ".75"), (1.0, "1")]
        {
            let style = if value == ZONE_CUT { tick.bold() } else { tick };
            let below = (Self::x(value), area.bottom + 20.0);
            canvas.text(below, text, style.align(Align::Middle));
            let beside = (area.left - 9.0, self.y(value) + 4.5);
            canvas.text(beside, text, style.align(Align::End));
        }
        let title = Type::new(13.5, canvas.palette.drift.text).bold().align(Align::Middle);
        let middle = f64::midpoint(area.left, area.right);
        canvas.text((middle, area.bottom + 42.0), "drift pressure →", title);
        let title = Type { color: canvas.palette.control.text, ..title };
        let middle = f64::midpoint(area.top, area.bottom);
        canvas.text_upwards((area.left - 44.0, middle), "control pressure →", title);
    }
}

/// A zone and the spans of control and of drift that it has.
type Quadrant = (SureZone, (f64, f64), (f64, f64));

/// Zones by their spans of control and drift.
const QUADRANTS: [Quadrant; 4] = [
    (SureZone::MicroEngaged, (0.0, ZONE_CUT), (0.0, ZONE_CUT)),
    (SureZone::ApprovalBound, (ZONE_CUT, 1.0), (0.0, ZONE_CUT)),
    (SureZone::Drifting, (0.0, ZONE_CUT), (ZONE_CUT, 1.0)),
    (SureZone::PulledBothWays, (ZONE_CUT, 1.0), (ZONE_CUT, 1.0)),
];

fn teams(canvas: &mut Canvas, plot: &Plot, report: &Report, placed: &[Placed<'_>]) {
    let many = placed.len() >= MANY_TEAMS;
    for team in placed {
        if !many {
            trail(canvas, plot, report, team);
        }
        cross_hairs(canvas, plot, team, many);
    }
    for (text, point, style) in plot.captions(canvas.palette) {
        canvas.text(point, text, style);
    }
    let radius = if many { 6.5 } else { 9.0 };
    for team in placed {
        let title = format!("{}: {}", team.team.score.team, words::status_sentence(team.month));
        canvas.open(&title);
        let at = plot.at(team.control.value, team.drift.value);
        mark::zone(canvas, at, radius, team.standing.zone);
        canvas.close();
    }
    let lines = if many { Vec::new() } else { drawn(plot, report, placed) };
    names(canvas, plot, placed, radius, &lines);
}

/// Boxes of cross hairs and trails, which labels avoid where they can.
fn drawn(plot: &Plot, report: &Report, placed: &[Placed<'_>]) -> Vec<Area> {
    let mut areas = Vec::new();
    for team in placed {
        let (control, drift) = (team.control.value, team.drift.value);
        if let Some(span) = team.control.interval {
            areas.push(between(plot.at(span.low, drift), plot.at(span.high, drift)));
        }
        if let Some(span) = team.drift.interval {
            areas.push(between(plot.at(control, span.low), plot.at(control, span.high)));
        }
        let months = frame::earlier(report, team.team).filter_map(pressures);
        areas.extend(months.map(|(control, drift)| {
            let point = plot.at(control.value, drift.value);
            between(point, point)
        }));
    }
    areas
}

/// The box around two points, with a little room.
fn between(one: Point, other: Point) -> Area {
    Area {
        left: one.0.min(other.0) - 2.5,
        right: one.0.max(other.0) + 2.5,
        top: one.1.min(other.1) - 2.5,
        bottom: one.1.max(other.1) + 2.5,
    }
}

/// Names beside the marks; one that finds no room stands in the list alone.
fn names(canvas: &mut Canvas, plot: &Plot, placed: &[Placed<'_>], radius: f64, lines: &[Area]) {
    let palette = canvas.palette;
    let style = Type::new(13.0, palette.ink[0]).bold();
    let shown: Vec<String> =
        placed.iter().map(|team| style.fit(&team.team.score.team, LABEL_ROOM)).collect();
    let wishes: Vec<Wish<'_>> = placed
        .iter()
        .zip(&shown)
        .map(|(team, text)| Wish {
            point: plot.at(team.control.value, team.drift.value),
            radius: radius * 1.3,
            text,
        })
        .collect();
    let found = labels::place(&wishes, style, plot.bounds(), lines);
    for (wish, place) in wishes.iter().zip(found) {
        let Some(place) = place else { continue };
        if place.far {
            let end = nearest(wish.point, &place.area);
            canvas.line(wish.point, end, Stroke::new(palette.ink[2], 0.8).alpha(0.7));
        }
        backing(canvas, place.area, style.align);
        canvas.text(place.baseline, wish.text, style);
    }
}

/// What lies behind a text so that lines do not cross it.
fn backing(canvas: &mut Canvas, area: Area, align: Align) {
    // The box holds slack for other fonts, which would show as a margin on one side.
    let slack = area.width() * 0.05;
    let (left, right) = if align == Align::End { (slack, 0.0) } else { (0.0, slack) };
    let tight = Area { left: area.left + left - 3.0, right: area.right - right + 3.0, ..area };
    canvas.rect(tight, Fill::new(canvas.palette.surface).alpha(0.7), 3.0);
}

/// The point of a box that is nearest to another point.
fn nearest((x, y): Point, area: &Area) -> Point {
    (x.clamp(area.left, area.right), y.clamp(area.top, area.bottom))
}

fn cross_hairs(canvas: &mut Canvas, plot: &Plot, team: &Placed<'_>, many: bool) {
    let color = canvas.palette.zone(team.standing.zone).mark;
    let mut stroke = Stroke::new(color, if many { 1.0 } else { 2.0 });
    stroke.alpha = if many { 0.4 } else { 0.85 };
    if team.standing.zone == Zone::PulledBothWays {
        stroke.dash = Some("4 3");
    }
    let (control, drift) = (team.control.value, team.drift.value);
    if let Some(interval) = team.control.interval {
        canvas.line(plot.at(interval.low, drift), plot.at(interval.high, drift), stroke);
    }
    if let Some(interval) = team.drift.interval {
        canvas.line(plot.at(control, interval.low), plot.at(control, interval.high), stroke);
    }
}

/// Earlier months, joined where they follow each other.
fn trail(canvas: &mut Canvas, plot: &Plot, report: &Report, team: &Placed<'_>) {
    let color = canvas.palette.zone(team.standing.zone).mark;
    let mut newer = Some(plot.at(team.control.value, team.drift.value));
    let count = report.periods.len().max(2) as f64;
    for (back, month) in frame::earlier(report, team.team).rev().enumerate() {
        let Some((control, drift)) = pressures(month) else {
            newer = None;
            continue;
        };
        let point = plot.at(control.value, drift.value);
        let fade = (0.85 - 0.6 * back as f64 / count).max(0.2);
        if let Some(newer) = newer {
            canvas.line(newer, point, Stroke::new(color, 1.4).alpha(fade * 0.7));
        }
        canvas.disc(point, 2.8, Fill::new(color).alpha(fade));
        newer = Some(point);
    }
}

/// The teams in words, beside the square; gives the height below them.
fn list(canvas: &mut Canvas, top: f64, placed: &[Placed<'_>]) -> f64 {
    let many = placed.len() >= MANY_TEAMS;
    let palette = canvas.palette;
    let head = Type::new(12.5, palette.ink[2]);
    canvas.text((LIST, top + 10.0), "Team", head);
    canvas.text((RIGHT - 70.0, top + 10.0), "control", head.align(Align::End));
    canvas.text((RIGHT, top + 10.0), "drift", head.align(Align::End));
    let mut y = top + 20.0;
    for team in placed {
        canvas.line((LIST, y), (RIGHT, y), Stroke::new(palette.line, 1.0));
        y += if many { 20.0 } else { 24.0 };
        entry(canvas, y - if many { 5.0 } else { 4.0 }, team, many);
        y += if many { 0.0 } else { 20.0 };
    }
    y
}

fn entry(canvas: &mut Canvas, baseline: f64, team: &Placed<'_>, many: bool) {
    let palette = canvas.palette;
    let hue = palette.zone(team.standing.zone);
    mark::zone(canvas, (LIST + 7.0, baseline - 4.5), 5.0, team.standing.zone);
    let figure = Type::new(13.0, palette.ink[0]).align(Align::End);
    let value = |estimate: Estimate| words::pressure(estimate.value);
    canvas.text((RIGHT - 70.0, baseline), &value(team.control), figure);
    canvas.text((RIGHT, baseline), &value(team.drift), figure);
    let name = Type::new(13.5, palette.ink[0]).bold();
    let left = LIST + 22.0;
    let room = RIGHT - 128.0 - left;
    let zone = words::zone_words(team.standing.zone);
    let small = Type::new(12.5, hue.text);
    if many {
        let after = RIGHT - 322.0;
        let shown = name.fit(&team.team.score.team, after - left - 10.0);
        canvas.text((left, baseline), &shown, name);
        canvas.text((after, baseline), &small.fit(&zone, RIGHT - 122.0 - after), small);
    } else {
        canvas.text((left, baseline), &name.fit(&team.team.score.team, room), name);
        canvas.text((left, baseline + 17.0), &small.fit(&zone, RIGHT - left), small);
    }
}

/// Teams without a place on the plane, and why.
fn absent(canvas: &mut Canvas, report: &Report, y: f64) -> f64 {
    let names: Vec<String> = report
        .teams
        .iter()
        .filter(|team| place(report, team).is_none())
        .map(|team| {
            let month = frame::current(report, team);
            let why = month.and_then(|m| words::status_brief(&m.status)).unwrap_or("no figures");
            format!("{} ({why})", team.score.team)
        })
        .collect();
    if names.is_empty() {
        return y;
    }
    let style = Type::new(13.0, canvas.palette.ink[1]);
    let text = format!("Not on the plane: {}.", names.join(", "));
    let mut baseline = y + 14.0;
    for line in style.wrap(&text, RIGHT - LEFT, 4) {
        canvas.text((LEFT, baseline), &line, style);
        baseline += 18.0;
    }
    baseline
}
