//! Checks JSON against the published schema, for tests. It knows the keywords that the schema uses
//! and panics at any other, so that the schema cannot say more than is checked.

use serde_json::Value;

/// What is wrong, with where; empty: nothing.
pub(crate) fn violations(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(schema, schema, value, "", &mut found);
    found
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    for (keyword, rule) in schema.as_object().expect("a schema is an object") {
        let wrong = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "default" | "examples" | "format" => {
                None
            }
            "additionalProperties" if rule.is_object() => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    check(root, rule, value, &format!("{at}/{name}"), found);
                }
                None
            }
            "additionalProperties" => None,
            "prefixItems" => {
                let rules = rule.as_array().expect("a list");
                for (rule, item) in rules.iter().zip(value.as_array().into_iter().flatten()) {
                    check(root, rule, item, at, found);
                }
                None
            }
            "minItems" => {
                let length = value.as_array().map_or(0, Vec::len) as u64;
                (Some(length) < rule.as_u64()).then(|| format!("has {length} items"))
            }
            "$ref" => {
                let path = rule.as_str().expect("a reference").trim_start_matches('#');
                let target = root.pointer(path).unwrap_or_else(|| panic!("{path} is nowhere"));
                check(root, target, value, at, found);
                None
            }
            "type" => (!is_type(rule, value)).then(|| format!("is no {rule}")),
            "const" => (rule != value).then(|| format!("is not {rule}")),
            "enum" => (!rule.as_array().expect("a list").contains(value))
                .then(|| format!("not in {rule}")),
            "pattern" => (!has_shape(rule, value)).then(|| format!("does not match {rule}")),
            "minimum" => (value.as_f64() < rule.as_f64()).then(|| format!("is under {rule}")),
            "maxItems" => {
                let length = value.as_array().map_or(0, Vec::len) as u64;
                (Some(length) > rule.as_u64()).then(|| format!("has {length} items"))
            }
            "required" => lacks(rule, value),
            "properties" => properties(root, schema, value, at, found),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, item, &format!("{at}/{index}"), found);
                }
                None
            }
            "anyOf" | "oneOf" => one_of(root, rule, value, keyword == "oneOf"),
            other => panic!("the checker does not know {other}"),
        };
        found.extend(wrong.map(|wrong| format!("{at}: {wrong}")));
    }
}

fn is_type(rule: &Value, value: &Value) -> bool {
    match rule.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("null") => value.is_null(),
        _ => panic!("the checker does not know the type {rule}"),
    }
}

/// Patterns are runs of digits, as `[0-9]{4}`, with dashes between them.
fn has_shape(rule: &Value, value: &Value) -> bool {
    let pattern = rule.as_str().expect("a pattern").trim_matches(['^', '$']);
    let lengths: Vec<usize> = pattern
        .split("[0-9]{")
        .skip(1)
        .map(|part| part.trim_end_matches(['}', '-']).parse().expect("a length"))
        .collect();
    let parts: Vec<&str> = value.as_str().unwrap_or_default().split('-').collect();
    parts.len() == lengths.len()
        && parts
            .iter()
            .zip(lengths)
            .all(|(part, length)| part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
}

fn lacks(rule: &Value, value: &Value) -> Option<String> {
    let object = value.as_object()?;
    let names = rule.as_array().expect("a list").iter().filter_map(Value::as_str);
    let missing: Vec<&str> = names.filter(|name| !object.contains_key(*name)).collect();
    (!missing.is_empty()).then(|| format!("lacks {}", missing.join(", ")))
}

fn properties(
    root: &Value,
    schema: &Value,
    value: &Value,
    at: &str,
    found: &mut Vec<String>,
) -> Option<String> {
    let known = schema["properties"].as_object().expect("properties");
    for (name, value) in value.as_object()? {
        match known.get(name) {
            Some(rule) => check(root, rule, value, &format!("{at}/{name}"), found),
            None if schema["additionalProperties"] == Value::Bool(false) => {
                found.push(format!("{at}: the schema knows no {name}"));
            }
            None => {}
        }
    }
    None
}

fn one_of(root: &Value, rule: &Value, value: &Value, exactly: bool) -> Option<String> {
    let all: Vec<Vec<String>> = rule
        .as_array()
        .expect("a list")
        .iter()
        .map(|schema| {
            let mut found = Vec::new();
            check(root, schema, value, "", &mut found);
            found
        })
        .collect();
    let fitting = all.iter().filter(|found| found.is_empty()).count();
    if fitting == 1 || (fitting > 1 && !exactly) {
        return None;
    }
    // The alternative that fits best says most.
    let nearest = all.iter().min_by_key(|found| found.len()).map(|f| f.join("; "));
    Some(format!("fits {fitting} alternatives: {}", nearest.unwrap_or_default()))
}
