//! What a repository is called, without reading it.

use super::error::GitError;
use super::locate::{self, Location};
use super::remote;

/// `owner/name` from the remote `origin`, else `local/` and the folder's name.
///
/// # Errors
/// When the repository does not open.
pub fn repository_name(location: &Location) -> Result<String, GitError> {
    let repository = locate::open(location)?;
    let address = remote::origin(&repository);
    Ok(address.map_or_else(|| remote::local_name(location), |a| a.repo()))
}
