//! The report as JSON, for other programs.

use serde::Serialize;

use crate::report::Report;

/// Version of the shape of `report.json`; rises when a field goes or changes its meaning.
pub const FORMAT_VERSION: u32 = 1;

/// A report that could not be written as JSON.
#[derive(Debug, thiserror::Error)]
#[error("write the report as JSON")]
pub struct JsonError(#[from] serde_json::Error);

/// What stands in the file.
#[derive(Serialize)]
struct File<'a> {
    format_version: u32,
    report: &'a Report,
}

/// The whole report, as `docs/report.schema.json` describes it: indented, fields in the order of the model, with a line break at the end.
///
/// Numbers that are no numbers are written as `null`.
///
/// # Errors
/// When the report holds a map whose keys are no text, which its types rule out.
pub fn json(report: &Report) -> Result<String, JsonError> {
    let file = File { format_version: FORMAT_VERSION, report };
    Ok(format!("{}\n", serde_json::to_string_pretty(&file)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;
    use crate::render::schema_check::violations;
    use crate::report::SignalDoc;
    use crate::signals::catalogue::{Catalogue, Signal};

    #[test]
    fn the_version_leads_and_the_report_follows() {
        let text = json(&sample::report()).expect("JSON");
        assert!(text.starts_with(
            "{\n  \"format_version\": 1,\n  \"report\": {\n    \"subject\": \"northlight\","
        ));
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let report = &value["report"];
        assert_eq!(report["period"], "2026-03");
        assert_eq!(report["teams"].as_array().map(Vec::len), Some(11));
        assert_eq!(report["teams"][2]["score"]["months"][5]["status"]["status"], "screening");
        let signals = &report["teams"][0]["score"]["months"][5]["signals"];
        assert_eq!(signals[10]["missing"]["reason"], "too_few_items");
        assert_eq!(signals[10]["estimate"], serde_json::Value::Null);
    }

    fn schema() -> serde_json::Value {
        serde_json::from_str(include_str!("../../docs/report.schema.json")).expect("a schema")
    }

    #[test]
    fn every_report_fits_the_published_schema() {
        let schema = schema();
        assert_eq!(schema["properties"]["format_version"]["const"], FORMAT_VERSION);
        for report in [
            sample::report(),
            sample::four_teams(),
            sample::one_team(),
            sample::git_alone(),
            sample::no_teams(),
        ] {
            let value = serde_json::from_str(&json(&report).expect("JSON")).expect("JSON");
            assert_eq!(violations(&schema, &value), Vec::<String>::new());
        }
    }

    #[test]
    fn every_built_in_signal_fits_the_published_schema() {
        let mut report = sample::no_teams();
        let catalogue = Catalogue::built_in().expect("the program's own files");
        let doc = |signal: &Signal| SignalDoc {
            definition: signal.definition.clone(),
            sql: signal.sql.clone(),
        };
        report.definitions = catalogue.signals.iter().map(doc).collect();
        let value = serde_json::from_str(&json(&report).expect("JSON")).expect("JSON");
        assert_eq!(violations(&schema(), &value), Vec::<String>::new());
    }

    #[test]
    fn the_schema_misses_no_change_of_the_shape() {
        let text = json(&sample::one_team()).expect("JSON");
        let whole: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let wrong = |change: fn(&mut serde_json::Value)| {
            let mut value = whole.clone();
            change(&mut value);
            violations(&schema(), &value)
        };
        assert_eq!(wrong(|_| ()), Vec::<String>::new());
        let gone = wrong(|v| {
            v["report"].as_object_mut().expect("an object").remove("headline");
        });
        assert_eq!(gone, ["/report: lacks headline"]);
        let new = wrong(|v| v["report"]["teams"][0]["rank"] = 1.into());
        assert_eq!(new, ["/report/teams/0: the schema knows no rank"]);
        let other = wrong(|v| v["report"]["period"] = "March".into());
        assert_eq!(other.len(), 1, "{other:?}");
        let zone = wrong(|v| v["report"]["teams"][0]["score"]["months"][5]["status"] = "x".into());
        assert_eq!(zone.len(), 1, "{zone:?}");
    }

    #[test]
    fn same_report_same_bytes() {
        let first = json(&sample::report()).expect("JSON");
        assert!((0..5).all(|_| json(&sample::report()).expect("JSON") == first));
    }
}
