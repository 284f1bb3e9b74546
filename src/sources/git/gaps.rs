//! Collects what could not be read, so that nothing is left out silently.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::facts::Gap;

/// Examples kept of each kind.
const EXAMPLES: usize = 5;

/// Counts by kind, with the first few examples in alphabetical order: workers finish in any order,
/// and the same history is to give the same gaps.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    kinds: BTreeMap<&'static str, (u64, BTreeSet<String>)>,
}

impl Gaps {
    /// Counts one more of a kind.
    pub(super) fn add(&mut self, what: &'static str, example: String) {
        let (count, examples) = self.kinds.entry(what).or_default();
        *count = count.saturating_add(1);
        keep(examples, example);
    }

    /// Takes over what another collector counted.
    pub(super) fn merge(&mut self, other: Self) {
        for (what, (more, new)) in other.kinds {
            let (count, examples) = self.kinds.entry(what).or_default();
            *count = count.saturating_add(more);
            for example in new {
                keep(examples, example);
            }
        }
    }

    /// The gaps in alphabetical order of their kind.
    pub(super) fn finish(self) -> Vec<Gap> {
        self.kinds
            .into_iter()
            .map(|(what, (count, examples))| Gap {
                what: what.to_owned(),
                count,
                examples: examples.into_iter().collect(),
            })
            .collect()
    }
}

fn keep(examples: &mut BTreeSet<String>, example: String) {
    examples.insert(example);
    if examples.len() > EXAMPLES {
        examples.pop_last();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_everything_and_keeps_the_first_examples() {
        let mut one = Gaps::default();
        let mut two = Gaps::default();
        for name in ["f", "b", "d"] {
            one.add("things", name.to_owned());
        }
        for name in ["a", "e", "c"] {
            two.add("things", name.to_owned());
        }
        one.merge(two);
        let gaps = one.finish();
        assert_eq!(gaps.len(), 1);
        assert_eq!(gaps[0].count, 6);
        assert_eq!(gaps[0].examples, ["a", "b", "c", "d", "e"]);
    }
}
