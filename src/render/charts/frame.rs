//! What all charts share: margins, heading, example label, footer, and which month a team shows.

use super::canvas::{Align, Area, Canvas, Fill, Stroke, Type};
use super::palette::Palette;
use crate::render::words;
use crate::report::{Report, TeamReport};
use crate::score::outcome::MonthScore;

/// Width of every chart.
pub(super) const WIDTH: f64 = 1280.0;
/// Left edge of what is drawn.
pub(super) const LEFT: f64 = 32.0;
/// Right edge of what is drawn.
pub(super) const RIGHT: f64 = WIDTH - 32.0;
/// From this many teams on, rows and panels are drawn small.
pub(super) const MANY_TEAMS: usize = 13;

/// What a picture always says, since it may be cut out of its report.
const CAVEAT: &str = "Traces of behaviour around pull requests, issues and milestones, not of \
                      intentions, trust or conversations. Ask the team before acting on it.";

/// An empty chart with background, heading and explanation; gives the height used so far.
pub(super) fn begin(
    report: &Report,
    palette: Palette,
    headline: &str,
    explanation: &str,
) -> (Canvas, f64) {
    let mut canvas = Canvas::new(WIDTH, palette);
    let room = RIGHT - LEFT - example_label(&mut canvas, report);
    let kicker = format!("{} · {}", report.subject, words::month(report.period));
    let small = Type::new(13.0, palette.ink[2]);
    canvas.text((LEFT, 38.0), &small.fit(&kicker, room), small);

    let title = Type::new(23.0, palette.ink[0]).bold();
    let mut y = 72.0;
    for line in title.wrap(headline, RIGHT - LEFT, 3) {
        canvas.text((LEFT, y), &line, title);
        y += 30.0;
    }
    let note = Type::new(14.0, palette.ink[1]);
    y -= 4.0;
    for line in note.wrap(explanation, RIGHT - LEFT, 3) {
        canvas.text((LEFT, y), &line, note);
        y += 20.0;
    }
    (canvas, y)
}

/// The label of an invented report, at the top right; gives the width that it takes.
fn example_label(canvas: &mut Canvas, report: &Report) -> f64 {
    if !report.example {
        return 0.0;
    }
    let style = Type::new(12.5, canvas.palette.ink[1]).bold().align(Align::Middle);
    let text = "invented example data";
    let width = style.width(text) + 20.0;
    let pill = Area { left: RIGHT - width, right: RIGHT, top: 21.0, bottom: 46.0 };
    canvas.frame(pill, Stroke::new(canvas.palette.ink[2], 1.0).dashed("4 3"), 4.0);
    canvas.text((RIGHT - width / 2.0, 38.0), text, style);
    width + 24.0
}

/// The closing line, and the background now that the height is known.
pub(super) fn end(canvas: &mut Canvas, report: &Report, y: f64) {
    let small = Type::new(12.0, canvas.palette.ink[2]);
    let version = format!("Midspan {}, score {}", report.version, report.score_version);
    let version = small.fit(&version, 220.0);
    let room = RIGHT - LEFT - small.width(&version) - 24.0;
    let mut baseline = y + 14.0;
    canvas.text((RIGHT, baseline), &version, small.align(Align::End));
    for line in small.wrap(CAVEAT, room, 3) {
        canvas.text((LEFT, baseline), &line, small);
        baseline += 17.0;
    }
    canvas.height = (baseline + 8.0).ceil();
    let page = Area { left: 0.0, top: 0.0, right: canvas.width, bottom: canvas.height };
    canvas.background(page, Fill::new(canvas.palette.page));
}

/// Places of `count` panels, row by row, and the height below them.
pub(super) fn panels(
    y: f64,
    count: usize,
    columns: usize,
    height: f64,
    (across, down): (f64, f64),
) -> (Vec<Area>, f64) {
    let of = columns.max(1);
    let width = (RIGHT - LEFT - across * (of as f64 - 1.0)) / of as f64;
    let place = |index: usize| {
        let left = LEFT + (width + across) * (index % of) as f64;
        let top = y + (height + down) * (index / of) as f64;
        Area { left, right: left + width, top, bottom: top + height }
    };
    let bottom = y + (height + down) * count.div_ceil(of) as f64;
    ((0..count).map(place).collect(), bottom)
}

/// How many months apart labels of a width can stand, from the newest back.
pub(super) fn every(width: f64, room: f64) -> usize {
    (1..=120_u8).find(|count| room * f64::from(*count) >= width).map_or(120, usize::from)
}

/// A sentence in place of what there is nothing to draw of; gives the height below it.
pub(super) fn nothing(canvas: &mut Canvas, y: f64, sentence: &str) -> f64 {
    let style = Type::new(16.0, canvas.palette.ink[0]).align(Align::Middle);
    let lines = style.wrap(sentence, RIGHT - LEFT - 80.0, 3);
    let height = 60.0 + 22.0 * lines.len() as f64;
    let area = Area { left: LEFT, right: RIGHT, top: y, bottom: y + height };
    canvas.rect(area, Fill::new(canvas.palette.surface), 4.0);
    canvas.frame(area, Stroke::new(canvas.palette.strong_line, 1.0), 4.0);
    let mut baseline = y + 46.0;
    for line in lines {
        canvas.text((f64::midpoint(LEFT, RIGHT), baseline), &line, style);
        baseline += 22.0;
    }
    y + height + 20.0
}

/// A team's score for the month that the report is about.
pub(super) fn current<'a>(report: &Report, team: &'a TeamReport) -> Option<&'a MonthScore> {
    team.score.months.iter().find(|month| month.period == report.period)
}

/// The months before it, oldest first.
pub(super) fn earlier<'a>(
    report: &'a Report,
    team: &'a TeamReport,
) -> impl DoubleEndedIterator<Item = &'a MonthScore> {
    team.score.months.iter().filter(|month| month.period < report.period)
}

/// Why no team of the report has a standing; `None` where one has.
pub(super) fn no_standing(report: &Report) -> Option<String> {
    let stands = |team| current(report, team).is_some_and(|month| month.standing.is_some());
    if report.teams.iter().any(stands) {
        return None;
    }
    let month = words::month(report.period);
    Some(if report.teams.is_empty() {
        format!("There is no team in this report for {month}.")
    } else {
        format!("No team has a standing in {month}, for the reasons given beside each.")
    })
}
