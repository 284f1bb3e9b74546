//! The world to fact tables, as the real sources write them.

use super::chance::int;
use super::history::{FOLDERS, Frame, RULED};
use super::world::{Pull, Thread, Ticket, World};
use crate::model::facts::{
    Event, Issue, LinkedIssue, OwnedPath, PullCommit, PullFile, PullRequest,
};
use crate::model::time::Timestamp;
use crate::sources::facts::Facts;

impl World<'_> {
    /// The tables.
    pub(super) fn into_facts(mut self) -> Facts {
        let frame = Frame {
            repo: &self.spec.repo,
            zone: &self.spec.zone,
            people: &self.people,
            start: self.start,
            squashing: self.machines.squashing,
            owner_lines: self
                .owners()
                .iter()
                .map(|(line, ..)| *line)
                .max()
                .map_or(0, |n| usize::try_from(n).unwrap_or(0)),
        };
        let git = frame.rows(&self.history, &self.pulls);
        let mut facts = Facts {
            commits: git.commits,
            commit_trailers: git.trailers,
            commit_files: git.files,
            tags: git.tags,
            owned_paths: self.owned_paths(),
            people: self.people.rows(&self.spec.repo),
            ..Facts::default()
        };
        let threads = std::mem::take(&mut self.threads);
        let mut updated: Vec<Timestamp> = Vec::with_capacity(threads.len());
        for thread in threads {
            let events = in_order(thread, self.end);
            updated.push(events.last().map_or(self.start, |e| e.at));
            facts.events.extend(events);
        }
        let changed = |number: i64, created: Timestamp| {
            let index = usize::try_from(number - 1).unwrap_or(0);
            updated.get(index).copied().unwrap_or(created).max(created)
        };
        for pull in &self.pulls {
            facts.pull_requests.push(self.pull_row(pull, changed(pull.number, pull.created)));
            self.parts(pull, &mut facts);
        }
        for ticket in &self.tickets {
            facts.issues.push(self.issue_row(ticket, changed(ticket.number, ticket.created)));
        }
        facts.checks = std::mem::take(&mut self.machines.checks);
        facts.milestones = std::mem::take(&mut self.milestones);
        facts.milestone_snapshots = std::mem::take(&mut self.snapshots);
        facts.milestone_snapshots.sort_by_key(|s| (s.number, s.seen));
        facts
    }

    fn pull_row(&self, pull: &Pull, updated: Timestamp) -> PullRequest {
        let merged = pull.merged.as_ref();
        let files = pull.paths().len();
        let sum = |f: fn(&super::history::Change) -> usize| {
            int(pull.commits.iter().flat_map(|c| &c.files).map(f).sum())
        };
        let state = match (merged, pull.open) {
            (Some(_), _) => "merged",
            (None, true) => "open",
            (None, false) => "closed",
        };
        let mut labels = pull.labels.clone();
        labels.sort_unstable();
        PullRequest {
            repo: self.spec.repo.as_str().into(),
            number: pull.number,
            title: pull.title.as_str().into(),
            author: (!pull.anonymous).then(|| self.people.login(pull.author)).map(Into::into),
            created: pull.created,
            updated,
            closed: pull.closed,
            merged: merged.map(|(at, _, _)| *at),
            state: state.into(),
            is_draft: pull.draft,
            base: "main".into(),
            head_oid: pull.commits.last().map(|c| c.oid.clone()).map(Into::into),
            merge_oid: merged.map(|(_, _, oid)| oid.clone()).map(Into::into),
            merged_by: merged.map(|(_, by, _)| self.people.login(*by)).map(Into::into),
            additions: Some(sum(|f| f.added)),
            deletions: Some(sum(|f| f.removed)),
            changed_files: Some(int(files)),
            milestone: pull.milestone.map(|m| int(m + 1)),
            labels: labels.join("\n").into(),
            body_length: length(pull.intent),
            what: pull.intent[0],
            why: pull.intent[1],
            done: pull.intent[2],
            recorded: self.end,
            has_timeline: true,
            truncated: false,
        }
    }

    /// Commits, files and links of a pull request.
    fn parts(&self, pull: &Pull, facts: &mut Facts) {
        let repo = &self.spec.repo;
        facts.pull_commits.extend((0..).zip(&pull.commits).map(|(position, commit)| PullCommit {
            repo: repo.as_str().into(),
            number: pull.number,
            oid: commit.oid.as_str().into(),
            position,
        }));
        facts.pull_files.extend(pull.paths().into_iter().map(|path| PullFile {
            repo: repo.as_str().into(),
            number: pull.number,
            path: path.into(),
        }));
        facts.linked_issues.extend(pull.issue.map(|issue| LinkedIssue {
            repo: repo.as_str().into(),
            number: pull.number,
            issue: self.tickets[issue].number,
            source: "keyword".into(),
        }));
    }

    fn issue_row(&self, ticket: &Ticket, updated: Timestamp) -> Issue {
        let mut labels = ticket.labels.clone();
        labels.sort_unstable();
        let mut assignees: Vec<String> =
            ticket.assignees.iter().map(|who| self.people.login(*who)).collect();
        assignees.sort_unstable();
        Issue {
            repo: self.spec.repo.as_str().into(),
            number: ticket.number,
            title: ticket.title.as_str().into(),
            author: ticket.author.map(|who| self.people.login(who)).map(Into::into),
            created: ticket.created,
            updated,
            closed: ticket.closed.map(|(at, _)| at),
            state: if ticket.closed.is_some() { "closed" } else { "open" }.into(),
            state_reason: ticket.closed.map(|(_, reason)| reason.into()),
            milestone: ticket.milestone.map(|m| int(m + 1)),
            labels: labels.join("\n").into(),
            assignees: assignees.join(" ").into(),
            body_length: length(ticket.intent),
            what: ticket.intent[0],
            why: ticket.intent[1],
            done: ticket.intent[2],
            recorded: self.end,
        }
    }

    /// CODEOWNERS, month by month: leaders own what they must decide on, peers the rest.
    fn owned_paths(&self) -> Vec<OwnedPath> {
        let months = i32::try_from(self.spec.months.max(1)).unwrap_or(1);
        (0..months)
            .flat_map(|month| {
                let period = self.spec.first.plus(month).to_string();
                self.owners().into_iter().map(move |(line, pattern, owner)| OwnedPath {
                    repo: self.spec.repo.as_str().into(),
                    period: period.as_str().into(),
                    pattern: pattern.into(),
                    owner: Some(owner.into()),
                    line,
                })
            })
            .collect()
    }

    /// Lines of CODEOWNERS: number, pattern and owner.
    pub(super) fn owners(&self) -> Vec<(i64, String, String)> {
        let mut lines = Vec::new();
        for (index, folder) in FOLDERS.iter().enumerate() {
            let line = int(index + 1);
            let pattern = format!("/{folder}/");
            if index < RULED {
                for leader in 0..self.people.leaders {
                    lines.push((line, pattern.clone(), self.people.login(leader)));
                }
            } else if index % 3 != 0 {
                let peer = self.people.leaders + index % self.people.peers;
                lines.push((line, pattern, self.people.login(peer)));
            }
        }
        lines
    }
}

/// Characters of a description that says so much.
fn length(intent: [bool; 3]) -> i64 {
    let part = |stated: bool, characters: i64| if stated { characters } else { 0 };
    part(intent[0], 140) + part(intent[1], 90) + part(intent[2], 60) + 12
}

/// The events of one number before the end, in order.
fn in_order(thread: Thread, end: Timestamp) -> Vec<Event> {
    let mut events = thread.events;
    events.retain(|event| event.at < end);
    events.sort_by_key(|event| event.at);
    for (seq, event) in (0..).zip(&mut events) {
        event.seq = seq;
    }
    events
}
