//! Row types as columns.
//!
//! A table is a struct declared with [`table!`](crate::table): its fields are the columns, its doc
//! comments the data dictionary. Columns are engine-neutral, so that everything but the store and
//! the SQL engine compiles without either.

/// The text of a cell: up to 24 bytes lie in place, so that making, copying and giving back most of them
/// asks nothing of the allocator.
pub use compact_str::CompactString as Text;

use super::time::Timestamp;

mod source;

pub use source::{Lack, Source};

/// Storage type of a column. There is nothing unsigned, nothing narrower than 64 bits and nothing
/// below microseconds, because the engines that read the tables disagree on those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// 64-bit integer.
    Int,
    /// 64-bit float.
    Float,
    /// True or false.
    Bool,
    /// UTF-8 text.
    Text,
    /// Instant in UTC, stored in microseconds.
    Instant,
}

/// The values of one column; `None` is SQL's NULL.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// See [`ColumnType::Int`].
    Int(Vec<Option<i64>>),
    /// See [`ColumnType::Float`].
    Float(Vec<Option<f64>>),
    /// See [`ColumnType::Bool`].
    Bool(Vec<Option<bool>>),
    /// See [`ColumnType::Text`].
    Text(Vec<Option<Text>>),
    /// Microseconds since 1970-01-01T00:00:00Z; see [`ColumnType::Instant`].
    Instant(Vec<Option<i64>>),
}

impl Values {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Int(v) | Self::Instant(v) => v.len(),
            Self::Float(v) => v.len(),
            Self::Bool(v) => v.len(),
            Self::Text(v) => v.len(),
        }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The storage type.
    #[must_use]
    pub fn column_type(&self) -> ColumnType {
        match self {
            Self::Int(_) => ColumnType::Int,
            Self::Float(_) => ColumnType::Float,
            Self::Bool(_) => ColumnType::Bool,
            Self::Text(_) => ColumnType::Text,
            Self::Instant(_) => ColumnType::Instant,
        }
    }
}

/// A named column with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Column name, `snake_case`.
    pub name: String,
    /// One value per row.
    pub values: Values,
}

/// What the data dictionary says about a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnInfo {
    /// Column name.
    pub name: String,
    /// Storage type.
    pub column_type: ColumnType,
    /// Whether NULL occurs.
    pub nullable: bool,
    /// Meaning and unit.
    pub doc: &'static str,
}

/// Columns that do not fit a row type.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TableError {
    /// A column that the row type needs is absent.
    #[error("table `{table}` has no column `{column}`")]
    MissingColumn {
        /// Table name.
        table: &'static str,
        /// Column name.
        column: String,
    },
    /// A column holds another type than the row type declares.
    #[error("column `{column}` of table `{table}` has type {found:?}")]
    WrongType {
        /// Table name.
        table: &'static str,
        /// Column name.
        column: String,
        /// The type that was found.
        found: ColumnType,
    },
    /// NULL where the row type has a value.
    #[error("column `{column}` of table `{table}` is empty in row {row}")]
    UnexpectedNull {
        /// Table name.
        table: &'static str,
        /// Column name.
        column: String,
        /// Row number from 0.
        row: usize,
    },
}

/// A row type that can be written to and read from columns.
pub trait Table: Sized {
    /// Table name as SQL knows it.
    const NAME: &'static str;
    /// What one row is.
    const DOC: &'static str;
    /// The columns in order.
    fn schema() -> Vec<ColumnInfo>;
    /// Puts the columns of lists of rows, one after the other, in the order of [`Table::schema`].
    fn put<'a>(lists: impl Iterator<Item = &'a [Self]> + Clone, out: &mut impl Sink)
    where
        Self: 'a,
    {
        fn block<S: Sink>(_: &S) -> Option<usize> {
            S::BLOCK
        }
        out.expect(lists.clone().map(<[Self]>::len).sum());
        let Some(block) = block(out) else { return Self::write(lists.flatten(), out) };
        // Where there is no row there are columns still.
        out.block();
        Self::write([].iter(), out);
        for rows in lists.flat_map(|list| list.chunks(block)) {
            out.block();
            Self::write(rows.iter(), out);
        }
    }
    /// Puts the columns of rows, in the order of [`Table::schema`].
    fn write<'a>(rows: impl Iterator<Item = &'a Self> + Clone, out: &mut impl Sink)
    where
        Self: 'a;
    /// Rows to columns, in the order of [`Table::schema`].
    fn to_columns(rows: &[Self]) -> Vec<Column> {
        Self::columns_of(rows.iter())
    }
    /// Rows from anywhere to columns, in the order of [`Table::schema`].
    fn columns_of<'a>(rows: impl Iterator<Item = &'a Self> + Clone) -> Vec<Column>
    where
        Self: 'a,
    {
        let mut out = Vec::new();
        Self::write(rows, &mut out);
        out
    }
    /// Columns to rows; further columns are ignored.
    ///
    /// # Errors
    /// When a column is missing, has another type, or holds NULL where a value is needed.
    fn from_columns(columns: &[Column]) -> Result<Vec<Self>, TableError> {
        let mut rows = Vec::new();
        Self::extend(&mut rows, columns)?;
        Ok(rows)
    }
    /// Adds the rows of columns; further columns are ignored.
    ///
    /// # Errors
    /// As [`Table::from_columns`].
    fn extend<S: Source + ?Sized>(rows: &mut Vec<Self>, columns: &S) -> Result<(), TableError>;
}

