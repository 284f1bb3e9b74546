//! Signals: each is one SQL file that yields item-level observations.
//!
//! * [`definition`]: the front matter of a signal file;
//! * [`front_matter`]: splits and checks a signal file;
//! * [`catalogue`]: all signal files, checked;
//! * [`token`]: words of the SQL;
//! * [`lint`]: dialect rules of the SQL;
//! * [`tables`]: the tables that they read;
//! * [`reads`]: which of them, and which columns;
//! * `engine`: runs them over the tables (feature `engine`);
//! * `membership`: lists in their SQL as Polars has them quickest (feature `engine`);
//! * `seen`: what they yielded, as observations (feature `engine`);
//! * `observed`: what another engine yielded, checked (feature `engine`).

pub mod catalogue;
pub mod definition;
#[cfg(feature = "engine")]
pub mod engine;
pub mod front_matter;
pub mod lint;
#[cfg(feature = "engine")]
mod membership;
#[cfg(feature = "engine")]
pub mod observed;
pub mod reads;
#[cfg(feature = "engine")]
mod seen;
pub mod tables;
pub mod token;

#[cfg(all(test, feature = "engine"))]
mod scenarios;
