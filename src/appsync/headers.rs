//! The headers of a request, names in lower case.

use std::collections::BTreeMap;
use std::fmt;

use super::secret::Secret;

/// The headers whose values are secrets.
const SECRET_HEADERS: [&str; 5] =
    ["authorization", "cookie", "proxy-authorization", "x-amz-security-token", "x-api-key"];

/// The headers of a request. Names are in lower case; `Debug` hides the values that are secrets.
///
/// AppSync passes header names on as it got them, and HTTP/2 has only lower case, so lower case is what an authorizer
/// should expect.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Headers(BTreeMap<String, String>);

impl Headers {
    /// Sets a header; an earlier value of the same name is replaced.
    pub fn insert(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_ascii_lowercase(), value.into());
    }

    /// The value of a header, by its name in lower case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The `Authorization` header.
    #[must_use]
    pub fn authorization(&self) -> Option<Secret> {
        self.get("authorization").map(Secret::new)
    }

    /// Names and values, sorted by name. The values can be secrets.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The values that are secrets, for taking them out of what others say.
    pub fn secrets(&self) -> impl Iterator<Item = Secret> {
        self.iter().filter(|(name, _)| Self::is_secret(name)).map(|(_, value)| Secret::new(value))
    }

    /// Whether the value of this header is a secret.
    #[must_use]
    pub fn is_secret(name: &str) -> bool {
        SECRET_HEADERS.contains(&name.to_ascii_lowercase().as_str())
    }
}

impl<N: AsRef<str>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut headers = Self::default();
        for (name, value) in pairs {
            headers.insert(name.as_ref(), value);
        }
        headers
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.iter().map(|(name, value)| (name, if Self::is_secret(name) { "***" } else { value })))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lower_case_and_secrets_are_hidden_from_debug() {
        let headers: Headers = [("Authorization", "t0p"), ("X-Tenant", "a")].into_iter().collect();
        assert_eq!(headers.get("x-tenant"), Some("a"));
        assert_eq!(format!("{headers:?}"), r#"{"authorization": "***", "x-tenant": "a"}"#);
        assert_eq!(headers.secrets().collect::<Vec<_>>(), [Secret::new("t0p")]);
    }
}
