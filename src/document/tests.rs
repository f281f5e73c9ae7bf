//! Documents as a whole: places, types, faults of syntax, and that no text breaks the reader.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::error::{Error, ErrorKind};

fn read(text: &str) -> Value {
    Document::parse("a.yaml", text).unwrap().root().unwrap().to_json().unwrap()
}

/// What [`told`] answers.
pub(super) type Told<'e> = (&'e str, &'e str, Option<&'e str>, Vec<(usize, usize, &'e str, &'e str)>);

/// Code, message, help, and for each place line, column, marked text and label.
pub(super) fn told(error: &Error) -> Told<'_> {
    let places = error.sources().iter().map(|source| {
        let (line, column) = source.line_and_column();
        (line, column, &source.text[source.span.clone()], source.label.as_str())
    });
    (error.code(), error.message(), error.help_text(), places.collect())
}

/// Every scalar and key of a node with the text at its span.
fn marked<'t>(document: &'t Document, node: &Node, into: &mut Vec<&'t str>) {
    match &node.kind {
        Kind::List(items) => items.iter().for_each(|item| marked(document, item, into)),
        Kind::Map(entries) => {
            for entry in entries {
                into.push(&document.text()[entry.key.span.clone()]);
                marked(document, &entry.node, into);
            }
        }
        _ => into.push(&document.text()[node.span.clone()]),
    }
}

fn all_marked(name: &str, text: &str) -> Vec<String> {
    let document = Document::parse(name, text).unwrap();
    let mut found = Vec::new();
    marked(&document, document.root().unwrap(), &mut found);
    found.into_iter().map(str::to_owned).collect()
}

#[test]
fn spans_count_bytes_in_the_file_whatever_its_characters_line_ends_and_byte_order_mark() {
    let yaml = "# é\r\nnämé: 'ü x'\r\nlist:\r\n  - 😀\r\n  - {a: b}\r\n";
    assert_eq!(all_marked("a.yaml", yaml), ["nämé", "'ü x'", "list", "😀", "a", "b"]);
    assert_eq!(all_marked("a.yaml", &format!("\u{feff}{yaml}")), ["nämé", "'ü x'", "list", "😀", "a", "b"]);
    let quoted = "a: \"x\\\"y\"  # z\"\nb: 'it''s' # c\n'k' : [ \"v\" , 'w' ]\n";
    assert_eq!(all_marked("a.yaml", quoted), ["a", "\"x\\\"y\"", "b", "'it''s'", "'k'", "\"v\"", "'w'"]);
    assert_eq!(all_marked("a.json", "\u{feff}{\"é\": [1, \"ü\\\"\"]}"), ["\"é\"", "1", "\"ü\\\"\""]);
    let document = Document::parse("a.yaml", "\u{feff}é: x\n").unwrap();
    let origin = Reader::new(&document).origin();
    assert_eq!(origin.source(4..5, "").line_and_column(), (1, 4));
}

#[test]
fn a_list_or_map_spans_from_its_first_to_its_last_character() {
    let document = Document::parse("a.yaml", "a:\n  - b\n  - c: d\n\n# end\ne: { f: g }  # x }\n").unwrap();
    let Kind::Map(entries) = &document.root().unwrap().kind else { panic!("a map") };
    let texts: Vec<&str> = entries.iter().map(|entry| &document.text()[entry.node.span.clone()]).collect();
    assert_eq!(texts, ["- b\n  - c: d", "{ f: g }"]);
}

#[test]
fn a_value_that_is_not_written_has_the_place_of_its_key() {
    assert_eq!(all_marked("a.yaml", "a:\nb: { c, d: }\n"), ["a", "a", "b", "c", "c", "d", "d"]);
}

#[test]
fn yaml_is_read_by_the_core_schema_and_quoted_scalars_are_texts() {
    assert_eq!(
        read("a: no\nb: 'true'\nc: 0x1F\nd: 1e3\ne: ~\nf: !!str 1\ng: ! 2\nh: |\n  x\n  y\n1: true\n"),
        json!({ "a": "no", "b": "true", "c": 31, "d": 1000.0, "e": null, "f": "1", "g": "2", "h": "x\ny\n", "1": true })
    );
}

#[test]
fn aliases_repeat_their_anchors_as_values_and_as_keys() {
    assert_eq!(
        read("a: &x { b: [1] }\nc: *x\nd: &t name\n*t : 2\n"),
        json!({ "a": { "b": [1] }, "c": { "b": [1] }, "d": "name", "name": 2 })
    );
}

