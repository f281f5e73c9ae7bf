//! curl, which signs requests by itself: bytes and statuses, without a client that reads anything into them.

use std::process::Command;

use super::steps::{UNAUTHORIZED, UNKNOWN_KEY, WRONG_SIGNATURE, body};
use crate::support::need;
use crate::support::sandbox::ended;
use crate::support::stage::{API_KEY, EXPIRED_KEY, SECRET, Stage};

const EVENT: &str = r#"{"query":"{ getEvent(id: \"7\") { id secret } audit }"}"#;

/// The answer to a caller who may see the event and nothing else of it.
const PARTLY: &str = r#"{"data":{"getEvent":{"id":"7","secret":null},"audit":null},"errors":[{"path":["getEvent","secret"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":26,"sourceName":null}],"message":"Not Authorized to access secret on type Event"},{"path":["audit"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":35,"sourceName":null}],"message":"Not Authorized to access audit on type Query"}]}"#;

/// The answer to a caller who may see all of the event.
const EVENT_ONLY: &str = r#"{"data":{"getEvent":{"id":"7","secret":"s3"},"audit":null},"errors":[{"path":["audit"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":35,"sourceName":null}],"message":"Not Authorized to access audit on type Query"}]}"#;

/// Runs curl, and gives the body, the status and the type of the error.
fn curl(stage: &Stage, query_string: &str, arguments: &[&str]) -> (String, String) {
    let mut command = Command::new("curl");
    // `--disable` leaves the user's own settings out.
    command
        .args(["--disable", "--silent", "--show-error", "--noproxy", "*", "--max-time", "30"])
        .args(["--write-out", "\n%{http_code} %header{x-amzn-errortype}"])
        .args(arguments)
        .arg(format!("{}{query_string}", stage.emulator.url()));
    if let Some(file) = stage.emulator.ready["caFile"].as_str() {
        command.args(["--cacert", file]);
    }
    let ran = ended(&mut command);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
    let (body, status) = ran.out.rsplit_once('\n').unwrap();
    (body.to_owned(), status.trim_end().to_owned())
}

fn answered(body: &str) -> (String, String) {
    (body.to_owned(), "200".to_owned())
}

fn refused(status: u16, error_type: &str, message: &str) -> (String, String) {
    (body(error_type, message), format!("{status} {error_type}"))
}

#[test]
fn curl_signs_requests_and_policies_say_which_fields_they_reach() {
    if !need("curl") {
        return;
    }
    let stage = Stage::open("");
    let signed = |scope: &str, id: &str, secret: &str| {
        let user = format!("{id}:{secret}");
        curl(&stage, "", &["--aws-sigv4", scope, "--user", &user, "--json", EVENT])
    };
    let wrong = refused(403, "InvalidSignatureException", WRONG_SIGNATURE);
    let scoped = |how: &str| refused(403, "InvalidSignatureException", &format!("Credential should be scoped {how}"));
    let here = "aws:amz:eu-west-1:appsync";
    for (scope, id, secret, expected) in [
        (here, "AKIAFULL", SECRET, answered(EVENT_ONLY)),
        (here, "AKIASOME", SECRET, answered(PARTLY)),
        (here, "AKIANONE", SECRET, refused(401, "UnauthorizedException", "Permission denied")),
        (here, "AKIAFULL", "another-secret", wrong),
        (here, "AKIANOBODY", SECRET, refused(403, "UnrecognizedClientException", UNKNOWN_KEY)),
        ("aws:amz:us-east-1:appsync", "AKIAFULL", SECRET, scoped("to a valid region, not 'us-east-1'. ")),
        ("aws:amz:eu-west-1:execute-api", "AKIAFULL", SECRET, scoped("to correct service: 'appsync'. ")),
    ] {
        assert_eq!(signed(scope, id, secret), expected, "{scope} {id} {secret}");
    }
    let user = format!("AKIAFULL:{SECRET}");
    assert_eq!(
        curl(
            &stage,
            "?query=%7B%20getEvent%28id%3A%20%227%22%29%20%7B%20name%20%7D%20%7D",
            &["--aws-sigv4", here, "--user", &user]
        ),
        answered(r#"{"data":{"getEvent":{"name":"opening"}}}"#)
    );
}

#[test]
fn curl_sends_keys_and_tokens() {
    if !need("curl") {
        return;
    }
    let stage = Stage::open("--tls");
    let key = |key: &str| format!("x-api-key: {key}");
    let unauthorized = refused(401, "UnauthorizedException", UNAUTHORIZED);
    for (header, expected) in [
        (key(API_KEY), answered(EVENT_ONLY)),
        (key(EXPIRED_KEY), unauthorized.clone()),
        (key("da2-nobody"), unauthorized.clone()),
        ("Authorization: custom-authorized".to_owned(), answered(PARTLY)),
        ("Authorization: no".to_owned(), unauthorized),
        ("Authorization: crash".to_owned(), refused(500, "AuthorizerFailureException", "database unreachable")),
        ("X-Nothing: 1".to_owned(), refused(401, "UnauthorizedException", "Missing authorization header")),
    ] {
        assert_eq!(curl(&stage, "", &["--header", &header, "--json", EVENT]), expected, "{header}");
    }
    // AppSync's own pages post the same object under a type that is not its.
    assert_eq!(
        curl(&stage, "", &["-H", &key(API_KEY), "-H", "content-type: application/graphql", "--data", EVENT]),
        answered(EVENT_ONLY)
    );
}

#[test]
fn curl_asks_by_get() {
    if !need("curl") {
        return;
    }
    let stage = Stage::open("");
    let key = format!("x-api-key: {API_KEY}");
    let query = "query=query Q($id: ID!) { getEvent(id: $id) { name } } query R { audit }";
    let arguments = [
        "--get",
        "--header",
        &key,
        "--data-urlencode",
        query,
        "--data-urlencode",
        r#"variables={"id":"7"}"#,
        "--data-urlencode",
        "operationName=Q",
    ];
    assert_eq!(curl(&stage, "", &arguments), answered(r#"{"data":{"getEvent":{"name":"opening"}}}"#));
}
