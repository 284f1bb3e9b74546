//! Waits: business hours of open pull requests by month and by what they waited for.

use super::canvas::{Align, Area, Canvas, Fill, Stroke, Type};
use super::frame::{self, LEFT, MANY_TEAMS, RIGHT};
use super::palette::Palette;
use crate::render::words;
use crate::report::{MonthWaits, Report, TeamReport, WaitKind};

/// Gap between panels.
const GAP: f64 = 40.0;
/// Room for the scale at the left of a panel.
const SCALE: f64 = 60.0;

/// Kinds from the bottom of a column to its top.
const KINDS: [WaitKind; 9] = [
    WaitKind::LeaderAnswered,
    WaitKind::LeaderBypassed,
    WaitKind::LeaderAbsent,
    WaitKind::NobodyAsked,
    WaitKind::Peer,
    WaitKind::Author,
    WaitKind::ToMerge,
    WaitKind::Draft,
    WaitKind::CiUnknown,
];

/// Lays the chart out.
pub(super) fn layout(report: &Report, palette: Palette) -> Canvas {
    let (mut canvas, mut y) = frame::begin(
        report,
        palette,
        "Where pull requests wait",
        "Business hours of open pull requests by month, by what they waited for. Every panel has \
         its own scale. Hatched: nobody was asked, or nobody answered.",
    );
    if report.teams.is_empty() {
        y = frame::nothing(&mut canvas, y + 10.0, "There is no team in this report.");
        frame::end(&mut canvas, report, y);
        return canvas;
    }
    y = legend(&mut canvas, y + 12.0) + 14.0;
    let (columns, height) = match report.teams.len() {
        0..=2 => (2, 250.0),
        n if n >= MANY_TEAMS => (4, 176.0),
        _ => (3, 236.0),
    };
    let (places, bottom) = frame::panels(y, report.teams.len(), columns, height, (GAP, 24.0));
    for (team, area) in report.teams.iter().zip(places) {
        panel(&mut canvas, report, team, area);
    }
    frame::end(&mut canvas, report, bottom);
    canvas
}

/// Fill of a kind: hatched where an answer or a question was missing.
fn fill(palette: &Palette, kind: WaitKind) -> Fill {
    let color = palette.wait(kind);
    match kind {
        WaitKind::LeaderAbsent => Fill::paint(color, "hatch-control"),
        WaitKind::NobodyAsked => Fill::paint(color, "hatch-drift"),
        WaitKind::CiUnknown => Fill::paint(color, "hatch-plain"),
        WaitKind::LeaderBypassed => Fill::new(color).alpha(0.5),
        _ => Fill::new(color),
    }
}

/// Swatches with names, over as many lines as they need; gives the height below.
fn legend(canvas: &mut Canvas, top: f64) -> f64 {
    let palette = canvas.palette;
    let style = Type::new(12.5, palette.ink[1]);
    let (mut x, mut y) = (LEFT, top);
    for kind in KINDS {
        let text = words::wait_kind(kind);
        let width = 20.0 + style.width(text);
        if x + width > RIGHT {
            (x, y) = (LEFT, y + 21.0);
        }
        let swatch = Area { left: x, right: x + 14.0, top: y - 10.0, bottom: y + 2.0 };
        canvas.rect(swatch, fill(&palette, kind), 1.5);
        canvas.frame(swatch, Stroke::new(palette.strong_line, 0.8), 1.5);
        canvas.text((x + 20.0, y), text, style);
        x += width + 18.0;
    }
    y + 8.0
}

fn panel(canvas: &mut Canvas, report: &Report, team: &TeamReport, area: Area) {
    let palette = canvas.palette;
    let name = Type::new(14.5, palette.ink[0]).bold();
    let small = Type::new(12.5, palette.ink[1]);
    let summary = summary(report, team);
    canvas.open(&format!("{}: {}", team.score.team, summary.concat()));
    let width = area.width();
    canvas.text((area.left, area.top + 14.0), &name.fit(&team.score.team, width), name);
    canvas.text((area.left, area.top + 32.0), &fitting(&summary, small, width), small);
    let most = team.waits.iter().map(total).fold(0.0, f64::max);
    if most > 0.0 {
        let plot = Area {
            left: area.left + SCALE,
            right: area.right,
            top: area.top + 50.0,
            bottom: area.bottom - 20.0,
        };
        columns(canvas, report, team, plot, round_up(most));
    }
    canvas.close();
}

