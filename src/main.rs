//! The `midspan` program.

fn main() -> std::process::ExitCode {
    midspan::cli::main()
}
