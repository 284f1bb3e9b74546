//! Answers to items: the only place where GitHub's shapes meet the rows.
//!
//! * `met`: the people of an item;
//! * `entry`: one entry of a timeline;
//! * `pull`, `issue`, `milestone`, `comment`, `check`: one item.

mod check;
mod comment;
mod entry;
mod issue;
mod met;
mod milestone;
mod pull;

pub(super) use check::check;
pub(super) use comment::inline;
pub(super) use entry::{commits, entries};
pub(super) use issue::issue;
pub(super) use met::Met;
#[cfg(feature = "github")]
pub(super) use met::time;
pub(super) use milestone::milestone;
pub(super) use pull::pull;

use crate::sources::text::ApprovalWords;

/// What reading an item needs to know.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading<'a> {
    /// Repository as `owner/name`.
    pub(super) repo: &'a str,
    /// Its page.
    pub(super) web_url: Option<&'a str>,
    pub(super) words: &'a ApprovalWords,
}
