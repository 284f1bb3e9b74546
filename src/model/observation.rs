//! What a signal yields.

use super::table::Text;

crate::table! {
    /// Value of one signal on one item: the row is the evidence.
    pub struct Observation in "observations" {
        /// Signal id.
        pub signal: Text,
        /// Team.
        pub team: Text,
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Month `YYYY-MM` to which the item counts.
        pub period: Text,
        /// What it was seen on: `#12` (pull request), `issue#5`, `milestone#1`, a week or a commit id.
        pub item: Text,
        /// Numerator, or the duration in the unit that the signal names.
        pub value: f64,
        /// Denominator.
        pub exposure: f64,
        /// True where the value is a lower bound, because the item was not finished.
        pub censored: bool,
        /// Cluster of the bootstrap: whose item it is.
        pub author: Option<Text>,
        /// Cluster of the bootstrap: ISO week.
        pub week: Option<Text>,
        /// Key over which `concentration` is taken.
        pub group_key: Option<Text>,
    }
}
