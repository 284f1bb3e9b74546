//! Waits as survival curves: first response and merge, by who was asked, two plots a team.

use super::canvas::{Align, Area, Canvas, Fill, Point, Stroke, Type};
use super::frame::{self, LEFT, RIGHT};
use super::palette::{Hue, Palette};
use crate::render::{curves, words};
use crate::report::{Asked, Report, TeamReport, WaitCurve, WaitCurves};

/// Gaps between teams, across and down.
const GAPS: (f64, f64) = (48.0, 30.0);
/// Gap between the two plots of a team.
const BETWEEN: f64 = 26.0;
/// Room for the scale and the names of groups, and behind the last number at risk.
const MARGINS: (f64, f64) = (66.0, 14.0);
/// Height of a line below a plot.
const LINE: f64 = 17.0;

/// Lays the chart out.
pub(super) fn layout(report: &Report, palette: Palette) -> Canvas {
    let (mut canvas, mut y) = frame::begin(
        report,
        palette,
        "How long pull requests wait",
        &format!(
            "{}. Share still waiting (Kaplan and Meier) by business hours since a pull request \
             became ready, each followed for 80; bands: 95 % intervals; upright ticks: still \
             waiting when the data was read. Below: how many were still waiting.",
            words::months(&report.periods)
        ),
    );
    let with = |team: &&TeamReport| !team.survival.is_empty();
    let teams: Vec<&TeamReport> = report.teams.iter().filter(with).collect();
    if teams.is_empty() {
        let sentence = "No pull request with a timeline became ready in these months.";
        y = frame::nothing(&mut canvas, y + 10.0, sentence);
        frame::end(&mut canvas, report, y);
        return canvas;
    }
    y = legend(&mut canvas, &teams, y + 14.0) + 12.0;
    let alone = teams.len() == 1;
    let (columns, plot) = if alone { (1, 260.0) } else { (2, 130.0) };
    let waits = teams.iter().flat_map(|team| &team.survival);
    let groups = waits.map(|waits| waits.curves.len()).max().unwrap_or(0) as f64;
    let below = LINE * groups * if alone { 2.0 } else { 1.0 };
    let height = 26.0 + 22.0 + plot + 20.0 + below;
    let (places, bottom) = frame::panels(y, teams.len(), columns, height, GAPS);
    for (team, area) in teams.iter().zip(places) {
        block(&mut canvas, team, area, plot, alone);
    }
    y = without(&mut canvas, report, bottom - 8.0);
    frame::end(&mut canvas, report, y + 6.0);
    canvas
}

/// Hue and dashes of a group, so that neither alone tells it.
fn look(palette: &Palette, asked: Asked) -> (Hue, Option<&'static str>) {
    match asked {
        Asked::Leader => (palette.control, None),
        Asked::Peer => (Hue { text: palette.ink[1], mark: palette.others[0] }, Some("8 3")),
        Asked::Nobody => (palette.drift, Some("2 3")),
        Asked::Unrecorded => (Hue { text: palette.ink[1], mark: palette.ink[2] }, Some("9 2 2 2")),
    }
}

fn stroke(palette: &Palette, asked: Asked) -> Stroke {
    let (hue, dash) = look(palette, asked);
    Stroke { dash, ..Stroke::new(hue.mark, 2.2) }
}

/// The groups that there are.
fn legend(canvas: &mut Canvas, teams: &[&TeamReport], y: f64) -> f64 {
    let palette = canvas.palette;
    let style = Type::new(12.5, palette.ink[1]);
    let mut x = LEFT;
    let of = |asked| move |curve: &WaitCurve| curve.asked == asked;
    let there =
        |asked| teams.iter().flat_map(|t| &t.survival).any(|w| w.curves.iter().any(of(asked)));
    for asked in curves::GROUPS.into_iter().filter(|asked| there(*asked)) {
        canvas.line((x, y - 4.0), (x + 30.0, y - 4.0), stroke(&palette, asked));
        let text = match asked {
            Asked::Nobody | Asked::Unrecorded => curves::asked(asked).to_owned(),
            _ => format!("{}: {}", curves::asked_short(asked), curves::asked(asked)),
        };
        canvas.text((x + 38.0, y), &text, style);
        x += 38.0 + style.width(&text) + 24.0;
    }
    y + 8.0
}

