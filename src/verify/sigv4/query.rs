//! The query of a request: its members, and the form in which they are signed.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What SigV4 encodes: all but the unreserved characters of RFC 3986.
///
/// Source: IAM user guide, "Create a signed AWS API request", function `UriEncode`.
pub(super) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The parameter that holds the signature; it is the one that is not signed.
pub(super) const SIGNATURE: &str = "X-Amz-Signature";

/// The value of a parameter, decoded; `None` when it is absent or empty.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(sent, _)| sent == name)
        .map(|(_, value)| value.into_owned())
        .filter(|value| !value.is_empty())
}

/// Whether a query has a parameter, with or without a value.
pub(super) fn has(query: &str, name: &str) -> bool {
    url::form_urlencoded::parse(query.as_bytes()).any(|(sent, _)| sent == name)
}

/// The canonical query string: members decoded, encoded in the one way that SigV4 knows, and sorted by that.
pub(super) fn canonical(query: &str) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let mut members: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name != SIGNATURE)
        .map(|(name, value)| (encoded(&name), encoded(&value)))
        .collect();
    members.sort_unstable();
    let members: Vec<String> = members.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    members.join("&")
}
