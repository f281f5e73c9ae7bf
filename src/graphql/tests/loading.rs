//! Errors of loading, and their places.

use super::{coordinates, errors, lines, load};
use crate::error::{ErrorKind, Source};
use crate::graphql::{Diagnostic, Leniency, Place, Schema, SourceText};

#[test]
fn several_files_are_one_schema_and_each_error_names_its_file() {
    let one = SourceText::new("one.graphql", "type Query { t: T }");
    let two = SourceText::new("two.graphql", "type T { x: Int }");
    let loaded = Schema::load(&[one.clone(), two], Leniency::Strict).expect("a schema");
    assert_eq!(coordinates(&loaded.schema), ["Query.t", "T.x"]);
    let two = SourceText::new("two.graphql", "\n type T { x: Nope }");
    let found = Schema::load(&[one.clone(), two.clone()], Leniency::Strict).expect_err("an unknown type");
    assert_eq!(lines(&found), "two.graphql:2:14: cannot find type `Nope` in this document");
    let empty = SourceText::new("empty.graphql", " \n");
    let loaded = Schema::load(&[one, empty, SourceText::new("t", "type T { x: Int }")], Leniency::Strict);
    assert_eq!(lines(&loaded.expect("a schema").warnings), "empty.graphql: the file is empty");
}

#[test]
fn a_file_without_a_schema_says_so() {
    assert_eq!(errors(""), "schema.graphql: the file is empty");
    assert_eq!(errors("\u{feff} \r\n\t"), "schema.graphql: the file is empty");
    assert_eq!(errors("# nothing\n"), "schema.graphql: the file has nothing but comments");
    assert_eq!(errors("type Query\0{}"), "schema.graphql:1:11: the file is not text: it holds a zero byte");
    assert_eq!(
        errors("{ a }"),
        "schema.graphql:1:1: a schema document must not contain an operation definition\nschema.graphql: the schema has no `Query` type"
    );
    assert_eq!(lines(&Schema::load(&[], Leniency::Strict).expect_err("nothing")), ": no schema was given");
}

#[test]
fn bytes_that_are_no_text_say_what_they_are() {
    let found = SourceText::from_bytes("a.bin", vec![b'a', 0xff, 0]).expect_err("not UTF-8");
    assert_eq!(found.to_string(), "a.bin: the file is not text: byte 1 is not valid UTF-8");
    let found = SourceText::from_bytes("a.txt", vec![0xff, 0xfe, b't', 0]).expect_err("UTF-16");
    assert_eq!(found.to_string(), "a.txt: the file is UTF-16 text, not UTF-8");
    assert_eq!(SourceText::from_bytes("a", b"type".to_vec()), Ok(SourceText::new("a", "type")));
}

#[test]
fn all_errors_come_at_once_each_with_its_place() {
    let text = "type Query {\n  a: Nope\n  b(x: Missing): Int\n}\ntype Empty\n";
    let found = load(text).expect_err("errors");
    assert_eq!(
        lines(&found),
        "schema.graphql:2:6: cannot find type `Nope` in this document\n\
         schema.graphql:3:8: cannot find type `Missing` in this document\n\
         schema.graphql:5:1: `Empty` has no fields"
    );
    assert_eq!(found[0].place, Some(Place { span: 18..22, line: 2, column: 6, end_line: 2, end_column: 10 }));
}

#[test]
fn syntax_errors_come_at_once_too() {
    assert_eq!(
        errors("type Query { a: }\ntype { x: Int }\ntype T { x: Int"),
        "schema.graphql:1:17: syntax error: expected a Type\n\
         schema.graphql:2:6: syntax error: expected a name\n\
         schema.graphql:3:16: syntax error: expected `}`, but the text ends"
    );
}

#[test]
fn columns_count_characters_and_spans_count_bytes() {
    let text = "\"é😀\" type Query {\n  \"日本\" a: Nope }";
    let found = load(text).expect_err("an unknown type");
    let start = text.find("Nope").expect("the name");
    let place = Place { span: start..start + 4, line: 2, column: 11, end_line: 2, end_column: 15 };
    assert_eq!(found[0].place, Some(place));
}

#[test]
fn a_type_that_is_almost_there_is_suggested() {
    let found = load("type Query { a: Pots } type Post { id: ID }").expect_err("an unknown type");
    assert_eq!(found[0].help.as_deref(), Some("did you mean `Post`?"));
    let found = load("type Query { a: AWSDatetime }").expect_err("an unknown type");
    assert_eq!(found[0].help.as_deref(), Some("did you mean `AWSDateTime`?"));
}

#[test]
fn a_schema_without_a_query_type_is_an_error() {
    assert_eq!(errors("type T { a: Int }"), "schema.graphql: the schema has no `Query` type");
}

#[test]
fn one_error_keeps_every_place() {
    let text = "\u{feff}type Query {\n  a: Nope\n  b: Missing\n}";
    let sources = [SourceText::new("schema.graphql", text)];
    let found = Schema::load(&sources, Leniency::Strict).expect_err("errors");
    let error = Diagnostic::into_error(&found, "schema-invalid", "the schema", &sources);
    assert_eq!(
        (error.kind(), error.code(), error.message()),
        (ErrorKind::Input, "schema-invalid", "the schema has 2 errors")
    );
    let places: Vec<_> = error.sources().iter().map(Source::line_and_column).collect();
    assert_eq!(places, [(2, 6), (3, 6)]);
    let marked: Vec<_> = error.sources().iter().map(|each| &each.text[each.span.clone()]).collect();
    assert_eq!(marked, ["Nope", "Missing"]);
    let error = Diagnostic::into_error(&found[..1], "schema-invalid", "the schema", &sources);
    assert_eq!(error.message(), "cannot find type `Nope` in this document");
    let empty = [SourceText::new("x.graphql", "")];
    let found = Schema::load(&empty, Leniency::Strict).expect_err("nothing there");
    assert_eq!(
        Diagnostic::into_error(&found, "schema-invalid", "the schema", &empty).message(),
        "`x.graphql`: the file is empty"
    );
}

#[test]
fn nesting_of_100_000_levels_is_refused() {
    for (open, close) in [("[", "]"), ("{", "}"), ("(", ")")] {
        let text = format!("type Query {{ a: {}Int{} }}", open.repeat(100_000), close.repeat(100_000));
        assert_eq!(errors(&text), "schema.graphql:1:216: brackets nest deeper than 200 levels");
    }
}

#[test]
fn a_large_schema_loads() {
    let types: String = (0..3_000)
        .map(|n| {
            format!(
                "type T{n} @aws_iam @unknown {{ id: ID a(x: Int = {n}): T{} b: String @aws_lambda }}\n",
                (n + 1) % 3_000
            )
        })
        .collect();
    let text = format!("type Query {{ t: T0 }}\n{types}");
    let loaded = load(&text).expect("a schema");
    assert_eq!(loaded.schema.coordinates().count(), 9_001);
}
