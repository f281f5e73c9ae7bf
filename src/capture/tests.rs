use serde_json::{Value, json};

use super::{Body, CapturedRequest, from_har, from_json};

fn operation(query: &str) -> Body {
    Body::Operation { query: query.to_owned(), variables: serde_json::Map::new(), operation_name: None }
}

fn saved(value: &Value) -> CapturedRequest {
    from_json("request.json", &value.to_string()).unwrap().request
}

#[test]
fn a_saved_request_is_read_whole() {
    let found = saved(&json!({
        "url": "https://x.example/graphql?a=1",
        "headers": { "Authorization": "t0p", "X-Tenant": "a" },
        "body": { "query": "query A { a }", "variables": { "n": 1 }, "operationName": "A" },
        "connect": false,
    }));
    let wanted = CapturedRequest {
        url: Some("https://x.example/graphql".to_owned()),
        headers: [("authorization", "t0p"), ("x-tenant", "a")].into_iter().collect(),
        body: Body::Operation {
            query: "query A { a }".to_owned(),
            variables: json!({ "n": 1 }).as_object().unwrap().clone(),
            operation_name: Some("A".to_owned()),
        },
        connect: false,
    };
    assert_eq!(found, wanted);
}

#[test]
fn the_body_of_a_saved_request_can_be_the_text_that_was_sent() {
    for (body, wanted) in [
        (json!({ "query": "{ a }", "variables": null, "operationName": null, "extensions": {} }), operation("{ a }")),
        (json!("{\"query\":\"{ a }\"}"), operation("{ a }")),
        (json!("{ a }"), Body::Malformed),
        (json!("[]"), Body::Malformed),
        (json!("{\"query\":1}"), Body::Malformed),
        (json!("{\"query\":\"{ a }\",\"variables\":\"{}\"}"), Body::Malformed),
        (json!(" "), Body::Empty),
        (json!(null), Body::Empty),
    ] {
        assert_eq!(saved(&json!({ "body": body })).body, wanted, "{body}");
    }
}

#[test]
fn a_saved_handshake_is_told_by_its_address_or_said() {
    let connect = |value: Value| saved(&value).connect;
    assert!(connect(json!({ "url": "wss://x.example/graphql", "headers": {} })));
    assert!(connect(json!({ "headers": {}, "connect": true })));
    assert!(!connect(json!({ "url": "wss://x.example/graphql", "connect": false })));
    assert!(!connect(json!({ "url": "https://x.example/graphql" })));
}

