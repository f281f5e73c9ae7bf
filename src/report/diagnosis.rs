//! What the rules make of a denial.
use super::style::Style;
use crate::engine::diagnosis::Diagnosis;
use serde_json::{Value, json};
use std::io;
/// Writes.
///
/// # Errors
/// The writer fails.
pub fn write(diagnoses: &[Diagnosis], out: &mut dyn io::Write, _style: &Style) -> io::Result<()> {
    for diagnosis in diagnoses {
        writeln!(out, "{:?} {}", diagnosis.code, diagnosis.says)?;
    }
    Ok(())
}
/// As a finding of the envelope.
#[must_use]
pub fn finding(diagnosis: &Diagnosis) -> Value {
    json!({"message": diagnosis.says})
}
