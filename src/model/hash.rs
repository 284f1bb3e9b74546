//! Maps for names that are looked up by the million: quick hashes, seeded anew in every process.

use foldhash::fast::RandomState;

/// The standard library's map with a quicker hash; begins with `default`.
pub type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;
/// The standard library's set with a quicker hash; begins with `default`.
pub type HashSet<K> = std::collections::HashSet<K, RandomState>;
