//! `--report github=PATH`: workflow commands of GitHub Actions. On standard output of a step they annotate the lines of
//! the file in a pull request.
//!
//! Source: docs.github.com, "Workflow commands for GitHub Actions"; escaping as in `@actions/core`.

use std::io;

use super::outcome::Outcomes;
use crate::suite::CaseOutcome;

/// Writes an error command for each that failed, and nothing for others.
///
/// # Errors
/// The writer fails.
pub fn write(results: Outcomes<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    for row in results.rows().iter().filter(|row| row.outcome == CaseOutcome::Failed) {
        let place = row.place.map(|place| format!("file={},line={},", property(&place.file), place.line));
        let message = data(&row.reasons.join("\n"));
        writeln!(out, "::error {}title={}::{message}", place.unwrap_or_default(), property(row.name))?;
    }
    Ok(())
}

/// A message: line breaks would end the command.
pub(super) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property: colon and comma would end it.
pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{failed_case, suite};
    use crate::suite::{CasePlace, CaseResult, SuiteResults};

    fn written(results: &SuiteResults) -> String {
        let mut out = Vec::new();
        write(results.into(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_failed_case_annotates_its_line_with_all_that_is_wrong() {
        insta::assert_snapshot!(written(&suite()), @r#"
        ::error file=events.suite.yaml,line=12,title=a stranger | is <refused> & "gone" ]]> 100%25 #1::authorized: expected false, found true (R100)%0Aresolver-context.note: expected "a|b `c` <d> #1", found "100%25\r\n]]>\u001b[0m\u0000, x: y"
        ::error file=events.suite.yaml,line=28,title=the authorizer is there::no connection to http://127.0.0.1:9000: refused
        "#);
    }

    #[test]
    fn a_name_or_a_file_cannot_end_the_command() {
        let place = Some(CasePlace { file: "a,b:c%.yaml".to_owned(), line: 3 });
        let case = CaseResult { name: "x::y, z\n::error::no".to_owned(), place, failures: Vec::new(), ..failed_case() };
        assert_eq!(
            written(&SuiteResults { cases: vec![case], ..suite() }),
            "::error file=a%2Cb%3Ac%25.yaml,line=3,title=x%3A%3Ay%2C z%0A%3A%3Aerror%3A%3Ano::allowed (R100)\n"
        );
    }

    #[test]
    fn a_case_without_a_file_is_an_error_without_a_place() {
        let case = CaseResult { name: "token".to_owned(), place: None, failures: Vec::new(), ..failed_case() };
        assert_eq!(written(&SuiteResults { cases: vec![case], ..suite() }), "::error title=token::allowed (R100)\n");
    }
}
