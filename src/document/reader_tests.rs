//! Typed values out of a document, and its faults.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::tests::told;
use super::*;
use crate::appsync::Secret;

/// One value of each shape.
#[derive(Debug, PartialEq)]
struct Everything {
    text: String,
    flag: bool,
    whole: i64,
    number: f64,
    wait: Duration,
    now: std::time::SystemTime,
    mode: crate::appsync::AuthenticationType,
    word: u8,
    list: Vec<String>,
    map: Vec<(String, i64)>,
    any: Map<String, Value>,
    token: Secret,
    absent: Option<String>,
}

fn everything(reader: &Reader<'_>) -> Option<Everything> {
    reader.root("the file", |fields| {
        let text = fields.required("text", Reader::text);
        let flag = fields.required("flag", Reader::boolean);
        let whole = fields.required("whole", |reader, node| reader.integer_in(node, 0..=10));
        let number = fields.required("number", Reader::float);
        let wait = fields.required("wait", Reader::duration);
        let now = fields.required("now", Reader::time);
        let mode = fields.required("mode", Reader::parsed);
        let word = fields.required("word", |reader, node| reader.word(node, &[("allow", 1), ("deny", 2)]));
        let list = fields.required("list", |reader, node| reader.list(node, Reader::text));
        let map = fields.required("map", |reader, node| reader.map(node, Reader::integer));
        let any = fields.required("any", Reader::json_map);
        let token = fields.required("token", Reader::secret);
        let absent = fields.optional("absent", Reader::text);
        Some(Everything {
            text: text?,
            flag: flag?,
            whole: whole?,
            number: number?,
            wait: wait?,
            now: now?,
            mode: mode?,
            word: word?,
            list: list?,
            map: map?.into_iter().map(|(key, value)| (key.value, value)).collect(),
            any: any?,
            token: token?,
            absent,
        })
    })
}

fn read_everything(text: &str) -> crate::error::Result<Everything> {
    let document = Document::parse("a.yaml", text)?;
    let reader = Reader::new(&document);
    let value = everything(&reader);
    reader.finish(value)
}

const GOOD: &str = "text: x\nflag: true\nwhole: 3\nnumber: 1\nwait: 1s 500ms\nnow: 1970-01-01T00:00:10Z\nmode: AWS_LAMBDA\n\
                    word: deny\nlist: [a, b]\nmap: { z: 1, a: 2 }\nany: { z: [1], a: null }\ntoken: s3cret\n";

#[test]
fn each_shape_takes_its_value() {
    assert_eq!(
        read_everything(GOOD),
        Ok(Everything {
            text: "x".to_owned(),
            flag: true,
            whole: 3,
            number: 1.0,
            wait: Duration::from_millis(1500),
            now: UNIX_EPOCH + Duration::from_secs(10),
            mode: crate::appsync::AuthenticationType::AwsLambda,
            word: 2,
            list: vec!["a".to_owned(), "b".to_owned()],
            map: vec![("z".to_owned(), 1), ("a".to_owned(), 2)],
            any: json!({ "z": [1], "a": null }).as_object().unwrap().clone(),
            token: Secret::new("s3cret"),
            absent: None,
        })
    );
}

