use super::*;

fn rules(sql: &str) -> Vec<Rule> {
    check(sql).into_iter().map(|f| f.rule).collect()
}

fn refused(sql: &str, rule: &Rule) {
    assert!(rules(sql).contains(rule), "{sql}\n{:?}", rules(sql));
}

fn accepted(sql: &str) {
    assert_eq!(rules(sql), [], "{sql}");
}

fn not_portable(word: &str) -> Rule {
    Rule::NotPortable(word.to_owned())
}

#[test]
fn plain_queries_pass() {
    accepted("SELECT a.x FROM acts a WHERE a.y = 'DROP; 1.5 COUNT(' -- DELETE 1.5");
    accepted("WITH t AS (SELECT 1 AS x) SELECT t.x FROM t, acts a WHERE a.x <> t.x");
    accepted("SELECT CAST(a.x AS DOUBLE) / 3600 AS h FROM acts a INNER JOIN t ON a.s < t.s");
    accepted("SELECT a.load, a.update FROM acts a");
}

#[test]
fn counts_are_cast() {
    let bare = Rule::BareCount;
    refused("SELECT COUNT(*) FROM acts", &bare);
    refused("SELECT CAST(COUNT(*) - 1 AS BIGINT) FROM acts", &bare);
    refused("SELECT CAST(COUNT(*) AS STRING) FROM acts", &bare);
    accepted("SELECT CAST(COUNT(*) AS BIGINT) FROM acts");
    accepted("SELECT CAST(COUNT(DISTINCT a.x) FILTER (WHERE a.y > 1) AS DOUBLE) FROM acts a");
    accepted("SELECT CAST(COUNT(*) OVER (PARTITION BY a.x) AS BIGINT) FROM acts a");
    accepted("SELECT COALESCE(a.count, 0) FROM acts a");
}

#[test]
fn left_joins_hold_equalities_of_columns() {
    let rule = Rule::LeftJoinCondition;
    refused("SELECT 1 FROM a LEFT JOIN b ON a.x = b.x AND a.s < b.s", &rule);
    refused("SELECT 1 FROM a LEFT OUTER JOIN b ON a.x = b.x AND b.kind = 'y'", &rule);
    refused("SELECT 1 FROM a LEFT JOIN b ON a.x = b.x + 1 WHERE a.y", &rule);
    refused("SELECT 1 FROM a LEFT JOIN b ON (a.x = b.x OR a.y = b.y)", &rule);
    refused("SELECT 1 FROM a LEFT JOIN b ON a.x = b.x AND b.open", &rule);
    accepted("SELECT 1 FROM a LEFT JOIN b ON a.x = b.x AND a.y = b.y WHERE a.s < b.s");
    accepted("SELECT 1 FROM a LEFT JOIN (SELECT 1 AS x) b ON a.x = b.x INNER JOIN c ON c.s < b.s");
    refused("SELECT 1 FROM a FULL OUTER JOIN b ON a.x = b.x", &Rule::JoinKind("FULL".into()));
    refused("SELECT 1 FROM a RIGHT JOIN b ON a.x = b.x", &Rule::JoinKind("RIGHT".into()));
}

#[test]
fn decimals_and_whole_number_division_are_refused() {
    refused("SELECT a.x * 0.5 FROM a", &Rule::DecimalLiteral("0.5".into()));
    refused("SELECT a.x * 5e-1 FROM a", &Rule::DecimalLiteral("5e-1".into()));
    refused("SELECT a.x / 2 FROM a", &Rule::IntegerDivision);
    refused("SELECT SUM(a.x) / CAST(COUNT(*) AS BIGINT) FROM a", &Rule::IntegerDivision);
    accepted("SELECT SUM(a.x) / CAST(COUNT(*) AS DOUBLE) FROM a");
}

#[test]
fn dates_and_the_clock_are_refused() {
    for (sql, word) in [
        ("SELECT DATE_TRUNC('month', a.at_at) FROM a", "DATE_TRUNC"),
        ("SELECT EXTRACT(dow FROM a.at_at) FROM a", "EXTRACT"),
        ("SELECT a.at_at + INTERVAL '1 day' FROM a", "INTERVAL"),
        ("SELECT now() FROM a", "NOW"),
        ("SELECT CURRENT_DATE", "CURRENT_DATE"),
        ("SELECT 1 FROM a WHERE a.at_at > TIMESTAMP '2026-01-01'", "TIMESTAMP"),
    ] {
        refused(sql, &not_portable(word));
    }
}

