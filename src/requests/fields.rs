//! What requests and `defaults` have in common.

use super::caller::RequestCaller;
use super::expectation::RequestExpectation;
use crate::appsync::Secret;
use crate::document::{Fields, Reader, Spanned};
use crate::suite::{Variables, read_headers, replace_in_request};

/// What requests and `defaults` have in common.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RequestFields {
    /// `query`: the text of the document, or `@FILE`.
    pub query: Option<Spanned<String>>,
    /// `operation-name`: sent as `operationName`.
    pub operation_name: Option<Spanned<String>>,
    /// `variables`: sent with the query.
    pub variables: Option<Variables>,
    /// `headers`: other headers, in the order of the file, each value a text or `@FILE`. No name stands twice, whatever
    /// its case. Some headers are secrets, so all values are kept as such.
    pub headers: Vec<(Spanned<String>, Spanned<Secret>)>,
    /// `authorization`: who sends.
    pub authorization: Option<RequestCaller>,
    /// `expect`.
    pub expect: Option<RequestExpectation>,
}

impl RequestFields {
    pub(super) fn read(fields: &Fields<'_, '_>) -> Self {
        let headers = fields.optional("headers", |reader, node| read_headers(reader, node, "authorization"));
        Self {
            query: fields.spanned("query", Reader::name),
            operation_name: fields.spanned("operation-name", Reader::name),
            variables: fields.optional("variables", Variables::read),
            headers: headers.unwrap_or_default(),
            authorization: fields.optional("authorization", RequestCaller::read),
            expect: fields.optional("expect", RequestExpectation::read),
        }
    }

    /// These fields, completed by defaults. What the request states wins; `headers` are joined header by header, everything
    /// else, `variables` and `expect` too, is taken whole from the one or the other.
    #[must_use]
    pub fn or_defaults(&self, defaults: &Self) -> Self {
        let stated = |name: &str| self.headers.iter().any(|(mine, _)| mine.value.eq_ignore_ascii_case(name));
        let inherited = defaults.headers.iter().filter(|(name, _)| !stated(&name.value));
        Self {
            query: self.query.clone().or_else(|| defaults.query.clone()),
            operation_name: self.operation_name.clone().or_else(|| defaults.operation_name.clone()),
            variables: self.variables.clone().or_else(|| defaults.variables.clone()),
            headers: inherited.chain(&self.headers).cloned().collect(),
            authorization: self.authorization.clone().or_else(|| defaults.authorization.clone()),
            expect: self.expect.clone().or_else(|| defaults.expect.clone()),
        }
    }

    pub(super) fn replace_paths(&mut self, replace: &dyn Fn(&str) -> String) {
        replace_in_request(&mut self.query, &mut self.variables, &mut self.headers, replace);
        if let Some(caller) = &mut self.authorization {
            caller.replace_paths(replace);
        }
    }
}
