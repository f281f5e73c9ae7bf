//! What a plan means for the API's clients, as the engine says: each question is asked of the API before and after, and
//! what differs is told.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::providers::ProviderName;
use crate::appsync::{
    ApiAuthentication, ApiIdentity, AuthenticationType, Coordinate, Headers, LambdaAuthorizerConfig, Provider,
};
use crate::engine::access::{Callers, Matrix, MatrixDifference, Snapshot, groups_of};
use crate::engine::cache::effective_ttl;
use crate::engine::lint::{Finding, LintInputs, lint, lint_api};
use crate::engine::mode::{SelectionOutcome, detect_mode};
use crate::engine::{Api, Arrival, Code, EffectiveTtl, Readings, Request, TtlSource};
use crate::graphql::Schema;

/// What a plan means for clients.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clients {
    /// The default mode that goes to another.
    pub default_change: Option<DefaultChange>,
    /// Who reaches which fields no longer, or from now on: each mode, and each group that the schema names. `None`
    /// without a schema.
    pub access: Option<MatrixDifference>,
    /// Where requests with each kind of credential go, before and after.
    pub routes: Vec<Route>,
    /// Answers of the authorizer that were cached under the old configuration and may live on.
    pub cached: Option<CachedDecisions>,
    /// What lint finds after the plan and did not find before.
    pub findings: Vec<Finding>,
}

/// The default mode goes to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultChange {
    /// The default mode before.
    pub before: AuthenticationType,
    /// The default mode after.
    pub after: AuthenticationType,
    /// The fields that change hands: those that no directive speaks of, in their order. `None` without a schema.
    pub fields: Option<Vec<Coordinate>>,
}

/// What a request can bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// An API key.
    ApiKey,
    /// A SigV4 signature.
    Signature,
    /// A JWT of a client that this user pool or issuer accepts.
    Jwt(ProviderName),
    /// A JWT of an issuer that the API does not have.
    OtherJwt,
    /// A token that has not the shape of a JWT.
    OtherToken,
}

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// This mode judges it.
    Mode(AuthenticationType),
    /// It is refused before any provider sees it.
    Refused,
    /// The engine cannot tell.
    Unknown,
}

/// Where requests with one kind of credential go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// What they bring.
    pub credential: Credential,
    /// Where they went.
    pub before: Destination,
    /// Where they go.
    pub after: Destination,
    /// The rule that decides it after the plan.
    pub rule: Code,
    /// Whether they pass by a Lambda authorizer that the API has after the plan: JWTs of its other providers never reach
    /// it.
    pub passes_by_authorizer: bool,
}

impl Route {
    /// Whether the plan changes where these requests go.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.before != self.after
    }
}

/// Answers that were cached before and may live on. Whether AppSync empties its cache on an update is not documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CachedDecisions {
    /// How long at most, if the answers have no `ttlOverride`. With [`TtlSource::Default`] nobody said: the reference says
    /// 0, and older pages 300 seconds.
    pub ttl: EffectiveTtl,
    /// Whether they are the answers of another function than the one that is asked from now on.
    pub of_another_function: bool,
}

/// What a plan's consequences are told from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Means<'m> {
    pub(super) identity: &'m ApiIdentity,
    pub(super) schema: Option<&'m Schema>,
    pub(super) lint: &'m LintInputs,
    pub(super) readings: &'m Readings,
}

/// What it means for clients that the API's authentication goes from one to the other.
pub(super) fn consequences(before: &ApiAuthentication, after: &ApiAuthentication, means: Means<'_>) -> Clients {
    let api = |authentication: &ApiAuthentication| Api {
        identity: means.identity.clone(),
        authentication: authentication.clone(),
    };
    let (before, after) = (api(before), api(after));
    let matrices = means.schema.map(|schema| {
        let callers = Callers { groups: groups_of(schema), policies: Vec::new() };
        (Matrix::new(schema, &before, &callers), Matrix::new(schema, &after, &callers))
    });
    let access =
        matrices.as_ref().map(|(was, is)| MatrixDifference::between(&Snapshot::from(was), &Snapshot::from(is)));
    let (from, to) =
        (before.authentication.default.authentication_type(), after.authentication.default.authentication_type());
    let default_change = (from != to).then(|| DefaultChange {
        before: from,
        after: to,
        fields: matrices.as_ref().map(|(was, _)| left_to_default(was)),
    });
    Clients {
        default_change,
        access,
        routes: routes(&before, &after, means.readings),
        cached: cached(before.authentication.lambda(), after.authentication.lambda()),
        findings: brought(&before, &after, means),
    }
}

/// The fields that no directive speaks of: where the rule on the default mode decides for the default mode.
fn left_to_default(matrix: &Matrix) -> Vec<Coordinate> {
    let Some(column) = matrix.columns.iter().position(|column| column.mode == matrix.default) else {
        return Vec::new();
    };
    let decides = |code: Code| matches!(code, Code::D103 | Code::D206);
    let rows = matrix.rows.iter().filter(|row| row.cells.get(column).is_some_and(|cell| decides(cell.rule)));
    rows.map(|row| row.coordinate.clone()).collect()
}

