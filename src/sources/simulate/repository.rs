//! A simulated history as a real git repository.
//!
//! Each file is a run of numbered lines: a commit takes lines away at the front and adds some at
//! the end, so the line counts that git finds are those of the rows.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::Path;

use git2::{ObjectType, Oid, Repository, RepositoryInitOptions, Signature, Time, TreeBuilder};

use super::history::{BEGIN_LINES, FOLDERS, WEB_FLOW, file_names};
use crate::model::facts::{Commit, CommitFile, CommitTrailer};
use crate::model::table::Text;
use crate::sources::facts::Facts;

/// What goes wrong when a repository is written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the git repository `{path}`; name a new folder on a disk with free space")]
pub struct RepositoryError {
    path: String,
    source: git2::Error,
}

/// First line and line after the last, of every file.
type Lines = BTreeMap<String, (i64, i64)>;

/// A commit that is written: its id, what its files hold, and the commit of the main branch that it
/// goes back to (itself on that branch).
#[derive(Clone)]
struct Written {
    oid: Oid,
    lines: Lines,
    base: String,
}

/// Writes the commits, tags and CODEOWNERS of a repository, and gives the rows their real ids.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_repository(facts: &mut Facts, path: &Path) -> Result<(), RepositoryError> {
    let failed = |source| RepositoryError { path: path.display().to_string(), source };
    let ids = Writer::new(facts, path).and_then(Writer::write).map_err(failed)?;
    rename(facts, &ids);
    Ok(())
}

struct Writer<'a> {
    facts: &'a Facts,
    repo: Repository,
    files: HashMap<&'a str, Vec<&'a CommitFile>>,
    trailers: HashMap<&'a str, Vec<&'a CommitTrailer>>,
    titles: HashMap<i64, &'a str>,
    emails: HashMap<&'a str, String>,
    blobs: HashMap<(i64, i64), Oid>,
    trees: HashMap<Vec<Oid>, Oid>,
    owners: Oid,
    written: HashMap<String, Written>,
}

impl<'a> Writer<'a> {
    fn new(facts: &'a Facts, path: &Path) -> Result<Self, git2::Error> {
        let mut options = RepositoryInitOptions::new();
        options.initial_head("main").no_reinit(true);
        let repo = Repository::init_opts(path, &options)?;
        let owners = repo.blob(codeowners(facts).as_bytes())?;
        let mut files: HashMap<&str, Vec<&CommitFile>> = HashMap::new();
        for file in &facts.commit_files {
            files.entry(&file.oid).or_default().push(file);
        }
        let mut trailers: HashMap<&str, Vec<&CommitTrailer>> = HashMap::new();
        for trailer in &facts.commit_trailers {
            trailers.entry(&trailer.oid).or_default().push(trailer);
        }
        let titles = facts.pull_requests.iter().map(|p| (p.number, p.title.as_str())).collect();
        let email =
            |account: i64, login: &str| format!("{account}+{login}@users.noreply.github.com");
        let emails = facts
            .people
            .iter()
            .filter_map(|p| Some((p.person.as_str(), email(p.account?, &p.person))))
            .collect();
        Ok(Self {
            facts,
            repo,
            files,
            trailers,
            titles,
            emails,
            blobs: HashMap::new(),
            trees: HashMap::new(),
            owners,
            written: HashMap::new(),
        })
    }

    /// Everything, and the real id of each invented one.
    fn write(mut self) -> Result<HashMap<String, String>, git2::Error> {
        let mut tip = None;
        for commit in &self.facts.commits {
            let written = self.commit(commit)?;
            if written.base == commit.oid {
                tip = Some(written.oid);
            }
            self.written.insert(commit.oid.to_string(), written);
        }
        if let Some(tip) = tip {
            self.repo.reference("refs/heads/main", tip, true, "simulated")?;
            for tag in &self.facts.tags {
                let Some(target) = self.written.get(tag.oid.as_str()) else { continue };
                let object = self.repo.find_object(target.oid, Some(ObjectType::Commit))?;
                let login = self.facts.commits.first().map_or("", |c| c.author.as_str());
                let tagger = self.signature(login, tag.tagged.seconds(), 0)?;
                self.repo.tag(&tag.name, &object, &tagger, &tag.name, false)?;
            }
            if let Some(name) = self.facts.commits.first().map(|c| c.repo.as_str()) {
                self.repo.remote("origin", &format!("https://github.com/{name}.git"))?;
            }
            let mut checkout = git2::build::CheckoutBuilder::new();
            self.repo.checkout_head(Some(checkout.force()))?;
        }
        Ok(self.written.into_iter().map(|(old, new)| (old, new.oid.to_string())).collect())
    }

