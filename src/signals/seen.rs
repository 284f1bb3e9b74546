//! The frame that a signal yields as observations.

use polars::prelude::{Column as FrameColumn, DataFrame, DataType, PolarsResult};

use super::engine::ShapeProblem;
use crate::model::observation::{Name, Names, Numbered, Observation};
use crate::model::table::{Table as _, TableError};

/// The rows of a frame whose columns are those of observations, names numbered; `Err` within where a
/// row is no observation.
///
/// # Errors
/// When Polars cannot read a column.
pub(super) fn rows(
    frame: &DataFrame,
    signal: &str,
    names: &mut Names,
) -> PolarsResult<Result<Vec<Numbered>, ShapeProblem>> {
    let mut texts = |column: &str| texts(frame.column(column)?, names);
    let (team, repo, period) = (texts("team")?, texts("repo")?, texts("period")?);
    let (item, author) = (texts("item")?, texts("author")?);
    let (week, group_key) = (texts("week")?, texts("group_key")?);
    let (value, exposure) = (numbers(frame, "value")?, numbers(frame, "exposure")?);
    let censored: Vec<Option<bool>> = frame.column("censored")?.bool()?.iter().collect();
    let signal = names.number(signal);
    let row = |at: usize| {
        let name = |column, names: &[Option<Name>]| needed(column, at, names);
        let numbered = Numbered {
            signal,
            team: name("team", &team)?,
            repo: name("repo", &repo)?,
            period: name("period", &period)?,
            item: name("item", &item)?,
            author: author.get(at).copied().flatten(),
            week: week.get(at).copied().flatten(),
            group_key: group_key.get(at).copied().flatten(),
            value: needed("value", at, &value)?,
            exposure: needed("exposure", at, &exposure)?,
            censored: needed("censored", at, &censored)?,
        };
        for (column, number) in [("value", numbered.value), ("exposure", numbered.exposure)] {
            if !number.is_finite() {
                let item = names.text(numbered.item).to_owned();
                return Err(ShapeProblem::NotFinite { column, item });
            }
        }
        Ok(numbered)
    };
    Ok((0..frame.height()).map(row).collect())
}

fn needed<T: Copy>(column: &str, row: usize, values: &[Option<T>]) -> Result<T, ShapeProblem> {
    values.get(row).copied().flatten().ok_or_else(|| {
        let (table, column) = (Observation::NAME, column.to_owned());
        ShapeProblem::Rows(TableError::UnexpectedNull { table, column, row })
    })
}

/// The names of a text column. Neighbours are often the same.
fn texts(column: &FrameColumn, names: &mut Names) -> PolarsResult<Vec<Option<Name>>> {
    if *column.dtype() == DataType::Null {
        return Ok(vec![None; column.len()]);
    }
    let mut last: Option<(&str, Name)> = None;
    let texts = column.str()?;
    let mut number = |text| match last {
        Some((before, name)) if before == text => name,
        _ => {
            let name = names.number(text);
            last = Some((text, name));
            name
        }
    };
    Ok(texts.iter().map(|text| text.map(&mut number)).collect())
}

fn numbers(frame: &DataFrame, column: &str) -> PolarsResult<Vec<Option<f64>>> {
    let wide = frame.column(column)?.strict_cast(&DataType::Float64)?;
    Ok(wide.f64()?.iter().collect())
}
