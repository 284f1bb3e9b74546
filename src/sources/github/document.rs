//! The queries, each with the fragments that its first line names.

/// A query that can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Document {
    /// Name of the operation in it.
    pub(super) operation: &'static str,
    /// The file and its fragments.
    pub(super) text: &'static str,
}

macro_rules! document {
    ($operation:literal, $file:literal $(, $fragment:literal)*) => {
        Document {
            operation: $operation,
            text: concat!(
                include_str!(concat!("../../../queries/github/", $file, ".graphql")),
                $( include_str!(concat!("../../../queries/github/fragments/", $fragment, ".graphql")), )*
            ),
        }
    };
}

pub(super) const REPOSITORY: Document =
    document!("Repository", "repository", "milestone", "people");
pub(super) const MILESTONES: Document =
    document!("Milestones", "milestones", "milestone", "people");
pub(super) const LABELS: Document = document!("Labels", "labels");
pub(super) const PULL_REQUESTS: Document = document!(
    "PullRequests",
    "pull_requests",
    "pull_request",
    "pull_timeline",
    "reviewers",
    "assignees",
    "people"
);
pub(super) const ISSUES: Document =
    document!("Issues", "issues", "issue", "issue_timeline", "assignees", "people");
pub(super) const TIMELINES: Document = document!(
    "Timelines",
    "timelines",
    "pull_timeline",
    "issue_timeline",
    "reviewers",
    "assignees",
    "people"
);
pub(super) const TEAMS: Document = document!("Teams", "teams");
pub(super) const RULES: Document = document!("Rules", "rules");
pub(super) const REPOSITORIES: Document = document!("Repositories", "repositories");
pub(super) const ACCESS: Document = document!("Access", "access");
pub(super) const CHECKS: Document = document!("Checks", "checks");
pub(super) const CHECKS_ACCESS: Document = document!("ChecksAccess", "checks_access");

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Document; 12] = [
        REPOSITORY,
        MILESTONES,
        LABELS,
        PULL_REQUESTS,
        ISSUES,
        TIMELINES,
        TEAMS,
        RULES,
        REPOSITORIES,
        ACCESS,
        CHECKS,
        CHECKS_ACCESS,
    ];

    #[test]
    fn every_document_holds_the_fragments_that_its_first_line_names() {
        for document in ALL {
            let first = document.text.lines().next().expect("a line");
            let named = first.strip_prefix("# with:").expect("names its fragments");
            let fragments = document.text.matches("\nfragment ").count();
            assert_eq!(named.split_whitespace().count(), fragments, "{}", document.operation);
            assert!(document.text.contains(&format!("query {}(", document.operation)));
            // Only variables carry values: what is asked for never depends on the data.
            assert!(!document.text.contains('"'), "{}", document.operation);
        }
    }

    #[test]
    fn every_file_is_a_document() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/queries/github");
        let files = std::fs::read_dir(folder).expect("a folder").flatten();
        let queries = files.filter(|f| f.path().extension().is_some_and(|e| e == "graphql"));
        assert_eq!(queries.count(), ALL.len());
    }
}
