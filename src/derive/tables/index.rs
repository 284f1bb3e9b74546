//! One repository with canonical people, read events, and nothing from after the as-of time.

use std::collections::BTreeSet;

use compact_str::format_compact;

use super::history::{History, directories};
use super::join::Joiner;
use super::owners::Owners;
use super::reading::{Known, Reading, Repetition, read};
use super::types::Inputs;
use crate::derive::changes::{Change, mainline, trailers_by_commit};
use crate::derive::people::{GHOST, People};
use crate::derive::roster::Teams;
use crate::model::facts::{Check, CommitFile, CommitTrailer, Event, Issue, PullRequest};
use crate::model::hash::{HashMap, HashSet};
use crate::model::table::Text;
use crate::model::time::Timestamp;
use crate::sources::facts::Facts;

/// A repository, ready to be looked at.
pub(super) struct Repo<'a> {
    /// `owner/name`.
    pub(super) name: &'a str,
    /// Its facts, raw.
    pub(super) facts: &'a Facts,
    /// Pull requests by number.
    pub(super) pulls: Vec<Pull<'a>>,
    /// Issues by number.
    pub(super) issues: Vec<Ticket<'a>>,
    /// Changes on the mainline; only where there are no pull requests.
    pub(super) changes: Vec<Change<'a>>,
    /// Files by commit id.
    pub(super) commit_files: HashMap<&'a str, Vec<&'a CommitFile>>,
    /// Checks by pull request.
    pub(super) checks: HashMap<i64, Vec<&'a Check>>,
    /// Who authored what before.
    pub(super) history: History,
    /// CODEOWNERS.
    pub(super) owners: Owners,
    /// Commit ids that were reverted, with the time of the first revert.
    pub(super) reverts: HashMap<&'a str, Timestamp>,
}

/// A pull request with what belongs to it.
pub(super) struct Pull<'a> {
    /// The row with canonical people; nothing in it is later than the as-of time.
    pub(super) row: PullRequest,
    /// Key of the author; a deleted account is told apart by the number.
    pub(super) author: Text,
    /// Whether a bot authored it.
    pub(super) by_bot: bool,
    /// Index of its team.
    pub(super) team: usize,
    /// Events in the order of time.
    pub(super) readings: Vec<Reading<'a>>,
    /// When it became ready; `None` while it has always been a draft.
    pub(super) ready: Option<Timestamp>,
    /// Last close or merge; `None` while it is open.
    pub(super) ended: Option<Timestamp>,
    /// Its files, in order; `None` where they are not known.
    pub(super) files: Option<Vec<&'a str>>,
    /// Directories of its files.
    pub(super) directories: Option<BTreeSet<&'a str>>,
    /// Whether its base is not what was the default branch then.
    pub(super) stacked: bool,
    /// Whether commits of it are in the local history; `None` where there is none, or it is not merged.
    pub(super) is_joined: Option<bool>,
    /// Ids of its commits, the one that merged it included.
    pub(super) oids: Vec<&'a str>,
    /// People other than the author whom its commits name as co-authors.
    pub(super) co_authors: BTreeSet<String>,
}

/// An issue with its events.
pub(super) struct Ticket<'a> {
    /// The row with canonical people; nothing in it is later than the as-of time.
    pub(super) row: Issue,
    /// Key of the author; a deleted account is told apart by the number.
    pub(super) author: Text,
    /// Index of its team.
    pub(super) team: usize,
    /// Events in the order of time.
    pub(super) readings: Vec<Reading<'a>>,
}

impl<'a> Repo<'a> {
    /// Indexes one repository.
    pub(super) fn build(
        name: &'a str,
        facts: &'a Facts,
        inputs: &Inputs<'_>,
        people: &People,
        teams: &Teams,
    ) -> Self {
        let mut maker = Maker::new(facts, inputs, people, teams, name);
        let mut pulls: Vec<Pull<'a>> = maker.pulls();
        mark_stacked(&mut pulls);
        let issues = maker.issues();
        let changes = if facts.pull_requests.is_empty() {
            mainline(&facts.commits, &facts.commit_trailers, people)
        } else {
            Vec::new()
        };
        Self {
            name,
            facts,
            changes,
            issues,
            history: History::of(facts, people),
            owners: Owners::of(&facts.owned_paths, people),
            reverts: reverts(facts, inputs.as_of),
            checks: checks(facts),
            commit_files: maker.commit_files,
            pulls,
        }
    }

