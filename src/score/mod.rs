//! Scores: observations to figures, pressures, position and zone. Pure maths; nothing specific to
//! a signal lives here.
//!
//! * [`outcome`]: what scoring yields.

pub mod outcome;
