//! `--var NAME=VALUE`: what a text becomes, by the type that the operation declares.

use super::schema;
use crate::graphql::{Document, Schema};

const SCHEMA: &str = "type Query { a(n: Int): String }
    enum Kind { OPEN CLOSED }
    input Filter { id: ID, n: Int }
    input Both { filters: [Filter!] }";

fn typed(declared: &str, text: &str, schema: Option<&Schema>) -> String {
    let document = Document::parse("query.graphql", format!("query ($v: {declared}) {{ a }}")).expect("a document");
    let operation = document.pick(None).expect("one operation");
    match operation.variable_from_text("v", text, schema) {
        Ok(value) => value.get().to_owned(),
        Err(error) => {
            assert_eq!((error.status().code(), error.code()), (2, "bad-variable"));
            format!("! {error} ({})", error.help_text().unwrap_or_default())
        }
    }
}

#[test]
fn a_text_becomes_a_value_of_the_declared_type() {
    let schema = schema(SCHEMA);
    for (declared, text, json) in [
        ("Int", "3", "3"),
        ("Int!", " -0 ", "-0"),
        ("Int", "1e3", "1e3"),
        ("Int", "null", "null"),
        ("Float!", "1.10", "1.10"),
        ("Float", "12345678901234567890123", "12345678901234567890123"),
        ("AWSTimestamp", "1700000000", "1700000000"),
        ("Boolean", "true", "true"),
        ("Boolean!", "false", "false"),
        ("String", "null", r#""null""#),
        ("String!", "", r#""""#),
        ("String", "3", r#""3""#),
        ("String", " a \"b\"\n", r#"" a \"b\"\n""#),
        ("ID!", "0012", r#""0012""#),
        ("Kind", "OPEN", r#""OPEN""#),
        ("Kind", "null", "null"),
        ("AWSDate", "2024-02-29", r#""2024-02-29""#),
        ("AWSDate", "null", "null"),
        ("AWSPhone", "112", r#""112""#),
        ("AWSJSON", r#"{"a": 1.0}"#, r#""{\"a\": 1.0}""#),
        ("AWSJSON!", "null", r#""null""#),
        ("[Int!]!", "[1, 2.0]", "[1, 2.0]"),
        ("[Int]", "[1,null]", "[1,null]"),
        ("[Int]", "7", "7"),
        ("[Int]", "null", "null"),
        ("[String!]", "one", r#""one""#),
        ("[String!]", r#"["a",  "b"]"#, r#"["a",  "b"]"#),
        ("[[Int]]", "[[1],2]", "[[1],2]"),
        ("[ID]", r#"["a",1]"#, r#"["a",1]"#),
        ("[Kind!]", "[\"OPEN\"]", "[\"OPEN\"]"),
        ("Filter!", r#" {"n": 1.00} "#, r#"{"n": 1.00}"#),
        ("Filter", "null", "null"),
        ("[Filter!]", r#"{"n":1}"#, r#"{"n":1}"#),
        ("Both", r#"{"filters":[{"id":"1"}]}"#, r#"{"filters":[{"id":"1"}]}"#),
    ] {
        assert_eq!(typed(declared, text, Some(&schema)), json, "{declared} = {text}");
    }
}

#[test]
fn without_a_schema_a_type_that_is_not_appsyncs_own_is_json_when_it_looks_like_it() {
    for (declared, text, json) in [
        ("Kind!", "OPEN", r#""OPEN""#),
        ("Filter", r#"{"n":1.0}"#, r#"{"n":1.0}"#),
        ("Filter", "null", "null"),
        ("[Filter]", r#"[{"n":1.0}]"#, r#"[{"n":1.0}]"#),
        ("[Filter]", r#"{"n":1.0}"#, r#"{"n":1.0}"#),
        ("[Kind]", "OPEN", r#""OPEN""#),
        ("Int", "3", "3"),
        ("AWSJSON", "[]", r#""[]""#),
    ] {
        assert_eq!(typed(declared, text, None), json, "{declared} = {text}");
    }
}

#[test]
fn a_text_that_does_not_fit_is_refused_with_the_declared_type() {
    let schema = schema(SCHEMA);
    let refused: Vec<String> = [
        ("Int!", "1.5"),
        ("Int", "3000000000"),
        ("Int", "three"),
        ("Int!", "null"),
        ("Int", "\"3\""),
        ("Float", ".5"),
        ("Boolean", "TRUE"),
        ("AWSTimestamp", "1.5"),
        ("Kind", "OPNE"),
        ("Kind", "elsewhere"),
        ("AWSDate", "2023-02-29"),
        ("AWSJSON", "{a}"),
        ("[Int!]", "[1,null]"),
        ("[Int]", "[1,\"2\"]"),
        ("[Int]", "x"),
        ("[String]", "[draft]"),
        ("Filter", "id"),
        ("Filter", "[]"),
    ]
    .into_iter()
    .map(|(declared, text)| typed(declared, text, Some(&schema)))
    .collect();
    insta::assert_snapshot!(refused.join("\n"), @r#"
    ! the variable `$v` is declared as `Int!`, and `1.5` is not of that type (give a whole number of at most 32 bits, as in `v=7`)
    ! the variable `$v` is declared as `Int`, and `3000000000` is not of that type (give a whole number of at most 32 bits, as in `v=7`)
    ! the variable `$v` is declared as `Int`, and `three` is not of that type (give a whole number of at most 32 bits, as in `v=7`)
    ! the variable `$v` is declared as `Int!`, and `null` is no value of it (give it a value)
    ! the variable `$v` is declared as `Int`, and `"3"` is not of that type (give a whole number of at most 32 bits, as in `v=7`)
    ! the variable `$v` is declared as `Float`, and `.5` is not of that type (give a number, as in `v=1.5`)
    ! the variable `$v` is declared as `Boolean`, and `TRUE` is not of that type (give `v=true` or `v=false`)
    ! the variable `$v` is declared as `AWSTimestamp`, and `1.5` is not of that type (give seconds since 1970, as in `v=1700000000`)
    ! the variable `$v` is declared as `Kind`, and `OPNE` is not of that type (did you mean `OPEN`?)
    ! the variable `$v` is declared as `Kind`, and `elsewhere` is not of that type (it is one of `OPEN`, `CLOSED`)
    ! the variable `$v` is declared as `AWSDate`, and `2023-02-29` is not of that type (give a valid date)
    ! the variable `$v` is declared as `AWSJSON`, and `{a}` is not of that type (give JSON, as in `v='{"a": 1}'`)
    ! the variable `$v` is declared as `[Int!]`, and `[1,null]` is not of that type (give JSON, as in `v='[1, 2]'`)
    ! the variable `$v` is declared as `[Int]`, and `[1,"2"]` is not of that type (give JSON, as in `v='[1, 2]'`)
    ! the variable `$v` is declared as `[Int]`, and `x` is not of that type (give JSON, as in `v='[1, 2]'`)
    ! the variable `$v` is declared as `[String]`, and `[draft]` is no JSON (expected value at line 1 column 2; give JSON, as in `v='["a", "b"]'`)
    ! the variable `$v` is declared as `Filter`, and `id` is no JSON (expected value at line 1 column 1; give JSON, as in `v='{"id": "1"}'`)
    ! the variable `$v` is declared as `Filter`, and `[]` is not of that type (give JSON, as in `v='{"id": "1"}'`)
    "#);
    assert!(
        typed("Filter", "{id: 1}", None)
            .starts_with("! the variable `$v` is declared as `Filter`, and `{id: 1}` is no JSON")
    );
    assert!(typed("Int", &"x".repeat(1_000), None).len() < 300);
}

#[test]
fn a_variable_that_is_not_declared_is_refused_with_the_one_that_was_meant() {
    let refused = |text: &str, name: &str| {
        let document = Document::parse("query.graphql", text).expect("a document");
        let error = document.pick(None).expect("one operation").variable_from_text(name, "1", None).unwrap_err();
        format!("{} {error}: {}", error.status().code(), error.help_text().unwrap_or_default())
    };
    let text = "query ($limit: Int, $nextToken: String) { a }";
    assert_eq!(refused(text, "limt"), "2 the operation declares no variable `$limt`: did you mean `limit`?");
    assert_eq!(
        refused(text, "somethingElse"),
        "2 the operation declares no variable `$somethingElse`: it declares `$limit`, `$nextToken`"
    );
    assert_eq!(
        refused("{ a }", "n"),
        "2 the operation declares no variable `$n`: declare it, as in `query ($n: String) { … }`"
    );
}
