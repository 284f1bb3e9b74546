//! GitHub: pull requests, reviews, issues and milestones, with their whole timelines.
//!
//! In the order of the data:
//!
//! * [`endpoint`]: addresses that may be asked;
//! * [`token`]: a secret that cannot be printed;
//! * [`error`]: what can go wrong, and what to do;
//! * [`state`]: how far each course of reading has come.
//!
//! With the feature `github` also:
//!
//! * `app`: the statements of GitHub Apps;
//! * `keys`: what requests are signed with;
//! * `client`: requests and answers over octocrab;
//! * `patience`: time-outs, limits and faults, until an answer is whole or hopeless;
//! * `document`: the queries, one file each in `queries/github`;
//! * `wire`: the shapes of the answers, one file for each query;
//! * `convert`: answers to items as all sources make them;
//! * `sync`: the courses of reading, side by side;
//! * `checks`: of which commits the checks are wanted;
//! * `collected`: what is kept between two runs, and how it becomes fact tables.
//!
//! With the feature `fuzzing`, `fuzzing`: doors to the shapes, which then need no client.

#[cfg(feature = "github")]
pub mod app;
#[cfg(any(feature = "github", feature = "fuzzing"))]
#[cfg_attr(not(feature = "github"), allow(dead_code))]
pub mod checks;
#[cfg(feature = "github")]
pub mod client;
#[cfg(any(feature = "github", feature = "fuzzing"))]
#[cfg_attr(not(feature = "github"), allow(dead_code))]
pub mod collected;
#[cfg(any(feature = "github", feature = "fuzzing"))]
#[cfg_attr(not(feature = "github"), allow(dead_code))]
mod convert;
#[cfg(feature = "github")]
mod document;
pub mod endpoint;
pub mod error;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
#[cfg(feature = "github")]
pub mod keys;
#[cfg(feature = "github")]
pub mod patience;
pub mod state;
#[cfg(feature = "github")]
pub mod sync;
pub mod token;
#[cfg(any(feature = "github", feature = "fuzzing"))]
#[cfg_attr(not(feature = "github"), allow(dead_code))]
mod wire;

pub use endpoint::Endpoint;
pub use error::GithubError;
pub use token::Token;
