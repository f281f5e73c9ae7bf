use std::collections::BTreeMap;

use serde_json::json;

use super::{Body, Captured, CapturedRequest, from_curl};
use crate::appsync::Headers;
use crate::error::Result;

const URL: &str = "https://x.example/graphql";

fn read(text: &str) -> Result<Captured> {
    let variables: BTreeMap<String, String> = [("TOKEN".to_owned(), "from-outside".to_owned())].into();
    from_curl(text, &variables)
}

fn request(text: &str) -> CapturedRequest {
    read(text).unwrap_or_else(|error| panic!("{text}: {error}")).request
}

fn operation(query: &str) -> Body {
    Body::Operation { query: query.to_owned(), variables: serde_json::Map::new(), operation_name: None }
}

fn expected(headers: &[(&str, &str)], body: Body) -> CapturedRequest {
    CapturedRequest {
        url: Some(URL.to_owned()),
        headers: headers.iter().copied().collect::<Headers>(),
        body,
        connect: false,
    }
}

#[test]
fn each_way_to_quote_and_to_glue_gives_the_same_request() {
    let wanted = expected(&[("authorization", "it's me")], operation("{ a }"));
    for text in [
        r#"curl https://x.example/graphql -H "Authorization: it's me" -d '{"query":"{ a }"}'"#,
        r#"$ curl 'https://x.example/graphql' -H 'Authorization: it'\''s me' --data-raw '{"query":"{ a }"}' | jq ."#,
        r#"curl -XPOST -H'Authorization: it'"'"'s me' --url https://x.example/graphql -d'{"query":"{ a }"}' && echo done"#,
        r#"curl -sSLH $'Authorization: it\'s me' https://x.example/graphql --data-binary $'{"query":"\x7b a \u007d"}' # sent"#,
        "curl \\\n  https://x.example/graphql \\  \n  -H \"authorization: it's me\" \\\n  -d \"{\\\"query\\\":\\\"{ a }\\\"}\"\nls",
        "curl https://x.example/graphql\n  -H \"authorization: it's me\"\n  -d '{\"query\":\"{ a }\"}'\n",
        "TOKEN=1 /usr/bin/curl https://x.example/graphql -o out.json -w '%{http_code}' -m 5 -H \"Authorization: it's me\" -d '{\"query\":\"{ a }\"}' > log 2>&1",
        "curl 'https://x.example/graphql?x=secret' --max-time 5 --compressed --insecure -H 'X-Gone: 1' -H 'X-Gone:' -H \"Authorization: it's me\" --data-ascii '{\"query\":\"{ a }\"}'",
        "curl.exe \"https://x.example/graphql\" ^\r\n  -H \"Authorization: it's me\" ^\r\n  --data-raw \"{\\\"query\\\":\\\"{ a }\\\"}\"",
        "curl ^\"https://x.example/graphql^\" ^\n  -H ^\"Authorization: it's me^\" ^\n  --data-raw ^\"^{^\\^\"query^\\^\":^\\^\"^{ a ^}^\\^\"^}^\" &\ncurl other",
        "curl \"https://x.example/graphql\" -H \"Authorization: it's me\" --data-raw \"{\"\"query\"\":\"\"{ a }\"\"}\"",
    ] {
        assert_eq!(request(text), wanted, "{text}");
    }
}

#[test]
fn variables_of_the_shell_are_taken_from_the_environment_outside_single_quotes() {
    let wanted = expected(&[("authorization", "from-outside")], operation("query($id: ID) { a }"));
    let body = r#"'{"query":"query($id: ID) { a }"}'"#;
    for header in [r#""Authorization: $TOKEN""#, r#"Authorization:\ ${TOKEN}"#] {
        assert_eq!(request(&format!("curl {URL} -H {header} -d {body}")), wanted, "{header}");
    }
}

#[test]
fn options_that_set_headers_are_read_as_curl_sends_them() {
    for (options, headers) in [
        ("-u me:secret", vec![("authorization", "Basic bWU6c2VjcmV0")]),
        ("-u me:secret -H 'Authorization: x'", vec![("authorization", "x")]),
        ("--oauth2-bearer abc", vec![("authorization", "Bearer abc")]),
        ("-b 'a=1; b=2' -A agent", vec![("cookie", "a=1; b=2"), ("user-agent", "agent")]),
        ("-b jar.txt -c jar.txt", vec![]),
        ("-H 'X-Empty;'", vec![("x-empty", "")]),
        ("--aws-sigv4 aws:amz -u id:secret", vec![("authorization", "AWS4-HMAC-SHA256 Credential=made-by-curl")]),
        ("--json '{\"query\":\"{ a }\"}'", vec![("content-type", "application/json")]),
    ] {
        assert_eq!(request(&format!("curl {URL} {options}")).headers, headers.into_iter().collect(), "{options}");
    }
}

