//! The one file of i-d-template: items with comments and reviews but no timeline, so that
//! requests, pushes, drafts, labels over time and milestones are unknown.

mod convert;
mod wire;

use std::path::Path;

use super::import::ArchiveError;
use crate::model::time::Timestamp;
use crate::sources::collected::{Gaps, Recording};
use crate::sources::text::ApprovalWords;

/// Reads the file.
pub(super) fn read(
    path: &Path,
    words: &ApprovalWords,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Recording, ArchiveError> {
    let failed = |source| ArchiveError::Read { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(failed)?;
    let recording = parse(path, &bytes, words)?;
    progress(1);
    Ok(recording)
}

/// Reads the file's content; the path is for messages.
pub(super) fn parse(
    path: &Path,
    bytes: &[u8],
    words: &ApprovalWords,
) -> Result<Recording, ArchiveError> {
    let archive: wire::Archive = serde_json::from_slice(bytes)
        .map_err(|source| ArchiveError::Parse { path: path.to_owned(), source })?;
    let (pulls, issues) = (archive.pulls.unwrap_or_default(), archive.issues.unwrap_or_default());
    let files = pulls.len() + issues.len();
    let mut gaps = Gaps::default();
    let mut items = Vec::with_capacity(files);
    for (thing, is_pull) in
        pulls.iter().map(|pull| (pull, true)).chain(issues.iter().map(|issue| (issue, false)))
    {
        if let Some(item) = convert::item(thing, is_pull, words) {
            items.push(item);
        } else {
            let number = thing.number.map_or_else(|| "no number".to_owned(), |n| format!("#{n}"));
            gaps.add("items without a number or a time of creation", 1, number);
        }
    }
    if items.is_empty() {
        let first = "no pull request or issue in it".to_owned();
        return Err(ArchiveError::Empty { path: path.to_owned(), files, first });
    }
    if !pulls.is_empty() {
        let example = "review requests, pushes, drafts and milestones".to_owned();
        gaps.add("pull requests without a timeline", pulls.len() as u64, example);
    }
    let recorded = archive.timestamp.as_deref().and_then(|at| Timestamp::parse(at).ok());
    Ok(Recording { items, name: archive.repo, recorded, gaps, ..Recording::default() })
}