#[test]
fn an_empty_file_has_no_value() {
    for text in ["", "\n# only a comment\n", "---\n", "\u{feff}", "  "] {
        assert_eq!(Document::parse("a.yaml", text).unwrap().root(), None, "{text:?}");
    }
    assert_eq!(Document::parse("a.json", " \n").unwrap().root(), None);
    let document = Document::parse("a.yaml", "null").unwrap();
    assert_eq!(document.root().map(|node| &node.kind), Some(&Kind::Null));
}

#[test]
fn json_numbers_and_escapes_are_read_whatever_the_name_of_the_file() {
    let text = r#"{"a": 1e9, "b": "\/\ud83d\ude00\u00e9", "c": 18446744073709551615, "d": -0.5, "e":[1,{"f":null}]}"#;
    let expected = json!({ "a": 1e9, "b": "/😀é", "c": u64::MAX, "d": -0.5, "e": [1, { "f": null }] });
    for name in ["a.json", "a.yaml", "-"] {
        assert_eq!(Document::parse(name, text).unwrap().root().unwrap().to_json(), Ok(expected.clone()));
    }
}

#[test]
fn what_is_not_one_document_is_refused_with_its_place() {
    for (name, text, expected) in [
        (
            "a.json",
            "{\"a\": 1,}",
            ("syntax", "not valid JSON: expected a key in double quotes, found `}`", None, vec![(1, 9, "}", "here")]),
        ),
        (
            "a.json",
            "{\"a\": 01}",
            ("syntax", "not valid JSON: `01` is not a number of JSON", None, vec![(1, 7, "01", "here")]),
        ),
        (
            "a.JSON",
            "[1\n 2]",
            ("syntax", "not valid JSON: expected `,` or `]`, found `2`", None, vec![(2, 2, "2", "here")]),
        ),
        (
            "a.json",
            "[yes]",
            ("syntax", "not valid JSON: expected a value, found `yes`", None, vec![(1, 2, "yes", "here")]),
        ),
        (
            "a.json",
            "[\"\\ud800\"]",
            (
                "syntax",
                "not valid JSON: the text has an escape or a control character that JSON does not allow",
                None,
                vec![(1, 2, "\"\\ud800\"", "here")],
            ),
        ),
        (
            "a.json",
            "[\"x]",
            ("syntax", "not valid JSON: the text that begins here does not end", None, vec![(1, 2, "\"", "here")]),
        ),
        (
            "a.json",
            "{} {}",
            ("syntax", "not valid JSON: expected the end of the file, found `{`", None, vec![(1, 4, "{", "here")]),
        ),
        (
            "a.json",
            "[",
            ("syntax", "not valid JSON: expected a value, found the end of the file", None, vec![(1, 2, "", "here")]),
        ),
        (
            "a.json",
            "{\"a\": 1,\n\"\\u0061\": 2}",
            (
                "duplicate-key",
                "the key `a` stands twice",
                Some("remove one of the two"),
                vec![(2, 1, "\"\\u0061\"", "a second time here")],
            ),
        ),
        (
            "a.yaml",
            "a: 1\nb: 2\n'a': 3",
            (
                "duplicate-key",
                "the key `a` stands twice",
                Some("remove one of the two"),
                vec![(3, 1, "'a'", "a second time here")],
            ),
        ),
        (
            "a.yaml",
            "{\"a\": 1, \"a\": 2}",
            (
                "duplicate-key",
                "the key `a` stands twice",
                Some("remove one of the two"),
                vec![(1, 10, "\"a\"", "a second time here")],
            ),
        ),
        (
            "a.yaml",
            "a: 1\n---\nb: 2",
            (
                "several-documents",
                "the file has several documents",
                Some("keep one document in a file"),
                vec![(2, 1, "---", "a second one")],
            ),
        ),
        (
            "a.yaml",
            "a:\n\tb: 1",
            (
                "syntax",
                "not valid YAML: tabs disallowed within this context (block indentation)",
                Some("indent with spaces: YAML allows no tabs there"),
                vec![(2, 2, "b", "here")],
            ),
        ),
        (
            "a.yaml",
            "a: b: c",
            (
                "syntax",
                "not valid YAML: mapping values are not allowed in this context",
                Some("put a text that holds `: ` in quotes"),
                vec![(1, 5, ":", "here")],
            ),
        ),
        (
            "a.yaml",
            "é: [1",
            (
                "syntax",
                "not valid YAML: while parsing a flow sequence, expected ',' or ']'",
                None,
                vec![(1, 6, "", "here")],
            ),
        ),
        (
            "a.yaml",
            "a: x\0y",
            ("syntax", "not valid YAML: the file has a control character", None, vec![(1, 5, "\0", "here")]),
        ),
        (
            "a.yaml",
            "a: *b",
            ("syntax", "not valid YAML: while parsing node, found unknown anchor", None, vec![(1, 4, "*", "here")]),
        ),
        (
            "a.yaml",
            "a: &b [*b]",
            ("syntax", "the alias stands within what it repeats", None, vec![(1, 8, "*b", "here")]),
        ),
        (
            "a.yaml",
            "<<: 1",
            (
                "syntax",
                "YAML 1.2 has no merge keys",
                Some("write the keys out, or quote it when the key really is `<<`"),
                vec![(1, 1, "<<", "a merge key")],
            ),
        ),
        (
            "a.yaml",
            "? [a]\n: 1",
            (
                "syntax",
                "a key must be a text",
                Some("put a text that begins with `{` or `[` in quotes"),
                vec![(1, 3, "[", "used as a key")],
            ),
        ),
        (
            "a.yaml",
            "a: !x 1",
            ("syntax", "the tag `!x` is not known here", Some("remove the tag"), vec![(1, 4, "!x 1", "tagged")]),
        ),
        (
            "a.yaml",
            "a: !!int b",
            ("syntax", "the value is not of its tag `!!int`", None, vec![(1, 4, "!!int b", "tagged")]),
        ),
    ] {
        let error = Document::parse(name, text).unwrap_err();
        assert_eq!(told(&error), expected, "{text:?}");
        assert_eq!(error.kind(), ErrorKind::Input);
    }
}

