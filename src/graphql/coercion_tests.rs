//! Values of scalars, going out.

use serde_json::{Value, json};

use super::{Leniency, Schema, SourceText, serialize};

fn schema() -> Schema {
    let sdl = "enum Level { LOW } type Query { a: Level }";
    Schema::load(&[SourceText::new("schema.graphql", sdl)], Leniency::Strict).expect("a schema").schema
}

#[test]
fn what_can_be_converted_is() {
    let schema = schema();
    let table = [
        ("String", json!(5), json!("5")),
        ("String", json!({"a": [1, "x"]}), json!("{a=[1, x]}")),
        ("ID", json!(7), json!("7")),
        ("Int", json!(5.0), json!(5)),
        ("Int", json!("5"), json!(5)),
        ("Float", json!(5), json!(5.0)),
        ("Boolean", json!("TRUE"), json!(true)),
        ("Boolean", json!(0), json!(false)),
        ("Level", json!("LOW"), json!("LOW")),
        ("AWSJSON", json!({"a": 1}), json!("{\"a\":1}")),
        ("AWSJSON", json!("{\"a\":1}"), json!("{\"a\":1}")),
        ("AWSJSON", json!("no json"), json!("\"no json\"")),
        ("AWSTimestamp", json!("12"), json!(12)),
    ];
    for (type_name, value, expected) in table {
        assert_eq!(serialize(&schema, type_name, &value), Ok(expected), "{type_name} {value}");
    }
}

#[test]
fn appsync_s_scalars_have_their_forms() {
    let schema = schema();
    let table: [(&str, &[&str], &[&str]); 8] = [
        ("AWSDate", &["1970-01-01", "1970-01-01Z", "2024-02-29+05:30"], &["2023-02-29", "1970-1-1", "noon", ""]),
        ("AWSTime", &["12:30", "12:30Z", "12:30:24-07:00", "12:30:24.500+05:30"], &["25:00", "12", "12:30.5", "é"]),
        ("AWSDateTime", &["2024-05-01T10:00Z", "2024-05-01T10:00:00.123+02:00"], &["2024-05-01T10:00", "2024-05-01"]),
        ("AWSEmail", &["a@example.com"], &["a@b", "@example.com", "a b@example.com", "a"]),
        ("AWSURL", &["https://example.com/x", "ftp://a"], &["example.com", "gopher://x", "https://a b"]),
        ("AWSPhone", &["+12065550100", "206-555-0100", "+49 30 123456"], &["1110004444", "12", "+", "abc"]),
        ("AWSIPAddress", &["192.0.2.1", "192.0.2.0/24", "2001:db8::1/64"], &["300.0.0.1", "192.0.2.0/33", "x"]),
        ("AWSTimestamp", &["1700000000", "-5"], &["1.5", "soon"]),
    ];
    for (type_name, right, wrong) in table {
        for text in right {
            assert!(serialize(&schema, type_name, &Value::from(*text)).is_ok(), "{type_name} {text}");
        }
        for text in wrong {
            assert!(serialize(&schema, type_name, &Value::from(*text)).is_err(), "{type_name} {text}");
        }
    }
}
