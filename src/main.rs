//! The program: take the process, run, exit.

use std::process::ExitCode;

/// The emulator makes and drops many small values for each request, which this allocator is made for. It takes some more
/// memory than glibc's; what it gains has not been measured apart from other changes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(appsync_auth::run_process().code())
}
