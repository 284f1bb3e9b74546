//! One miniature per signal file: a handful of invented rows, and the observations that follow.

mod control;
mod drift;
mod rows;
mod shown;

use std::collections::BTreeSet;

use super::catalogue::{Catalogue, Signal};
use super::engine::{Engine, EngineError};
use super::token;
use crate::model::observation::ObservationRef;
use rows::World;

/// Fills a world and says what the signal yields there.
type Scenario = fn(&mut World) -> Vec<&'static str>;

fn scenarios() -> Vec<(&'static str, Scenario)> {
    [control::SCENARIOS, drift::SCENARIOS, shown::SCENARIOS].concat()
}

fn catalogue() -> Catalogue {
    Catalogue::built_in().expect("the program's own files")
}

fn engine(world: &World) -> Engine {
    let mut engine = Engine::new();
    world.register(&mut engine).expect("well-formed tables");
    engine
}

/// An observation in short: month, item, value over exposure, `+` where censored, group.
fn brief(observation: ObservationRef<'_>) -> String {
    let row = observation.row;
    let round = |x: f64| (x * 10_000.0).round() / 10_000.0;
    let mut text = format!(
        "{} {} {}/{}",
        observation.period(),
        observation.item(),
        round(row.value),
        round(row.exposure)
    );
    if row.censored {
        text.push('+');
    }
    if let Some(group) = observation.group_key() {
        text.push(' ');
        text.push_str(group);
    }
    text
}

