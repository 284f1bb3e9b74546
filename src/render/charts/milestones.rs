//! Stub.
use super::canvas::Canvas;
use super::frame;
use super::palette::Palette;
use crate::report::Report;
pub(super) fn layout(report: &Report, palette: Palette) -> Canvas {
    let (mut canvas, y) = frame::begin(report, palette, "stub", "stub");
    frame::end(&mut canvas, report, y);
    canvas
}
