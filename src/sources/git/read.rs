//! The whole read: from options to rows.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use git2::Repository;

use crate::model::facts::{Commit, CommitFile};
use crate::model::time::{Period, Timestamp};
use crate::sources::facts::{Facts, Gap};

use super::error::GitError;
use super::files::{self, Changed, Task};
use super::gaps::Gaps;
use super::id::Id;
use super::identity::Identities;
use super::locate::{self, Location};
use super::mailmap;
use super::objects::{self, Objects};
use super::owned::OwnerReader;
use super::remote::{self, RemoteAddress};
use super::rows::{CommitReader, Draft};
use super::tags;
use super::walk::{self, Range, Walked};

/// What to read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Branch; empty for HEAD.
    pub branch: Option<String>,
    /// Name of the repository as `owner/name`; empty for the one its `origin` tells.
    pub repo_name: Option<String>,
    /// Changed files and line counts are read of commits committed at or after this instant.
    pub history_from: Timestamp,
    /// Threads to use at most; 0 counts as 1.
    pub threads: usize,
    /// Months whose CODEOWNERS is wanted, with the instants at which they start.
    pub periods: Vec<(Period, Timestamp)>,
    /// What is stored already.
    pub known: Known,
}

/// What is stored already.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Ids of commits whose whole ancestry is stored: it is not read again.
    pub tips: Vec<String>,
}

/// What a read found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Repository as `owner/name`.
    pub repo: String,
    /// Commit that the branch leads to; empty on a branch without commits.
    pub tip: Option<String>,
    /// Branch; empty for a detached HEAD.
    pub branch: Option<String>,
    /// Address for a browser, without credentials.
    pub remote_url: Option<String>,
    /// Commits, trailers, files, tags, owned paths and people. Of commits and what hangs on them
    /// only the new ones; of tags and owned paths always all.
    pub facts: Facts,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// Commits read in this call.
    pub total_commits: u64,
    /// Nothing of the ancestry is missing or malformed.
    pub commit_graph_complete: bool,
    /// The clone is shallow.
    pub shallow: bool,
    /// A known tip is no ancestor of the tip (a force-push): stored commits may be gone, and the
    /// caller reads everything anew to be sure.
    pub rewritten: bool,
    /// Where CODEOWNERS is at the tip.
    pub codeowners_path: Option<String>,
    /// Files at the tip that list maintainers.
    pub maintainers_files: Vec<String>,
}

/// Reads a repository. Nothing is written to it.
///
/// `progress` is told how many commits are done so far, from any thread and not always in order.
///
/// # Errors
/// When the repository does not open, or the branch does not exist. What is missing or malformed
/// inside is a gap.
pub fn read(
    location: &Location,
    options: &ReadOptions,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<History, GitError> {
    // Checking the hash of each object costs a third of the time, and git does not do it either;
    // the cache of libgit2 is replaced by one with a bound (see `objects`).
    git2::opts::strict_hash_verification(false);
    git2::opts::enable_caching(false);
    let repository = locate::open(location)?;
    let tip = locate::tip(location, &repository, options.branch.as_deref())?;
    let address = remote::origin(&repository);
    let named = options.repo_name.clone().or_else(|| address.as_ref().map(RemoteAddress::repo));
    let mut history = History {
        repo: named.unwrap_or_else(|| remote::local_name(location)),
        branch: tip.branch,
        remote_url: address.map(|a| a.web()),
        shallow: repository.is_shallow(),
        commit_graph_complete: true,
        ..History::default()
    };
    if let Some(id) = tip.id {
        history.tip = Some(id.to_string());
        let read = Reader { location, repository: &repository, options, progress };
        read.fill(id, &mut history)?;
    }
    Ok(history)
}

/// Commits between two calls of `progress` where only headers are read.
const PROGRESS_STEP: u64 = 1024;

fn wants_files(commit: &Draft, from: Timestamp) -> bool {
    !commit.is_merge && commit.committed >= from
}

struct Reader<'a> {
    location: &'a Location,
    repository: &'a Repository,
    options: &'a ReadOptions,
    progress: &'a (dyn Fn(u64) + Sync),
}

