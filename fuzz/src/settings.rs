//! Files that users write, and SQL.

use std::ops::ControlFlow;

use midspan::config::Config;
use midspan::derive::calendar::WorkingTime;
use midspan::model::time::Timestamp;
use midspan::signals::token::tokens;
use midspan::signals::{front_matter as signal_file, lint};
use sqlparser::ast::{Query, SetExpr, Statement, TableFactor, Visit, Visitor};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

/// `midspan.toml`: what is accepted makes sense, and its calendar counts working time between nothing and
/// all of it.
pub fn configuration(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let config = match Config::parse(&text, "midspan.toml") {
        Ok(config) => config,
        Err(error) => {
            assert!(error.to_string().starts_with("midspan.toml: "), "{error}");
            return;
        }
    };
    assert!(config.privacy.min_active >= 4);
    let of_teams = config.teams.iter().filter_map(|team| team.calendar.as_ref());
    for calendar in std::iter::once(&config.calendar).chain(of_teams) {
        assert!(calendar.from < calendar.to && !calendar.days.is_empty());
        let time = WorkingTime::new(calendar);
        let (from, to) =
            (Timestamp::from_seconds(1_774_861_200), Timestamp::from_seconds(1_780_000_000));
        let worked = time.between(from, to);
        assert!((0..=to.since(from)).contains(&worked), "{worked}");
        let end = time.after(from, 3_600);
        assert!(end > from && time.between(from, end) <= 3_600);
    }
    for team in &config.teams {
        let _bounds = config.check.for_team(team.check.as_ref());
    }
}

/// A signal file: errors point into it, and what is accepted keeps the rules.
pub fn front_matter(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match signal_file::read("queries/calm.sql", &text) {
        Ok((definition, sql)) => {
            assert_eq!(definition.id, "calm");
            assert!(definition.min_items > 0 && !definition.question.trim().is_empty());
            assert_eq!(lint::check(&sql), []);
        }
        Err(error) => {
            let lines = text.lines().count();
            assert!((1..=lines + 1).contains(&error.line), "line {} of {lines}", error.line);
        }
    }
}

/// SQL: what the rules let through reads tables and nothing else, as the engine's own parser sees it.
pub fn sql_lint(data: &[u8]) {
    let sql = String::from_utf8_lossy(data);
    let length: usize = tokens(&sql).iter().map(|token| token.text.len()).sum();
    assert!(length <= sql.len());
    let lines = sql.lines().count().max(1);
    let findings = lint::check_reading(&sql);
    for finding in findings.iter().chain(&lint::check(&sql)) {
        assert!((1..=lines).contains(&finding.line), "line {} of {lines}", finding.line);
    }
    if !findings.is_empty() {
        return;
    }
    let Ok(statements) = Parser::new(&GenericDialect)
        .with_recursion_limit(40)
        .try_with_sql(&sql)
        .and_then(|mut parser| parser.parse_statements())
    else {
        return;
    };
    assert!(statements.len() <= 1, "{} statements: {sql}", statements.len());
    for statement in &statements {
        assert!(matches!(statement, Statement::Query(_)), "not a query: {sql}");
        let found = statement.visit(&mut Reader);
        assert!(found.is_continue(), "reads {:?}: {sql}", found.break_value());
    }
}

/// Stops at whatever reads anything but a table.
struct Reader;

impl Visitor for Reader {
    type Break = String;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<String> {
        match query.body.as_ref() {
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                ControlFlow::Break("a change".to_owned())
            }
            _ => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<String> {
        match factor {
            TableFactor::Table { name, args: None, .. } if name.0.len() == 1 => {
                ControlFlow::Continue(())
            }
            TableFactor::Derived { .. } | TableFactor::NestedJoin { .. } => {
                ControlFlow::Continue(())
            }
            other => ControlFlow::Break(other.to_string()),
        }
    }
}
