//! AppSync's words for providers that cannot stand. Whether they can is asked of the engine.

use serde_json::{Map, Value};

use crate::appsync::{ApiAuthentication, Arn, AuthenticationType, GraphqlApi, Provider};
use crate::engine::providers::provider_faults;
use crate::engine::{Code, Step};
use crate::local::control_plane::refusal::Refusal;

/// Refuses settings whose providers AppSync refuses.
pub(super) fn check(settings: &Map<String, Value>) -> Result<(), Refusal> {
    check_members(settings)?;
    let api = GraphqlApi::from_json(&Value::Object(settings.clone()))
        .map_err(|error| Refusal::bad_request(error.to_string()))?;
    provider_refusal(&api.authentication).map_or(Ok(()), |words| Err(Refusal::bad_request(words)))
}

/// AppSync's words for providers that it refuses; `None` for those that can stand together.
#[must_use]
pub fn provider_refusal(api: &ApiAuthentication) -> Option<String> {
    provider_faults(api).first().map(|fault| words(fault, api))
}

/// The members that a provider cannot be without, in the words of AppSync.
fn check_members(settings: &Map<String, Value>) -> Result<(), Refusal> {
    let additional = settings.get("additionalAuthenticationProviders").and_then(Value::as_array);
    let additional = additional.into_iter().flatten().filter_map(Value::as_object);
    for (index, place) in std::iter::once(settings).chain(additional).enumerate() {
        let has = |member: &str| place.contains_key(member);
        let kind = place.get("authenticationType").and_then(Value::as_str).unwrap_or_default();
        // Assumed: the words, after those for a missing Lambda authorizer.
        if kind == AuthenticationType::AmazonCognitoUserPools.name() && !has("userPoolConfig") {
            return Err(Refusal::bad_request("User Pool Config missing"));
        }
        if kind == AuthenticationType::OpenIdConnect.name() && !has("openIDConnectConfig") {
            return Err(Refusal::bad_request("OpenID Connect Config missing"));
        }
        if index == 0 && has("userPoolConfig") {
            let action = place.get("userPoolConfig").and_then(|pool| pool.get("defaultAction"));
            if !matches!(action.and_then(Value::as_str), Some("ALLOW" | "DENY")) {
                // The service's own words: sid88in/serverless-appsync-plugin#197, aws/aws-cdk#10028.
                return Err(Refusal::bad_request("Invalid default effect type."));
            }
        }
        let uri = place.get("lambdaAuthorizerConfig").and_then(|config| config.get("authorizerUri"));
        if let Some(uri) = uri.and_then(Value::as_str)
            && !matches!(uri.parse(), Ok(Arn::Function { .. }))
        {
            // Assumed: that it is refused, and the words.
            return Err(Refusal::bad_request(format!("Invalid authorizerUri: {uri} is not the ARN of a function.")));
        }
    }
    Ok(())
}

/// What AppSync says to a fault.
fn words(fault: &Step, api: &ApiAuthentication) -> String {
    let index = fault.facts.get("provider").and_then(Value::as_u64).unwrap_or_default();
    let provider = api.providers().nth(usize::try_from(index).unwrap_or_default()).unwrap_or(&api.default);
    let kind = provider.authentication_type();
    match fault.code {
        // floci-io/floci says that these are AppSync's words, and for a pool or issuer too.
        Code::P101 | Code::P104 => format!(
            "Authentication type {kind} for additional authentication provider {index} already specified on the API. It can only be specified once."
        ),
        // The service's own words: hashicorp/terraform-cdk#2971.
        Code::P102 => "Lambda Authorizer Config missing".to_owned(),
        Code::P106 => ttl_words(index, provider),
        // Assumed: the words of all others.
        Code::P103 => {
            "The default action of the user pool must be ALLOW when additional authentication providers are specified."
                .to_owned()
        }
        Code::P105 => "Too many authentication providers are specified on the API.".to_owned(),
        other => format!("The authentication providers of the API cannot stand together ({other})."),
    }
}

/// Assumed: that the range is refused in the words of AWS's framework.
fn ttl_words(index: u64, provider: &Provider) -> String {
    let seconds = match provider {
        Provider::Lambda(Some(config)) => config.authorizer_result_ttl_seconds.unwrap_or_default(),
        _ => 0,
    };
    let place = match index {
        0 => String::new(),
        index => format!("additionalAuthenticationProviders.{index}.member."),
    };
    let constraint = if seconds < crate::appsync::limits::TTL_SECONDS_MIN {
        format!("Member must have value greater than or equal to {}", crate::appsync::limits::TTL_SECONDS_MIN)
    } else {
        format!("Member must have value less than or equal to {}", crate::appsync::limits::TTL_SECONDS_MAX)
    };
    let member = format!("{place}lambdaAuthorizerConfig.authorizerResultTtlInSeconds");
    Refusal::constraint(&seconds.to_string(), &member, &constraint)
}
