//! The `midspan` program.

#![forbid(unsafe_code)]

/// See the reason beside it in Cargo.toml.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    midspan::cli::main()
}