/// A field type that knows its column or columns.
pub trait Field: Sized {
    /// Describes the column or columns of a field called `name`.
    fn describe(name: &'static str, doc: &'static str, out: &mut Vec<ColumnInfo>);
    /// Puts the column or columns that hold `values`.
    fn write<'a>(name: &str, values: impl Iterator<Item = &'a Self> + Clone, out: &mut impl Sink)
    where
        Self: 'a;
    /// The field of every row, from the columns.
    ///
    /// # Errors
    /// See [`Table::from_columns`].
    fn read<'s, S: Source + ?Sized>(
        table: &'static str,
        name: &str,
        columns: &'s S,
    ) -> Result<impl Iterator<Item = Self> + use<'s, S, Self>, TableError>;
}

/// Where columns are put. Values of a column that is not wanted need not be looked at.
pub trait Sink {
    /// Rows that are best put at once: as many as the processor holds while it goes from column to
    /// column. `None` where all must be.
    const BLOCK: Option<usize> = None;
    /// As many rows are to come.
    fn expect(&mut self, _rows: usize) {}
    /// A block of further rows of the same columns follows.
    fn block(&mut self) {}
    /// A column of [`ColumnType::Int`].
    fn ints(&mut self, name: &str, values: impl Iterator<Item = Option<i64>>);
    /// A column of [`ColumnType::Float`].
    fn floats(&mut self, name: &str, values: impl Iterator<Item = Option<f64>>);
    /// A column of [`ColumnType::Bool`].
    fn bools(&mut self, name: &str, values: impl Iterator<Item = Option<bool>>);
    /// A column of [`ColumnType::Text`].
    fn texts<'a>(&mut self, name: &str, values: impl Iterator<Item = Option<&'a str>>);
    /// A column of [`ColumnType::Instant`], in microseconds.
    fn instants(&mut self, name: &str, values: impl Iterator<Item = Option<i64>>);
    /// A column of [`ColumnType::Text`], by the places of its values among some texts.
    fn places(&mut self, name: &str, texts: &[&str], values: impl Iterator<Item = Option<usize>>) {
        self.texts(name, values.map(|place| texts.get(place?).copied()));
    }
}

impl Sink for Vec<Column> {
    fn ints(&mut self, name: &str, values: impl Iterator<Item = Option<i64>>) {
        self.push(Column { name: name.to_owned(), values: Values::Int(values.collect()) });
    }

    fn floats(&mut self, name: &str, values: impl Iterator<Item = Option<f64>>) {
        self.push(Column { name: name.to_owned(), values: Values::Float(values.collect()) });
    }

    fn bools(&mut self, name: &str, values: impl Iterator<Item = Option<bool>>) {
        self.push(Column { name: name.to_owned(), values: Values::Bool(values.collect()) });
    }

    fn texts<'a>(&mut self, name: &str, values: impl Iterator<Item = Option<&'a str>>) {
        let values = values.map(|text| text.map(Text::from)).collect();
        self.push(Column { name: name.to_owned(), values: Values::Text(values) });
    }

    fn instants(&mut self, name: &str, values: impl Iterator<Item = Option<i64>>) {
        self.push(Column { name: name.to_owned(), values: Values::Instant(values.collect()) });
    }
}

/// Hands on the columns alone whose names are wanted.
pub struct Only<'o, S> {
    /// Whether a column is wanted.
    pub wanted: &'o dyn Fn(&str) -> bool,
    /// Where those are put.
    pub out: &'o mut S,
}

