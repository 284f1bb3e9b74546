//! The report as one self-contained HTML page.
//!
//! Each part of the page has a view (`parts/`, what stands where, as text and coordinates) and a
//! template of the same name (`template/`). Views only lay out what the report model holds.

mod csp;
mod layout;
mod page;
mod parts;

pub use page::{RenderError, Siblings, TeamPage, html, html_among};

/// What stands near the begin of every page, by which one is known as ours.
pub const MARK: &str = "<meta name=\"generator\" content=\"Midspan\">";
