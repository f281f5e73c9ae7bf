//! A suite file.

use std::collections::HashSet;

use appsync_auth::appsync::TokenSource;
use appsync_auth::suite::{CaseToken, SuiteFile};

pub(crate) const WORDS: &[&str] = &[
    "\n",
    "\n  ",
    "\n  - ",
    ": ",
    "- ",
    "{ ",
    " }",
    "[",
    "]",
    ", ",
    "#",
    "&a ",
    "*a",
    "\"",
    "'",
    "|\n",
    ">-\n",
    "~",
    "null",
    "true",
    "1",
    "cases:",
    "name: ",
    "token: ",
    "env: A",
    "file: b",
    "command: [c]",
    "query: ",
    "expect: ",
    "authorized: ",
    "denied-fields: ",
    "Event.comments",
    "ttl: ",
    "within: 1s",
    "fields: ",
    "reached",
    "denied",
    "error: ",
    "timed-out: ",
    "violations: ",
    "R103",
    "matrix:",
    "tokens: ",
    "operations: ",
    "allow",
    "deny",
    "include: ",
    "api: ",
    "authorizer: ",
    "defaults:",
    "variables: ",
    "headers: ",
    "connect: ",
    "now: 2026-01-31T12:00:00Z",
    "resolver-context: ",
    "s3cret-token",
    "---\n",
    "\t",
    "\r\n",
    "\u{feff}",
    "é",
];

/// A suite that is read has cases with names of their own; tokens are masked in what is kept of the text; a fault can be
/// shown at its place.
pub fn suite_file(data: &[u8]) -> u64 {
    let text = crate::text(data);
    let file = match SuiteFile::parse("a.suite.yaml", &text) {
        Ok(file) => file,
        Err(error) => {
            crate::check_error(&error);
            return crate::way((error.code(), error.sources().len(), error.help_text().is_some()));
        }
    };
    assert_eq!(SuiteFile::parse("a.suite.yaml", &text).as_ref(), Ok(&file), "not the same twice");
    let kept = &file.origin.text;
    let cases = file.cases_with_defaults();
    assert_eq!(cases.len(), file.cases.len() + file.matrix.as_ref().map_or(0, |matrix| matrix.expect.len()));
    let names: HashSet<&str> = cases.iter().map(|case| case.name.value.as_str()).collect();
    assert_eq!(names.len(), cases.len());
    for case in &cases {
        crate::check_source(&file.origin.source(case.name.span.clone(), ""));
        if let Some(CaseToken::From(TokenSource::Value(token))) = &case.fields.token {
            crate::check_masked(&text, kept, token.expose());
        }
    }
    let included = file.clone().inheriting_from(&file);
    assert_eq!(included, file);
    let moved = file.clone().with_paths(|path| format!("there/{path}"));
    assert_eq!(moved.cases.len(), file.cases.len());
    crate::way((cases.len(), file.includes.len(), file.api.is_some(), file.matrix.is_some(), file.authorizer.is_some()))
}
