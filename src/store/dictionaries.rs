//! Columns as the bytes of a Parquet file, texts as dictionaries.
//!
//! Polars looks at every text of a column twice: to estimate whether a dictionary is worth it, and to make
//! one. Columns that were put together from names have theirs already.

use std::num::NonZeroU32;
use std::sync::Arc;

use polars::prelude::{Float64Chunked, Int64Chunked, PlSmallStr, PolarsError, PolarsResult};
use polars_arrow::array::{Array, DictionaryArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field, IntegerType, TimeUnit};
use polars_arrow::record_batch::RecordBatchT;
use polars_parquet::write::{
    CompressionOptions, FileWriter, StatisticsOptions, Version, WriteOptions, get_dtype_encoding,
    row_group_iter,
};

use super::frame::{Columns, Values};
use crate::model::hash::HashMap;
use crate::model::table::Text;

/// Rows of a group, as Polars has them.
const GROUP: usize = 512 * 512;

/// What Polars writes unless told otherwise, but for the compression: zstd makes files a third smaller, and
/// takes several times as long.
const OPTIONS: WriteOptions = WriteOptions {
    statistics: StatisticsOptions {
        min_value: true,
        max_value: true,
        distinct_count: false,
        null_count: true,
        binary_statistics_truncate_length: None,
    },
    version: Version::V1,
    compression: CompressionOptions::Snappy,
    data_page_size: None,
};

/// Columns as a Parquet file; its columns are those of a file that Polars writes. Texts should be few: each
/// stands once in each group of rows.
///
/// # Errors
/// When columns differ in length.
pub(super) fn bytes(columns: Columns) -> PolarsResult<Vec<u8>> {
    let columns: Vec<(PlSmallStr, Ready)> = columns
        .into_values()?
        .into_iter()
        .map(|(name, values)| (name, Ready::of(values)))
        .collect();
    let height = columns.first().map_or(0, |(_, column)| column.array().len());
    if columns.iter().any(|(_, column)| column.array().len() != height) {
        return Err(PolarsError::ShapeMismatch("columns differ in length".into()));
    }
    let field = |(name, column): &(PlSmallStr, Ready)| {
        (name.clone(), Field::new(name.clone(), column.kind(), true))
    };
    let schema: Arc<ArrowSchema> = Arc::new(columns.iter().map(field).collect());
    let encodings = || schema.iter_values().map(|field| get_dtype_encoding(&field.dtype)).collect();
    let mut writer = FileWriter::try_new(Vec::new(), (*schema).clone(), OPTIONS)?;
    let types = writer.parquet_schema().fields().to_vec();
    for begin in (0..height).step_by(GROUP) {
        let rows = GROUP.min(height - begin);
        let arrays = columns.iter().map(|(_, column)| column.rows(begin, rows));
        let arrays: Vec<Box<dyn Array>> = arrays.collect::<PolarsResult<_>>()?;
        let batch = RecordBatchT::try_new(rows, Arc::clone(&schema), arrays)?;
        writer.write(rows as u64, row_group_iter(batch, encodings(), types.clone(), OPTIONS))?;
    }
    writer.end(None)?;
    Ok(writer.into_inner())
}

/// A column of which groups of rows are taken.
enum Ready {
    Texts { texts: Vec<Text>, places: Box<dyn Array> },
    Others(Box<dyn Array>),
}

impl Ready {
    fn of(values: Values) -> Self {
        match values {
            Values::Text(values) => {
                let (texts, places) = values.into_parts();
                Self::Texts { texts, places: places.downcast_as_array().to_boxed() }
            }
            Values::Int(values) => {
                let values: Int64Chunked = values.finish(PlSmallStr::EMPTY);
                Self::Others(values.downcast_as_array().to_boxed())
            }
            Values::Float(values) => {
                let values: Float64Chunked = values.finish(PlSmallStr::EMPTY);
                Self::Others(values.downcast_as_array().to_boxed())
            }
            Values::Bool(values) => {
                Self::Others(values.finish(PlSmallStr::EMPTY).downcast_as_array().to_boxed())
            }
            Values::Instant(values) => {
                let values: Int64Chunked = values.finish(PlSmallStr::EMPTY);
                let values = values.downcast_as_array().clone();
                let zone = Some("UTC".into());
                Self::Others(
                    values.to(ArrowDataType::Timestamp(TimeUnit::Microsecond, zone)).boxed(),
                )
            }
        }
    }

