//! Shapes that several sections of the configuration share.

use std::ops::Range;

use url::Url;

use crate::appsync::endpoint::shown_url;
use crate::appsync::limits::{TTL_SECONDS_MAX, TTL_SECONDS_MIN};
use crate::appsync::{Arn, Endpoint, EndpointError, TokenSource};
use crate::document::{Fault, Fields, Kind, Node, Reader};

/// A text that is not empty.
pub(super) fn name(reader: &Reader<'_>, node: &Node) -> Option<String> {
    let text = reader.text(node)?;
    if text.trim().is_empty() { reader.wrong_value(&node.span, "the text is empty", None) } else { Some(text) }
}

/// One text or a list of texts.
pub(super) fn names<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Vec<String>> {
    match &node.kind {
        Kind::List(_) => reader.list(node, name),
        Kind::Text(_) => name(reader, node).map(|text| vec![text]),
        _ => reader.wrong_type(node, "a text or a list of texts"),
    }
}

/// A text that fits, by a test whose answer says why it does not; `help` says what does.
pub(super) fn checked(
    reader: &Reader<'_>,
    node: &Node,
    help: &str,
    check: impl FnOnce(&str) -> Result<(), String>,
) -> Option<String> {
    let text = name(reader, node)?;
    match check(&text) {
        Ok(()) => Some(text),
        Err(message) => reader.wrong_value(&node.span, message, Some(help)),
    }
}

/// An `http://` or `https://` URL without a user name or a password.
pub(super) fn http_url(reader: &Reader<'_>, node: &Node) -> Option<String> {
    let text = name(reader, node)?;
    match check_url(&text) {
        Ok(()) => Some(text),
        Err(UrlFault::Credentials) => reader.fault(written_out(&node.span)),
        Err(UrlFault::NotHttp) => reader.wrong_value(
            &node.span,
            format!("`{text}` does not begin with `http://` or `https://` and a host"),
            Some(URL_HELP),
        ),
    }
}

/// The URL that GraphQL is posted to.
pub fn graphql_url(reader: &Reader<'_>, node: &Node) -> Option<String> {
    let text = name(reader, node)?;
    match Endpoint::parse(&text) {
        Ok(_) => Some(text),
        Err(EndpointError::Credentials) => reader.fault(written_out(&node.span)),
        Err(error) => reader.wrong_value(&node.span, format!("`{}` {error}", shown_url(&text)), Some(error.help())),
    }
}

/// The help for a text that is not a URL.
pub(super) const URL_HELP: &str = "write a URL as `https://example.com/graphql`";

/// Why a text is not a URL to send requests to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UrlFault {
    /// It is not a URL of a host over HTTP.
    NotHttp,
    /// It has a user name or a password in it, which would be sent, shown and logged.
    Credentials,
}

pub(super) fn check_url(text: &str) -> Result<(), UrlFault> {
    match Url::parse(text) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => Err(UrlFault::Credentials),
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(()),
        // What cannot be read as a URL may hold a password all the same.
        _ if text.contains('@') => Err(UrlFault::Credentials),
        _ => Err(UrlFault::NotHttp),
    }
}

/// `authorizerResultTtlInSeconds`.
pub(super) fn ttl(reader: &Reader<'_>, node: &Node) -> Option<i64> {
    reader.integer_in(node, TTL_SECONDS_MIN..=TTL_SECONDS_MAX)
}

/// A Lambda function: its ARN, or its name with or without a qualifier.
///
/// Source of the characters: the Lambda service model, `FunctionName` and `Alias`.
pub(super) fn function(reader: &Reader<'_>, node: &Node) -> Option<String> {
    let is_label = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    checked(reader, node, "write it as `authorizer`, `authorizer:live` or the whole ARN", |text| {
        let fits = if text.starts_with("arn:") {
            matches!(text.parse(), Ok(Arn::Function { .. }))
        } else {
            let (name, qualifier) = text.split_once(':').map_or((text, None), |(name, rest)| (name, Some(rest)));
            is_label(name) && qualifier.is_none_or(|qualifier| qualifier == "$LATEST" || is_label(qualifier))
        };
        if fits { Ok(()) } else { Err(format!("`{text}` is not a Lambda function")) }
    })
}

/// Where a secret comes from. The secret itself is refused, and no message repeats it.
pub(super) fn source<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<TokenSource> {
    match node.kind {
        Kind::Map(_) => reader.fields(node, read_source),
        Kind::Null => reader.wrong_type(node, "a map"),
        _ => reader.fault(written_out(&node.span)),
    }
}

fn read_source(fields: &Fields<'_, '_>) -> Option<TokenSource> {
    const KEYS: [&str; 3] = ["env", "file", "command"];
    let env = fields.optional("env", variable);
    let file = fields.optional("file", name);
    let command = fields.optional("command", |reader, node| {
        let words = reader.list(node, Reader::text)?;
        let says_program = words.first().is_some_and(|program| !program.is_empty());
        if says_program {
            Some(words)
        } else {
            reader.wrong_value(&node.span, "the command names no program", Some("write `[PROGRAM, ARGUMENT]`"))
        }
    });
    fields.at_most_one(&KEYS);
    if KEYS.iter().all(|key| fields.entry(key).is_none()) {
        fields.missing(&KEYS);
    }
    env.map(TokenSource::Env).or(file.map(TokenSource::File)).or(command.map(TokenSource::Command))
}

/// The name of an environment variable. The message does not repeat another text: it can be the secret itself.
fn variable(reader: &Reader<'_>, node: &Node) -> Option<String> {
    checked(reader, node, "write the name of the variable, such as `APPSYNC_TOKEN`", |text| {
        if is_variable(text) { Ok(()) } else { Err("this is not the name of an environment variable".to_owned()) }
    })
}

/// Letters, digits and `_`, not a digit first.
///
/// Source: POSIX.1-2024, XBD 3.216 "Name".
pub(super) fn is_variable(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A secret that stands in the file.
fn written_out(span: &Range<usize>) -> Fault {
    Fault::new("secret-in-file", span.clone(), "a secret is written out in the file", "a secret")
        .help("say where it comes from: `{ env: NAME }`, `{ file: PATH }` or `{ command: [PROGRAM, ARGUMENT] }`")
}
