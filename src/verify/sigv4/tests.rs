//! The checks against AWS's own suite, against requests of real clients, and against the signer of the SDK.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::appsync::Secret;

const ACCESS_KEY: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "FwoGZXIvYXdzEXAMPLE//token+with=chars==";

/// A request that owns its parts.
#[derive(Clone)]
struct Sent {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Sent {
    fn with<T>(&self, judge: impl FnOnce(&HttpRequest<'_>) -> T) -> T {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        judge(&HttpRequest {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            body: self.body.as_bytes(),
        })
    }

    /// Judges the request a second after it was signed, by the service and region that it names.
    fn judged(&self, session_token: Option<&str>) -> Result<(), SigV4Fault> {
        self.with(|request| {
            let signed = Signed::read(request)?.ok_or(SigV4Fault::Missing)?;
            let services = [signed.scope.service.as_str()];
            let expected = Expected { services: &services, region: Some(&signed.scope.region) };
            signed.verify(request, &key(session_token), expected, signed.date + Duration::from_secs(1))
        })
    }

    fn header(&self, name: &str) -> &str {
        &self.headers.iter().find(|(sent, _)| sent.eq_ignore_ascii_case(name)).unwrap().1
    }

    fn set(&mut self, name: &str, value: &str) {
        self.headers.retain(|(sent, _)| !sent.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }
}

fn key(session_token: Option<&str>) -> SigningKey {
    SigningKey { secret_access_key: Secret::new(SECRET), session_token: session_token.map(Secret::new) }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sigv4")
}

/// Reads a request as the suite writes it: header lines that begin with a blank go on with the value before.
fn of_suite(text: &str) -> Sent {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap();
    let first = first.strip_suffix(" HTTP/1.1").unwrap_or(first);
    let (method, target) = first.split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines {
        match line.split_once(':') {
            Some((name, value)) if !line.starts_with(' ') => headers.push((name.to_owned(), value.to_owned())),
            _ => headers.last_mut().unwrap().1 += &format!("\n{line}"),
        }
    }
    Sent {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: body.trim_end_matches('\n').to_owned(),
    }
}

#[test]
fn the_signatures_of_the_suite_of_aws_fit() {
    let mut judged = 0;
    let mut faults = Vec::new();
    for entry in fs::read_dir(fixtures().join("suite")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.ends_with(".txt") {
            continue;
        }
        let sent = of_suite(&fs::read_to_string(&path).unwrap());
        let token = sent.with(|request| Signed::read(request).unwrap().unwrap().session_token);
        judged += 1;
        if let Err(fault) = sent.judged(token.as_ref().map(Secret::expose)) {
            faults.push((name, fault));
        }
    }
    assert_eq!((judged, faults), (62, vec![]));
}

#[test]
fn the_signatures_of_real_clients_are_judged_as_aws_judges_them() {
    let clients: Vec<Value> =
        serde_json::from_str(&fs::read_to_string(fixtures().join("clients.json")).unwrap()).unwrap();
    for client in &clients {
        let text = |name: &str| client[name].as_str().unwrap().to_owned();
        let headers = client["headers"].as_array().unwrap().iter();
        let sent = Sent {
            method: text("method"),
            path: text("path"),
            query: text("query"),
            headers: headers
                .map(|pair| (pair[0].as_str().unwrap().to_owned(), pair[1].as_str().unwrap().to_owned()))
                .collect(),
            body: text("body"),
        };
        let token = client["session_token"].as_bool().unwrap().then_some(TOKEN);
        let expected = if client["fits"] == true { Ok(()) } else { Err(SigV4Fault::Mismatch) };
        assert_eq!(sent.judged(token), expected, "{}", text("client"));
    }
    assert_eq!(clients.len(), 23);
}

/// A request signed by the signer of the SDK.
fn of_sdk(method: &str, target: &str, body: &str, session_token: Option<&str>, time: SystemTime) -> Sent {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut sent = Sent {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: vec![
            ("Host".to_owned(), "localhost:4000".to_owned()),
            ("Content-Type".to_owned(), "application/json; charset=UTF-8".to_owned()),
            ("X-Twice".to_owned(), "  a   b ".to_owned()),
            ("x-twice".to_owned(), "c".to_owned()),
        ],
        body: body.to_owned(),
    };
    let identity = Credentials::new(ACCESS_KEY, SECRET, session_token.map(str::to_owned), None, "test").into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("eu-west-1")
        .name("appsync")
        .time(time)
        .settings(SigningSettings::default())
        .build()
        .unwrap()
        .into();
    let headers = sent.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let url = format!("http://localhost:4000{target}");
    let request = SignableRequest::new(method, url, headers, SignableBody::Bytes(body.as_bytes())).unwrap();
    let (instructions, _) = sign(request, &params).unwrap().into_parts();
    for (name, value) in instructions.headers() {
        sent.headers.push((name.to_owned(), value.to_owned()));
    }
    sent
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160)
}

