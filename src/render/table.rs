//! Columns as a table for the terminal, CSV or JSON.

use std::io;

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Map, Value};

use super::escape;
use crate::model::table::{Column, Values};
use crate::model::time::Timestamp;

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum TableFormat {
    /// Aligned columns
    Table,
    /// Comma-separated values; cells that a spreadsheet would run as formulas are quoted
    Csv,
    /// One JSON array of objects
    Json,
}

/// Columns in the chosen format, closed by a line feed; an aligned table is folded into `width`.
///
/// # Errors
/// When the CSV or JSON writer fails.
pub fn columns(
    columns: &[Column],
    format: TableFormat,
    width: Option<usize>,
) -> io::Result<String> {
    match format {
        TableFormat::Table => Ok(aligned(columns, width)),
        TableFormat::Csv => csv(columns),
        TableFormat::Json => json(columns),
    }
}

fn height(columns: &[Column]) -> usize {
    columns.first().map_or(0, |c| c.values.len())
}

/// A cell as text; empty for NULL.
fn cell(values: &Values, row: usize) -> String {
    let text = match values {
        Values::Int(v) => v.get(row).copied().flatten().map(|v| v.to_string()),
        Values::Float(v) => v.get(row).copied().flatten().map(number),
        Values::Bool(v) => v.get(row).copied().flatten().map(|v| v.to_string()),
        Values::Text(v) => v.get(row).cloned().flatten().map(String::from),
        Values::Instant(v) => v
            .get(row)
            .copied()
            .flatten()
            .map(|v| Timestamp::from_seconds(v.div_euclid(1_000_000)).to_string()),
    };
    text.unwrap_or_default()
}

/// Six significant decimals at most, without trailing zeros.
fn number(value: f64) -> String {
    let text = format!("{value:.6}");
    let trimmed = text.trim_end_matches('0').trim_end_matches('.');
    trimmed.to_owned()
}

fn aligned(columns: &[Column], width: Option<usize>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    match width.and_then(|w| u16::try_from(w).ok()) {
        Some(width) => table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    table.set_header(columns.iter().map(|c| escape::terminal(&c.name)));
    for row in 0..height(columns) {
        table.add_row(columns.iter().map(|c| escape::terminal(&cell(&c.values, row))));
    }
    let rows = height(columns);
    let noun = if rows == 1 { "row" } else { "rows" };
    let lines: Vec<String> = table.lines().map(|l| l.trim_end().to_owned()).collect();
    format!("{}\n({rows} {noun})\n", lines.join("\n"))
}

fn csv(columns: &[Column]) -> io::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|c| escape::csv(&c.name)))?;
    for row in 0..height(columns) {
        writer.write_record(columns.iter().map(|c| match &c.values {
            Values::Text(_) => escape::csv(&cell(&c.values, row)),
            // Programs read this: the shortest digits that give the same number again.
            Values::Float(v) => {
                v.get(row).copied().flatten().map_or(String::new(), |v| v.to_string())
            }
            _ => cell(&c.values, row),
        }))?;
    }
    let bytes = writer.into_inner().map_err(|e| io::Error::other(e.to_string()))?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

fn json(columns: &[Column]) -> io::Result<String> {
    let rows: Vec<Value> = (0..height(columns))
        .map(|row| {
            let cells: Map<String, Value> =
                columns.iter().map(|c| (c.name.clone(), value(&c.values, row))).collect();
            Value::Object(cells)
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&rows)?;
    text.push('\n');
    Ok(text)
}

fn value(values: &Values, row: usize) -> Value {
    match values {
        Values::Int(v) => v.get(row).copied().flatten().map(Value::from),
        Values::Float(v) => v.get(row).copied().flatten().map(Value::from),
        Values::Bool(v) => v.get(row).copied().flatten().map(Value::from),
        Values::Text(v) => v.get(row).and_then(Option::as_deref).map(Value::from),
        Values::Instant(v) => v.get(row).copied().flatten().map(|_| Value::from(cell(values, row))),
    }
    .unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<Column> {
        vec![
            Column { name: "n".to_owned(), values: Values::Int(vec![Some(1), None]) },
            Column {
                name: "text".to_owned(),
                values: Values::Text(vec![Some("=1+1, \"x\"".into()), None]),
            },
            Column { name: "at".to_owned(), values: Values::Instant(vec![Some(0), None]) },
        ]
    }

    #[test]
    fn nothing_is_run_by_a_spreadsheet() {
        let text = columns(&sample(), TableFormat::Csv, Some(80)).expect("text");
        let line = text.lines().nth(1).expect("a row");
        assert!(!line.starts_with("1,\"=") && line.contains("1+1"), "{line}");
    }

    #[test]
    fn null_stays_null() {
        let text = columns(&sample(), TableFormat::Json, Some(80)).expect("text");
        let rows: Vec<Map<String, Value>> = serde_json::from_str(&text).expect("json");
        assert_eq!(rows[0]["at"], "1970-01-01T00:00:00Z");
        assert!(rows[1].values().all(Value::is_null));
    }

    #[test]
    fn rows_are_counted() {
        assert!(
            columns(&sample(), TableFormat::Table, Some(80)).expect("text").ends_with("(2 rows)\n")
        );
    }
}