#[test]
fn each_signal_sees_what_its_scenario_holds() {
    let catalogue = catalogue();
    let mut wrong = Vec::new();
    for (id, scenario) in scenarios() {
        let mut world = World::new();
        let expected = scenario(&mut world);
        let signal = catalogue.get(id).expect("a signal of the catalogue");
        match engine(&world).observe(signal) {
            Ok(rows) => {
                let found: Vec<String> = rows.iter().map(brief).collect();
                if found != expected {
                    wrong.push(format!("{id}:\n  found    {found:?}\n  expected {expected:?}"));
                }
                if rows.iter().any(|r| r.team() != rows::TEAM || r.signal() != id) {
                    wrong.push(format!("{id}: team or signal is wrong"));
                }
            }
            Err(error) => wrong.push(error.to_string()),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_signal_has_a_scenario() {
    let covered: BTreeSet<&str> = scenarios().into_iter().map(|(id, _)| id).collect();
    let catalogue = catalogue();
    let all: BTreeSet<&str> = catalogue.signals.iter().map(|s| s.definition.id.as_str()).collect();
    assert_eq!(covered, all);
}

fn nothing_is_seen(world: &World, except: &[&str]) {
    for result in engine(world).observe_all(&catalogue(), 2).expect("threads") {
        let rows = result.observations.unwrap_or_else(|error| panic!("{error}"));
        let expected = except.contains(&result.signal.as_str());
        assert_eq!(!rows.is_empty(), expected, "{}: {rows:?}", result.signal);
    }
}

#[test]
fn no_tables_no_observations() {
    for result in Engine::new().observe_all(&catalogue(), 1).expect("a thread") {
        assert!(result.observations.is_ok_and(|rows| rows.is_empty()), "{}", result.signal);
    }
}

#[test]
fn a_quiet_team_yields_nothing() {
    // A calendar, a roster and people counts, but nothing happened.
    nothing_is_seen(&World::new(), &[]);
}

#[test]
fn bookkeeping_yields_nothing() {
    let mut world = World::new();
    let mut pull = rows::pull(1);
    pull.bookkeeping = true;
    world.cohort.push(pull);
    let mut interval = rows::wait(1, "waiting_first_review", "none", 8);
    interval.bookkeeping = true;
    world.intervals.push(interval);
    nothing_is_seen(&world, &[]);
}

#[test]
fn leaders_own_work_enters_no_share_of_leaders() {
    let mut world = World::new();
    let mut pull = rows::pull(1);
    pull.author_role = "leader".into();
    pull.satisfied_by_peer = Some(pull.ready);
    world.cohort.push(pull);
    let mut interval = rows::wait(1, "waiting_on_leader", "leader", 8);
    interval.author_role = "leader".into();
    world.intervals.push(interval);
    // Only what is about everybody's work, never about the leaders' part in it.
    let about_everybody = [
        "time_to_first_response_p75",
        "unattended_wait_share",
        "stale_open_share",
        "unreviewed_merge_share",
        "decision_boundary_coverage",
        "codeowner_leader_exclusivity",
        "decision_proximity",
        "change_failure_proxy",
        "hasty_approval_share",
        "time_to_approval",
        "time_to_merge",
        "change_duration",
        "change_request_closure_ratio",
        "redraft_share",
    ];
    nothing_is_seen(&world, &about_everybody);
}

#[test]
fn errors_name_file_and_signal() {
    let signal = |sql: &str| {
        let mut signal = catalogue().signals.swap_remove(0);
        signal.sql = sql.to_owned();
        signal
    };
    let message = |signal: &Signal| match Engine::new().observe(signal) {
        Err(error) => error.to_string(),
        Ok(rows) => panic!("{} rows", rows.len()),
    };
    let good = signal("").sql;
    assert!(good.is_empty());
    let found = message(&signal("SELECT nonsense FROM cohort"));
    assert!(
        found.starts_with("leader_gate_odds.sql: signal `leader_gate_odds` fails: "),
        "{found}"
    );
    assert!(!found.contains('\n'), "{found}");
    let found = message(&signal("SELECT repo FROM cohort"));
    assert!(found.ends_with("yields no column `team`"), "{found}");
    let original = catalogue().signals.swap_remove(0).sql;
    let found = message(&signal(&original.replace("CAST(1 AS DOUBLE)", "CAST(1 AS BIGINT)")));
    assert!(found.ends_with("yields column `exposure` as Int instead of Float"), "{found}");
    let found = message(&signal(
        &original.replace("c.week AS week,", "c.week AS week, c.number AS number,"),
    ));
    assert!(found.ends_with("yields a column `number` that observations do not have"), "{found}");
}

#[test]
fn senseless_numbers_and_empty_values_are_refused() {
    let mut world = World::new();
    world.cohort.push(rows::pull(1));
    let engine = engine(&world);
    let observe = |from: &str, to: &str| {
        let mut signal = catalogue().signals.swap_remove(0);
        signal.sql = signal.sql.replace(from, to);
        engine.observe(&signal).map_err(|error| error.to_string())
    };
    let error = observe("CAST(1 AS DOUBLE) AS exposure", "CAST(1 AS DOUBLE) / 0 AS exposure")
        .expect_err("infinity");
    assert!(error.ends_with("yields no finite `exposure` for #1"), "{error}");
    let error = observe("c.team AS team,", "CAST(NULL AS STRING) AS team,").expect_err("no team");
    assert!(error.contains("`team`"), "{error}");
}

#[test]
fn a_failed_query_leaves_the_next_one_alone() {
    let engine = engine(&World::new());
    assert!(engine.query("WITH months AS (SELECT 1 AS x) SELECT y FROM months").is_err());
    let rows = engine.query("SELECT m.period FROM months m").expect("the table, not the step");
    assert_eq!(rows[0].values.len(), 2);
    assert!(matches!(engine.query("nonsense"), Err(EngineError::Query { .. })));
}

#[test]
fn sql_of_every_signal_reads_only_known_tables() {
    let known = Engine::new().tables();
    for signal in &catalogue().signals {
        let tokens = token::tokens(&signal.sql);
        let steps: Vec<&str> = tokens
            .windows(3)
            .filter(|w| w[1].is("AS") && w[2].is_mark("("))
            .map(|w| w[0].text)
            .collect();
        for pair in tokens.windows(2).filter(|w| w[0].is_any(&["FROM", "JOIN"])) {
            let table = pair[1].text;
            let found = known.iter().any(|k| k == table) || steps.contains(&table);
            assert!(found || table == "(", "{}: {table}", signal.file);
        }
    }
}
