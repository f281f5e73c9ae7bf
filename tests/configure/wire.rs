//! What UpdateGraphqlApi is sent, byte for byte: every setting that GetGraphqlApi told, whether this program knows it or not.

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use serde_json::{Value, json};

use crate::support::recorder::{Received, Recorder};
use crate::support::sandbox::{Ran, Sandbox};
use crate::support::signing::Signer;

const ID: &str = "abcdefghijklmnopqrstuvwxyz";

/// What can be updated, in an order that nobody sorts and with much that nobody knows. Whole numbers are the largest and the
/// smallest of 64 bits, and one that no double holds; fractions are written as short as can be, since a longer or another way
/// to write the same value (`0.10`, `1E3`) is not kept. The last additional provider is the authorizer.
const UPDATABLE: [&str; 11] = [
    r#""ofNextYear":{"b":1,"a":[true,null,{"z":0,"y":-0.5}],"":""}"#,
    r#""xrayEnabled":false"#,
    r#""name":"an \"API\" – of \\ ours ☎ 🎈\u0001""#,
    r#""logConfig":{"fieldLogLevel":"ALL_OF_NEXT_YEAR","sampling":0.30000000000000004,"excludeVerboseContent":false,"cloudWatchLogsRoleArn":"arn:aws:iam::111122223333:role/logs"}"#,
    r#""authenticationType":"API_KEY""#,
    r#""queryDepthLimit":0"#,
    r#""additionalAuthenticationProviders":[{"openIDConnectConfig":{"authTTL":0,"issuer":"https://i.example","iatTTL":0,"audiences":["ä"]},"authenticationType":"OPENID_CONNECT","label":""},{"authenticationType":"PASSKEY","passkeyConfig":{"rounds":9007199254740993}},{"lambdaAuthorizerConfig":{"authorizerUri":"arn:aws:lambda:eu-west-1:111122223333:function:authz","warm":18446744073709551615,"authorizerResultTtlInSeconds":300,"cold":-9223372036854775808},"authenticationType":"AWS_LAMBDA","label":{"of":"us"}}]"#,
    r#""resolverCountLimit":0"#,
    r#""ownerContact":"""#,
    r#""introspectionConfig":"HIDDEN""#,
    r#""weights":[1e-9,123456.789,0.1]"#,
];

/// Of these, what `--known-settings-only` sends.
const KNOWN: [&str; 9] = [
    UPDATABLE[1],
    UPDATABLE[2],
    r#""logConfig":{"fieldLogLevel":"ALL_OF_NEXT_YEAR","excludeVerboseContent":false,"cloudWatchLogsRoleArn":"arn:aws:iam::111122223333:role/logs"}"#,
    UPDATABLE[4],
    UPDATABLE[5],
    r#""additionalAuthenticationProviders":[{"openIDConnectConfig":{"authTTL":0,"issuer":"https://i.example","iatTTL":0},"authenticationType":"OPENID_CONNECT"},{"authenticationType":"PASSKEY"},{"lambdaAuthorizerConfig":{"authorizerUri":"arn:aws:lambda:eu-west-1:111122223333:function:authz","authorizerResultTtlInSeconds":0},"authenticationType":"AWS_LAMBDA"}]"#,
    UPDATABLE[7],
    UPDATABLE[8],
    UPDATABLE[9],
];

/// What cannot be updated; a null says as much as nothing.
const READ_ONLY: [&str; 10] = [
    r#""apiId":"abcdefghijklmnopqrstuvwxyz""#,
    r#""arn":"arn:aws:appsync:eu-west-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz""#,
    r#""uris":{"GRAPHQL":"https://x.example/graphql","REALTIME":"wss://x.example/graphql"}"#,
    r#""dns":{"GRAPHQL":"x.example","REALTIME":"x.example"}"#,
    r#""tags":{"a":"b"}"#,
    r#""wafWebAclArn":"arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/w/1""#,
    r#""visibility":"PRIVATE""#,
    r#""apiType":"MERGED""#,
    r#""owner":"111122223333""#,
    r#""userPoolConfig":null"#,
];

/// The members of a document, those that can be updated between the others.
fn document(updatable: &[&str]) -> String {
    let (before, after) = READ_ONLY.split_at(4);
    format!("{{{}}}", [before, updatable, after].concat().join(","))
}

/// A service that holds a document as text, and replaces what can be updated of it by what it is sent.
struct Service {
    recorder: Recorder,
    sandbox: Sandbox,
}

