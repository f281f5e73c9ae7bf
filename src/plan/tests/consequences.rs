//! What a plan means for clients.

use serde_json::{Map, Value, json};

use super::given::{AUTHZ, OTHER, api, function, issuer, lambda, pool, set_up, with_facts};
use crate::appsync::{AuthenticationType, Coordinate};
use crate::engine::access::ChangeKind;
use crate::engine::lint::LintInputs;
use crate::engine::{Code, EffectiveTtl, TtlSource};
use crate::graphql::{Leniency, Schema, SourceText};
use crate::plan::{
    CachedDecisions, Change, Clients, Credential, DefaultChange, Destination, Facts, Plan, ProviderName, Route,
};
use crate::settings::Slot;

use AuthenticationType::{AmazonCognitoUserPools, ApiKey, AwsIam, AwsLambda};

const SCHEMA: &str = "
    type Query { open: Event key: Event @aws_api_key both: Event @aws_lambda @aws_api_key }
    type Event { id: ID! }
";

fn schema() -> Schema {
    Schema::load(&[SourceText::new("schema.graphql", SCHEMA)], Leniency::Strict).unwrap().schema
}

fn clients(current: &Map<String, Value>, change: &Change, schema: Option<&Schema>) -> Clients {
    with_facts(current, |facts| Plan::of(change, &Facts { schema, ..facts })).unwrap().clients.unwrap()
}

fn to_default() -> Change {
    set_up(|wanted| {
        wanted.slot = Some(Slot::Default);
        wanted.function = Some(function(AUTHZ));
    })
}

fn wanted(arn: &str) -> Change {
    set_up(|wanted| wanted.function = Some(function(arn)))
}

#[test]
fn fields_without_directives_change_hands_with_the_default_mode() {
    let current = api(json!({ "authenticationType": "API_KEY" }));
    let told = clients(&current, &to_default(), Some(&schema()));
    let fields = vec![Coordinate::new("Event", "id"), Coordinate::new("Query", "open")];
    assert_eq!(told.default_change, Some(DefaultChange { before: ApiKey, after: AwsLambda, fields: Some(fields) }));
    let access = told.access.unwrap();
    let changed: Vec<(String, ChangeKind)> =
        access.changes.iter().map(|change| (change.coordinate.to_string(), change.kind)).collect();
    let of = |name: &str, kind| (name.to_owned(), kind);
    assert_eq!(
        changed,
        [
            of("Event.id", ChangeKind::Widened),
            of("Event.id", ChangeKind::Narrowed),
            of("Query.both", ChangeKind::Widened),
            of("Query.open", ChangeKind::Widened),
            of("Query.open", ChangeKind::Narrowed),
        ]
    );
    let without = clients(&current, &to_default(), None);
    assert_eq!(without.default_change, Some(DefaultChange { before: ApiKey, after: AwsLambda, fields: None }));
    assert_eq!(without.access, None);
}

#[test]
fn a_new_additional_authorizer_takes_no_field_from_anybody() {
    let current = api(json!({ "authenticationType": "API_KEY" }));
    let told = clients(&current, &wanted(AUTHZ), Some(&schema()));
    assert_eq!(told.default_change, None);
    let changed: Vec<String> = told
        .access
        .unwrap()
        .changes
        .iter()
        .map(|change| format!("{} {}", change.coordinate, change.kind.name()))
        .collect();
    assert_eq!(changed, ["Query.both widened"]);
}

fn jwt(mode: AuthenticationType, which: &str) -> Credential {
    Credential::Jwt(ProviderName { mode: mode.name().to_owned(), which: Some(which.to_owned()) })
}

#[test]
fn jwts_of_a_user_pool_never_reach_the_authorizer() {
    let mut known = pool("eu-west-1_a");
    known["userPoolConfig"]["appIdClientRegex"] = json!("^c1$");
    let current = api(json!({ "authenticationType": "API_KEY", "additionalAuthenticationProviders": [known] }));
    let told = clients(&current, &wanted(AUTHZ), None);
    let route = |credential, before, after, rule, passes_by_authorizer| Route {
        credential,
        before,
        after,
        rule,
        passes_by_authorizer,
    };
    let (refused, to) = (Destination::Refused, Destination::Mode);
    assert_eq!(
        told.routes,
        [
            route(Credential::ApiKey, to(ApiKey), to(ApiKey), Code::M101, false),
            route(Credential::Signature, refused, to(AwsLambda), Code::M104, false),
            route(
                jwt(AmazonCognitoUserPools, "eu-west-1_a"),
                to(AmazonCognitoUserPools),
                to(AmazonCognitoUserPools),
                Code::M103,
                true
            ),
            route(Credential::OtherJwt, refused, refused, Code::M204, false),
            route(Credential::OtherToken, refused, to(AwsLambda), Code::M104, false),
        ]
    );
    let changed: Vec<&Credential> =
        told.routes.iter().filter(|route| route.changes()).map(|route| &route.credential).collect();
    assert_eq!(changed, [&Credential::Signature, &Credential::OtherToken]);
}

