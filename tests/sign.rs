//! Signatures: AWS's published vectors and botocore's own values, byte for byte, and each accepted by the independent check.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use appsync_auth::appsync::{Endpoint, Secret};
use appsync_auth::sign::{APPSYNC, AccessKey, Signable, Signer};
use appsync_auth::verify::sigv4::{Expected, HttpRequest, Signed, SigningKey};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

/// The example credentials of AWS's suite.
const ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// 2026-03-04T05:06:07Z, the time of botocore's values.
const BOTOCORE: Duration = Duration::from_secs(1_772_600_767);

/// Vectors with a blank or UTF-8 in the path as it is, which no client can send. Sent percent-encoded, such a path is encoded a
/// second time for its signature, as for every service but Amazon S3, and so the signature is another.
const NOT_SENDABLE: [&str; 2] = ["get-space-normalized", "get-utf8"];

/// What a URL cannot have as it is: `Signable` takes it percent-encoded, and the vectors write blanks and UTF-8 raw.
const RAW: &AsciiSet = &CONTROLS.add(b' ');

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sigv4")
}

fn access_key(session_token: Option<&str>) -> AccessKey {
    AccessKey { id: ID.to_owned(), secret: Secret::new(SECRET), session_token: session_token.map(Secret::new) }
}

/// What was signed, ready to be sent: the headers of the request and those that the signer added.
struct Sent<'a> {
    method: &'a str,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: &'a [u8],
}

impl Sent<'_> {
    fn header(&self, name: &str) -> &str {
        &self.headers.iter().find(|(sent, _)| sent.eq_ignore_ascii_case(name)).unwrap().1
    }

    /// Whether the check that shares no code with the signer accepts it, for this service and region.
    fn is_accepted(&self, service: &str, region: &str, session_token: Option<&str>) -> bool {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let request = HttpRequest {
            method: self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            body: self.body,
        };
        let signed = Signed::required(&request).unwrap();
        let key = SigningKey { secret_access_key: Secret::new(SECRET), session_token: session_token.map(Secret::new) };
        let expected = Expected { services: &[service], region: Some(region) };
        signed.verify(&request, &key, expected, signed.date) == Ok(())
    }
}

/// Signs, and puts the request together as a client sends it.
fn sent<'a>(signer: &Signer, at: SystemTime, request: &Signable<'a>, host: &str) -> Sent<'a> {
    let (_, target) = request.url.split_once("://").unwrap().1.split_once('/').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers: Vec<(String, String)> =
        request.headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        headers.push(("host".to_owned(), host.to_owned()));
    }
    let added = signer.headers(at, request).unwrap();
    headers.extend(added.into_iter().map(|(name, value)| (name, value.expose().to_owned())));
    Sent { method: request.method, path: format!("/{path}"), query: query.to_owned(), headers, body: request.body }
}

/// A vector: the request that was signed, without what the signature added, and its `Authorization`.
struct Vector {
    method: String,
    url: String,
    host: String,
    headers: Vec<(String, String)>,
    body: String,
    session_token: Option<String>,
    at: SystemTime,
    authorization: String,
}

