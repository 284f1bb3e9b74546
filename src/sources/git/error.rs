//! Why a repository cannot be read at all, and what to do about it.

use std::path::{Path, PathBuf};

/// A repository that cannot be read. What is missing inside a readable one is a gap, no error.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The path does not exist.
    #[error("`{}` does not exist; give the path of a git checkout", path.display())]
    NoSuchPath {
        /// The path asked for.
        path: PathBuf,
    },
    /// No repository at the path or above it.
    #[error(
        "there is no git repository at `{}` or above it; run the command inside a checkout, or make one with `git clone`",
        path.display()
    )]
    NotARepository {
        /// The path asked for.
        path: PathBuf,
    },
    /// The repository belongs to another user, as git refuses it too.
    #[error(
        "the git repository `{path}` belongs to another user; if you trust it, run `git config --global --add safe.directory '{path}'`",
        path = path.display()
    )]
    Ownership {
        /// The repository.
        path: PathBuf,
    },
    /// The repository's objects have ids of another kind than SHA-1.
    #[error(
        "the git repository `{}` uses the SHA-256 object format, which is not supported; read a SHA-1 copy of it (GitHub's are SHA-1)",
        path.display()
    )]
    ObjectFormat {
        /// The repository.
        path: PathBuf,
    },
    /// The repository is marked with an extension that libgit2 does not know.
    #[error(
        "the git repository `{}` uses {extension}, which is not supported; read a fresh plain clone of it (`git clone --no-local`)",
        path.display()
    )]
    Extension {
        /// The repository.
        path: PathBuf,
        /// The setting in its configuration.
        extension: String,
    },
    /// The branch does not exist.
    #[error(
        "the git repository `{}` has no branch `{branch}`; `git branch --all` lists them",
        path.display()
    )]
    NoSuchBranch {
        /// The repository.
        path: PathBuf,
        /// The branch asked for.
        branch: String,
    },
    /// HEAD or the branch leads to something that is no commit, or to nothing.
    #[error(
        "`{name}` in the git repository `{}` does not lead to a commit; `git fsck` tells what is damaged",
        path.display()
    )]
    NoCommit {
        /// The repository.
        path: PathBuf,
        /// The reference.
        name: String,
    },
    /// The repository is there and does not open.
    #[error(
        "the git repository `{}` cannot be opened; `git -C '{}' status` shows what git says about it",
        path.display(), path.display()
    )]
    Open {
        /// The repository.
        path: PathBuf,
        /// What libgit2 says.
        source: git2::Error,
    },
    /// A part of the repository that everything else needs does not read.
    #[error(
        "{what} of the git repository `{}` cannot be read; `git fsck` tells what is damaged",
        path.display()
    )]
    Read {
        /// The repository.
        path: PathBuf,
        /// The part: `the references`.
        what: &'static str,
        /// What libgit2 says.
        source: git2::Error,
    },
}

impl GitError {
    /// Sorts libgit2's refusal to open a repository; some kinds are told apart by message only.
    pub(super) fn opening(path: &Path, source: git2::Error) -> Self {
        let path = path.to_owned();
        if source.code() == git2::ErrorCode::Owner {
            return Self::Ownership { path };
        }
        let message = source.message();
        if message.contains("object format") {
            return Self::ObjectFormat { path };
        }
        if let Some(name) = message.strip_prefix("unsupported extension name ") {
            if name == "extensions.objectformat" {
                return Self::ObjectFormat { path };
            }
            return Self::Extension { path, extension: name.to_owned() };
        }
        if source.code() == git2::ErrorCode::NotFound {
            return Self::NotARepository { path };
        }
        Self::Open { path, source }
    }

    /// A part that does not read.
    pub(super) fn reading(path: &Path, what: &'static str, source: git2::Error) -> Self {
        Self::Read { path: path.to_owned(), what, source }
    }
}
