//! Invented practices for the tests of the renderers: one without a trace, one shown by team.

use crate::report::{Practice, PracticeShown};

pub(crate) fn practices() -> Vec<Practice> {
    vec![
        Practice {
            name: "Structured updates".to_owned(),
            shown: Vec::new(),
            nothing: Some("No trace in this data".to_owned()),
            limits: "Updates live in chat, stand-ups and documents.".to_owned(),
        },
        Practice {
            name: "Milestone visibility".to_owned(),
            shown: vec![
                shown("Billing", &["5 of 6 dated, described, alive", "slipped by .10"], None),
                shown("Mobile", &[], Some("not enough data: 1 of the 2 items needed")),
            ],
            nothing: None,
            limits: "Planning in another tool is not seen.".to_owned(),
        },
    ]
}

fn shown(team: &str, figures: &[&str], nothing: Option<&str>) -> PracticeShown {
    PracticeShown {
        team: team.to_owned(),
        figures: figures.iter().map(|&text| text.to_owned()).collect(),
        nothing: nothing.map(str::to_owned),
    }
}
