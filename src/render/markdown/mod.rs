//! The report as GitHub-flavoured Markdown: the same content in the same order as the page.

mod closing;
mod document;
mod standing;
mod tables;
mod writer;

pub use document::markdown;
