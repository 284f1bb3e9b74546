//! The page of the configuration, from its schema.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::{GENERATED, cell};

/// Parts of the schema that are tables of the file, in the order of the page, with their headings.
const SECTIONS: [(&str, &str); 10] = [
    ("Team", "[[teams]]"),
    ("Leader", "[[leaders]]"),
    ("Calendar", "[calendar]"),
    ("LowRisk", "[low_risk]"),
    ("Rules", "[rules]"),
    ("Updates", "[updates]"),
    ("Privacy", "[privacy]"),
    ("Check", "[check]"),
    ("TeamCheck", "[teams.check]"),
    ("Bound", "Bounds"),
];

/// The page of every key; `head` stands above.
#[must_use]
pub fn configuration_page(head: &str, schema: &Value) -> String {
    let mut out = format!("{GENERATED}{}\n\n## At the top of the file\n", head.trim_end());
    table(&mut out, schema, schema);
    for (name, heading) in SECTIONS {
        let section = &schema["$defs"][name];
        let _ = write!(out, "\n## {heading}\n\n{}\n", description(section));
        table(&mut out, schema, section);
    }
    out
}

fn description(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn table(out: &mut String, root: &Value, section: &Value) {
    out.push_str("\n| key | meaning | kind | without it | example |\n|---|---|---|---|---|\n");
    let empty = Map::new();
    let keys = section["properties"].as_object().unwrap_or(&empty);
    let required: Vec<&str> =
        section["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (key, schema) in keys {
        let without =
            if required.contains(&key.as_str()) { "an error".to_owned() } else { default(schema) };
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "| `{key}` | {} | {} | {without} | {} |",
            cell(&description(schema)),
            kind(root, schema),
            example(key, schema),
        );
    }
}

/// What the key is without being set, where that is a value; else its meaning says it.
fn default(schema: &Value) -> String {
    match &schema["default"] {
        Value::Null => String::new(),
        Value::Array(values) if values.is_empty() => "none".to_owned(),
        Value::Object(values) if values.is_empty() => "none".to_owned(),
        value => format!("`{}`", toml(value)),
    }
}

fn example(key: &str, schema: &Value) -> String {
    match schema["examples"].get(0) {
        Some(value) => format!("`{key} = {}`", cell(&toml(value))),
        None => String::new(),
    }
}

/// A value as the file has it.
fn toml(value: &Value) -> String {
    match value {
        Value::Object(keys) => {
            let pairs: Vec<String> =
                keys.iter().map(|(key, value)| format!("{key} = {}", toml(value))).collect();
            if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(toml).collect();
            format!("[{}]", values.join(", "))
        }
        // Text, numbers and truth values are written alike in both.
        other => other.to_string(),
    }
}

fn kind(root: &Value, schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return named(root, name);
    }
    match schema["type"].as_str() {
        Some("string") if schema["format"] == "date" => "date, `YYYY-MM-DD`".to_owned(),
        Some("string") => "text".to_owned(),
        Some("integer") => "whole number".to_owned(),
        Some("number") => "number".to_owned(),
        Some("boolean") => "`true` or `false`".to_owned(),
        Some("array") if schema["items"].is_object() => {
            format!("list of {}", plural(&kind(root, &schema["items"])))
        }
        Some("array") => "list of pairs".to_owned(),
        Some("object") => {
            format!("table of {}", plural(&kind(root, &schema["additionalProperties"])))
        }
        _ => String::new(),
    }
}

fn plural(kind: &str) -> String {
    match kind {
        "text" => "texts".to_owned(),
        "list of texts" => "lists of texts".to_owned(),
        "list of pairs" => "pairs of days".to_owned(),
        other => other.to_owned(),
    }
}

/// Name of the part that a schema refers to.
fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix("#/$defs/")
}

/// A part by its heading, or the words that it allows.
fn named(root: &Value, name: &str) -> String {
    if let Some((_, heading)) = SECTIONS.iter().find(|(section, _)| *section == name) {
        let anchor: String =
            heading.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '_').collect();
        return format!("[{}](#{anchor})", heading.replace(['[', ']'], ""));
    }
    let part = &root["$defs"][name];
    let listed = part["enum"].as_array().into_iter().flatten();
    let described = part["oneOf"].as_array().into_iter().flatten().map(|one| &one["const"]);
    let words: Vec<String> =
        listed.chain(described).filter_map(Value::as_str).map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::schema;
    use crate::render::schema_check::violations;

    const EXAMPLE: &str = include_str!("../../../midspan.example.toml");

    #[test]
    fn the_example_fits_the_schema_and_has_every_key() {
        let example: Value = toml::from_str(EXAMPLE).expect("TOML");
        assert_eq!(violations(&schema(), &example), Vec::<String>::new());
        crate::config::Config::parse(EXAMPLE, "example").expect("a configuration");
        let schema = schema();
        let keys = |part: &Value| -> Vec<String> {
            part["properties"].as_object().into_iter().flatten().map(|(k, _)| k.clone()).collect()
        };
        let parts = schema["$defs"].as_object().expect("parts").values();
        for key in parts.chain([&schema]).flat_map(keys) {
            let is_there = EXAMPLE.contains(&format!("{key} = "))
                || EXAMPLE.contains(&format!("[{key}]"))
                || EXAMPLE.contains(&format!(".{key}]"));
            assert!(is_there, "the example lacks {key}");
        }
    }

    #[test]
    fn what_the_program_refuses_the_schema_refuses() {
        for wrong in [
            "unheard_of = 1",
            "[[teams]]\nmembers = []",
            "[[teams]]\nname = \"a\"\nmembers = \"b\"",
            "[calendar]\ndays = [\"monday\"]",
            "[check]\ncontrol = 0.4",
            "[check.signals]\nx = { most = 1 }",
            "[privacy]\nmin_active = 3",
            "[[leaders]]\nperson = \"a\"\naway = [[\"2026-01-01\"]]",
        ] {
            assert!(crate::config::Config::parse(wrong, "w").is_err(), "{wrong}");
            let value: Value = toml::from_str(wrong).expect("TOML");
            assert_ne!(violations(&schema(), &value), Vec::<String>::new(), "{wrong}");
        }
    }

    #[test]
    fn every_table_of_the_file_has_a_section() {
        let schema = schema();
        let parts = schema["$defs"].as_object().expect("parts");
        let tables = parts.iter().filter(|(_, part)| part["type"] == "object");
        for (name, _) in tables {
            assert!(SECTIONS.iter().any(|(section, _)| section == name), "{name}");
        }
        for (section, _) in SECTIONS {
            assert!(parts.contains_key(section), "{section} is gone");
        }
    }

    #[test]
    fn every_key_has_a_meaning_and_a_kind_and_nearly_all_an_example() {
        let page = configuration_page("# Head", &schema());
        let rows: Vec<Vec<&str>> = page
            .lines()
            .filter(|line| line.starts_with("| `"))
            .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
            .collect();
        assert!(rows.len() > 40, "{page}");
        for row in &rows {
            assert_eq!(row.len(), 5, "{row:?}");
            assert!(!row[1].is_empty() && !row[2].is_empty(), "{row:?}");
            let is_section = row[2].contains("](#") && !row[2].contains("#bounds");
            assert!(is_section || !row[4].is_empty(), "{row:?} has no example");
        }
        assert!(page.contains("| `time_zone` |") && page.contains("`\"UTC\"`"), "{page}");
    }
}
