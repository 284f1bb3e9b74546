//! Charts of a report: SVG drawn with plotters, PNG made from that SVG by resvg.
//!
//! A chart is laid out once, on a `canvas` that knows the width of every text in the embedded
//! `font`; plotters writes the elements and `markup` finishes them (fractions of a pixel,
//! dashes, gradients, title and description). Charts depend on the report alone: the same report
//! gives the same bytes.
//!
//! * `chart`: the interface;
//! * `spectrum`, `plane`, `trajectory`, `touch`, `waits`, `survival`, `milestones`, `signals`: one
//!   chart each;
//! * `frame`, `mark`, `labels`, `palette`: what they share;
//! * `alternative`: what a screen reader says;
//! * `badge`: a team's zone on one line, for a README;
//! * `raster`: PNG.

mod alternative;
mod badge;
mod canvas;
mod chart;
mod font;
mod frame;
mod labels;
mod mark;
mod markup;
mod milestones;
mod palette;
mod plane;
mod raster;
mod signals;
mod spectrum;
mod spectrum_row;
mod survival;
mod touch;
mod trajectory;
mod waits;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use badge::{BadgeText, badge};
pub use chart::{Chart, ChartError, Theme, svg, text_alternative};
pub use raster::png;