/// The month of the report in words, in parts, the most important first.
fn summary(report: &Report, team: &TeamReport) -> Vec<String> {
    let Some(month) = team.waits.iter().find(|waits| waits.period == report.period) else {
        return vec!["no waits recorded for this month".to_owned()];
    };
    let all = total(month);
    if all <= 0.0 {
        return vec!["no open time in this month".to_owned()];
    }
    let leader = hours(month, WaitKind::LeaderAnswered)
        + hours(month, WaitKind::LeaderBypassed)
        + hours(month, WaitKind::LeaderAbsent);
    let asked_nobody = hours(month, WaitKind::NobodyAsked);
    vec![
        words::business_hours(all),
        format!(": leader role {}", words::percent(leader / all)),
        format!(", nobody asked {}", words::percent(asked_nobody / all)),
    ]
}

/// As many whole parts as have room: a figure cut short would be another figure.
fn fitting(parts: &[String], style: Type, room: f64) -> String {
    (1..=parts.len())
        .rev()
        .filter_map(|count| parts.get(..count).map(<[String]>::concat))
        .find(|text| style.width(text) <= room)
        .unwrap_or_default()
}

fn hours(month: &MonthWaits, kind: WaitKind) -> f64 {
    month.hours.iter().filter(|h| h.kind == kind).map(|h| h.business_hours).sum()
}

fn total(month: &MonthWaits) -> f64 {
    month.hours.iter().map(|hours| hours.business_hours).sum()
}

/// The next 1, 2, 2.5 or 5 times a power of ten.
fn round_up(value: f64) -> f64 {
    let magnitude = 10f64.powf(value.log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|step| step * magnitude)
        .find(|step| *step >= value)
        .unwrap_or(value)
}

fn columns(canvas: &mut Canvas, report: &Report, team: &TeamReport, plot: Area, most: f64) {
    let palette = canvas.palette;
    let scale = Type::new(12.0, palette.ink[2]).align(Align::End);
    for (share, unit) in [(0.0, ""), (0.5, ""), (1.0, " bh")] {
        let y = plot.bottom - share * plot.height();
        canvas.line((plot.left, y), (plot.right, y), Stroke::new(palette.line, 1.0));
        let text = format!("{}{unit}", words::quantity(most * share));
        canvas.text((plot.left - 6.0, y + 4.3), &text, scale);
    }
    let step = plot.width() / report.periods.len().max(1) as f64;
    let label = Type::new(12.0, palette.ink[1]).align(Align::Middle);
    let every = frame::every(label.width("Mmm") + 8.0, step);
    for (index, period) in report.periods.iter().enumerate() {
        let middle = plot.left + step * (index as f64 + 0.5);
        let from_end = report.periods.len() - 1 - index;
        if from_end.is_multiple_of(every) {
            canvas.text((middle, plot.bottom + 17.0), &words::month_short(*period), label);
        }
        if let Some(month) = team.waits.iter().find(|waits| waits.period == *period) {
            let half = (step * 0.34).min(24.0);
            let span = Area { left: middle - half, right: middle + half, ..plot };
            column(canvas, month, span, most);
        }
    }
}

fn column(canvas: &mut Canvas, month: &MonthWaits, span: Area, most: f64) {
    let palette = canvas.palette;
    let mut bottom = span.bottom;
    for kind in KINDS {
        let top = bottom - (hours(month, kind) / most).clamp(0.0, 1.0) * span.height();
        if bottom - top > 0.3 {
            let piece = Area { top, bottom, ..span };
            canvas.rect(piece, fill(&palette, kind), 0.0);
            if kind == WaitKind::Draft {
                canvas.frame(piece, Stroke::new(palette.others[1], 1.0), 0.0);
            }
            canvas.line((span.left, top), (span.right, top), Stroke::new(palette.page, 0.8));
        }
        bottom = top;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_on_round_numbers() {
        for (value, end) in [(862.0, 1000.0), (410.0, 500.0), (0.7, 1.0), (2.2, 2.5), (1.0, 1.0)] {
            assert!((round_up(value) - end).abs() < 1e-9, "{value}");
        }
    }
}
