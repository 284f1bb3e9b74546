//! Facts on disk: immutable Parquet parts and a manifest that lists the live ones.
//!
//! ```text
//! STORE/manifest.json, STORE/manifest.previous.json
//! STORE/lock, STORE/sync.lock
//! STORE/<table>/<owner>~<name>/part-<generation>-<sequence>.parquet
//! ```
//!
//! A part is written aside, synced and renamed; then the manifest is, in the same way. Readers take
//! files only from the manifest, so whatever is interrupted leaves the previous state readable.
//!
//! * [`manifest`]: what the store holds;
//! * `digest`: fingerprints;
//! * [`error`]: what can go wrong, with what to do.
//!
//! With the feature `engine` also:
//!
//! * `frame`: columns to Parquet's data frames and back;
//! * `parts`: one Parquet file, written and read;
//! * `index`: live parts by table and repository;
//! * `files`: its locks, the names in it, and what is cleared away;
//! * `folder`: the store itself;
//! * `repair`: what is damaged given up, and the rest kept;
//! * `forget`: people taken out and kept out;
//! * `lake`: tables of many repositories, each written by itself, for engines on many machines.

pub mod digest;
pub mod error;
#[cfg(feature = "engine")]
mod files;
#[cfg(feature = "engine")]
pub mod folder;
#[cfg(feature = "engine")]
pub mod forget;
#[cfg(feature = "engine")]
pub mod frame;
#[cfg(feature = "engine")]
pub mod index;
#[cfg(feature = "engine")]
pub mod lake;
pub mod manifest;
#[cfg(feature = "engine")]
pub mod parts;
#[cfg(feature = "engine")]
pub mod repair;

pub use digest::digest;
pub use error::StoreError;
#[cfg(feature = "engine")]
pub use folder::{Change, Store};
#[cfg(feature = "engine")]
pub use index::Index;
