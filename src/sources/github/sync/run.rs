//! All of it for one repository.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::depot::{Depot, keeping};
use super::items::{self, ISSUES, PULLS};
use super::repository::Overview;
use super::{checks, comments};
use crate::model::time::Timestamp;
use crate::sources::github::client::Transport;
use crate::sources::github::collected::Collected;
use crate::sources::github::error::GithubError;
use crate::sources::github::patience::{Patience, Spent};
use crate::sources::github::state::{GithubState, Head};
use crate::sources::text::ApprovalWords;

/// How to read a repository.
#[derive(Clone, Debug)]
pub struct SyncOptions {
    /// Words that approve, beyond the built-in vocabulary.
    pub approval_words: Vec<String>,
    /// Items last changed before this time are not read. Empty: all are.
    pub since: Option<Timestamp>,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Pull requests read.
    pub pulls: u64,
    /// Issues read.
    pub issues: u64,
    /// Inline comments read.
    pub comments: u64,
    /// Checks read.
    pub checks: u64,
    /// What was spent.
    pub spent: Spent,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// The state to keep.
    pub state: GithubState,
    /// Pull requests that changed.
    pub changed_pulls: BTreeSet<i64>,
    /// Whether the run before was cut off, so that others may have changed too.
    pub was_cut_off: bool,
    /// How far it has come.
    pub progress: Progress,
    /// Why it ended early; what was read until then is kept.
    pub failed: Option<GithubError>,
}

/// What the courses of one repository share.
pub(super) struct Shared<'a, T, D> {
    pub(super) server: &'a Patience<T>,
    pub(super) overview: &'a Overview,
    pub(super) words: ApprovalWords,
    pub(super) options: &'a SyncOptions,
    /// Whether the run before ended before facts were made of what it read.
    pub(super) was_cut_off: bool,
    pub(super) state: RefCell<GithubState>,
    pub(super) depot: RefCell<&'a mut D>,
    pub(super) changed_pulls: RefCell<BTreeSet<i64>>,
    pub(super) progress: Cell<Progress>,
    pub(super) tell: &'a dyn Fn(Progress),
}

impl<T: Transport, D: Depot> Shared<'_, T, D> {
    /// Keeps rows together with what `change` makes of the state.
    pub(super) fn keep(
        &self,
        rows: &[Collected],
        change: impl FnOnce(&mut GithubState),
    ) -> Result<(), GithubError> {
        let mut state = self.state.borrow_mut();
        let mut next = state.clone();
        change(&mut next);
        next.pending |= !rows.is_empty();
        self.depot.borrow_mut().keep(rows, &next).map_err(keeping)?;
        *state = next;
        Ok(())
    }

    /// Changes the state without keeping it yet.
    pub(super) fn note(&self, change: impl FnOnce(&mut GithubState)) {
        change(&mut self.state.borrow_mut());
    }

    pub(super) fn advance(&self, change: impl FnOnce(&mut Progress)) {
        let mut progress = self.progress.get();
        change(&mut progress);
        progress.spent = self.server.spent();
        self.progress.set(progress);
        (self.tell)(progress);
    }
}

impl<'a, T: Transport, D: Depot> Shared<'a, T, D> {
    fn new(
        (server, overview): (&'a Patience<T>, &'a Overview),
        state: GithubState,
        options: &'a SyncOptions,
        depot: &'a mut D,
        tell: &'a dyn Fn(Progress),
    ) -> Self {
        Self {
            server,
            overview,
            words: ApprovalWords::new(&options.approval_words),
            options,
            was_cut_off: state.pending,
            state: RefCell::new(state),
            depot: RefCell::new(depot),
            changed_pulls: RefCell::default(),
            progress: Cell::default(),
            tell,
        }
    }

    fn outcome(self, failed: Option<GithubError>) -> Outcome {
        Outcome {
            progress: Progress { spent: self.server.spent(), ..self.progress.get() },
            changed_pulls: self.changed_pulls.into_inner(),
            was_cut_off: self.was_cut_off,
            state: self.state.into_inner(),
            failed,
        }
    }
}

/// Reads what is new of a repository, from the state that was kept last.
///
/// Pages are kept as they come. An error ends the reading; what was kept until then stays, and the
/// next run goes on from it.
pub async fn sync<T: Transport, D: Depot>(
    (server, overview): (&Patience<T>, &Overview),
    mut state: GithubState,
    options: &SyncOptions,
    depot: &mut D,
    tell: &dyn Fn(Progress),
) -> Outcome {
    if state.approval_words != options.approval_words {
        // What was read from texts depends on the words, and texts are not kept.
        state = GithubState::default();
        state.approval_words.clone_from(&options.approval_words);
    }
    let shared = Shared::new((server, overview), state, options, depot, tell);
    let failed = courses(&shared).await.err();
    shared.outcome(failed)
}

/// Reads the inline comments of pull requests anew on which another number is counted than stored:
/// some were deleted, or missed between two pages.
pub async fn recount<T: Transport, D: Depot>(
    (server, overview): (&Patience<T>, &Overview),
    state: GithubState,
    options: &SyncOptions,
    depot: &mut D,
    wrong: &[(i64, Vec<i64>)],
) -> Outcome {
    let shared = Shared::new((server, overview), state, options, depot, &|_| ());
    let failed = match comments::recount(&shared, wrong).await {
        Ok(left) => {
            let what = "pull requests whose inline comments were not counted again";
            shared.note(|state| state.set_gap(what, left as u64, vec![overview.repo.clone()]));
            None
        }
        Err(error) => Some(error),
    };
    shared.outcome(failed)
}

/// Reads the checks of commits, if there are any to ask for; whether the token may read them.
pub async fn read_checks<T: Transport, D: Depot>(
    (server, overview): (&Patience<T>, &Overview),
    state: GithubState,
    options: &SyncOptions,
    depot: &mut D,
    wanted: Vec<Head>,
) -> (Outcome, bool) {
    let shared = Shared::new((server, overview), state, options, depot, &|_| ());
    let (failed, may_read) = match checks::read(&shared, wanted).await {
        Ok(may_read) => (None, may_read),
        Err(error) => (Some(error), true),
    };
    (shared.outcome(failed), may_read)
}

async fn courses<T: Transport, D: Depot>(shared: &Shared<'_, T, D>) -> Result<(), GithubError> {
    // The first listing of inline comments does not wait for anything; later ones only happen where
    // a pull request has changed, for its comments are part of it.
    let first_listing = shared.state.borrow().comments.through.is_none();
    let was_cut_off = shared.was_cut_off;
    let early = async { if first_listing { comments::course(shared).await } else { Ok(()) } };
    let issues = async {
        if shared.overview.has_issues { items::course(shared, &ISSUES).await } else { Ok(()) }
    };
    let (pulls, issues, early) = tokio::join!(items::course(shared, &PULLS), issues, early);
    pulls?;
    issues?;
    early?;
    let state = shared.state.borrow().comments.clone();
    let changed = !shared.changed_pulls.borrow().is_empty();
    let changed_meanwhile = shared.state.borrow().pulls.through > state.through;
    let is_due = if first_listing { changed_meanwhile } else { changed || was_cut_off };
    if is_due || state.target.is_some() {
        comments::course(shared).await?;
    }
    Ok(())
}
