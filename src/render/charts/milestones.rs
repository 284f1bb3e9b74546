//! Milestones: planned against done, a row a milestone, grouped by team.

use jiff::civil::Date;

use super::canvas::{Align, Area, Canvas, Fill, Stroke, Type};
use super::frame::{self, LEFT, MANY_TEAMS, RIGHT};
use super::palette::Palette;
use crate::render::words;
use crate::report::{MilestoneRow, Report, TeamReport};

/// Left and right end of the time line.
const SPAN: (f64, f64) = (LEFT + 290.0, RIGHT - 250.0);
/// Height of a row.
const ROW: f64 = 24.0;
/// Rows of a team, and those where there are many teams.
const MOST_ROWS: (usize, usize) = (12, 4);
/// Months past the report's that the time line may reach.
const MONTHS_AHEAD: i32 = 6;

/// Lays the chart out.
pub(super) fn layout(report: &Report, palette: Palette) -> Canvas {
    let (mut canvas, mut y) = frame::begin(
        report,
        palette,
        "Milestones, planned and done",
        "Bar: planned, up to the upright stroke at the due date first seen. Hatched: past the \
         plan. Dot: closed; ring: still open. GitHub keeps no history of due dates, so slippage \
         counts from the date that was first seen.",
    );
    y += 10.0;
    let with = |team: &&TeamReport| !team.milestones.is_empty();
    let teams: Vec<&TeamReport> = report.teams.iter().filter(with).collect();
    if teams.is_empty() {
        y = frame::nothing(&mut canvas, y, "There is no milestone in the months of this report.");
        frame::end(&mut canvas, report, y);
        return canvas;
    }
    let line = TimeLine::of(report, &teams);
    let top = y + 20.0;
    y = top + 12.0;
    let most = if teams.len() >= MANY_TEAMS { MOST_ROWS.1 } else { MOST_ROWS.0 };
    for team in teams {
        y = group(&mut canvas, &line, team, most, y);
    }
    line.months(&mut canvas, report, top, y);
    y = without(&mut canvas, report, y + 6.0);
    frame::end(&mut canvas, report, y + 10.0);
    canvas
}

/// Days to pixels.
struct TimeLine {
    first: Date,
    days: f64,
    as_of: Date,
}

impl TimeLine {
    fn of(report: &Report, teams: &[&TeamReport]) -> Self {
        let start = report.periods.first().copied().unwrap_or(report.period);
        let first = start.first_day();
        let latest = report.period.plus(1 + MONTHS_AHEAD).first_day();
        let end = report.period.plus(1).first_day();
        let as_of = report.as_of.get(..10).and_then(|text| date(Some(text))).unwrap_or(end);
        let last = teams
            .iter()
            .flat_map(|team| &team.milestones)
            .flat_map(|m| [date(m.first_due.as_deref()), date(m.closed.as_deref())])
            .flatten()
            .fold(end.max(as_of), Date::max)
            .min(latest);
        Self { first, days: days(first, last).max(1.0), as_of }
    }

    fn x(&self, day: Date) -> f64 {
        let share = (days(self.first, day) / self.days).clamp(0.0, 1.0);
        SPAN.0 + share * (SPAN.1 - SPAN.0)
    }

    /// Names and lines of months, as many as have room.
    fn months(&self, canvas: &mut Canvas, report: &Report, top: f64, bottom: f64) {
        let style = Type::new(12.5, canvas.palette.ink[1]);
        let start = report.periods.first().copied().unwrap_or(report.period);
        let mut free = SPAN.0;
        for month in (0..240).map(|ahead| start.plus(ahead)) {
            if days(self.first, month.first_day()) > self.days {
                break;
            }
            let x = self.x(month.first_day());
            let line = Stroke::new(canvas.palette.strong_line, 1.0).alpha(0.6);
            canvas.line((x, top + 6.0), (x, bottom), line);
            let text = words::month_short(month);
            if x >= free && x + style.width(&text) < SPAN.1 {
                canvas.text((x, top), &text, style);
                free = x + style.width(&text) + 12.0;
            }
        }
    }
}

/// Days from one date to another.
fn days(from: Date, to: Date) -> f64 {
    let day = |date: Date| {
        let year = i32::from(date.year());
        let before = year - 1;
        let leaps = before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
        f64::from(before * 365 + leaps) + f64::from(date.day_of_year())
    };
    day(to) - day(from)
}

fn date(text: Option<&str>) -> Option<Date> {
    text?.parse().ok()
}

/// A team's name and its milestones; gives the height below.
fn group(canvas: &mut Canvas, line: &TimeLine, team: &TeamReport, most: usize, top: f64) -> f64 {
    let name = Type::new(14.5, canvas.palette.ink[0]).bold();
    canvas.line((LEFT, top), (RIGHT, top), Stroke::new(canvas.palette.line, 1.0));
    canvas.text((LEFT, top + 19.0), &name.fit(&team.score.team, SPAN.0 - LEFT - 20.0), name);
    let mut y = top + 26.0;
    for milestone in team.milestones.iter().take(most) {
        row(canvas, line, milestone, y);
        y += ROW;
    }
    let more = team.milestones.len().saturating_sub(most);
    if more > 0 {
        let text = format!("and {} more", words::count(more as u64, "milestone"));
        canvas.text((LEFT, y + 16.0), &text, Type::new(12.5, canvas.palette.ink[2]));
        y += ROW;
    }
    y + 8.0
}

