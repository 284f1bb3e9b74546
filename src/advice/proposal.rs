//! What a rule yields, before it is weighed against others.

use std::collections::BTreeSet;

use super::case::Case;
use super::outcome::AdviceItem;
use crate::model::table::Text;
use crate::signals::definition::Axis;

/// A rule: what it is called, which pressure it lowers, and how it looks at a case.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// Name, as reports carry it.
    pub id: &'static str,
    /// Pressure that it lowers.
    pub side: Axis,
    /// Signal that it watches.
    pub signal: &'static str,
    /// Fewest items on which it rests; the signal may ask for more.
    pub least: usize,
    /// What it proposes; `None` where the evidence is thin or nothing is to be done.
    pub look: fn(&Case<'_>) -> Option<Proposal>,
}

/// What a rule proposes.
#[derive(Clone, Debug)]
pub(super) struct Proposal {
    /// What to try.
    pub title: String,
    /// Why.
    pub evidence: String,
    /// Label and amount of what it would have spared or caught.
    pub gain: Option<(&'static str, String)>,
    /// What must not get worse.
    pub guard: &'static str,
    /// What would have been otherwise.
    pub supposed: Vec<Supposed>,
    /// Items behind it, strongest first.
    pub items: Vec<AdviceItem>,
}

/// Observations that would have been otherwise.
#[derive(Clone, Debug)]
pub(super) struct Supposed {
    /// Signal.
    pub signal: &'static str,
    /// Repositories and items.
    pub items: BTreeSet<(Text, Text)>,
    /// What they would have been.
    pub becomes: Becomes,
}

/// What an observation would have been.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Becomes {
    /// Nothing of its exposure.
    Nothing,
    /// All of its exposure.
    Whole,
    /// At most so much, and finished.
    AtMost(f64),
    /// So much more, up to all of its exposure.
    More(f64),
}

/// The same items in several signals, with nothing left of them.
pub(super) fn none_of(signals: &[&'static str], items: &[AdviceItem]) -> Vec<Supposed> {
    let items: BTreeSet<(Text, Text)> =
        items.iter().map(|i| (i.repo.as_str().into(), i.item.as_str().into())).collect();
    signals
        .iter()
        .map(|signal| Supposed { signal, items: items.clone(), becomes: Becomes::Nothing })
        .collect()
}

/// The items of one signal, each as `becomes` says.
pub(super) fn each(signal: &'static str, becomes: Becomes, items: &[AdviceItem]) -> Vec<Supposed> {
    let items = items.iter().map(|i| (i.repo.as_str().into(), i.item.as_str().into())).collect();
    vec![Supposed { signal, items, becomes }]
}
