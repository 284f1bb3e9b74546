//! Sources fetch and normalise; they judge nothing.
//!
//! * [`facts`]: what a source hands over;
//! * [`text`]: features of descriptions and comments, whose texts are not kept;
//! * [`git`]: local history;
//! * [`archive`]: recorded pull requests;
//! * [`simulate`]: organisations that never were.

pub mod archive;
pub mod facts;
pub mod git;
pub mod simulate;
pub mod text;
