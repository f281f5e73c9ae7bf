//! Test, explain and configure AWS AppSync authorization.
//!
//! The program is `appsync-auth`; this library is what it is made of. The part meant for other programs is [`engine`]:
//! AppSync's authorization rules as pure functions over values, each rule once, with its evidence.
//! `docs/architecture.md` draws the floors that the modules stand on.

use std::ffi::OsString;
use std::panic::{self, AssertUnwindSafe};

pub mod appsync;
pub mod capture;
pub mod cli;
pub mod codegen;
pub mod commands;
pub mod document;
pub mod engine;
pub mod error;
pub mod graphql;
pub mod local;
pub mod outside;
pub mod pages;
pub mod plan;
pub mod realtime;
pub mod report;
pub mod requests;
pub mod rules_file;
pub mod settings;
pub mod sign;
pub mod status;
pub mod suite;
pub mod verify;

use outside::Console;
use status::Status;

/// Runs the program with the arguments, streams and environment of this process.
///
/// A panic is a fault of the program: it ends with 70 and says how to report it, without the panic's own words, which
/// could hold a secret.
#[must_use]
pub fn run_process() -> Status {
    let console = match Console::of_process() {
        Ok(console) => console,
        Err(error) => return cli::end_without_console(&error),
    };
    panic::set_hook(Box::new(|_| {}));
    let run = panic::catch_unwind(AssertUnwindSafe(|| run(std::env::args_os(), &console)));
    run.unwrap_or_else(|_| {
        console.write_err(cli::BUG_MESSAGE);
        Status::Bug
    })
}

/// Runs the program with these arguments, the first of which is the program's name.
#[must_use]
pub fn run(argv: impl IntoIterator<Item = OsString>, console: &Console) -> Status {
    cli::run(argv, console)
}
