//! Columns to Polars frames and back: for Parquet and for the SQL engine.

use polars::prelude::{
    Column as FrameColumn, DataFrame, DataType, Int64Chunked, IntoColumn, IntoSeries, NamedFrom,
    NewChunkedArray, PolarsError, PolarsResult, Series, StringChunked, TimeUnit, TimeZone,
};

use crate::model::table::{Column, ColumnType, Text, Values};

/// A frame that cannot be read as columns.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// A type that tables do not have.
    #[error("column `{column}` has type {found}, which tables do not have; cast it in the SELECT")]
    UnsupportedType {
        /// Column name.
        column: String,
        /// The type, in Polars' words.
        found: String,
    },
    /// A value that does not fit the type.
    #[error("column `{column}` cannot be read")]
    Value {
        /// Column name.
        column: String,
        /// What Polars says.
        #[source]
        source: PolarsError,
    },
}

/// Columns as a frame. Columns must be of one length.
///
/// # Errors
/// When columns differ in length or two have one name.
pub fn to_frame(columns: &[Column]) -> PolarsResult<DataFrame> {
    let height = columns.first().map_or(0, |c| c.values.len());
    DataFrame::new(height, columns.iter().map(to_series).collect())
}

fn to_series(column: &Column) -> FrameColumn {
    let name = column.name.as_str().into();
    match &column.values {
        Values::Int(v) => Series::new(name, v.as_slice()),
        Values::Float(v) => Series::new(name, v.as_slice()),
        Values::Bool(v) => Series::new(name, v.as_slice()),
        Values::Text(v) => {
            let texts = v.iter().map(Option::as_deref);
            StringChunked::from_iter_options(name, texts).into_series()
        }
        Values::Instant(v) => Int64Chunked::from_slice_options(name, v)
            .into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC))
            .into_series(),
    }
    .into_column()
}

/// A frame as columns. Integers of any width become 64-bit, floats too; a column of NULLs alone
/// becomes text.
///
/// # Errors
/// When a column has a type that tables do not have, or a value does not fit.
pub fn from_frame(frame: &DataFrame) -> Result<Vec<Column>, FrameError> {
    frame.columns().iter().map(from_series).collect()
}

fn from_series(column: &FrameColumn) -> Result<Column, FrameError> {
    let name = column.name().to_string();
    let values = read_values(column)
        .map_err(|source| FrameError::Value { column: name.clone(), source })?
        .ok_or_else(|| unsupported(name.clone(), column))?;
    Ok(Column { name, values })
}

/// The type that columns of tables have for a column of a frame; `None` where they have none.
#[must_use]
pub fn column_type(kind: &DataType) -> Option<ColumnType> {
    match kind {
        DataType::Boolean => Some(ColumnType::Bool),
        DataType::String | DataType::Null => Some(ColumnType::Text),
        kind if kind.is_integer() => Some(ColumnType::Int),
        kind if kind.is_float() => Some(ColumnType::Float),
        DataType::Datetime(_, zone) if zone.as_ref().is_none_or(|z| *z == TimeZone::UTC) => {
            Some(ColumnType::Instant)
        }
        _ => None,
    }
}

/// Names and types of the columns of a frame.
///
/// # Errors
/// When a column has a type that tables do not have.
pub fn shape(frame: &DataFrame) -> Result<Vec<(String, ColumnType)>, FrameError> {
    let of = |column: &FrameColumn| {
        let name = column.name().to_string();
        match column_type(column.dtype()) {
            Some(kind) => Ok((name, kind)),
            None => Err(unsupported(name, column)),
        }
    };
    frame.columns().iter().map(of).collect()
}

fn unsupported(column: String, of: &FrameColumn) -> FrameError {
    FrameError::UnsupportedType { column, found: of.dtype().to_string() }
}

fn read_values(column: &FrameColumn) -> PolarsResult<Option<Values>> {
    let Some(kind) = column_type(column.dtype()) else { return Ok(None) };
    let values = match kind {
        ColumnType::Bool => Values::Bool(column.bool()?.iter().collect()),
        ColumnType::Text if *column.dtype() == DataType::Null => {
            Values::Text(vec![None; column.len()])
        }
        ColumnType::Text => Values::Text(column.str()?.iter().map(|v| v.map(Text::from)).collect()),
        ColumnType::Int => {
            let wide = column.strict_cast(&DataType::Int64)?;
            Values::Int(wide.i64()?.iter().collect())
        }
        ColumnType::Float => {
            let wide = column.strict_cast(&DataType::Float64)?;
            Values::Float(wide.f64()?.iter().collect())
        }
        ColumnType::Instant => {
            let zone = TimeZone::UTC;
            let zone = matches!(column.dtype(), DataType::Datetime(_, Some(_))).then_some(zone);
            let micros = DataType::Datetime(TimeUnit::Microseconds, zone);
            let wide = column.cast(&micros)?.to_physical_repr();
            Values::Instant(wide.i64()?.iter().collect())
        }
    };
    Ok(Some(values))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, values: Values) -> Column {
        Column { name: name.to_owned(), values }
    }

    #[test]
    fn every_type_survives_the_way_there_and_back() {
        let columns = vec![
            column("n", Values::Int(vec![Some(i64::MAX), None])),
            column("x", Values::Float(vec![Some(0.1), None])),
            column("yes", Values::Bool(vec![Some(true), None])),
            column("text", Values::Text(vec![Some("\u{1f600}'\"".into()), None])),
            column("at", Values::Instant(vec![Some(-1), None])),
        ];
        let frame = to_frame(&columns).expect("columns of one length");
        assert_eq!(from_frame(&frame).expect("types that tables have"), columns);
    }

    #[test]
    fn empty_columns_keep_their_types() {
        let columns = vec![column("n", Values::Int(vec![])), column("at", Values::Instant(vec![]))];
        let frame = to_frame(&columns).expect("columns of one length");
        assert_eq!(from_frame(&frame).expect("types that tables have"), columns);
    }

    #[test]
    fn columns_of_different_length_are_refused() {
        let columns =
            vec![column("n", Values::Int(vec![Some(1)])), column("x", Values::Float(vec![]))];
        assert!(to_frame(&columns).is_err());
    }

    #[test]
    fn narrow_integers_widen_and_lists_are_refused() {
        let narrow = Series::new("n".into(), [1_u32, 2]);
        let list = Series::new("l".into(), [narrow.clone()]);
        let frame = DataFrame::new(2, vec![narrow.into_column()]).expect("one column");
        let columns = from_frame(&frame).expect("an integer");
        assert_eq!(columns, vec![column("n", Values::Int(vec![Some(1), Some(2)]))]);
        let frame = DataFrame::new(1, vec![list.into_column()]).expect("one column");
        let error = from_frame(&frame).expect_err("a list is no column type");
        assert!(error.to_string().contains("column `l`"), "{error}");
    }
}