fn block(canvas: &mut Canvas, team: &TeamReport, area: Area, height: f64, alone: bool) {
    let name = Type::new(14.5, canvas.palette.ink[0]).bold();
    let shown = name.fit(&team.score.team, area.width());
    canvas.text((area.left, area.top + 14.0), &shown, name);
    let width = (area.width() - BETWEEN) / 2.0;
    let mut left = area.left;
    for waits in &team.survival {
        let top = area.top + 48.0;
        let panel = Area { left, right: left + width, top, bottom: top + height };
        let title = Type::new(12.5, canvas.palette.ink[1]).bold();
        canvas.open(&tip(team, waits));
        canvas.text((left, area.top + 36.0), curves::until(waits.until), title);
        plot(canvas, waits, panel);
        let bottom = at_risk(canvas, waits, panel);
        if alone {
            in_words(canvas, waits, panel, bottom + 8.0);
        }
        canvas.close();
        left += width + BETWEEN;
    }
}

fn tip(team: &TeamReport, waits: &WaitCurves) -> String {
    let clauses: Vec<String> = waits
        .curves
        .iter()
        .map(|c| {
            let clause = curves::clause(c, waits.until, waits.horizon_bh);
            format!("{}: {clause}", curves::asked(c.asked))
        })
        .collect();
    format!("{}, {}. {}", team.score.team, curves::until(waits.until), clauses.join("; "))
}

/// Where hours and shares stand in a plot.
struct Place {
    area: Area,
    horizon: f64,
}

impl Place {
    fn of(panel: Area, horizon: f64) -> Self {
        let area = Area { left: panel.left + MARGINS.0, right: panel.right - MARGINS.1, ..panel };
        Self { area, horizon }
    }

    fn x(&self, hours: f64) -> f64 {
        self.area.left + (hours / self.horizon).clamp(0.0, 1.0) * self.area.width()
    }

    fn y(&self, share: f64) -> f64 {
        self.area.bottom - share.clamp(0.0, 1.0) * self.area.height()
    }
}

fn plot(canvas: &mut Canvas, waits: &WaitCurves, panel: Area) {
    let palette = canvas.palette;
    let place = Place::of(panel, waits.horizon_bh);
    let area = place.area;
    canvas.rect(area, Fill::new(palette.surface), 0.0);
    let plain = Stroke::new(palette.line, 1.0);
    let half = Stroke::new(palette.ink[2], 1.0).dashed("2 3");
    for (share, text, line) in [(0.0, "0", plain), (0.5, "50 %", half), (1.0, "100 %", plain)] {
        canvas.line((area.left, place.y(share)), (area.right, place.y(share)), line);
        let label = Type::new(12.0, palette.ink[2]).align(Align::End);
        canvas.text((area.left - 6.0, place.y(share) + 4.3), text, label);
    }
    for curve in waits.curves.iter().filter(|c| !c.steps.is_empty()) {
        band(canvas, &place, curve);
    }
    for curve in waits.curves.iter().filter(|c| !c.steps.is_empty()) {
        line(canvas, &place, curve);
    }
}

/// Corners of a step function that begins at 1 and keeps its last value to the horizon.
fn corners(place: &Place, steps: impl Iterator<Item = (f64, f64)>) -> Vec<Point> {
    let mut height = place.y(1.0);
    let mut points = vec![(place.area.left, height)];
    for (hours, share) in steps {
        points.push((place.x(hours), height));
        height = place.y(share);
        points.push((place.x(hours), height));
    }
    points.push((place.area.right, height));
    points
}

