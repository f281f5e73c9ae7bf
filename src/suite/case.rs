//! A case: one request and what is expected of it.

use std::ops::Range;
use std::time::SystemTime;

use serde_json::{Map, Value};

use super::expectation::Expectation;
use crate::appsync::{Headers, Secret, TokenSource};
use crate::document::{Entry, Fields, Kind, Node, Reader, Spanned};

/// A case: a name, a request, and what is expected of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Unique in its suite.
    pub name: Spanned<String>,
    /// Where the case stands.
    pub span: Range<usize>,
    /// Everything else.
    pub fields: CaseFields,
}

/// What cases and `defaults` have in common.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CaseFields {
    /// `token`: what goes into the `Authorization` header.
    pub token: Option<CaseToken>,
    /// `query`: the text of the document, or `@FILE`.
    pub query: Option<Spanned<String>>,
    /// `operation-name`: sent as `operationName`.
    pub operation_name: Option<Spanned<String>>,
    /// `variables`: sent with the query.
    pub variables: Option<Variables>,
    /// `headers`: other headers, in the order of the file, each value a text or `@FILE`. No name stands twice, whatever
    /// its case. Some headers are secrets, so all values are kept as such.
    pub headers: Vec<(Spanned<String>, Spanned<Secret>)>,
    /// `connect`: whether the request opens a WebSocket connection; query and variables are not sent then.
    pub connect: Option<bool>,
    /// `now`: the time at which the case plays.
    pub now: Option<SystemTime>,
    /// `expect`.
    pub expect: Option<Expectation>,
}

/// The token of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseToken {
    /// `token: null`: the request has no `Authorization` header.
    Absent,
    /// The token comes from here.
    From(TokenSource),
}

/// The variables of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Variables {
    /// They are written in the suite.
    Given(Map<String, Value>),
    /// `@FILE`: this file has them, as JSON.
    File(Spanned<String>),
}

impl Case {
    pub(super) fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, |fields| {
            let name = fields.required("name", Reader::spanned_name);
            let case_fields = CaseFields::read(fields);
            Some(Self { name: name?, span: fields.span(), fields: case_fields })
        })
    }
}

impl CaseFields {
    pub(super) fn read(fields: &Fields<'_, '_>) -> Self {
        Self {
            token: fields.optional("token", CaseToken::read),
            query: fields.spanned("query", Reader::name),
            operation_name: fields.spanned("operation-name", Reader::name),
            variables: fields.optional("variables", Variables::read),
            headers: fields.optional("headers", |reader, node| read_headers(reader, node, "token")).unwrap_or_default(),
            connect: fields.optional("connect", Reader::boolean),
            now: fields.optional("now", Reader::time),
            expect: fields.optional("expect", Expectation::read),
        }
    }

    /// These fields, completed by defaults. What the case states wins; `headers` are joined header by header, everything
    /// else, `variables` and `expect` too, is taken whole from the one or the other.
    #[must_use]
    pub fn or_defaults(&self, defaults: &Self) -> Self {
        let stated = |name: &str| self.headers.iter().any(|(mine, _)| mine.value.eq_ignore_ascii_case(name));
        let inherited = defaults.headers.iter().filter(|(name, _)| !stated(&name.value));
        Self {
            token: self.token.clone().or_else(|| defaults.token.clone()),
            query: self.query.clone().or_else(|| defaults.query.clone()),
            operation_name: self.operation_name.clone().or_else(|| defaults.operation_name.clone()),
            variables: self.variables.clone().or_else(|| defaults.variables.clone()),
            headers: inherited.chain(&self.headers).cloned().collect(),
            connect: self.connect.or(defaults.connect),
            now: self.now.or(defaults.now),
            expect: self.expect.clone().or_else(|| defaults.expect.clone()),
        }
    }
}

impl CaseToken {
    /// A token, or `null` for none.
    pub(super) fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        match node.kind {
            Kind::Null => Some(Self::Absent),
            _ => reader.token_source(node).map(Self::From),
        }
    }
}

impl Variables {
    /// A map, or `@FILE`.
    pub fn read(reader: &Reader<'_>, node: &Node) -> Option<Self> {
        match &node.kind {
            Kind::Text(text) => match text.strip_prefix('@') {
                Some(path) if !path.is_empty() => {
                    Some(Self::File(Spanned { value: path.to_owned(), span: node.span.clone() }))
                }
                _ => reader.wrong_type(node, "a map or `@FILE`"),
            },
            Kind::Map(_) => reader.json_map(node).map(Self::Given),
            _ => reader.wrong_type(node, "a map or `@FILE`"),
        }
    }
}

/// Headers: names of the user's own, each value a text or `@FILE`. `authorization` is the key that says what the header of
/// this name would.
pub fn read_headers<'d>(
    reader: &Reader<'d>,
    node: &'d Node,
    authorization: &str,
) -> Option<Vec<(Spanned<String>, Spanned<Secret>)>> {
    let headers = reader.entries(node, |reader, Entry { key, node }| {
        let is_secret = Headers::is_secret(&key.value);
        let value = if is_secret { reader.secret(node)? } else { Secret::new(reader.text(node)?) };
        Some((key.clone(), Spanned { value, span: node.span.clone() }))
    })?;
    for (index, (name, value)) in headers.iter().enumerate() {
        let same = |(earlier, _): &(Spanned<String>, _)| earlier.value.eq_ignore_ascii_case(&name.value);
        if !is_header_name(&name.value) {
            let message = format!("`{}` is not the name of a header", name.value);
            reader.wrong_value::<()>(&name.span, message, Some("write letters, digits and `-`"));
        } else if name.value.eq_ignore_ascii_case("authorization") {
            let message = "the `authorization` header is not written here";
            let help = format!("write it as `{authorization}`");
            reader.wrong_value::<()>(&name.span, message, Some(&help));
        } else if headers.iter().take(index).any(same) {
            let message = format!("the header `{}` stands twice", name.value);
            reader.wrong_value::<()>(&name.span, message, Some("remove one of the two"));
        }
        if value.value.expose().contains(['\n', '\r']) {
            let message = format!("the header `{}` has a line break", name.value);
            reader.wrong_value::<()>(&value.span, message, Some("write it on one line"));
        }
    }
    Some(headers)
}

/// Source: RFC 9110, 5.6.2 "Tokens".
fn is_header_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}
