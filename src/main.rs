//! The `midspan` program.

#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    midspan::cli::main()
}
