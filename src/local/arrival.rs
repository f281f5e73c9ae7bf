//! What arrived: from the bytes of a request to what the engine judges.

use std::borrow::Cow;
use std::sync::Arc;

use hyper::header::HeaderValue;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::documents::{Documents, PreparedOperation};
use crate::engine::Arrival;
use crate::graphql::PickError;

/// What a client asked for.
#[derive(Debug)]
pub(super) struct Asked {
    /// What the engine judges.
    pub(super) arrival: Arrival,
    /// The operation to run, where there is one.
    pub(super) operation: Option<Arc<PreparedOperation>>,
}

/// The members of a request.
#[derive(Debug, Deserialize)]
struct Members {
    query: Option<String>,
    #[serde(rename = "operationName")]
    operation_name: Option<String>,
    variables: Option<Value>,
}

impl Asked {
    /// What a body asks. Of two types of content AppSync's clients use either for the same object; a document alone is
    /// taken too where the type says GraphQL.
    pub(super) fn of_body(content_type: Option<&str>, body: &[u8], documents: &Documents) -> Self {
        if body.is_empty() {
            return Self::refused(Arrival::Empty);
        }
        let media_type = content_type.map(|text| text.split(';').next().unwrap_or_default().trim());
        let is = |wanted: &str| media_type.is_some_and(|given| given.eq_ignore_ascii_case(wanted));
        let graphql = is("application/graphql");
        if media_type.is_some() && !graphql && !is("application/json") && !is("application/graphql+json") {
            return Self::refused(Arrival::Malformed);
        }
        match serde_json::from_slice(body) {
            Ok(members) => Self::of_members(members, documents),
            Err(_) if graphql && serde_json::from_slice::<Value>(body).is_err() => {
                let Ok(query) = std::str::from_utf8(body) else { return Self::refused(Arrival::Malformed) };
                let members = Members { query: Some(query.to_owned()), operation_name: None, variables: None };
                Self::of_members(members, documents)
            }
            Err(_) => Self::refused(Arrival::Malformed),
        }
    }

    /// What the query string of a GET asks.
    pub(super) fn of_query_string(text: &str, documents: &Documents) -> Self {
        let mut members = Members { query: None, operation_name: None, variables: None };
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
            match &*name {
                "query" => members.query = Some(value.into_owned()),
                "operationName" => members.operation_name = Some(value.into_owned()),
                "variables" if value.is_empty() => {}
                "variables" => match serde_json::from_str(&value) {
                    Ok(variables) => members.variables = Some(variables),
                    Err(_) => return Self::refused(Arrival::Malformed),
                },
                _ => {}
            }
        }
        if members.query.is_none() {
            return Self::refused(Arrival::Empty);
        }
        Self::of_members(members, documents)
    }

    fn of_members(members: Members, documents: &Documents) -> Self {
        let variables = match members.variables {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(variables)) => variables,
            Some(_) => return Self::refused(Arrival::Malformed),
        };
        let parsed = members.query.and_then(|query| documents.parse(&query).map(|document| (query, document)));
        let Some((query, document)) = parsed else { return Self::refused(Arrival::Malformed) };
        let operation_name = members.operation_name;
        let operation = match document.pick(operation_name.as_deref()) {
            Ok(operation) => Some(operation),
            Err(PickError::NoOperation) => return Self::refused(Arrival::Malformed),
            Err(PickError::SeveralOperations { .. }) => return Self::refused(Arrival::Ambiguous),
            // Whoever may call is told so when it is executed.
            Err(PickError::NoSuchOperation { .. }) => None,
        };
        Self { arrival: Arrival::Operation { query, operation_name, variables }, operation }
    }

    pub(super) const fn refused(arrival: Arrival) -> Self {
        Self { arrival, operation: None }
    }
}

/// A header's value as text: bytes above 127 are read as Latin-1, so that whatever was sent is judged.
///
/// Source: RFC 9110, 5.5, for what such bytes were once. Assumed: nobody says how AppSync reads them.
pub(super) fn text_of(value: &HeaderValue) -> Cow<'_, str> {
    match value.to_str() {
        Ok(text) => text.into(),
        Err(_) => value.as_bytes().iter().copied().map(char::from).collect::<String>().into(),
    }
}

/// What was asked, in words: `query GetEvent`.
pub(super) fn title(operation: Option<&PreparedOperation>, arrival: &Arrival) -> String {
    match (operation, arrival) {
        (Some(operation), _) => operation.title(),
        (None, Arrival::Operation { .. }) => "an operation that the document does not have".to_owned(),
        (None, Arrival::Connect) => "connect".to_owned(),
        (None, _) => "no operation".to_owned(),
    }
}
