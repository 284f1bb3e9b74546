//! Definitions: what each signal asks, how it is made, and what it cannot tell.

use serde::Serialize;

use crate::render::figures;
use crate::report::{Report, SignalDoc};

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
        facts: figures::definition(&doc.definition),
        sql: doc.sql.trim().to_owned(),
    }
}