fn row(canvas: &mut Canvas, line: &TimeLine, milestone: &MilestoneRow, top: f64) {
    let palette = canvas.palette;
    let middle = top + ROW / 2.0;
    let title = Type::new(13.0, palette.ink[1]);
    canvas.open(&format!("{}: {}", milestone.title, in_words(milestone)));
    let shown = title.fit(&milestone.title, SPAN.0 - LEFT - 20.0);
    canvas.text((LEFT, middle + 4.5), &shown, title);
    bar(canvas, line, milestone, middle);
    let words = title.fit(&in_words(milestone), RIGHT - SPAN.1 - 64.0);
    canvas.text((SPAN.1 + 14.0, middle + 4.5), &words, title);
    let done = format!("{}/{}", words::integer(milestone.done), words::integer(milestone.items));
    let figure = Type::new(12.5, palette.ink[2]).align(Align::End);
    canvas.text((RIGHT, middle + 4.5), &figure.fit(&done, 48.0), figure);
    canvas.close();
}

fn bar(canvas: &mut Canvas, line: &TimeLine, milestone: &MilestoneRow, middle: f64) {
    let palette = canvas.palette;
    let Some(created) = date(Some(&milestone.created)) else { return };
    let due = date(milestone.first_due.as_deref());
    let closed = date(milestone.closed.as_deref());
    let end = closed.unwrap_or(line.as_of);
    let planned = due.unwrap_or(end);
    let piece = |from, to| Area {
        left: line.x(from),
        right: line.x(to),
        top: middle - 4.5,
        bottom: middle + 4.5,
    };
    canvas.rect(piece(created, planned), Fill::new(palette.others[1]), 1.0);
    if end > planned {
        canvas.rect(piece(planned, end), Fill::paint(palette.drift.mark, "hatch-drift"), 0.0);
    }
    if let Some(due) = due {
        let x = line.x(due);
        canvas.line((x, middle - 8.0), (x, middle + 8.0), Stroke::new(palette.ink[0], 2.0));
    }
    let at = (line.x(end), middle);
    if closed.is_some() {
        canvas.disc(at, 4.5, Fill::new(palette.ink[0]));
    } else {
        canvas.disc(at, 5.0, Fill::new(palette.surface));
        canvas.ring(at, 4.2, Stroke::new(palette.ink[0], 1.8));
    }
}

/// How a milestone ended, in words.
fn in_words(milestone: &MilestoneRow) -> String {
    let state = if milestone.closed.is_some() { "" } else { "open, " };
    match milestone.slip_days {
        None if milestone.first_due.is_none() => format!("{state}no due date"),
        None if milestone.closed.is_none() => "open, not due yet".to_owned(),
        None => "closed".to_owned(),
        Some(slip) if slip >= 0.5 => {
            let more = if milestone.closed.is_some() { "" } else { "+" };
            let days = words::quantity(slip.round());
            let noun = if days == "1" && more.is_empty() { "day" } else { "days" };
            format!("{state}{days}{more} {noun} late")
        }
        Some(slip) if slip > -0.5 => format!("{state}on time"),
        Some(_) if milestone.closed.is_none() => "open, not due yet".to_owned(),
        Some(slip) => format!("{} days early", words::quantity(-slip.round())),
    }
}

/// Teams without milestones, in one sentence.
fn without(canvas: &mut Canvas, report: &Report, y: f64) -> f64 {
    let names: Vec<&str> = report
        .teams
        .iter()
        .filter(|team| team.milestones.is_empty())
        .map(|team| team.score.team.as_str())
        .collect();
    if names.is_empty() {
        return y;
    }
    let style = Type::new(13.0, canvas.palette.ink[1]);
    let text = format!("No milestones in this data: {}.", names.join(", "));
    let mut baseline = y + 16.0;
    for line in style.wrap(&text, RIGHT - LEFT, 4) {
        canvas.text((LEFT, baseline), &line, style);
        baseline += 18.0;
    }
    baseline
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_over_leap_years() {
        let day = |text: &str| text.parse::<Date>().expect("a date");
        assert!((days(day("2024-02-28"), day("2024-03-01")) - 2.0).abs() < 1e-9);
        assert!((days(day("2025-12-31"), day("2026-01-01")) - 1.0).abs() < 1e-9);
        assert!((days(day("2026-03-10"), day("2026-03-01")) + 9.0).abs() < 1e-9);
    }

    #[test]
    fn endings_are_said_in_words() {
        let milestone = |closed: bool, slip| MilestoneRow {
            repo: "northlight/app".to_owned(),
            number: 1,
            title: "One".to_owned(),
            created: "2026-01-01".to_owned(),
            first_due: Some("2026-02-01".to_owned()),
            due: None,
            closed: closed.then(|| "2026-02-09".to_owned()),
            slip_days: slip,
            items: 3,
            done: 1,
        };
        assert_eq!(in_words(&milestone(true, Some(8.0))), "8 days late");
        assert_eq!(in_words(&milestone(true, Some(1.0))), "1 day late");
        assert_eq!(in_words(&milestone(true, Some(-4.0))), "4 days early");
        assert_eq!(in_words(&milestone(false, Some(18.0))), "open, 18+ days late");
        assert_eq!(in_words(&milestone(false, Some(-9.0))), "open, not due yet");
    }
}
