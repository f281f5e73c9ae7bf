//! The JSON that `--json` prints: one envelope for every command.

use std::io;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::failure::error_json;
use super::{Report, Style, json_text};
use crate::error::Error;

/// The version of the envelope; it is raised when a member changes its meaning, not when one is added.
pub const SCHEMA_VERSION: u32 = 1;

/// The envelope of a result.
#[must_use]
pub fn of_report(command: &str, report: &dyn Report) -> Value {
    let error = report.error().map_or(Value::Null, |error| error_json(&error));
    envelope(command, report.json(), report.findings(), error)
}

/// The envelope of a command that failed before it had a result.
#[must_use]
pub fn of_error(command: &str, error: &Error) -> Value {
    envelope(command, Value::Null, Vec::new(), error_json(error))
}

/// Writes an envelope, indented, with a line break at the end.
///
/// # Errors
/// The writer fails.
pub fn write(envelope: &Value, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, envelope)?;
    writeln!(out)
}

/// Writes the envelope of a result: with numbers, escapes and the order of members as they are written where the result
/// is given as text.
///
/// # Errors
/// The writer fails.
pub fn write_report(command: &str, report: &dyn Report, out: &mut dyn io::Write) -> io::Result<()> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Envelope<'a> {
        schema_version: u32,
        command: &'a str,
        result: Box<RawValue>,
        findings: Vec<Value>,
        error: Option<Value>,
    }
    let Some(result) = report.json_text() else { return write(&of_report(command, report), out) };
    let error = report.error().map(|error| error_json(&error));
    let envelope = to_raw_value(&Envelope {
        schema_version: SCHEMA_VERSION,
        command,
        result,
        findings: report.findings(),
        error,
    })?;
    json_text::write(&envelope, out, &Style::PLAIN, true)?;
    writeln!(out)
}

fn envelope(command: &str, result: Value, findings: Vec<Value>, error: Value) -> Value {
    json!({
        "schemaVersion": SCHEMA_VERSION,
        "command": command,
        "result": result,
        "findings": findings,
        "error": error,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Style;
    use crate::status::Status;

    struct Counted;

    impl Report for Counted {
        fn text(&self, out: &mut dyn io::Write, _: &Style) -> io::Result<()> {
            writeln!(out, "3")
        }

        fn json(&self) -> Value {
            json!({ "count": 3 })
        }

        fn status(&self) -> Status {
            Status::Yes
        }
    }

    #[test]
    fn a_result_stands_in_the_envelope_without_an_error() {
        let mut out = Vec::new();
        write(&of_report("count", &Counted), &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        {
          "schemaVersion": 1,
          "command": "count",
          "result": {
            "count": 3
          },
          "findings": [],
          "error": null
        }
        "#);
    }

    #[test]
    fn an_error_stands_in_the_envelope_without_a_result() {
        let error = Error::usage("flag-missing", "no API given").help("name one with --api");
        let mut out = Vec::new();
        write(&of_error("status", &error), &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        {
          "schemaVersion": 1,
          "command": "status",
          "result": null,
          "findings": [],
          "error": {
            "kind": "usage",
            "code": "flag-missing",
            "message": "no API given",
            "help": "name one with --api"
          }
        }
        "#);
    }
}
