//! What a plan means for requests: where they go with each kind of credential, and which never reach the authorizer.

use serde_json::{Value, json};

use super::changes::{modes, providers_change};
use super::warnings::PlanWarning;
use crate::appsync::AuthenticationType;
use crate::engine::{Code, Evidence, Severity};
use crate::plan::{Clients, Credential, Destination, Plan, Route};

/// A sentence for each kind of credential whose way changes, and for those that pass by the authorizer when the providers
/// of the API change.
pub(super) fn warnings(clients: &Clients, plan: &Plan) -> Vec<PlanWarning> {
    let changing = clients.routes.iter().filter(|route| route.changes()).map(|route| changed(route, plan));
    let others = clients.routes.iter().filter(|route| !route.changes() && route.passes_by_authorizer);
    let passing = others.filter(|_| providers_change(plan)).map(passing);
    changing.chain(passing).collect()
}

fn changed(route: &Route, plan: &Plan) -> PlanWarning {
    let before = match route.before {
        Destination::Mode(mode) => format!("went to {mode}"),
        Destination::Refused => "were refused".to_owned(),
        Destination::Unknown => "went where this program cannot tell".to_owned(),
    };
    let after = match route.after {
        Destination::Mode(mode) => format!("go to {mode} from now on"),
        Destination::Refused => "are refused from now on".to_owned(),
        Destination::Unknown => "go from now on where this program cannot tell".to_owned(),
    };
    let authorizer = match (route.passes_by_authorizer, route.after) {
        (true, _) => ": they never reach the authorizer",
        (false, Destination::Mode(AuthenticationType::AwsLambda)) => ": the authorizer decides on them",
        (false, _) => "",
    };
    let severity = match (route.before, route.after) {
        // Nobody is locked out, and who comes in is judged.
        (Destination::Refused, Destination::Mode(_)) => Severity::Info,
        _ => Severity::Warning,
    };
    let message = format!("{} {before}, and {after}{authorizer}", words(&route.credential));
    let rule = rule(route, plan);
    with_facts(PlanWarning::new("requests-go-elsewhere", severity, message).by(rule), route)
}

fn passing(route: &Route) -> PlanWarning {
    let mode = name(route.after);
    let message = format!("{} go to {mode}: they never reach the authorizer", words(&route.credential));
    with_facts(PlanWarning::new("requests-pass-by-authorizer", Severity::Warning, message).by(Code::M106), route)
}

fn with_facts(warning: PlanWarning, route: &Route) -> PlanWarning {
    let (kind, provider) = match &route.credential {
        Credential::ApiKey => ("api-key", Value::Null),
        Credential::Signature => ("signature", Value::Null),
        Credential::Jwt(provider) => ("jwt", json!(provider.to_string())),
        Credential::OtherJwt => ("other-jwt", Value::Null),
        Credential::OtherToken => ("other-token", Value::Null),
    };
    warning
        .fact("credential", kind)
        .fact("provider", provider)
        .fact("before", name(route.before))
        .fact("after", name(route.after))
        .fact("passesByAuthorizer", route.passes_by_authorizer)
}

const fn name(destination: Destination) -> &'static str {
    match destination {
        Destination::Mode(mode) => mode.name(),
        Destination::Refused => "refused",
        Destination::Unknown => "unknown",
    }
}

fn words(credential: &Credential) -> String {
    match credential {
        Credential::ApiKey => "requests with an API key".to_owned(),
        Credential::Signature => "requests with a SigV4 signature".to_owned(),
        Credential::Jwt(provider) => {
            let which = provider.which.as_deref().unwrap_or_default();
            let what = if provider.is(AuthenticationType::AmazonCognitoUserPools) { "user pool" } else { "issuer" };
            format!("JWTs of the {what} `{which}`")
        }
        Credential::OtherJwt => "JWTs of other issuers".to_owned(),
        Credential::OtherToken => "tokens that are no JWT".to_owned(),
    }
}

/// The rule that the sentence rests on: one that nobody outside AWS knows to be so, where the way after or before rests
/// on one; else the rule that decides.
fn rule(route: &Route, plan: &Plan) -> Code {
    if matches!(route.rule.rule().evidence, Evidence::Assumed { .. }) {
        return route.rule;
    }
    let after = reading(&route.credential, route.after, &modes(&plan.after));
    after.or_else(|| reading(&route.credential, route.before, &modes(&plan.before))).unwrap_or(route.rule)
}

/// The note that stands beside the rule that selects: [`Route`] has only the last one.
fn reading(credential: &Credential, destination: Destination, modes: &[&str]) -> Option<Code> {
    let takes_jwts = [AuthenticationType::AmazonCognitoUserPools, AuthenticationType::OpenIdConnect]
        .iter()
        .any(|mode| modes.contains(&mode.name()));
    match (credential, destination) {
        (Credential::Signature, Destination::Mode(AuthenticationType::AwsLambda)) => Some(Code::M109),
        (Credential::Jwt(_) | Credential::OtherJwt, Destination::Mode(AuthenticationType::AwsLambda)) => {
            Some(if takes_jwts { Code::M204 } else { Code::M109 })
        }
        (Credential::Jwt(_) | Credential::OtherJwt, Destination::Refused) if takes_jwts => Some(Code::M204),
        _ => None,
    }
}
