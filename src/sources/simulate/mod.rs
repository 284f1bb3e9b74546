//! Organisations that never were, with a known way of leading.
//!
//! The mechanism knows people, queues and habits; it knows nothing of how anything is scored, and
//! uses no code of the layers that do (model 4a). A latent style drives what people do; who waits
//! for whom, and how long, follows.
//!
//! In the order of the data:
//!
//! * [`spec`]: what is to be simulated;
//! * `chance`: random draws from a seed;
//! * `clock`: working time;
//! * `habits`: what people do under a style;
//! * `people`: who is there, and when;
//! * `texts`: titles and features of texts;
//! * `world`: what exists, and the loop over what happens next;
//! * `pulls`, `reviews`, `plans`: what happens to pull requests, and to issues and milestones;
//! * `machines`: checks, merging by itself, and how changes land;
//! * `history`: commits;
//! * `rows`: all of it as fact tables;
//! * [`repository`]: the same as a git repository;
//! * [`mod@team`]: from a specification to a simulated team.

mod chance;
mod clock;
mod habits;
mod history;
mod machines;
mod people;
mod plans;
mod pulls;
pub mod repository;
mod reviews;
mod rows;
pub mod spec;
pub mod team;
#[cfg(test)]
mod tests;
mod texts;
mod world;

pub use repository::{RepositoryError, write_repository};
pub use spec::{Attack, Style, TeamSpec};
pub use team::{SimulatedTeam, config_text, organisation, seed_of, team};
