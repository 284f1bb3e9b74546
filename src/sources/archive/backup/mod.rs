//! Folders of github-metadata-backup: `pulls/N.json` and `issues/N.json`, each an item with its
//! timeline as GitHub's REST interface gives it, and `state.json`.
//!
//! * `wire`: the files as they are;
//! * `read`: the folder, several files at a time;
//! * `convert`: one file to an item;
//! * `events`: one timeline entry to an event.

mod convert;
mod events;
mod read;
mod wire;

pub(super) use read::read;

/// Reads the content of one file, without a folder around it.
#[cfg(feature = "fuzzing")]
pub(super) fn parse(
    bytes: &[u8],
    words: &crate::sources::text::ApprovalWords,
) -> Result<crate::sources::collected::Item, String> {
    read::parse(bytes, 1, &convert::Reading { words, recorded: None })
}
