//! What goes over the wire when all is well.

use std::time::Duration;

use appsync_auth::appsync::Secret;
use appsync_auth::outside::http::{Again, HttpClient, Repeat, redirected};

use serde_json::json;

use super::server::{Server, answer, good};
use super::{TOKEN, options, post, request, wait};
use crate::support::sandbox::Sandbox;

#[test]
fn headers_go_in_their_order_and_ours_behind_them() {
    let server = Server::always(good());
    let mut request = request(&server.url());
    request.headers.push(("x-twice".to_owned(), Secret::new("1")));
    request.headers.push(("X-Twice".to_owned(), Secret::new("2")));
    let got = post(&options(), &request).unwrap();
    assert_eq!((got.status, got.version, &got.body[..]), (200, "HTTP/1.1", &br#"{"data":{"__typename":"Query"}}"#[..]));
    assert_eq!(
        got.headers,
        [("content-type", "application/json"), ("content-length", "31")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    let [received] = &server.received()[..] else { panic!("{:?}", server.received()) };
    assert_eq!(received.line, "POST /graphql HTTP/1.1");
    assert_eq!(received.body, r#"{"query":"{ __typename }"}"#);
    let agent = concat!("appsync-auth/", env!("CARGO_PKG_VERSION"));
    let host = format!("127.0.0.1:{}", server.port);
    let expected = [
        ("content-type", "application/json"),
        ("authorization", TOKEN),
        ("x-twice", "1"),
        ("x-twice", "2"),
        ("user-agent", agent),
        ("accept", "*/*"),
        ("accept-encoding", "gzip"),
        ("host", &host),
        ("content-length", "26"),
    ];
    let seen: Vec<_> = received.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(seen, expected);
}

#[test]
fn a_user_agent_that_is_given_is_the_only_one() {
    let server = Server::always(good());
    let mut request = request(&server.url());
    request.headers.push(("User-Agent".to_owned(), Secret::new("mine/1")));
    post(&options(), &request).unwrap();
    let agents: Vec<_> = server.received()[0]
        .headers
        .iter()
        .filter(|(name, _)| name == "user-agent")
        .map(|(_, value)| value.clone())
        .collect();
    assert_eq!(agents, ["mine/1"]);
}

#[test]
fn what_is_no_header_is_not_sent() {
    let server = Server::always(good());
    for (name, value, message) in [
        ("a b", "x", "the header `a b` cannot be sent: that is no name of a header"),
        (
            "x-a",
            "1\r\nx-b: 2",
            "the header `x-a` cannot be sent: its value holds a line break or another control character",
        ),
    ] {
        let mut request = request(&server.url());
        request.headers.push((name.to_owned(), Secret::new(value)));
        let fault = post(&options(), &request).unwrap_err();
        assert_eq!((fault.error.code(), fault.error.message()), ("bad-header", message));
    }
    assert_eq!(server.received(), []);
}

/// `{"data":{"__typename":"Query"}}`, by gzip(1).
const ZIPPED: &[u8] = &[
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0x4a, 0x49, 0x2c, 0x49, 0x54, 0xb2, 0xaa,
    0x56, 0x8a, 0x8f, 0x2f, 0xa9, 0x2c, 0x48, 0xcd, 0x4b, 0xcc, 0x4d, 0x55, 0xb2, 0x52, 0x0a, 0x2c, 0x4d, 0x2d, 0xaa,
    0x54, 0xaa, 0xad, 0x05, 0x00, 0x8c, 0x25, 0xac, 0xdc, 0x1f, 0x00, 0x00, 0x00,
];

#[test]
fn a_compressed_answer_is_read() {
    let server = Server::always(answer("200 OK", "content-encoding: gzip\r\n", ZIPPED));
    let got = post(&options(), &request(&server.url())).unwrap();
    assert_eq!(&got.body[..], br#"{"data":{"__typename":"Query"}}"#);
}

#[test]
fn a_redirect_is_an_answer_and_its_target_hears_nothing() {
    let other = Server::always(good());
    let location = format!("location: http://me:pass@localhost:{}/?secret=1\r\n", other.port);
    for status in
        ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
    {
        let server = Server::always(answer(status, &location, ""));
        let got = post(&options(), &request(&server.url())).unwrap();
        let number: u16 = status[..3].parse().unwrap();
        assert_eq!(got.status, number);
        let error = redirected(&server.url(), &got).unwrap();
        assert_eq!(
            error.message(),
            format!(
                "`127.0.0.1:{}` redirects to `localhost:{}` (HTTP {number}); redirects are not followed",
                server.port, other.port
            )
        );
        assert_eq!(error.notes(), ["credentials were not sent there"]);
    }
    assert_eq!(other.received(), []);
}

#[test]
fn only_an_answer_that_points_elsewhere_is_a_redirect() {
    let server = Server::always(good());
    let got = post(&options(), &request(&server.url())).unwrap();
    assert_eq!(redirected(&server.url(), &got), None);
    let server = Server::always("HTTP/1.1 304 Not Modified\r\n\r\n");
    let got = post(&options(), &request(&server.url())).unwrap();
    assert_eq!((got.status, redirected(&server.url(), &got)), (304, None));
}

fn repeated(url: &str, repeat: Repeat) -> (u16, Vec<Again>) {
    let mut told = Vec::new();
    let got = wait(async {
        let client = HttpClient::new(&options()).unwrap();
        client.post_with_retries(&request(url), repeat, |again| told.push(again.clone())).await
    });
    (got.unwrap().status, told)
}

#[test]
fn a_bad_gateway_is_asked_again_only_for_what_may_be_sent_twice() {
    let page = "<html><body><h1>502 Bad Gateway</h1></body></html>";
    let bad = answer("502 Bad Gateway", "", page);
    let server = Server::always(bad.clone());
    let (status, told) = repeated(&server.url(), Repeat::Safe);
    assert_eq!((status, server.received().len()), (502, 3));
    let reasons: Vec<_> = told.iter().map(|again| (again.attempt, again.reason.as_str())).collect();
    assert_eq!(reasons, [(1, "HTTP 502"), (2, "HTTP 502")]);
    assert!((50..=150).contains(&told[0].pause.as_millis()), "{told:?}");
    assert!((100..=300).contains(&told[1].pause.as_millis()), "{told:?}");

    let server = Server::always(bad.clone());
    assert_eq!(repeated(&server.url(), Repeat::OnlyIfNotSent), (502, vec![]));
    assert_eq!(server.received().len(), 1);

    let server = Server::new(move |number, _, connection| {
        connection.write_all(&if number == 0 { bad.clone() } else { good() }).is_ok()
    });
    assert_eq!(repeated(&server.url(), Repeat::Safe).0, 200);
    assert_eq!(server.received().len(), 2);
}

#[test]
fn a_server_may_ask_for_a_longer_pause_than_ours() {
    let server = Server::new(|number, _, connection| {
        let asked = answer("429 Too Many Requests", "retry-after: 1\r\n", "{}");
        connection.write_all(&if number == 0 { asked } else { good() }).is_ok()
    });
    let (status, told) = repeated(&server.url(), Repeat::Safe);
    assert_eq!((status, told.len(), told[0].pause), (200, 1, Duration::from_secs(1)));
}

#[test]
fn a_lost_connection_is_opened_again_only_for_what_may_be_sent_twice() {
    let server = Server::new(|number, _, connection| number > 0 && connection.write_all(&good()).is_ok());
    let (status, told) = repeated(&server.url(), Repeat::Safe);
    assert_eq!((status, told.len(), server.received().len()), (200, 1, 2));

    let server = Server::new(|_, _, _| false);
    let fault = wait(async {
        let client = HttpClient::new(&options()).unwrap();
        client.post_with_retries(&request(&server.url()), Repeat::OnlyIfNotSent, |_| panic!("sent again")).await
    });
    assert_eq!((fault.unwrap_err().error.code(), server.received().len()), ("connection-lost", 1));
}

#[test]
fn nobody_there_is_tried_again_even_for_a_mutation() {
    let gone = Server::port_of_nobody();
    let mut told = Vec::new();
    let fault = wait(async {
        let client = HttpClient::new(&options()).unwrap();
        let url = format!("http://127.0.0.1:{gone}/graphql");
        client.post_with_retries(&request(&url), Repeat::OnlyIfNotSent, |again| told.push(again.attempt)).await
    });
    assert_eq!((fault.unwrap_err().error.code(), told), ("api-unreachable", vec![1, 2]));
}

/// How often a server that always answers 502 with a page is asked, through the program.
fn asked(document: &str, more: &str) -> usize {
    let server = Server::always(answer("502 Bad Gateway", "", "<html><body>502 Bad Gateway</body></html>"));
    let ran = Sandbox::new().line(&format!("query '{document}' --token {TOKEN} --url {} {more}", server.url()));
    assert!(!matches!(ran.code, Some(0 | 2 | 70) | None), "{}", ran.whole());
    server.received().len()
}

#[test]
fn a_query_is_sent_again_and_a_mutation_only_when_that_is_wanted() {
    assert_eq!(asked("{ x }", ""), 3);
    assert_eq!(asked("mutation { x }", ""), 1);
    assert_eq!(asked("mutation { x }", "--retry-mutations"), 3);
}

#[test]
fn a_redirect_is_told_by_its_host_and_gets_no_credentials() {
    let other = Server::always(good());
    let location = format!("location: http://localhost:{}/elsewhere?key=secret-of-theirs\r\n", other.port);
    let server = Server::always(answer("301 Moved Permanently", &location, ""));
    let ran = Sandbox::new().line(&format!("query '{{ x }}' --token {TOKEN} --url {} -vv --json", server.url()));
    let error = &ran.json()["error"];
    let message = format!(
        "`127.0.0.1:{}` redirects to `localhost:{}` (HTTP 301); redirects are not followed",
        server.port, other.port
    );
    assert_eq!((ran.code, &error["code"], &error["message"]), (Some(5), &json!("redirected"), &json!(message)));
    assert_eq!((server.received().len(), other.received().len()), (1, 0));
    for secret in [TOKEN, "secret-of-theirs"] {
        assert!(!ran.whole().contains(secret), "{}", ran.whole());
    }
}

#[test]
fn bodies_are_shown_with_vv_without_the_token_and_without_what_steers_a_terminal() {
    let server = Server::always(answer("200 OK", "", format!("{{\"data\":{{\"x\":\"{TOKEN}\"}},\n\"e\":\"\u{9b}\"}}")));
    let ran = Sandbox::new().line(&format!("query '{{ x }}' --token {TOKEN} --url {} -vv", server.url()));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert!(ran.err.contains("\n> {\"query\":\"{ x }\"}\n"), "{}", ran.err);
    assert!(ran.err.contains("\n< {\"data\":{\"x\":\"***\"},\\n\"e\":\"\\u009b\"}\n"), "{}", ran.err);
}

#[test]
fn an_answer_that_is_no_json_is_told_as_such() {
    let page = "<html><body>welcome</body></html>";
    for body in [page, "", "{\"data\":"] {
        let server = Server::always(answer("200 OK", "", body));
        let ran = Sandbox::new().line(&format!("query '{{ x }}' --token {TOKEN} --url {} --json", server.url()));
        let error = &ran.json()["error"];
        assert_eq!((ran.code, &error["kind"]), (Some(5), &json!("outside")), "{}", ran.whole());
        assert_eq!(server.received().len(), 1);
    }
}

#[test]
fn a_server_that_says_the_token_again_does_not_make_us_show_it_in_headers_or_errors() {
    let echo = format!("x-echo: <{TOKEN}>\r\n");
    let page = Server::always(answer("200 OK", &echo, format!("<html>{TOKEN}</html>")));
    let json = Server::always(answer("200 OK", &echo, "{\"data\":{\"x\":1}}"));
    for flags in ["--include", "--json", "--include --raw"] {
        let line = |server: &Server| format!("query '{{ x }}' --token {TOKEN} --url {} {flags}", server.url());
        let ran = Sandbox::new().line(&line(&json));
        assert_eq!((ran.code, ran.whole().contains("<***>")), (Some(0), true), "{}", ran.whole());
        assert!(!ran.whole().contains(TOKEN), "{}", ran.whole());
    }
    let ran = Sandbox::new().line(&format!("query '{{ x }}' --token {TOKEN} --url {} --json", page.url()));
    assert_eq!(ran.json()["error"]["notes"], json!(["it begins: <html>***</html>"]));
    assert!(!ran.whole().contains(TOKEN), "{}", ran.whole());
}

#[test]
fn a_page_that_is_refused_says_what_came_before_it() {
    let page = r#"{"data":{"l":{"items":[1],"nextToken":"t"}}}"#;
    let refusal = r#"{"errors":[{"message":"no"}]}"#;
    let document = "'query($t: String) { l(nextToken: $t) { items nextToken } }' --paginate";
    let asked = |pages: usize, more: &str| {
        let server = Server::new(move |index, _, connection| {
            connection.write_all(&answer("200 OK", "", if index < pages { page } else { refusal })).is_ok()
        });
        let ran = Sandbox::new().line(&format!("query {document} --token x --url {} {more}", server.url()));
        (ran.code, ran.out, ran.err)
    };
    let refused = format!("{refusal}\n");
    assert_eq!(asked(0, ""), (Some(1), refused.clone(), String::new()));
    assert_eq!(asked(1, ""), (Some(1), refused.clone(), "page 2 is refused, after 1 item, not shown\n".to_owned()));
    let streamed = format!("{page}\n{refused}");
    assert_eq!(asked(1, "--json"), (Some(1), streamed, "page 2 is refused, after 1 item\n".to_owned()));
}

#[test]
fn a_profile_must_exist_even_where_there_are_keys() {
    let server = Server::always(good());
    let mut sandbox = Sandbox::new();
    let line = format!("query '{{ x }}' --iam --region eu-west-1 --url {} --json", server.url());
    assert_eq!(sandbox.line(&line).code, Some(0));
    sandbox.set("AWS_PROFILE", "nobody");
    let ran = sandbox.line(&line);
    assert_eq!((ran.code, &ran.json()["error"]["code"]), (Some(2), &json!("no-such-profile")), "{}", ran.whole());
    assert_eq!(server.received().len(), 1);
}
