//! What is shown of an answer, in every dress.

use bytes::Bytes;
use serde_json::json;

use super::list_table::ListTable;
use super::response::{ResponseForm, ResponseReport};
use super::samples::{COLOR, TERMINAL};
use super::{Report, Style, envelope};
use crate::status::Status;

const ODD: &str = r#"{"data":{"b":1.0,"a":[1e3,-0,12345678901234567890123],"b":"\u00e9"}}"#;

fn report(body: impl Into<Bytes>) -> ResponseReport {
    ResponseReport {
        status: 200,
        version: "HTTP/2",
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.into(),
        form: ResponseForm::Pretty,
        include: false,
        diagnoses: Vec::new(),
        explanation: None,
    }
}

fn bytes_of(report: &ResponseReport, style: &Style) -> Vec<u8> {
    let mut out = Vec::new();
    report.text(&mut out, style).unwrap();
    out
}

fn text_of(report: &ResponseReport, style: &Style) -> String {
    String::from_utf8(bytes_of(report, style)).unwrap()
}

fn table(body: &str, path: Option<&str>) -> ResponseReport {
    let form = ResponseForm::Table(ListTable::find(body.as_bytes(), path).unwrap());
    ResponseReport { form, ..report(body.to_owned()) }
}

#[test]
fn a_pipe_gets_the_bytes_and_one_line_break_at_the_end() {
    for (body, written) in [
        (&b"{\"a\" :\t1.0}"[..], &b"{\"a\" :\t1.0}\n"[..]),
        (b"{}\n", b"{}\n"),
        (b"", b""),
        (b"\xff\x1b[31m", b"\xff\x1b[31m\n"),
    ] {
        let colored = Style { color: true, ..Style::PLAIN };
        let report = report(Bytes::from_static(body));
        assert_eq!(
            (bytes_of(&report, &Style::PLAIN), bytes_of(&report, &colored)),
            (written.to_vec(), written.to_vec())
        );
    }
}

#[test]
fn raw_is_byte_for_byte_at_a_terminal_too() {
    let body = &b"\xff\x1b[31m {\"a\":1.0}"[..];
    let raw = ResponseReport { form: ResponseForm::Raw, ..report(body) };
    assert_eq!((bytes_of(&raw, &COLOR), bytes_of(&raw, &Style::PLAIN)), (body.to_vec(), body.to_vec()));
}

