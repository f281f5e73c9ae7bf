//! A requests file.

use std::collections::HashSet;
use std::ops::Range;

use super::fields::RequestFields;
use crate::document::{Document, Fault, Fields, Kind, Node, Origin, Reader, Spanned};
use crate::error::Result;
use crate::settings::graphql_url;

/// A requests file as it is written. Paths in it are relative to the file.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestsFile {
    /// The file, to show places of it; tokens are masked.
    pub origin: Origin,
    /// `environment`: the environment of the configuration that says what the file does not.
    pub environment: Option<Spanned<String>>,
    /// `url`: where the requests are sent.
    pub url: Option<Spanned<String>>,
    /// `defaults`: what requests have that they do not state.
    pub defaults: RequestFields,
    /// `requests`, in the order of the file, without defaults.
    pub requests: Vec<Request>,
}

/// A request: a name, what is sent, and what must be answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Unique in its file.
    pub name: Spanned<String>,
    /// Where the request stands.
    pub span: Range<usize>,
    /// Everything else.
    pub fields: RequestFields,
}

impl RequestsFile {
    /// Reads a requests file, YAML or JSON. `name` is the path as the user gave it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in the file, as one error with all places.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let document = Document::parse(name, text)?;
        let reader = Reader::new(&document);
        let file = reader.root("the requests file", |fields| {
            let requests = fields.required("requests", |reader, node| reader.list(node, Request::read));
            let file = Self {
                environment: fields.spanned("environment", Reader::name),
                url: fields.spanned("url", url),
                defaults: fields
                    .optional("defaults", |reader, node| {
                        reader.fields(node, |fields| Some(RequestFields::read(fields)))
                    })
                    .unwrap_or_default(),
                requests: requests.unwrap_or_default(),
                origin: Origin { name: name.to_owned(), text: String::new() },
            };
            file.check_requests(fields);
            Some(file)
        });
        let origin = reader.origin();
        reader.finish(file.map(|file| Self { origin, ..file }))
    }

    /// Every request, with its defaults.
    #[must_use]
    pub fn requests_with_defaults(&self) -> Vec<Request> {
        let complete = |request: &Request| Request {
            name: request.name.clone(),
            span: request.span.clone(),
            fields: request.fields.or_defaults(&self.defaults),
        };
        self.requests.iter().map(complete).collect()
    }

    /// The file with every path that it names replaced: files of secrets, and `@FILE` of queries, variables and headers.
    #[must_use]
    pub fn with_paths(mut self, replace: impl Fn(&str) -> String) -> Self {
        self.defaults.replace_paths(&replace);
        self.requests.iter_mut().for_each(|request| request.fields.replace_paths(&replace));
        self
    }

    /// There are requests, each has a query, and no two have the same name.
    fn check_requests(&self, fields: &Fields<'_, '_>) {
        let reader = fields.reader();
        let list = fields.entry("requests").map(|entry| &entry.node);
        if let Some(Node { kind: Kind::List(items), span }) = list
            && items.is_empty()
        {
            let fault = Fault::new("no-requests", span.clone(), "the file has no requests", "without requests");
            reader.fault::<()>(fault.help("add one: its `name` and its `query`"));
        }
        let mut names = HashSet::new();
        for request in &self.requests {
            let name = &request.name;
            if !names.insert(name.value.as_str()) {
                let message = format!("two requests have the name `{}`", name.value);
                let fault = Fault::new("duplicate-name", name.span.clone(), message, "a second time here");
                reader.fault::<()>(fault.help("give each request a name of its own"));
            }
            if request.fields.query.is_none() && self.defaults.query.is_none() && !is_stated(fields, request, "query") {
                let message = format!("the request `{}` has no query", name.value);
                let fault = Fault::new("missing-key", name.span.clone(), message, "without `query`");
                reader.fault::<()>(fault.help("add `query`, here or in `defaults`"));
            }
        }
    }
}

/// An address to post to. One with a user name or a password is not shown.
fn url(reader: &Reader<'_>, node: &Node) -> Option<String> {
    if let Kind::Text(text) = &node.kind
        && text
            .split_once("://")
            .is_some_and(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or("").contains('@'))
    {
        reader.mask(node.span.clone());
        let fault =
            Fault::new("secret-in-file", node.span.clone(), "the URL has a user name or a password in it", "a secret");
        return reader.fault(fault.help("leave out what stands before the `@`"));
    }
    graphql_url(reader, node)
}

/// Whether a key stands in a request or in the defaults, faulty perhaps: then that fault is told, and no other.
fn is_stated(fields: &Fields<'_, '_>, request: &Request, key: &str) -> bool {
    let has = |node: &Node| match &node.kind {
        Kind::Map(entries) => entries.iter().any(|entry| entry.key.value == key),
        _ => false,
    };
    let items = match fields.entry("requests").map(|entry| &entry.node.kind) {
        Some(Kind::List(items)) => items.as_slice(),
        _ => &[],
    };
    let own = items.iter().find(|node| node.span == request.span);
    own.is_some_and(has) || fields.entry("defaults").is_some_and(|entry| has(&entry.node))
}

impl Request {
    fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, |fields| {
            let name = fields.required("name", Reader::spanned_name);
            let request_fields = RequestFields::read(fields);
            Some(Self { name: name?, span: fields.span(), fields: request_fields })
        })
    }
}
