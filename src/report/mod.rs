//! Saying it: results as text for people, as JSON, and in the formats that CI systems read. Pure: everything is written
//! to a given writer.

use std::io;

use serde_json::Value;

use crate::status::Status;

pub mod style;

pub use style::Style;

/// What every command's result can do.
pub trait Report {
    /// Writes the result for people, or for a pipe, as the style says.
    ///
    /// # Errors
    /// The writer fails.
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()>;

    /// The `result` of the JSON envelope.
    fn json(&self) -> Value;

    /// The `findings` of the JSON envelope.
    fn findings(&self) -> Vec<Value> {
        Vec::new()
    }

    /// How the run ends.
    fn status(&self) -> Status;
}
