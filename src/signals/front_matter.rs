//! A signal file split into its definition and its SELECT, and checked.

use super::definition::{Anchors, Axis, Definition, Estimator, Scale};
use super::lint;

/// Begin of a line that belongs to the definition.
const PREFIX: &str = "--:";

/// What is wrong with a signal file, and where.
#[derive(Debug, thiserror::Error, PartialEq)]
#[error("{file}:{line}: {problem}")]
pub struct FileError {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a signal file.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum Problem {
    /// Unknown or missing keys, values of the wrong type, no TOML.
    #[error("{0}")]
    FrontMatter(String),
    /// The id is not the file's name.
    #[error("id `{id}` must be the name of the file, `{stem}`")]
    Id {
        /// Id in the definition.
        id: String,
        /// File name without its ending.
        stem: String,
    },
    /// A value that makes no sense.
    #[error("{key}: {reason}")]
    Value {
        /// Key.
        key: String,
        /// What would be right.
        reason: &'static str,
    },
    /// A definition line behind the SELECT's first line.
    #[error("lines that begin with `--:` stand before the SELECT")]
    LateFrontMatter,
    /// Nothing behind the definition.
    #[error("no SELECT follows the definition")]
    NoSelect,
    /// A dialect rule that is broken.
    #[error("{0}")]
    Sql(lint::Rule),
}

/// Definition and SQL of the file `file` with the text `text`.
///
/// # Errors
/// With the line, when the definition has unknown or missing keys or senseless values, or the SQL
/// is missing or breaks a rule.
pub fn read(file: &str, text: &str) -> Result<(Definition, String), FileError> {
    let error = |line, problem| FileError { file: file.to_owned(), line, problem };
    let head: Vec<&str> = text.lines().map_while(|l| l.strip_prefix(PREFIX)).collect();
    let definition = parse(&head).map_err(|(line, problem)| error(line, problem))?;
    let body: Vec<&str> = text.lines().skip(head.len()).collect();
    if let Some(index) = body.iter().position(|l| l.starts_with(PREFIX)) {
        return Err(error(head.len() + index + 1, Problem::LateFrontMatter));
    }
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.strip_suffix(".sql").unwrap_or(stem);
    check(&definition, stem).map_err(|(key, problem)| error(line_of(&head, &key), problem))?;
    let sql = body.join("\n");
    if super::token::tokens(&sql).is_empty() {
        return Err(error(head.len() + 1, Problem::NoSelect));
    }
    if let Some(finding) = lint::check(&sql).into_iter().next() {
        return Err(error(head.len() + finding.line, Problem::Sql(finding.rule)));
    }
    Ok((definition, sql.trim().to_owned()))
}

fn parse(head: &[&str]) -> Result<Definition, (usize, Problem)> {
    let text = head.join("\n");
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_at(&text, span.start));
        (line, Problem::FrontMatter(error.message().to_owned()))
    })
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

/// Line of `key`, which may be `table.key`; 1 where it is not found.
fn line_of(head: &[&str], key: &str) -> usize {
    let (table, name) = key.split_once('.').map_or(("", key), |(table, name)| (table, name));
    let mut inside = String::new();
    for (index, line) in head.iter().enumerate() {
        let line = line.trim();
        if let Some(section) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            section.clone_into(&mut inside);
        } else if inside == table && line.split('=').next().is_some_and(|k| k.trim() == name) {
            return index + 1;
        }
    }
    1
}

type Check = Result<(), (String, Problem)>;

fn check(definition: &Definition, stem: &str) -> Check {
    if definition.id != stem {
        let problem = Problem::Id { id: definition.id.clone(), stem: stem.to_owned() };
        return Err(("id".to_owned(), problem));
    }
    check_id(&definition.id)?;
    check_prose(definition)?;
    check_numbers(definition)?;
    check_estimator(definition.estimator)?;
    for (axis, anchors) in [(Axis::Control, &definition.control), (Axis::Drift, &definition.drift)]
    {
        if let Some(anchors) = anchors {
            check_anchors(axis, anchors, definition.scale)?;
        }
    }
    Ok(())
}

fn require(holds: bool, key: &str, reason: &'static str) -> Check {
    if holds {
        return Ok(());
    }
    Err((key.to_owned(), Problem::Value { key: key.to_owned(), reason }))
}

fn check_id(id: &str) -> Check {
    let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let begins = id.starts_with(|c: char| c.is_ascii_lowercase());
    require(plain && begins, "id", "must be lower case letters, digits and `_`")
}

fn check_prose(definition: &Definition) -> Check {
    let texts = [
        ("title", &definition.title),
        ("question", &definition.question),
        ("concept", &definition.concept),
        ("unit", &definition.unit),
        ("confounders", &definition.confounders),
        ("gaming", &definition.gaming),
        ("cannot_tell", &definition.cannot_tell),
    ];
    for (key, text) in texts {
        require(!text.trim().is_empty(), key, "must say something")?;
    }
    require(!definition.title.ends_with('.'), "title", "must not end in a full stop")?;
    require(definition.question.ends_with('?'), "question", "must end in a question mark")
}

