//! Facts on disk: immutable Parquet parts, and for each repository a manifest that lists the live ones.
//!
//! ```text
//! STORE/manifest.json, STORE/manifest.copy.json           what belongs to the store as a whole
//! STORE/manifests/<owner>~<name>.json, .previous          live parts of a repository; those before
//! STORE/<table>/<owner>~<name>/part-<generation>-<sequence>.parquet
//! STORE/pending.json                                      a change of several manifests, under way
//! STORE/lock, STORE/sync.lock
//! ```
//!
//! A part is written aside, synced and renamed; then the manifest of its repository is, in the same
//! way. Readers take files only from manifests, so whatever is interrupted leaves the previous state
//! readable. A change costs what its repository holds: other repositories' files are neither read nor
//! written nor looked for.
//!
//! * [`manifest`]: what the store holds;
//! * `older`: the one manifest of formats 2 and 3;
//! * `digest`, `sealed`: fingerprints, and records that carry theirs;
//! * [`error`]: what can go wrong, with what to do.
//!
//! With the feature `engine` also:
//!
//! * `frame`: columns to Polars' frames; `cells`: and back;
//! * `parts`: one Parquet file, written and read;
//! * `dictionaries`: one of names, of which each stands there once;
//! * `index`: live parts by table and repository, and what is in them;
//! * `files`: its locks, the names in it, and what is cleared away;
//! * `ledger`: manifests on disk, changed one at a time or several at once;
//! * `folder`: the store itself;
//! * `change`: a change of it, visible when it is committed;
//! * `repair`, `mend`: what is damaged given up, and the rest kept: parts, and manifests;
//! * `forget`: people taken out and kept out;
//! * `lake`: tables of many repositories, each written by itself, for engines on many machines.

#[cfg(feature = "engine")]
pub mod cells;
#[cfg(feature = "engine")]
mod change;
#[cfg(feature = "engine")]
mod dictionaries;
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
#[cfg(feature = "engine")]
mod ledger;
pub mod manifest;
#[cfg(feature = "engine")]
mod mend;
mod older;
#[cfg(feature = "engine")]
pub mod parts;
#[cfg(feature = "engine")]
pub mod repair;
pub mod sealed;

#[cfg(feature = "engine")]
pub use change::Change;
pub use digest::digest;
pub use error::StoreError;
#[cfg(feature = "engine")]
pub use folder::Store;
#[cfg(feature = "engine")]
pub use index::Index;
