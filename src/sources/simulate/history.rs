//! Commits: what branches hold, how they reach the main branch, and the files they change.

use std::collections::BTreeMap;

use super::chance::{Chance, int};
use super::people::People;
use super::world::Pull;
use crate::model::facts::{Commit, CommitFile, CommitTrailer, Tag};
use crate::model::table::Text;
use crate::model::time::{HOUR, Timestamp};
use jiff::tz::TimeZone;

/// Folders, from those that leaders own first to those they own last.
pub(super) const FOLDERS: [&str; 8] =
    ["core", "store", "api", "sync", "search", "ui", "tools", "docs"];
/// Folders that leaders own.
pub(super) const RULED: usize = 2;
/// Files of a folder.
const FILES: usize = 14;

/// File as a commit changes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) path: String,
    pub(super) added: usize,
    pub(super) removed: usize,
}

/// Commit on a branch.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) oid: String,
    pub(super) at: Timestamp,
    pub(super) author: usize,
    pub(super) is_merge: bool,
    pub(super) files: Vec<Change>,
}

impl Draft {
    /// A commit of so many lines over some paths.
    pub(super) fn new(
        at: Timestamp,
        author: usize,
        paths: &[String],
        lines: usize,
        chance: &mut Chance,
    ) -> Self {
        let count = paths.len().min(lines).max(1);
        let first = chance.below(paths.len());
        let mut files: Vec<Change> = (0..count)
            .filter_map(|i| {
                let path = paths.get((first + i) % paths.len().max(1))?;
                let lines = lines / count + usize::from(i < lines % count);
                let removed = (lines * chance.below(5) / 10).min(MOST_REMOVED);
                Some(Change { path: path.clone(), added: lines - removed, removed })
            })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { oid: chance.commit_id(), at, author, is_merge: false, files }
    }

    /// A merge of the main branch into the branch.
    pub(super) fn merge(at: Timestamp, author: usize, chance: &mut Chance) -> Self {
        Self { oid: chance.commit_id(), at, author, is_merge: true, files: Vec::new() }
    }
}

/// What happened on the main branch, in order.
#[derive(Clone, Debug)]
pub(super) enum Landing {
    /// A pull request was merged.
    Pull(usize),
    /// A release was tagged.
    Release(Timestamp, String),
}

/// The main branch.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    pub(super) root: String,
    pub(super) landings: Vec<Landing>,
}

impl History {
    pub(super) fn merged(&mut self, pull: usize) {
        self.landings.push(Landing::Pull(pull));
    }

    pub(super) fn release(&mut self, at: Timestamp, name: String) {
        self.landings.push(Landing::Release(at, name));
    }

    /// Paths for a change: in folders that leaders own, or in others.
    #[expect(clippy::unused_self, reason = "the tree is the history's")]
    pub(super) fn paths(&self, files: usize, ruled: bool, chance: &mut Chance) -> Vec<String> {
        let folders = if ruled { &FOLDERS[..RULED] } else { &FOLDERS[RULED..] };
        let folder = chance.pick(folders).copied().unwrap_or("docs");
        let mut paths: Vec<String> = (0..files)
            .map(|_| {
                let other = chance.happens(0.15);
                let folder =
                    if other { chance.pick(folders).copied().unwrap_or(folder) } else { folder };
                format!("{folder}/{}.rs", chance.pick(file_names()).copied().unwrap_or("lib"))
            })
            .collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }
}

/// Lines of each file before anything happens: no commit takes more away.
pub(super) const BEGIN_LINES: i64 = 400;
/// Committer of what is merged on the site.
pub(super) const WEB_FLOW: &str = "web-flow";
/// Most lines that a commit takes from one file.
const MOST_REMOVED: usize = 300;

/// Names of the files of a folder, without their ending.
pub(super) fn file_names() -> &'static [&'static str; FILES] {
    &[
        "lib", "parse", "index", "cache", "queue", "state", "render", "limits", "retry", "schema",
        "clock", "paths", "config", "errors",
    ]
}

/// Rows that a walk over the repository gives.
#[derive(Default)]
pub(super) struct GitRows {
    pub(super) commits: Vec<Commit>,
    pub(super) trailers: Vec<CommitTrailer>,
    pub(super) files: Vec<CommitFile>,
    pub(super) tags: Vec<Tag>,
}

/// What all commits of a repository share.
pub(super) struct Frame<'a> {
    pub(super) repo: &'a str,
    pub(super) zone: &'a TimeZone,
    pub(super) people: &'a People,
    pub(super) start: Timestamp,
    /// Changes land as one commit made on the site.
    pub(super) squashing: bool,
    /// Lines of CODEOWNERS.
    pub(super) owner_lines: usize,
}

