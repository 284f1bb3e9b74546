//! Facts on disk: immutable Parquet parts and a manifest that lists the live ones.
//!
//! ```text
//! STORE/manifest.json
//! STORE/lock, STORE/sync.lock
//! STORE/<table>/<owner>~<name>/part-<generation>-<sequence>.parquet
//! ```
//!
//! A part is written aside, synced and renamed; then the manifest is, in the same way. Readers take
//! files only from the manifest, so whatever is interrupted leaves the previous state readable.
//!
//! * [`manifest`]: what the store holds;
//! * [`error`]: what can go wrong, with what to do.
//!
//! With the feature `engine` also:
//!
//! * `frame`: columns to Parquet's data frames and back;
//! * `parts`: one Parquet file, written and read;
//! * `folder`: the store itself.

pub mod error;
#[cfg(feature = "engine")]
pub mod folder;
#[cfg(feature = "engine")]
pub mod frame;
pub mod manifest;
#[cfg(feature = "engine")]
pub mod parts;

pub use error::StoreError;
#[cfg(feature = "engine")]
pub use folder::{Change, Store};
#[cfg(feature = "engine")]
pub use parts::digest;
