use std::fs;
use std::path::PathBuf;

use super::*;
use crate::cli::args::Scope;
use crate::cli::output::{Telling, Terminal};
use crate::cli::pipeline;
use crate::model::observation::Observation;
use crate::model::table::Table as _;
use crate::report::Report;
use crate::signals::catalogue::Catalogue;
use crate::signals::observed::{SignalRun, sql_digest};
use crate::store::lake::{Entry, Lake, state};
use crate::store::parts;

fn example() -> Scope {
    let store = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/example");
    Scope { months: 2, ..Scope::of_store(store) }
}

fn one(repo: &str) -> Scope {
    let store = example().places;
    Scope { places: vec![PathBuf::from(repo)], store: store.into_iter().next(), ..example() }
}

fn screen() -> Terminal {
    Terminal::new(Telling::Errors)
}

/// What the embedded engine says, and its observations.
fn embedded() -> (Report, Vec<Observation>) {
    let run = pipeline::run(&example(), &screen()).expect("a report");
    (run.report, run.observations.iter().map(|o| o.to_owned()).collect())
}

/// Writes observations as the driver would.
fn observe(out: &Path, lake: &Path, observations: &[Observation]) {
    let lake = Lake::open(lake).expect("a lake");
    let entries: Vec<Entry<About>> = lake.entries().expect("entries");
    let (id, state) = (lake.run().id().expect("an id"), state(&entries));
    let catalogue = Catalogue::built_in().expect("signals");
    let run = |signal: &crate::signals::catalogue::Signal| SignalRun {
        signal: signal.definition.id.clone(),
        sql: sql_digest(&signal.sql),
        rows: i64::try_from(
            observations.iter().filter(|o| o.signal == signal.definition.id).count(),
        )
        .expect("few rows"),
        run: id.clone(),
        state: state.clone(),
    };
    let runs: Vec<SignalRun> = catalogue.signals.iter().map(run).collect();
    let put = |table: &str, columns: &[crate::model::table::Column]| {
        parts::write(&out.join(table).join("part-0.parquet"), table, columns).expect("written");
    };
    put("observations", &Observation::to_columns(observations));
    put("signals", &SignalRun::to_columns(&runs));
}

fn from_lake(lake: &Path, out: &Path) -> Result<Report, CliError> {
    report(&Scope { months: 6, ..Scope::of_store(lake.to_owned()) }, out)
}

#[test]
fn one_by_one_gives_the_report_of_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let (lake, out) = (folder.path().join("lake"), folder.path().join("out"));
    for repo in ["northlight/harbor", "northlight/atlas"] {
        export(&lake, &one(repo), false, &screen()).expect("exported");
    }
    let (expected, mut observations) = embedded();
    // Another engine yields rows in another order.
    observations.reverse();
    observe(&out, &lake, &observations);
    let found = from_lake(&lake, &out).expect("a report");
    let text = |report: &Report| serde_json::to_string_pretty(report).expect("JSON");
    assert!(text(&found) == text(&expected), "the reports differ");
    // Another run over the same lake refuses what was computed before.
    export(&lake, &Scope { as_of: None, ..one("northlight/atlas") }, false, &screen())
        .expect("exported");
    let _ = from_lake(&lake, &out).expect("nothing has changed");
    let entry = lake.join("repositories/northlight~atlas.json");
    let text =
        fs::read_to_string(&entry).expect("text").replace("\"version\": \"", "\"version\": \"0");
    fs::write(&entry, text).expect("written");
    let error = from_lake(&lake, &out).expect_err("the lake has changed");
    assert_eq!(error.kind(), Kind::Usage);
    assert!(error.to_string().contains("before the lake was last written to"), "{error}");
}

