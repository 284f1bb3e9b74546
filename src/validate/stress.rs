//! Balanced teams in circumstances that have nothing to do with leadership (model 3.8).

use serde::Serialize;

use super::casting::{Casting, Circumstances, Region, Role};
use super::judged::{Passed, judge};
use super::path::Scoring;
use super::recovery::recovery;
use super::stats::Count;
use crate::score::outcome::SureZone;
use crate::score::variant::Variants;
use crate::signals::catalogue::Catalogue;
use crate::signals::engine::EngineError;

/// Balanced teams under one circumstance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stress {
    /// In words.
    pub what: &'static str,
    /// Teams in another zone than the balanced one, resamples aside.
    pub alarms: Count,
    /// Teams that get another label.
    pub labels: Count,
    /// What the prototype reached, labels.
    pub prototype: &'static str,
}

fn circumstances() -> Vec<(&'static str, Circumstances, &'static str)> {
    let usual = Circumstances { pulls: (75.0, 75.0), ..Circumstances::USUAL };
    let slow = |latency| Circumstances { latency, always_slow: true, ..usual };
    vec![
        ("usual circumstances", usual, "0 %"),
        ("reviewers take 2.5 times as long", slow(2.5), "0.7 %"),
        ("reviewers take 4 times as long", slow(4.0), "4.7 %"),
        ("pull requests twice as large", Circumstances { size: 2.0, ..usual }, "0 %"),
        ("4 peers, 1 leader", Circumstances { peers: (4, 4), leaders: 1, ..usual }, "0 % (1 + 3)"),
        ("12 peers", Circumstances { peers: (12, 12), ..usual }, "0 %"),
        (
            "3 peers, up to 2 leaders",
            Circumstances { peers: (3, 3), ..usual },
            "0 % (2 leaders of five)",
        ),
        ("200 pull requests a month", Circumstances { pulls: (200.0, 200.0), ..usual }, "0 %"),
    ]
}

/// False labels of `each` balanced teams under each circumstance.
///
/// # Errors
/// When the engine refuses a signal file.
pub fn stress(
    seed: u64,
    each: usize,
    catalogue: &Catalogue,
    scoring: Scoring<'_>,
    passed: &mut Passed,
) -> Result<Vec<Stress>, EngineError> {
    let definitions: Vec<_> = catalogue.signals.iter().map(|s| s.definition.clone()).collect();
    let variants = Variants::new(&definitions);
    let mut lines = Vec::new();
    let mut casting = Casting::new(seed, "stress");
    for (what, around, prototype) in circumstances() {
        let balanced = Region::Style(SureZone::MicroEngaged);
        let roles: Vec<Role> = (0..each).map(|_| casting.team(balanced, &around)).collect();
        let teams = judge(&roles, catalogue, scoring, &|_| (), passed)?;
        let found = recovery(&teams, &variants);
        lines.push(Stress {
            what,
            alarms: found.false_alarms,
            labels: found.false_labels,
            prototype,
        });
    }
    Ok(lines)
}
