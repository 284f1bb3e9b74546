//! Report model to text, pages and charts. Nothing is computed here.
//!
//! * [`table`]: columns for the terminal, as CSV and as JSON;
//! * [`escape`]: text from outside made safe for each format;
//! * [`words`], [`figures`], [`remarks`]: numbers, zones, figures and their qualifications in words,
//!   the same in every format;
//! * [`curves`], [`heat`], [`touch`]: what charts and pages show alike;
//! * [`links`]: addresses of the items behind a figure;
//! * [`strip`]: the spectrum as one line of text;
//! * `reference`: pages of the signals, the data dictionary and the keys of the configuration;
//! * [`check`]: what a policy says of the report;
//! * [`terminal`], [`markdown`], [`json`], [`html`]: the report;
//! * [`charts`]: SVG by plotters, PNG from it by resvg.
//!
//! With the feature `fuzzing`, `fuzzing`: reports to put hostile text into.

pub mod charts;
pub mod check;
pub mod curves;
pub mod escape;
pub mod figures;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
pub mod heat;
pub mod html;
pub mod json;
pub mod links;
pub mod markdown;
pub mod reference;
pub mod remarks;
pub mod strip;
pub mod table;
pub mod terminal;
pub mod touch;
pub use crate::report::words;

#[cfg(test)]
mod report_tables;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod sample;
#[cfg(any(test, feature = "fuzzing"))]
mod sample_advice;
#[cfg(any(test, feature = "fuzzing"))]
mod sample_practices;
#[cfg(test)]
mod schema_check;
