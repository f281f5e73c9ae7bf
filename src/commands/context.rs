//! What every command gets, and how it gives its result.

use std::ffi::OsString;

use crate::error::Result;
use crate::outside::Console;
use crate::report::{Report, Style, envelope};
use crate::status::Status;

/// Runs the whole program with these arguments, the first of which is its name, in this process.
pub type RunProgram = fn(Vec<OsString>, &Console) -> Status;

/// What every command gets.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The verb as it is typed.
    pub command: &'static str,
    /// Streams, environment, folder.
    pub console: &'a Console,
    /// `--json`.
    pub json: bool,
    /// Whether a question can be asked.
    pub may_ask: bool,
    /// How standard output is written.
    pub style: Style,
    /// How standard error is written.
    pub error_style: Style,
    /// The program itself, for a command that shows others: commands do not know each other.
    pub run: RunProgram,
}

impl Context<'_> {
    /// Writes a result as text, or in the JSON envelope, and says how the run ends.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn give(&self, report: &dyn Report) -> Result<Status> {
        self.console.write_out(|out| {
            if self.json { envelope::write_report(self.command, report, out) } else { report.text(out, &self.style) }
        })?;
        Ok(report.status())
    }
}
