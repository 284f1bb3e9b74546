//! Definitions: what each signal asks, how it is made, and what it cannot tell.

use serde::Serialize;

use crate::render::words;
use crate::report::{Report, SignalDoc};
use crate::signals::definition::{Anchors, Definition};

/// One definition.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Doc {
    id: String,
    title: String,
    question: String,
    facts: Vec<(&'static str, String)>,
    sql: String,
}

/// All definitions, in catalogue order.
pub(in crate::render::html) fn docs(report: &Report) -> Vec<Doc> {
    report.definitions.iter().map(doc).collect()
}

fn doc(doc: &SignalDoc) -> Doc {
    Doc {
        id: doc.definition.id.clone(),
        title: doc.definition.title.clone(),
        question: doc.definition.question.clone(),
        facts: facts(&doc.definition),
        sql: doc.sql.trim().to_owned(),
    }
}

/// What a definition says, as pairs of label and text.
pub(in crate::render) fn facts(definition: &Definition) -> Vec<(&'static str, String)> {
    let mut out = vec![("Stands for", definition.concept.clone())];
    let parts = [("Control", &definition.control), ("Drift", &definition.drift)];
    let parts = parts.map(|(name, part)| part.as_ref().map(|p| (name, anchors(definition, p))));
    out.extend(parts.into_iter().flatten());
    if definition.control.is_none() && definition.drift.is_none() {
        out.push(("Reference", "none: shown, not scored".to_owned()));
    }
    out.extend([
        ("Figure", format!("{}; {}", words::estimator(definition.estimator), definition.unit)),
        ("Looks back on", words::window(definition.window).to_owned()),
        ("Needs", needs(definition)),
        ("Also moved by", definition.confounders.clone()),
        ("Gaming", definition.gaming.clone()),
        ("Cannot tell", definition.cannot_tell.clone()),
    ]);
    out
}

fn anchors(definition: &Definition, anchors: &Anchors) -> String {
    let weight = if anchors.weight < 1.0 { "half weight" } else { "full weight" };
    format!(
        "{}, {weight}: calm {}, severe {}; grade {:?}: {}",
        words::facet(anchors.facet).to_lowercase(),
        words::value(definition, anchors.green),
        words::value(definition, anchors.red),
        anchors.grade,
        anchors.source
    )
}

fn needs(definition: &Definition) -> String {
    let items = words::count(u64::from(definition.min_items), "item");
    let exposure = if definition.min_exposure > 0.0 {
        format!(", exposure of {}", words::number(definition.min_exposure))
    } else {
        String::new()
    };
    format!("{items}{exposure}; {}", words::tier(definition.tier))
}
