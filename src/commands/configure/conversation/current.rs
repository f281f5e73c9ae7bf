//! What the API has now.

use serde_json::{Map, Value};

use crate::appsync::{ApiIdentity, AuthenticationType};
use crate::error::Result;
use crate::plan::{ProviderName, identity_of};
use crate::settings::Slot;

/// What the questions need to know of an API. Modes that this program does not know are repeated as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Current {
    /// Which API.
    pub(super) identity: ApiIdentity,
    /// Its name.
    pub(super) name: String,
    /// The default provider.
    pub(super) default: ProviderName,
    /// The additional ones, in order.
    pub(super) additional: Vec<ProviderName>,
    /// The Lambda authorizer.
    pub(super) authorizer: Option<Authorizer>,
}

/// The authorizer that an API has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Authorizer {
    /// Where it stands.
    pub(super) slot: Slot,
    /// `authorizerUri`.
    pub(super) function: Option<String>,
    /// `authorizerResultTtlInSeconds`.
    pub(super) ttl: Option<i64>,
    /// `identityValidationExpression`.
    pub(super) identity_regex: Option<String>,
}

impl Current {
    /// Reads a GetGraphqlApi document.
    ///
    /// # Errors
    ///
    /// Input: `bad-api`, a document without an `arn`.
    pub(super) fn of(document: &Map<String, Value>) -> Result<Self> {
        let entries: Vec<&Map<String, Value>> = document
            .get("additionalAuthenticationProviders")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .collect();
        let with_slots =
            std::iter::once((Slot::Default, document)).chain(entries.iter().map(|entry| (Slot::Additional, *entry)));
        let authorizer = with_slots
            .filter(|(_, provider)| provider_of(provider).is(AuthenticationType::AwsLambda))
            .map(|(slot, provider)| authorizer(slot, provider))
            .next();
        Ok(Self {
            identity: identity_of(document)?,
            name: text(document, "name").unwrap_or_default(),
            default: provider_of(document),
            additional: entries.into_iter().map(provider_of).collect(),
            authorizer,
        })
    }

    /// Its modes, as a line.
    pub(super) fn modes(&self) -> String {
        let mut modes = format!("default {}", self.default);
        if !self.additional.is_empty() {
            let additional: Vec<String> = self.additional.iter().map(ToString::to_string).collect();
            modes.push_str(&format!(", additional {}", additional.join(", ")));
        }
        modes
    }
}

fn provider_of(provider: &Map<String, Value>) -> ProviderName {
    let mode = text(provider, "authenticationType").unwrap_or_default();
    let (config, member) = match mode.as_str() {
        "AMAZON_COGNITO_USER_POOLS" => ("userPoolConfig", "userPoolId"),
        "OPENID_CONNECT" => ("openIDConnectConfig", "issuer"),
        _ => return ProviderName { mode, which: None },
    };
    let which = provider.get(config).and_then(Value::as_object).and_then(|config| text(config, member));
    ProviderName { mode, which }
}

fn authorizer(slot: Slot, provider: &Map<String, Value>) -> Authorizer {
    let config = provider.get("lambdaAuthorizerConfig").and_then(Value::as_object);
    let said = |member| config.and_then(|config| text(config, member));
    Authorizer {
        slot,
        function: said("authorizerUri"),
        ttl: config.and_then(|config| config.get("authorizerResultTtlInSeconds")).and_then(Value::as_i64),
        identity_regex: said("identityValidationExpression").filter(|regex| !regex.is_empty()),
    }
}

fn text(members: &Map<String, Value>, name: &str) -> Option<String> {
    members.get(name).and_then(Value::as_str).map(str::to_owned)
}
