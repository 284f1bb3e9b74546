//! The frame that a signal yields as observations.

use polars::prelude::DataFrame;

use super::engine::ShapeProblem;
use crate::model::observation::{Name, Names, Numbered, Observation};
use crate::model::table::{Lack, Source as _, Table as _, TableError};
use crate::store::cells::Cells;
use crate::store::frame::FrameError;

/// Columns of an observation in which there is no NULL.
const FILLED: [&str; 7] = ["team", "repo", "period", "item", "value", "exposure", "censored"];

/// The rows of a frame whose columns are those of observations, names numbered; `Err` within where a
/// row is no observation.
///
/// # Errors
/// When Polars cannot read a column.
pub(super) fn rows(
    frame: &DataFrame,
    signal: &str,
    names: &mut Names,
) -> Result<Result<Vec<Numbered>, ShapeProblem>, FrameError> {
    let cells = Cells::of(frame)?;
    for column in FILLED {
        if let Some(row) = cells.first_null(column) {
            let (table, column) = (Observation::NAME, column.to_owned());
            return Ok(Err(TableError::UnexpectedNull { table, column, row }.into()));
        }
    }
    Ok(numbered(&cells, signal, names))
}

fn numbered(cells: &Cells, signal: &str, names: &mut Names) -> Result<Vec<Numbered>, ShapeProblem> {
    let signal = names.number(signal);
    let mut texts = |column| texts(cells, column, names).map(Vec::into_iter);
    let (mut team, mut repo, mut period) = (texts("team")?, texts("repo")?, texts("period")?);
    let (mut item, mut author) = (texts("item")?, texts("author")?);
    let (mut week, mut group_key) = (texts("week")?, texts("group_key")?);
    let lacks = |column: &'static str| move |lack: Lack| lack.of(Observation::NAME, column);
    let mut value = cells.floats("value").map_err(lacks("value"))?;
    let mut exposure = cells.floats("exposure").map_err(lacks("exposure"))?;
    let mut censored = cells.bools("censored").map_err(lacks("censored"))?;
    let mut row = || {
        Some(Numbered {
            signal,
            team: team.next()??,
            repo: repo.next()??,
            period: period.next()??,
            item: item.next()??,
            author: author.next()?,
            week: week.next()?,
            group_key: group_key.next()?,
            value: value.next()??,
            exposure: exposure.next()??,
            censored: censored.next()??,
        })
    };
    let mut rows = Vec::with_capacity(cells.height());
    while let Some(row) = row() {
        for (column, number) in [("value", row.value), ("exposure", row.exposure)] {
            if !number.is_finite() {
                let item = names.text(row.item).to_owned();
                return Err(ShapeProblem::NotFinite { column, item });
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The names of a text column. Neighbours are often the same.
fn texts(
    cells: &Cells,
    column: &'static str,
    names: &mut Names,
) -> Result<Vec<Option<Name>>, TableError> {
    let mut last: Option<(&str, Name)> = None;
    let mut number = |text| match last {
        Some((before, name)) if before == text => name,
        _ => {
            let name = names.number(text);
            last = Some((text, name));
            name
        }
    };
    let texts = cells.texts(column).map_err(|lack| lack.of(Observation::NAME, column))?;
    Ok(texts.map(|text| text.map(&mut number)).collect())
}
