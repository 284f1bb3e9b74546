//! What to try next month: at most three suggestions a team, each a rule with its evidence and its
//! expected effect. Pure: the same tables and scores give the same suggestions.
//!
//! * [`outcome`]: a suggestion, as reports show it;
//! * `case`: what rules read: one team in its last month, with the rows behind its figures;
//! * `proposal`: what a rule yields;
//! * `control`, `drift`: the rules, one file each;
//! * `suppose`: the month scored again as if a suggestion had held;
//! * `choose`: which suggestions are worth a month, in which order;
//! * `wording`: the phrases that rules share.
//!
//! A rule speaks only where the signal that it watches has a figure, so that the signal's own
//! minimum of items holds, and where the 95 % interval lies clear of the calm anchor.

pub mod outcome;

mod case;
mod choose;
mod control;
mod drift;
mod proposal;
mod suppose;
mod wording;

#[cfg(test)]
mod tests;

pub use case::Sources;
pub use choose::for_team;
pub use outcome::{Advice, AdviceItem, Expected, Gain, Move, Watch};
