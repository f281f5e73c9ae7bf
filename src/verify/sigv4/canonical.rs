//! What the client must have signed: the canonical request and the string to sign.

use std::fmt::Write as _;

use aws_lc_rs::digest;
use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::query::{self, RESERVED};
use super::request::HttpRequest;

/// What is encoded in a path.
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// The canonical request over the headers that the client names. A name that the request lacks stands with an empty value,
/// which no signature fits; [`super::verify`] refuses it before.
pub(super) fn request(request: &HttpRequest<'_>, signed_headers: &[String]) -> String {
    let mut text = format!("{}\n{}\n{}\n", request.method, path(request.path), query::canonical(request.query));
    for name in signed_headers {
        let values: Vec<String> = request.values(name).map(single_spaced).collect();
        let _ = writeln!(text, "{name}:{}", values.join(","));
    }
    let _ = write!(text, "\n{}\n{}", signed_headers.join(";"), sha256_hex(request.body));
    text
}

/// The string to sign.
pub(super) fn string_to_sign(date: &str, scope: &str, canonical_request: &str) -> String {
    format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", sha256_hex(canonical_request.as_bytes()))
}

/// The digest of bytes as SigV4 writes it.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    digest::digest(&digest::SHA256, bytes).as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The canonical path: dot segments and empty segments resolved, then encoded once more than it was sent, so that the
/// `%3A` of an ARN becomes `%253A`.
///
/// Source: IAM user guide, "Create a signed AWS API request": every service but Amazon S3 encodes each segment twice.
fn path(sent: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in sent.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    let mut resolved = format!("/{}", segments.join("/"));
    let is_folder = ["/", "/.", "/.."].iter().any(|ending| sent.ends_with(ending));
    if is_folder && !segments.is_empty() {
        resolved.push('/');
    }
    utf8_percent_encode(&resolved, RESERVED_IN_PATH).to_string()
}

/// A header's value without blanks around it and with one for each run of blanks.
fn single_spaced(value: &str) -> String {
    value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_resolved_and_encoded_once_more() {
        for (sent, signed) in [
            ("", "/"),
            ("/", "/"),
            ("/graphql", "/graphql"),
            ("//example//", "/example/"),
            ("/./example", "/example"),
            ("/example/..", "/"),
            ("/a/b/..", "/a/"),
            ("/example1/example2/../..", "/"),
            ("/v1/tags/arn%3Aaws%3Aappsync", "/v1/tags/arn%253Aaws%253Aappsync"),
            ("/a:b@c~d", "/a%3Ab%40c~d"),
        ] {
            assert_eq!(path(sent), signed, "{sent}");
        }
    }
}
