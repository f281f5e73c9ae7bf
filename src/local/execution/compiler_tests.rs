//! The same data for the same operations as the compiler's own executor, which follows the specification.

use apollo_compiler::resolvers::{Execution as Reference, FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::serde_json_bytes;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::plain::{Plain, executable, schema_of};
use super::{Execution, Outcome};
use crate::local::data::Data;

const SDL: &str = r#"
    interface Node { id: ID }
    interface Named implements Node { id: ID name: String }
    type A implements Node & Named { id: ID name: String a: String! next: Any list: [Node!] deep: [[A!]] }
    type B implements Node { id: ID b: String next: Any list: [Any]! }
    union Any = A | B
    type Query { a: A! b: B any: Any node: Node list: [Any] }
"#;

/// An object of the data, for the reference.
struct Object<'d>(&'d str, &'d Map<String, Value>);

fn resolved(value: &Value) -> ResolvedValue<'_> {
    match value {
        Value::Array(items) => ResolvedValue::list(items.iter().map(resolved)),
        Value::Object(members) => {
            let type_name = members["__typename"].as_str().expect("a type");
            ResolvedValue::object(Object(type_name, members))
        }
        leaf => ResolvedValue::Leaf(serde_json_bytes::to_value(leaf).expect("JSON")),
    }
}

impl ObjectValue for Object<'_> {
    fn type_name(&self) -> &str {
        self.0
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        Ok(self.1.get(info.field_name()).map_or_else(ResolvedValue::null, resolved))
    }
}

/// Objects nested some levels deep; what is missing or null in them depends on `bits`.
fn object(type_name: &str, level: usize, bits: u64) -> Value {
    let bit = |number: u64| bits.rotate_right(u32::try_from(level).expect("small") * 7) >> number & 1 == 1;
    let next = |type_name| if level == 0 { Value::Null } else { object(type_name, level - 1, bits.rotate_left(5)) };
    let name = |yes: bool, text: &str| if yes { json!(text) } else { Value::Null };
    match type_name {
        "A" => json!({
            "__typename": "A", "id": format!("a{level}"), "name": name(bit(0), "n"), "a": name(bit(1) || bit(2), "x"),
            "next": next("B"), "list": [next("A"), next("B")], "deep": [[next("A")], null],
        }),
        _ => {
            json!({"__typename": "B", "id": null, "b": name(bit(3), "y"), "next": next("A"), "list": [next("A"), null]})
        }
    }
}

fn root(bits: u64) -> Value {
    json!({
        "__typename": "Query", "a": object("A", 3, bits), "b": object("B", 3, !bits), "any": object("B", 2, bits),
        "node": object("A", 2, bits >> 3), "list": [object("A", 2, bits >> 9), null, object("B", 2, bits >> 11)],
    })
}

const PIECES: [&str; 12] = [
    "a { id name }",
    "a { a next { ...F } list { id ... on Named { name } ... on B { b } } }",
    "b { b next { __typename ... on A { a deep { a } } } }",
    "any { ...F ... on B @skip(if: $t) { b } }",
    "node { id ...N ... on A { list { __typename id } } }",
    "node { id ...N ... on A { list { ...N } deep { id a } } }",
    "list { ... on A { id a } ... on B { key: b list { ...F } } }",
    "x: a { y: a next { ... on B { list { ... on A { a } } } } }",
    "... on Query @include(if: $f) { b { id } }",
    "... { b { id b } }",
    "__typename",
    "b @include(if: $t) { list { ... on A { deep { name } } } }",
];

fn ours_and_theirs(query: &str, bits: u64) -> (Value, Value) {
    let schema = schema_of(SDL);
    let executable = executable(&schema, query).unwrap_or_else(|errors| panic!("{query}: {errors:?}"));
    let data = root(bits);
    let variables = Map::from_iter([("t".to_owned(), json!(true)), ("f".to_owned(), json!(false))]);
    let fields = data.as_object().expect("an object");
    let resolved = fields.keys().skip(1).enumerate();
    let plain = Plain {
        variables,
        resolvers: resolved
            .map(|(index, name)| (format!("Query.{name}").parse().expect("a coordinate"), index + 1))
            .collect(),
        ..Plain::default()
    };
    let made_up = Data::made_up();
    let request = plain.request(&schema, &executable, &made_up);
    let mut execution = Execution::start(request).expect("an execution");
    let value = |target: usize| fields.values().nth(target).expect("a field").clone();
    let answers = execution.calls().into_iter().map(|call| Ok(value(call.target))).collect();
    execution.supply(answers);
    let Outcome::Response(response) = execution.finish() else { panic!("no response") };
    let ours: Value = serde_json::from_str(&response.body).expect("JSON");
    let variables = [("t", true), ("f", false)];
    let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
    let reference = Reference::new(schema.compiled(), executable.document())
        .raw_variable_values(&variables)
        .execute_sync(&Object("Query", fields))
        .expect("a response");
    // As text: the order of members counts.
    let theirs = serde_json::to_value(&reference.data).expect("JSON");
    assert_eq!(ours["data"].to_string(), theirs.to_string(), "{query}");
    (ours["errors"].clone(), serde_json::to_value(&reference.errors).expect("JSON"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_data_is_that_of_the_compiler(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 1..5),
        bits in any::<u64>(),
    ) {
        let query = format!(
            "query($t: Boolean!, $f: Boolean = false) {{ {} b @include(if: $t) @skip(if: $f) {{ id }} z: any {{ ...F }} z: any {{ ...F }} node {{ ...N }} }} \
             fragment F on Any {{ __typename ... on A {{ name next {{ ... on B {{ b }} }} }} }} fragment N on Named {{ name }}",
            pieces.join(" ")
        );
        let (ours, theirs) = ours_and_theirs(&query, bits);
        // Errors: at least as many, as ours go on beside a field that failed.
        let count = |errors: &Value| errors.as_array().map_or(0, Vec::len);
        prop_assert!(count(&ours) >= count(&theirs), "{ours} {theirs}");
    }
}
