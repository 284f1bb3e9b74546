//! One binary for all integration tests: they run the program as a user would and use nothing of
//! the library, so nothing but the program links the SQL engine.

mod bad_input;
mod check;
mod commands;
mod docs;
mod example;
mod export;
mod fake_github;
mod files;
mod first_contact;
mod forget;
mod git_alone;
mod hostile;
mod import;
mod lake;
mod layers;
mod months_shown;
mod names;
mod older_store;
mod organisation;
mod peer_mistakes;
mod reference;
mod reliability;
mod score;
mod simulate;
mod support;
mod sync;
mod validate;
