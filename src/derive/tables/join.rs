//! Pull requests to commits of local history, through every way of merging.
//!
//! * merged by a merge commit: the pull request's own commits are in the history;
//! * squashed: the commit that merged it is, or one whose subject ends in its number;
//! * rebased: copies of its commits are, made at one time by one committer, the last of them the
//!   commit that merged it.

use crate::model::facts::{Commit, PullRequest};
use crate::model::hash::HashMap;
use crate::sources::facts::Facts;

/// Seconds within which a rebase makes all its copies.
const ONE_GO: i64 = 5;

/// The commits of local history, by what leads to them from a pull request.
pub(super) struct Joiner<'a> {
    by_oid: HashMap<&'a str, &'a Commit>,
    by_number: HashMap<i64, Vec<&'a str>>,
}

impl<'a> Joiner<'a> {
    pub(super) fn new(facts: &'a Facts) -> Self {
        let mut by_number: HashMap<i64, Vec<&str>> = HashMap::default();
        for commit in &facts.commits {
            if let Some(number) = commit.pull {
                by_number.entry(number).or_default().push(&commit.oid);
            }
        }
        let by_oid = facts.commits.iter().map(|commit| (commit.oid.as_str(), commit)).collect();
        Self { by_oid, by_number }
    }

    /// Whether there is a local history at all.
    pub(super) fn has_history(&self) -> bool {
        !self.by_oid.is_empty()
    }

    /// Ids of commits in the history that a merged pull request put there; `own` are its own commits.
    pub(super) fn landed(&self, row: &PullRequest, own: &[&'a str]) -> Vec<&'a str> {
        if row.merged.is_none() {
            return Vec::new();
        }
        let mut landed: Vec<&str> =
            own.iter().copied().filter(|oid| self.by_oid.contains_key(oid)).collect();
        let merge = row.merge_oid.as_deref().and_then(|oid| self.by_oid.get(oid));
        landed.extend(merge.map(|commit| commit.oid.as_str()));
        if let Some(last) = merge.filter(|_| landed.len() == 1 && own.len() > 1) {
            landed.extend(self.copies(last, own.len() - 1));
        }
        // A subject may name any number; only where nothing else leads anywhere is it believed.
        if landed.is_empty() {
            landed.extend(self.by_number.get(&row.number).into_iter().flatten());
        }
        landed
    }

    /// The commits before the last copy of a rebase, at most `most`.
    fn copies(&self, last: &'a Commit, most: usize) -> Vec<&'a str> {
        let mut copies = Vec::new();
        let mut commit = last;
        while copies.len() < most && !commit.is_merge {
            let Some(parent) = self.by_oid.get(commit.parents.as_str()) else { break };
            let one_go = last.committed.since(parent.committed).abs() <= ONE_GO;
            if parent.is_merge || parent.committer != last.committer || !one_go {
                break;
            }
            copies.push(parent.oid.as_str());
            commit = parent;
        }
        copies
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Timestamp;

    fn commit(oid: &str, parents: &str, committed: i64, pull: Option<i64>) -> Commit {
        Commit {
            repo: "o/r".into(),
            oid: oid.into(),
            author: "pat".into(),
            committer: "web-flow".into(),
            authored: Timestamp::from_seconds(0),
            authored_offset: 0,
            committed: Timestamp::from_seconds(committed),
            committed_offset: 0,
            parents: parents.into(),
            is_merge: parents.contains(' '),
            reverts: None,
            pull,
            subject: String::new().into(),
            body_words: 0,
            files: None,
            additions: None,
            deletions: None,
        }
    }

    fn row(number: i64, merge_oid: Option<&str>) -> PullRequest {
        PullRequest {
            repo: "o/r".into(),
            number,
            title: String::new().into(),
            author: None,
            created: Timestamp::default(),
            updated: Timestamp::default(),
            closed: None,
            merged: Some(Timestamp::from_seconds(1)),
            state: "merged".into(),
            is_draft: false,
            base: "main".into(),
            head_oid: None,
            merge_oid: merge_oid.map(Into::into),
            merged_by: None,
            additions: None,
            deletions: None,
            changed_files: None,
            milestone: None,
            labels: String::new().into(),
            body_length: 0,
            what: false,
            why: false,
            done: false,
            recorded: Timestamp::default(),
            has_timeline: true,
            truncated: false,
        }
    }

    #[test]
    fn every_way_of_merging_leads_to_commits() {
        let facts = Facts {
            commits: vec![
                commit("root", "", 0, None),
                commit("a1", "root", 10, None),
                commit("merge", "root a1", 20, Some(1)),
                commit("squash", "merge", 30, Some(2)),
                commit("r1", "squash", 40, None),
                commit("r2", "r1", 41, None),
                commit("r3", "r2", 41, None),
                commit("named", "r3", 90, Some(4)),
            ],
            ..Facts::default()
        };
        let joiner = Joiner::new(&facts);
        assert!(joiner.has_history());
        let landed = |number, merge, own: &[&'static str]| joiner.landed(&row(number, merge), own);
        assert_eq!(landed(1, Some("merge"), &["a1"]), ["a1", "merge"]);
        assert_eq!(
            landed(2, Some("squash"), &["x1", "x2"]),
            ["squash"],
            "nothing before it is its own"
        );
        assert_eq!(landed(3, Some("r3"), &["x1", "x2", "x3"]), ["r3", "r2", "r1"]);
        assert_eq!(landed(3, Some("r3"), &["x1", "x2"]), ["r3", "r2"], "no more than there were");
        assert_eq!(landed(4, Some("elsewhere"), &["x1"]), ["named"]);
        assert!(landed(5, None, &[]).is_empty());
        let open = PullRequest { merged: None, ..row(1, None) };
        assert!(joiner.landed(&open, &["a1"]).is_empty());
    }
}