#[test]
fn jwts_are_refused_when_the_provider_that_took_them_is_dropped() {
    let current = api(json!({
        "authenticationType": "OPENID_CONNECT", "openIDConnectConfig": { "issuer": "https://i" },
        "additionalAuthenticationProviders": [{ "authenticationType": "AWS_IAM" }],
    }));
    let mut change = to_default();
    if let crate::plan::Aim::SetUp(set_up) = &mut change.aim {
        set_up.previous_default = Some(crate::settings::PreviousDefault::Drop);
    }
    let told = clients(&current, &change, None);
    let route =
        told.routes.iter().find(|route| route.credential == jwt(AuthenticationType::OpenIdConnect, "https://i"));
    let (before, after) = (Destination::Mode(AuthenticationType::OpenIdConnect), Destination::Mode(AwsLambda));
    assert_eq!(route.map(|route| (route.before, route.after)), Some((before, after)));
    let signature = told.routes.iter().find(|route| route.credential == Credential::Signature);
    assert_eq!(signature.map(|route| route.after), Some(Destination::Mode(AwsIam)));
}

fn with_ttl(ttl: Option<i64>) -> Map<String, Value> {
    let mut authorizer = lambda(AUTHZ);
    if let Some(ttl) = ttl {
        authorizer["lambdaAuthorizerConfig"]["authorizerResultTtlInSeconds"] = json!(ttl);
    }
    api(json!({ "authenticationType": "API_KEY", "additionalAuthenticationProviders": [authorizer] }))
}

#[test]
fn cached_answers_live_on_for_the_old_ttl() {
    let cached = |ttl: Option<i64>, change: &Change| clients(&with_ttl(ttl), change, None).cached;
    let lives = |seconds, source, of_another_function| {
        Some(CachedDecisions { ttl: EffectiveTtl { seconds, source }, of_another_function })
    };
    let shorter = set_up(|wanted| wanted.ttl_seconds = Some(0));
    let regex = set_up(|wanted| wanted.identity_regex = Some(Some("^x$".to_owned())));
    assert_eq!(cached(Some(300), &wanted(OTHER)), lives(300, TtlSource::Api, true));
    assert_eq!(cached(Some(300), &shorter), lives(300, TtlSource::Api, false));
    assert_eq!(cached(None, &wanted(OTHER)), lives(0, TtlSource::Default, true));
    assert_eq!(cached(Some(0), &wanted(OTHER)), None);
    assert_eq!(cached(Some(300), &regex), None);
    assert_eq!(cached(Some(300), &Change::remove()), None);
}

#[test]
fn findings_are_those_that_the_plan_brings() {
    let current = with_ttl(Some(300));
    let codes = |change: &Change, lint: &LintInputs| -> Vec<Code> {
        let plan = with_facts(&current, |facts| Plan::of(change, &Facts { lint, ..facts }));
        plan.unwrap().clients.unwrap().findings.iter().map(|finding| finding.code).collect()
    };
    let none = LintInputs::default();
    let regex = |text: &str| set_up(|wanted| wanted.identity_regex = Some(Some(text.to_owned())));
    assert_eq!(codes(&regex("^x"), &none), [Code::L203]);
    assert_eq!(codes(&regex("^x$"), &none), []);
    assert_eq!(codes(&regex(".*"), &none), [Code::L201]);
    assert_eq!(codes(&regex("^$"), &none), [Code::L202]);
    let aware = LintInputs { query_aware: true, ..LintInputs::default() };
    assert_eq!(codes(&set_up(|wanted| wanted.ttl_seconds = Some(60)), &aware), [Code::L207]);
    assert_eq!(codes(&set_up(|_| ()), &aware), []);
    let told = clients(&current, &Change::remove(), Some(&schema()));
    assert_eq!(told.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::L106]);
}

#[test]
fn a_mode_that_only_the_service_knows_leaves_the_question_open() {
    let current = api(json!({
        "authenticationType": "API_KEY", "additionalAuthenticationProviders": [{ "authenticationType": "AWS_DREAMS" }, issuer("i")],
    }));
    let plan = with_facts(&current, |facts| Plan::of(&wanted(AUTHZ), &facts)).unwrap();
    assert_eq!(
        plan.clients.map_err(|error| error.to_string()),
        Err("`additionalAuthenticationProviders[0].authenticationType`: `AWS_DREAMS` is not an authentication type that appsync-auth knows".to_owned())
    );
}
