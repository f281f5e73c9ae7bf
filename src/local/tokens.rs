//! The claims of the JWTs that the emulator makes up, in the form of the tokens of each provider.

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use crate::appsync::{ApiAuthentication, AuthenticationType, Provider};
use crate::engine::java_regex::{JavaRegex, Judgement};

/// How long a token is good, in seconds: as long as a user pool's is unless somebody says otherwise.
const SECONDS: u64 = 3_600;

/// The providers of an API that take JWTs, of one mode or of both.
pub(super) fn jwt_providers(
    api: &ApiAuthentication,
    mode: Option<AuthenticationType>,
) -> impl Iterator<Item = &Provider> {
    api.providers().filter(move |provider| {
        matches!(provider, Provider::UserPool(_) | Provider::OpenIdConnect(_))
            && mode.is_none_or(|mode| provider.authentication_type() == mode)
    })
}

/// The claims of a token that a provider accepts. A user pool's is an access token, as Amplify's clients send one.
///
/// Source: Amazon Cognito developer guide, "Understanding the access token"; OpenID Connect Core, section 2.
pub(super) fn default_claims(provider: &Provider, now: SystemTime, unique: &str) -> Map<String, Value> {
    let now = now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let claims = match provider {
        Provider::UserPool(pool) => {
            let client = some_client(pool.app_id_client_regex.as_deref());
            json!({
                "sub": "11111111-2222-4333-8444-555555555555",
                "iss": pool.issuer(),
                "client_id": client,
                "token_use": "access",
                "scope": "aws.cognito.signin.user.admin",
                "auth_time": now,
                "iat": now,
                "exp": now + SECONDS,
                "jti": unique,
                "username": "local",
            })
        }
        Provider::OpenIdConnect(config) => json!({
            "sub": "local",
            "iss": config.issuer,
            "aud": some_client(config.client_id.as_deref()),
            "auth_time": now,
            "iat": now,
            "exp": now + SECONDS,
            "jti": unique,
        }),
        _ => json!({}),
    };
    match claims {
        Value::Object(claims) => claims,
        _ => Map::new(),
    }
}

/// A client that the pattern of accepted clients matches, where one can be read off it: `^(one|other)$`.
fn some_client(pattern: Option<&str>) -> String {
    let Some(pattern) = pattern else { return "local".to_owned() };
    let bare = pattern.trim_start_matches('^').trim_end_matches('$').trim_start_matches('(').trim_end_matches(')');
    let first = bare.trim_start_matches("?:").split('|').next().unwrap_or_default().replace('\\', "");
    let accepted = JavaRegex::new(pattern).is_ok_and(|regex| regex.matches(&first) == Judgement::Match);
    if accepted { first } else { "local".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_read_off_the_pattern_of_accepted_clients() {
        for (pattern, client) in [
            (None, "local"),
            (Some("^c1$"), "c1"),
            (Some("^(c1|c2)$"), "c1"),
            (Some("^(?:my\\.app|c2)$"), "my.app"),
            (Some("[a-z]{26}"), "local"),
        ] {
            assert_eq!(some_client(pattern), client, "{pattern:?}");
        }
    }
}
