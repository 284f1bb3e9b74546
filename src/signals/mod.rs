//! Signals: each is one SQL file that yields item-level observations.
//!
//! * [`definition`]: the front matter of a signal file;
//! * [`catalogue`]: all signal files, checked;
//! * [`lint`]: dialect rules of the SQL;
//! * `engine`: runs them over the tables (feature `engine`).

pub mod catalogue;
pub mod definition;
#[cfg(feature = "engine")]
pub mod engine;
pub mod lint;