#[test]
fn what_polars_lacks_is_refused() {
    for (sql, word) in [
        ("SELECT PERCENTILE_CONT(1) WITHIN GROUP (ORDER BY a.x) FROM a", "PERCENTILE_CONT"),
        ("SELECT NTILE(4) OVER (ORDER BY a.x) FROM a", "NTILE"),
        ("SELECT a.x FROM a QUALIFY a.y = 1", "QUALIFY"),
        (
            "SELECT SUM(a.x) OVER (ORDER BY a.s ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM a",
            "N PRECEDING",
        ),
        ("SELECT LAG(a.x) IGNORE NULLS OVER (ORDER BY a.s) FROM a", "IGNORE NULLS"),
        ("SELECT SUM(a.x) FILTER (WHERE a.y) OVER (ORDER BY a.s) FROM a", "FILTER with OVER"),
        ("SELECT a.x::BIGINT FROM a", "::"),
        ("SELECT CAST(a.x AS VARCHAR) FROM a", "VARCHAR"),
        ("SELECT DISTINCT ON (a.x) a.y FROM a", "DISTINCT ON"),
        ("WITH RECURSIVE t AS (SELECT 1) SELECT 1 FROM t", "RECURSIVE"),
    ] {
        refused(sql, &not_portable(word));
    }
}

#[test]
fn subqueries_are_no_values_and_exists_ties_by_equality() {
    refused("SELECT 1 FROM a WHERE a.x = (SELECT MAX(b.x) FROM b)", &Rule::ScalarSubquery);
    accepted("SELECT 1 FROM a WHERE a.x IN (SELECT b.x FROM b)");
    let exists = |last: &str| {
        format!("SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.x = a.x AND {last})")
    };
    refused(&exists("b.s < a.s"), &Rule::ExistsCondition);
    refused(&exists("(b.y OR b.s <> a.s)"), &Rule::ExistsCondition);
    accepted(&exists("b.s < b.t AND b.kind <> 'x'"));
    let case = "SELECT CASE WHEN EXISTS (SELECT 1 FROM b WHERE b.x = a.x) THEN 1 END FROM a";
    refused(case, &Rule::ExistsPlace);
}

#[test]
fn windows_stand_alone() {
    let nested = "SELECT LAG(SUM(a.x)) OVER (ORDER BY a.s) FROM a GROUP BY a.s";
    refused(nested, &Rule::AggregateInWindow);
    refused("SELECT RANK() OVER (ORDER BY a.x DESC, a.y) FROM a", &Rule::MixedOrder);
    accepted("SELECT RANK() OVER (PARTITION BY a.z ORDER BY a.x DESC, a.y DESC) FROM a");
    refused("SELECT a.x FROM a ORDER BY a.x", &Rule::OuterOrder);
    refused("SELECT a.x FROM a LIMIT 5", &Rule::OuterOrder);
}

#[test]
fn a_query_only_reads_the_tables() {
    let elsewhere = |name: &str| Rule::ReadsElsewhere(name.to_owned());
    refused("DROP TABLE acts", &Rule::NotASelect);
    refused("SELECT 1; DELETE FROM acts", &Rule::SecondStatement);
    refused("WITH t AS (SELECT 1) INSERT INTO acts SELECT 1", &Rule::Writes("INSERT".into()));
    refused("SELECT * FROM read_parquet('x')", &elsewhere("read_parquet"));
    refused("SELECT * FROM acts a, parquet_scan('x') b", &elsewhere("parquet_scan"));
    refused("SELECT * FROM 'x.parquet'", &elsewhere("'x.parquet'"));
    refused("SELECT * FROM acts, 'x.parquet'", &elsewhere("'x.parquet'"));
    refused("SELECT * FROM \"x.csv\"", &elsewhere("\"x.csv\""));
    refused("SELECT * FROM parquet.`x`", &elsewhere("parquet"));
    refused(
        "SELECT * FROM acts a JOIN generate_series(1, 2) b ON a.x = b.x",
        &elsewhere("generate_series"),
    );
    refused("SELECT 'abc", &Rule::Unclosed);
    refused("SELECT (1", &Rule::Brackets);
    accepted("SELECT COALESCE(a.x, 'y'), MAX(a.z) FROM acts a GROUP BY a.x");
}

