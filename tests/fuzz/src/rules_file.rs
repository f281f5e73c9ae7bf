//! A rules file.

use appsync_auth::rules_file::{Response, RulesFile};

pub(crate) const WORDS: &[&str] = &[
    "\n",
    "\n  - ",
    "\n    ",
    "rules:",
    "- token: ",
    "token-matches: ",
    "respond: ",
    "respond-text: ",
    "{ isAuthorized: true }",
    "fail: { errorType: E, errorMessage: m }",
    "time-out: true",
    "not-invocable: true",
    "otherwise: ",
    "delay: 1s",
    "^a",
    "(",
    ")",
    "[a-z]+",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ", ",
    ": ",
    "token-1",
    "deniedFields: [Event.comments]",
    "null",
    "1e999",
    ".nan",
];

/// A rules file that is read answers every token, the same each time; an answer that is written as a value is JSON.
pub fn rules_file(data: &[u8]) -> u64 {
    let text = crate::text(data);
    let file = match RulesFile::parse("rules.yaml", &text) {
        Ok(file) => file,
        Err(error) => {
            crate::check_error(&error);
            return crate::way((error.code(), error.sources().len()));
        }
    };
    let mut taken = Vec::new();
    for token in ["", "token-1", "aaaa", "admin-1", &text] {
        let answer = file.answer(token);
        assert_eq!(file.answer(token), answer, "not the same twice");
        match answer {
            Ok(answer) => {
                taken.push(answer.delay.is_some());
                if let (Response::Payload(payload), false) = (&answer.response, text.contains("respond-text")) {
                    let value: Result<serde_json::Value, _> = serde_json::from_slice(payload);
                    assert!(value.is_ok(), "{:?}", String::from_utf8_lossy(payload));
                }
            }
            Err(error) => crate::check_error(&error),
        }
    }
    let denied: Vec<&str> = file.denied_fields().map(|entry| entry.value.as_str()).collect();
    for entry in file.denied_fields() {
        crate::check_source(&file.origin().source(entry.span.clone(), ""));
    }
    crate::way((taken, denied.len()))
}
