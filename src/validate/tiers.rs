//! Less data: the same teams as a source would see them that reads less.

use super::path::Case;
use crate::sources::facts::Facts;

/// Leaves pull requests, reviews and timelines: no issues, no milestones.
pub fn pull_requests_only(case: &mut Case) {
    let facts = &mut case.facts;
    facts.issues.clear();
    facts.linked_issues.clear();
    facts.milestones.clear();
    facts.milestone_snapshots.clear();
    facts.events.retain(|e| e.subject == "pull" && !e.kind.contains("milestoned"));
    for pull in &mut facts.pull_requests {
        pull.milestone = None;
    }
}

/// Leaves what a clone has.
pub fn git_alone(case: &mut Case) {
    let facts = std::mem::take(&mut case.facts);
    case.facts = Facts {
        commits: facts.commits,
        commit_trailers: facts.commit_trailers,
        commit_files: facts.commit_files,
        tags: facts.tags,
        owned_paths: facts.owned_paths,
        people: facts.people,
        ..Facts::default()
    };
}
