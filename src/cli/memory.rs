//! How the allocator keeps memory. It takes its settings from the environment alone, and before `main`.

/// Milliseconds for which the allocator keeps memory that nothing needs before the system has it back.
#[cfg(unix)]
const DELAY: &str = "MIMALLOC_PURGE_DELAY";

/// Begins the program anew with an allocator that gives nothing back to the system while it runs, unless
/// the environment says how it is to be.
///
/// That is for work that takes the same memory again and again: the system fills each page with zeros
/// before it hands it out, which takes up to a tenth of the time. Where the program cannot be begun anew
/// it goes on as it is.
#[cfg(unix)]
pub(super) fn keep() {
    use std::os::unix::process::CommandExt as _;

    if std::env::var_os(DELAY).is_some() {
        return;
    }
    let mut args = std::env::args_os();
    let (Some(name), Ok(program)) = (args.next(), std::env::current_exe()) else { return };
    // It comes back only where it fails.
    let _ = std::process::Command::new(program).arg0(name).args(args).env(DELAY, "-1").exec();
}

/// Elsewhere a program cannot take another's place.
#[cfg(not(unix))]
pub(super) fn keep() {}
