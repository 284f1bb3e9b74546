//! What each part of the rule is worth (model 4c): the same figures under rules that differ in one
//! thing.

use serde::Serialize;

use super::judged::Judged;
use super::recovery::{Recovery, recovery_under};
use crate::score::variant::{Variant, Variants};
use crate::signals::definition::{Definition, Facet};

/// A rule that differs, in words, and what it gives.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// What differs.
    pub what: String,
    /// What a sample shows under it.
    pub recovery: Recovery,
}

/// One line for each scored signal left out.
#[must_use]
pub fn without_signals(
    teams: &[Judged],
    definitions: &[Definition],
    variants: &Variants,
) -> Vec<Line> {
    let scored = definitions.iter().enumerate();
    scored
        .filter(|(_, d)| d.control.is_some() || d.drift.is_some())
        .map(|(index, definition)| {
            let variant = Variant { without_signal: Some(index), ..Variant::default() };
            let recovery = recovery_under(teams, variants, &variant);
            Line { what: definition.id.clone(), recovery }
        })
        .collect()
}

/// One line for each facet left out.
#[must_use]
pub fn without_facets(teams: &[Judged], variants: &Variants) -> Vec<Line> {
    let line = |facet: Facet| {
        let variant = Variant { without_facet: Some(facet), ..Variant::default() };
        let what = format!("{facet:?}").to_lowercase();
        Line { what, recovery: recovery_under(teams, variants, &variant) }
    };
    Facet::ALL.into_iter().map(line).collect()
}

/// Other thresholds, other means, no corroboration.
#[must_use]
pub fn other_rules(teams: &[Judged], variants: &Variants) -> Vec<Line> {
    let own = Variant::default();
    let mut rules = vec![("as it is (threshold .45, quadratic mean, two facets)".to_owned(), own)];
    for threshold in [0.40, 0.50, 0.55] {
        rules.push((format!("threshold {threshold:.2}"), Variant { threshold, ..own }));
    }
    for (power, name) in [(1.0, "arithmetic mean over facets"), (3.0, "cubic mean over facets")] {
        rules.push((name.to_owned(), Variant { power, ..own }));
    }
    let alone = Variant { corroboration: false, ..own };
    rules.push(("one facet is enough for a zone".to_owned(), alone));
    let line = |(what, variant): (String, Variant)| Line {
        what,
        recovery: recovery_under(teams, variants, &variant),
    };
    rules.into_iter().map(line).collect()
}
