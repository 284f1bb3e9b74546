//! Scores: observations to figures, pressures, position and zone. Pure maths; nothing specific to
//! a signal lives here but the two that need review requests (`gates`).
//!
//! In the order of the data:
//!
//! * [`inputs`]: what scoring reads;
//! * `rows`: a team's observations in an order that names do not touch;
//! * `gates`: who and what is scored at all, and over how many months;
//! * `clusters`: the units that the bootstrap reweights, and one draw of their weights;
//! * `estimate`: one file per estimator, and shrinkage;
//! * [`severity`]: a figure on the scale between its anchors;
//! * `pressure`: severities to facets and pressures, with bounds for what is missing;
//! * [`spectrum`]: pressures to position, tension and zone;
//! * `weights`: whether a zone hangs on the facets' weights;
//! * [`variant`]: what the same figures would give under another rule;
//! * `bootstrap`: the same again under resampling weights, and quantiles of that;
//! * `evidence`: the items that move a figure;
//! * `signal`, `standing`, `month`: one signal, one standing, one team and month;
//! * `change`, `trend`: what several months say together;
//! * `run`: all teams and months, in parallel;
//! * [`mod@fingerprint`]: what intervals rest on, as a digest;
//! * [`curve`]: the whole survival curve behind a quantile, for those who want to see it;
//! * [`outcome`]: what scoring yields.

pub mod curve;
pub mod fingerprint;
pub mod inputs;
pub mod outcome;
pub mod severity;
pub mod spectrum;
pub mod variant;

mod bootstrap;
mod change;
mod clusters;
mod estimate;
mod evidence;
mod gates;
mod month;
mod pressure;
mod rows;
mod run;
mod signal;
mod standing;
mod trend;
mod weights;

#[cfg(test)]
mod tests;

pub use inputs::{Detail, ScoreInputs};
pub use run::score;
