//! What must not be seen of a request, wherever a server says it again.
//!
//! The body of an answer is what the user asked for, and is shown as it came. All else that is shown is our own words, the
//! headers of an answer among them, and the secrets are taken out of it.

use super::prepare::Prepared;
use crate::appsync::{Headers, Secret};
use crate::error::Error;

/// The secrets of one request.
#[derive(Debug, Clone)]
pub(super) struct Hidden(Vec<Secret>);

impl Hidden {
    /// Those among the headers that were sent, and those of the user's headers that stand in files.
    pub(super) fn of(sent: &Headers, prepared: &Prepared) -> Self {
        let by_name = sent.iter().filter(|(name, _)| Headers::is_secret(name)).map(|(_, value)| Secret::new(value));
        Self(by_name.chain(prepared.hidden.iter().cloned()).collect())
    }

    /// Each of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Secret> {
        self.0.iter()
    }

    /// The text without them.
    pub(super) fn masked(&self, text: String) -> String {
        self.iter().fold(text, |text, secret| secret.masked_in(&text).unwrap_or(text))
    }

    /// The error without them.
    pub(super) fn without(&self, error: Error) -> Error {
        self.iter().fold(error, Error::without)
    }
}

/// The values of `--header` that are secrets: by the header's name, or because they stand in a file so that they are not
/// seen.
pub(super) fn of_headers(texts: &[String], headers: &Headers) -> Vec<Secret> {
    let is_file = |name: &str| {
        let mut said = texts.iter().filter_map(|text| text.split_once(':'));
        said.any(|(given, said)| given.trim().eq_ignore_ascii_case(name) && said.trim().starts_with('@'))
    };
    let hidden = headers.iter().filter(|(name, _)| Headers::is_secret(name) || is_file(name));
    hidden.map(|(_, value)| Secret::new(value)).collect()
}
