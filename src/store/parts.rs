//! One file, written so that it is either whole or not there.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use polars::prelude::{ParquetReader, ParquetWriter, SerReader};
use sha2::{Digest, Sha256};

use super::error::StoreError;
use super::frame::{from_frame, to_frame};
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

/// Writes `bytes` aside, syncs, renames to `path` and syncs the folder.
///
/// # Errors
/// When the system refuses any of it; `path` then holds what it held before.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder).map_err(io("create", folder))?;
    let mut aside = tempfile::Builder::new()
        .prefix(".writing-")
        .tempfile_in(folder)
        .map_err(io("create", folder))?;
    aside.write_all(bytes).map_err(io("write", path))?;
    aside.as_file().sync_all().map_err(io("sync", path))?;
    aside.persist(path).map_err(|e| StoreError::Io {
        action: "rename",
        path: path.to_owned(),
        source: e.error,
    })?;
    // Windows cannot open a folder as a file; there the rename itself is durable.
    if let Ok(handle) = File::open(folder) {
        handle.sync_all().map_err(io("sync", folder))?;
    }
    Ok(())
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

/// Columns as the bytes of a Parquet file.
///
/// # Errors
/// When the columns are of unequal length.
pub fn parquet(table: &str, columns: &[Column]) -> Result<Vec<u8>, StoreError> {
    let frame_error = |e: polars::prelude::PolarsError| StoreError::Frame {
        table: table.to_owned(),
        message: e.to_string(),
    };
    let mut frame = to_frame(columns).map_err(frame_error)?;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).set_parallel(false).finish(&mut frame).map_err(frame_error)?;
    Ok(bytes)
}

/// Reads a Parquet file whole.
///
/// # Errors
/// When it is missing or damaged.
pub fn read(path: &Path) -> Result<Vec<Column>, StoreError> {
    read_some(path, |_| true)
}

/// Reads the columns of a Parquet file that are named; those that it lacks are left out.
///
/// # Errors
/// When the file is missing or damaged.
pub fn read_columns(path: &Path, names: &[String]) -> Result<Vec<Column>, StoreError> {
    read_some(path, |column| names.iter().any(|name| name == column))
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

fn read_some(path: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<Column>, StoreError> {
    let damaged = |message: String| StoreError::Part { path: path.to_owned(), message };
    let unreadable = |e: polars::prelude::PolarsError| damaged(first_line(&e.to_string()));
    let file = File::open(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => damaged("the file is gone".to_owned()),
        _ => io("read", path)(e),
    })?;
    let mut reader = ParquetReader::new(file);
    let schema = reader.schema().map_err(unreadable)?;
    let places: Vec<usize> = schema
        .iter_names()
        .enumerate()
        .filter(|(_, n)| wanted(n))
        .map(|(place, _)| place)
        .collect();
    let frame = reader.with_projection(Some(places)).finish().map_err(unreadable)?;
    from_frame(&frame).map_err(|e| damaged(first_line(&e.to_string())))
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        use std::fmt::Write as _;
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
