//! `--paginate`: page after page.

use std::time::Duration;

use serde_json::{Value, json};

use super::server::{Server, answer, good};
use crate::support::recorder::{Received, Recorder};
use crate::support::sandbox::{Ran, Sandbox};

/// A list with its token.
const LIST: &str = "query List($nextToken: String) { listEvents(nextToken: $nextToken) { items { id n } nextToken } }";

/// Two lists, each with a variable of its own.
const TWO: &str = "query Two($a: String, $b: String) { listEvents(nextToken: $a) { items { id n } nextToken } \
                   other: listTags(nextToken: $b) { items { id } nextToken } }";

/// The page that a body asks for by a variable: 0 without a token, else the number behind the `t` of its token.
fn asked_for(body: &str, variable: &str) -> usize {
    let body: Value = serde_json::from_str(body).unwrap();
    let token = body["variables"][variable].as_str();
    token.map_or(0, |token| token.strip_prefix('t').unwrap().parse().unwrap())
}

/// Item `number`: its numbers are none that a float can hold.
fn item(number: usize) -> String {
    format!(r#"{{"n":1.{number:03}0,"id":"{number}"}}"#)
}

/// The text of `nextToken` on this page of so many.
fn token(page: usize, of: usize) -> String {
    if page + 1 < of { format!(r#""t{}""#, page + 1) } else { "null".to_owned() }
}

/// A page of two items.
fn page(page: usize, of: usize) -> String {
    let items = format!("{},{}", item(2 * page), item(2 * page + 1));
    format!(r#"{{"data":{{"listEvents":{{"items":[{items}],"nextToken":{}}}}}}}"#, token(page, of))
}

/// A server of so many pages.
fn book(pages: usize) -> Recorder {
    Recorder::answering(move |_, received| (200, page(asked_for(&received.body, "nextToken"), pages)))
}

/// All items of so many pages of [`book`], as one answer.
fn merged(items: std::ops::Range<usize>) -> String {
    let items: Vec<String> = items.map(item).collect();
    format!(r#"{{"data":{{"listEvents":{{"items":[{}],"nextToken":null}}}}}}"#, items.join(","))
}

fn run(sandbox: &Sandbox, url: &str, document: &str, more: &str) -> Ran {
    let words = ["query", document, "--token", "t0ken", "--url", url].map(str::to_owned);
    sandbox.run(words.into_iter().chain(shell_words::split(more).unwrap()))
}

fn ran(code: i32, out: impl Into<String>, err: &str) -> Ran {
    Ran { code: Some(code), out: out.into(), err: err.to_owned() }
}

#[test]
fn the_pages_are_one_answer_whose_items_are_what_they_were() {
    let (sandbox, book) = (Sandbox::new(), book(3));
    for more in ["--paginate", "--paginate listEvents", "--paginate listEvents.items", "--paginate data.listEvents"] {
        assert_eq!(run(&sandbox, &book.url, LIST, more), ran(0, merged(0..6) + "\n", ""), "{more}");
    }
    assert_eq!(run(&sandbox, &book.url, LIST, "--paginate --raw").out, merged(0..6));
    let asked: Vec<String> = book.received().into_iter().take(3).map(|received| received.body).collect();
    let query = Value::from(LIST);
    assert_eq!(
        asked,
        [
            format!(r#"{{"query":{query}}}"#),
            format!(r#"{{"query":{query},"variables":{{"nextToken":"t1"}}}}"#),
            format!(r#"{{"query":{query},"variables":{{"nextToken":"t2"}}}}"#),
        ]
    );
    let table = run(&sandbox, &book.url, LIST, "--paginate --table");
    assert_eq!(table, ran(0, "n\tid\n1.0000\t0\n1.0010\t1\n1.0020\t2\n1.0030\t3\n1.0040\t4\n1.0050\t5\n", ""));
    // The document stands where a path could.
    let line = format!("query --token t0ken --url {} --paginate '{LIST}'", book.url);
    assert_eq!(sandbox.line(&line), ran(0, merged(0..6) + "\n", ""));
}

#[test]
fn with_json_each_page_is_a_line_that_came_before_the_next_was_asked_for() {
    let (sandbox, book) = (Sandbox::new(), book(3));
    let lines: String = (0..3).map(|number| page(number, 3) + "\n").collect();
    assert_eq!(run(&sandbox, &book.url, LIST, "--paginate --json"), ran(0, lines, ""));
    // A page of several lines is one line.
    let laid_out =
        Recorder::saying("{\n  \"data\": { \"listEvents\": {\n    \"items\": [ 1.0 ],\r\n \"nextToken\": null } }\n}");
    assert_eq!(
        run(&sandbox, &laid_out.url, LIST, "--paginate --json"),
        ran(0, "{\"data\":{\"listEvents\":{\"items\":[1.0],\"nextToken\":null}}}\n", "")
    );
}

#[test]
fn of_several_lists_the_one_that_is_named_is_followed() {
    let sandbox = Sandbox::new();
    let both = Recorder::answering(|_, received| {
        let (events, tags) = (asked_for(&received.body, "a"), asked_for(&received.body, "b"));
        let list = |page: usize, of| format!(r#"{{"items":[{}],"nextToken":{}}}"#, item(page), token(page, of));
        (200, format!(r#"{{"data":{{"listEvents":{},"other":{}}}}}"#, list(events, 2), list(tags, 3)))
    });
    assert_eq!(
        run(&sandbox, &both.url, TWO, "--paginate listEvents").out,
        format!(
            "{{\"data\":{{\"listEvents\":{{\"items\":[{},{}],\"nextToken\":null}},\"other\":{{\"items\":[{}],\"nextToken\":\"t1\"}}}}}}\n",
            item(0),
            item(1),
            item(0)
        )
    );
    let other = run(&sandbox, &both.url, TWO, "--paginate other").json();
    assert_eq!(other["data"]["other"]["items"].as_array().unwrap().len(), 3);
    assert_eq!(other["data"]["listEvents"]["nextToken"], "t1");
    let sent = both.received().len();
    let mut told = String::new();
    for (document, more) in [
        (TWO, "--paginate"),
        (TWO, "--paginate listTags"),
        ("{ listEvents { items { id } nextToken } }", "--paginate"),
        ("query A($n: String) { listEvents(nextToken: $n) { items { id } } }", "--paginate"),
        ("{ now }", "--paginate"),
        ("mutation M($n: String) { listEvents(nextToken: $n) { items { id } nextToken } }", "--paginate"),
        ("subscription { onCreateEvent { id } }", "--paginate"),
        (LIST, "--paginate --curl"),
    ] {
        told.push_str(&format!("$ {document} {more}\n{}\n", run(&sandbox, &both.url, document, more).whole()));
    }
    insta::assert_snapshot!(told);
    assert_eq!(both.received().len(), sent, "nothing was sent");
}

#[test]
fn a_token_that_comes_again_ends_it() {
    let sandbox = Sandbox::new();
    let round = Recorder::answering(|number, _| (200, page(number % 2, 4)));
    let expected = "error: the API gave the same `nextToken` of `listEvents` twice\n\
                    note: 3 pages with 6 items came before\n\
                    help: the resolver must give the token of the page behind the one that it returns\n";
    assert_eq!(run(&sandbox, &round.url, LIST, "--paginate"), ran(5, "", expected));
    assert_eq!(round.received().len(), 3);
    let lines: Vec<String> =
        run(&sandbox, &round.url, LIST, "--paginate --json").out.lines().map(str::to_owned).collect();
    assert_eq!(lines[..3], [page(1, 4), page(0, 4), page(1, 4)]);
    let fault: Value = serde_json::from_str(&lines[3..].concat()).unwrap();
    assert_eq!((&fault["result"], &fault["error"]["code"]), (&Value::Null, &json!("repeated-next-token")));
    // The one that the user gave counts, too.
    let stays = Recorder::answering(|_, _| (200, page(0, 2)));
    let again = run(&sandbox, &stays.url, LIST, "--paginate --var nextToken=t1");
    assert_eq!((again.code, stays.received().len()), (Some(5), 1), "{}", again.whole());
}

#[test]
fn it_begins_where_the_user_says() {
    let (sandbox, book) = (Sandbox::new(), book(4));
    for more in ["--var nextToken=t2", r#"--variables '{"nextToken":"t2"}'"#] {
        let began = run(&sandbox, &book.url, LIST, &format!("--paginate {more}"));
        assert_eq!(began, ran(0, merged(4..8) + "\n", ""), "{more}");
    }
    let null = run(&sandbox, &book.url, LIST, r#"--paginate --variables '{"nextToken":null}'"#);
    assert_eq!(null, ran(0, merged(0..8) + "\n", ""));
}

/// A book whose third page answers this.
fn broken(status: u16, body: &'static str) -> Recorder {
    Recorder::answering(move |_, received| match asked_for(&received.body, "nextToken") {
        2 => (status, body.to_owned()),
        number => (200, page(number, 9)),
    })
}

const REFUSED: &str =
    r#"{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}]}"#;

#[test]
fn a_page_that_refuses_ends_it_and_is_shown() {
    let sandbox = Sandbox::new();
    let mut told = String::new();
    for (status, body) in [
        (
            200,
            r#"{"data":{"listEvents":null},"errors":[{"path":["listEvents"],"errorType":"Lambda:Unhandled","message":"table is gone"}]}"#,
        ),
        (401, REFUSED),
        (200, "<html>not now</html>"),
        (404, "<html>not here</html>"),
        (200, "{}"),
        (200, r#"{"data":{"listEvents":{"items":7,"nextToken":null}}}"#),
    ] {
        for more in ["--paginate", "--paginate --json", "--paginate --table", "--paginate -q"] {
            let server = broken(status, body);
            let ended = run(&sandbox, &server.url, LIST, more);
            assert_eq!(server.received().len(), 3, "{}", ended.whole());
            told.push_str(&format!("page 3 is {status} {body}\n$ {more}\n{}\n", ended.whole()));
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn of_a_first_page_that_refuses_nothing_more_is_said_than_of_any_answer() {
    let sandbox = Sandbox::new();
    let refused = Recorder::answering(|_, _| (401, REFUSED.to_owned()));
    assert_eq!(run(&sandbox, &refused.url, LIST, "--paginate"), run(&sandbox, &refused.url, LIST, ""));
}

#[test]
fn a_redirect_in_the_middle_is_not_followed() {
    let sandbox = Sandbox::new();
    let other = Server::always(good());
    let location = format!("location: {}\r\n", other.url());
    let server = Server::new(move |_, received, connection| {
        let bytes = match asked_for(&received.body, "nextToken") {
            1 => answer("301 Moved Permanently", &location, ""),
            number => answer("200 OK", "", page(number, 3)),
        };
        connection.write_all(&bytes).is_ok()
    });
    let expected = format!(
        "page 2 is refused, after 2 items, not shown\n\
         error: `127.0.0.1:{}` redirects to `127.0.0.1:{}` (HTTP 301); redirects are not followed\n\
         note: credentials were not sent there\n\
         help: give the URL that takes GraphQL itself, if you trust that host\n",
        server.port, other.port
    );
    assert_eq!(run(&sandbox, &server.url(), LIST, "--paginate"), ran(5, "", &expected));
    let lines = run(&sandbox, &server.url(), LIST, "--paginate --json");
    let (first, fault) = lines.out.split_once('\n').unwrap();
    assert_eq!((lines.code, first), (Some(5), page(0, 3).as_str()), "{}", lines.whole());
    let fault: Value = serde_json::from_str(fault).unwrap();
    assert_eq!((&fault["result"], &fault["error"]["code"]), (&Value::Null, &json!("redirected")));
    assert_eq!(other.received(), []);
}

#[test]
fn a_page_that_gets_no_answer_is_asked_for_again() {
    let sandbox = Sandbox::new();
    let lame = Recorder::answering(|number, received| match number {
        1 => (503, String::new()),
        _ => (200, page(asked_for(&received.body, "nextToken"), 2)),
    });
    assert_eq!(run(&sandbox, &lame.url, LIST, "--paginate").out, merged(0..4) + "\n");
    assert_eq!(lame.received().len(), 3);
}

#[test]
fn each_page_is_sent_by_the_same_caller_and_signed_anew() {
    let mut sandbox = Sandbox::new();
    sandbox.set("AWS_SESSION_TOKEN", "session-of-a-test");
    let header = |received: &Received, name: &str| received.header(name).unwrap_or_default().to_owned();
    let all = |mode: &str| {
        let book = book(3);
        let line = format!("query '{LIST}' --paginate --header 'X-Tenant: acme' {mode} --url {}", book.url);
        let ended = sandbox.line(&line);
        assert_eq!(ended, ran(0, merged(0..6) + "\n", ""), "{mode}");
        book.received()
    };
    for received in all("--token t0ken") {
        assert_eq!([header(&received, "authorization"), header(&received, "x-tenant")], ["t0ken", "acme"]);
    }
    let signed = all("--iam");
    let signatures: std::collections::BTreeSet<String> =
        signed.iter().map(|received| header(received, "authorization")).collect();
    assert_eq!((signed.len(), signatures.len()), (3, 3), "{signatures:?}");
    for received in &signed {
        let authorization = header(received, "authorization");
        assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKIATEST/"), "{authorization}");
        assert_eq!(
            [header(received, "x-tenant"), header(received, "x-amz-security-token")],
            ["acme", "session-of-a-test"]
        );
    }
}

/// The most memory that a run takes, in MiB, and how it ends.
#[cfg(target_os = "linux")]
fn measured(sandbox: &Sandbox, line: &str) -> (u64, Ran) {
    let file = std::fs::File::create(sandbox.path().join("out")).unwrap();
    let mut child = sandbox.command(shell_words::split(line).unwrap()).stdout(file).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut largest = 0;
    let code = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let resident =
            text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        largest = largest.max(resident.unwrap_or_default());
        std::thread::sleep(Duration::from_millis(5));
    };
    (largest / 1024, Ran { code, out: sandbox.read("out"), err: String::new() })
}

#[test]
#[cfg(target_os = "linux")]
fn a_thousand_pages_take_as_lines_no_memory() {
    const PAGES: usize = 1000;
    /// Bytes of a page.
    const PAGE: usize = 50_000;
    let sandbox = Sandbox::new();
    let book = Recorder::answering(|_, received| {
        let number = asked_for(&received.body, "nextToken");
        let items = format!(r#"{{"id":"{number}","text":"{}"}}"#, "x".repeat(PAGE));
        let token = token(number, PAGES);
        (200, format!(r#"{{"data":{{"listEvents":{{"items":[{items}],"nextToken":{token}}}}}}}"#))
    });
    let line = format!("query '{LIST}' --paginate --token t0ken --url {}", book.url);
    let (memory, whole) = measured(&sandbox, &line);
    assert_eq!(whole.code, Some(0));
    let answer = whole.json();
    let items = answer["data"]["listEvents"]["items"].as_array().unwrap();
    assert!(items.iter().enumerate().all(|(number, item)| item["id"] == *number.to_string()));
    assert_eq!((items.len(), book.received().len()), (PAGES, PAGES));
    // 50 MB of items: they are kept once, and put together once.
    assert!(memory < 350, "{memory} MiB");
    let (memory, lines) = measured(&sandbox, &format!("{line} --json"));
    assert_eq!((lines.code, lines.out.lines().count()), (Some(0), PAGES));
    assert!(memory < 100, "{memory} MiB");
}

#[test]
#[cfg(unix)]
fn progress_is_shown_at_a_terminal_when_it_takes_longer_than_a_glance() {
    let sandbox = Sandbox::new();
    let slow = |pages: usize| {
        Recorder::answering(move |_, received| {
            std::thread::sleep(Duration::from_millis(120));
            (200, page(asked_for(&received.body, "nextToken"), pages))
        })
        .url
    };
    let line = |url: &str, more: &str| format!("query '{LIST}' --paginate --token t0ken --url {url} {more}");
    // A machine may be slow now and then.
    let at_once = || sandbox.at_terminal(80, &line(&book(3).url, "")).out;
    let is_bare = |out: &String| out.starts_with("{\n  \"data\": {\n") && !out.contains("pages");
    assert!((0..20).any(|_| is_bare(&at_once())), "{:?}", at_once());
    let shown = sandbox.at_terminal(80, &line(&slow(6), ""));
    assert_eq!(shown.code, Some(0));
    assert!(shown.out.contains(" pages  "), "{:?}", shown.out);
    // The bar is gone when the answer comes.
    let answer =
        |out: &str| out.rsplit_once("\u{1b}[2K").map_or(out, |(_, answer)| answer).trim_start_matches('\r').to_owned();
    assert!(shown.out.contains("\u{1b}[2K"), "{:?}", shown.out);
    assert_eq!(answer(&shown.out), answer(&sandbox.at_terminal(80, &line(&book(6).url, "")).out));
    // Nobody wants it with `-q`, in lines, or in a pipe.
    for more in ["-q", "--json"] {
        let hidden = sandbox.at_terminal(80, &line(&slow(5), more));
        assert!(!hidden.out.contains(" pages"), "{more}: {:?}", hidden.out);
    }
    assert_eq!(sandbox.line(&line(&slow(5), "")).err, "");
}

#[test]
#[cfg(unix)]
fn a_fault_is_told_where_the_progress_was() {
    let sandbox = Sandbox::new();
    let server = Server::new(|number, received, connection| {
        std::thread::sleep(Duration::from_millis(120));
        let bytes = answer("200 OK", "", page(asked_for(&received.body, "nextToken"), 9));
        number < 5 && connection.write_all(&bytes).is_ok()
    });
    let line = format!("query '{LIST}' --paginate --token t0ken --url {}", server.url());
    let ended = sandbox.at_terminal(80, &line);
    assert!(ended.code == Some(5) && ended.out.contains(" pages  "), "{:?}", ended.out);
    let (_, fault) = ended.out.rsplit_once("\u{1b}[2K").unwrap_or_default();
    assert!(fault.trim_start_matches('\r').starts_with("error: "), "{:?}", ended.out);
}
