//! Recognises a recording and reads it.

use std::path::{Path, PathBuf};

use super::{archive_json, backup};
use crate::sources::collected::Assembled;
use crate::sources::text::ApprovalWords;

/// Name of the one file of i-d-template.
const ARCHIVE_FILE: &str = "archive.json";

/// How to read a recording.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportOptions<'a> {
    /// Name to use for the repository; absent: the one that the recording gives.
    pub repo_name: Option<&'a str>,
    /// Words that approve, beyond the built-in vocabulary.
    pub approval_words: &'a [String],
}

/// A recording that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// No such file or folder, or one that may not be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// File or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Neither of the shapes.
    #[error(
        "{}: not a recording: expected a folder with `pulls` or `issues` (github-metadata-backup) \
         or an archive.json (i-d-template)",
        path.display()
    )]
    Unknown {
        /// File or folder.
        path: PathBuf,
    },
    /// An archive file that is no archive.
    #[error("{}: not an archive of i-d-template: {source}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// What the parser says, with line and column.
        source: serde_json::Error,
    },
    /// A folder in which no file could be used.
    #[error("{}: none of {files} files could be read; the first: {first}", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
        /// Files found.
        files: usize,
        /// What is wrong with the first one.
        first: String,
    },
    /// A recording that names no repository.
    #[error("{}: does not say which repository it is of; give its name as owner/name", path.display())]
    NoRepository {
        /// File or folder.
        path: PathBuf,
    },
}

/// Reads a github-metadata-backup folder, an i-d-template `archive.json`, or a folder that holds one.
///
/// `progress` is told how many files were read so far, from any thread and in any order.
///
/// # Errors
/// When the path is no such recording, nothing in it can be read, or it names no repository. A
/// single broken file is a gap and no error.
pub fn import(
    path: &Path,
    options: &ImportOptions,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Assembled, ArchiveError> {
    let words = ApprovalWords::new(options.approval_words);
    let recording = match recognise(path)? {
        Shape::Backup => backup::read(path, &words, progress)?,
        Shape::ArchiveJson(file) => archive_json::read(&file, &words, progress)?,
    };
    let repo = options.repo_name.map(str::to_owned).or_else(|| recording.repo());
    let repo = repo.ok_or_else(|| ArchiveError::NoRepository { path: path.to_owned() })?;
    Ok(recording.assemble(repo))
}

enum Shape {
    Backup,
    ArchiveJson(PathBuf),
}

fn recognise(path: &Path) -> Result<Shape, ArchiveError> {
    let read = |source| ArchiveError::Read { path: path.to_owned(), source };
    let is_folder = std::fs::metadata(path).map_err(read)?.is_dir();
    let archive = path.join(ARCHIVE_FILE);
    match (is_folder, path.extension()) {
        (true, _) if path.join("pulls").is_dir() || path.join("issues").is_dir() => {
            Ok(Shape::Backup)
        }
        (true, _) if archive.is_file() => Ok(Shape::ArchiveJson(archive)),
        (false, Some(extension)) if extension.eq_ignore_ascii_case("json") => {
            Ok(Shape::ArchiveJson(path.to_owned()))
        }
        _ => Err(ArchiveError::Unknown { path: path.to_owned() }),
    }
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;
