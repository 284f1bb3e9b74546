//! Pull requests and their events to interval rows and to the facts of a cohort item.
//!
//! * [`setting`]: what the caller knows beside the pull request;
//! * `checks`: when checks held the merge;
//! * [`convert`]: rows to the steps of the wait machine;
//! * [`lines`]: which inline comments stand by themselves;
//! * [`stale`]: when nothing human happened for too long;
//! * [`rows`]: pieces to rows, cut at month ends and where they become stale;
//! * [`pull`]: all of it for one pull request, and the check on the result.

mod checks;
mod convert;
mod lines;
pub mod pull;
mod rows;
pub mod setting;
mod stale;

#[cfg(test)]
mod tests;

pub use pull::{INITIAL, PullWaits, WaitsError, approvals_at_merge, check, of_pull};
pub use setting::PullSetting;
pub use stale::is_human_kind;
