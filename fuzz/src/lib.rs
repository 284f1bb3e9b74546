//! What fuzz targets do with their bytes. Each is a plain function, so that libFuzzer and an ordinary
//! test call the same; each panics where the program breaks what it promises.
//!
//! * `git`: what lies in repositories;
//! * `github`: what servers and recordings say, and what a store holds;
//! * `settings`: files that users write, and SQL;
//! * `machine`: the wait machine;
//! * `shown`: text from outside in what is written.

#![forbid(unsafe_code)]

mod git;
mod github;
mod machine;
mod settings;
mod shown;

pub use git::{addresses, codeowners, commit_message, git_objects, line_counts, mailmap, texts};
pub use github::{archive, github_answer, kept_content, manifest};
pub use machine::{intervals, waits};
pub use settings::{configuration, front_matter, sql_lint};
pub use shown::{escape, report};

/// A target by its name.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 18] = [
    ("addresses", addresses),
    ("archive", archive),
    ("codeowners", codeowners),
    ("commit_message", commit_message),
    ("configuration", configuration),
    ("escape", escape),
    ("front_matter", front_matter),
    ("git_objects", git_objects),
    ("github_answer", github_answer),
    ("intervals", intervals),
    ("kept_content", kept_content),
    ("line_counts", line_counts),
    ("mailmap", mailmap),
    ("manifest", manifest),
    ("report", report),
    ("sql_lint", sql_lint),
    ("texts", texts),
    ("waits", waits),
];

/// Bytes as text, and the first of them as a number that chooses.
fn choice(data: &[u8]) -> (usize, &[u8]) {
    data.split_first().map_or((0, data), |(first, rest)| (usize::from(*first), rest))
}
