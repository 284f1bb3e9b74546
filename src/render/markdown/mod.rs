//! The report as GitHub-flavoured Markdown, short enough for a comment: the order is that of the
//! page, tables are folded, and definitions stay there.

mod closing;
mod detail;
mod document;
mod signals;
mod standing;
mod tables;
mod writer;

pub use document::markdown;