impl Service {
    fn holding(updatable: &[&str]) -> Self {
        let held = Mutex::new(document(updatable));
        let held = Arc::new(held);
        let recorder = Recorder::answering(move |_, request| {
            let mut held = held.lock().unwrap();
            if request.head.contains("/functions/") {
                return (200, r#"{"State":"Active"}"#.to_owned());
            }
            if request.head.starts_with("POST ") {
                *held = document(&[request.body.trim_start_matches('{').strip_suffix('}').unwrap()]);
            }
            (200, format!("{{\"graphqlApi\":{held}}}"))
        });
        let mut sandbox = Sandbox::new();
        sandbox.set("AWS_ENDPOINT_URL", recorder.url.trim_end_matches("/graphql"));
        sandbox.file("schema.graphql", "type Query { hello: String }");
        Self { recorder, sandbox }
    }

    /// Configures it; what the program did, and its requests.
    fn configure(&self, words: &str) -> (Ran, Vec<Received>) {
        let from = self.recorder.received().len();
        let line = format!("configure --json --api {ID} --schema schema.graphql --permission skip {words}");
        let ran = self.sandbox.line(&line);
        (ran, self.recorder.received().split_off(from))
    }

    /// Configures it with one update, whose request is given.
    fn updated(&self, words: &str) -> (Value, Received) {
        let (ran, requests) = self.configure(&format!("{words} --yes"));
        let mut requests: Vec<Received> =
            requests.into_iter().filter(|request| !request.head.contains("/functions/")).collect();
        assert_eq!(ran.code, Some(0), "{}", ran.whole());
        let lines: Vec<&str> = requests.iter().map(|request| request.head.lines().next().unwrap()).collect();
        let (get, post) = (format!("GET /v1/apis/{ID} HTTP/1.1"), format!("POST /v1/apis/{ID} HTTP/1.1"));
        assert_eq!(lines, [&get, &get, &post, &get]);
        let told = ran.json()["result"].clone();
        assert_eq!((&told["applied"], &told["verified"]), (&json!(true), &json!(true)), "{}", ran.whole());
        (told, requests.remove(2))
    }
}

/// A body of these members, with one text in the place of another that stands there once.
fn body(members: &[&str], change: (&str, &str)) -> String {
    let text = format!("{{{}}}", members.join(","));
    assert_eq!(text.matches(change.0).count(), 1, "{}", change.0);
    text.replace(change.0, change.1)
}

const TTL: (&str, &str) = (r#""authorizerResultTtlInSeconds":300"#, r#""authorizerResultTtlInSeconds":0"#);

#[test]
fn what_nobody_knows_goes_back_byte_for_byte() {
    let service = Service::holding(&UPDATABLE);
    let (told, update) = service.updated("--ttl 0");
    assert_eq!(update.body, body(&UPDATABLE, TTL));
    let carried = [
        "ofNextYear",
        "logConfig.sampling",
        "additionalAuthenticationProviders[0].openIDConnectConfig.audiences",
        "additionalAuthenticationProviders[0].label",
        "additionalAuthenticationProviders[1].passkeyConfig",
        "additionalAuthenticationProviders[2].lambdaAuthorizerConfig.warm",
        "additionalAuthenticationProviders[2].lambdaAuthorizerConfig.cold",
        "additionalAuthenticationProviders[2].label",
        "weights",
    ];
    assert_eq!((&told["carriedUnknown"], &told["leftOut"]), (&json!(carried), &json!([])));
    // There is nothing to change any more, so nothing is sent.
    let (again, requests) = service.configure("--ttl 0 --yes");
    assert_eq!((again.code, requests.len()), (Some(0), 1), "{}", again.whole());
}

#[test]
fn what_is_sent_is_what_was_signed() {
    let service = Service::holding(&UPDATABLE);
    let (_, update) = service.updated("--ttl 0");
    let length = update.body.len().to_string();
    assert_eq!(update.header("content-length"), Some(&*length));
    let authorization = update.header("authorization").unwrap();
    let (_, after) = authorization.split_once("SignedHeaders=").unwrap();
    let names: Vec<&str> = after.split_once(',').unwrap().0.split(';').collect();
    // The signer adds those two itself.
    let signed: Vec<(&str, &str)> = names
        .iter()
        .filter(|name| !["host", "x-amz-date"].contains(name))
        .map(|name| (*name, update.header(name).unwrap()))
        .collect();
    let date = update.header("x-amz-date").unwrap();
    let date =
        format!("{}-{}-{}T{}:{}:{}Z", &date[..4], &date[4..6], &date[6..8], &date[9..11], &date[11..13], &date[13..15]);
    let at: SystemTime = humantime::parse_rfc3339(&date).unwrap();
    let signer =
        Signer { access_key_id: "AKIATEST", secret_access_key: "test-secret", region: "eu-west-1", service: "appsync" };
    let url = service.recorder.url.replace("/graphql", &format!("/v1/apis/{ID}"));
    let signature = |body: &str| {
        let headers = signer.headers(at, "POST", &url, &signed, body);
        headers.into_iter().find(|(name, _)| name == "authorization").unwrap().1
    };
    assert_eq!(signature(&update.body), authorization);
    assert_ne!(signature(&format!("{} ", update.body)), authorization);
}

#[test]
fn only_known_settings_are_sent_when_that_is_asked_for() {
    let service = Service::holding(&UPDATABLE);
    // The service forgets what it is not sent, which is what was asked for.
    let (told, update) = service.updated("--ttl 0 --known-settings-only");
    assert_eq!(update.body, format!("{{{}}}", KNOWN.join(",")));
    assert_eq!((told["leftOut"].as_array().unwrap().len(), &told["carriedUnknown"]), (9, &json!([])));
}

#[test]
fn a_provider_moves_with_all_that_it_has() {
    let service = Service::holding(&UPDATABLE);
    let (_, update) = service.updated("--default --no-identity-regex");
    let others = UPDATABLE[6].split(r#",{"lambdaAuthorizerConfig""#).next().unwrap();
    let additional = format!("{others},{{\"authenticationType\":\"API_KEY\"}}]");
    let mut members = UPDATABLE.to_vec();
    members[4] = r#""authenticationType":"AWS_LAMBDA""#;
    members[6] = &additional;
    members.push(r#""lambdaAuthorizerConfig":{"authorizerUri":"arn:aws:lambda:eu-west-1:111122223333:function:authz","warm":18446744073709551615,"authorizerResultTtlInSeconds":300,"cold":-9223372036854775808}"#);
    members.push(r#""label":{"of":"us"}"#);
    let sent: Value = serde_json::from_str(&update.body).unwrap();
    assert_eq!(sent, serde_json::from_str::<Value>(&format!("{{{}}}", members.join(","))).unwrap());
    // What did not move is where it was, and as it was written.
    for member in [0, 1, 2, 3, 5, 7, 8, 9, 10].map(|place| UPDATABLE[place]).iter().chain(&members[11..]) {
        assert!(update.body.contains(member), "{member}\n{}", update.body);
    }
}

#[test]
fn a_list_of_providers_that_becomes_empty_is_sent_as_an_empty_one() {
    let only = r#""additionalAuthenticationProviders":[{"authenticationType":"AWS_LAMBDA","lambdaAuthorizerConfig":{"authorizerUri":"arn:aws:lambda:eu-west-1:111122223333:function:authz"}}]"#;
    let members = ["\"name\":\"n\"", "\"authenticationType\":\"AWS_IAM\"", only, "\"xrayEnabled\":true"];
    let (_, update) = Service::holding(&members).updated("--remove");
    assert_eq!(update.body, body(&members, (only, r#""additionalAuthenticationProviders":[]"#)));
}

#[test]
fn what_is_null_is_not_sent_and_a_number_keeps_its_value_however_it_was_written() {
    let members = [
        r#""name":"n""#,
        r#""authenticationType":"AWS_IAM""#,
        r#""additionalAuthenticationProviders":[{"authenticationType":"AWS_LAMBDA","label":null,"lambdaAuthorizerConfig":{"authorizerUri":"arn:aws:lambda:eu-west-1:111122223333:function:authz","authorizerResultTtlInSeconds":300,"identityValidationExpression":null}}]"#,
        r#""ofNextYear":[1E3,0.10,2.5E300,-0.0,null,{"a":null,"b":0.1234567890123456789}]"#,
        r#""xrayEnabled":null"#,
    ];
    let (_, update) = Service::holding(&members).updated("--ttl 0");
    let sent = [
        members[0],
        members[1],
        r#""additionalAuthenticationProviders":[{"authenticationType":"AWS_LAMBDA","lambdaAuthorizerConfig":{"authorizerUri":"arn:aws:lambda:eu-west-1:111122223333:function:authz","authorizerResultTtlInSeconds":0}}]"#,
        r#""ofNextYear":[1000.0,0.1,2.5e+300,-0.0,null,{"b":0.12345678901234568}]"#,
    ];
    assert_eq!(update.body, format!("{{{}}}", sent.join(",")));
}

#[test]
fn what_was_saved_is_brought_back_byte_for_byte() {
    let service = Service::holding(&UPDATABLE);
    let (told, _) = service.updated("--remove");
    let file = told["backup"]["file"].as_str().unwrap();
    let (told, update) = service.updated(&format!("--restore {file}"));
    assert_eq!(update.body, format!("{{{}}}", UPDATABLE.join(",")));
    assert_eq!(told["carriedUnknown"].as_array().unwrap().len(), 9);
}
