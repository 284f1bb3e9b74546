//! What a signal yields.

crate::table! {
    /// Value of one signal on one item: the row is the evidence.
    pub struct Observation in "observations" {
        /// Signal id.
        pub signal: String,
        /// Team.
        pub team: String,
        /// Repository as `owner/name`.
        pub repo: String,
        /// Month `YYYY-MM` to which the item counts.
        pub period: String,
        /// What it was seen on: `#12` (pull request), `issue#5`, `milestone#1`, a week or a commit id.
        pub item: String,
        /// Numerator, or the duration in the unit that the signal names.
        pub value: f64,
        /// Denominator.
        pub exposure: f64,
        /// True where the value is a lower bound, because the item was not finished.
        pub censored: bool,
        /// Cluster of the bootstrap: whose item it is.
        pub author: Option<String>,
        /// Cluster of the bootstrap: ISO week.
        pub week: Option<String>,
        /// Key over which `concentration` is taken.
        pub group_key: Option<String>,
    }
}
