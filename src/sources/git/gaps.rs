//! Collects what could not be read, so that nothing is left out silently.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::facts::Gap;

/// Examples kept of each kind.
const EXAMPLES: usize = 5;

/// Counts by kind, with the first few examples in alphabetical order, so that the same history
/// gives the same gaps.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    kinds: BTreeMap<&'static str, (u64, BTreeSet<String>)>,
}

impl Gaps {
    /// Counts one more of a kind.
    pub(super) fn add(&mut self, what: &'static str, example: String) {
        let (count, examples) = self.kinds.entry(what).or_default();
        *count = count.saturating_add(1);
        examples.insert(example);
        if examples.len() > EXAMPLES {
            examples.pop_last();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_everything_and_keeps_the_first_examples() {
        let mut gaps = Gaps::default();
        for name in ["f", "b", "d", "a", "e", "c"] {
            gaps.add("things", name.to_owned());
        }
        let gaps = gaps.finish();
        assert_eq!(gaps.len(), 1);
        assert_eq!(gaps[0].count, 6);
        assert_eq!(gaps[0].examples, ["a", "b", "c", "d", "e"]);
    }
}
