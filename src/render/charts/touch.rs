//! The leader role's touch: share of pull requests by month, a panel a team, with the calm band.

use super::canvas::{Align, Area, Canvas, Fill, Point, Stroke, Type};
use super::frame::{self, MANY_TEAMS};
use super::palette::Palette;
use crate::render::touch::{Band, Month, months};
use crate::render::words;
use crate::report::{Report, TeamReport};

/// Gaps between panels, across and down.
const GAPS: (f64, f64) = (34.0, 26.0);
/// Room for the labels of the scale, and for the newest figure.
const MARGINS: (f64, f64) = (46.0, 52.0);

/// Lays the chart out.
pub(super) fn layout(report: &Report, palette: Palette) -> Canvas {
    let band = Band::of(report);
    let (mut canvas, mut y) =
        frame::begin(report, palette, "The leader role's touch", &explanation(report, band));
    y += 10.0;
    if report.teams.is_empty() {
        y = frame::nothing(&mut canvas, y, "There is no team in this report.");
        frame::end(&mut canvas, report, y);
        return canvas;
    }
    let (columns, height) = match report.teams.len() {
        1 => (1, 300.0),
        n if n >= MANY_TEAMS => (4, 184.0),
        2 => (2, 250.0),
        _ => (3, 236.0),
    };
    let (places, bottom) = frame::panels(y, report.teams.len(), columns, height, GAPS);
    for (team, area) in report.teams.iter().zip(places) {
        panel(&mut canvas, report, team, area, band);
    }
    frame::end(&mut canvas, report, bottom);
    canvas
}

fn explanation(report: &Report, band: Option<Band>) -> String {
    let calm = band.map_or_else(String::new, |band| {
        format!(
            " Green: the calm band, {} to {}; above it counts to control, below it to drift.",
            words::percent(band.low),
            words::percent(band.high)
        )
    });
    format!(
        "{}. Share of the team's pull requests with a review, comment or push by the leader role \
         before they close; bars: 95 % intervals; n below.{calm} Open marks look back on more \
         than one month.",
        words::months(&report.periods)
    )
}

/// A panel's plot.
struct Plot {
    area: Area,
    months: usize,
}

impl Plot {
    fn step(&self) -> f64 {
        self.area.width() / self.months.max(1) as f64
    }

    fn x(&self, index: usize) -> f64 {
        self.area.left + self.step() * (index as f64 + 0.5)
    }

    fn y(&self, share: f64) -> f64 {
        self.area.bottom - share.clamp(0.0, 1.0) * self.area.height()
    }
}

fn panel(canvas: &mut Canvas, report: &Report, team: &TeamReport, area: Area, band: Option<Band>) {
    let palette = canvas.palette;
    let months = months(report, team);
    let last = months.iter().rev().find_map(|month| month.share.map(|share| (month, share)));
    let said = last.map_or_else(
        || "no month with enough pull requests".to_owned(),
        |(month, share)| {
            let n = words::count(u64::from(month.items), "pull request");
            format!("{} of {n} in {}", words::percent(share), words::month_short(month.period))
        },
    );
    canvas.open(&format!("{}: {said}", team.score.team));
    let name = Type::new(14.5, palette.ink[0]).bold();
    let small = Type::new(12.5, palette.ink[1]);
    let shown = name.fit(&team.score.team, area.width());
    canvas.text((area.left, area.top + 14.0), &shown, name);
    canvas.text((area.left, area.top + 32.0), &small.fit(&said, area.width()), small);
    if last.is_some() {
        let plot = Plot {
            area: Area {
                left: area.left + MARGINS.0,
                right: area.right - MARGINS.1,
                top: area.top + 50.0,
                bottom: area.bottom - 40.0,
            },
            months: months.len(),
        };
        scale(canvas, &plot, band);
        labels(canvas, &plot, &months);
        draw(canvas, &plot, &months);
    }
    canvas.close();
}

fn scale(canvas: &mut Canvas, plot: &Plot, band: Option<Band>) {
    let palette = canvas.palette;
    let area = plot.area;
    canvas.rect(area, Fill::new(palette.surface), 0.0);
    if let Some(band) = band {
        let calm = Area { top: plot.y(band.high), bottom: plot.y(band.low), ..area };
        canvas.rect(calm, Fill::new(palette.engaged.mark).alpha(0.16), 0.0);
        for edge in [band.low, band.high] {
            let stroke = Stroke::new(palette.engaged.text, 1.0).dashed("2 3");
            canvas.line((area.left, plot.y(edge)), (area.right, plot.y(edge)), stroke);
        }
    }
    for (value, text) in [(0.0, "0"), (0.5, "50 %"), (1.0, "100 %")] {
        let at = plot.y(value);
        canvas.line((area.left, at), (area.right, at), Stroke::new(palette.line, 1.0));
        let label = Type::new(12.0, palette.ink[2]).align(Align::End);
        canvas.text((area.left - 6.0, at + 4.3), text, label);
    }
}

/// Months and their n, as many as have room.
fn labels(canvas: &mut Canvas, plot: &Plot, months: &[Month]) {
    let palette = canvas.palette;
    let month = Type::new(12.0, palette.ink[1]).align(Align::Middle);
    let count = Type::new(12.0, palette.ink[2]).align(Align::Middle);
    let widest = months.iter().map(|m| count.width(&n(m))).fold(month.width("Mmm"), f64::max);
    let every = frame::every(widest + 6.0, plot.step());
    let start = Type::new(12.0, palette.ink[2]).align(Align::End);
    canvas.text((plot.area.left - 6.0, plot.area.bottom + 33.0), "n", start);
    for (index, of) in months.iter().enumerate() {
        if (months.len() - 1 - index).is_multiple_of(every) {
            let at = plot.x(index);
            canvas.text((at, plot.area.bottom + 17.0), &words::month_short(of.period), month);
            canvas.text((at, plot.area.bottom + 33.0), &n(of), count);
        }
    }
}

fn n(month: &Month) -> String {
    words::integer(u64::from(month.items))
}

/// Line, intervals and marks; months that do not follow each other are not joined.
fn draw(canvas: &mut Canvas, plot: &Plot, months: &[Month]) {
    let palette = canvas.palette;
    let line = Stroke::new(palette.ink[1], 1.8);
    let known: Vec<(usize, &Month, f64)> =
        months.iter().enumerate().filter_map(|(i, m)| Some((i, m, m.share?))).collect();
    for run in known.chunk_by(|a, b| a.0 + 1 == b.0) {
        let points: Vec<Point> = run.iter().map(|(i, _, v)| (plot.x(*i), plot.y(*v))).collect();
        canvas.path(points, line);
    }
    for (index, month, share) in &known {
        let at = (plot.x(*index), plot.y(*share));
        if let Some(interval) = month.interval {
            let stroke = Stroke::new(palette.ink[1], 1.4).alpha(0.6);
            canvas.line((at.0, plot.y(interval.low)), (at.0, plot.y(interval.high)), stroke);
        }
        canvas.disc(at, 4.2, Fill::new(palette.ink[0]));
        if month.window_months > 1 {
            canvas.disc(at, 2.6, Fill::new(palette.surface));
        }
    }
    if let Some((index, _, share)) = known.last().filter(|(i, ..)| i + 1 == months.len()) {
        let figure = Type::new(12.5, palette.ink[0]).bold();
        let at = (plot.x(*index) + 9.0, plot.y(*share) + 4.4);
        canvas.text((at.0.max(plot.area.right + 4.0), at.1), &words::percent(*share), figure);
    }
}
