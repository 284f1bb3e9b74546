//! The wait state machine of the measurement model, section 2.
//!
//! Cuts the open time of one pull request into pieces that say whom it waited for. Pure and total:
//! any sequence of steps gives pieces that never overlap and whose seconds sum to the open time.
//!
//! * [`step`]: what can happen, who did it, what a merge needs;
//! * [`piece`]: what comes out;
//! * [`state`]: how a step changes what is known (2.2);
//! * [`rules`]: the wait state at an instant (2.3);
//! * [`walk`]: steps in order to pieces and by-products (2.1, 2.4);
//! * [`retrospect`]: the second pass, once it is known how waits ended (2.5).

pub mod piece;
mod retrospect;
mod rules;
mod state;
pub mod step;
pub mod walk;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod script;
