//! What holds of every request, answer and API, found with random ones.

use std::time::{Duration, SystemTime};

use appsync_auth::appsync::{
    ApiAuthentication, ApiIdentity, AuthenticationType, AuthorizerFailure, AuthorizerOutcome, Coordinate,
    DefaultAction, Headers, LambdaAuthorizerConfig, OpenIdConnectConfig, Provider, UserPoolConfig, limits,
};
use appsync_auth::engine::cache::{TtlSource, effective_ttl};
use appsync_auth::engine::contract::judge_answer;
use appsync_auth::engine::{
    Admission, Api, Arrival, Cache, Case, Code, CredentialCheck, CredentialFacts, Decision, Evidence, ModeChoice,
    Outcome, Readings, Request, Verdict, admit, conclude,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Any JSON value, not too deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop_oneof!["\\PC{0,8}", Just("true".to_owned()), Just("isAuthorized".to_owned())].prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let name = prop_oneof![
            Just("isAuthorized".to_owned()),
            Just("resolverContext".to_owned()),
            Just("deniedFields".to_owned()),
            Just("ttlOverride".to_owned()),
            "[a-zA-Z]{1,6}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A text that is an answer, nearly one, or none: members can stand twice.
fn any_payload() -> impl Strategy<Value = Vec<u8>> {
    let truth = prop_oneof![
        4 => Just("true".to_owned()),
        1 => Just("false".to_owned()),
        1 => prop_oneof![Just("\"true\""), Just("1"), Just("null"), Just("{\"value\":true}"), Just("[true]"), Just("TRUE")]
            .prop_map(str::to_owned),
        1 => any_json().prop_map(|value| value.to_string()),
    ];
    let member = prop_oneof![
        3 => truth.prop_map(|value| format!("\"isAuthorized\":{value}")),
        1 => any_json().prop_map(|value| format!("\"resolverContext\":{value}")),
        1 => any_json().prop_map(|value| format!("\"deniedFields\":{value}")),
        1 => any_json().prop_map(|value| format!("\"ttlOverride\":{value}")),
        1 => Just("\"isauthorized\":true".to_owned()),
        1 => Just("\"resolverContext\":{\"isAuthorized\":true}".to_owned()),
    ];
    let object = prop::collection::vec(member, 0..4).prop_map(|members| format!("{{{}}}", members.join(",")));
    prop_oneof![
        6 => object.clone().prop_map(String::into_bytes),
        1 => object.clone().prop_map(|text| format!("[{text}]").into_bytes()),
        1 => object.prop_map(|text| json!(text).to_string().into_bytes()),
        1 => any_json().prop_map(|value| value.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ]
}

fn any_outcome() -> impl Strategy<Value = AuthorizerOutcome> {
    prop_oneof![
        6 => any_payload()
            .prop_map(|payload| AuthorizerOutcome::Returned { payload, duration: Duration::from_millis(1) }),
        1 => "\\PC{0,12}".prop_map(|error_message| AuthorizerOutcome::Failed(AuthorizerFailure {
            error_type: "Error".to_owned(),
            error_message,
            stack_trace: Vec::new(),
            duration: Duration::ZERO,
        })),
        1 => (0_u64..20_000).prop_map(|milliseconds| AuthorizerOutcome::TimedOut { after: Duration::from_millis(milliseconds) }),
        1 => Just(AuthorizerOutcome::NotInvocable),
        1 => Just(AuthorizerOutcome::NotAsked),
    ]
}

fn any_pattern() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof![
        Just("^t".to_owned()),
        Just("app.*".to_owned()),
        "\\PC{0,10}",
        "[a-z().*+?\\[\\]|^$]{0,8}"
    ])
}

fn any_provider() -> impl Strategy<Value = Provider> {
    prop_oneof![
        Just(Provider::ApiKey),
        Just(Provider::AwsIam),
        (
            prop_oneof![Just(String::new()), Just("us-east-1_abc".to_owned()), Just("eu-west-1_x".to_owned())],
            any_pattern()
        )
            .prop_map(|(user_pool_id, app_id_client_regex)| Provider::UserPool(UserPoolConfig {
                aws_region: user_pool_id.split('_').next().unwrap_or_default().to_owned(),
                user_pool_id,
                default_action: Some(DefaultAction::Allow),
                app_id_client_regex,
            })),
        (prop_oneof![Just(""), Just("https://issuer.example")], any_pattern(), prop::option::of(any::<i64>()))
            .prop_map(|(issuer, client_id, iat_ttl_milliseconds)| Provider::OpenIdConnect(OpenIdConnectConfig {
                issuer: issuer.to_owned(),
                client_id,
                iat_ttl_milliseconds,
                auth_ttl_milliseconds: None,
            })),
        (prop::option::of(any::<i64>()), any_pattern()).prop_map(|(ttl, expression)| Provider::Lambda(Some(
            LambdaAuthorizerConfig {
                authorizer_uri: None,
                authorizer_result_ttl_seconds: ttl,
                identity_validation_expression: expression,
            }
        ))),
        Just(Provider::Lambda(None)),
    ]
}

prop_compose! {
    fn any_api()(default in any_provider(), additional in prop::collection::vec(any_provider(), 0..4)) -> Api {
        Api { identity: ApiIdentity::default(), authentication: ApiAuthentication { default, additional } }
    }
}

fn jwt(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2ln", part(&json!({ "alg": "none" })), part(claims))
}

fn any_token() -> impl Strategy<Value = String> {
    let issuer = prop_oneof![
        Just("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc"),
        Just("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x"),
        Just("https://issuer.example"),
        Just("https://stranger.example"),
    ];
    let token = prop_oneof![
        (issuer, any_json()).prop_map(|(issuer, other)| jwt(&json!({ "iss": issuer, "aud": "app1", "exp": other }))),
        any_json().prop_map(|claims| jwt(&claims)),
        Just("AWS4-HMAC-SHA256 Credential=A/20260131/us-east-1/appsync/aws4_request".to_owned()),
        Just("token".to_owned()),
        "\\PC{0,20}",
        ".{0,20}",
        Just("x".repeat(limits::TOKEN_CHARACTERS + 1)),
    ];
    (prop_oneof![4 => Just(""), 1 => Just("Bearer "), 1 => Just("Token ")], token)
        .prop_map(|(prefix, token)| format!("{prefix}{token}"))
}

fn any_headers() -> impl Strategy<Value = Headers> {
    (
        prop::option::of(any_token()),
        prop::option::of("\\PC{0,6}"),
        prop::collection::vec(("[a-zA-Z-]{1,8}", "\\PC{0,6}"), 0..3),
    )
        .prop_map(|(authorization, key, others)| {
            let mut headers: Headers = others.into_iter().collect();
            authorization.into_iter().for_each(|value| headers.insert("Authorization", value));
            key.into_iter().for_each(|value| headers.insert("x-api-key", value));
            headers
        })
}

fn any_arrival() -> impl Strategy<Value = Arrival> {
    let operation = ("\\PC{0,12}", prop::option::of("[A-Z][a-z]{0,4}"))
        .prop_map(|(query, operation_name)| Arrival::Operation { query, operation_name, variables: Map::new() });
    prop_oneof![
        8 => operation,
        2 => Just(Arrival::Connect),
        1 => prop_oneof![Just(Arrival::Empty), Just(Arrival::Malformed), Just(Arrival::Ambiguous), Just(Arrival::NoApi)],
    ]
}

prop_compose! {
    fn any_request()(headers in any_headers(), arrival in any_arrival()) -> Request {
        Request { arrival, headers, request_id: "00000000-0000-4000-8000-000000000001".to_owned() }
    }
}

fn any_readings() -> impl Strategy<Value = Readings> {
    prop::collection::vec(0_usize..2, Readings::NAMES.len()).prop_map(|choices| {
        let mut readings = Readings::default();
        for ((name, values), choice) in Readings::NAMES.into_iter().zip(choices) {
            assert!(readings.choose(name, values[choice]));
        }
        readings
    })
}

fn any_check() -> impl Strategy<Value = CredentialCheck> {
    prop_oneof![
        4 => Just(CredentialCheck::Verified),
        1 => Just(CredentialCheck::NotChecked),
        1 => Just(CredentialCheck::KeyExpired),
        1 => Just(CredentialCheck::SignatureMismatch),
    ]
}

/// What is decided on, with the authorizer's answer.
#[derive(Debug, Clone)]
struct World {
    request: Request,
    api: Api,
    mode: ModeChoice,
    credential: CredentialFacts,
    readings: Readings,
    outcome: AuthorizerOutcome,
}

prop_compose! {
    fn any_world()(
        request in any_request(),
        api in any_api(),
        by_headers in prop::bool::weighted(0.8),
        check in any_check(),
        readings in any_readings(),
        outcome in any_outcome(),
    ) -> World {
        let mode = if by_headers { ModeChoice::Detected } else { ModeChoice::Lambda };
        World { request, api, mode, credential: CredentialFacts { check, ..CredentialFacts::default() }, readings, outcome }
    }
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_769_860_800)
}