#[test]
fn what_is_wrong_in_a_saved_request_is_told_with_its_place_and_without_secrets() {
    for (text, message) in [
        (r#"{"headers": {"authorization": "s3cret"}, "bdy": {}}"#, "unknown key `bdy`"),
        (r#"{"headers": ["s3cret"]}"#, "expected a map for `headers`, found a list"),
        (r#"{"headers": {"authorization": ["s3cret"]}}"#, "expected a text for `headers.authorization`, found a list"),
        (r#"{"body": {"query": "{ a }", "variables": "s3cret"}}"#, "expected a map for `body.variables`, found a text"),
        (r#"{"headers": {"a": "s3cret"}, "body": {"operationName": "A"}}"#, "`query` is missing in `body`"),
        (
            r#"{"url": "https://x?header=s3cret", "connect": "yes"}"#,
            "expected true or false for `connect`, found a text",
        ),
        ("{}", "`url`, `headers` or `body` is missing"),
        ("", "the saved request is empty"),
        ("{\"headers\": {\"authorization\": s3cret}}", "`request.json` is not JSON at line 1, column 31"),
        ("{\n\"headers\": {\"authorization\": \"s3cret\"},\n}", "`request.json` is not JSON at line 3, column 1"),
    ] {
        let error = from_json("request.json", text).unwrap_err();
        assert_eq!(error.message(), message, "{text}");
        assert!(!format!("{error:?}").contains("s3cret"), "{text}: {error:?}");
    }
    let misspelt = from_json("request.json", r#"{"header": {}, "body": null}"#).unwrap_err();
    assert_eq!(misspelt.help_text(), Some("did you mean `headers`?"));
}

fn entry(query: &str, status: u16, content: &str) -> Value {
    json!({
        "request": {
            "method": "POST",
            "url": "https://x.example/graphql",
            "headers": [{ "name": ":method", "value": "POST" }, { "name": "Authorization", "value": query }],
            "postData": { "mimeType": "application/json", "text": json!({ "query": query }).to_string() },
        },
        "response": { "status": status, "content": { "text": content } },
    })
}

fn har(entries: &[Value]) -> String {
    json!({ "log": { "version": "1.2", "entries": entries } }).to_string()
}

fn chosen(entries: &[Value], wanted: Option<usize>) -> (Body, Vec<String>) {
    let captured = from_har("log.har", &har(entries), wanted).unwrap();
    (captured.request.body, captured.notes)
}

#[test]
fn the_last_request_that_failed_is_taken_from_a_har_file_else_the_last_or_the_one_that_is_named() {
    let (fine, errors) = ("{\"data\":{}}", "{\"data\":null,\"errors\":[{}]}");
    let failed =
        [entry("{ a }", 200, fine), entry("{ b }", 401, ""), entry("{ c }", 200, errors), entry("{ d }", 200, fine)];
    let note = |text: &str| vec![text.to_owned()];
    assert_eq!(
        chosen(&failed, None),
        (
            operation("{ c }"),
            note("number 3 of 4 GraphQL requests is explained, the last that failed; see --har-entry")
        )
    );
    assert_eq!(
        chosen(&failed, Some(2)),
        (operation("{ b }"), note("number 2 of 4 GraphQL requests is explained, as asked; see --har-entry"))
    );
    assert_eq!(
        chosen(&[entry("{ a }", 200, fine), entry("{ b }", 200, fine)], None),
        (operation("{ b }"), note("number 2 of 2 GraphQL requests is explained, the last one; see --har-entry"))
    );
    let mut encoded = entry("{ a }", 200, "eyJlcnJvcnMiOlt7fV19");
    encoded["response"]["content"]["encoding"] = json!("base64");
    assert_eq!(chosen(&[encoded, entry("{ b }", 200, fine)], None).0, operation("{ a }"));
}

#[test]
fn entries_that_are_no_graphql_are_passed_over_and_websockets_are_counted() {
    let socket = json!({ "_resourceType": "websocket", "request": { "method": "GET", "url": "wss://x.example" } });
    let page = json!({ "request": { "method": "GET", "url": "https://x.example" }, "response": { "status": 200 } });
    assert_eq!(
        chosen(&[socket.clone(), entry("{ a }", 200, ""), page.clone()], None),
        (operation("{ a }"), vec!["1 WebSocket in the HAR file not looked at".to_owned()])
    );
    let refused =
        |entries: &[Value], wanted| from_har("log.har", &har(entries), wanted).unwrap_err().message().to_owned();
    assert_eq!(refused(&[], None), "the HAR file `log.har` has no entries");
    assert_eq!(refused(&[page], None), "the HAR file `log.har` has no GraphQL request among its entries (1)");
    assert_eq!(refused(&[socket], None), "the HAR file `log.har` has WebSockets and no GraphQL request over HTTP");
    assert_eq!(
        refused(&[entry("{ a }", 200, "")], Some(2)),
        "`--har-entry 2` is not there: the HAR file has 1 GraphQL request"
    );
    for (text, message) in [
        ("{", "`log.har` is not JSON at line 1, column 1"),
        ("{}", "`log.har` is not a HAR file: it has no list `log.entries`"),
        ("[1]", "`log.har` is not a HAR file: it has no list `log.entries`"),
    ] {
        assert_eq!(from_har("log.har", text, None).unwrap_err().message(), message);
    }
}

#[test]
fn a_har_file_without_credentials_says_so() {
    let mut bare = entry("{ a }", 401, "");
    bare["request"]["headers"] = json!([]);
    let (_, notes) = chosen(&[bare], None);
    assert_eq!(
        notes,
        [
            "the HAR file holds no credential: browsers leave it out unless sensitive data is exported; --token-env and --api-key-env add it"
        ]
    );
}

proptest::proptest! {
    #[test]
    fn no_text_is_a_fault_of_the_program(text in "(curl )?[-a-zA-Z0-9 \\\\'\"$^{}:@\n|&%é]{0,80}") {
        let _ = super::from_curl(&text, &std::collections::BTreeMap::new());
        let _ = from_har("log.har", &text, None);
        let _ = from_json("request.json", &text);
        let _ = from_json("-", &text);
    }
}
