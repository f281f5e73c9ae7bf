//! An answer of an authorizer.

use appsync_auth::appsync::limits::{TTL_SECONDS_MAX, TTL_SECONDS_MIN};
use appsync_auth::appsync::{ApiAuthentication, ApiIdentity, AuthenticationType, AuthorizerOutcome, Headers, Provider};
use appsync_auth::engine::contract::judge_answer;
use appsync_auth::engine::{
    Admission, Api, Arrival, Cache, Case, CredentialFacts, Decision, ModeChoice, Outcome, Readings, Request, admit,
    conclude,
};
use serde_json::{Map, Value};
use std::time::{Duration, SystemTime};

pub(crate) const WORDS: &[&str] = &[
    "{\"isAuthorized\":true}",
    "\"isAuthorized\":true",
    "\"isAuthorized\":false",
    "\"isAuthorized\":\"true\"",
    "\"isAuthorized\":1",
    "\"isauthorized\":true",
    ",",
    ":",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\u0000",
    "null",
    "true",
    "\"deniedFields\":[]",
    "\"deniedFields\":[\"Event.comments\"]",
    "\"Event.comments\"",
    "\"Event.*\"",
    "\"resolverContext\":{}",
    "\"resolverContext\":{\"a\":{}}",
    "\"ttlOverride\":0",
    "\"ttlOverride\":-1",
    "\"ttlOverride\":1e400",
    "\"ttlOverride\":3600.0",
    "\"ttlOverride\":9223372036854775808",
    "\u{feff}",
    "NaN",
    "\"arn:aws:appsync:us-east-1:111122223333:apis/aaaaaaaaaaaaaaaaaaaaaaaaaa/types/Event/fields/comments\"",
];

/// Only a JSON object whose `isAuthorized` is exactly `true` authorizes, and nothing of it is made up.
pub fn response(data: &[u8]) -> u64 {
    let mut other = Readings::default();
    for (name, values) in Readings::NAMES {
        assert!(other.choose(name, values[1]));
    }
    let said = serde_json::from_slice::<Value>(data).ok();
    let says_yes = said.as_ref().and_then(|said| said.get("isAuthorized")) == Some(&Value::Bool(true));
    let mut codes = Vec::new();
    for readings in [Readings::default(), other] {
        let judged = judge_answer(data, &readings);
        assert_eq!(judged, judge_answer(data, &readings), "not the same twice");
        let answer = &judged.answer;
        assert_eq!(judged.refusal.is_none(), answer.is_authorized);
        assert!(says_yes || !answer.is_authorized, "authorized by {said:?}");
        let last = judged.steps.last().unwrap();
        assert_eq!(last.outcome == Outcome::Passed, answer.is_authorized);
        assert!(answer.ttl_override.is_none_or(|ttl| (TTL_SECONDS_MIN..=TTL_SECONDS_MAX).contains(&ttl)));
        let context = said.as_ref().and_then(|said| said.get("resolverContext"));
        for (name, value) in &answer.resolver_context {
            assert!(!value.is_object() && !value.is_array());
            assert_eq!(context.and_then(|context| context.get(name)), Some(value));
        }
        if answer.is_authorized {
            let written: Vec<&str> = said
                .as_ref()
                .and_then(|said| said.get("deniedFields")?.as_array())
                .into_iter()
                .flatten()
                .map(|entry| entry.as_str().unwrap())
                .collect();
            assert_eq!(answer.denied_fields, written);
        }
        check_verdict(data, &readings, answer.is_authorized, &answer.denied_fields);
        codes.extend(judged.steps.iter().map(|step| step.code.to_string()));
    }
    crate::way(codes)
}

/// The verdict on a request is that on the answer; what is struck was named.
fn check_verdict(payload: &[u8], readings: &Readings, authorized: bool, denied_fields: &[String]) {
    let api = Api {
        identity: ApiIdentity::default(),
        authentication: ApiAuthentication::only(Provider::bare(AuthenticationType::AwsLambda)),
    };
    let request = Request {
        arrival: Arrival::Operation { query: "{ a }".to_owned(), operation_name: None, variables: Map::new() },
        headers: [("authorization", "token")].into_iter().collect::<Headers>(),
        request_id: String::new(),
    };
    let credential = CredentialFacts::default();
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let case = Case {
        request: &request,
        root_fields: &[],
        api: &api,
        mode: ModeChoice::Lambda,
        credential: &credential,
        readings,
        now,
    };
    let Admission::AskAuthorizer(pending) = admit(&case, &Cache::default()) else { panic!("not asked") };
    let outcome = AuthorizerOutcome::Returned { payload: payload.to_vec(), duration: Duration::ZERO };
    let (verdict, kept) = conclude(*pending, &outcome, &api, now);
    assert_eq!(verdict.decision, if authorized { Decision::Allowed } else { Decision::Denied });
    assert_eq!(verdict.refusal.is_none(), authorized);
    for struck in verdict.denied_fields.iter() {
        let field = format!("{}/types/{}/fields/{}", api.identity, struck.type_name, struck.field_name);
        assert!(denied_fields.iter().any(|entry| *entry == struck.to_string() || *entry == field), "{struck}");
    }
    if let Some((_, entry)) = kept {
        assert!(entry.expires > now && entry.expires <= now + Duration::from_secs(3_600));
    }
    assert_eq!(verdict.to_json(&[])["request"], verdict.decision.name());
}