#[test]
fn a_terminal_gets_json_laid_out_with_everything_as_it_was_written() {
    insta::assert_snapshot!(text_of(&report(ODD), &TERMINAL), @r#"
    {
      "data": {
        "b": 1.0,
        "a": [
          1e3,
          -0,
          12345678901234567890123
        ],
        "b": "\u00e9"
      }
    }
    "#);
    assert_eq!(console::strip_ansi_codes(&text_of(&report(ODD), &COLOR)), text_of(&report(ODD), &TERMINAL));
    assert_ne!(text_of(&report(ODD), &COLOR), text_of(&report(ODD), &TERMINAL));
}

#[test]
fn a_body_that_is_no_json_is_text_with_its_control_characters_escaped_at_a_terminal() {
    let html = report(&b"<html>\r\n\t\x1b[2Jbad \xff gateway\n"[..]);
    assert_eq!(text_of(&html, &TERMINAL), "<html>\n    \\u001b[2Jbad \u{fffd} gateway\n");
    assert_eq!(html.status(), Status::No);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(text_of(&report(deep.clone()), &TERMINAL), format!("{deep}\n"));
}

#[test]
fn status_and_headers_stand_before_the_body_when_asked_for() {
    let mut shown = ResponseReport { status: 401, version: "HTTP/1.1", include: true, ..report("{}") };
    shown.headers.push(("set-cookie".to_owned(), "a=\u{1b}b".to_owned()));
    assert_eq!(
        text_of(&shown, &Style::PLAIN),
        "HTTP/1.1 401 Unauthorized\ncontent-type: application/json\nset-cookie: a=\u{1b}b\n\n{}\n"
    );
    assert_eq!(
        text_of(&shown, &TERMINAL),
        "HTTP/1.1 401 Unauthorized\ncontent-type: application/json\nset-cookie: a=\\u001bb\n\n{}\n"
    );
    let unknown = ResponseReport { status: 799, include: true, headers: Vec::new(), ..report("{}") };
    assert_eq!(text_of(&unknown, &Style::PLAIN), "HTTP/2 799\n\n{}\n");
}

#[test]
fn only_a_2xx_without_errors_is_a_yes() {
    let ended = |status, body: &'static str| ResponseReport { status, ..report(body) }.status();
    assert_eq!(ended(200, r#"{"data":{}}"#), Status::Yes);
    assert_eq!(ended(204, r#"{"errors":[]}"#), Status::Yes);
    assert_eq!(ended(200, r#"{"data":null,"errors":[{"message":"x"}]}"#), Status::No);
    assert_eq!(ended(401, "{}"), Status::No);
    assert_eq!(ended(302, "{}"), Status::No);
    assert_eq!(ended(200, "<html>"), Status::No);
}

#[test]
fn the_envelope_holds_the_body_as_it_is_written() {
    let mut out = Vec::new();
    let mut answer = report(ODD);
    answer.headers.extend([
        ("vary".to_owned(), "a".to_owned()),
        ("vary".to_owned(), "b".to_owned()),
        ("set-cookie".to_owned(), "a=1".to_owned()),
        ("set-cookie".to_owned(), "b=2".to_owned()),
    ]);
    envelope::write_report("query", &answer, &mut out).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
    {
      "schemaVersion": 1,
      "command": "query",
      "result": {
        "status": 200,
        "headers": {
          "content-type": "application/json",
          "vary": "a, b",
          "set-cookie": "a=1\nb=2"
        },
        "body": {
          "data": {
            "b": 1.0,
            "a": [
              1e3,
              -0,
              12345678901234567890123
            ],
            "b": "\u00e9"
          }
        }
      },
      "findings": [],
      "error": null
    }
    "#);
}

#[test]
fn a_body_that_is_no_json_is_a_text_in_the_envelope() {
    let json = report("<html>\u{1b}").json();
    assert_eq!(
        json,
        json!({ "status": 200, "headers": { "content-type": "application/json" }, "body": "<html>\u{1b}" })
    );
    let half = report(r#"{"data":"\ud800"}"#);
    assert!(half.json_text().unwrap().get().contains(r#""body":{"data":"\ud800"}"#));
    assert_eq!(half.json()["body"], r#"{"data":"\ud800"}"#);
}

const EVENTS: &str = r#"{"data":{"listEvents":{"items":[
    {"id":"1","n":1.10,"owner":{"name":"Ana","at":{"city":"Ulm"}},"tags":["a", "b"],"x":null},
    {"id":"22","n":1e3,"owner":null,"tags":[],"x":null,"late":true},
    null,
    {"n":-0,"owner":{"name":"tab\there","more":{}}}
],"nextToken":null}}}"#;

#[test]
fn a_table_has_the_union_of_the_members_with_objects_taken_apart() {
    insta::assert_snapshot!(text_of(&table(EVENTS, None), &TERMINAL), @r#"
    id       n  owner.name  owner.at.city  owner.more  tags       x     late
    1     1.10  Ana         Ulm                        ["a","b"]  null
    22     1e3  null        null           null        []         null  true
    null  null  null        null           null        null       null  null
            -0  tab\there                  {}
    "#);
    assert_eq!(
        text_of(&table(EVENTS, None), &Style::PLAIN),
        "id\tn\towner.name\towner.at.city\towner.more\ttags\tx\tlate\n\
         1\t1.10\tAna\tUlm\t\t[\"a\",\"b\"]\tnull\t\n\
         22\t1e3\tnull\tnull\tnull\t[]\tnull\ttrue\n\
         null\tnull\tnull\tnull\tnull\tnull\tnull\tnull\n\
         \t-0\ttab\\there\t\t{}\t\t\t\n"
    );
}

#[test]
fn the_list_is_found_where_lists_stand_or_by_its_path() {
    let rows = |body: &str, path| text_of(&table(body, path), &Style::PLAIN);
    assert_eq!(rows(r#"{"data":{"a":[{"x":1}]}}"#, None), "x\n1\n");
    assert_eq!(rows(r#"{"data":{"a":{"nodes":[{"x":1}],"n":2}}}"#, None), "x\n1\n");
    assert_eq!(rows(r#"{"data":{"a":{"edges":[{"node":{"x":1}},{"node":null}]}}}"#, None), "x\n1\nnull\n");
    assert_eq!(rows(r#"{"data":{"a":{"b":{"items":[{"x":1}]}}}}"#, None), "x\n1\n");
    assert_eq!(rows(r#"{"data":{"a":[1,"two",[3]]}}"#, None), "value\n1\ntwo\n[3]\n");
    assert_eq!(rows(r#"{"data":{"a":[null]}}"#, None), "value\nnull\n");
    assert_eq!(rows(r#"{"data":{"a":[]}}"#, None), "");
    assert_eq!(text_of(&table(r#"{"data":{"a":[]}}"#, None), &TERMINAL), "no items\n");
    let nested = r#"{"data":{"a":{"items":[{"b":{"items":[{"x":1}]}}]},"c":{"items":[{"y":2}]}}}"#;
    for path in ["c", "c.items", "data.c", "data.c.items"] {
        assert_eq!(rows(nested, Some(path)), "y\n2\n", "{path}");
    }
    assert_eq!(rows(nested, Some("a.items.0.b")), "x\n1\n");
    assert_eq!(rows(r#"{"data":{"a":{"edges":[{"node":{"x":1}}]}}}"#, Some("a.edges")), "x\n1\n");
}

#[test]
fn without_one_list_to_show_the_message_names_those_that_there_are() {
    let refused = |body: &str, path: Option<&str>| {
        let error = ListTable::find(body.as_bytes(), path).unwrap_err();
        format!("{} {}: {}", error.status().code(), error, error.help_text().unwrap_or_default())
    };
    let two = r#"{"data":{"a":{"items":[]},"b":[],"c":{"d":{"items":[]}}}}"#;
    assert_eq!(
        [
            refused(two, None),
            refused(two, Some("a.rows")),
            refused(r#"{"data":{"a":1}}"#, None),
            refused(r#"{"data":null,"errors":[{}]}"#, Some("a")),
            refused("<html>", None),
        ],
        [
            "2 the answer has several lists for a table: name one, as in `--table b`: `b`, `a.items`, `c.d.items`",
            "2 the answer has no list at `a.rows`: name one, as in `--table b`: `b`, `a.items`, `c.d.items`",
            "2 the answer has no list for a table: leave `--table` away to see the answer",
            "2 the answer has no list at `a`: leave `--table` away to see the answer",
            "5 the answer is no JSON, so it has no list for a table: ",
        ]
    );
}

#[test]
fn a_table_of_endless_columns_is_refused() {
    let members: Vec<String> = (0..600).map(|n| format!("\"m{n}\":1")).collect();
    let body = format!("{{\"data\":{{\"a\":[{{{}}}]}}}}", members.join(","));
    let error = ListTable::find(body.as_bytes(), None).unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        ("too-many-columns", "the items have more than 500 columns, which is no table")
    );
}

#[test]
fn the_errors_beside_a_table_are_told_to_people() {
    let body = r#"{"data":{"a":[{"x":1}]},"errors":[{"path":["a",0,"y"],"errorType":"Unauthorized","message":"Not Authorized"},{}]}"#;
    assert_eq!(
        text_of(&table(body, None), &TERMINAL),
        "x\n1\nerror: Not Authorized (Unauthorized) at `a.0.y`\nerror: without a message\n"
    );
    assert_eq!(text_of(&table(body, None), &Style::PLAIN), "x\n1\n");
}
