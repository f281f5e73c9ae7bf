//! Files of requests, as `query --file` reads them.

use appsync_auth::requests::RequestsFile;

pub(crate) const WORDS: &[&str] = &[
    "\n",
    "\n  ",
    "\n    ",
    "\n  - ",
    ": ",
    "{ ",
    " }",
    "[",
    "]",
    ", ",
    "\"",
    "requests:",
    "defaults:",
    "environment: ",
    "url: ",
    "name: ",
    "query: ",
    "variables: ",
    "operation-name: ",
    "headers: ",
    "authorization: ",
    "token: ",
    "iam: true",
    "api-key: ",
    "jwt: ",
    "env: TOKEN",
    "command: [a]",
    "expect: ",
    "status: 200",
    "data: ",
    "errors: none",
    "type: ",
    "message: ",
    "within: 1s",
    "null",
    "a.0.b",
];

/// A file that is read has requests with names of their own, and every fault has a place in the text and can be shown.
pub fn requests_file(data: &[u8]) -> u64 {
    let text = crate::text(data);
    match RequestsFile::parse("requests.yaml", &text) {
        Ok(file) => {
            let requests = file.requests_with_defaults();
            let names: std::collections::HashSet<_> = requests.iter().map(|request| &request.name.value).collect();
            assert_eq!(names.len(), requests.len(), "{text:?}");
            assert!(!requests.is_empty(), "{text:?}");
            crate::way((requests.len(), format!("{requests:?}").len() / 64))
        }
        Err(error) => {
            crate::check_error(&error);
            crate::way((error.code(), error.sources().len(), error.help_text().is_some()))
        }
    }
}
