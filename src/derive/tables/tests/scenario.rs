//! A small history, told event by event.

use crate::config::Config;
use crate::derive::tables::{Derived, Inputs, derive};
use crate::model::facts::{
    Commit, CommitFile, CommitTrailer, Event, Issue, Milestone, OwnedPath, PullFile, PullRequest,
};
use crate::model::time::{Period, Timestamp};
use crate::sources::facts::Facts;

/// The repository of every scenario.
pub(super) const REPO: &str = "acme/anvil";

/// An instant of 2026 in UTC: `03-02 09:00`.
pub(super) fn at(text: &str) -> Timestamp {
    let text = format!("2026-{}:00Z", text.replace(' ', "T"));
    Timestamp::parse(&text).expect("an instant")
}

pub(super) struct Scenario {
    pub(super) facts: Facts,
    pub(super) config: Config,
    pub(super) as_of: Timestamp,
    pub(super) periods: Vec<Period>,
}

impl Scenario {
    /// March and April 2026 looked at on 1 May, with the configuration given as TOML.
    pub(super) fn new(config: &str) -> Self {
        Self {
            facts: Facts::default(),
            config: Config::parse(config, "test").expect("a configuration"),
            as_of: at("05-01 00:00"),
            periods: ["2026-03", "2026-04"].map(|p| p.parse().expect("a month")).to_vec(),
        }
    }

    pub(super) fn derive(&self) -> Derived {
        derive(&Inputs {
            facts: &[(REPO.to_owned(), self.facts.clone())],
            config: &self.config,
            as_of: self.as_of,
            periods: &self.periods,
            score_version: "test",
            threads: 1,
            notes: true,
        })
    }

    pub(super) fn pull(&mut self, number: i64, author: &str, created: &str) -> &mut PullRequest {
        let created = at(created);
        self.facts.pull_requests.push(PullRequest {
            repo: REPO.into(),
            number,
            title: format!("Change number {number}").into(),
            author: (!author.is_empty()).then(|| author.into()),
            created,
            updated: created,
            closed: None,
            merged: None,
            state: "open".into(),
            is_draft: false,
            base: "main".into(),
            head_oid: None,
            merge_oid: None,
            merged_by: None,
            additions: Some(30),
            deletions: Some(10),
            changed_files: Some(2),
            milestone: None,
            labels: String::new().into(),
            body_length: 100,
            what: true,
            why: true,
            done: false,
            recorded: self.as_of,
            has_timeline: true,
            truncated: false,
        });
        self.facts.pull_requests.last_mut().expect("just pushed")
    }

    pub(super) fn issue(&mut self, number: i64, author: &str, created: &str) -> &mut Issue {
        let created = at(created);
        self.facts.issues.push(Issue {
            repo: REPO.into(),
            number,
            title: "Something is to be done".into(),
            author: Some(author.into()),
            created,
            updated: created,
            closed: None,
            state: "open".into(),
            state_reason: None,
            milestone: None,
            labels: String::new().into(),
            assignees: String::new().into(),
            body_length: 200,
            what: true,
            why: false,
            done: true,
            recorded: self.as_of,
        });
        self.facts.issues.last_mut().expect("just pushed")
    }

    /// An event of a pull request; of an issue where the number is one's.
    pub(super) fn event(&mut self, number: i64, kind: &str, actor: &str, when: &str) -> &mut Event {
        let is_issue = self.facts.issues.iter().any(|i| i.number == number);
        let seq = self.facts.events.iter().filter(|e| e.number == number).count();
        self.facts.events.push(Event {
            repo: REPO.into(),
            subject: if is_issue { "issue" } else { "pull" }.into(),
            number,
            seq: i64::try_from(seq).expect("few events"),
            at: at(when),
            at_inferred: false,
            kind: kind.into(),
            actor: (!actor.is_empty()).then(|| actor.into()),
            target: None,
            state: None,
            count: None,
            body_length: None,
            text_key: None,
            is_question: false,
            mentions: String::new().into(),
            approval_word: None,
        });
        self.facts.events.last_mut().expect("just pushed")
    }

    pub(super) fn review(&mut self, number: i64, actor: &str, when: &str, state: &str) {
        let event = self.event(number, "reviewed", actor, when);
        event.state = Some(state.into());
        event.count = Some(0);
    }

    pub(super) fn comment(
        &mut self,
        number: i64,
        actor: &str,
        when: &str,
        length: i64,
    ) -> &mut Event {
        let event = self.event(number, "commented", actor, when);
        event.body_length = Some(length);
        event
    }

    pub(super) fn request(&mut self, number: i64, actor: &str, when: &str, target: &str) {
        self.event(number, "review_requested", actor, when).target = Some(target.into());
    }

    /// The merge, as event and in the row.
    pub(super) fn merge(&mut self, number: i64, actor: &str, when: &str) {
        self.event(number, "merged", actor, when);
        self.event(number, "closed", actor, when);
        let row = self.facts.pull_requests.iter_mut().find(|p| p.number == number);
        let row = row.expect("the pull request");
        row.merged = Some(at(when));
        row.closed = Some(at(when));
        row.state = "merged".into();
        row.merged_by = Some(actor.into());
    }

    pub(super) fn files(&mut self, number: i64, paths: &[&str]) {
        self.facts.pull_files.extend(paths.iter().map(|p| PullFile {
            repo: REPO.into(),
            number,
            path: (*p).into(),
        }));
    }

    pub(super) fn owners(&mut self, line: i64, pattern: &str, owner: &str) {
        self.facts.owned_paths.push(OwnedPath {
            repo: REPO.into(),
            period: "2026-01".into(),
            pattern: pattern.into(),
            owner: Some(owner.into()),
            line,
        });
    }

    pub(super) fn milestone(&mut self, number: i64, title: &str, due: Option<&str>) {
        self.facts.milestones.push(Milestone {
            repo: REPO.into(),
            number,
            title: title.into(),
            creator: None,
            created: at("01-01 00:00"),
            due: due.map(at),
            closed: None,
            updated: at("01-01 00:00"),
            state: "open".into(),
            description_length: 0,
        });
    }

    /// A commit by one person; times are author's and committer's.
    pub(super) fn commit(
        &mut self,
        oid: &str,
        parents: &str,
        author: &str,
        times: [&str; 2],
    ) -> &mut Commit {
        self.facts.commits.push(commit(oid, parents, author, times));
        self.facts.commits.last_mut().expect("just pushed")
    }

    pub(super) fn trailer(&mut self, oid: &str, key: &str, person: &str) {
        self.facts.commit_trailers.push(CommitTrailer {
            repo: REPO.into(),
            oid: oid.into(),
            key: key.into(),
            person: person.into(),
        });
    }

    pub(super) fn commit_file(&mut self, oid: &str, path: &str) {
        self.facts.commit_files.push(CommitFile {
            repo: REPO.into(),
            oid: oid.into(),
            path: path.into(),
            additions: Some(1),
            deletions: Some(0),
        });
    }
}

/// A commit of its own.
pub(super) fn commit(oid: &str, parents: &str, author: &str, times: [&str; 2]) -> Commit {
    Commit {
        repo: REPO.into(),
        oid: oid.into(),
        author: author.into(),
        committer: author.into(),
        authored: at(times[0]),
        authored_offset: 0,
        committed: at(times[1]),
        committed_offset: 0,
        parents: parents.into(),
        is_merge: parents.contains(' '),
        reverts: None,
        pull: None,
        subject: "Change something".into(),
        body_words: 0,
        files: Some(1),
        additions: Some(5),
        deletions: Some(2),
    }
}
