//! From what was read of pull requests and issues to fact tables, whatever it was read from.
//!
//! In the order of the data:
//!
//! * `timeline`: an item as read so far, and what completes it;
//! * `item`: a complete item, its people still as accounts;
//! * `people`: accounts, logins and e-mail addresses to person keys;
//! * `milestones`: milestones from the copies in pull requests and issues;
//! * `assemble`: items to fact tables.

mod assemble;
mod item;
mod milestones;
mod people;
mod timeline;

pub use assemble::Assembled;
pub(in crate::sources) use assemble::Recording;
pub(in crate::sources) use item::{Gaps, Item, RawEvent, Sighting, Subject, Who, page_of, repo_of};
pub(in crate::sources) use people::{People, is_app, named};
pub(in crate::sources) use timeline::{Draft, Entry, Inline, Link};