#[test]
fn one_fault_is_one_error_with_its_place_and_help() {
    let modes = "in `mode`: `LAMBDA` is not an authentication type; they are API_KEY, AWS_IAM, AMAZON_COGNITO_USER_POOLS, \
                 OPENID_CONNECT and AWS_LAMBDA";
    for (from, to, expected) in [
        (
            "text: x",
            "text: 12",
            (
                "wrong-type",
                "expected a text for `text`, found an integer",
                Some("put the value in quotes"),
                vec![(1, 7, "12", "expected a text")],
            ),
        ),
        (
            "text: x",
            "text: [\n 1]",
            ("wrong-type", "expected a text for `text`, found a list", None, vec![(1, 7, "[", "expected a text")]),
        ),
        (
            "flag: true",
            "flag: yes",
            (
                "wrong-type",
                "expected true or false for `flag`, found a text",
                None,
                vec![(2, 7, "yes", "expected true or false")],
            ),
        ),
        (
            "whole: 3",
            "whole: 3.5",
            (
                "wrong-type",
                "expected an integer for `whole`, found a number",
                None,
                vec![(3, 8, "3.5", "expected an integer")],
            ),
        ),
        (
            "whole: 3",
            "whole: 11",
            (
                "wrong-value",
                "in `whole`: 11 is not from 0 to 10",
                Some("write an integer from 0 to 10"),
                vec![(3, 8, "11", "here")],
            ),
        ),
        (
            "number: 1",
            "number:",
            (
                "wrong-type",
                "expected a number for `number`, found nothing",
                Some("write a value or remove the key"),
                vec![(4, 1, "number", "expected a number")],
            ),
        ),
        (
            "wait: 1s 500ms",
            "wait: 1",
            (
                "wrong-type",
                "expected a duration for `wait`, found an integer",
                Some("write a number and its unit, such as `250ms` or `1s`"),
                vec![(5, 7, "1", "expected a duration")],
            ),
        ),
        (
            "wait: 1s 500ms",
            "wait: soon",
            (
                "wrong-value",
                "in `wait`: `soon` is not a duration",
                Some("write a number and its unit, such as `250ms` or `1s`"),
                vec![(5, 7, "soon", "here")],
            ),
        ),
        (
            "now: 1970-01-01T00:00:10Z",
            "now: today",
            (
                "wrong-value",
                "in `now`: `today` is not a point in time",
                Some("write it as `2026-01-31T12:00:00Z`"),
                vec![(6, 6, "today", "here")],
            ),
        ),
        ("AWS_LAMBDA", "LAMBDA", ("wrong-value", modes, None, vec![(7, 7, "LAMBDA", "here")])),
        (
            "word: deny",
            "word: alow",
            (
                "wrong-value",
                "in `word`: `alow` is not `allow` or `deny`",
                Some("did you mean `allow`?"),
                vec![(8, 7, "alow", "here")],
            ),
        ),
        (
            "word: deny",
            "word: maybe",
            (
                "wrong-value",
                "in `word`: `maybe` is not `allow` or `deny`",
                Some("write `allow` or `deny`"),
                vec![(8, 7, "maybe", "here")],
            ),
        ),
        (
            "[a, b]",
            "a",
            ("wrong-type", "expected a list for `list`, found a text", None, vec![(9, 7, "a", "expected a list")]),
        ),
        (
            "[a, b]",
            "[a, {}]",
            ("wrong-type", "expected a text for `list[1]`, found a map", None, vec![(9, 11, "{}", "expected a text")]),
        ),
        (
            "{ z: 1,",
            "{ z: x,",
            (
                "wrong-type",
                "expected an integer for `map.z`, found a text",
                None,
                vec![(10, 11, "x", "expected an integer")],
            ),
        ),
        (
            "[1]",
            "[.nan]",
            (
                "wrong-value",
                "in `any`: JSON has no such number",
                Some("write another number or a text"),
                vec![(11, 12, ".nan", "here")],
            ),
        ),
        (
            "flag: true\n",
            "",
            ("missing-key", "`flag` is missing", Some("add `flag`"), vec![(1, 1, "text: x", "without `flag`")]),
        ),
        (
            "token: s",
            "absnet: 1\ntoken: s",
            (
                "unknown-key",
                "unknown key `absnet`",
                Some("did you mean `absent`?"),
                vec![(12, 1, "absnet", "not a key here")],
            ),
        ),
    ] {
        let error = read_everything(&GOOD.replace(from, to)).unwrap_err();
        assert_eq!(told(&error), expected, "{to}");
        assert!(!error.sources()[0].text.contains("s3cret"));
    }
}

#[test]
fn all_faults_stand_in_one_error_in_the_order_of_the_text() {
    let text = GOOD.replace("text: x", "txt: x").replace("flag: true", "flag: [\n  ]").replace("whole: 3", "whole: x");
    let error = read_everything(&text).unwrap_err();
    assert_eq!(
        told(&error),
        (
            "unknown-key",
            "unknown key `txt` (and 3 more)",
            None,
            vec![
                (1, 1, "txt", "unknown key `txt`; did you mean `text`?"),
                (1, 1, "txt: *", "`text` is missing; add `text`"),
                (2, 7, "[", "expected true or false for `flag`, found a list"),
                (4, 8, "x", "expected an integer for `whole`, found a text"),
            ]
        )
    );
}

#[test]
fn of_many_faults_all_are_counted_and_the_first_twenty_are_shown() {
    let numbers: Vec<String> = (0..100).map(|number| number.to_string()).collect();
    let error = read_everything(&GOOD.replace("[a, b]", &format!("[{}]", numbers.join(", ")))).unwrap_err();
    let message = "expected a text for `list[0]`, found an integer (and 99 more)";
    assert_eq!((error.message(), error.sources().len()), (message, 20));
}

#[test]
fn a_secret_of_the_wrong_type_is_masked_too_and_lines_keep_their_places() {
    let error = read_everything(&GOOD.replace("s3cret", "\n  - 123456\n  - é\nmore: 1")).unwrap_err();
    assert_eq!(error.sources().len(), 2);
    let text = &error.sources()[0].text;
    assert_eq!(&text[text.find("token").unwrap()..], "token: \n  ********\n******\nmore: *\n");
}

#[test]
fn a_secret_behind_an_alias_is_masked_where_it_is_written() {
    let error =
        read_everything(&GOOD.replace("text: x", "text: &t s3cret\nx: 1").replace("token: s3cret", "token: *t"));
    let text = error.unwrap_err().sources()[0].text.clone();
    assert_eq!((&text[..24], text.contains("s3cret")), ("text: &t ******\nx: *\nfla", false));
}

#[test]
fn an_empty_document_is_a_fault_of_its_reader() {
    let error = read_everything("# nothing\n").unwrap_err();
    assert_eq!(told(&error), ("empty", "the file is empty", None, vec![(1, 1, "", "nothing here")]));
}
