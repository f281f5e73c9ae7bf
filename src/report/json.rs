//! `--report json=PATH`: the results as JSON, as in the envelope's `result`.

use std::io;

use super::outcome::Outcomes;

/// Writes the results, indented.
///
/// # Errors
/// The writer fails.
pub fn write(results: Outcomes<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &results.to_json())?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::suite;

    #[test]
    fn the_file_is_the_result_of_the_envelope() {
        let mut out = Vec::new();
        write((&suite()).into(), &mut out).unwrap();
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&out).unwrap(), suite().to_json());
    }
}
