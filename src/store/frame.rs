//! Engine-neutral columns to data frames and back.

use polars::prelude::{
    Column as PolarsColumn, DataFrame, DataType, IntoColumn, IntoSeries, NamedFrom, PolarsError,
    PolarsResult, Series, TimeUnit, TimeZone,
};

use crate::model::table::{Column, Values};

/// Columns to a frame; all of one length.
///
/// # Errors
/// When lengths differ or two columns share a name.
pub fn to_frame(columns: &[Column]) -> PolarsResult<DataFrame> {
    let height = columns.first().map_or(0, |c| c.values.len());
    DataFrame::new(height, columns.iter().map(to_polars).collect())
}

fn to_polars(column: &Column) -> PolarsColumn {
    let name = column.name.as_str().into();
    match &column.values {
        Values::Int(v) => Series::new(name, v.as_slice()).into_column(),
        Values::Float(v) => Series::new(name, v.as_slice()).into_column(),
        Values::Bool(v) => Series::new(name, v.as_slice()).into_column(),
        Values::Text(v) => Series::new(name, v.as_slice()).into_column(),
        Values::Instant(v) => Series::new(name, v.as_slice())
            .into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC))
            .into_column(),
    }
}

/// A frame to columns; narrower integers and floats are widened.
///
/// # Errors
/// When a column has a type that tables do not use.
pub fn from_frame(frame: &DataFrame) -> PolarsResult<Vec<Column>> {
    frame
        .columns()
        .iter()
        .map(|column| {
            let values = from_polars(column)?;
            Ok(Column { name: column.name().to_string(), values })
        })
        .collect()
}

fn from_polars(column: &PolarsColumn) -> PolarsResult<Values> {
    let series = column.as_materialized_series();
    match series.dtype() {
        DataType::Float64 | DataType::Float32 => {
            let cast = series.cast(&DataType::Float64)?;
            Ok(Values::Float(cast.f64()?.iter().collect()))
        }
        DataType::Boolean => Ok(Values::Bool(series.bool()?.iter().collect())),
        DataType::String => {
            Ok(Values::Text(series.str()?.iter().map(|v| v.map(str::to_owned)).collect()))
        }
        DataType::Datetime(unit, _) => {
            let physical = series.cast(&DataType::Int64)?;
            let scale = |v: i64| match unit {
                TimeUnit::Nanoseconds => v.div_euclid(1_000),
                TimeUnit::Microseconds => v,
                TimeUnit::Milliseconds => v.saturating_mul(1_000),
            };
            Ok(Values::Instant(physical.i64()?.iter().map(|v| v.map(scale)).collect()))
        }
        // An aggregate without rows, or a bare NULL, has no type of its own.
        DataType::Null => Ok(Values::Text(vec![None; series.len()])),
        other if other.is_integer() => {
            let cast = series.cast(&DataType::Int64)?;
            Ok(Values::Int(cast.i64()?.iter().collect()))
        }
        other => Err(PolarsError::SchemaMismatch(
            format!("column `{}` has type {other}, which tables do not use", series.name()).into(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::facts::Milestone;
    use crate::model::table::Table;
    use crate::model::time::Timestamp;

    #[test]
    fn rows_survive_the_way_through_a_frame() {
        let rows = vec![Milestone {
            repo: "north/light".to_owned(),
            number: 1,
            title: "One".to_owned(),
            creator: None,
            created: Timestamp::from_seconds(-5),
            due: Some(Timestamp::from_seconds(86_400)),
            closed: None,
            updated: Timestamp::from_seconds(1),
            state: "open".to_owned(),
            description_length: 80,
        }];
        let frame = to_frame(&Milestone::to_columns(&rows)).expect("a frame");
        let back = from_frame(&frame).expect("columns");
        assert_eq!(Milestone::from_columns(&back).expect("rows"), rows);
    }

    #[test]
    fn empty_tables_keep_their_types() {
        let columns = Milestone::to_columns(&[]);
        let frame = to_frame(&columns).expect("a frame");
        assert_eq!(from_frame(&frame).expect("columns"), columns);
    }
}