    /// Index of the team of a change where git alone is known.
    pub(super) fn team_of(&self, change: &Change<'_>, teams: &Teams) -> usize {
        let by_paths = || {
            let paths: Vec<&str> = self.paths_of(change).into_iter().collect();
            teams.of_paths(self.name, &paths)
        };
        let owner = if teams.goes_by_paths(self.name) { by_paths() } else { None };
        owner.unwrap_or_else(|| teams.of(self.name, &change.author))
    }

    /// Paths that a change touches; empty where they are not known.
    pub(super) fn paths_of(&self, change: &Change<'_>) -> BTreeSet<&'a str> {
        let files = change.brought.iter().filter_map(|c| self.commit_files.get(c.oid.as_str()));
        files.flatten().map(|f| f.path.as_str()).collect()
    }
}

/// Pull requests before and after one that say what the default branch was.
const AROUND: usize = 50;
/// One in this many of them makes a base a default branch. Recordings do not name it, and it may
/// be renamed: around a renaming there are two.
const ONE_IN: usize = 4;

fn mark_stacked(pulls: &mut [Pull<'_>]) {
    let bases: Vec<Text> = pulls.iter().map(|p| p.row.base.clone()).collect();
    let mut counts: HashMap<&str, usize> = HashMap::default();
    let (mut from, mut to) = (0, 0);
    for (index, pull) in pulls.iter_mut().enumerate() {
        while let Some(base) = bases.get(to).filter(|_| to <= index + AROUND) {
            *counts.entry(base).or_default() += 1;
            to += 1;
        }
        while let Some(base) = bases.get(from).filter(|_| from + AROUND < index) {
            counts.entry(base).and_modify(|n| *n -= 1);
            from += 1;
        }
        let share = counts.get(pull.row.base.as_str()).copied().unwrap_or(0);
        pull.stacked = share * ONE_IN < to - from;
    }
}

fn checks(facts: &Facts) -> HashMap<i64, Vec<&Check>> {
    let mut of_pull: HashMap<i64, Vec<&Check>> = HashMap::default();
    for check in &facts.checks {
        of_pull.entry(check.number).or_default().push(check);
    }
    of_pull
}

fn reverts(facts: &Facts, as_of: Timestamp) -> HashMap<&str, Timestamp> {
    let mut out: HashMap<&str, Timestamp> = HashMap::default();
    for commit in facts.commits.iter().filter(|c| c.committed <= as_of) {
        if let Some(oid) = &commit.reverts {
            let first = out.entry(oid).or_insert(commit.committed);
            *first = (*first).min(commit.committed);
        }
    }
    out
}

/// Key of an author: a deleted account is an identity of its own per pull request or issue.
fn author_key(author: Option<&str>, number: i64, people: &People) -> Text {
    author.map_or_else(|| format_compact!("{GHOST}#{number}"), |a| people.key(a).into())
}

struct Maker<'a, 'b> {
    facts: &'a Facts,
    as_of: Timestamp,
    people: &'b People,
    teams: &'b Teams,
    repo: &'b str,
    words: &'b [String],
    repetition: Repetition,
    events: HashMap<(bool, i64), Vec<&'a Event>>,
    commit_files: HashMap<&'a str, Vec<&'a CommitFile>>,
    trailers: HashMap<&'a str, Vec<&'a CommitTrailer>>,
}

impl<'a, 'b> Maker<'a, 'b> {
    fn new(
        facts: &'a Facts,
        inputs: &Inputs<'b>,
        people: &'b People,
        teams: &'b Teams,
        repo: &'b str,
    ) -> Self {
        let seen = |event: &&Event| event.at <= inputs.as_of;
        let spoken = facts.events.iter().filter(|e| e.text_key.is_some()).filter(seen);
        let spoken = spoken.filter_map(|e| Some((people.key(e.actor.as_deref()?), e)));
        let mut events: HashMap<(bool, i64), Vec<&Event>> = HashMap::default();
        let of = |event: &Event| (event.subject == "pull", event.number);
        // Those of one pull request or issue mostly stand together.
        for run in facts.events.chunk_by(|a, b| of(a) == of(b)) {
            let run_of = run.first().map(of).unwrap_or_default();
            let own = events.entry(run_of).or_default();
            own.extend(run.iter().filter(seen));
        }
        let mut commit_files: HashMap<&str, Vec<&CommitFile>> = HashMap::default();
        for run in facts.commit_files.chunk_by(|a, b| a.oid == b.oid) {
            let oid = run.first().map_or("", |file| file.oid.as_str());
            commit_files.entry(oid).or_default().extend(run);
        }
        Self {
            facts,
            as_of: inputs.as_of,
            people,
            teams,
            repo,
            words: &inputs.config.approval_words,
            repetition: Repetition::of(spoken),
            events,
            commit_files,
            trailers: trailers_by_commit(&facts.commit_trailers),
        }
    }

    fn readings(&mut self, is_pull: bool, number: i64, author: &str) -> Vec<Reading<'a>> {
        let mut events = self.events.remove(&(is_pull, number)).unwrap_or_default();
        events.sort_by_key(|e| (e.at, e.seq));
        events.into_iter().map(|e| self.reading(e, author)).collect()
    }

    fn reading(&self, event: &'a Event, author: &str) -> Reading<'a> {
        let event = self.canonical(event, author);
        let actor = event.actor.clone().unwrap_or_else(|| GHOST.into());
        read(event, actor, &self.repetition, self.words)
    }

    /// An event with canonical person keys; most have them already.
    fn canonical(&self, event: &'a Event, author: &str) -> Known<'a> {
        let differs = |name: &str| self.people.key(name) != name;
        let names = || event.mentions.split(' ').filter(|name| !name.is_empty());
        let pushed = is_push(&event.kind);
        let has_other_keys = event.actor.as_deref().is_some_and(differs)
            || event.target.as_deref().is_some_and(differs)
            || names().any(differs);
        let is_the_authors = pushed && unnamed(event.actor.as_deref(), author);
        if !has_other_keys && !is_the_authors {
            return Known::Recorded(event);
        }
        let key = |name: &str| Text::from(self.people.key(name));
        let mut event = Event {
            actor: event.actor.as_deref().map(key),
            target: event.target.as_deref().map(key),
            mentions: names().map(key).collect::<Vec<_>>().join(" ").into(),
            ..event.clone()
        };
        if pushed && unnamed(event.actor.as_deref(), author) {
            event.actor = Some(author.into());
        }
        Known::Renamed(Box::new(event))
    }

    fn pulls(&mut self) -> Vec<Pull<'a>> {
        let mut files: HashMap<i64, Vec<&str>> = HashMap::default();
        for file in &self.facts.pull_files {
            files.entry(file.number).or_default().push(&file.path);
        }
        let mut oids: HashMap<i64, Vec<(i64, &str)>> = HashMap::default();
        for commit in &self.facts.pull_commits {
            oids.entry(commit.number).or_default().push((commit.position, &commit.oid));
        }
        let joiner = Joiner::new(self.facts);
        let mut rows: Vec<&PullRequest> =
            self.facts.pull_requests.iter().filter(|p| p.created <= self.as_of).collect();
        rows.sort_by_key(|p| p.number);
        rows.into_iter()
            .map(|row| {
                let mut commits = oids.remove(&row.number).unwrap_or_default();
                commits.sort_unstable();
                let commits = commits.into_iter().map(|(_, oid)| oid);
                let own: Vec<&str> = commits.collect();
                let landed = joiner.landed(row, &own);
                let is_joined = joiner.has_history().then_some(!landed.is_empty());
                let oids = own.into_iter().chain(row.merge_oid.as_deref()).chain(landed);
                let mut oids: Vec<&str> = oids.collect();
                let mut seen = HashSet::default();
                oids.retain(|oid| seen.insert(*oid));
                let pull = self.pull(row, oids, files.remove(&row.number));
                Pull { is_joined: is_joined.filter(|_| row.merged.is_some()), ..pull }
            })
            .collect()
    }

    fn pull(
        &mut self,
        row: &PullRequest,
        oids: Vec<&'a str>,
        files: Option<Vec<&'a str>>,
    ) -> Pull<'a> {
        let author = author_key(row.author.as_deref(), row.number, self.people);
        let readings = self.readings(true, row.number, &author);
        let mut row = row.clone();
        row.author = row.author.as_deref().map(|a| self.people.key(a).into());
        row.merged_by = row.merged_by.as_deref().map(|m| self.people.key(m).into());
        mask(&mut row, &readings, self.as_of);
        let known = files.or_else(|| self.files_of_commits(&oids));
        let files = known.map(|mut paths| {
            paths.sort_unstable();
            paths.dedup();
            paths
        });
        let paths = files.as_deref().unwrap_or_default();
        Pull {
            by_bot: self.people.is_bot(&author),
            team: self
                .teams
                .of_paths(self.repo, paths)
                .unwrap_or_else(|| self.teams.of(self.repo, &author)),
            ready: ready(&row, &readings),
            ended: row.merged.or(row.closed),
            directories: files.as_ref().map(|f| directories(f.iter().copied())),
            co_authors: self.co_authors(&oids, &author),
            stacked: false,
            is_joined: None,
            oids,
            files,
            readings,
            author,
            row,
        }
    }

    /// Files of a pull request's commits, or of the commit that squashed it.
    fn files_of_commits(&self, oids: &[&str]) -> Option<Vec<&'a str>> {
        let files = oids.iter().filter_map(|o| self.commit_files.get(o)).flatten();
        let paths: Vec<&str> = files.map(|f| f.path.as_str()).collect();
        (!paths.is_empty()).then_some(paths)
    }