    fn signature(
        &self,
        login: &str,
        at: i64,
        offset: i64,
    ) -> Result<Signature<'static>, git2::Error> {
        let (login, email) = if login == WEB_FLOW {
            ("GitHub", "noreply@github.com")
        } else {
            (login, self.emails.get(login).map_or("nobody@example.org", String::as_str))
        };
        let offset = i32::try_from(offset).unwrap_or(0);
        Signature::new(login, email, &Time::new(at, offset))
    }

    fn commit(&mut self, row: &Commit) -> Result<Written, git2::Error> {
        let parents: Vec<Written> =
            row.parents.split(' ').filter_map(|parent| self.written.get(parent).cloned()).collect();
        let (lines, base) = match parents.as_slice() {
            [] => (beginning(), row.oid.to_string()),
            // A pull request that was squashed stands on the main branch.
            [parent] if row.pull.is_some() => {
                (self.change(&parent.lines, &row.oid), row.oid.to_string())
            }
            [parent] => (self.change(&parent.lines, &row.oid), parent.base.clone()),
            [first, second, ..] => self.merge(row, first, second),
        };
        let tree = self.tree(&lines)?;
        let tree = self.repo.find_tree(tree)?;
        let author = self.signature(&row.author, row.authored.seconds(), row.authored_offset)?;
        let committer =
            self.signature(&row.committer, row.committed.seconds(), row.committed_offset)?;
        let objects: Vec<git2::Commit> = parents
            .iter()
            .map(|parent| self.repo.find_commit(parent.oid))
            .collect::<Result<_, _>>()?;
        let objects: Vec<&git2::Commit> = objects.iter().collect();
        let message = self.message(row);
        let oid = self.repo.commit(None, &author, &committer, &message, &tree, &objects)?;
        Ok(Written { oid, lines, base })
    }

    fn message(&self, row: &Commit) -> String {
        let mut message = format!("{}\n", row.subject);
        if let Some(title) = row.pull.and_then(|number| self.titles.get(&number)) {
            let _ = write!(message, "\n{title}\n");
        }
        let trailers = self.trailers.get(row.oid.as_str()).map_or(&[][..], Vec::as_slice);
        if !trailers.is_empty() {
            message.push('\n');
        }
        for trailer in trailers {
            let email = self.emails.get(trailer.person.as_str()).map_or("", String::as_str);
            let _ = writeln!(message, "Reviewed-by: {} <{email}>", trailer.person);
        }
        message
    }

    /// What a commit leaves of the files before it.
    fn change(&self, before: &Lines, oid: &str) -> Lines {
        let mut lines = before.clone();
        for file in self.files.get(oid).into_iter().flatten() {
            if let Some((from, to)) = lines.get_mut(file.path.as_str()) {
                *from += file.deletions.unwrap_or(0);
                *to += file.additions.unwrap_or(0);
            }
        }
        lines
    }

    /// Both sides' changes since the commit that they have in common.
    fn merge(&self, row: &Commit, first: &Written, second: &Written) -> (Lines, String) {
        // The main branch into a branch, or a branch into the main branch.
        let into_main = row.pull.is_some();
        let common = if into_main { &second.base } else { &first.base };
        let Some(common) = self.written.get(common) else {
            return (first.lines.clone(), row.oid.to_string());
        };
        let mut lines = first.lines.clone();
        for (path, (from, to)) in &mut lines {
            if let (Some(new), Some(old)) = (second.lines.get(path), common.lines.get(path)) {
                *from += new.0 - old.0;
                *to += new.1 - old.1;
            }
        }
        (lines, if into_main { row.oid.to_string() } else { second.base.clone() })
    }

    fn tree(&mut self, lines: &Lines) -> Result<Oid, git2::Error> {
        let mut folders = Vec::new();
        for folder in FOLDERS {
            let mut blobs = Vec::new();
            for name in file_names() {
                let at = lines.get(&path(folder, name)).copied().unwrap_or_default();
                let blob = match self.blobs.get(&at) {
                    Some(blob) => *blob,
                    None => self.repo.blob(text(at).as_bytes())?,
                };
                self.blobs.insert(at, blob);
                blobs.push(blob);
            }
            let tree = if let Some(tree) = self.trees.get(&blobs) {
                *tree
            } else {
                let mut builder = self.repo.treebuilder(None)?;
                for (name, blob) in file_names().iter().zip(&blobs) {
                    builder.insert(format!("{name}.rs"), *blob, FILE)?;
                }
                builder.write()?
            };
            self.trees.insert(blobs, tree);
            folders.push((folder, tree));
        }
        let mut builder: TreeBuilder = self.repo.treebuilder(None)?;
        builder.insert("CODEOWNERS", self.owners, FILE)?;
        for (name, tree) in folders {
            builder.insert(name, tree, FOLDER)?;
        }
        builder.write()
    }
}

