//! Features of descriptions and comments; the texts themselves are not kept.
//!
//! * [`mod@prose`]: what a text says in its own words: quotes, code, links and comments taken out;
//! * [`shape`]: length, near-duplicate key, questions;
//! * [`names`]: people and teams mentioned;
//! * [`approval`]: words that approve;
//! * [`mod@intent`]: whether a description says what, why and when it is done;
//! * [`links`]: issues that a description says it closes.
//!
//! All of it is pure, lexical and English; none of it understands what it reads.

pub mod approval;
pub mod intent;
pub mod links;
pub mod names;
pub mod prose;
pub mod shape;

pub use approval::ApprovalWords;
pub use intent::{Intent, intent};
pub use links::closed_issues;
pub use names::{email_key, mentions};
pub use prose::prose;
pub use shape::{characters, is_question, text_key};
