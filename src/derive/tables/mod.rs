//! Derived tables: facts in, rows out, in this order.
//!
//! * [`types`]: what goes in and comes out;
//! * [`whole`]: what is known only of all repositories together;
//! * [`almanac`]: months and weeks of an instant, as text;
//! * [`reading`]: what an event says: template, approval, touch, trace, response;
//! * [`owners`]: CODEOWNERS rules and the files they match;
//! * [`history`]: who has authored changes near a file;
//! * [`join`]: pull requests to commits of local history;
//! * [`index`]: one repository with canonical people, read events and nothing after the as-of time;
//! * [`evidence`]: activity that makes peers and leaders;
//! * [`requirement`]: approvals that a merge needs;
//! * [`frame`]: what all rows need: months, calendars, rosters;
//! * [`pulls`]: one pull request through the wait states;
//! * [`acts`], [`cohort`], [`asks`], [`issues`]: rows of one repository;
//! * [`commits`]: the same rows from git alone;
//! * [`updates`], [`checkins`]: weeks with a structured update, and with a check-in;
//! * [`scheduled`]: acts that a timer could do;
//! * [`teams`]: rows of a team; [`confounders`]: what to read its figures beside;
//! * [`notes`]: what the reader must know about the data;
//! * [`build`]: all of it.

mod acts;
mod almanac;
mod asks;
mod build;
mod checkins;
mod cohort;
mod commits;
mod confounders;
mod evidence;
mod frame;
mod history;
mod index;
mod issues;
mod join;
mod notes;
mod owners;
mod pulls;
mod reading;
mod requirement;
mod scheduled;
mod teams;
mod types;
mod updates;
mod whole;

#[cfg(test)]
mod tests;

pub use build::{Room, derive, derive_among};
#[cfg(test)]
pub(crate) use cohort::blank as blank_cohort;
pub use types::{DeriveNote, Derived, Inputs, NoteKind, TeamInfo};
pub use whole::Whole;
