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
//! * [`frame`]: columns to Parquet's data frames and back;
//! * [`manifest`]: what the store holds;
//! * [`error`]: what can go wrong, with what to do;
//! * [`parts`]: one Parquet file, written and read;
//! * [`index`]: live parts by table and repository;
//! * [`files`]: its locks, the names in it, and what is cleared away;
//! * [`folder`]: the store itself;
//! * [`repair`]: what is damaged given up, and the rest kept;
//! * [`forget`]: people taken out and kept out;
//! * [`lake`]: tables of many repositories, each written by itself, for engines on many machines.

pub mod error;
mod files;
pub mod folder;
pub mod forget;
pub mod frame;
pub mod index;
pub mod lake;
pub mod manifest;
pub mod parts;
pub mod repair;

pub use error::StoreError;
pub use folder::{Change, Store};
pub use index::Index;
pub use parts::digest;
