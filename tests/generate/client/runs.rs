//! What goes wrong between a client and a service, and signatures beside those of AWS's own library.

use std::time::{Duration, SystemTime};

use appsync_auth::appsync::Secret;
use appsync_auth::sign::{APPSYNC, AccessKey, Signable, Signer};
use serde_json::{Map, Value, json};

use super::platforms;

/// Seconds since 1970 of the time that is signed: 2026-03-05T04:07:09Z.
const AT: u64 = 1_772_683_629;

/// URL, headers, body, region.
type Request<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a str);

/// Requests with the headers that AWS's own library adds to them.
fn signatures() -> Vec<Value> {
    let json = ("content-type", "application/json; charset=UTF-8");
    let connect = [("accept", "application/json, text/javascript"), ("content-encoding", "amz-1.0"), json];
    let spaced = [json, ("x-amz-user-agent", "  two  words ")];
    let cases: [Request<'_>; 7] = [
        ("https://abcdefghijklmnopqrstuvwxyz.appsync-api.eu-west-1.amazonaws.com/graphql", &[json], "{}", "eu-west-1"),
        ("https://api.example.com/graphql/connect", &connect, "{}", "us-gov-west-1"),
        ("http://127.0.0.1:4000/graphql", &[], r#"{"query":"{ a }"}"#, "eu-west-1"),
        ("http://localhost:80/apis/x/graphql", &[json], r#"{"query":"ü € 😀"}"#, "eu-west-1"),
        ("https://api.example.com:443/a%20b/ü(1)*/graphql", &[json], "", "eu-west-1"),
        ("https://api.example.com/graphql?a-b=3&b=2&a=1%202&a=%2F(x)&c", &[json], "{}", "eu-west-1"),
        ("https://api.example.com/", &spaced, "{}", "eu-west-1"),
    ];
    let sign = |((url, headers, body, region), token): (Request<'_>, Option<&str>)| {
        let secret = "s/e+c=r e t";
        let session_token = token.map(Secret::new);
        let key = AccessKey { id: "AKIA".to_owned(), secret: Secret::new(secret), session_token };
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(AT);
        let url = reqwest::Url::parse(url).unwrap();
        let request = Signable { method: "POST", url: url.as_str(), headers, body: body.as_bytes() };
        let added = Signer::new(&key, region, APPSYNC).headers(at, &request).unwrap().into_iter();
        let added: Map<String, Value> = added.map(|(name, value)| (name, json!(value.expose()))).collect();
        let headers: Map<String, Value> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let mut credentials = json!({ "accessKeyId": "AKIA", "secretAccessKey": secret });
        if let Some(token) = token {
            credentials["sessionToken"] = json!(token);
        }
        json!({
            "at": AT * 1_000, "url": url.as_str(), "region": region, "headers": headers, "body": body,
            "credentials": credentials, "expected": added,
        })
    };
    cases.into_iter().flat_map(|case| [(case, None), (case, Some("IQo/session+token=="))]).map(sign).collect()
}

#[test]
fn requests_are_sent_retried_aborted_signed_and_paged() {
    let given = json!({ "signatures": signatures() });
    for platform in platforms() {
        assert_eq!(platform.steps("http.mjs", &given), 13);
    }
}

#[test]
fn subscriptions_share_connections_outlive_them_and_end_when_refused() {
    for platform in platforms() {
        assert_eq!(platform.steps("realtime.mjs", &json!({})), 18);
    }
}

#[test]
fn subscriptions_wait_no_longer_than_they_may_and_end_with_their_signal() {
    for platform in platforms() {
        assert_eq!(platform.steps("limits.mjs", &json!({})), 5);
    }
}

#[test]
fn subscriptions_that_come_and_go_while_all_fails_stand_at_last() {
    for platform in platforms() {
        for seed in [1, 2] {
            assert_eq!(platform.steps("random.mjs", &json!({ "seed": seed })), 3);
        }
    }
}
