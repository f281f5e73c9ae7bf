//! The event that AppSync sends to an authorizer, and how a synthetic one is built.

use serde_json::{Map, Value, json};

use super::arn::ApiIdentity;
use super::headers::Headers;
use super::secret::Secret;

/// The `operationName` of the event for a WebSocket connection.
///
/// Source: an event that a user captured, amplify-category-api#2090.
pub const CONNECT_OPERATION_NAME: &str = "Deepdish:Connect";

/// The event that AppSync sends to an authorizer.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthorizerEvent {
    /// The value of the `Authorization` header, untouched: a `Bearer ` prefix stays.
    pub authorization_token: Secret,
    /// What the request is.
    pub request_context: RequestContext,
    /// The headers of the request, names in lower case.
    pub request_headers: Headers,
}

/// The `requestContext` of the event.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestContext {
    /// The API, for `apiId` and `accountId`.
    pub api: ApiIdentity,
    /// A UUID.
    pub request_id: String,
    /// The whole GraphQL document as the client sent it; empty on connect.
    pub query_string: String,
    /// Only if the client sent one: absent, not null, otherwise. On connect [`CONNECT_OPERATION_NAME`].
    pub operation_name: Option<String>,
    /// The variables; `{}` when there are none.
    pub variables: Map<String, Value>,
}

impl AuthorizerEvent {
    /// The event of a WebSocket connection: an empty query and AppSync's own operation name.
    #[must_use]
    pub fn connect(
        api: ApiIdentity,
        request_id: String,
        authorization_token: Secret,
        request_headers: Headers,
    ) -> Self {
        Self {
            authorization_token,
            request_context: RequestContext {
                api,
                request_id,
                query_string: String::new(),
                operation_name: Some(CONNECT_OPERATION_NAME.to_owned()),
                variables: Map::new(),
            },
            request_headers,
        }
    }

    /// The JSON that the function receives. It holds the token: send it, never print it unredacted.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let context = &self.request_context;
        let mut request_context = Map::new();
        request_context.insert("apiId".to_owned(), json!(context.api.api_id));
        request_context.insert("accountId".to_owned(), json!(context.api.account_id));
        request_context.insert("requestId".to_owned(), json!(context.request_id));
        request_context.insert("queryString".to_owned(), json!(context.query_string));
        if let Some(operation_name) = &context.operation_name {
            request_context.insert("operationName".to_owned(), json!(operation_name));
        }
        request_context.insert("variables".to_owned(), Value::Object(context.variables.clone()));
        json!({
            "authorizationToken": self.authorization_token.expose(),
            "requestContext": request_context,
            "requestHeaders": self.request_headers.iter().collect::<std::collections::BTreeMap<_, _>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_has_no_operation_name_unless_the_client_sent_one() {
        let mut event = AuthorizerEvent {
            authorization_token: Secret::new("Bearer x"),
            request_context: RequestContext {
                api: ApiIdentity::default(),
                request_id: "11111111-2222-4333-8444-555555555555".to_owned(),
                query_string: "query List { listEvents { id } }".to_owned(),
                operation_name: None,
                variables: Map::new(),
            },
            request_headers: [("Authorization", "Bearer x")].into_iter().collect(),
        };
        let expected = json!({
            "authorizationToken": "Bearer x",
            "requestContext": {
                "apiId": "aaaaaaaaaaaaaaaaaaaaaaaaaa",
                "accountId": "111122223333",
                "requestId": "11111111-2222-4333-8444-555555555555",
                "queryString": "query List { listEvents { id } }",
                "variables": {},
            },
            "requestHeaders": { "authorization": "Bearer x" },
        });
        assert_eq!(event.to_json(), expected);
        event.request_context.operation_name = Some("List".to_owned());
        assert_eq!(event.to_json()["requestContext"]["operationName"], json!("List"));
    }

    #[test]
    fn the_event_of_a_connection_has_an_empty_query_and_appsyncs_own_operation_name() {
        let event =
            AuthorizerEvent::connect(ApiIdentity::default(), "id".to_owned(), Secret::new("x"), Headers::default());
        assert_eq!(
            event.to_json()["requestContext"],
            json!({
                "apiId": "aaaaaaaaaaaaaaaaaaaaaaaaaa", "accountId": "111122223333", "requestId": "id",
                "queryString": "", "operationName": "Deepdish:Connect", "variables": {},
            })
        );
    }
}