fn check_numbers(definition: &Definition) -> Check {
    require(definition.min_items > 0, "min_items", "must be 1 or more")?;
    let not_negative = |x: f64| x.is_finite() && x >= 0.0;
    require(not_negative(definition.min_exposure), "min_exposure", "must be 0 or more")?;
    require(not_negative(definition.shrinkage), "shrinkage", "must be 0 or more")?;
    let scored = definition.control.is_some() || definition.drift.is_some();
    require(scored || definition.shrinkage == 0.0, "shrinkage", "needs anchors to shrink towards")
}

fn check_estimator(estimator: Estimator) -> Check {
    let horizon = match estimator {
        Estimator::KmQuantile { quantile, horizon } => {
            let inside = quantile > 0.0 && quantile < 1.0;
            require(inside, "estimator", "quantile must lie between 0 and 1")?;
            horizon
        }
        Estimator::RestrictedMean { horizon } => horizon,
        _ => return Ok(()),
    };
    require(horizon.is_finite() && horizon > 0.0, "estimator", "horizon must be more than 0")
}

fn check_anchors(axis: Axis, anchors: &Anchors, scale: Scale) -> Check {
    let table = match axis {
        Axis::Control => "control",
        Axis::Drift => "drift",
    };
    let key = |name: &str| format!("{table}.{name}");
    require(anchors.facet.axis() == axis, &key("facet"), "belongs to the other pressure")?;
    let weight = anchors.weight;
    require(is_one_of(weight, &[1.0, 0.5]), &key("weight"), "must be 1 or 0.5")?;
    require(in_domain(anchors.green, scale), &key("green"), "does not fit the scale")?;
    require(in_domain(anchors.red, scale), &key("red"), "does not fit the scale")?;
    let apart = (anchors.red - anchors.green).abs() > f64::EPSILON;
    require(apart, &key("red"), "must differ from green")?;
    require(!anchors.source.trim().is_empty(), &key("source"), "must say something")
}

fn is_one_of(number: f64, allowed: &[f64]) -> bool {
    allowed.iter().any(|a| (number - a).abs() < f64::EPSILON)
}

/// Whether the scale is defined there.
fn in_domain(anchor: f64, scale: Scale) -> bool {
    match scale {
        Scale::Ln => anchor.is_finite() && anchor > 0.0,
        Scale::Logit => anchor > 0.0 && anchor < 1.0,
        Scale::Identity => anchor.is_finite(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"--: id = "calm"
--: title = "Calm"
--: question = "Is it calm?"
--: concept = "Calmness"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 5
--: window = "month"
--: shrinkage = 4.0
--: tier = "git"
--: confounders = "Weather."
--: gaming = "Silence."
--: cannot_tell = "Why."
--: [control]
--: facet = "gate"
--: weight = 0.5
--: green = 0.2
--: red = 0.6
--: grade = "C"
--: source = "Invented."
-- A remark.
SELECT x FROM calm
"#;

    fn message(text: &str) -> String {
        read("queries/calm.sql", text).expect_err("a broken file").to_string()
    }

    #[test]
    fn a_good_file_is_read() {
        let (definition, sql) = read("queries/calm.sql", GOOD).expect("a good file");
        assert_eq!(definition.id, "calm");
        assert_eq!(sql, "-- A remark.\nSELECT x FROM calm");
    }

    #[test]
    fn each_fault_is_named_with_its_line() {
        let cases = [
            ("unit = \"share\"", "units = \"share\"", "calm.sql:6: unknown field `units`"),
            ("id = \"calm\"", "id = \"calmer\"", "calm.sql:1: id `calmer` must be the name"),
            ("calm?\"", "calm\"", "calm.sql:3: question: must end in a question mark"),
            ("\"share\" }", "\"shares\" }", "calm.sql:5: unknown variant `shares`"),
            ("min_items = 5", "min_items = 0", "calm.sql:8: min_items: must be 1 or more"),
            ("facet = \"gate\"", "facet = \"milestone\"", "calm.sql:16: control.facet: belongs"),
            ("weight = 0.5", "weight = 0.7", "calm.sql:17: control.weight: must be 1 or 0.5"),
            ("green = 0.2", "green = 0.6", "calm.sql:19: control.red: must differ from green"),
            ("red = 0.6", "red = 1.0", "calm.sql:19: control.red: does not fit the scale"),
            ("SELECT x FROM calm", "", "calm.sql:22: no SELECT follows"),
            ("SELECT x FROM calm", "DROP TABLE calm", "calm.sql:23: a query begins with SELECT"),
            ("SELECT x FROM calm", "SELECT\n1.5", "calm.sql:24: `1.5` is a decimal"),
            ("SELECT x", "--: id = \"x\"\nSELECT x", "calm.sql:23: lines that begin with `--:`"),
        ];
        for (from, to, expected) in cases {
            let found = message(&GOOD.replace(from, to));
            assert!(found.contains(expected), "{found}\nexpected: {expected}");
        }
    }

    #[test]
    fn missing_keys_are_named() {
        for key in ["title", "gaming", "cannot_tell", "window", "tier", "scale"] {
            let text: String = GOOD
                .lines()
                .filter(|l| !l.starts_with(&format!("--: {key} =")))
                .fold(String::new(), |all, l| all + l + "\n");
            assert!(message(&text).contains(&format!("missing field `{key}`")), "{key}");
        }
    }

    #[test]
    fn a_file_without_a_definition_is_refused() {
        assert!(message("SELECT x FROM calm").contains("missing field `id`"));
    }
}
