//! Row types as columns.
//!
//! A table is a struct declared with [`table!`](crate::table): its fields are the columns, its doc
//! comments the data dictionary. Columns are engine-neutral, so that everything but the store and
//! the SQL engine compiles without either.

/// The text of a cell: up to 24 bytes lie in place, so that making, copying and giving back most of them
/// asks nothing of the allocator.
pub use compact_str::CompactString as Text;

use super::time::Timestamp;

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
    /// Rows to columns, in the order of [`Table::schema`].
    fn to_columns(rows: &[Self]) -> Vec<Column> {
        Self::columns_of(rows.iter())
    }
    /// Rows to columns, in the order of [`Table::schema`]; texts are moved, not copied.
    fn into_columns(mut rows: Vec<Self>) -> Vec<Column> {
        Self::take_columns(&mut rows, &|_| true)
    }
    /// The same with the columns alone whose names are wanted; of the rows their memory stays.
    fn take_columns(rows: &mut Vec<Self>, wanted: &dyn Fn(&str) -> bool) -> Vec<Column>;
    /// Rows from anywhere to columns, in the order of [`Table::schema`].
    fn columns_of<'a>(rows: impl Iterator<Item = &'a Self> + Clone) -> Vec<Column>
    where
        Self: 'a,
    {
        Self::wanted_of(rows, &|_| true)
    }
    /// The same with the columns alone whose names are wanted.
    fn wanted_of<'a>(
        rows: impl Iterator<Item = &'a Self> + Clone,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Vec<Column>
    where
        Self: 'a;
    /// Columns to rows; further columns are ignored.
    ///
    /// # Errors
    /// When a column is missing, has another type, or holds NULL where a value is needed.
    fn from_columns(columns: Vec<Column>) -> Result<Vec<Self>, TableError>;
}

/// A field type that knows its column or columns.
pub trait Field: Sized {
    /// Describes the column or columns of a field called `name`.
    fn describe(name: &'static str, doc: &'static str, out: &mut Vec<ColumnInfo>);
    /// Appends the column or columns that hold `values`.
    fn write<'a>(name: &str, values: impl Iterator<Item = &'a Self> + Clone, out: &mut Vec<Column>)
    where
        Self: 'a;
    /// Appends the column or columns that hold `values`, which are moved.
    fn put(name: &str, values: Vec<Self>, out: &mut Vec<Column>) {
        Self::write(name, values.iter(), out);
    }
    /// Takes the field of every row out of the columns.
    ///
    /// # Errors
    /// See [`Table::from_columns`].
    fn read(
        table: &'static str,
        name: &str,
        columns: &mut Vec<Column>,
    ) -> Result<Vec<Self>, TableError>;
}

/// Whether any column of a field is wanted.
#[must_use]
pub fn is_wanted<F: Field>(name: &'static str, wanted: &dyn Fn(&str) -> bool) -> bool {
    let mut columns = Vec::new();
    F::describe(name, "", &mut columns);
    columns.iter().any(|column| wanted(&column.name))
}

fn take(table: &'static str, name: &str, columns: &mut Vec<Column>) -> Result<Values, TableError> {
    let place = columns.iter().position(|c| c.name == name);
    let place =
        place.ok_or_else(|| TableError::MissingColumn { table, column: name.to_owned() })?;
    Ok(columns.swap_remove(place).values)
}

fn required<T>(
    table: &'static str,
    column: &str,
    values: Vec<Option<T>>,
) -> Result<Vec<T>, TableError> {
    values
        .into_iter()
        .enumerate()
        .map(|(row, value)| {
            value.ok_or_else(|| TableError::UnexpectedNull {
                table,
                column: column.to_owned(),
                row,
            })
        })
        .collect()
}

macro_rules! scalar_field {
    ($type:ty, $variant:ident) => {
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
                out: &mut Vec<Column>,
            ) {
                out.push(Column {
                    name: name.to_owned(),
                    values: Values::$variant(values.cloned().collect()),
                });
            }

            fn put(name: &str, values: Vec<Self>, out: &mut Vec<Column>) {
                out.push(Column { name: name.to_owned(), values: Values::$variant(values) });
            }

            fn read(
                table: &'static str,
                name: &str,
                columns: &mut Vec<Column>,
            ) -> Result<Vec<Self>, TableError> {
                match take(table, name, columns)? {
                    Values::$variant(v) => Ok(v),
                    other => Err(TableError::WrongType {
                        table,
                        column: name.to_owned(),
                        found: other.column_type(),
                    }),
                }
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
                out: &mut Vec<Column>,
            ) {
                out.push(Column {
                    name: name.to_owned(),
                    values: Values::$variant(values.cloned().map(Some).collect()),
                });
            }

            fn put(name: &str, values: Vec<Self>, out: &mut Vec<Column>) {
                let values = Values::$variant(values.into_iter().map(Some).collect());
                out.push(Column { name: name.to_owned(), values });
            }

            fn read(
                table: &'static str,
                name: &str,
                columns: &mut Vec<Column>,
            ) -> Result<Vec<Self>, TableError> {
                let values = <Option<$type> as Field>::read(table, name, columns)?;
                required(table, name, values)
            }
        }
    };
}

scalar_field!(i64, Int);
scalar_field!(f64, Float);
scalar_field!(bool, Bool);
scalar_field!(Text, Text);

/// Texts of rows that are few, or long, as everything else has them.
impl Field for Option<String> {
    fn describe(name: &'static str, doc: &'static str, out: &mut Vec<ColumnInfo>) {
        Option::<Text>::describe(name, doc, out);
    }

