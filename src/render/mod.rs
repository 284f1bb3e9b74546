//! Report model to text, pages and charts. Nothing is computed here.
//!
//! * [`table`]: columns for the terminal, as CSV and as JSON;
//! * [`escape`]: text from outside made safe for each format;
//! * [`words`]: numbers and zones in words, the same in every format;
//! * [`terminal`], [`markdown`], [`json`], [`html`]: the report;
//! * [`charts`]: SVG by plotters, PNG from it by resvg.

pub mod charts;
pub mod escape;
pub mod html;
pub mod json;
pub mod markdown;
pub mod table;
pub mod terminal;
pub mod words;