fn graphql() -> Sent {
    of_sdk("POST", "/graphql", r#"{"query":"{ a }"}"#, Some(TOKEN), now())
}

#[test]
fn what_the_signer_of_the_sdk_signs_fits() {
    assert_eq!(graphql().judged(Some(TOKEN)), Ok(()));
    for target in ["/", "/graphql?b=2&a=1&a=%C3%A9+x&empty", "/v1/tags/arn%3Aaws%3Aappsync?x=%2F", "/a//b/../c/"] {
        assert_eq!(of_sdk("GET", target, "", None, now()).judged(None), Ok(()), "{target}");
    }
}

#[test]
fn any_change_after_signing_is_a_mismatch() {
    type Change = fn(&mut Sent);
    let changes: [(&str, Change); 7] = [
        ("method", |sent| sent.method = "GET".to_owned()),
        ("path", |sent| sent.path = "/graphql/".to_owned()),
        ("query", |sent| sent.query = "a=1".to_owned()),
        ("body", |sent| sent.body.push(' ')),
        ("signed header", |sent| sent.set("content-type", "text/plain")),
        ("host", |sent| sent.set("host", "localhost")),
        ("repeated header", |sent| sent.headers.push(("x-twice".to_owned(), "d".to_owned()))),
    ];
    for (name, change) in changes {
        let mut sent = graphql();
        change(&mut sent);
        assert_eq!(sent.judged(Some(TOKEN)), Err(SigV4Fault::Mismatch), "{name}");
    }
    let mut sent = graphql();
    sent.set("x-unsigned", "anything");
    assert_eq!(sent.judged(Some(TOKEN)), Ok(()));
}

#[test]
fn a_signed_header_must_be_there_and_a_digest_must_be_that_of_the_body() {
    let mut sent = graphql();
    sent.headers.retain(|(name, _)| name != "Content-Type");
    assert_eq!(sent.judged(Some(TOKEN)), Err(SigV4Fault::HeaderMissing { name: "content-type".to_owned() }));
    for digest in ["UNSIGNED-PAYLOAD", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"] {
        let mut sent = graphql();
        sent.set("x-amz-content-sha256", digest);
        assert_eq!(sent.judged(Some(TOKEN)), Err(SigV4Fault::PayloadHash), "{digest}");
    }
}

#[test]
fn secret_and_session_token_must_be_those_of_the_key() {
    assert_eq!(graphql().judged(None), Err(SigV4Fault::SessionToken));
    assert_eq!(graphql().judged(Some("another")), Err(SigV4Fault::SessionToken));
    assert_eq!(of_sdk("GET", "/", "", None, now()).judged(Some(TOKEN)), Err(SigV4Fault::SessionToken));
    let other = SigningKey { secret_access_key: Secret::new("another"), session_token: Some(Secret::new(TOKEN)) };
    let expected = Expected { services: &["appsync"], region: None };
    let judged =
        graphql().with(|request| Signed::read(request).unwrap().unwrap().verify(request, &other, expected, now()));
    assert_eq!(judged, Err(SigV4Fault::Mismatch));
}

/// What AWS says of a good signature at another time, or for another service.
fn said(sent: &Sent, services: &[&str], region: Option<&str>, now: SystemTime) -> Result<(), String> {
    let expected = Expected { services, region };
    sent.with(|request| Signed::required(request)?.verify(request, &key(Some(TOKEN)), expected, now))
        .map_err(|fault| format!("{} {}: {}", fault.status(), fault.error_type(), fault.message()))
}

#[test]
fn a_signature_is_good_for_five_minutes_either_way() {
    let at = |seconds: i64| {
        let time = if seconds < 0 {
            now() - Duration::from_secs(seconds.unsigned_abs())
        } else {
            now() + Duration::from_secs(seconds.unsigned_abs())
        };
        said(&graphql(), &["appsync"], None, time)
    };
    assert_eq!([at(0), at(300), at(-300)], [Ok(()), Ok(()), Ok(())]);
    assert_eq!(
        at(301),
        Err("403 InvalidSignatureException: Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)".to_owned())
    );
    assert_eq!(
        at(-301),
        Err("403 InvalidSignatureException: Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)".to_owned())
    );
}

#[test]
fn the_scope_must_be_that_of_the_service() {
    assert_eq!(said(&graphql(), &["lambda", "appsync"], Some("eu-west-1"), now()), Ok(()));
    assert_eq!(
        said(&graphql(), &["lambda"], Some("us-east-1"), now()),
        Err("403 InvalidSignatureException: Credential should be scoped to a valid region, not 'eu-west-1'. Credential should be scoped to correct service: 'lambda'. ".to_owned())
    );
    let mut sent = graphql();
    let value = sent.header("authorization").replace("20150830/", "20150829/").replace("aws4_request", "aws5_request");
    sent.set("authorization", &value);
    assert_eq!(
        said(&sent, &["appsync"], None, now()),
        Err("403 InvalidSignatureException: Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150829' != '20150830', from '20150830T123600Z'. ".to_owned())
    );
}

#[test]
fn what_is_no_signature_is_none_and_a_service_that_needs_one_says_so() {
    let incomplete = "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization=LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";
    for (value, said_of_it) in [
        (None, "403 MissingAuthenticationTokenException: Missing Authentication Token".to_owned()),
        (Some("hello"), format!("403 IncompleteSignatureException: {incomplete}")),
        (Some("Bearer a b"), "403 IncompleteSignatureException: Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'zFitc/uHOBrVwoJ7AmfHkBQe65p3Fx7ysrCBWX56sZE='.".to_owned()),
        (Some("AWS4-ECDSA-P256-SHA256 Credential=a"), "403 IncompleteSignatureException: Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256' (only AWS4-HMAC-SHA256 for now). ".to_owned()),
    ] {
        let mut sent = of_suite("GET / HTTP/1.1\nHost:h");
        sent.headers.extend(value.map(|value| ("Authorization".to_owned(), value.to_owned())));
        assert_eq!(sent.with(Signed::read), Ok(None), "{value:?}");
        assert_eq!(said(&sent, &["appsync"], None, now()), Err(said_of_it), "{value:?}");
    }
}

/// What reading a header gives, beside a host and a date.
fn read(authorization: &str, date: &str) -> Result<Option<Signed>, SigV4Fault> {
    let text = format!("GET / HTTP/1.1\nHost:h\n{date}\nAuthorization:{authorization}");
    of_suite(&text).with(Signed::read)
}

#[test]
fn a_header_is_read_with_any_separators() {
    let date = "X-Amz-Date:20150830T123600Z";
    let expected = Signed {
        access_key_id: "AK".to_owned(),
        scope: Scope {
            date: "20150830".to_owned(),
            region: "r".to_owned(),
            service: "s".to_owned(),
            terminator: "aws4_request".to_owned(),
        },
        signed_headers: vec!["host".to_owned(), "x-amz-date".to_owned()],
        date: now(),
        session_token: None,
        presigned_for: None,
        signature: Secret::new("f00"),
    };
    for value in [
        "AWS4-HMAC-SHA256 Credential=AK/20150830/r/s/aws4_request, SignedHeaders=host;x-amz-date, Signature=f00",
        "AWS4-HMAC-SHA256 Credential=AK/20150830/r/s/aws4_request,SignedHeaders=host;x-amz-date,Signature=f00",
        "AWS4-HMAC-SHA256 Signature=f00  Credential=AK/20150830/r/s/aws4_request/ ,\tSignedHeaders=X-Amz-Date;Host;host",
    ] {
        assert_eq!(read(value, date), Ok(Some(expected.clone())), "{value}");
        assert_eq!(read(value, "Date:Sun, 30 Aug 2015 12:36:00 GMT"), Ok(Some(expected.clone())), "{value}");
    }
}

#[test]
fn a_header_that_cannot_be_read_is_refused_with_the_place_and_without_a_secret() {
    let date = "X-Amz-Date:20150830T123600Z";
    let refused = |value: &str, date: &str| read(value, date).unwrap_err();
    let rest = "SignedHeaders=host, Signature=f00";
    assert_eq!(
        refused(&format!("AWS4-HMAC-SHA256 Credential=sec/ret/key/20150830/r/s/aws4_request, {rest}"), date).message(),
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '***/20150830/r/s/aws4_request'"
    );
    assert_eq!(
        refused("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=", "X-Other:1").message(),
        "Authorization header requires 'Signature' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization=XR/fbFDyMLvp4EfW9czvkKaCQmXaDQV/uubGZYwE0yM="
    );
    assert_eq!(
        refused(&format!("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, {rest}"), "X-Amz-Date:2015-08-30T12:36:00Z").message(),
        "Date must be in ISO-8601 'basic format'. Got '2015-08-30T12:36:00Z'. See http://en.wikipedia.org/wiki/ISO_8601"
    );
    assert_eq!(
        refused("AWS4-HMAC-SHA256X Credential=a", date),
        SigV4Fault::Algorithm { named: "AWS4-HMAC-SHA256X".to_owned() }
    );
    let unsigned_host =
        read("AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, SignedHeaders=x-amz-date, Signature=f00", date);
    let expected = Expected { services: &["s"], region: None };
    assert_eq!(unsigned_host.unwrap().unwrap().check(expected, now()), Err(SigV4Fault::HostNotSigned));
}

/// What reading a presigned query gives.
fn read_query(query: &str) -> Result<Option<Signed>, SigV4Fault> {
    of_suite(&format!("GET /?{query} HTTP/1.1\nHost:h")).with(Signed::read)
}

#[test]
fn a_presigned_query_must_be_whole_and_lives_as_long_as_it_says() {
    assert_eq!(
        read_query("X-Amz-Algorithm&X-Amz-Date=20150830T123600Z").unwrap_err().message(),
        "AWS query-string parameters must include 'X-Amz-Algorithm'. AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the query-string parameters."
    );
    let query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F20150830%2Fr%2Fs%2Faws4_request&X-Amz-Signature=f00&X-Amz-SignedHeaders=host&X-Amz-Date=20150830T123600Z";
    let signed = read_query(&format!("{query}&X-Amz-Expires=600")).unwrap().unwrap();
    let expected = Expected { services: &["s"], region: Some("r") };
    assert_eq!(signed.presigned_for, Some(Duration::from_secs(600)));
    assert_eq!(signed.check(expected, now() + Duration::from_secs(600)), Ok(()));
    let late = now() + Duration::from_secs(601);
    assert_eq!(
        signed.check(expected, late),
        Err(SigV4Fault::Expired { signed: now(), now: late, window: Duration::from_secs(600) })
    );
    for expires in ["604801", "-1", "soon"] {
        assert_eq!(read_query(&format!("{query}&X-Amz-Expires={expires}")), Err(SigV4Fault::Expires), "{expires}");
    }
    let both = format!("GET /?{query} HTTP/1.1\nHost:h\nAuthorization:AWS4-HMAC-SHA256 Credential=a");
    assert_eq!(of_suite(&both).with(Signed::read), Err(SigV4Fault::Twice));
}

#[test]
fn nothing_secret_shows_in_debug() {
    let sent = graphql();
    let shown = sent.with(|request| format!("{request:?} {:?}", Signed::read(request)));
    for secret in [TOKEN, sent.header("authorization").rsplit_once('=').unwrap().1] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn query_services_have_their_own_names_and_statuses() {
    let named = |fault: SigV4Fault| (fault.query_code(), fault.query_status());
    assert_eq!(named(SigV4Fault::Missing), ("MissingAuthenticationToken", 403));
    assert_eq!(named(SigV4Fault::Expires), ("IncompleteSignature", 400));
    assert_eq!(named(SigV4Fault::AccessKeyUnknown), ("InvalidClientTokenId", 403));
    assert_eq!(named(SigV4Fault::Mismatch), ("SignatureDoesNotMatch", 403));
    assert_eq!(named(SigV4Fault::HostNotSigned), ("SignatureDoesNotMatch", 403));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_the_signer_of_the_sdk_signs_fits_and_nothing_else_does(
        path in "(/[a-zA-Z0-9._~:@-]{0,6}(%3A|%2F)?){1,4}",
        query in "([a-z]{1,2}=([a-z0-9~]|%20|%2B|\\+|%C3%A9){0,4}(&[a-z]{1,2})?)?",
        body in "[ -~]{0,40}",
        at in any::<prop::sample::Index>(),
    ) {
        let target = if query.is_empty() { path } else { format!("{path}?{query}") };
        let sent = of_sdk("POST", &target, &body, Some(TOKEN), now());
        prop_assert_eq!(sent.judged(Some(TOKEN)), Ok(()));
        let authorization = sent.header("authorization").to_owned();
        let digit = authorization.len() - 64 + at.index(64);
        let other = if authorization.as_bytes()[digit] == b'0' { "1" } else { "0" };
        let mut forged = sent.clone();
        forged.set("authorization", &format!("{}{other}{}", &authorization[..digit], &authorization[digit + 1..]));
        prop_assert_eq!(forged.judged(Some(TOKEN)), Err(SigV4Fault::Mismatch));
        let mut cut = sent;
        cut.set("authorization", &authorization[..digit]);
        prop_assert!(cut.judged(Some(TOKEN)).is_err());
    }

    #[test]
    fn no_header_and_no_query_makes_reading_panic(
        authorization in "AWS4-HMAC-SHA256[ ,]?((Credential|SignedHeaders|Signature|x)=?[a-z/;é]{0,9}[ ,]{0,2}){0,4}",
        date in "[0-9TZé:-]{14,18}",
        query in "(X-Amz-(Algorithm|Credential|Signature|SignedHeaders|Date|Expires)=?[0-9a-zA-Z%/é-]{0,9}&){0,7}",
    ) {
        let mut sent = of_suite("GET / HTTP/1.1\nHost:h");
        sent.set("authorization", &authorization);
        sent.set("x-amz-date", &date);
        sent.with(|request| { let _ = Signed::required(request).map_err(|fault| fault.message()); });
        sent.headers.clear();
        sent.query = query;
        sent.with(|request| { let _ = Signed::required(request).map_err(|fault| fault.message()); });
    }
}
