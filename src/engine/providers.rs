//! Stage P: can the providers of an API stand together? Judged of a configuration, not of a request.

use super::rules::Code;
use super::trace::Step;
use crate::appsync::{ApiAuthentication, AuthenticationType, DefaultAction, Provider, limits};

/// A step for each fault of the providers, in their order.
///
/// Source: AppSync developer guide, "Security", opening; each step names the evidence of its rule.
#[must_use]
pub fn provider_faults(api: &ApiAuthentication) -> Vec<Step> {
    let providers: Vec<&Provider> = api.providers().collect();
    let mut steps = Vec::new();
    for (index, provider) in providers.iter().enumerate() {
        // Position 0 is the default; additional providers are counted from 1, as AppSync's own messages do.
        let fault =
            |code: Code| Step::denied(code).fact("provider", index).fact("type", provider.authentication_type().name());
        let earlier = &providers[..index];
        if let Some(code) = duplicate(provider, earlier) {
            steps.push(fault(code));
        }
        match provider {
            Provider::Lambda(None) => steps.push(fault(Code::P102)),
            Provider::Lambda(Some(config)) => {
                let range = limits::TTL_SECONDS_MIN..=limits::TTL_SECONDS_MAX;
                if let Some(seconds) = config.authorizer_result_ttl_seconds.filter(|seconds| !range.contains(seconds)) {
                    steps.push(fault(Code::P106).fact("seconds", seconds));
                }
            }
            Provider::UserPool(pool) if index > 0 && pool.default_action.is_some() => steps.push(fault(Code::P107)),
            Provider::UserPool(pool)
                if index == 0 && pool.default_action == Some(DefaultAction::Deny) && providers.len() > 1 =>
            {
                steps.push(fault(Code::P103));
            }
            _ => {}
        }
    }
    if providers.len() > limits::PROVIDERS_PER_API {
        steps
            .push(Step::denied(Code::P105).fact("providers", providers.len()).fact("limit", limits::PROVIDERS_PER_API));
    }
    steps
}

/// Whether a provider repeats an earlier one. Pools and issuers of which only the mode is known are not compared.
fn duplicate(provider: &Provider, earlier: &[&Provider]) -> Option<Code> {
    let kind = provider.authentication_type();
    match provider {
        Provider::UserPool(pool) if !pool.user_pool_id.is_empty() => earlier
            .iter()
            .any(|other| matches!(other, Provider::UserPool(known) if known.user_pool_id == pool.user_pool_id))
            .then_some(Code::P104),
        Provider::OpenIdConnect(config) if !config.issuer.is_empty() => earlier
            .iter()
            .any(|other| matches!(other, Provider::OpenIdConnect(known) if known.issuer == config.issuer))
            .then_some(Code::P104),
        _ => {
            let once =
                matches!(kind, AuthenticationType::ApiKey | AuthenticationType::AwsIam | AuthenticationType::AwsLambda);
            (once && earlier.iter().any(|other| other.authentication_type() == kind)).then_some(Code::P101)
        }
    }
}
