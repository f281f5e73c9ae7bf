//! The program: take the process, run, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(appsync_auth::run_process().code())
}
