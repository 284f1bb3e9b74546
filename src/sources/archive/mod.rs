//! Recorded pull requests: folders and archives that other tools write.
//!
//! In the order of the data:
//!
//! * [`import`](mod@import): recognises a recording and reads it;
//! * `backup`: folders of github-metadata-backup, one file per pull request and issue;
//! * `archive_json`: the one file of i-d-template.
//!
//! With the feature `fuzzing`, `fuzzing`: doors to both, without files.

mod archive_json;
mod backup;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
pub mod import;

pub use import::{ArchiveError, ImportOptions, import};
