//! What a request expects, as it is written.

use std::time::Duration;

use serde_json::Value;

use super::data_path::DataPath;
use super::errors::ExpectedErrors;
use crate::document::{Entry, Node, Reader, Spanned};

/// What must be answered. With nothing said, the status is 2xx and there are no errors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RequestExpectation {
    /// `status`: the HTTP status; when absent, 2xx, or any where errors are expected.
    pub status: Option<Spanned<u16>>,
    /// `data`: values at places of the data.
    pub data: Option<Spanned<Vec<ExpectedData>>>,
    /// `errors`: when absent there must be none, or any where the status is another than 2xx.
    pub errors: Option<Spanned<ExpectedErrors>>,
    /// `within`: how long the answer may take.
    pub within: Option<Spanned<Duration>>,
}

/// A value that must stand at a place of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedData {
    /// The place.
    pub path: Spanned<DataPath>,
    /// The whole value.
    pub value: Value,
}

impl RequestExpectation {
    pub(super) fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, |fields| {
            let status = |reader: &Reader<'_>, node: &Node| {
                reader.integer_in(node, 100..=599).and_then(|status| u16::try_from(status).ok())
            };
            Some(Self {
                status: fields.spanned("status", status),
                data: fields.spanned("data", data),
                errors: fields.spanned("errors", ExpectedErrors::read),
                within: fields.spanned("within", Reader::duration),
            })
        })
    }
}

fn data<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Vec<ExpectedData>> {
    reader.entries(node, |reader, Entry { key, node }| {
        let help = "write names and indexes with dots between, such as `listEvents.items.0.id`";
        let path = match key.value.parse() {
            Ok(path) => Some(Spanned { value: path, span: key.span.clone() }),
            Err(error) => reader.wrong_value(&key.span, error, Some(help)),
        };
        let value = reader.json(node);
        Some(ExpectedData { path: path?, value: value? })
    })
}
