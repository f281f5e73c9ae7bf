//! What is known of the caller besides what the request says: groups, policies, what came of checking the credential.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::args::Args;
use crate::appsync::{ApiAuthentication, Headers, Provider, UserPoolConfig};
use crate::commands::context::Context;
use crate::commands::given;
use crate::engine::iam::Policy;
use crate::engine::{CredentialCheck, CredentialFacts};
use crate::error::Result;

/// The claim that holds a user's groups.
const GROUPS: &str = "cognito:groups";

/// What is known of the credential.
///
/// # Errors
/// A policy cannot be read, or is none.
pub(super) async fn credential_facts(args: &Args, is_iam: bool, context: &Context<'_>) -> Result<CredentialFacts> {
    let caller = &args.caller;
    let default = if is_iam { CredentialCheck::Verified } else { CredentialCheck::NotChecked };
    let mut policies: Vec<Policy> = Vec::new();
    for path in &caller.policies {
        policies.push(given::policy(path, context.console).await?);
    }
    Ok(CredentialFacts {
        check: caller.credential.map_or(default, Into::into),
        policies: (!policies.is_empty()).then_some(policies),
        account_id: caller.user_arn.as_deref().and_then(|arn| arn.split(':').nth(4)).map(str::to_owned),
        user_arn: caller.user_arn.clone(),
        answer: None,
        source_ip: Vec::new(),
    })
}

/// What became of `--cognito-group`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Groups {
    /// They were added to those of the token, or there was nothing to add.
    Added,
    /// Nobody was said to call, so a user of the API's user pool was taken.
    MadeUp,
    /// The credential is none of a user pool, or the API has none.
    NoUser,
}

/// Adds groups to the caller: to the claims of the JWT that the request brings, else to a user who is made up.
///
/// The signature does not fit the new claims, which matters to nobody here: no signature is checked.
pub(super) fn add_groups(headers: &mut Headers, groups: &[String], authentication: &mut ApiAuthentication) -> Groups {
    if groups.is_empty() {
        return Groups::Added;
    }
    match headers.get("authorization") {
        Some(value) => match with_groups(value, groups) {
            Some(token) => {
                headers.insert("authorization", token);
                Groups::Added
            }
            None => Groups::NoUser,
        },
        None if headers.get("x-api-key").is_some() => Groups::NoUser,
        None => match first_pool(authentication) {
            Some(pool) => {
                // Nobody knows of which client a user is who is made up.
                pool.app_id_client_regex = None;
                let claims = json!({ "iss": pool.issuer(), "sub": "made-up", "token_use": "access", GROUPS: groups });
                headers.insert("authorization", format!("{}.{}.", part(&json!({ "alg": "none" })), part(&claims)));
                Groups::MadeUp
            }
            None => Groups::NoUser,
        },
    }
}

fn first_pool(authentication: &mut ApiAuthentication) -> Option<&mut UserPoolConfig> {
    let providers = std::iter::once(&mut authentication.default).chain(&mut authentication.additional);
    providers.into_iter().find_map(|provider| match provider {
        Provider::UserPool(pool) => Some(pool),
        _ => None,
    })
}

/// The token with these groups among its claims; `None` when it is no JWT.
fn with_groups(value: &str, groups: &[String]) -> Option<String> {
    let (scheme, token) = match value.split_once(' ') {
        Some((scheme, token)) => (format!("{scheme} "), token.trim()),
        None => (String::new(), value),
    };
    let mut parts = token.splitn(3, '.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let mut claims: Map<String, Value> = serde_json::from_slice(&bytes).ok()?;
    let mut all: Vec<Value> = claims.get(GROUPS).and_then(Value::as_array).cloned().unwrap_or_default();
    for group in groups {
        if !all.iter().any(|known| known == group) {
            all.push(json!(group));
        }
    }
    claims.insert(GROUPS.to_owned(), Value::Array(all));
    Some(format!("{scheme}{header}.{}.{signature}", part(&Value::Object(claims))))
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}
