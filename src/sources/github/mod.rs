//! GitHub: pull requests, reviews, issues and milestones, with their whole timelines.
//!
//! In the order of the data:
//!
//! * `document`: the queries, one file each in `queries/github`;
//! * `wire`: the shapes of the answers, one file for each query;
//! * `convert`: answers to items as all sources make them;
//! * [`state`]: how far each course of reading has come;
//! * [`collected`]: what is kept between two runs, and how it becomes fact tables;
//! * [`error`]: what can go wrong, and what to do;
//! * [`token`]: a secret that cannot be printed;
//! * [`endpoint`]: addresses that may be asked.
//!
//! With the feature `github` also:
//!
//! * [`app`]: tokens of GitHub Apps;
//! * [`client`]: requests and answers over octocrab;
//! * [`patience`]: time-outs, limits and faults, until an answer is whole or hopeless;
//! * [`mod@sync`]: the courses of reading, side by side.

pub mod collected;
mod convert;
mod document;
pub mod endpoint;
pub mod error;
pub mod state;
pub mod token;
mod wire;

#[cfg(feature = "github")]
pub mod app;
#[cfg(feature = "github")]
pub mod client;
#[cfg(feature = "github")]
pub mod patience;
#[cfg(feature = "github")]
pub mod sync;

pub use endpoint::Endpoint;
pub use error::GithubError;
pub use token::Token;