impl Reader<'_> {
    fn fill(&self, tip: Id, history: &mut History) -> Result<(), GitError> {
        let mut gaps = Gaps::default();
        let failed = |source| GitError::reading(self.location.shown(), "the objects", source);
        let odb = self.repository.odb().map_err(failed)?;
        let mut objects = Objects::new(&odb, objects::is_partial(self.repository));
        let mut reader =
            CommitReader::new(&history.repo, self.identities(&history.repo, &mut gaps));
        self.replaced(&mut gaps);

        let mut walked = self.walk(tip, &objects, &mut reader, &mut gaps)?;
        history.commit_graph_complete = walked.complete;
        history.rewritten = walked.rewritten;
        let changed = self.files(&walked, &mut gaps)?;

        let facts = &mut history.facts;
        facts.tags =
            tags::read(self.location, self.repository, &objects, &history.repo, &mut gaps)?;
        let mut owners = OwnerReader {
            repo: &history.repo,
            objects: &mut objects,
            walked: &walked,
            identities: reader.identities(),
            gaps: &mut gaps,
        };
        facts.owned_paths = owners.rows(tip, &self.options.periods);
        history.codeowners_path = owners.path(tip);
        history.maintainers_files = owners.maintainers_files(tip);
        facts.people = reader.into_people();
        take_rows(&history.repo, &mut walked, changed, facts);
        history.total_commits = u64::try_from(facts.commits.len()).unwrap_or(0);
        history.gaps = gaps.finish();
        Ok(())
    }

    fn identities(&self, repo: &str, gaps: &mut Gaps) -> Identities {
        let mailmap = mailmap::of_repository(self.location, self.repository);
        if mailmap.is_err() {
            gaps.add("mailmaps that do not read", ".mailmap".to_owned());
        }
        Identities::new(repo, mailmap.unwrap_or_default())
    }

    /// Git shows replaced objects in place of the originals; the originals are read here.
    fn replaced(&self, gaps: &mut Gaps) {
        let Ok(references) = self.repository.references_glob("refs/replace/*") else { return };
        for reference in references.flatten() {
            let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
            gaps.add("replacement objects, originals read", name);
        }
    }

    fn walk(
        &self,
        tip: Id,
        objects: &Objects<'_>,
        reader: &mut CommitReader,
        gaps: &mut Gaps,
    ) -> Result<Walked, GitError> {
        let shallow = self.shallow()?;
        let known: Vec<Id> =
            self.options.known.tips.iter().filter_map(|t| Id::from_hex(t.as_bytes())).collect();
        let range = Range { tip, known: &known, shallow: &shallow };
        let mut done = 0;
        let mut met = |commit: &Draft| {
            done += u64::from(!wants_files(commit, self.options.history_from));
            if done % PROGRESS_STEP == 0 {
                (self.progress)(done);
            }
        };
        Ok(walk::walk(objects, &range, reader, gaps, &mut met))
    }

    /// Commits at the edge of a shallow clone.
    fn shallow(&self) -> Result<BTreeSet<Id>, GitError> {
        if !self.repository.is_shallow() {
            return Ok(BTreeSet::new());
        }
        let path = self.location.common_dir.join("shallow");
        let text = std::fs::read(&path).map_err(|error| {
            let source = git2::Error::from_str(&error.to_string());
            GitError::reading(self.location.shown(), "the list of shallow commits", source)
        })?;
        Ok(text.split(|b| *b == b'\n').filter_map(|line| Id::from_hex(line.trim_ascii())).collect())
    }

    fn files(&self, walked: &Walked, gaps: &mut Gaps) -> Result<Vec<Changed>, GitError> {
        let tasks = tasks(walked, self.options.history_from, gaps);
        let fresh = walked.nodes.iter().filter(|node| node.draft.is_some()).count();
        let without_files = u64::try_from(fresh.saturating_sub(tasks.len())).unwrap_or(0);
        (self.progress)(without_files);
        let progress = |done: u64| (self.progress)(without_files.saturating_add(done));
        files::read(self.location, &tasks, self.options.threads, gaps, &progress)
    }
}

/// The commits whose files are wanted, newest first, so that neighbours share trees and files.
fn tasks(walked: &Walked, from: Timestamp, gaps: &mut Gaps) -> Vec<Task> {
    let mut order: Vec<usize> = (0..walked.nodes.len()).collect();
    let key = |at: &usize| walked.nodes.get(*at).map(|node| (node.time, node.id));
    order.sort_by_key(|at| Reverse(key(at)));
    order.into_iter().filter_map(|at| task(walked, at, from, gaps)).collect()
}

