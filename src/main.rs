//! The program: take the process, run, exit.

use std::process::ExitCode;

/// The emulator makes and drops many small values for each request, which this allocator does in half the time of the
/// system's; and what long runs drop does not stay behind in pieces.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(appsync_auth::run_process().code())
}
