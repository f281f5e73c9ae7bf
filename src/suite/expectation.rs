//! What a case expects, as it is written. Whether it came true is judged elsewhere.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::appsync::limits::{TTL_SECONDS_MAX, TTL_SECONDS_MIN};
use crate::appsync::{ApiIdentity, Arn, Coordinate};
use crate::document::{Entry, Fields, Kind, Node, Reader, Spanned};

/// What a case expects. A member that is absent expects nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expectation {
    /// `authorized`: whether the request as a whole is authorized.
    pub authorized: Option<Spanned<bool>>,
    /// `resolver-context`: members that the resolver context has among others.
    pub resolver_context: Option<Spanned<Map<String, Value>>>,
    /// `resolver-context-exactly`: the whole resolver context.
    pub resolver_context_exactly: Option<Spanned<Map<String, Value>>>,
    /// `denied-fields`: the set of denied fields; no coordinate stands twice.
    pub denied_fields: Option<Spanned<Vec<ExpectedDeniedField>>>,
    /// `ttl`: for how many seconds the answer may be cached.
    pub ttl_seconds: Option<Spanned<i64>>,
    /// `within`: how long the authorizer may take.
    pub within: Option<Spanned<Duration>>,
    /// `fields`: what becomes of fields that the query selects; no coordinate stands twice.
    pub fields: Vec<(Spanned<Coordinate>, ExpectedAccess)>,
    /// `error`: the authorizer throws, and the message holds this text.
    pub error: Option<Spanned<String>>,
    /// `timed-out`: the authorizer does not answer in time.
    pub timed_out: Option<Spanned<()>>,
    /// `violations`: the rules, by code or name, that the answer breaks; an empty list expects a clean answer.
    pub violations: Option<Spanned<Vec<Spanned<String>>>>,
    /// `allow` or `deny` of a matrix: what comes of the request and of its fields together.
    pub decision: Option<Spanned<ExpectedDecision>>,
}

/// What comes of a request and of its fields together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExpectedDecision {
    /// The request is authorized and every field that it selects is reached.
    Allow,
    /// The request is denied, or a field that it selects is.
    Deny,
}

/// What becomes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExpectedAccess {
    /// Its resolver runs.
    Reached,
    /// It is null, with an error.
    Denied,
}

/// An entry of `denied-fields`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedDeniedField {
    /// What was written: `Type.field` or the field's ARN.
    pub written: Spanned<String>,
    /// The field.
    pub coordinate: Coordinate,
    /// The API that the ARN names; `None` for the short form, which is right for any.
    pub api: Option<ApiIdentity>,
}

/// The keys that speak of an answer, and so cannot stand beside one that says there is none.
const OF_AN_ANSWER: [&str; 7] =
    ["authorized", "resolver-context", "resolver-context-exactly", "denied-fields", "ttl", "fields", "violations"];

impl Expectation {
    pub(super) fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, Self::read_fields)
    }

    fn read_fields(fields: &Fields<'_, '_>) -> Option<Self> {
        let ttl = |reader: &Reader<'_>, node: &Node| reader.integer_in(node, TTL_SECONDS_MIN..=TTL_SECONDS_MAX);
        let expectation = Self {
            authorized: fields.spanned("authorized", Reader::boolean),
            resolver_context: fields.spanned("resolver-context", Reader::json_map),
            resolver_context_exactly: fields.spanned("resolver-context-exactly", Reader::json_map),
            denied_fields: fields.spanned("denied-fields", denied_fields),
            ttl_seconds: fields.spanned("ttl", ttl),
            within: fields.spanned("within", Reader::duration),
            fields: fields.optional("fields", field_accesses).unwrap_or_default(),
            error: fields.spanned("error", Reader::name),
            timed_out: fields.spanned("timed-out", Reader::only_true),
            violations: fields.spanned("violations", |reader, node| reader.list(node, Reader::spanned_name)),
            decision: None,
        };
        fields.at_most_one(&["resolver-context", "resolver-context-exactly"]);
        fields.at_most_one(&["error", "timed-out"]);
        for without_answer in ["error", "timed-out"] {
            for key in OF_AN_ANSWER {
                if fields.entry(without_answer).is_some() && fields.entry(key).is_some() {
                    fields.conflict(
                        key,
                        without_answer,
                        "an authorizer that fails answers nothing; keep one of the two",
                    );
                }
            }
        }
        Some(expectation)
    }
}

fn denied_fields<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Vec<ExpectedDeniedField>> {
    let entries = reader.list(node, denied_field)?;
    for (index, entry) in entries.iter().enumerate() {
        if entries.iter().take(index).any(|earlier| earlier.coordinate == entry.coordinate) {
            reader.wrong_value::<()>(
                &entry.written.span,
                format!("`{}` stands twice", entry.coordinate),
                Some("remove one of the two"),
            );
        }
    }
    Some(entries)
}

fn denied_field(reader: &Reader<'_>, node: &Node) -> Option<ExpectedDeniedField> {
    let written = reader.spanned_text(node)?;
    let (coordinate, api) = match written.value.parse::<Arn>() {
        Ok(Arn::Field { api, coordinate }) => (coordinate, Some(api)),
        _ => match written.value.parse::<Coordinate>() {
            Ok(coordinate) => (coordinate, None),
            Err(_) => {
                let message = format!("`{}` is neither of the form `Type.field` nor the ARN of a field", written.value);
                return reader.wrong_value(
                    &node.span,
                    message,
                    Some("name one field: AppSync knows no wildcards here"),
                );
            }
        },
    };
    Some(ExpectedDeniedField { written, coordinate, api })
}

fn field_accesses<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Vec<(Spanned<Coordinate>, ExpectedAccess)>> {
    const WORDS: [(&str, ExpectedAccess); 2] =
        [("reached", ExpectedAccess::Reached), ("denied", ExpectedAccess::Denied)];
    reader.entries(node, |reader, Entry { key, node }| {
        let access = reader.word(node, &WORDS);
        let coordinate = key
            .value
            .parse()
            .map_or_else(|error| reader.wrong_value(&key.span, error, Some("write the type before the field")), Some);
        Some((Spanned { value: coordinate?, span: key.span.clone() }, access?))
    })
}

/// `allow` or `deny`.
pub(super) fn decision(reader: &Reader<'_>, node: &Node) -> Option<Spanned<ExpectedDecision>> {
    let value = match node.kind {
        // What a matrix expects is easily written as `true`.
        Kind::Bool(_) => reader.wrong_type(node, "`allow` or `deny`"),
        _ => reader.word(node, &[("allow", ExpectedDecision::Allow), ("deny", ExpectedDecision::Deny)]),
    }?;
    Some(Spanned { value, span: node.span.clone() })
}
