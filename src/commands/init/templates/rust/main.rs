//! A Lambda authorizer for AWS AppSync. AppSync calls it with the token of a request, unless it
//! still has an answer for this token in its cache. Return an error only when something is broken:
//! the client gets a 500 with its message.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};

/// The operation name with which AppSync asks about a WebSocket connection. Its query is empty, and
/// each subscription on the connection is asked about again.
const CONNECT: &str = "Deepdish:Connect";

/// What AppSync asks. Members that this authorizer does not read are left out.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    /// The whole Authorization header: a `Bearer ` prefix is still there.
    authorization_token: String,
    request_context: RequestContext,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext {
    operation_name: Option<String>,
}

/// What AppSync is answered; the default is a denial.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    is_authorized: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolver_context: Option<Session>,
    /// A denied field is null, with an error beside it; the other fields of the query are resolved.
    denied_fields: Vec<&'static str>,
    /// Seconds. Without it, the answer is kept for as long as the API says.
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl_override: Option<u32>,
}

/// Who calls. Resolvers read it as `ctx.identity.resolverContext`. Keep it flat: every value arrives
/// as a string.
#[derive(Debug, Serialize)]
struct Session {
    user: &'static str,
    role: Role,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    Admin,
    Member,
    Guest,
}

/// Test tokens. Before you deploy, put a real look-up here: verify a JWT, or read a table of
/// sessions.
fn session(token: &str) -> Option<Session> {
    let (user, role) = match token {
        "admin-token" => ("ada", Role::Admin),
        "member-token" => ("max", Role::Member),
        "guest-token" => ("guest", Role::Guest),
        _ => return None,
    };
    Some(Session { user, role })
}

async fn authorize(event: LambdaEvent<Event>) -> Result<Answer, Error> {
    let Event {
        authorization_token,
        request_context,
    } = event.payload;
    let Some(session) = session(&authorization_token) else {
        return Ok(Answer::default());
    };
    let (denied_fields, ttl_override) = match session.role {
        Role::Admin => (vec![], None),
        Role::Member => (vec!["Event.attendees", "Mutation.deleteEvent"], Some(60)),
        Role::Guest => {
            // AppSync keeps one answer for a token, whatever was asked. Who looks at more than the
            // token keeps none.
            if request_context.operation_name.as_deref() == Some(CONNECT) {
                return Ok(Answer {
                    ttl_override: Some(0),
                    ..Answer::default()
                });
            }
            let denied = vec![
                "Event.attendees",
                "Mutation.createEvent",
                "Mutation.deleteEvent",
            ];
            (denied, Some(0))
        }
    };
    Ok(Answer {
        is_authorized: true,
        resolver_context: Some(session),
        denied_fields,
        ttl_override,
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(authorize)).await
}