/// Reads a signed request of the suite: header lines that begin with a blank go on with the value before.
fn vector(text: &str) -> Vector {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap();
    let (method, target) = first.strip_suffix(" HTTP/1.1").unwrap_or(first).split_once(' ').unwrap();
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines {
        match line.split_once(':') {
            Some((name, value)) if !line.starts_with(' ') => headers.push((name.to_owned(), value.to_owned())),
            // RFC 9112, 5.2: a client unfolds such a value before it sends it.
            _ => headers.last_mut().unwrap().1 += &format!(" {line}"),
        }
    }
    let mut take = |wanted: &str| {
        let at = headers.iter().position(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
        Some(headers.remove(at).1)
    };
    let authorization = take("authorization").unwrap().trim().to_owned();
    let date = take("x-amz-date").unwrap();
    // In one vector the token was added after signing, so that it is no part of the signature.
    let session_token = take("x-amz-security-token").filter(|_| authorization.contains("x-amz-security-token"));
    let host = take("host").unwrap();
    Vector {
        method: method.to_owned(),
        url: format!("https://{host}{}", utf8_percent_encode(target, RAW)),
        host,
        headers,
        body: body.trim_end_matches('\n').to_owned(),
        session_token,
        at: humantime::parse_rfc3339(&rfc3339(&date)).unwrap(),
        authorization,
    }
}

/// `20150830T123600Z` as `2015-08-30T12:36:00Z`.
fn rfc3339(date: &str) -> String {
    let [year, month, day, hour, minute, second] = [0..4, 4..6, 6..8, 9..11, 11..13, 13..15].map(|at| &date[at]);
    format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")
}

impl Vector {
    /// Region and service, from the scope of the signature.
    fn scope(&self) -> (&str, &'static str) {
        let mut parts = self.authorization.split('/').skip(2);
        let region = parts.next().unwrap();
        match parts.next().unwrap() {
            "service" => (region, "service"),
            "lambda" => (region, "lambda"),
            other => panic!("no vector was known for {other}"),
        }
    }
}

/// All of the suite that AppSync could be asked: those without normalization of the path are Amazon S3's.
#[test]
fn the_vectors_of_aws_are_signed_to_the_byte_and_accepted() {
    let mut names = Vec::new();
    let mut wrong = Vec::new();
    for entry in fs::read_dir(fixtures().join("suite")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        // `NAME.query.txt` are presigned addresses, which nobody uses for a POST to AppSync.
        let Some(name) = name.strip_suffix(".header.txt") else { continue };
        let vector = vector(&fs::read_to_string(&path).unwrap());
        let headers: Vec<(&str, &str)> =
            vector.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let request =
            Signable { method: &vector.method, url: &vector.url, headers: &headers, body: vector.body.as_bytes() };
        let token = vector.session_token.as_deref();
        let (region, service) = vector.scope();
        let signer = Signer::new(&access_key(token), region, service);
        let sent = sent(&signer, vector.at, &request, &vector.host);
        let is_same = sent.header("authorization") == vector.authorization;
        if is_same == NOT_SENDABLE.contains(&name) || !sent.is_accepted(service, region, token) {
            wrong.push((name.to_owned(), sent.header("authorization").to_owned(), vector.authorization));
        }
        names.push(name.to_owned());
    }
    assert_eq!((names.len(), wrong), (32, vec![]));
}

#[test]
fn what_botocore_signs_is_signed_to_the_byte_and_accepted() {
    let document: Value = serde_json::from_str(&fs::read_to_string(fixtures().join("botocore.json")).unwrap()).unwrap();
    let requests = document["requests"].as_array().unwrap();
    for request in requests {
        let text = |name: &str| request[name].as_str().unwrap();
        let (token, region) = (request["sessionToken"].as_str(), text("region"));
        let headers = request["headers"].as_object().unwrap();
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
        let endpoint = Endpoint::parse(text("url")).unwrap();
        assert_eq!(endpoint.url(), text("url"), "an address is sent as it is signed");
        let signable =
            Signable { method: "POST", url: endpoint.url(), headers: &headers, body: text("body").as_bytes() };
        let signer = Signer::new(&access_key(token), region, APPSYNC);
        let sent = sent(&signer, SystemTime::UNIX_EPOCH + BOTOCORE, &signable, &endpoint.host());
        assert_eq!(sent.header("authorization"), text("authorization"), "{}", text("name"));
        assert_eq!(sent.header("x-amz-date"), "20260304T050607Z");
        assert!(sent.is_accepted(APPSYNC, region, token), "{}", text("name"));
    }
    assert_eq!(requests.len(), 17);
}

#[test]
fn a_connect_is_signed_for_the_address_below_that_of_the_api() {
    let document: Value = serde_json::from_str(&fs::read_to_string(fixtures().join("botocore.json")).unwrap()).unwrap();
    let connect = document["requests"].as_array().unwrap().iter().find(|one| one["body"] == "{}").unwrap();
    let api = connect["url"].as_str().unwrap().strip_suffix("/connect").unwrap();
    assert_eq!(Endpoint::parse(api).unwrap().connect_url(), connect["url"]);
    assert_eq!(Endpoint::parse(api).unwrap().region(), connect["region"].as_str());
}

#[test]
fn the_signer_adds_what_must_be_sent_and_nothing_else() {
    let request = Signable { method: "POST", url: "https://api.example.com/graphql", headers: &[], body: b"{}" };
    let names = |token| {
        let signer = Signer::new(&access_key(token), "eu-west-1", APPSYNC);
        let added = signer.headers(SystemTime::UNIX_EPOCH + BOTOCORE, &request).unwrap();
        added.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(names(None), ["x-amz-date", "authorization"]);
    assert_eq!(names(Some("t")), ["x-amz-date", "authorization", "x-amz-security-token"]);
}
