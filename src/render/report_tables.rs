//! The tables of a report, on the invented reports of the renderers.

use super::sample;
use crate::model::table::Values;
use crate::report::tables::tables;

#[test]
fn every_table_has_its_rows() {
    let report = sample::report();
    let tables = tables(&report);
    let rows = |name: &str| {
        let (_, columns) = tables.iter().find(|(known, _)| *known == name).expect("a table");
        assert!(columns.iter().all(|c| c.values.len() == columns[0].values.len()));
        columns[0].values.len()
    };
    let months: usize = report.teams.iter().map(|team| team.score.months.len()).sum();
    assert_eq!(rows("standings"), months);
    let figures = report.teams.iter().flat_map(|team| &team.score.months);
    assert_eq!(rows("figures"), figures.map(|month| month.signals.len()).sum::<usize>());
    let milestones = report.teams.iter().map(|team| team.milestones.len());
    assert_eq!(rows("milestones"), milestones.sum::<usize>());
    assert!(rows("evidence") > 0 && rows("waits") > 0 && rows("suggestions") > 0);
}

#[test]
fn an_unclear_zone_is_called_so() {
    let report = sample::report();
    let (_, columns) = &tables(&report)[0];
    let zones = columns.iter().find(|column| column.name == "zone").expect("a column");
    let Values::Text(zones) = &zones.values else { panic!("zones are text") };
    assert!(zones.contains(&Some("unclear".into())));
    assert!(zones.contains(&Some("pulled_both_ways".into())) && zones.contains(&None));
}