impl Frame<'_> {
    fn commit(&self, oid: &str, at: Timestamp, who: usize, subject: String) -> Commit {
        let login = self.people.login(who);
        let offset = i64::from(self.zone.to_offset(at.to_jiff()).seconds()) / 60;
        Commit {
            repo: self.repo.into(),
            oid: oid.into(),
            author: login.as_str().into(),
            committer: login.into(),
            authored: at,
            authored_offset: offset,
            committed: at,
            committed_offset: offset,
            parents: Text::default(),
            is_merge: false,
            reverts: None,
            pull: None,
            subject: subject.into(),
            body_words: 0,
            files: None,
            additions: None,
            deletions: None,
        }
    }

    /// The history as rows, oldest first.
    pub(super) fn rows(&self, history: &History, pulls: &[Pull]) -> GitRows {
        let mut rows = GitRows::default();
        let mut root = self.commit(&history.root, self.start.plus(-HOUR), 0, "Begin".to_owned());
        let files = int(FOLDERS.len() * FILES);
        root.files = Some(files + 1);
        root.additions = Some(files * BEGIN_LINES + int(self.owner_lines));
        root.deletions = Some(0);
        rows.commits.push(root);
        let paths = FOLDERS
            .iter()
            .flat_map(|folder| file_names().iter().map(move |name| format!("{folder}/{name}.rs")));
        let files = paths.map(|path| (path, BEGIN_LINES));
        let owners = ("CODEOWNERS".to_owned(), int(self.owner_lines));
        rows.files.extend(std::iter::once(owners).chain(files).map(|(path, lines)| CommitFile {
            repo: self.repo.into(),
            oid: history.root.as_str().into(),
            path: path.into(),
            additions: Some(lines),
            deletions: Some(0),
        }));
        let mut line: Vec<(Timestamp, String)> = vec![(self.start, history.root.clone())];
        for landing in &history.landings {
            match landing {
                Landing::Pull(index) => {
                    let Some(pull) = pulls.get(*index) else { continue };
                    self.land(pull, &mut line, &mut rows);
                }
                Landing::Release(at, name) => {
                    let oid = line.last().map(|(_, oid)| oid.clone()).unwrap_or_default();
                    rows.tags.push(Tag {
                        repo: self.repo.into(),
                        name: name.as_str().into(),
                        oid: oid.into(),
                        tagged: *at,
                    });
                }
            }
        }
        rows
    }

    fn land(&self, pull: &Pull, line: &mut Vec<(Timestamp, String)>, rows: &mut GitRows) {
        let Some((at, by, merge)) = &pull.merged else { return };
        self.trailers(pull, merge, rows);
        if self.squashing && self.squash(pull, (*at, merge), line, rows) {
            return line.push((*at, merge.clone()));
        }
        let begun = pull.commits.first().map_or(pull.created, |c| c.at);
        let mut parent = main_at(line, begun);
        for draft in &pull.commits {
            let mut row = self.commit(&draft.oid, draft.at, draft.author, pull.title.clone());
            row.parents = parent.as_str().into();
            if draft.is_merge {
                row.parents = format!("{parent} {}", main_at(line, draft.at)).into();
                row.is_merge = true;
                row.subject = "Merge branch 'main'".into();
            } else {
                row.files = Some(int(draft.files.len()));
                row.additions = Some(draft.files.iter().map(|f| int(f.added)).sum());
                row.deletions = Some(draft.files.iter().map(|f| int(f.removed)).sum());
                rows.files.extend(draft.files.iter().map(|f| CommitFile {
                    repo: self.repo.into(),
                    oid: draft.oid.as_str().into(),
                    path: f.path.as_str().into(),
                    additions: Some(int(f.added)),
                    deletions: Some(int(f.removed)),
                }));
            }
            parent.clone_from(&draft.oid);
            rows.commits.push(row);
        }
        let author = self.people.login(pull.author);
        let subject =
            format!("Merge pull request #{} from {author}/topic-{}", pull.number, pull.number);
        let mut row = self.commit(merge, *at, *by, subject);
        row.parents = format!("{} {parent}", line.last().map_or("", |(_, oid)| oid)).into();
        row.is_merge = true;
        row.pull = Some(pull.number);
        row.body_words = int(pull.title.split_whitespace().count());
        rows.commits.push(row);
        line.push((*at, merge.clone()));
    }

    fn trailers(&self, pull: &Pull, merge: &str, rows: &mut GitRows) {
        rows.trailers.extend(pull.approved.iter().map(|who| CommitTrailer {
            repo: self.repo.into(),
            oid: merge.into(),
            key: "reviewed-by".into(),
            person: self.people.login(*who).into(),
        }));
    }

    /// One commit by the pull request's author, made on the site; `false` where so much goes from a
    /// file that lines of the pull request's own would be among it.
    fn squash(
        &self,
        pull: &Pull,
        (at, merge): (Timestamp, &str),
        line: &[(Timestamp, String)],
        rows: &mut GitRows,
    ) -> bool {
        let mut sums: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for file in pull.commits.iter().flat_map(|draft| &draft.files) {
            let sum = sums.entry(&file.path).or_default();
            *sum = (sum.0 + file.added, sum.1 + file.removed);
        }
        if sums.values().any(|(_, removed)| *removed > MOST_REMOVED) {
            return false;
        }
        let subject = format!("{} (#{})", pull.title, pull.number);
        let mut row = self.commit(merge, at, pull.author, subject);
        row.committer = WEB_FLOW.into();
        row.parents = line.last().map_or_else(String::new, |(_, oid)| oid.clone()).into();
        row.pull = Some(pull.number);
        row.body_words = int(pull.title.split_whitespace().count());
        row.files = Some(int(sums.len()));
        row.additions = Some(sums.values().map(|(added, _)| int(*added)).sum());
        row.deletions = Some(sums.values().map(|(_, removed)| int(*removed)).sum());
        rows.files.extend(sums.into_iter().map(|(path, (added, removed))| CommitFile {
            repo: self.repo.into(),
            oid: merge.into(),
            path: path.into(),
            additions: Some(int(added)),
            deletions: Some(int(removed)),
        }));
        rows.commits.push(row);
        true
    }
}

/// The tip of the main branch at a time.
fn main_at(line: &[(Timestamp, String)], at: Timestamp) -> String {
    let index = line.partition_point(|(landed, _)| *landed <= at).max(1);
    line.get(index - 1).map(|(_, oid)| oid.clone()).unwrap_or_default()
}