/// Decides, with a cache that the answer goes into.
fn decide(world: &World, cache: &mut Cache) -> (Verdict, Option<Value>) {
    let root_fields = [Coordinate::new("Query", "listEvents")];
    let case = Case {
        request: &world.request,
        root_fields: &root_fields,
        api: &world.api,
        mode: world.mode,
        credential: &world.credential,
        readings: &world.readings,
        now: now(),
    };
    match admit(&case, cache) {
        Admission::Decided(verdict) => (*verdict, None),
        Admission::AskAuthorizer(pending) => {
            let event = pending.event.to_json();
            let (verdict, kept) = conclude(*pending, &world.outcome, &world.api, now());
            if let Some((key, entry)) = kept {
                cache.store(key, entry, now());
            }
            (verdict, Some(event))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_but_the_json_value_true_in_an_object_authorizes(payload in any_payload(), readings in any_readings()) {
        let says_true = serde_json::from_slice::<Value>(&payload)
            .is_ok_and(|value| value.as_object().and_then(|object| object.get("isAuthorized")) == Some(&Value::Bool(true)));
        let judged = judge_answer(&payload, &readings);
        if !says_true {
            prop_assert!(!judged.answer.is_authorized, "{}", String::from_utf8_lossy(&payload));
        }
        prop_assert_eq!(judged.answer.is_authorized, judged.refusal.is_none());
        prop_assert_eq!(judged.answer.is_authorized, judged.steps.iter().any(|step| step.code == Code::R100));
    }

    #[test]
    fn a_decision_is_the_same_each_time_and_says_why(world in any_world()) {
        let (verdict, event) = decide(&world, &mut Cache::default());
        prop_assert_eq!(&decide(&world, &mut Cache::default()), &(verdict.clone(), event));
        prop_assert_eq!(verdict.decision == Decision::Denied, verdict.refusal.is_some());
        let wanted = match verdict.decision {
            Decision::Allowed => Outcome::Passed,
            Decision::Denied => Outcome::Denied,
            Decision::Unknown => Outcome::Unknown,
        };
        prop_assert!(verdict.trace.steps.iter().any(|step| step.outcome == wanted), "{:?}", verdict.trace);
        let denies = verdict.trace.first_denial().is_some();
        prop_assert_eq!(denies, verdict.decision == Decision::Denied, "{:?}", verdict.trace);
    }

    #[test]
    fn the_same_request_again_is_decided_alike_whether_or_not_the_first_answer_was_kept(world in any_world()) {
        let mut cache = Cache::default();
        let (first, event) = decide(&world, &mut cache);
        let (second, _) = decide(&world, &mut cache);
        // The status of a failure is its own; what is allowed and what is seen must not change.
        prop_assert_eq!((first.decision, first.mode, first.identity, first.denied_fields), (second.decision, second.mode, second.identity, second.denied_fields));
        if event.is_none() {
            prop_assert!(cache.is_empty());
        }
    }

    #[test]
    fn a_token_reaches_the_event_untouched_and_is_in_no_step(world in any_world()) {
        let (verdict, event) = decide(&world, &mut Cache::default());
        let Some(token) = world.request.headers.get("authorization").filter(|token| token.len() > 8) else { return Ok(()) };
        if let Some(event) = event {
            prop_assert_eq!(&event["authorizationToken"], &json!(token));
        }
        let is_made_of_parts = verdict.trace.steps.iter().any(|step| matches!(step.code, Code::G205 | Code::G206));
        let steps = serde_json::to_string(&verdict.to_json(&[])["steps"]).unwrap();
        prop_assert!(is_made_of_parts || !steps.contains(token), "{steps}");
    }

    #[test]
    fn an_effective_ttl_is_from_0_to_3600_and_of_the_source_that_counts(api in prop::option::of(any::<i64>()), own in prop::option::of(any::<i64>())) {
        let config = LambdaAuthorizerConfig { authorizer_result_ttl_seconds: api, ..LambdaAuthorizerConfig::default() };
        let ttl = effective_ttl(&config, own);
        prop_assert!((0..=3_600).contains(&ttl.seconds));
        let (said, source) = match (own, api) {
            (Some(own), _) => (own, TtlSource::Override),
            (None, Some(api)) => (api, TtlSource::Api),
            (None, None) => (0, TtlSource::Default),
        };
        prop_assert_eq!((ttl.seconds, ttl.source), (said.clamp(0, 3_600), source));
    }

    #[test]
    fn what_a_verdict_says_of_the_ttl_is_within_bounds(world in any_world()) {
        let (verdict, _) = decide(&world, &mut Cache::default());
        prop_assert!(verdict.ttl.is_none_or(|ttl| (0..=3_600).contains(&ttl.seconds)));
    }

    #[test]
    fn another_provider_changes_no_request_with_an_api_key_unless_a_rule_says_so(world in any_world(), provider in any_provider(), key in "[a-z0-9]{1,8}") {
        let mut before = world;
        before.mode = ModeChoice::Detected;
        before.request.headers.insert("x-api-key", key);
        before.api.authentication.additional.push(Provider::ApiKey);
        let mut after = before.clone();
        after.api.authentication.additional.push(provider);
        let (one, _) = decide(&before, &mut Cache::default());
        let (other, _) = decide(&after, &mut Cache::default());
        // A signature beside the key is the one thing that can outweigh it, and M108 says that it does.
        if !other.trace.has(Code::M108) {
            prop_assert_eq!((one.decision, one.mode, one.refusal), (other.decision, other.mode, other.refusal));
        } else {
            prop_assert!(after.api.authentication.has(AuthenticationType::AwsIam));
        }
    }

    #[test]
    fn assumptions_are_those_of_the_steps_and_of_nothing_else(world in any_world()) {
        let (verdict, _) = decide(&world, &mut Cache::default());
        let assumed = |code: &Code| matches!(code.rule().evidence, Evidence::Assumed { .. });
        let assumptions = verdict.assumptions(&[]);
        prop_assert!(assumptions.iter().all(assumed));
        for step in verdict.trace.steps.iter().filter(|step| assumed(&step.code)) {
            prop_assert!(assumptions.contains(&step.code));
        }
    }
}
