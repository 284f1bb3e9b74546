use super::*;
use crate::model::table::{Column, Table};

fn observation(signal: &str, item: &str) -> Observation {
    Observation {
        signal: signal.into(),
        team: "light".into(),
        repo: "north/light".into(),
        period: "2026-03".into(),
        item: item.into(),
        value: 1.0,
        exposure: 1.0,
        censored: false,
        author: None,
        week: None,
        group_key: None,
    }
}

/// A folder as the driver writes it: two rows of one signal, none of the others.
struct Written {
    folder: tempfile::TempDir,
    catalogue: Catalogue,
}

impl Written {
    fn new() -> Self {
        let catalogue = Catalogue::built_in().expect("signals");
        let written = Self { folder: tempfile::tempdir().expect("a folder"), catalogue };
        written.signals(|_| ());
        written.write("observations", &Observation::to_columns(&written.rows()));
        written
    }

    fn first(&self) -> &str {
        &self.catalogue.signals[0].definition.id
    }

    fn rows(&self) -> Vec<Observation> {
        ["#9", "#10"].iter().map(|item| observation(self.first(), item)).collect()
    }

    fn signals(&self, change: impl Fn(&mut Vec<SignalRun>)) {
        let one = |s: &Signal| SignalRun {
            signal: s.definition.id.clone(),
            sql: sql_digest(&s.sql),
            rows: if s.definition.id == self.first() { 2 } else { 0 },
            run: "run".to_owned(),
            state: "state".to_owned(),
        };
        let mut runs: Vec<SignalRun> = self.catalogue.signals.iter().map(one).collect();
        change(&mut runs);
        self.write("signals", &SignalRun::to_columns(&runs));
    }

    fn write(&self, table: &str, columns: &[Column]) {
        // The driver writes a folder a signal, and what ran into one.
        let own = if table == "signals" { "" } else { self.first() };
        let path = self.folder.path().join(table).join(own).join("part-0.parquet");
        parts::write(&path, table, columns).expect("written");
    }

    fn read(&self) -> Result<Observations, ObservedError> {
        read(self.folder.path(), &self.catalogue, ("run", "state"))
    }
}

#[test]
fn rows_come_in_the_order_of_the_engine() {
    let written = Written::new();
    let found = written.read().expect("observations");
    let items: Vec<&str> = found.iter().map(|o| o.item()).collect();
    assert_eq!(items, ["#10", "#9"]);
}

#[test]
fn what_is_cut_off_is_refused() {
    let written = Written::new();
    std::fs::remove_dir_all(written.folder.path().join("signals")).expect("removed");
    assert!(matches!(written.read(), Err(ObservedError::Incomplete { what: "signals", .. })));
    written.signals(Vec::clear);
    assert!(matches!(written.read(), Err(ObservedError::Incomplete { what: "signals", .. })));
    written.signals(|_| ());
    written.write("observations", &Observation::to_columns(&written.rows()[..1]));
    assert!(matches!(written.read(), Err(ObservedError::Rows { expected: 2, found: 1, .. })));
    std::fs::remove_dir_all(written.folder.path().join("observations")).expect("removed");
    assert!(matches!(written.read(), Err(ObservedError::Incomplete { what: "observations", .. })));
}

#[test]
fn other_lakes_and_other_signals_are_refused() {
    let written = Written::new();
    written.signals(|runs| runs.iter_mut().for_each(|r| r.run = "another".to_owned()));
    assert!(matches!(written.read(), Err(ObservedError::OtherRun { .. })));
    written.signals(|runs| runs.iter_mut().for_each(|r| r.state = "before".to_owned()));
    assert!(matches!(written.read(), Err(ObservedError::OtherState { .. })));
    let problem = || written.read().expect_err("other signals").to_string();
    written.signals(|runs| runs[3].sql = sql_digest("SELECT 1"));
    assert!(
        problem()
            .ends_with(&format!("{} had other SQL", written.catalogue.signals[3].definition.id))
    );
    written.signals(|runs| runs.truncate(runs.len() - 5));
    assert!(problem().ends_with("and 2 more did not run"), "{}", problem());
    written.signals(|runs| {
        let unknown = SignalRun { signal: "unheard_of".to_owned(), ..runs[0].clone() };
        runs.push(unknown);
    });
    assert!(problem().ends_with("unheard_of are unknown here"), "{}", problem());
}

#[test]
fn columns_and_numbers_are_checked() {
    let written = Written::new();
    let mut columns = Observation::to_columns(&written.rows());
    columns.retain(|c| c.name != "exposure");
    written.write("observations", &columns);
    let error = written.read().expect_err("a column is missing");
    assert!(matches!(
        &error,
        ObservedError::Columns { source: TableError::MissingColumn { column, .. }, .. } if column == "exposure"
    ));
    let mut rows = written.rows();
    rows[1].value = f64::NAN;
    written.write("observations", &Observation::to_columns(&rows));
    assert!(matches!(written.read(), Err(ObservedError::NotFinite { .. })));
    let mut rows = written.rows();
    rows[1].signal = "unheard_of".into();
    written.write("observations", &Observation::to_columns(&rows));
    assert!(matches!(written.read(), Err(ObservedError::Rows { expected: 0, found: 1, .. })));
}

#[test]
fn white_space_is_no_other_sql() {
    assert_eq!(sql_digest("SELECT 1\n  FROM t"), sql_digest("SELECT 1 FROM t\n"));
    assert_ne!(sql_digest("SELECT 1"), sql_digest("SELECT 2"));
}
