//! Local history through libgit2 object access.
//!
//! In the order in which a read happens:
//!
//! * [`locate`]: from a path to a repository, a branch and its tip;
//! * [`remote`], `name`: what the repository is called;
//! * [`mod@read`]: the whole read, from options to rows;
//! * `objects`, `id`, `parse`: the object store, commit, tree and tag objects;
//! * `walk`, `rows`: every commit reachable from the tip;
//! * [`message`], [`trailers`], [`identity`], [`mailmap`]: what a commit says, and about whom;
//! * `compare`, [`lines`], `files`, `workers`: changed paths and line counts, on several threads;
//! * `tags`, [`codeowners`], `owned`: tags, and who owns which path in a month;
//! * [`maintainers`]: files that name maintainers, and addresses, for guesses;
//! * `gaps`: what could not be read;
//! * [`error`]: why a repository cannot be read at all.
//!
//! With the feature `fuzzing`, `fuzzing`: doors to the readers of objects.
//!
//! # How the counts differ from git's
//!
//! The number of commits equals `git rev-list --count`. Line counts are those of
//! `git log --numstat --no-renames --no-merges`, except that
//!
//! * git looks for repeated lines in the whole file before it compares, we only between the first
//!   and the last difference, so that about one file in a hundred has another, equally correct set
//!   of changed lines (totals stay within 0.1 %);
//! * two versions of a file that share more than about 130,000 lines between their first and last
//!   difference are compared in a coarser way (counted as a gap);
//! * `.gitattributes` is not read: a text file that it declares binary has line counts here, a
//!   file that it declares text and that holds a NUL byte has none;
//! * a commit at the edge of a shallow clone has no line counts, where git shows its whole tree as
//!   added;
//! * replacement objects and grafts are not followed (counted as a gap);
//! * missing objects cost the affected files only (counted as a gap), where git stops.

pub mod codeowners;
mod compare;
pub mod error;
mod files;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod gaps;
mod id;
pub mod identity;
pub mod lines;
pub mod locate;
pub mod mailmap;
pub mod maintainers;
pub mod message;
mod name;
mod objects;
mod owned;
mod parse;
pub mod read;
pub mod remote;
mod rows;
mod tags;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod trailers;
mod walk;
mod workers;

pub use error::GitError;
pub use locate::{Location, discover, head, is_shallow};
pub use name::repository_name;
pub use read::{History, Known, ReadOptions, read};
pub use remote::origin_address;
