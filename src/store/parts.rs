//! One file, written so that it is either whole or not there.

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::Path;

use polars::prelude::{
    DataFrame, ParallelStrategy, ParquetCompression, ParquetReader, ParquetWriter, PolarsError,
    PolarsResult, SerReader,
};

use super::cells::Cells;
use super::dictionaries;
pub use super::digest::{digest, hexadecimal};
use super::error::StoreError;
use super::frame::Columns;
use super::sealed::BROKEN;
use crate::model::table::Column;

fn io<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(std::io::Error) -> StoreError + 'a {
    move |source| StoreError::Io { action, path: path.to_owned(), source }
}

/// Makes a folder that its owner alone may enter; one that exists stays as it is.
///
/// # Errors
/// When the system refuses it, or a file stands in its place.
pub fn private_folder(path: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path).map_err(io("create", path))
}

/// Opens a file that only its owner may read or write; makes it where there is none.
///
/// # Errors
/// When the system refuses it.
pub fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Writes `bytes` aside, syncs, renames to `path` and syncs the folder. On Unix the file and the
/// folders made for it are their owner's alone.
///
/// # Errors
/// When the system refuses any of it; `path` then holds what it held before.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    private_folder(folder)?;
    write_by_way_of(folder, path, bytes)?;
    sync_folder(folder)
}

/// Writes `bytes` aside into a folder of the same file system, syncs and renames to `path`. A power
/// loss may undo the renaming until [`sync_folder`] of the folder of `path`.
///
/// # Errors
/// As [`write_atomically`].
pub(super) fn write_by_way_of(aside: &Path, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let mut file = tempfile::Builder::new()
        .prefix(".writing-")
        .tempfile_in(aside)
        .map_err(io("create", aside))?;
    file.write_all(bytes).map_err(io("write", path))?;
    file.as_file().sync_all().map_err(io("sync", path))?;
    file.persist(path).map_err(|e| StoreError::Io {
        action: "rename",
        path: path.to_owned(),
        source: e.error,
    })?;
    Ok(())
}

/// Makes what was renamed in a folder last.
///
/// # Errors
/// When the system refuses it.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    // Windows cannot open a folder as a file; there the rename itself is durable.
    match File::open(folder) {
        Ok(handle) => handle.sync_all().map_err(io("sync", folder)),
        Err(_) => Ok(()),
    }
}

/// Writes columns as a Parquet file and returns its SHA-256.
///
/// # Errors
/// When the columns are of unequal length or the file cannot be written.
pub fn write(path: &Path, table: &str, columns: &[Column]) -> Result<String, StoreError> {
    let bytes = parquet(table, columns)?;
    write_atomically(path, &bytes)?;
    Ok(digest(&bytes))
}

/// Writes columns of few texts as a Parquet file.
///
/// # Errors
/// As [`write()`].
pub fn write_columns(path: &Path, table: &str, columns: Columns) -> Result<(), StoreError> {
    let bytes = dictionaries::bytes(columns);
    write_atomically(path, &bytes.map_err(|error| unframed(table, &error))?)
}

/// Columns as the bytes of a Parquet file.
///
/// # Errors
/// When the columns are of unequal length.
pub fn parquet(table: &str, columns: &[Column]) -> Result<Vec<u8>, StoreError> {
    of_frame(table, Columns::of(columns).frame())
}

/// Bytes of rows in memory from which a file is worth the closer of two compressions.
const LARGE: usize = 16 << 20;

/// A frame as the bytes of a Parquet file.
fn of_frame(table: &str, frame: PolarsResult<DataFrame>) -> Result<Vec<u8>, StoreError> {
    let unframed = |error| unframed(table, &error);
    let mut frame = frame.map_err(unframed)?;
    let mut bytes = Vec::new();
    // Stores of many repositories are many small pages, and to set up a decoder of zstd for each costs as
    // much as to decode it.
    let compression = if frame.estimated_size() < LARGE {
        ParquetCompression::Snappy
    } else {
        ParquetCompression::Zstd(None)
    };
    let writer = ParquetWriter::new(&mut bytes).with_compression(compression);
    writer.set_parallel(false).finish(&mut frame).map_err(unframed)?;
    Ok(bytes)
}

fn unframed(table: &str, error: &PolarsError) -> StoreError {
    StoreError::Frame { table: table.to_owned(), message: error.to_string() }
}

/// Reads a Parquet file whole, if it is the one that was written.
///
/// # Errors
/// When it is missing, or not what its fingerprint says: a flipped bit can leave a file readable, and
/// another figure in it.
pub fn read(path: &Path, sha256: &str) -> Result<Vec<Column>, StoreError> {
    Ok(decode(path, whole(path, sha256)?, |_| true)?.columns())
}

/// Reads the columns of a Parquet file that are named; those that it lacks are left out.
///
/// # Errors
/// As [`read`].
pub fn read_columns(path: &Path, sha256: &str, names: &[String]) -> Result<Cells, StoreError> {
    decode(path, whole(path, sha256)?, |column| names.iter().any(|name| name == column))
}

/// Reads a Parquet file that no manifest vouches for.
///
/// # Errors
/// When it is missing or damaged.
pub fn read_unlisted(path: &Path) -> Result<Vec<Column>, StoreError> {
    Ok(decode(path, content(path)?, |_| true)?.columns())
}

/// Rows of a Parquet file, by its footer.
///
/// # Errors
/// When the file is missing or damaged.
pub fn rows(path: &Path) -> Result<usize, StoreError> {
    let file = File::open(path).map_err(io("read", path))?;
    ParquetReader::new(file).get_metadata().map(|m| m.num_rows).map_err(|e| StoreError::Part {
        path: path.to_owned(),
        message: first_line(&e.to_string()),
    })
}

/// Bytes of a file from which its columns are read on several threads.
const SMALL: usize = 1 << 20;

fn decode(path: &Path, bytes: Vec<u8>, wanted: impl Fn(&str) -> bool) -> Result<Cells, StoreError> {
    let damaged = |message: String| StoreError::Part { path: path.to_owned(), message };
    let unreadable = |e: polars::prelude::PolarsError| damaged(first_line(&e.to_string()));
    // On a small file threads cost more than they save.
    let parallel =
        if bytes.len() < SMALL { ParallelStrategy::None } else { ParallelStrategy::default() };
    let mut reader = ParquetReader::new(Cursor::new(bytes)).read_parallel(parallel);
    let schema = reader.schema().map_err(unreadable)?;
    let places: Vec<usize> = schema
        .iter_names()
        .enumerate()
        .filter(|(_, n)| wanted(n))
        .map(|(place, _)| place)
        .collect();
    let frame = reader.with_projection(Some(places)).finish().map_err(unreadable)?;
    Cells::of(&frame).map_err(|e| damaged(first_line(&e.to_string())))
}

/// Bytes of a file, if they are those that were written.
///
/// # Errors
/// As [`read`].
pub fn whole(path: &Path, sha256: &str) -> Result<Vec<u8>, StoreError> {
    let bytes = content(path)?;
    if digest(&bytes) == sha256 {
        return Ok(bytes);
    }
    let message = BROKEN.to_owned();
    Err(StoreError::Part { path: path.to_owned(), message })
}

fn content(path: &Path) -> Result<Vec<u8>, StoreError> {
    fs::read(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::IsADirectory => {
            StoreError::Part { path: path.to_owned(), message: "the file is gone".to_owned() }
        }
        _ => io("read", path)(e),
    })
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