/// Each of these read a Parquet file past the rules, or would on a parser that allows more.
#[test]
fn a_query_cannot_hide_what_it_reads() {
    for sql in [
        "SELECT * FROM /*! read_parquet('x') */",
        "SELECT * FROM /* /* */ ' */ read_parquet('x') /*'*/",
        "SELECT $$'$$, * FROM read_parquet($$x$$) WHERE $$'$$ = ''",
        "SELECT q'[']', * FROM read_parquet('x') WHERE q'[']' = ''",
        "SELECT E'\\'', * FROM read_parquet('x') WHERE E'\\'' <> ''",
        "SELECT * FROM (\"read_parquet\"('x') AS a CROSS JOIN b) AS c",
        "SELECT * FROM (\"anything\"('x') AS a CROSS JOIN b) AS c",
        "SELECT * FROM (('x.parquet' CROSS JOIN b))",
        "SELECT * FROM a, LATERAL \"anything\"('x')",
        "SELECT DISTINCT FROM \"anything\"('x')",
        "SELECT b.trim(SELECT 1 FROM \"anything\"('x')) FROM a",
    ] {
        assert!(!check_reading(sql).is_empty(), "{sql}");
    }
    for sql in [
        "SELECT * FROM (SELECT (1) AS x FROM a) AS b",
        "SELECT * FROM ((SELECT 1 AS x) UNION ALL (SELECT 2 AS x)) AS b",
        "SELECT * FROM (VALUES (1), (2)) AS b",
        "SELECT * FROM (a JOIN b ON (a.x = b.x))",
        "SELECT SUBSTRING(a.x FROM (a.y)) FROM a WHERE a.x = 'it''s' OR a.y IN ('p', 'q')",
    ] {
        assert_eq!(check_reading(sql), [], "{sql}");
    }
}

#[test]
fn what_a_user_types_may_use_the_whole_dialect() {
    let typed = "SELECT COUNT(*), EXTRACT(year FROM a.at_at) FROM acts a ORDER BY 1 LIMIT 5;\n";
    assert_eq!(check_reading(typed), []);
    assert_eq!(check_reading("SELECT 1 FROM a WHERE a.x IS NOT DISTINCT FROM a.y"), []);
    assert!(!check_reading("COPY acts TO 'x'").is_empty());
    assert!(!check_reading("").is_empty());
}

#[test]
fn findings_carry_their_line() {
    let lines: Vec<_> =
        check("SELECT\n  1.5,\n  COUNT(*)\nFROM a").iter().map(|f| f.line).collect();
    assert_eq!(lines, [2, 3]);
}

proptest::proptest! {
    #[test]
    fn any_text_is_checked_without_failing(sql in "[a-zA-Z0-9_.,()'\"/*=<>; \n-]{0,80}") {
        let _ = check(&sql);
    }
}

#[test]
fn what_nobody_would_write_is_refused() {
    let too_much = |sql: &str| check_reading(sql).iter().any(|f| f.rule == Rule::TooMuch);
    let nested = |open: &str, close: &str, depth: usize| {
        format!("SELECT {}1{} FROM t", open.repeat(depth), close.repeat(depth))
    };
    for (open, close) in [("(", ")"), ("1 + ", ""), ("NOT ", ""), ("CASE WHEN TRUE THEN ", " END")]
    {
        assert!(!too_much(&nested(open, close, DEEPEST - 10)), "{open}");
        assert!(too_much(&nested(open, close, DEEPEST + 1)), "{open}");
    }
    // A long list is not deep, only long.
    assert!(!too_much(&format!("SELECT {} FROM t", ["a + b"; 400].join(", "))));
    assert!(too_much(&format!("SELECT {} FROM t", vec!["a"; MOST_TOKENS].join(", "))));
}