impl<S: Sink> Sink for Only<'_, S> {
    const BLOCK: Option<usize> = S::BLOCK;

    fn expect(&mut self, rows: usize) {
        self.out.expect(rows);
    }

    fn block(&mut self) {
        self.out.block();
    }

    fn ints(&mut self, name: &str, values: impl Iterator<Item = Option<i64>>) {
        if (self.wanted)(name) {
            self.out.ints(name, values);
        }
    }

    fn floats(&mut self, name: &str, values: impl Iterator<Item = Option<f64>>) {
        if (self.wanted)(name) {
            self.out.floats(name, values);
        }
    }

    fn bools(&mut self, name: &str, values: impl Iterator<Item = Option<bool>>) {
        if (self.wanted)(name) {
            self.out.bools(name, values);
        }
    }

    fn texts<'a>(&mut self, name: &str, values: impl Iterator<Item = Option<&'a str>>) {
        if (self.wanted)(name) {
            self.out.texts(name, values);
        }
    }

    fn instants(&mut self, name: &str, values: impl Iterator<Item = Option<i64>>) {
        if (self.wanted)(name) {
            self.out.instants(name, values);
        }
    }
}

/// Refuses a column that is NULL where a value is needed.
fn filled<S: Source + ?Sized>(
    table: &'static str,
    name: &str,
    columns: &S,
) -> Result<(), TableError> {
    match columns.first_null(name) {
        Some(row) => Err(TableError::UnexpectedNull { table, column: name.to_owned(), row }),
        None => Ok(()),
    }
}

macro_rules! scalar_field {
    ($type:ty, $variant:ident, $put:ident, $value:expr, $own:expr) => {
        impl Field for Option<$type> {
            fn describe(name: &'static str, doc: &'static str, out: &mut Vec<ColumnInfo>) {
                out.push(ColumnInfo {
                    name: name.to_owned(),
                    column_type: ColumnType::$variant,
                    nullable: true,
                    doc,
                });
            }

            fn write<'a>(
                name: &str,
                values: impl Iterator<Item = &'a Self> + Clone,
                out: &mut impl Sink,
            ) {
                out.$put(name, values.map(|value| value.as_ref().map($value)));
            }

            fn read<'s, S: Source + ?Sized>(
                table: &'static str,
                name: &str,
                columns: &'s S,
            ) -> Result<impl Iterator<Item = Self> + use<'s, S>, TableError> {
                let values = columns.$put(name).map_err(|lack| lack.of(table, name))?;
                Ok(values.map(|value| value.map($own)))
            }
        }

        impl Field for $type {
            fn describe(name: &'static str, doc: &'static str, out: &mut Vec<ColumnInfo>) {
                out.push(ColumnInfo {
                    name: name.to_owned(),
                    column_type: ColumnType::$variant,
                    nullable: false,
                    doc,
                });
            }

            fn write<'a>(
                name: &str,
                values: impl Iterator<Item = &'a Self> + Clone,
                out: &mut impl Sink,
            ) {
                out.$put(name, values.map($value).map(Some));
            }

            fn read<'s, S: Source + ?Sized>(
                table: &'static str,
                name: &str,
                columns: &'s S,
            ) -> Result<impl Iterator<Item = Self> + use<'s, S>, TableError> {
                let values = columns.$put(name).map_err(|lack| lack.of(table, name))?;
                filled(table, name, columns)?;
                Ok(values.map(|value| value.map($own).unwrap_or_default()))
            }
        }
    };
}

scalar_field!(i64, Int, ints, |number| *number, |number| number);
scalar_field!(f64, Float, floats, |number| *number, |number| number);
scalar_field!(bool, Bool, bools, |yes| *yes, |yes| yes);
scalar_field!(Text, Text, texts, Text::as_str, Text::from);

/// Texts of rows that are few, or long, as everything else has them.
impl Field for Option<String> {
    fn describe(name: &'static str, doc: &'static str, out: &mut Vec<ColumnInfo>) {
        Option::<Text>::describe(name, doc, out);
    }

    fn write<'a>(name: &str, values: impl Iterator<Item = &'a Self> + Clone, out: &mut impl Sink) {
        out.texts(name, values.map(Option::as_deref));
    }

    fn read<'s, S: Source + ?Sized>(
        table: &'static str,
        name: &str,
        columns: &'s S,
    ) -> Result<impl Iterator<Item = Self> + use<'s, S>, TableError> {
        let values = Option::<Text>::read(table, name, columns)?;
        Ok(values.map(|value| value.map(String::from)))
    }
}

impl Field for String {
    fn describe(name: &'static str, doc: &'static str, out: &mut Vec<ColumnInfo>) {
        Text::describe(name, doc, out);
    }

    fn write<'a>(name: &str, values: impl Iterator<Item = &'a Self> + Clone, out: &mut impl Sink) {
        out.texts(name, values.map(|text| Some(text.as_str())));
    }

    fn read<'s, S: Source + ?Sized>(
        table: &'static str,
        name: &str,
        columns: &'s S,
    ) -> Result<impl Iterator<Item = Self> + use<'s, S>, TableError> {
        Ok(Text::read(table, name, columns)?.map(String::from))
    }
}

