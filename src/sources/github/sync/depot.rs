//! Where pages are kept.

use std::error::Error;
use std::sync::Arc;

use crate::sources::github::collected::Collected;
use crate::sources::github::error::GithubError;
use crate::sources::github::state::GithubState;

/// A place for what was read of one repository.
///
/// A page and the state that it leads to are kept together or not at all.
pub trait Depot {
    /// What the place says when it cannot.
    type Error: Error + Send + Sync + 'static;

    /// Keeps rows and the state that they lead to.
    ///
    /// # Errors
    /// When they cannot be kept; what was kept before is unharmed.
    fn keep(&mut self, rows: &[Collected], state: &GithubState) -> Result<(), Self::Error>;

    /// Rows whose timelines were not read to the end.
    ///
    /// # Errors
    /// When what was kept cannot be read.
    fn unfinished(&self) -> Result<Vec<Collected>, Self::Error>;
}

/// What a depot says, as an error of collecting.
pub(super) fn keeping(error: impl Error + Send + Sync + 'static) -> GithubError {
    GithubError::Keep { source: Arc::new(error) }
}
