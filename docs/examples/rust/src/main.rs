//! The authorizer of ../javascript in Rust: the event and the answer are types, so that a misspelt member does not
//! compile.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::macros::datetime;

/// What AppSync asks. Members that this authorizer does not read are left out.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    authorization_token: String,
    request_context: RequestContext,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext {
    api_id: String,
    account_id: String,
}

/// What AppSync is answered.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    is_authorized: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolver_context: Option<ResolverContext>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    denied_fields: Vec<String>,
    /// In seconds; without it, the TTL of the API counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl_override: Option<u32>,
}

/// What resolvers read as `ctx.identity.resolverContext`: flat, and all values are strings.
#[derive(Debug, Default, Serialize)]
struct ResolverContext {
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'static str>,
    role: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Admin,
    Partner,
}

#[derive(Debug)]
struct Session {
    tenant: &'static str,
    user: &'static str,
    role: Role,
    expires: OffsetDateTime,
}

/// Stands for the table of sessions.
fn session(token: &str) -> Option<Session> {
    let (tenant, user, role, expires) = match token {
        "acme:ada" => ("acme", "ada", Role::Admin, datetime!(2099-01-01 00:00 UTC)),
        "acme:pat" => ("acme", "pat", Role::Partner, datetime!(2099-01-01 00:00 UTC)),
        "acme:olga" => ("acme", "olga", Role::Partner, datetime!(2020-01-01 00:00 UTC)),
        "globex:grace" => ("globex", "grace", Role::Admin, datetime!(2099-01-01 00:00 UTC)),
        "initech:bill" => ("initech", "bill", Role::Admin, datetime!(2099-01-01 00:00 UTC)),
        _ => return None,
    };
    Some(Session { tenant, user, role, expires })
}

const SUSPENDED_TENANTS: [&str; 1] = ["initech"];

async fn authorize(event: LambdaEvent<Event>) -> Result<Answer, Error> {
    let Event { authorization_token, request_context } = event.payload;
    if authorization_token.starts_with("guest:") {
        return Ok(guest());
    }
    let Some(session) = session(&authorization_token).filter(|found| !SUSPENDED_TENANTS.contains(&found.tenant)) else {
        return Ok(Answer::default());
    };
    if session.expires <= OffsetDateTime::now_utc() {
        return Err(format!("the session of {} has expired", session.user).into());
    }
    let role = match session.role {
        Role::Admin => "admin",
        Role::Partner => "partner",
    };
    let mut answer = Answer {
        is_authorized: true,
        resolver_context: Some(ResolverContext { tenant: Some(session.tenant), user: Some(session.user), role }),
        ..Answer::default()
    };
    if session.role == Role::Partner {
        answer.denied_fields =
            vec!["Event.comments".to_owned(), arn_of_field(&request_context, "Mutation", "deleteEvent")?];
        answer.ttl_override = Some(60);
    }
    Ok(answer)
}

fn guest() -> Answer {
    let denied = ["Event.comments", "Mutation.createEvent", "Mutation.deleteEvent", "Mutation.commentOnEvent"];
    Answer {
        is_authorized: true,
        resolver_context: Some(ResolverContext { role: "guest", ..ResolverContext::default() }),
        denied_fields: denied.map(str::to_owned).to_vec(),
        ttl_override: Some(0),
    }
}

/// The long form denies the field of this API alone, should another API call the same function.
fn arn_of_field(api: &RequestContext, type_name: &str, field: &str) -> Result<String, Error> {
    let region = std::env::var("AWS_REGION")?;
    let RequestContext { api_id, account_id } = api;
    Ok(format!("arn:aws:appsync:{region}:{account_id}:apis/{api_id}/types/{type_name}/fields/{field}"))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(authorize)).await
}
