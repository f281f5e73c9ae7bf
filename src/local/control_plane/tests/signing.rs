//! Who may ask.

use std::time::SystemTime;

use aws_credential_types::Credentials as SdkCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;

use super::*;
use crate::appsync::Secret;
use crate::local::Credentials;

const ACCESS_KEY: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn cloud(principal: &str) -> Cloud {
    let mut cloud = Cloud::new();
    cloud.keyring = Keyring {
        credentials: vec![Credentials {
            access_key_id: ACCESS_KEY.to_owned(),
            secret_access_key: Secret::new(SECRET),
            session_token: None,
            principal: principal.to_owned(),
            policies: None,
        }],
        accept_any: false,
    };
    cloud
}

/// A request that the SDK signs.
fn signed(
    method: &str,
    target: &str,
    body: &str,
    by: (&str, &str),
    scope: (&str, &str),
    at: SystemTime,
) -> ControlRequest {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let identity = SdkCredentials::new(by.0, by.1, None, None, "test").into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .name(scope.0)
        .region(scope.1)
        .time(at)
        .settings(SigningSettings::default())
        .build()
        .unwrap();
    let url = format!("http://127.0.0.1:4000{target}");
    let mut headers = vec![("host".to_owned(), "127.0.0.1:4000".to_owned())];
    if path == "/" {
        headers.push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
    }
    let pairs = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let signable = SignableRequest::new(method, url.as_str(), pairs, SignableBody::Bytes(body.as_bytes())).unwrap();
    let (instructions, _) = sign(signable, &parameters.into()).unwrap().into_parts();
    headers.extend(instructions.headers().map(|(name, value)| (name.to_owned(), value.to_owned())));
    ControlRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

const KNOWN: (&str, &str) = (ACCESS_KEY, SECRET);
const FUNCTION: &str = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A111122223333%3Afunction%3Aauthorizer";
const IDENTITY: &str = "Action=GetCallerIdentity&Version=2011-06-15";
const GET_ROLE: &str = "Action=GetRole&Version=2010-05-08&RoleName=appsync-auth-local-authorizer";

#[test]
fn known_credentials_are_let_in_for_the_service_that_they_signed_for() {
    let cloud = cloud("arn:aws:iam::111122223333:user/me");
    for (method, target, body, scope) in [
        ("GET", "/v1/apis?maxResults=5", "", ("appsync", REGION)),
        ("POST", "/v1/apis", r#"{"name":"n","authenticationType":"API_KEY"}"#, ("appsync", REGION)),
        ("GET", FUNCTION, "", ("lambda", REGION)),
        ("POST", "/", GET_ROLE, ("iam", "us-east-1")),
        ("POST", "/", IDENTITY, ("sts", REGION)),
        ("POST", "/", IDENTITY, ("sts", "us-east-1")),
    ] {
        let answered = cloud.send(&signed(method, target, body, KNOWN, scope, cloud.now));
        assert_eq!(answered.status, 200, "{target} {answered:?}");
    }
}

#[test]
fn everybody_else_is_refused_in_the_form_of_the_service() {
    let cloud = cloud("arn:aws:iam::111122223333:user/me");
    let json = |request: &ControlRequest| {
        let answered = cloud.send(request);
        let (status, kind, message) = answered.refusal();
        assert!(answered.changes.is_empty());
        (status, kind.to_owned(), message)
    };
    let create = r#"{"name":"n","authenticationType":"API_KEY"}"#;
    let mut unsigned = signed("POST", "/v1/apis", create, KNOWN, ("appsync", REGION), cloud.now);
    unsigned.headers.retain(|(name, _)| name != "authorization");
    let missing = (403, "MissingAuthenticationTokenException".to_owned(), "Missing Authentication Token".to_owned());
    assert_eq!(json(&unsigned), missing);
    let stranger = ("AKIDSTRANGER", SECRET);
    let unknown = (
        403,
        "UnrecognizedClientException".to_owned(),
        "The security token included in the request is invalid.".to_owned(),
    );
    assert_eq!(json(&signed("POST", "/v1/apis", create, stranger, ("appsync", REGION), cloud.now)), unknown);
    assert_eq!(json(&signed("GET", FUNCTION, "", stranger, ("lambda", REGION), cloud.now)), unknown);
    let forged = (ACCESS_KEY, "another secret");
    let (status, kind, message) = json(&signed("POST", "/v1/apis", create, forged, ("appsync", REGION), cloud.now));
    assert_eq!((status, kind.as_str()), (403, "InvalidSignatureException"));
    assert!(message.starts_with("The request signature we calculated does not match"), "{message}");
    let mut changed = signed("POST", "/v1/apis", create, KNOWN, ("appsync", REGION), cloud.now);
    changed.body = Bytes::from_static(b"{}");
    assert_eq!(json(&changed).1, "InvalidSignatureException");
    let elsewhere = json(&signed("GET", "/v1/apis", "", KNOWN, ("appsync", "us-east-1"), cloud.now));
    assert_eq!(elsewhere.2, "Credential should be scoped to a valid region, not 'us-east-1'. ");
    let other = json(&signed("GET", FUNCTION, "", KNOWN, ("appsync", REGION), cloud.now));
    assert_eq!(other.2, "Credential should be scoped to correct service: 'lambda'. ");
    let old = json(&signed("GET", "/v1/apis", "", KNOWN, ("appsync", REGION), cloud.now - Duration::from_secs(301)));
    assert_eq!((old.0, old.1.as_str()), (403, "InvalidSignatureException"));
    for (body, service) in [(GET_ROLE, "iam"), (IDENTITY, "sts")] {
        let answered = cloud.send(&signed("POST", "/", body, stranger, (service, REGION), cloud.now));
        let code = "<Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message>";
        assert!(answered.status == 403 && answered.text.contains(code), "{answered:?}");
        assert!(answered.text.contains(&format!("xmlns=\"https://{service}.amazonaws.com/doc/")), "{answered:?}");
    }
    assert!(cloud.store.apis().is_empty());
}

#[test]
fn the_caller_is_whoever_signed() {
    for (principal, user_id) in [
        ("arn:aws:iam::111122223333:user/me", "AIDA"),
        ("arn:aws:sts::111122223333:assumed-role/app/session-1", ":session-1"),
        ("arn:aws:iam::111122223333:role/app", "AROA"),
        ("arn:aws:iam::111122223333:root", "111122223333"),
    ] {
        let cloud = cloud(principal);
        let text = cloud.send(&signed("POST", "/", IDENTITY, KNOWN, ("sts", REGION), cloud.now)).text;
        let expected =
            format!("</UserId><Account>111122223333</Account><Arn>{principal}</Arn></GetCallerIdentityResult>");
        assert!(text.contains(&expected) && text.contains(user_id), "{text}");
    }
    let cloud = Cloud::new();
    let text = cloud.send(&signed("POST", "/", IDENTITY, ("AKIDANY", "any"), ("sts", REGION), cloud.now)).text;
    assert!(text.contains("<Arn>arn:aws:iam::111122223333:root</Arn>"), "{text}");
}
