//! Tests over the whole of scoring.

#![expect(clippy::float_cmp, reason = "numbers that were put in come out as they were")]

mod behaviour;
mod document;
mod example;
mod golden;
mod months;
mod properties;
