//! From a path to a repository, a branch and its tip.

use std::path::{Path, PathBuf};

use git2::{ErrorCode, Reference, Repository};

use super::error::GitError;
use super::id::Id;

/// Where a repository is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Directory with HEAD; of a linked worktree its own.
    pub git_dir: PathBuf,
    /// Checkout; empty for a bare repository.
    pub workdir: Option<PathBuf>,
    /// Directory with objects and references, shared by linked worktrees.
    pub common_dir: PathBuf,
}

impl Location {
    /// The path to show to people: the checkout, or the directory of a bare repository.
    #[must_use]
    pub fn shown(&self) -> &Path {
        self.workdir.as_deref().unwrap_or(&self.git_dir)
    }
}

/// Finds the repository that holds a path: a checkout or one of its subdirectories, a linked
/// worktree, a submodule, a bare repository.
///
/// # Errors
/// When there is none, when it belongs to another user, or when libgit2 cannot open it.
pub fn discover(path: &Path) -> Result<Location, GitError> {
    if !path.exists() {
        return Err(GitError::NoSuchPath { path: path.to_owned() });
    }
    let none: [&Path; 0] = [];
    let git_dir =
        Repository::discover_path(path, none).map_err(|source| GitError::opening(path, source))?;
    let repository =
        Repository::open(&git_dir).map_err(|source| GitError::opening(&git_dir, source))?;
    Ok(Location {
        git_dir: repository.path().to_owned(),
        workdir: repository.workdir().map(Path::to_owned),
        common_dir: repository.commondir().to_owned(),
    })
}

/// The id of the commit that a branch (or HEAD) leads to; `None` on a branch without commits.
///
/// Reads references only, so that a caller can tell in milliseconds that nothing is new.
///
/// # Errors
/// When the repository does not open, or when the branch does not exist.
pub fn head(location: &Location, branch: Option<&str>) -> Result<Option<String>, GitError> {
    let repository = open(location)?;
    Ok(tip(location, &repository, branch)?.id.map(|id| id.to_string()))
}

/// Whether the clone's history is cut.
#[must_use]
pub fn is_shallow(location: &Location) -> bool {
    open(location).is_ok_and(|repository| repository.is_shallow())
}

/// Opens a repository anew: libgit2's handle belongs to one thread.
pub(super) fn open(location: &Location) -> Result<Repository, GitError> {
    Repository::open(&location.git_dir)
        .map_err(|source| GitError::opening(location.shown(), source))
}

/// Where a read begins.
pub(super) struct Tip {
    /// The commit; empty on a branch without commits.
    pub(super) id: Option<Id>,
    /// Name of the branch; empty for a detached HEAD.
    pub(super) branch: Option<String>,
}

/// Looks up a branch, or HEAD.
pub(super) fn tip(
    location: &Location,
    repository: &Repository,
    branch: Option<&str>,
) -> Result<Tip, GitError> {
    match branch {
        Some(name) => named(location, repository, name),
        None => of_head(location, repository),
    }
}

fn named(location: &Location, repository: &Repository, name: &str) -> Result<Tip, GitError> {
    let places = [
        format!("refs/heads/{name}"),
        format!("refs/remotes/origin/{name}"),
        format!("refs/remotes/{name}"),
        name.to_owned(),
    ];
    let found = places
        .iter()
        .filter(|place| Reference::is_valid_name(place))
        .find_map(|place| repository.find_reference(place).ok());
    let reference = found.ok_or_else(|| GitError::NoSuchBranch {
        path: location.shown().to_owned(),
        branch: name.to_owned(),
    })?;
    let id = target(location, &reference, name)?;
    Ok(Tip { id: Some(id), branch: Some(name.to_owned()) })
}

fn of_head(location: &Location, repository: &Repository) -> Result<Tip, GitError> {
    match repository.head() {
        Ok(reference) => {
            let branch = reference.is_branch().then(|| short_name(reference.shorthand_bytes()));
            Ok(Tip { id: Some(target(location, &reference, "HEAD")?), branch })
        }
        Err(error) if error.code() == ErrorCode::UnbornBranch => {
            let head = repository.find_reference("HEAD").ok();
            let name = head.as_ref().and_then(Reference::symbolic_target_bytes);
            let branch = name.and_then(|name| name.strip_prefix(b"refs/heads/")).map(short_name);
            Ok(Tip { id: None, branch })
        }
        Err(source) => Err(GitError::reading(location.shown(), "HEAD", source)),
    }
}

fn short_name(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

/// A branch holds a commit id; only another reference, such as a tag, needs a look at the object.
fn target(location: &Location, reference: &Reference<'_>, name: &str) -> Result<Id, GitError> {
    let missing =
        |_| GitError::NoCommit { path: location.shown().to_owned(), name: name.to_owned() };
    let resolved = reference.resolve().map_err(missing)?;
    if let Some(oid) = resolved.target()
        && (resolved.is_branch() || resolved.is_remote())
    {
        return Ok(Id::from(oid));
    }
    Ok(Id::from(resolved.peel_to_commit().map_err(missing)?.id()))
}
