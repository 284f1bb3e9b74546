//! The source against repositories made by git itself.

mod content;
mod places;
mod progress;