fn task(walked: &Walked, at: usize, from: Timestamp, gaps: &mut Gaps) -> Option<Task> {
    let node = walked.nodes.get(at)?;
    if !wants_files(node.draft.as_ref()?, from) {
        return None;
    }
    let after = node.tree?;
    let before = match node.parents.first() {
        None => None,
        Some(_) if node.at_edge => {
            gaps.add("commits at the edge of a shallow clone, without files", node.id.to_string());
            return None;
        }
        Some(parent) => {
            let parent = walked.index.get(parent).and_then(|at| walked.nodes.get(*at));
            let Some(tree) = parent.and_then(|parent| parent.tree) else {
                gaps.add("commits with a missing parent, without files", node.id.to_string());
                return None;
            };
            Some(tree)
        }
    };
    Some(Task { node: at, commit: node.id, before, after })
}

/// Makes the rows of the tables, oldest first.
fn take_rows(repo: &str, walked: &mut Walked, changed: Vec<Changed>, facts: &mut Facts) {
    let ids = abbreviations(walked);
    let mut files: BTreeMap<usize, Changed> = changed.into_iter().map(|c| (c.node, c)).collect();
    let drafts = || walked.nodes.iter().filter_map(|node| node.draft.as_ref());
    facts.commits.reserve_exact(drafts().count());
    facts.commit_trailers.reserve_exact(drafts().map(|draft| draft.trailers.len()).sum());
    facts.commit_files.reserve_exact(files.values().map(|changed| changed.files.len()).sum());
    for at in oldest_first(walked) {
        let Some(node) = walked.nodes.get_mut(at) else { continue };
        let Some(draft) = node.draft.take() else { continue };
        let mut commit = draft.commit(repo, node.id, &node.parents);
        commit.reverts = commit.reverts.map(|text| full_id(&ids, text.to_string()).into());
        if let Some(changed) = files.remove(&at) {
            take_files(&mut commit, changed, &mut facts.commit_files);
        }
        facts.commits.push(commit);
        facts.commit_trailers.extend(draft.trailers(repo, node.id));
    }
}

/// The commits that become rows, by time and then by id.
fn oldest_first(walked: &Walked) -> Vec<usize> {
    let nodes = walked.nodes.iter().enumerate();
    let mut keys: Vec<_> = nodes
        .filter_map(|(at, node)| node.draft.as_ref().map(|draft| (draft.committed, node.id, at)))
        .collect();
    keys.sort_unstable();
    keys.into_iter().map(|(_, _, at)| at).collect()
}

fn take_files(commit: &mut Commit, changed: Changed, out: &mut Vec<CommitFile>) {
    if changed.listed {
        commit.files = i64::try_from(changed.files.len()).ok();
    }
    if changed.listed && changed.counted {
        let counts = || changed.files.iter().filter_map(|file| file.lines);
        commit.additions = Some(counts().map(|lines| lines.additions).sum());
        commit.deletions = Some(counts().map(|lines| lines.deletions).sum());
    }
    out.extend(changed.files.into_iter().map(|file| CommitFile {
        repo: commit.repo.clone(),
        oid: commit.oid.clone(),
        path: file.path.into(),
        additions: file.lines.map(|lines| lines.additions),
        deletions: file.lines.map(|lines| lines.deletions),
    }));
}

/// Ids to complete an abbreviated one from; needed only where a message abbreviates.
fn abbreviations(walked: &Walked) -> BTreeSet<String> {
    let short = |text: &str| text.len() < Id::LEN * 2;
    let mut drafts = walked.nodes.iter().filter_map(|node| node.draft.as_ref());
    if !drafts.any(|draft| draft.reverts.as_deref().is_some_and(short)) {
        return BTreeSet::new();
    }
    walked.nodes.iter().map(|node| node.id.to_string()).collect()
}

/// The one id that begins so; the text itself where none or several do.
fn full_id(ids: &BTreeSet<String>, text: String) -> String {
    let mut found = ids.range(text.clone()..).take_while(|id| id.starts_with(&text));
    match (found.next(), found.next()) {
        (Some(id), None) => id.clone(),
        _ => text,
    }
}
