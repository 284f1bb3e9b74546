//! Columns to Polars frames: for Parquet and for the SQL engine.

use polars::prelude::{
    BooleanChunked, ChunkTake, ChunkedArray, Column as FrameColumn, DataFrame, DataType,
    Float64Type, IdxCa, IdxSize, Int64Type, IntoColumn, IntoSeries, NewChunkedArray, PlSmallStr,
    PolarsError, PolarsNumericType, PolarsResult, StringChunked, TimeUnit, TimeZone,
};
use polars_arrow::array::BooleanArray;
use polars_arrow::bitmap::{Bitmap, MutableBitmap};
use polars_arrow::datatypes::ArrowDataType;
use polars_async::executor::ALLOW_RAYON_THREADS;

use crate::model::table::{self, Column, ColumnType, Sink, Text};

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

/// Does work whose queries and files stay on this thread. Where all cores have such work to do, handing
/// pieces of it to other threads gains nothing and takes a fifteenth more time.
pub fn alone<T>(work: impl FnOnce() -> T) -> T {
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            ALLOW_RAYON_THREADS.set(self.0);
        }
    }
    let _before = Before(ALLOW_RAYON_THREADS.replace(false));
    work()
}

/// Columns that are put into a frame.
#[derive(Default)]
pub struct Columns {
    columns: Vec<(PlSmallStr, Values)>,
    /// The column that comes next.
    next: usize,
    /// Rows to expect.
    rows: usize,
    refused: Option<PolarsError>,
}

/// Values of a column so far.
pub(super) enum Values {
    Int(Numbers<i64>),
    Float(Numbers<f64>),
    Bool(Flags),
    Text(Box<Distinct>),
    /// In microseconds.
    Instant(Numbers<i64>),
}

/// Numbers of a column so far. NULL is rare, and noted where it is.
pub(super) struct Numbers<T> {
    values: Vec<T>,
    nulls: Vec<usize>,
}

impl<T: Default> Numbers<T> {
    fn new(rows: usize) -> Self {
        Self { values: Vec::with_capacity(rows), nulls: Vec::new() }
    }

    fn push(&mut self, value: Option<T>) {
        if value.is_none() {
            self.nulls.push(self.values.len());
        }
        self.values.push(value.unwrap_or_default());
    }

    fn extend(&mut self, values: impl Iterator<Item = Option<T>>) {
        values.for_each(|value| self.push(value));
    }

    pub(super) fn finish<K>(self, name: PlSmallStr) -> ChunkedArray<K>
    where
        K: PolarsNumericType<Native = T>,
    {
        let validity = validity(self.values.len(), &self.nulls);
        ChunkedArray::from_vec_validity(name, self.values, validity)
    }
}

/// Which of so many rows have a value; `None` where all have.
fn validity(rows: usize, nulls: &[usize]) -> Option<Bitmap> {
    (!nulls.is_empty()).then(|| {
        let mut valid = MutableBitmap::from_len_set(rows);
        for row in nulls {
            valid.set(*row, false);
        }
        valid.freeze()
    })
}

/// Values of a column of yes and no so far. NULL is noted where it is.
pub(super) struct Flags {
    values: MutableBitmap,
    nulls: Vec<usize>,
}

impl Flags {
    fn new(rows: usize) -> Self {
        Self { values: MutableBitmap::with_capacity(rows), nulls: Vec::new() }
    }

    fn extend(&mut self, values: impl Iterator<Item = Option<bool>>) {
        for value in values {
            if value.is_none() {
                self.nulls.push(self.values.len());
            }
            self.values.push(value.unwrap_or_default());
        }
    }

    pub(super) fn finish(self, name: PlSmallStr) -> BooleanChunked {
        let validity = validity(self.values.len(), &self.nulls);
        let array = BooleanArray::new(ArrowDataType::Boolean, self.values.freeze(), validity);
        BooleanChunked::with_chunk(name, array)
    }
}

impl Values {
    fn column(self, name: PlSmallStr) -> PolarsResult<FrameColumn> {
        let series = match self {
            Self::Int(values) => values.finish::<Int64Type>(name).into_series(),
            Self::Float(values) => values.finish::<Float64Type>(name).into_series(),
            Self::Bool(values) => values.finish(name).into_series(),
            Self::Text(values) => {
                let (texts, places) = values.into_parts();
                let texts = StringChunked::from_iter_values(name, texts.iter().map(Text::as_str));
                texts.take(&places)?.into_series()
            }
            Self::Instant(values) => {
                let zone = Some(TimeZone::UTC);
                let values = values.finish::<Int64Type>(name);
                values.into_datetime(TimeUnit::Microseconds, zone).into_series()
            }
        };
        Ok(series.into_column())
    }
}

