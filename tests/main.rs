//! One binary for all integration tests: they run the program as a user would and use nothing of
//! the library, so nothing but the program links the SQL engine.

mod bad_input;
mod example;
mod files;
mod git_alone;
mod import;
mod layers;
mod reference;
mod simulate;
mod support;
mod validate;
