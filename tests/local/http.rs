//! GraphQL over HTTP: statuses, headers and bodies.
//!
//! What they should be, and where it is known from, stands in `docs/rules` and beside the code of the emulator.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::support::emulator::{Answer, Emulator};
use crate::support::sandbox::Sandbox;
use crate::support::signing;
use crate::support::websocket::{Socket, subprotocols, token};

const SCHEMA: &str = r#"
type Query { getEvent(id: ID!): Event listEvents: [Event!]! }
type Mutation { createEvent(name: String!): Event }
type Subscription { onCreateEvent: Event @aws_subscribe(mutations: ["createEvent"]) }
type Event { id: ID! name: String secret: String parent: Event }
"#;

const RULES: &str = r#"
rules:
  - token: custom-authorized
    respond: { isAuthorized: true, resolverContext: { userid: u1 }, deniedFields: [Event.secret] }
  - token: crash
    fail: { errorType: Error, errorMessage: "database unreachable" }
  - token: hang
    time-out: true
  - token: forbidden
    not-invocable: true
  - token: text
    respond: { isAuthorized: "true" }
  - token: nothing
    respond: null
  - token: gibberish
    respond-text: "<html>"
otherwise: { respond: { isAuthorized: false } }
"#;

const REFUSED: &str =
    r#"{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}]}"#;
const UNPARSED: &str =
    r#"{"errors":[{"message":"Unable to parse GraphQL query.","errorType":"MalformedHttpRequestException"}]}"#;
const TYPENAME: &str = r#"{"data":{"__typename":"Query"}}"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", SCHEMA);
    sandbox.file("rules.yaml", RULES);
    sandbox
}

fn emulator(sandbox: &Sandbox) -> Emulator {
    Emulator::start(sandbox, "--schema schema.graphql --authorizer rules.yaml --authorizer-timeout 200ms")
}

/// Status, type of the error as the header says it, and body.
fn seen(answer: &Answer) -> (u16, Option<&str>, &str) {
    (answer.status, answer.header("x-amzn-errortype"), answer.body.as_str())
}

#[test]
fn a_denied_field_is_null_with_an_entry_and_the_rest_is_answered() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let answer = emulator.query("custom-authorized", "{ getEvent(id: \"7\") { id secret } }");
    assert_eq!(
        seen(&answer),
        (
            200,
            None,
            r#"{"data":{"getEvent":{"id":"7","secret":null}},"errors":[{"path":["getEvent","secret"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":26,"sourceName":null}],"message":"Not Authorized to access secret on type Event"}]}"#
        )
    );
    assert_eq!(emulator.trace(&answer)["fields"][2]["access"], json!("denied"));
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn each_end_of_the_authorizer_has_its_status_and_body() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let failed =
        |message: &str| format!(r#"{{"errors":[{{"errorType":"AuthorizerFailureException","message":"{message}"}}]}}"#);
    let (unauthorized, failure) = (Some("UnauthorizedException"), Some("AuthorizerFailureException"));
    for (token, status, error_type, body) in [
        ("custom-authorized", 200, None, TYPENAME.to_owned()),
        ("stranger", 401, unauthorized, REFUSED.to_owned()),
        ("crash", 500, failure, failed("database unreachable")),
        ("hang", 500, failure, failed("Task timed out after 0.20 seconds")),
        (
            "forbidden",
            400,
            Some("BadRequestException"),
            r#"{"errors":[{"errorType":"BadRequestException"}]}"#.to_owned(),
        ),
        ("text", 401, unauthorized, REFUSED.to_owned()),
        ("nothing", 401, unauthorized, REFUSED.to_owned()),
        ("gibberish", 401, unauthorized, REFUSED.to_owned()),
    ] {
        let answer = emulator.query(token, "{ __typename }");
        assert_eq!(seen(&answer), (status, error_type, body.as_str()), "{token}");
    }
    let answer =
        emulator.send("POST", emulator.url(), &[("content-type", "application/json")], r#"{"query":"{ __typename }"}"#);
    let missing = r#"{"errors":[{"errorType":"UnauthorizedException","message":"Missing authorization header"}]}"#;
    assert_eq!(seen(&answer), (401, unauthorized, missing));
}

#[test]
fn an_answer_names_its_request_for_the_log_and_for_the_trace_and_lets_any_origin_read_it() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let mut headers = emulator.query("stranger", "{ __typename }").headers;
    let id = headers.iter().find(|(name, _)| name == "x-amzn-requestid").unwrap().1.clone();
    headers.retain(|(name, _)| name != "date");
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        headers,
        [
            header("content-type", "application/json;charset=UTF-8"),
            header("access-control-allow-origin", "*"),
            header("access-control-expose-headers", "x-amzn-RequestId,x-amzn-ErrorType,x-appsync-auth-trace"),
            header("x-amzn-requestid", &id),
            header("x-appsync-auth-trace", &id),
            header("x-amzn-errortype", "UnauthorizedException"),
            header("content-length", &REFUSED.len().to_string()),
        ]
    );
    let line = emulator.line();
    assert_eq!((&line["trace"], &line["status"], &line["rule"]), (&json!(id), &json!(401), &json!("R201")));
}