/// What lint finds after and did not find before.
fn brought(before: &Api, after: &Api, means: Means<'_>) -> Vec<Finding> {
    let found = |api: &Api| match means.schema {
        Some(schema) => lint(schema, Some(api), means.lint).findings,
        None => lint_api(api, means.lint),
    };
    let known = found(before);
    found(after).into_iter().filter(|finding| !known.contains(finding)).collect()
}

/// The gate stands before the cache, so another expression counts at once; another function or TTL does not.
fn cached(before: Option<&LambdaAuthorizerConfig>, after: Option<&LambdaAuthorizerConfig>) -> Option<CachedDecisions> {
    let (before, after) = (before?, after?);
    let ttl = effective_ttl(before, None);
    let of_another_function = before.authorizer_uri != after.authorizer_uri;
    let other_ttl = before.authorizer_result_ttl_seconds != after.authorizer_result_ttl_seconds;
    let lives = ttl.seconds > 0 || ttl.source == TtlSource::Default;
    (lives && (of_another_function || other_ttl)).then_some(CachedDecisions { ttl, of_another_function })
}

/// Asks the engine for the way of a request with each kind of credential.
fn routes(before: &Api, after: &Api, readings: &Readings) -> Vec<Route> {
    let (was, is) = (accepting(before), accepting(after));
    let has_lambda = after.authentication.has(AuthenticationType::AwsLambda);
    samples(before, after)
        .into_iter()
        .map(|(credential, request)| {
            let (before, _, _) = way(&request, &was, readings);
            let (after, rule, noted) = way(&request, &is, readings);
            let passes_by_authorizer = has_lambda && noted.contains(&Code::M106);
            Route { credential, before, after, rule, passes_by_authorizer }
        })
        .collect()
}

fn way(request: &Request, api: &Api, readings: &Readings) -> (Destination, Code, Vec<Code>) {
    let selection = detect_mode(request, api, readings);
    let destination = match selection.outcome {
        SelectionOutcome::Selected(mode, _) => Destination::Mode(mode),
        SelectionOutcome::Refused(_) => Destination::Refused,
        SelectionOutcome::Unknown => Destination::Unknown,
    };
    let codes: Vec<Code> = selection.steps.iter().map(|step| step.code).collect();
    (destination, codes.last().copied().unwrap_or(Code::M202), codes)
}

/// The API with pools and issuers that accept every client: the sample stands for a token of an accepted one.
fn accepting(api: &Api) -> Api {
    let mut api = api.clone();
    let authentication = &mut api.authentication;
    for provider in std::iter::once(&mut authentication.default).chain(&mut authentication.additional) {
        match provider {
            Provider::UserPool(pool) => pool.app_id_client_regex = None,
            Provider::OpenIdConnect(config) => config.client_id = None,
            _ => {}
        }
    }
    api
}

/// A request of each kind; the JWTs of every pool and issuer that the API has before or after.
fn samples(before: &Api, after: &Api) -> Vec<(Credential, Request)> {
    let mut samples = vec![
        (Credential::ApiKey, request("x-api-key", "da2-sample")),
        (Credential::Signature, request("authorization", "AWS4-HMAC-SHA256 Credential=sample")),
    ];
    for provider in before.authentication.providers().chain(after.authentication.providers()) {
        let (which, issuer) = match provider {
            Provider::UserPool(pool) => (pool.user_pool_id.clone(), pool.issuer()),
            Provider::OpenIdConnect(config) => (config.issuer.clone(), config.issuer.clone()),
            _ => continue,
        };
        let mode = provider.authentication_type().name().to_owned();
        let credential = Credential::Jwt(ProviderName { mode, which: Some(which) });
        if samples.iter().all(|(known, _)| *known != credential) {
            samples.push((credential, request("authorization", &jwt(&issuer))));
        }
    }
    // The name is reserved, so that nobody's issuer has it. Source: RFC 2606, section 2.
    samples.push((Credential::OtherJwt, request("authorization", &jwt("https://issuer.invalid"))));
    samples.push((Credential::OtherToken, request("authorization", "sample-token")));
    samples
}

fn request(header: &str, value: &str) -> Request {
    let arrival = Arrival::Operation {
        query: "{ __typename }".to_owned(),
        operation_name: None,
        variables: serde_json::Map::new(),
    };
    Request { arrival, headers: Headers::from_iter([(header, value)]), request_id: String::new() }
}

/// A token in the shape of a JWT, without a signature: the way of a request is told by its shape.
fn jwt(issuer: &str) -> String {
    let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", part(json!({ "alg": "none" })), part(json!({ "iss": issuer })))
}
