//! Recordings as fuzz targets hand them in: any bytes, read as the program reads them.

use std::path::Path;

use super::{archive_json, backup};
use crate::sources::collected::{Assembled, Recording};
use crate::sources::text::ApprovalWords;

const REPO: &str = "acme/tool";

/// Reads an `archive.json`; `None` where it is none.
#[must_use]
pub fn archive_file(bytes: &[u8]) -> Option<Assembled> {
    let words = ApprovalWords::new(&[]);
    let recording = archive_json::parse(Path::new("archive.json"), bytes, &words).ok()?;
    Some(named(recording))
}

/// Reads files of a backup folder; those that do not read are left out.
#[must_use]
pub fn backup_files(files: &[&[u8]]) -> Assembled {
    let words = ApprovalWords::new(&[]);
    let items = files.iter().filter_map(|file| backup::parse(file, &words).ok()).collect();
    named(Recording { items, ..Recording::default() })
}

fn named(recording: Recording) -> Assembled {
    let repo = recording.repo().unwrap_or_else(|| REPO.to_owned());
    recording.assemble(repo)
}