impl Columns {
    /// The frame. Columns must be of one length.
    ///
    /// # Errors
    /// When columns differ in length or two have one name.
    pub fn frame(self) -> PolarsResult<DataFrame> {
        let columns = self.into_values()?.into_iter().map(|(name, values)| values.column(name));
        let columns: Vec<FrameColumn> = columns.collect::<PolarsResult<_>>()?;
        DataFrame::new(columns.first().map_or(0, FrameColumn::len), columns)
    }

    /// The columns with their values.
    ///
    /// # Errors
    /// When columns came in different orders.
    pub(super) fn into_values(self) -> PolarsResult<Vec<(PlSmallStr, Values)>> {
        self.refused.map_or(Ok(self.columns), Err)
    }

    /// The same columns.
    #[must_use]
    pub fn of(columns: &[Column]) -> Self {
        let mut out = Self::default();
        for Column { name, values } in columns {
            out.expect(values.len());
            match values {
                table::Values::Int(v) => out.ints(name, v.iter().copied()),
                table::Values::Float(v) => out.floats(name, v.iter().copied()),
                table::Values::Bool(v) => out.bools(name, v.iter().copied()),
                table::Values::Text(v) => out.texts(name, v.iter().map(Option::as_deref)),
                table::Values::Instant(v) => out.instants(name, v.iter().copied()),
            }
        }
        out
    }

    /// The values of a column so far; a column that was not there begins.
    fn values(
        &mut self,
        name: &str,
        begin: impl FnOnce(PlSmallStr, usize) -> Values,
    ) -> &mut Values {
        if self.next == self.columns.len() {
            self.columns.push((name.into(), begin(name.into(), self.rows)));
        }
        self.next += 1;
        let (own, values) = &mut self.columns[self.next - 1];
        if own.as_str() != name {
            let message = format!("column `{name}` where `{own}` was");
            self.refused = Some(PolarsError::ComputeError(message.into()));
        }
        values
    }
}

/// Slots for texts that were met lately.
const LATELY: usize = 64;

/// Few texts stand in most columns: each is put once, or hardly more often, and rows are views of it.
pub(super) struct Distinct {
    texts: Vec<Text>,
    /// Some of the last ones, with their places.
    lately: [(Glance, IdxSize); LATELY],
    places: Numbers<IdxSize>,
}

impl Distinct {
    fn new(rows: usize) -> Self {
        let places = Numbers::new(rows);
        Self { texts: Vec::new(), lately: [(Glance::NONE, 0); LATELY], places }
    }

    /// The texts, and for each row the place of its own.
    pub(super) fn into_parts(self) -> (Vec<Text>, IdxCa) {
        (self.texts, self.places.finish(PlSmallStr::EMPTY))
    }

    fn extend<'a>(&mut self, values: impl Iterator<Item = Option<&'a str>>) {
        for text in values {
            let place = text.map(|text| self.place(text));
            self.places.push(place);
        }
    }

    fn place(&mut self, text: &str) -> IdxSize {
        let glance = Glance::of(text.as_bytes());
        let slot = glance.slot();
        let (met, place) = self.lately[slot];
        let known = met == glance
            && (glance.is_all() || self.texts.get(place as usize).is_some_and(|t| t == text));
        if known {
            return place;
        }
        let place = IdxSize::try_from(self.texts.len()).unwrap_or(IdxSize::MAX);
        self.texts.push(text.into());
        self.lately[slot] = (glance, place);
        place
    }
}

/// A text at a glance: its length and some of its bytes, all of them where there are at most 24.
#[derive(Clone, Copy, PartialEq)]
struct Glance {
    bytes: usize,
    words: [u64; 3],
}

impl Glance {
    /// That of no text.
    const NONE: Self = Self { bytes: usize::MAX, words: [0; 3] };

    fn of(text: &[u8]) -> Self {
        let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
        let half = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
        let words = if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk())
        {
            let middle = text.get(8..).and_then(<[u8]>::first_chunk);
            [word(first), middle.map_or(0, word), word(last)]
        } else if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk()) {
            [(half(first) << 32) | half(last), 0, 0]
        } else {
            [text.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte)), 0, 0]
        };
        Self { bytes: text.len(), words }
    }

    /// Whether no two texts look like it.
    fn is_all(&self) -> bool {
        self.bytes <= 24
    }

    fn slot(&self) -> usize {
        let [first, middle, last] = self.words;
        let all = first ^ middle.rotate_left(16) ^ last.rotate_left(32) ^ self.bytes as u64;
        // Any odd number with bits all over spreads the bits of another upwards.
        (all.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58) as usize
    }
}

impl Sink for Columns {
    const BLOCK: Option<usize> = Some(1024);

    fn expect(&mut self, rows: usize) {
        self.rows = rows;
    }

    fn block(&mut self) {
        self.next = 0;
    }

    fn ints(&mut self, name: &str, values: impl Iterator<Item = Option<i64>>) {
        let begin = |_, rows| Values::Int(Numbers::new(rows));
        if let Values::Int(own) = self.values(name, begin) {
            own.extend(values);
        }
    }

