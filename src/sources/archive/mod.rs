//! Recorded pull requests: folders and archives that other tools write.
//!
//! In the order of the data:
//!
//! * [`import`](mod@import): recognises a recording and reads it;
//! * `backup`: folders of github-metadata-backup, one file per pull request and issue;
//! * `archive_json`: the one file of i-d-template;
//! * `item`: what both make of a pull request or issue, its people still as accounts;
//! * `people`: accounts, logins and e-mail addresses to person keys;
//! * `milestones`: milestones from the copies in pull requests and issues;
//! * `assemble`: items to fact tables.

mod archive_json;
mod assemble;
mod backup;
pub mod import;
mod item;
mod milestones;
mod people;

pub use import::{ArchiveError, ImportOptions, Imported, import};