fn band(canvas: &mut Canvas, place: &Place, curve: &WaitCurve) {
    let (hue, _) = look(&canvas.palette, curve.asked);
    // Up to where the interval is known: behind that a band would claim what it does not know.
    let known: Vec<_> =
        curve.steps.iter().take_while(|s| s.interval.is_some() || s.waiting >= 1.0).collect();
    let Some(end) = known.last() else { return };
    let end = if known.len() == curve.steps.len() { place.horizon } else { end.bh };
    let at = |low: bool| {
        let steps = known.iter().map(|s| {
            let share = s.interval.map_or(s.waiting, |i| if low { i.low } else { i.high });
            (s.bh, share)
        });
        let mut points = corners(place, steps);
        for point in &mut points {
            point.0 = point.0.min(place.x(end));
        }
        points
    };
    let mut outline = at(false);
    outline.extend(at(true).into_iter().rev());
    canvas.polygon(outline, Fill::new(hue.mark).alpha(0.13));
}

fn line(canvas: &mut Canvas, place: &Place, curve: &WaitCurve) {
    let stroke = stroke(&canvas.palette, curve.asked);
    let steps = curve.steps.iter().map(|s| (s.bh, s.waiting));
    canvas.path(corners(place, steps), stroke);
    let tick = Stroke { dash: None, width: 1.6, ..stroke };
    for step in curve.steps.iter().filter(|s| s.censored > 0 && s.bh < place.horizon) {
        let (x, y) = (place.x(step.bh), place.y(step.waiting));
        let (above, below) = ((y - 5.0).max(place.area.top), (y + 5.0).min(place.area.bottom));
        canvas.line((x, above), (x, below), tick);
    }
}

/// Hours below the plot, and for each group how many were still waiting then.
fn at_risk(canvas: &mut Canvas, waits: &WaitCurves, panel: Area) -> f64 {
    let palette = canvas.palette;
    let place = Place::of(panel, waits.horizon_bh);
    let label = Type::new(12.0, palette.ink[1]).align(Align::Middle);
    let mut y = panel.bottom + 16.0;
    for part in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let hours = part * waits.horizon_bh;
        canvas.text((place.x(hours), y), &words::quantity(hours), label);
    }
    canvas.text((panel.left, y), "hours", Type::new(12.0, palette.ink[2]));
    for curve in &waits.curves {
        y += LINE;
        let (hue, _) = look(&palette, curve.asked);
        let name = Type::new(12.0, hue.text).bold();
        canvas.text((panel.left, y), curves::asked_short(curve.asked), name);
        if curve.needed.is_some() {
            let few = Type::new(12.0, palette.ink[2]);
            let text = format!("{}, too few for a curve", words::integer(curve.items));
            canvas.text((place.area.left, y), &few.fit(&text, place.area.width()), few);
        }
        for told in &curve.at_risk {
            canvas.text((place.x(told.bh), y), &words::integer(told.items), label);
        }
    }
    y
}

/// The curves in words, where there is room.
fn in_words(canvas: &mut Canvas, waits: &WaitCurves, panel: Area, y: f64) {
    let style = Type::new(12.5, canvas.palette.ink[1]);
    let mut y = y;
    for curve in &waits.curves {
        y += LINE;
        let clause = curves::clause(curve, waits.until, waits.horizon_bh);
        let text = format!("{}: {clause}", curves::asked_short(curve.asked));
        canvas.text((panel.left, y), &style.fit(&text, panel.width()), style);
    }
}

/// Teams without curves, in one sentence.
fn without(canvas: &mut Canvas, report: &Report, y: f64) -> f64 {
    let without = report.teams.iter().filter(|team| team.survival.is_empty());
    let names: Vec<&str> = without.map(|team| team.score.team.as_str()).collect();
    if names.is_empty() {
        return y;
    }
    let style = Type::new(13.0, canvas.palette.ink[1]);
    let text = format!("No waits in this data: {}.", names.join(", "));
    let mut baseline = y + 16.0;
    for line in style.wrap(&text, RIGHT - LEFT, 4) {
        canvas.text((LEFT, baseline), &line, style);
        baseline += 18.0;
    }
    baseline
}