#[test]
fn a_body_is_what_appsync_would_get() {
    for (options, body) in [
        ("", Body::Empty),
        ("-d ''", Body::Empty),
        ("-d '{ a }'", Body::Malformed),
        ("-d a=1 -d b=2", Body::Malformed),
        ("-F query=x", Body::Malformed),
        ("-G -d query=x", Body::Empty),
        ("--json '{\"query\":' --json '\"{ a }\"}'", operation("{ a }")),
        ("--data-raw @x", Body::Malformed),
        ("--data-binary @-", Body::InFile("-".to_owned())),
        ("-d@query.json", Body::InFile("query.json".to_owned())),
    ] {
        assert_eq!(request(&format!("curl {URL} {options}")).body, body, "{options}");
    }
    let full = r#"curl x.example/graphql -d '{"query":"query A { a }","variables":{"n":1},"operationName":"A"}'"#;
    assert_eq!(
        (request(full).body, request(full).url.as_deref()),
        (
            Body::Operation {
                query: "query A { a }".to_owned(),
                variables: json!({ "n": 1 }).as_object().unwrap().clone(),
                operation_name: Some("A".to_owned()),
            },
            Some("http://x.example/graphql")
        )
    );
}

#[test]
fn characters_beyond_16_bits_are_joined_from_two_surrogates() {
    let text = format!("curl {URL} -H $'x: \\ud83d\\ude00\\n' -d ''");
    assert_eq!(request(&text).headers.get("x"), Some("😀"));
}

#[test]
fn a_handshake_gives_the_headers_of_its_authorization_object() {
    let wanted: Headers = [("host", "x.example"), ("authorization", "a>b?")].into_iter().collect();
    for handshake in [
        "'wss://x.example/graphql/realtime' -H 'Sec-WebSocket-Protocol: graphql-ws, header-eyJob3N0IjoieC5leGFtcGxlIiwiQXV0aG9yaXphdGlvbiI6ImE-Yj8ifQ'",
        "'wss://x.example/graphql/realtime?header=eyJob3N0IjoieC5leGFtcGxlIiwiQXV0aG9yaXphdGlvbiI6ImE+Yj8ifQ==&payload=e30='",
        "'wss://x.example/graphql/realtime?header=eyJob3N0IjoieC5leGFtcGxlIiwiQXV0aG9yaXphdGlvbiI6ImE%2BYj8ifQ%3D%3D'",
    ] {
        let found = request(&format!("curl {handshake} -H 'Upgrade: websocket'"));
        assert_eq!((found.headers, found.connect), (wanted.clone(), true), "{handshake}");
        assert_eq!(found.url.as_deref(), Some("wss://x.example/graphql/realtime"));
    }
}

#[test]
fn what_cannot_be_read_is_told_without_any_value() {
    for (text, code, message) in [
        ("", "no-curl-command", "the text is empty"),
        ("Invoke-WebRequest -Uri x", "no-curl-command", "the text has no curl command"),
        ("curl -H 'A: s3cret'", "no-address", "the curl command has no address"),
        (
            "curl x \\\n -H 'A: s3cret",
            "quote-not-closed",
            "the quote ' that opens on line 2 of the command is not closed",
        ),
        ("curl x -H \"A: s3cret", "quote-not-closed", "the quote \" that opens on line 1 of the command is not closed"),
        (
            "curl x -H $'A: s3cret\\",
            "quote-not-closed",
            "the quote $' that opens on line 1 of the command is not closed",
        ),
        (
            "curl ^\"x^\" -H ^\"A: s3cret",
            "quote-not-closed",
            "the quote \" that opens on line 1 of the command is not closed",
        ),
        (
            "curl x -H \"A: $GONE\"",
            "shell-variable",
            "line 1 of the command uses the shell variable `$GONE`, which is not set",
        ),
        (
            "curl x -H \"A: ${GONE:-s3cret}\"",
            "shell-expansion",
            "line 1 of the command has a `${…}` that only a shell can work out",
        ),
        (
            "curl x -H \"A: $(cat s3cret)\"",
            "shell-substitution",
            "line 1 of the command uses the output of another command",
        ),
        ("curl x -H `s3cret`", "shell-substitution", "line 1 of the command uses the output of another command"),
        ("curl x -H @s3cret", "headers-in-file", "headers of the command stand in a file (`--header @…`)"),
        ("curl -K s3cret", "curl-config", "options of the command stand in a file (`--config`)"),
        ("curl x -H", "curl-option-without-value", "`-H` at the end of the command has no value"),
        (
            "curl wss://x -H 'Sec-WebSocket-Protocol: graphql-ws, header-s3cret'",
            "bad-authorization-object",
            "the subprotocol `header-…` is not base64 of a JSON object",
        ),
    ] {
        let error = read(text).map(|captured| captured.request.url).unwrap_err();
        assert_eq!((error.code(), error.message()), (code, message), "{text}");
        assert!(error.help_text().is_some() && !format!("{error:?}").contains("s3cret"), "{text}: {error:?}");
    }
}
