//! Intervals of `midspan score`, kept from run to run.

use std::collections::BTreeMap;
use std::path::Path;

use super::scored::Done;
use crate::model::table::Table;
use crate::model::time::Period;
use crate::report::tables::{IntervalRow, StandingRow};
use crate::store::{StoreError, parts};

const FILE: &str = "intervals.parquet";

impl IntervalRow {
    /// From a standing with intervals.
    pub(super) fn of(row: StandingRow, rests_on: String, part: &str) -> Self {
        Self {
            team: row.team,
            period: row.period,
            control_low: row.control_low,
            control_high: row.control_high,
            drift_low: row.drift_low,
            drift_high: row.drift_high,
            position_low: row.position_low,
            position_high: row.position_high,
            zone: row.zone,
            rests_on,
            part: part.to_owned(),
        }
    }
}

/// Intervals of an earlier run.
#[derive(Debug, Default)]
pub(super) struct Intervals {
    by_team: BTreeMap<String, Vec<IntervalRow>>,
    by_part: BTreeMap<String, Vec<IntervalRow>>,
}

impl Intervals {
    /// Those in a folder; none where there is no such file, or one that cannot be read.
    pub(super) fn read(out: &Path) -> Self {
        let rows = parts::read_unlisted(&out.join(FILE)).ok();
        let rows = rows.and_then(|columns| IntervalRow::from_columns(&columns).ok());
        let mut found = Self::default();
        for row in rows.unwrap_or_default() {
            found.by_part.entry(row.part.clone()).or_default().push(row.clone());
            found.by_team.entry(row.team.clone()).or_default().push(row);
        }
        found
    }

    /// Those of a team.
    pub(super) fn of_team(&self, team: &str) -> &[IntervalRow] {
        self.by_team.get(team).map_or(&[], Vec::as_slice)
    }

    /// Those of a batch, where it has them for all of some months.
    pub(super) fn of_part(&self, part: &str, months: &[Period]) -> Option<Vec<IntervalRow>> {
        let rows = self.by_part.get(part).map_or(&[][..], Vec::as_slice);
        let has = |month: &Period| rows.iter().any(|row| row.period == month.to_string());
        months.iter().all(has).then(|| rows.to_vec())
    }

    /// Writes those of all batches, by team and month.
    pub(super) fn write(out: &Path, done: &[Done]) -> Result<(), StoreError> {
        let mut rows: Vec<&IntervalRow> = done.iter().flat_map(|d| &d.intervals).collect();
        rows.sort_by(|a, b| (&a.team, &a.period).cmp(&(&b.team, &b.period)));
        let columns = IntervalRow::columns_of(rows.into_iter());
        parts::write(&out.join(FILE), IntervalRow::NAME, &columns).map(|_| ())
    }
}
