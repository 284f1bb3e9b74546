//! What can go wrong with a store.

use std::path::PathBuf;

use crate::model::table::TableError;

/// A store that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no manifest.
    #[error("{} is not a midspan store: it has no manifest.json", path.display())]
    NotAStore {
        /// Folder looked at.
        path: PathBuf,
    },
    /// A file could not be read, written, synced or renamed.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// File or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The manifest is no manifest.
    #[error("{} is damaged: {message}", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What the parser said.
        message: String,
    },
    /// Written by a newer program.
    #[error(
        "{} was written with store format {found}; this version reads up to {supported}",
        path.display()
    )]
    TooNew {
        /// Folder.
        path: PathBuf,
        /// Version found.
        found: u32,
        /// Version supported.
        supported: u32,
    },
    /// Written by a program before the first release.
    #[error("{} was written with store format {found}, which is no longer read", path.display())]
    TooOld {
        /// Folder.
        path: PathBuf,
        /// Version found.
        found: u32,
    },
    /// The system gives no random numbers for a key.
    #[error("this system gives no random numbers for the key of pseudonyms: {message}")]
    Random {
        /// What the system said.
        message: String,
    },
    /// A part is missing, cut short or altered.
    #[error("{} is damaged: {message}", path.display())]
    Part {
        /// The part.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A part's columns do not fit the table.
    #[error("{} does not fit its table", path.display())]
    Columns {
        /// The part.
        path: PathBuf,
        /// Which column.
        #[source]
        source: TableError,
    },
    /// Another run holds the store.
    #[error("another run is writing to {}", path.display())]
    Locked {
        /// Folder.
        path: PathBuf,
    },
    /// Rows that could not be turned into a frame.
    #[error("cannot build table `{table}`: {message}")]
    Frame {
        /// Table.
        table: String,
        /// What the engine said.
        message: String,
    },
}

impl StoreError {
    /// What the user can do about it.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NotAStore { .. } => {
                "give a git checkout, or fill a store first with `midspan import` (see `midspan import --help`)"
            }
            Self::Io { action: "create" | "write" | "sync" | "rename", .. } => {
                "check free space and permissions, or choose another place with --store; what was stored before is unharmed"
            }
            Self::Io { .. } => "check that it exists and that you may read it",
            Self::Manifest { .. } | Self::Part { .. } | Self::Columns { .. } => {
                "`midspan doctor --repair` gives up what is damaged and keeps the rest; the next run reads it again from its source"
            }
            Self::Frame { .. } | Self::TooOld { .. } => {
                "delete the store folder and collect again; a store holds nothing that its sources lack, except milestone snapshots"
            }
            Self::Random { .. } => "try again; a system that has just started may need a moment",
            Self::TooNew { .. } => "install the newer version, or use another folder with --store",
            Self::Locked { .. } => "wait for it to end, or use another folder with --store",
        }
    }

    /// Whether the store's content is at fault, and not the place or another run.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::Manifest { .. } | Self::Part { .. } | Self::Columns { .. } | Self::Frame { .. }
        )
    }
}