/// Modes of a file and of a folder in a tree.
const FILE: i32 = 0o100_644;
const FOLDER: i32 = 0o040_000;

fn path(folder: &str, name: &str) -> String {
    format!("{folder}/{name}.rs")
}

fn beginning() -> Lines {
    let paths = FOLDERS.iter().flat_map(|f| file_names().iter().map(|n| path(f, n)));
    paths.map(|path| (path, (0, BEGIN_LINES))).collect()
}

fn text((from, to): (i64, i64)) -> String {
    let mut text = String::new();
    for line in from..to {
        text.push_str(&line.to_string());
        text.push('\n');
    }
    text
}

/// The first month's owners as a file.
fn codeowners(facts: &Facts) -> String {
    let mut lines: BTreeMap<i64, String> = BTreeMap::new();
    let first = facts.owned_paths.first().map(|row| row.period.as_str());
    for row in facts.owned_paths.iter().filter(|row| Some(row.period.as_str()) == first) {
        let line = lines.entry(row.line).or_insert_with(|| row.pattern.to_string());
        if let Some(owner) = &row.owner {
            let _ = write!(line, " @{owner}");
        }
    }
    // Folders that nobody owns have no line of their own, and lines keep their numbers.
    let last = lines.keys().last().copied().unwrap_or(0);
    let text: Vec<&str> = (1..=last).map(|n| lines.get(&n).map_or("#", String::as_str)).collect();
    text.join("\n") + "\n"
}

/// Puts real ids in place of invented ones.
fn rename(facts: &mut Facts, ids: &HashMap<String, String>) {
    let real = |oid: &mut Text| {
        if let Some(id) = ids.get(oid.as_str()) {
            *oid = id.as_str().into();
        }
    };
    for commit in &mut facts.commits {
        real(&mut commit.oid);
        let mut parents: Vec<Text> = commit.parents.split(' ').map(Text::from).collect();
        parents.iter_mut().for_each(real);
        commit.parents = parents.join(" ").into();
    }
    facts.commit_trailers.iter_mut().for_each(|row| real(&mut row.oid));
    facts.commit_files.iter_mut().for_each(|row| real(&mut row.oid));
    facts.tags.iter_mut().for_each(|row| real(&mut row.oid));
    facts.pull_commits.iter_mut().for_each(|row| real(&mut row.oid));
    facts.checks.iter_mut().for_each(|row| real(&mut row.oid));
    for pull in &mut facts.pull_requests {
        pull.head_oid.iter_mut().chain(&mut pull.merge_oid).for_each(real);
    }
    facts.events.iter_mut().filter_map(|event| event.target.as_mut()).for_each(real);
}
