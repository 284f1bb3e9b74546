//! Polars frames as columns: what is read from Parquet and from the SQL engine.

use polars::prelude::{
    BooleanChunked, ChunkFullNull, Column as FrameColumn, DataFrame, DataType, Float64Chunked,
    Int64Chunked, PlSmallStr, PolarsResult, StringChunked, TimeUnit, TimeZone,
};

use super::frame::{FrameError, column_type, unsupported};
use crate::model::table::{self, Column, ColumnType, Lack, Source, Text};

/// A frame whose columns have the types of tables.
#[derive(Clone, Debug)]
pub struct Cells {
    height: usize,
    columns: Vec<(PlSmallStr, Typed)>,
}

/// Values of a column; copies share them.
#[derive(Clone, Debug)]
enum Typed {
    Int(Int64Chunked),
    Float(Float64Chunked),
    Bool(BooleanChunked),
    Text(StringChunked),
    /// In microseconds.
    Instant(Int64Chunked),
}

impl Typed {
    fn column_type(&self) -> ColumnType {
        match self {
            Self::Int(_) => ColumnType::Int,
            Self::Float(_) => ColumnType::Float,
            Self::Bool(_) => ColumnType::Bool,
            Self::Text(_) => ColumnType::Text,
            Self::Instant(_) => ColumnType::Instant,
        }
    }

    fn values(&self) -> table::Values {
        match self {
            Self::Int(v) => table::Values::Int(v.iter().collect()),
            Self::Float(v) => table::Values::Float(v.iter().collect()),
            Self::Bool(v) => table::Values::Bool(v.iter().collect()),
            Self::Text(v) => table::Values::Text(v.iter().map(|v| v.map(Text::from)).collect()),
            Self::Instant(v) => table::Values::Instant(v.iter().collect()),
        }
    }
}

impl Cells {
    /// The columns of a frame. Integers of any width become 64-bit, floats too; a column of NULLs alone
    /// becomes text.
    ///
    /// # Errors
    /// When a column has a type that tables do not have, or a value does not fit.
    pub fn of(frame: &DataFrame) -> Result<Self, FrameError> {
        let typed = |column: &FrameColumn| {
            let name = column.name().to_string();
            let values = self::typed(column)
                .map_err(|source| FrameError::Value { column: name.clone(), source })?
                .ok_or_else(|| unsupported(name, column))?;
            Ok((column.name().clone(), values))
        };
        let columns = frame.columns().iter().map(typed).collect::<Result<_, FrameError>>()?;
        Ok(Self { height: frame.height(), columns })
    }

    /// The same, each with its values.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        let column = |(name, values): &(PlSmallStr, Typed)| Column {
            name: name.to_string(),
            values: values.values(),
        };
        self.columns.iter().map(column).collect()
    }

    fn named(&self, name: &str) -> Result<&Typed, Lack> {
        let mut columns = self.columns.iter();
        columns.find(|(own, _)| own.as_str() == name).map(|(_, v)| v).ok_or(Lack::Column)
    }
}

impl Source for Cells {
    fn height(&self) -> usize {
        self.height
    }

    fn first_null(&self, name: &str) -> Option<usize> {
        match self.named(name).ok()? {
            Typed::Int(v) | Typed::Instant(v) => v.first_null(),
            Typed::Float(v) => v.first_null(),
            Typed::Bool(v) => v.first_null(),
            Typed::Text(v) => v.first_null(),
        }
    }

    fn ints<'s>(&'s self, name: &str) -> Result<impl Iterator<Item = Option<i64>> + use<'s>, Lack> {
        match self.named(name)? {
            Typed::Int(v) => Ok(v.iter()),
            other => Err(Lack::Type(other.column_type())),
        }
    }

    fn floats<'s>(
        &'s self,
        name: &str,
    ) -> Result<impl Iterator<Item = Option<f64>> + use<'s>, Lack> {
        match self.named(name)? {
            Typed::Float(v) => Ok(v.iter()),
            other => Err(Lack::Type(other.column_type())),
        }
    }

    fn bools<'s>(
        &'s self,
        name: &str,
    ) -> Result<impl Iterator<Item = Option<bool>> + use<'s>, Lack> {
        match self.named(name)? {
            Typed::Bool(v) => Ok(v.iter()),
            other => Err(Lack::Type(other.column_type())),
        }
    }

    fn texts<'s>(
        &'s self,
        name: &str,
    ) -> Result<impl Iterator<Item = Option<&'s str>> + use<'s>, Lack> {
        match self.named(name)? {
            Typed::Text(v) => Ok(v.iter()),
            other => Err(Lack::Type(other.column_type())),
        }
    }
}

/// A frame as columns, as [`Cells::of`] has them.
///
/// # Errors
/// As [`Cells::of`].
pub fn from_frame(frame: &DataFrame) -> Result<Vec<Column>, FrameError> {
    Ok(Cells::of(frame)?.columns())
}

fn typed(column: &FrameColumn) -> PolarsResult<Option<Typed>> {
    let Some(kind) = column_type(column.dtype()) else { return Ok(None) };
    let values = match kind {
        ColumnType::Bool => Typed::Bool(column.bool()?.clone()),
        ColumnType::Text if *column.dtype() == DataType::Null => {
            Typed::Text(StringChunked::full_null(column.name().clone(), column.len()))
        }
        ColumnType::Text => Typed::Text(column.str()?.clone()),
        ColumnType::Int => Typed::Int(column.strict_cast(&DataType::Int64)?.i64()?.clone()),
        ColumnType::Float => Typed::Float(column.strict_cast(&DataType::Float64)?.f64()?.clone()),
        ColumnType::Instant => {
            let zone = TimeZone::UTC;
            let zone = matches!(column.dtype(), DataType::Datetime(_, Some(_))).then_some(zone);
            let micros = DataType::Datetime(TimeUnit::Microseconds, zone);
            Typed::Instant(column.cast(&micros)?.to_physical_repr().i64()?.clone())
        }
    };
    Ok(Some(values))
}
