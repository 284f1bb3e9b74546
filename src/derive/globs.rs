//! Path patterns in the notation of gitignore, as CODEOWNERS and the configuration have them.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A matcher of gitignore-like patterns, and of each of its globs the index of the pattern.
/// A pattern that is none matches nothing, as on the platform.
pub(crate) fn matcher<'p>(patterns: impl Iterator<Item = &'p str>) -> (GlobSet, Vec<usize>) {
    let mut builder = GlobSetBuilder::new();
    let mut origins = Vec::new();
    for (index, pattern) in patterns.enumerate() {
        for text in globs(pattern) {
            if let Ok(glob) = GlobBuilder::new(&text).literal_separator(true).build() {
                builder.add(glob);
                origins.push(index);
            }
        }
    }
    (builder.build().unwrap_or_else(|_| GlobSet::empty()), origins)
}

/// The globs that say what a gitignore-like pattern says of files.
fn globs(pattern: &str) -> Vec<String> {
    let anchored = pattern.trim_end_matches('/').contains('/');
    let core = pattern.trim_start_matches('/').trim_end_matches('/');
    if core.is_empty() || (core == "*" && !anchored) {
        return vec!["**".to_owned()];
    }
    let prefix = if anchored { "" } else { "**/" };
    let mut out = Vec::new();
    if !pattern.ends_with('/') {
        out.push(format!("{prefix}{core}"));
    }
    // A name stands for all that a directory of that name holds; `docs/*` for its own files only.
    if !core.ends_with("/*") {
        out.push(format!("{prefix}{core}/**"));
    }
    out
}