    fn write<'a>(
        name: &str,
        values: impl Iterator<Item = &'a Self> + Clone,
        out: &mut Vec<Column>,
    ) {
        let values = values.map(|value| value.as_deref().map(Text::from)).collect();
        out.push(Column { name: name.to_owned(), values: Values::Text(values) });
    }

    fn put(name: &str, values: Vec<Self>, out: &mut Vec<Column>) {
        let values = values.into_iter().map(|value| value.map(Text::from)).collect();
        out.push(Column { name: name.to_owned(), values: Values::Text(values) });
    }

    fn read(
        table: &'static str,
        name: &str,
        columns: &mut Vec<Column>,
    ) -> Result<Vec<Self>, TableError> {
        let values = Option::<Text>::read(table, name, columns)?;
        Ok(values.into_iter().map(|value| value.map(String::from)).collect())
    }
}

impl Field for String {
    fn describe(name: &'static str, doc: &'static str, out: &mut Vec<ColumnInfo>) {
        Text::describe(name, doc, out);
    }

    fn write<'a>(
        name: &str,
        values: impl Iterator<Item = &'a Self> + Clone,
        out: &mut Vec<Column>,
    ) {
        let values = values.map(|value| Some(Text::from(value.as_str()))).collect();
        out.push(Column { name: name.to_owned(), values: Values::Text(values) });
    }

    fn put(name: &str, values: Vec<Self>, out: &mut Vec<Column>) {
        let values = values.into_iter().map(|value| Some(Text::from(value))).collect();
        out.push(Column { name: name.to_owned(), values: Values::Text(values) });
    }

    fn read(
        table: &'static str,
        name: &str,
        columns: &mut Vec<Column>,
    ) -> Result<Vec<Self>, TableError> {
        let values = Text::read(table, name, columns)?;
        Ok(values.into_iter().map(String::from).collect())
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
    out: &mut Vec<Column>,
) {
    let (at, seconds) = instant_names(name);
    out.push(Column {
        name: at,
        values: Values::Instant(
            values.clone().map(|t| t.map(|t| t.seconds().saturating_mul(1_000_000))).collect(),
        ),
    });
    out.push(Column {
        name: seconds,
        values: Values::Int(values.map(|t| t.map(Timestamp::seconds)).collect()),
    });
}

impl Field for Option<Timestamp> {
    fn describe(name: &'static str, doc: &'static str, out: &mut Vec<ColumnInfo>) {
        describe_instant(name, doc, true, out);
    }

    fn write<'a>(
        name: &str,
        values: impl Iterator<Item = &'a Self> + Clone,
        out: &mut Vec<Column>,
    ) {
        write_instant(name, values.copied(), out);
    }

    fn read(
        table: &'static str,
        name: &str,
        columns: &mut Vec<Column>,
    ) -> Result<Vec<Self>, TableError> {
        let (_, seconds) = instant_names(name);
        let values = <Option<i64> as Field>::read(table, &seconds, columns)?;
        Ok(values.into_iter().map(|s| s.map(Timestamp::from_seconds)).collect())
    }
}

impl Field for Timestamp {
    fn describe(name: &'static str, doc: &'static str, out: &mut Vec<ColumnInfo>) {
        describe_instant(name, doc, false, out);
    }

    fn write<'a>(
        name: &str,
        values: impl Iterator<Item = &'a Self> + Clone,
        out: &mut Vec<Column>,
    ) {
        write_instant(name, values.copied().map(Some), out);
    }

    fn read(
        table: &'static str,
        name: &str,
        columns: &mut Vec<Column>,
    ) -> Result<Vec<Self>, TableError> {
        let values = <Option<Timestamp> as Field>::read(table, name, columns)?;
        required(table, name, values)
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

            fn wanted_of<'a>(
                rows: impl Iterator<Item = &'a Self> + Clone,
                wanted: &dyn Fn(&str) -> bool,
            ) -> Vec<$crate::model::table::Column> {
                let mut out = Vec::new();
                $( if $crate::model::table::is_wanted::<$type>(stringify!($field), wanted) {
                    <$type as $crate::model::table::Field>::write(
                        stringify!($field), rows.clone().map(|r| &r.$field), &mut out);
                } )+
                out.retain(|column| wanted(&column.name));
                out
            }

            fn take_columns(
                rows: &mut Vec<Self>,
                wanted: &dyn Fn(&str) -> bool,
            ) -> Vec<$crate::model::table::Column> {
                $( let mut $field: Option<Vec<$type>> =
                    $crate::model::table::is_wanted::<$type>(stringify!($field), wanted)
                        .then(|| Vec::with_capacity(rows.len())); )+
                for row in rows.drain(..) {
                    $( if let Some(values) = &mut $field {
                        values.push(row.$field);
                    } )+
                }
                let mut out = Vec::new();
                $( if let Some(values) = $field {
                    <$type as $crate::model::table::Field>::put(
                        stringify!($field), values, &mut out);
                } )+
                out.retain(|column| wanted(&column.name));
                out
            }

            fn from_columns(
                mut columns: Vec<$crate::model::table::Column>,
            ) -> Result<Vec<Self>, $crate::model::table::TableError> {
                let height = columns.first().map_or(0, |column| column.values.len());
                $( let mut $field = <$type as $crate::model::table::Field>::read(
                    $table, stringify!($field), &mut columns)?.into_iter(); )+
                let mut rows = Vec::with_capacity(height);
                while let ($(Some($field),)+) = ($($field.next(),)+) {
                    rows.push(Self { $($field,)+ });
                }
                Ok(rows)
            }
        }
    };
}