/// `created` becomes `created_at` (instant, for people) and `created_s` (epoch seconds, for
/// arithmetic): dialects disagree on date functions, so signal SQL never needs them.
fn instant_names(name: &str) -> (String, String) {
    if name == "at" {
        ("at".to_owned(), "at_s".to_owned())
    } else {
        (format!("{name}_at"), format!("{name}_s"))
    }
}

fn describe_instant(
    name: &'static str,
    doc: &'static str,
    nullable: bool,
    out: &mut Vec<ColumnInfo>,
) {
    let (at, seconds) = instant_names(name);
    out.push(ColumnInfo { name: at, column_type: ColumnType::Instant, nullable, doc });
    out.push(ColumnInfo { name: seconds, column_type: ColumnType::Int, nullable, doc });
}

fn write_instant(
    name: &str,
    values: impl Iterator<Item = Option<Timestamp>> + Clone,
    out: &mut impl Sink,
) {
    let (at, seconds) = instant_names(name);
    let micros = |t: Timestamp| t.seconds().saturating_mul(1_000_000);
    out.instants(&at, values.clone().map(|t| t.map(micros)));
    out.ints(&seconds, values.map(|t| t.map(Timestamp::seconds)));
}

impl Field for Option<Timestamp> {
    fn describe(name: &'static str, doc: &'static str, out: &mut Vec<ColumnInfo>) {
        describe_instant(name, doc, true, out);
    }

    fn write<'a>(name: &str, values: impl Iterator<Item = &'a Self> + Clone, out: &mut impl Sink) {
        write_instant(name, values.copied(), out);
    }

    fn read<'s, S: Source + ?Sized>(
        table: &'static str,
        name: &str,
        columns: &'s S,
    ) -> Result<impl Iterator<Item = Self> + use<'s, S>, TableError> {
        let (_, seconds) = instant_names(name);
        let values = <Option<i64> as Field>::read(table, &seconds, columns)?;
        Ok(values.map(|s| s.map(Timestamp::from_seconds)))
    }
}

impl Field for Timestamp {
    fn describe(name: &'static str, doc: &'static str, out: &mut Vec<ColumnInfo>) {
        describe_instant(name, doc, false, out);
    }

    fn write<'a>(name: &str, values: impl Iterator<Item = &'a Self> + Clone, out: &mut impl Sink) {
        write_instant(name, values.copied().map(Some), out);
    }

    fn read<'s, S: Source + ?Sized>(
        table: &'static str,
        name: &str,
        columns: &'s S,
    ) -> Result<impl Iterator<Item = Self> + use<'s, S>, TableError> {
        let (_, seconds) = instant_names(name);
        Ok(<i64 as Field>::read(table, &seconds, columns)?.map(Timestamp::from_seconds))
    }
}

/// Declares a row type as a table.
///
/// Field types: `i64`, `f64`, `bool`, [`Text`], `String`, [`Timestamp`] and `Option` of each. A field `x` of
/// an instant type becomes the columns `x_at` and `x_s`.
#[macro_export]
macro_rules! table {
    (
        $(#[doc = $doc:literal])+
        $vis:vis struct $row:ident in $table:literal {
            $( $(#[doc = $fdoc:literal])+ pub $field:ident : $type:ty, )+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        $vis struct $row {
            $( $(#[doc = $fdoc])+ pub $field: $type, )+
        }

        impl $crate::model::table::Table for $row {
            const NAME: &'static str = $table;
            const DOC: &'static str = concat!($($doc),+);

            fn schema() -> Vec<$crate::model::table::ColumnInfo> {
                let mut out = Vec::new();
                $( <$type as $crate::model::table::Field>::describe(
                    stringify!($field), concat!($($fdoc),+), &mut out); )+
                out
            }

            fn write<'a>(
                rows: impl Iterator<Item = &'a Self> + Clone,
                out: &mut impl $crate::model::table::Sink,
            ) {
                $( <$type as $crate::model::table::Field>::write(
                    stringify!($field), rows.clone().map(|r| &r.$field), out); )+
            }

            fn extend<S: $crate::model::table::Source + ?Sized>(
                rows: &mut Vec<Self>,
                columns: &S,
            ) -> Result<(), $crate::model::table::TableError> {
                $( let mut $field = <$type as $crate::model::table::Field>::read(
                    $table, stringify!($field), columns)?; )+
                let mut row = || Some(Self { $($field: $field.next()?,)+ });
                rows.reserve(columns.height());
                while let Some(row) = row() {
                    rows.push(row);
                }
                Ok(())
            }
        }
    };
}
