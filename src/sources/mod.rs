//! Sources fetch and normalise; they judge nothing.
//!
//! * [`facts`]: what a source hands over;
//! * [`text`]: features of descriptions and comments, whose texts are not kept;
//! * [`git`]: local history;
//! * [`collected`]: pull requests and issues, whatever they were read from, to facts;
//! * [`archive`]: recorded pull requests;
//! * [`github`]: pull requests, issues and milestones from GitHub;
//! * [`simulate`]: organisations that never were.

pub mod archive;
pub mod collected;
pub mod facts;
pub mod git;
pub mod github;
pub mod simulate;
pub mod text;