    fn co_authors(&self, oids: &[&str], author: &str) -> BTreeSet<String> {
        let trailers = oids.iter().filter_map(|o| self.trailers.get(o)).flatten();
        trailers
            .filter(|t| t.key == "co-authored-by")
            .map(|t| self.people.key(&t.person))
            .filter(|p| *p != author && !self.people.is_bot(p))
            .map(str::to_owned)
            .collect()
    }

    fn issues(&mut self) -> Vec<Ticket<'a>> {
        let mut rows: Vec<&Issue> =
            self.facts.issues.iter().filter(|i| i.created <= self.as_of).collect();
        rows.sort_by_key(|i| i.number);
        rows.into_iter()
            .map(|row| {
                let author = author_key(row.author.as_deref(), row.number, self.people);
                let mut row = row.clone();
                row.closed = row.closed.filter(|t| *t <= self.as_of);
                Ticket {
                    team: self.teams.of_issue(self.repo, &author, &row.labels),
                    readings: self.readings(false, row.number, &author),
                    author,
                    row,
                }
            })
            .collect()
    }
}

fn is_push(kind: &str) -> bool {
    matches!(kind, "committed" | "head_ref_force_pushed")
}

/// Commits carry an e-mail address. One that belongs to no known account, on the branch of
/// somebody known by a login, is nearly always the author's own second address.
fn unnamed(actor: Option<&str>, author: &str) -> bool {
    actor.is_none_or(|a| a.starts_with('~') && !author.starts_with('~'))
}

