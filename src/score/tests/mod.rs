//! Tests over the whole of scoring.

mod behaviour;
mod example;
mod golden;
mod months;
mod properties;
