//! Each rule on a scenario built for it, on a calm team and on thin data.

mod kit;
mod order;
mod rules;
