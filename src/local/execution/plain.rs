//! For tests: a request that asks for nothing special, of which a test replaces the parts that it is about.

use serde_json::{Map, Value};

use super::{Denied, FieldMap, Request};
use crate::graphql::{Document, Executable, Leniency, Schema, SourceText, ValidationError};
use crate::local::data::Data;

/// A schema that is good.
pub(in crate::local) fn schema_of(sdl: &str) -> Schema {
    Schema::load(&[SourceText::new("schema.graphql", sdl)], Leniency::Strict).expect("a schema").schema
}

/// The only operation of a document.
pub(in crate::local) fn executable(schema: &Schema, query: &str) -> Result<Executable, Vec<ValidationError>> {
    let document = Document::parse("query", query).expect("a document");
    document.pick(None).expect("an operation").executable(schema)
}

/// What a request borrows: by default no variables, no denied fields, no resolvers, nobody and no headers.
#[derive(Debug, Default)]
pub(in crate::local) struct Plain {
    pub(in crate::local) variables: Map<String, Value>,
    pub(in crate::local) denied: Denied,
    pub(in crate::local) resolvers: FieldMap<usize>,
    pub(in crate::local) identity: Value,
    pub(in crate::local) headers: Map<String, Value>,
}

impl Plain {
    /// A request for an operation, without introspection and limits.
    pub(in crate::local) const fn request<'a>(
        &'a self,
        schema: &'a Schema,
        executable: &'a Executable,
        data: &'a Data,
    ) -> Request<'a> {
        Request {
            schema,
            executable,
            variables: &self.variables,
            denied: &self.denied,
            introspection: false,
            depth_limit: 0,
            resolver_limit: 0,
            data,
            resolvers: &self.resolvers,
            identity: &self.identity,
            headers: &self.headers,
            published: None,
        }
    }
}
