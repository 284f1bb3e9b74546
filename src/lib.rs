//! Where a team's leadership sits between micromanagement and disengagement, from what it leaves
//! in git and on GitHub.
//!
//! In the order of the data:
//!
//! * [`model`]: rows and units;
//! * [`sources`]: git and recordings to facts;
//! * [`store`]: facts as Parquet files (without the feature `engine`, the manifest alone);
//! * [`mod@derive`]: waits, roles and calendars to derived tables;
//! * [`signals`]: the catalogue of SQL files, and the engine that runs them;
//! * [`score`]: observations to figures, pressures, position and zone;
//! * `validate`: the score against simulated teams whose style is known (feature `engine`);
//! * [`advice`]: scores and tables to what to try next month;
//! * [`report`]: the one struct that renderers read;
//! * [`render`]: terminal, HTML, Markdown, JSON and charts;
//! * `cli`: one file a command (features `engine` and `github`).
//!
//! Arrows point one way: a layer uses those above it in this list and never one below.

#![forbid(unsafe_code)]

pub mod advice;
#[cfg(all(feature = "engine", feature = "github"))]
pub mod cli;
pub mod config;
pub mod derive;
pub mod model;
pub mod render;
pub mod report;
pub mod score;
pub mod signals;
pub mod sources;
pub mod store;
#[cfg(feature = "engine")]
pub mod validate;
