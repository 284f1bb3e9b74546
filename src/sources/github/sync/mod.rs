//! The courses of reading: pull requests, issues and inline comments side by side, each from what
//! changed last back to what is known.
//!
//! * [`depot`]: where pages are kept;
//! * `items`: a course of pull requests or issues;
//! * `pages`: one page of either;
//! * `timelines`: what did not fit into the pages;
//! * `comments`: inline comments;
//! * `repository`: the repository itself, its milestones and labels;
//! * `checks`: checks of commits, where the token may read them;
//! * `extras`: teams and rules, where the token may read them;
//! * `teams`: members of the teams of owners, asked for once;
//! * `organisation`: the repositories of an owner;
//! * `run`: all of it for one repository.

mod checks;
mod comments;
pub mod depot;
mod extras;
mod items;
mod organisation;
mod pages;
mod repository;
mod run;
mod teams;
mod timelines;

pub use checks::checks_access;
pub use depot::Depot;
pub use extras::{Extras, is_due};
pub use organisation::repositories;
pub use repository::{Access, Overview, access, overview};
pub use run::{Outcome, Progress, SyncOptions, read_checks, recount, sync};
pub use teams::Teams;