    fn array(&self) -> &dyn Array {
        match self {
            Self::Texts { places, .. } => places.as_ref(),
            Self::Others(values) => values.as_ref(),
        }
    }

    fn kind(&self) -> ArrowDataType {
        match self {
            Self::Texts { .. } => ArrowDataType::Utf8View,
            Self::Others(values) => values.dtype().clone(),
        }
    }

    fn rows(&self, begin: usize, rows: usize) -> PolarsResult<Box<dyn Array>> {
        let own = self.array().sliced(begin, rows);
        match (self, own.as_any().downcast_ref()) {
            (Self::Texts { texts, .. }, Some(places)) => {
                dictionary(texts, places).map(|array| Box::new(array) as Box<dyn Array>)
            }
            _ => Ok(own),
        }
    }
}

/// Texts by their places, each that occurs once.
fn dictionary(texts: &[Text], places: &PrimitiveArray<u32>) -> PolarsResult<DictionaryArray<u32>> {
    // For each place the number of its text, counted from 1: a table, since there are millions of rows.
    let mut numbers: Vec<Option<NonZeroU32>> = vec![None; texts.len()];
    // Two places may hold one text.
    let mut known: HashMap<&str, Option<NonZeroU32>> = HashMap::default();
    let mut values: Vec<&str> = Vec::new();
    let mut number = |place: u32| {
        let slot = numbers.get_mut(place as usize)?;
        if slot.is_none() {
            let text = texts.get(place as usize)?.as_str();
            *slot = *known.entry(text).or_insert_with(|| {
                values.push(text);
                u32::try_from(values.len()).ok().and_then(NonZeroU32::new)
            });
        }
        slot.map(|number| number.get() - 1)
    };
    let keys: PrimitiveArray<u32> = places.iter().map(|place| number(*place?)).collect();
    let kind =
        ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(ArrowDataType::Utf8View), false);
    DictionaryArray::try_new(kind, keys, Utf8ViewArray::from_slice_values(&values).boxed())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use polars::prelude::{ParquetReader, SerReader};

    use super::*;
    use crate::model::table::{self, Column};

    fn columns(rows: i64) -> Vec<Column> {
        let column = |name: &str, values| Column { name: name.to_owned(), values };
        let of = |n: i64| (n % 7 != 3).then_some(n);
        let text = |n: i64| of(n).map(|n| Text::from(format!("text {}", n % 5)));
        vec![
            column("text", table::Values::Text((0..rows).map(text).collect())),
            column("none", table::Values::Text((0..rows).map(|_| None).collect())),
            column("whole", table::Values::Int((0..rows).map(of).collect())),
            column("half", table::Values::Float((0..rows).map(|n| Some(n as f64 / 2.0)).collect())),
            column("odd", table::Values::Bool((0..rows).map(|n| Some(n % 2 == 1)).collect())),
            column("at", table::Values::Instant((0..rows).map(of).collect())),
        ]
    }

    #[test]
    fn what_is_read_is_what_polars_would_have_written() {
        for rows in [0, 1, 100, 300_000] {
            let columns = columns(rows);
            let own = bytes(Columns::of(&columns)).expect("written");
            let usual = crate::store::parts::parquet("t", &columns).expect("written");
            let read = |bytes| ParquetReader::new(Cursor::new(bytes)).finish().expect("a file");
            assert!(read(own).equals_missing(&read(usual)), "{rows} rows");
        }
    }

    #[test]
    fn a_text_stands_once() {
        let texts = ["a", "b", "a"].map(Text::from);
        let places = PrimitiveArray::from([Some(2), None, Some(0), Some(1), Some(2)]);
        let made = dictionary(&texts, &places).expect("a dictionary");
        assert_eq!(made.values().len(), 2);
        let keys: Vec<Option<u32>> = made.keys().iter().map(Option::<&u32>::copied).collect();
        assert_eq!(keys, [Some(0), None, Some(0), Some(1), Some(0)]);
    }

    #[test]
    fn columns_of_unequal_length_are_refused() {
        let columns = [columns(2).remove(0), columns(3).remove(2)];
        assert!(bytes(Columns::of(&columns)).is_err());
    }
}
