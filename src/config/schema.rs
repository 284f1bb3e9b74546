//! The JSON Schema of `midspan.toml`, from the types that read it.

use serde_json::Value;

use super::Config;

/// The schema, as `docs/midspan.schema.json` publishes it: draft 2020-12, closed to unknown keys.
#[must_use]
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Config);
    schema.insert("title".to_owned(), "midspan.toml".into());
    let mut schema = schema.to_value();
    without_null(&mut schema);
    schema
}

/// TOML has no null: a key that may be left out is just not required.
fn without_null(schema: &mut Value) {
    let is_null = |value: &Value| *value == Value::Null || *value == "null";
    match schema {
        Value::Object(keys) => {
            keys.retain(|name, value| !(name == "default" && value.is_null()));
            if let Some(Value::Array(types)) = keys.get_mut("type") {
                types.retain(|t| !is_null(t));
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    keys.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(any)) = keys.get_mut("anyOf") {
                any.retain(|s| s.get("type").is_none_or(|t| !is_null(t)));
                if let [Value::Object(only)] = any.as_slice() {
                    let only = only.clone();
                    keys.remove("anyOf");
                    keys.extend(only);
                }
            }
            keys.values_mut().for_each(without_null);
        }
        Value::Array(values) => values.iter_mut().for_each(without_null),
        _ => {}
    }
}
