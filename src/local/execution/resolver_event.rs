//! What a direct Lambda resolver is sent.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::collect::{Collector, Group};
use super::request::Request;
use super::selection_set;
use crate::appsync::Coordinate;

/// A Lambda resolver to call.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The number of the target that was given for the field.
    pub target: usize,
    /// The field.
    pub coordinate: Coordinate,
    /// The event, JSON.
    pub payload: Bytes,
}

/// The event of a field.
///
/// Source: AppSync developer guide, "Direct Lambda resolver reference" and "Resolver mapping template context
/// reference"; the order of keys is that of events in aws-powertools/powertools-lambda-python.
pub(super) fn event(
    request: &Request<'_>,
    collector: &Collector<'_, '_>,
    parent: (&str, Option<&Map<String, Value>>),
    group: &Group<'_>,
    arguments: Map<String, Value>,
) -> Bytes {
    let field_name = group.first().map_or("", |field| field.name.as_str());
    let event = json!({
        "arguments": arguments,
        "identity": request.identity,
        "source": parent.1,
        "request": {"headers": request.headers, "domainName": null},
        "prev": null,
        "info": {
            "selectionSetList": selection_set::list(collector, group),
            "selectionSetGraphQL": selection_set::text(group),
            "fieldName": field_name,
            "parentTypeName": parent.0,
            "variables": request.variables,
        },
        "stash": {},
    });
    Bytes::from(event.to_string())
}