    fn floats(&mut self, name: &str, values: impl Iterator<Item = Option<f64>>) {
        let begin = |_, rows| Values::Float(Numbers::new(rows));
        if let Values::Float(own) = self.values(name, begin) {
            own.extend(values);
        }
    }

    fn bools(&mut self, name: &str, values: impl Iterator<Item = Option<bool>>) {
        let begin = |_, rows| Values::Bool(Flags::new(rows));
        if let Values::Bool(own) = self.values(name, begin) {
            own.extend(values);
        }
    }

    fn texts<'a>(&mut self, name: &str, values: impl Iterator<Item = Option<&'a str>>) {
        let begin = |_, rows| Values::Text(Box::new(Distinct::new(rows)));
        if let Values::Text(own) = self.values(name, begin) {
            own.extend(values);
        }
    }

    fn instants(&mut self, name: &str, values: impl Iterator<Item = Option<i64>>) {
        let begin = |_, rows| Values::Instant(Numbers::new(rows));
        if let Values::Instant(own) = self.values(name, begin) {
            own.extend(values);
        }
    }

    fn places(&mut self, name: &str, texts: &[&str], values: impl Iterator<Item = Option<usize>>) {
        let begin = |_, rows| Values::Text(Box::new(Distinct::new(rows)));
        if let Values::Text(own) = self.values(name, begin) {
            let begin = own.texts.len();
            own.texts.extend(texts.iter().map(|text| Text::from(*text)));
            let place = |place: Option<usize>| IdxSize::try_from(begin + place?).ok();
            own.places.extend(values.map(place));
        }
    }
}

/// Columns as a frame. Columns must be of one length.
///
/// # Errors
/// When columns differ in length or two have one name.
pub fn to_frame(columns: &[Column]) -> PolarsResult<DataFrame> {
    Columns::of(columns).frame()
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

pub(super) fn unsupported(column: String, of: &FrameColumn) -> FrameError {
    FrameError::UnsupportedType { column, found: of.dtype().to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::Table as _;
    use crate::model::table::Values;
    use crate::store::cells::from_frame;
    use polars::prelude::{NamedFrom, Series};

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

    crate::table! {
        /// A row of every type.
        struct Every in "every" {
            /// Text that recurs.
            pub kind: Text,
            /// Text of its own, or none.
            pub title: Option<Text>,
            /// Number.
            pub number: i64,
            /// Number or none.
            pub count: Option<i64>,
            /// Measure.
            pub value: f64,
            /// Yes or no.
            pub open: bool,
            /// Instant.
            pub at: crate::model::time::Timestamp,
        }
    }

    #[test]
    fn blocks_make_the_columns_of_all_rows() {
        let kinds = ["", "a", "reviewed", "review_requested", "review_dismissed", "\u{fc}"];
        let row = |number: i64| Every {
            kind: kinds[usize::try_from(number % 7 % 6).expect("small")].into(),
            title: (number % 3 > 0)
                .then(|| compact_str::format_compact!("a longer title {number}")),
            number,
            count: (number % 2 == 0).then_some(number),
            value: 0.5,
            open: number % 5 == 0,
            at: crate::model::time::Timestamp::from_seconds(number),
        };
        let rows: Vec<Every> = (0..2_500).map(row).collect();
        let mut columns = Columns::default();
        // Lists need not end where blocks do.
        Every::put(
            [&rows[..1_000], &rows[1_000..1_001], &[], &rows[1_001..]].into_iter(),
            &mut columns,
        );
        let frame = columns.frame().expect("columns of one length");
        assert_eq!(from_frame(&frame).expect("types that tables have"), Every::to_columns(&rows));
        let mut columns = Columns::default();
        let wanted = |name: &str| name == "at_s" || name == "kind";
        let mut only = table::Only { wanted: &wanted, out: &mut columns };
        Every::put(std::iter::empty(), &mut only);
        let frame = columns.frame().expect("columns without rows");
        let names: Vec<&str> = frame.columns().iter().map(|c| c.name().as_str()).collect();
        assert_eq!((names, frame.height()), (vec!["kind", "at_s"], 0));
    }

    #[test]
    fn columns_in_another_order_are_refused() {
        let mut columns = Columns::default();
        columns.ints("n", [Some(1)].into_iter());
        columns.block();
        columns.ints("m", [Some(2)].into_iter());
        let error = columns.frame().expect_err("another column").to_string();
        assert!(error.contains("column `m` where `n` was"), "{error}");
    }

    #[test]
    fn work_alone_gives_the_same() {
        let texts: Vec<Option<Text>> =
            (0..5_000).map(|n| Some(format!("{}", n % 9).into())).collect();
        let columns = vec![column("text", Values::Text(texts))];
        let there_and_back = || {
            let bytes = crate::store::parts::parquet("t", &columns).expect("written");
            bytes.len()
        };
        assert_eq!(alone(there_and_back), there_and_back());
        assert!(ALLOW_RAYON_THREADS.get(), "it ends with the work");
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
