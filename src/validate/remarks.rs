//! What is known of targets that are missed: causes and what was tried. Said only where the run
//! misses them.

use std::fmt::Write as _;

use super::targets::Target;

/// Target and what is known of missing it.
const KNOWN: [(&str, &str); 0] = [];

/// Adds a paragraph for each target that the run misses.
pub fn missed(out: &mut String, targets: &[Target]) {
    let missed: Vec<&Target> = targets.iter().filter(|t| t.met == Some(false)).collect();
    if missed.is_empty() {
        return;
    }
    out.push_str("\n### Missed, and why\n\n");
    for target in missed {
        let known = KNOWN.iter().find(|(id, _)| *id == target.id).map(|(_, text)| *text);
        let text = known.unwrap_or("No cause has been found yet.");
        let _ = writeln!(out, "- **{}**, {}: {text}", target.id, target.what);
    }
}