/// Takes back what happened after the as-of time. Where events tell of closing and merging they
/// hold (model A.16).
fn mask(row: &mut PullRequest, readings: &[Reading<'_>], as_of: Timestamp) {
    row.closed = row.closed.filter(|t| *t <= as_of);
    row.merged = row.merged.filter(|t| *t <= as_of);
    for reading in readings {
        let at = Some(reading.event.at);
        match reading.event.kind.as_str() {
            "merged" => (row.merged, row.closed) = (at, at),
            "closed" if row.merged.is_none() => row.closed = at,
            "reopened" if row.merged.is_none() => row.closed = None,
            _ => {}
        }
    }
    if row.merged.is_none() {
        row.merged_by = None;
    }
    let state = match (row.merged, row.closed) {
        (Some(_), _) => "merged",
        (None, Some(_)) => "closed",
        (None, None) => "open",
    };
    row.state = state.into();
}

/// Creation, or the first `ready_for_review` of what began as a draft.
fn ready(row: &PullRequest, readings: &[Reading<'_>]) -> Option<Timestamp> {
    let mut turns = readings
        .iter()
        .filter(|r| matches!(r.event.kind.as_str(), "ready_for_review" | "convert_to_draft"));
    match turns.next() {
        Some(turn) if turn.event.kind == "ready_for_review" => Some(turn.event.at),
        None if row.is_draft => None,
        _ => Some(row.created),
    }
}