#[test]
fn all_at_once_writes_the_same_as_one_by_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (all, each) = (folder.path().join("all"), folder.path().join("each"));
    export(&all, &example(), false, &screen()).expect("exported");
    // The first to come sets the time: the newest of all is that of the first here.
    let as_of = Lake::open(&all).expect("a lake").run().as_of;
    for repo in ["northlight/atlas", "northlight/harbor"] {
        export(&each, &Scope { as_of: Some(as_of), ..one(repo) }, false, &screen())
            .expect("exported");
    }
    let versions = |lake: &Path| -> Vec<(String, Vec<String>)> {
        let entries: Vec<Entry<About>> =
            Lake::open(lake).expect("a lake").entries().expect("entries");
        let parts = |e: &Entry<About>| e.tables.values().map(|p| p.file.clone()).collect();
        entries.iter().map(|e| (e.repo.clone(), parts(e))).collect()
    };
    assert_eq!(versions(&all), versions(&each));
}

#[test]
fn nobody_is_named_in_a_lake() {
    let folder = tempfile::tempdir().expect("a folder");
    export(folder.path(), &example(), false, &screen()).expect("exported");
    let lake = Lake::open(folder.path()).expect("a lake");
    let entries: Vec<Entry<About>> = lake.entries().expect("entries");
    let people = entries
        .iter()
        .flat_map(|e| lake.read::<crate::model::facts::Person, _>(e).expect("people"));
    let people: Vec<_> = people.collect();
    assert!(people.len() > 10);
    assert!(people.iter().all(|p| p.person.starts_with("p-") && p.account.is_none()));
    assert!(entries.iter().flat_map(|e| &e.about.teams).all(|t| t.members.is_empty()));
}

#[test]
fn another_time_or_version_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (lake, out) = (folder.path().join("lake"), folder.path().join("out"));
    export(&lake, &one("northlight/atlas"), false, &screen()).expect("exported");
    let longer = Scope { months: 3, ..one("northlight/harbor") };
    let error = export(&lake, &longer, false, &screen()).expect_err("other months");
    assert!(error.to_string().contains("the first month"), "{error}");
    let error = export(&lake, &one("northlight/harbor"), true, &screen()).expect_err("with names");
    assert!(error.to_string().contains("--names is false there and true here"), "{error}");
    observe(&out, &lake, &[]);
    let file = lake.join("lake.json");
    let text = fs::read_to_string(&file).expect("text");
    let version = Catalogue::built_in().expect("signals").score_version();
    fs::write(&file, text.replace(&version, "0-12345678")).expect("written");
    let error = from_lake(&lake, &out).expect_err("another version");
    assert!(error.to_string().contains("score version 0-12345678"), "{error}");
    assert!(error.advice().is_some_and(|a| a.contains("new lake")));
}

#[test]
fn a_team_in_pieces_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (lake, out) = (folder.path().join("lake"), folder.path().join("out"));
    let config = folder.path().join("midspan.toml");
    fs::write(&config, "[[teams]]\nname = \"all\"\n").expect("written");
    let with = |scope: Scope| Scope { config: Some(config.clone()), ..scope };
    for repo in ["northlight/atlas", "northlight/harbor"] {
        export(&lake, &with(one(repo)), false, &screen()).expect("exported");
    }
    observe(&out, &lake, &[]);
    let error = from_lake(&lake, &out).expect_err("a team in pieces");
    assert!(error.to_string().contains("team all was exported in pieces"), "{error}");
    assert!(error.advice().is_some_and(|a| a.contains("northlight/atlas, northlight/harbor")));
    // Together it is whole, and then half of it alone is not.
    export(&lake, &with(example()), false, &screen()).expect("exported");
    observe(&out, &lake, &[]);
    let _ = from_lake(&lake, &out).expect("a report");
    export(&lake, &with(one("northlight/harbor")), false, &screen()).expect("exported");
    observe(&out, &lake, &[]);
    let error = from_lake(&lake, &out).expect_err("half a team");
    assert!(error.to_string().contains("exported together with others"), "{error}");
}
