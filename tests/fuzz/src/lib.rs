//! What must hold of any input, target by target. libFuzzer calls these functions from `fuzz_targets`, and `play` calls
//! them on stable Rust with inputs that it changes by chance.
//!
//! Each gives a number that stands for the way the input took: the same for inputs that are judged alike. `play` keeps
//! inputs that take a new way.

mod arn;
mod configuration;
mod generate;
mod java_regex;
mod random_schema;
mod realtime;
mod requests_file;
mod response;
mod rules_file;
mod schema;
mod suite_file;

use std::hash::{DefaultHasher, Hash, Hasher};

use appsync_auth::error::{Error, ErrorKind, Source};
use appsync_auth::report::{Style, failure};

pub use arn::arn;
pub use configuration::configuration;
pub use generate::generate;
pub use java_regex::java_regex;
pub use realtime::realtime;
pub use requests_file::requests_file;
pub use response::response;
pub use rules_file::rules_file;
pub use schema::schema;
pub use suite_file::suite_file;

/// A fuzz target.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name, of its folder of seeds too.
    pub name: &'static str,
    /// What must hold of any input.
    pub body: fn(&[u8]) -> u64,
    /// Words that inputs are likely to need.
    pub words: &'static [&'static str],
    /// How many inputs of the others one of its inputs takes the time of.
    pub cost: u64,
}

/// All targets.
pub const TARGETS: [Target; 10] = [
    Target { name: "response", body: response, words: response::WORDS, cost: 1 },
    Target { name: "suite_file", body: suite_file, words: suite_file::WORDS, cost: 1 },
    Target { name: "arn", body: arn, words: arn::WORDS, cost: 1 },
    Target { name: "rules_file", body: rules_file, words: rules_file::WORDS, cost: 1 },
    Target { name: "schema", body: schema, words: schema::WORDS, cost: 1 },
    Target { name: "java_regex", body: java_regex, words: java_regex::WORDS, cost: 1 },
    Target { name: "configuration", body: configuration, words: configuration::WORDS, cost: 1 },
    Target { name: "realtime", body: realtime, words: realtime::WORDS, cost: 1 },
    Target { name: "requests_file", body: requests_file, words: requests_file::WORDS, cost: 1 },
    Target { name: "generate", body: generate, words: generate::WORDS, cost: 50 },
];

/// The number of a way.
fn way(taken: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    taken.hash(&mut hasher);
    hasher.finish()
}

/// A text, whatever the bytes.
fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// What must hold of any error about a file: it is the user's, its places lie in the text, and it can be shown.
fn check_error(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Input, "{error:?}");
    assert!(!error.message().is_empty() && !error.message().ends_with('.'), "{error:?}");
    error.sources().iter().for_each(check_source);
    for style in [Style::PLAIN, Style { color: true, terminal: true, width: 40 }] {
        let mut shown = Vec::new();
        failure::write_error(error, &mut shown, &style).unwrap();
        assert!(String::from_utf8(shown).is_ok_and(|shown| shown.ends_with('\n')), "{error:?}");
    }
    assert_eq!(failure::error_json(error)["code"], error.code());
}

fn check_source(source: &Source) {
    let Source { text, span, .. } = source;
    assert!(span.start <= span.end && span.end <= text.len(), "{span:?} of {} bytes", text.len());
    assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{span:?} in {text:?}");
    let (line, column) = source.line_and_column();
    assert!(line >= 1 && column >= 1);
}

/// What must hold of the text that is kept of a file with secrets: it is as long, and has no secret that stood once.
fn check_masked(text: &str, kept: &str, secret: &str) {
    if secret.len() >= 4 && text.matches(secret).count() == 1 && !secret.bytes().all(|byte| byte == b'*') {
        assert!(!kept.contains(secret), "`{secret}` is not masked in {kept:?}");
    }
}