#[test]
fn depth_is_bounded_in_yaml_and_in_json_and_through_aliases() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let code = |name: &str, text: &str| Document::parse(name, text).map(|_| ()).map_err(|error| error.code());
    for name in ["a.json", "a.yaml"] {
        assert_eq!(code(name, &nested(128)), Ok(()));
        assert_eq!(code(name, &nested(130)), Err("too-deep"));
        assert!(code(name, &nested(100_000)).is_err());
    }
    assert_eq!(
        code("a.yaml", &format!("a: &a {}\nb: {}*a{}", nested(100), "[".repeat(40), "]".repeat(40))),
        Err("too-deep")
    );
    assert!(code("a.yaml", &"- ".repeat(100_000)).is_err());
    assert!(code("a.yaml", &"{a: ".repeat(100_000)).is_err());
}

#[test]
fn aliases_cannot_become_more_than_a_bound() {
    let mut lines = vec!["a0: &a0 [x, x, x, x, x, x, x, x, x]".to_owned()];
    for level in 1..20 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        lines.push(format!("a{level}: &a{level} [{aliases}]"));
    }
    let error = Document::parse("a.yaml", &lines.join("\n")).unwrap_err();
    assert_eq!((error.code(), error.message()), ("alias-bomb", "the aliases of the file repeat too much"));
    let long = format!("a: &a {}\nb: [{}]", "x".repeat(100_000), vec!["*a"; 1_000].join(", "));
    assert_eq!(Document::parse("a.yaml", &long).unwrap_err().code(), "alias-bomb");
}

#[test]
fn bytes_that_are_not_utf_8_are_refused_with_their_place() {
    assert_eq!(decode("a.yaml", "é".into()), Ok("é".to_owned()));
    let error = decode("a.yaml", b"a: 1\nb: \xff\xfe\n".to_vec()).unwrap_err();
    assert_eq!(
        told(&error),
        (
            "not-utf-8",
            "`a.yaml` is not UTF-8 text",
            Some("save the file as UTF-8"),
            vec![(2, 4, "\u{fffd}", "not UTF-8")]
        )
    );
}

fn arbitrary_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[\\\\/\"\u{7f}-\u{ff}😀]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in any::<String>()) {
        let _ = Document::parse("a.yaml", &text);
        let _ = Document::parse("a.json", &text);
    }

    #[test]
    fn no_yaml_like_text_breaks_the_reader_and_spans_are_within_it(text in "[-a0é:,#?&*!|>%@ \t\r\n{}\\[\\]'\"\\\\~<.]{0,60}") {
        for name in ["a.yaml", "a.json"] {
            if let Ok(document) = Document::parse(name, &text)
                && let Some(root) = document.root()
            {
                marked(&document, root, &mut Vec::new());
            }
        }
    }

    #[test]
    fn json_is_read_as_serde_json_reads_it(value in arbitrary_json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let expected: Value = serde_json::from_str(&text).unwrap();
        for name in ["a.json", "a.yaml"] {
            let document = Document::parse(name, &text).unwrap();
            prop_assert_eq!(document.root().unwrap().to_json(), Ok(expected.clone()));
        }
    }

    #[test]
    fn text_is_json_for_us_when_it_is_for_serde_json(text in "[-0-9eE.+\\[\\]{}:,\"\\\\u/ a\n]{0,12}") {
        let ours = Document::parse("a.json", &text).ok().and_then(|document| document.root().and_then(|root| root.to_json().ok()));
        let theirs = serde_json::from_str::<Value>(&text).ok();
        prop_assert_eq!(ours, theirs);
    }
}
