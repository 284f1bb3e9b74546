//! Marks: a shape a zone, intervals, and bars of the two pressures.

use super::canvas::{Align, Area, Canvas, Fill, Point, Stroke, Type};
use crate::render::words;
use crate::score::outcome::{Interval, Pressure, SureZone, Zone};
use crate::signals::definition::Axis;

/// Draws a zone's mark: square approval-bound, disc micro-engaged, diamond drifting, hollow ring
/// pulled both ways, upright bar unclear.
pub(super) fn zone(canvas: &mut Canvas, center: Point, radius: f64, zone: Zone) {
    let surface = canvas.palette.surface;
    let color = canvas.palette.zone(zone).mark;
    let halo = Fill::new(surface);
    let outline = (radius * 0.32).clamp(1.2, 2.6);
    shape(canvas, center, radius + 1.8, zone, halo);
    if words::sure(zone) == Ok(SureZone::PulledBothWays) {
        canvas.disc(center, radius, halo);
        canvas.ring(center, radius - outline / 2.0, Stroke::new(canvas.palette.ink[0], outline));
        return;
    }
    shape(canvas, center, radius, zone, Fill::new(color));
}

fn shape(canvas: &mut Canvas, (x, y): Point, radius: f64, zone: Zone, fill: Fill) {
    match zone {
        Zone::MicroEngaged | Zone::PulledBothWays => canvas.disc((x, y), radius, fill),
        Zone::ApprovalBound => {
            let half = radius * 0.92;
            canvas.rect(square(x, y, half, half), fill, 1.5);
        }
        Zone::Drifting => {
            let reach = radius * 1.28;
            let corners = vec![(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)];
            canvas.polygon(corners, fill);
        }
        Zone::Unclear { .. } => {
            canvas.rect(square(x, y, radius * 0.48, radius * 1.2), fill, radius * 0.48);
        }
    }
}

fn square(x: f64, y: f64, half_width: f64, half_height: f64) -> Area {
    Area {
        left: x - half_width,
        right: x + half_width,
        top: y - half_height,
        bottom: y + half_height,
    }
}

/// A horizontal interval with upright ends.
pub(super) fn interval(canvas: &mut Canvas, left: f64, right: f64, y: f64, stroke: Stroke) {
    let ends = Stroke { dash: None, width: stroke.width.min(2.0), ..stroke };
    canvas.line((left, y), (right, y), stroke);
    canvas.line((left, y - 6.0), (left, y + 6.0), ends);
    canvas.line((right, y - 6.0), (right, y + 6.0), ends);
}

/// Columns of a pressure bar: label, bar, and the right end of its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct BarColumns {
    pub(super) label: f64,
    pub(super) bar: f64,
    pub(super) bar_end: f64,
    pub(super) value_end: f64,
}

/// A pressure as a bar with its interval, the cut at .45 and its value; or that it is not known.
pub(super) fn pressure(
    canvas: &mut Canvas,
    columns: BarColumns,
    middle: f64,
    axis: Axis,
    pressure: Option<&Pressure>,
) {
    let palette = canvas.palette;
    let baseline = middle + 4.4;
    let label = Type::new(12.5, palette.ink[1]);
    canvas.text((columns.label, baseline), words::axis(axis), label);
    let Some(value) = pressure.and_then(|p| p.value) else {
        canvas.text((columns.bar, baseline), "not known", Type::new(12.5, palette.ink[2]));
        return;
    };
    let x = |share: f64| columns.bar + share.clamp(0.0, 1.0) * (columns.bar_end - columns.bar);
    let bar = |left, right| Area { left, right, top: middle - 4.0, bottom: middle + 4.0 };
    canvas.rect(bar(columns.bar, columns.bar_end), Fill::new(palette.sunk), 1.0);
    let color = palette.axis(axis).mark;
    canvas.rect(bar(columns.bar, x(value.value)), Fill::new(color), 1.0);
    let cut = Stroke::new(palette.ink[1], 1.0).dashed("1.5 2");
    canvas.line((x(words::ZONE_CUT), middle - 8.0), (x(words::ZONE_CUT), middle + 8.0), cut);
    if let Some(Interval { low, high }) = value.interval {
        canvas.line(
            (x(low), middle),
            (x(high), middle),
            Stroke::new(palette.ink[0], 1.5).alpha(0.75),
        );
    }
    let figure = Type::new(13.0, palette.ink[0]).bold().align(Align::End);
    canvas.text((columns.value_end, baseline), &words::pressure(value.value), figure);
}
