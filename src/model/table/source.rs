//! Where columns are read from.

use super::{Column, ColumnType, TableError, Values};

/// Why values of a column cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// There is no such column.
    Column,
    /// It has another type.
    Type(ColumnType),
}

impl Lack {
    /// The error that it makes of reading a table.
    #[must_use]
    pub fn of(self, table: &'static str, column: &str) -> TableError {
        let column = column.to_owned();
        match self {
            Self::Column => TableError::MissingColumn { table, column },
            Self::Type(found) => TableError::WrongType { table, column, found },
        }
    }
}

/// Where columns are read from, each by its name.
pub trait Source {
    /// Number of rows.
    fn height(&self) -> usize;
    /// The first row in which a column is NULL.
    fn first_null(&self, name: &str) -> Option<usize>;
    /// A column of [`ColumnType::Int`].
    ///
    /// # Errors
    /// When there is none.
    fn ints<'s>(
        &'s self,
        name: &str,
    ) -> Result<impl Iterator<Item = Option<i64>> + use<'s, Self>, Lack>;
    /// A column of [`ColumnType::Float`].
    ///
    /// # Errors
    /// When there is none.
    fn floats<'s>(
        &'s self,
        name: &str,
    ) -> Result<impl Iterator<Item = Option<f64>> + use<'s, Self>, Lack>;
    /// A column of [`ColumnType::Bool`].
    ///
    /// # Errors
    /// When there is none.
    fn bools<'s>(
        &'s self,
        name: &str,
    ) -> Result<impl Iterator<Item = Option<bool>> + use<'s, Self>, Lack>;
    /// A column of [`ColumnType::Text`].
    ///
    /// # Errors
    /// When there is none.
    fn texts<'s>(
        &'s self,
        name: &str,
    ) -> Result<impl Iterator<Item = Option<&'s str>> + use<'s, Self>, Lack>;
}

fn named<'c>(columns: &'c [Column], name: &str) -> Result<&'c Values, Lack> {
    columns.iter().find(|column| column.name == name).map(|c| &c.values).ok_or(Lack::Column)
}

impl Source for [Column] {
    fn height(&self) -> usize {
        self.first().map_or(0, |column| column.values.len())
    }

    fn first_null(&self, name: &str) -> Option<usize> {
        match named(self, name).ok()? {
            Values::Int(v) | Values::Instant(v) => v.iter().position(Option::is_none),
            Values::Float(v) => v.iter().position(Option::is_none),
            Values::Bool(v) => v.iter().position(Option::is_none),
            Values::Text(v) => v.iter().position(Option::is_none),
        }
    }

    fn ints<'s>(&'s self, name: &str) -> Result<impl Iterator<Item = Option<i64>> + use<'s>, Lack> {
        match named(self, name)? {
            Values::Int(v) => Ok(v.iter().copied()),
            other => Err(Lack::Type(other.column_type())),
        }
    }

    fn floats<'s>(
        &'s self,
        name: &str,
    ) -> Result<impl Iterator<Item = Option<f64>> + use<'s>, Lack> {
        match named(self, name)? {
            Values::Float(v) => Ok(v.iter().copied()),
            other => Err(Lack::Type(other.column_type())),
        }
    }

    fn bools<'s>(
        &'s self,
        name: &str,
    ) -> Result<impl Iterator<Item = Option<bool>> + use<'s>, Lack> {
        match named(self, name)? {
            Values::Bool(v) => Ok(v.iter().copied()),
            other => Err(Lack::Type(other.column_type())),
        }
    }

    fn texts<'s>(
        &'s self,
        name: &str,
    ) -> Result<impl Iterator<Item = Option<&'s str>> + use<'s>, Lack> {
        match named(self, name)? {
            Values::Text(v) => Ok(v.iter().map(Option::as_deref)),
            other => Err(Lack::Type(other.column_type())),
        }
    }
}