#[test]
fn what_is_no_operation_is_refused_before_any_authorization() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let empty = r#"{"errors":[{"message":"Request body is empty.","errorType":"MalformedHttpRequestException"}]}"#;
    let malformed = Some("MalformedHttpRequestException");
    let ambiguous = r#"{"errors":[{"errorType":"BadRequestException","message":"Missing operation name."}]}"#;
    for (body, error_type, expected) in [
        ("", malformed, empty),
        ("not json", malformed, UNPARSED),
        ("{}", malformed, UNPARSED),
        ("[]", malformed, UNPARSED),
        ("null", malformed, UNPARSED),
        (r#"{"query":1}"#, malformed, UNPARSED),
        (r#"{"query":""}"#, malformed, UNPARSED),
        (r#"{"query":"{"}"#, malformed, UNPARSED),
        (r#"{"query":"fragment F on Query { __typename }"}"#, malformed, UNPARSED),
        (r#"{"query":"{ __typename }","variables":[]}"#, malformed, UNPARSED),
        (r#"{"query":"query A { __typename } query B { __typename }"}"#, Some("BadRequestException"), ambiguous),
    ] {
        // Nobody's token: the refusal does not depend on who asks.
        for token in ["custom-authorized", "stranger"] {
            let headers = [("authorization", token), ("content-type", "application/json")];
            let answer = emulator.send("POST", emulator.url(), &headers, body);
            assert_eq!(seen(&answer), (400, error_type, expected), "{body}");
        }
    }
}

#[test]
fn the_two_types_of_content_carry_the_same_and_no_other_is_taken() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let object = r#"{"query":"{ __typename }"}"#;
    for (content_type, body, status, expected) in [
        ("application/json", object, 200, TYPENAME),
        ("application/json; charset=utf-8", object, 200, TYPENAME),
        ("application/graphql", object, 200, TYPENAME),
        ("application/graphql", "{ __typename }", 200, TYPENAME),
        ("application/json", "{ __typename }", 400, UNPARSED),
        ("text/plain", object, 400, UNPARSED),
        ("application/x-www-form-urlencoded", object, 400, UNPARSED),
    ] {
        let headers = [("authorization", "custom-authorized"), ("content-type", content_type)];
        let answer = emulator.send("POST", emulator.url(), &headers, body);
        assert_eq!((answer.status, answer.body.as_str()), (status, expected), "{content_type} {body}");
    }
    let get = |query: &str| {
        emulator.send("GET", &format!("{}?{query}", emulator.url()), &[("authorization", "custom-authorized")], "")
    };
    assert_eq!(get("query=%7B__typename%7D").body, TYPENAME);
    assert_eq!(
        get("query=query%20A%7B__typename%7D%20query%20B%7Bx:__typename%7D&operationName=A&variables=").body,
        TYPENAME
    );
    assert_eq!(get("query=%7B__typename%7D&variables=%5B%5D").body, UNPARSED);
    assert_eq!(get("operationName=A").status, 400);
}

#[test]
fn an_operation_that_does_not_fit_is_answered_in_the_words_of_the_service() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let invalid = |column: u32, message: &str| {
        format!(
            r#"{{"data":null,"errors":[{{"path":null,"locations":[{{"line":1,"column":{column},"sourceName":null}}],"message":"{message}"}}]}}"#
        )
    };
    for (query, body) in [
        (
            "{ nope }",
            invalid(3, "Validation error of type FieldUndefined: Field 'nope' in type 'Query' is undefined @ 'nope'"),
        ),
        (
            "{ getEvent { id } }",
            invalid(3, "Validation error of type MissingFieldArgument: Missing field argument id @ 'getEvent'"),
        ),
        (
            "{ getEvent(id: 1) }",
            invalid(
                3,
                "Validation error of type SubSelectionRequired: Sub selection required for type Event of field getEvent @ 'getEvent'",
            ),
        ),
        (
            "query($id: ID!) { getEvent(id: $id) { id } }",
            invalid(7, "Variable 'id' has coerced Null value for NonNull type 'ID!'"),
        ),
    ] {
        assert_eq!(seen(&emulator.query("custom-authorized", query)), (200, None, body.as_str()), "{query}");
        // Whoever may not call is not told what the schema has.
        assert_eq!(emulator.query("stranger", query).body, REFUSED, "{query}");
    }
    let several = r#"{"query":"query A { __typename } query B { b: __typename }","operationName":"NAME"}"#;
    let asked = |name: &str| {
        let headers = [("authorization", "custom-authorized"), ("content-type", "application/json")];
        emulator.send("POST", emulator.url(), &headers, &several.replace("NAME", name))
    };
    assert_eq!(seen(&asked("B")), (200, None, r#"{"data":{"b":"Query"}}"#));
    let unknown = r#"{"errors":[{"errorType":"BadRequestException","message":"Unknown operation named 'C'."}]}"#;
    assert_eq!(seen(&asked("C")), (400, Some("BadRequestException"), unknown));
}

#[test]
fn introspection_and_depth_are_limited_as_the_api_says() {
    let sandbox = sandbox();
    let introspection = "{ __schema { queryType { name } } }";
    let open = emulator(&sandbox);
    let answer = open.query("custom-authorized", introspection);
    assert_eq!(answer.body, r#"{"data":{"__schema":{"queryType":{"name":"Query"}}}}"#);
    let api = json!({
        "name": "closed", "apiId": "closedclosedclosedclosed00", "authenticationType": "AWS_LAMBDA",
        "lambdaAuthorizerConfig": {
            "authorizerUri": "arn:aws:lambda:eu-west-1:111122223333:function:rules",
            "authorizerResultTtlInSeconds": 0,
        },
        "introspectionConfig": "DISABLED", "queryDepthLimit": 2,
    });
    sandbox.file("api.json", api.to_string());
    let closed = Emulator::start(&sandbox, "--schema schema.graphql --authorizer rules.yaml --api-config api.json");
    assert_eq!(closed.text("apiId"), "closedclosedclosedclosed00");
    for (query, body) in [
        (
            introspection,
            r#"{"data":null,"errors":[{"path":null,"locations":[{"line":1,"column":14,"sourceName":null}],"message":"Validation error of type FieldUndefined: Field 'queryType' in type '__Schema' is undefined @ '__schema/queryType'"}]}"#,
        ),
        ("{ __typename }", TYPENAME),
        ("{ getEvent(id: 1) { id } }", r#"{"data":{"getEvent":{"id":"1"}}}"#),
        (
            "{ getEvent(id: 1) { parent { id } } }",
            r#"{"data":{"getEvent":{"parent":null}},"errors":[{"path":["getEvent","parent","id"],"data":null,"errorType":"QueryDepthLimitReached","errorInfo":null,"locations":[{"line":1,"column":30,"sourceName":null}],"message":"Query depth limit reached."}]}"#,
        ),
    ] {
        assert_eq!(seen(&closed.query("custom-authorized", query)), (200, None, body), "{query}");
    }
}

#[test]
fn without_a_schema_or_an_api_there_is_nothing_to_ask() {
    let sandbox = sandbox();
    let no_schema = Emulator::start(&sandbox, "--authorizer rules.yaml");
    let none = r#"{"errors":[{"errorType":"GraphQLSchemaException","message":"No schema definition exists."}]}"#;
    let answer = no_schema.query("custom-authorized", "{ __typename }");
    assert_eq!(seen(&answer), (502, Some("GraphQLSchemaException"), none));
    assert_eq!(no_schema.query("stranger", "{ __typename }").body, REFUSED);
    let nowhere = r#"{"errors":[{"errorType":"NotFoundException","message":"There is no API at this address."}]}"#;
    let answer = no_schema.send("POST", "/apis/unknown/graphql", &[], "{}");
    assert_eq!(seen(&answer), (404, Some("NotFoundException"), nowhere));
    let unknown = r#"{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}"#;
    for (method, path) in
        [("POST", "/nope"), ("POST", "/graphql/admin"), ("PUT", "/graphql"), ("GET", "/graphql/realtime")]
    {
        let answer = no_schema.send(method, path, &[], "");
        assert_eq!(seen(&answer), (404, Some("UnknownOperationException"), unknown), "{method} {path}");
    }
    let no_api = Emulator::start(&Sandbox::new(), "");
    let answer = no_api.send("POST", "/graphql", &[], "{}");
    assert_eq!(seen(&answer), (404, Some("NotFoundException"), nowhere));
}

#[test]
fn a_request_to_an_address_without_an_api_has_its_line_and_its_trace() {
    let emulator = Emulator::start(&Sandbox::new(), "");
    let today = subprotocols(&token("all"));
    let (head, _) = Socket::ask(
        emulator.text("controlPlaneUrl"),
        "/apis/nothere/graphql",
        &[("sec-websocket-protocol", today.as_str())],
    );
    let of_socket = head.lines().find_map(|line| line.strip_prefix("x-appsync-auth-trace: ")).unwrap();
    let line_of_socket = emulator.line();
    let over_http = emulator.send("POST", "/apis/nothere/graphql", &[("authorization", "all")], "{}");
    let of_http = over_http.header("x-appsync-auth-trace").unwrap();
    for (id, mut line) in [(of_socket, line_of_socket), (of_http, emulator.line())] {
        assert!(line["durationMs"].take().as_f64().unwrap() < 1_000.0);
        let told = json!({
            "event": "request", "trace": id, "operation": "no operation", "decision": "denied", "mode": null,
            "rule": "Q203", "deniedFields": [], "status": 404, "durationMs": null,
        });
        assert_eq!(line, told);
        let trace = emulator.explanation_of(id)["result"].clone();
        let rules: Vec<&Value> = trace["steps"].as_array().unwrap().iter().map(|step| &step["rule"]).collect();
        assert_eq!((&trace["request"], rules), (&json!("denied"), vec![&json!("Q203")]), "{trace}");
    }
}

#[test]
fn a_browser_may_send_requests_from_any_origin() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let headers = [
        ("origin", "https://app.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type,x-amz-user-agent"),
    ];
    let answer = emulator.send("OPTIONS", emulator.url(), &headers, "");
    let header = |name| answer.header(name).unwrap();
    assert_eq!(
        (
            answer.status,
            header("access-control-allow-origin"),
            header("access-control-allow-methods"),
            answer.body.as_str()
        ),
        (200, "*", "GET, POST, OPTIONS", "")
    );
    assert_eq!(header("access-control-allow-headers"), "authorization,content-type,x-amz-user-agent");
}

#[test]
fn a_token_that_the_expression_does_not_match_never_reaches_the_authorizer() {
    let sandbox = sandbox();
    let arguments = "--schema schema.graphql --authorizer rules.yaml --identity-regex custom";
    let whole = Emulator::start(&sandbox, arguments);
    let crash = whole.query("crash", "{ __typename }");
    assert_eq!(seen(&crash), (401, Some("UnauthorizedException"), REFUSED));
    let answer = whole.query("custom-authorized", "{ __typename }");
    assert_eq!(seen(&answer), (401, Some("UnauthorizedException"), REFUSED));
    let found = Emulator::start(&sandbox, &format!("{arguments} --rule identity-regex=find"));
    assert_eq!(found.query("custom-authorized", "{ __typename }").body, TYPENAME);
}

#[test]
fn a_token_that_is_no_text_is_judged_as_latin_1() {
    let sandbox = sandbox();
    sandbox.file(
        "rules.yaml",
        "rules:\n  - { token: \"caf\\u00e9\", respond: { isAuthorized: true } }\notherwise: { respond: { isAuthorized: false } }\n",
    );
    let emulator = emulator(&sandbox);
    let body = r#"{"query":"{ __typename }"}"#;
    for (token, status, answered, rule) in [
        (&b"caf\xe9"[..], 200, TYPENAME, "R100"),
        (b"caf\xc3\xa9", 401, REFUSED, "R201"),
        (b"\xff\xfe", 401, REFUSED, "R201"),
    ] {
        let mut request = b"POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: ".to_vec();
        request.extend(token);
        request.extend(format!("\r\ncontent-length: {}\r\n\r\n{body}", body.len()).as_bytes());
        let host = emulator.text("controlPlaneUrl").strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(&request).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{token:?}: {answer}");
        assert_eq!(text, answered, "{token:?}");
        let line = emulator.line();
        assert_eq!((&line["mode"], &line["rule"]), (&json!("AWS_LAMBDA"), &json!(rule)), "{token:?}");
    }
}

#[test]
fn an_open_question_is_read_the_other_way_where_somebody_wants_it() {
    let sandbox = sandbox();
    let emulator = Emulator::start(
        &sandbox,
        "--schema schema.graphql --authorizer rules.yaml --rule invalid-answer=500 --rule permission-missing=500",
    );
    let failed =
        |message: &str| format!(r#"{{"errors":[{{"errorType":"AuthorizerFailureException","message":"{message}"}}]}}"#);
    for (token, status, body) in [
        ("nothing", 500, failed("the answer is JSON but not an object")),
        ("gibberish", 500, failed("the answer is not JSON")),
        ("forbidden", 500, failed("Unable to invoke the authorizer")),
        ("stranger", 401, REFUSED.to_owned()),
    ] {
        let answer = emulator.query(token, "{ __typename }");
        assert_eq!((answer.status, answer.body.as_str()), (status, body.as_str()), "{token}");
    }
}

#[test]
fn without_the_permission_to_invoke_it_the_authorizer_is_not_asked() {
    let sandbox = sandbox();
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer rules.yaml");
    let path = "/2015-03-31/functions/rules/policy";
    let policy = signing::send(&emulator, "lambda", "GET", path, "");
    assert_eq!(policy.status, 200, "{}", policy.body);
    let policy: Value = serde_json::from_str(policy.json()["Policy"].as_str().unwrap()).unwrap();
    let statement = policy["Statement"][0]["Sid"].as_str().unwrap();
    assert_eq!(emulator.query("custom-authorized", "{ __typename }").body, TYPENAME);
    let removed = signing::send(&emulator, "lambda", "DELETE", &format!("{path}/{statement}"), "");
    assert_eq!((removed.status, removed.body.as_str()), (204, ""));
    let answer = emulator.query("custom-authorized", "{ __typename }");
    let bare = r#"{"errors":[{"errorType":"BadRequestException"}]}"#;
    assert_eq!(seen(&answer), (400, Some("BadRequestException"), bare));
    let trace = emulator.trace(&answer);
    let denials: Vec<&Value> =
        trace["steps"].as_array().unwrap().iter().filter(|step| step["firstDenial"] == true).collect();
    assert_eq!((denials.len(), &denials[0]["rule"]), (1, &json!("A203")));
}
