//! Documents that do not fit, and what AppSync says of them.

use super::{Document, Leniency, Schema, SourceText};

const SDL: &str = r#"
    enum Level { LOW HIGH }
    input Filter { name: String! level: Level sub: [Filter!] }
    type Item { id: ID! name: String tags: [Item] }
    type Other { id: ID! }
    union Any = Item | Other
    type Query { item(id: ID!, n: Int, level: Level, filter: Filter, ids: [ID!], day: AWSDate): Item list: [Item] any: Any }
"#;

/// Each entry as `line:column message`, without `Validation error of type`.
fn said(query: &str) -> Vec<String> {
    let schema = Schema::load(&[SourceText::new("schema.graphql", SDL)], Leniency::Strict).expect("a schema").schema;
    let operation = Document::parse("query", query).expect("a document").operations().next().expect("an operation");
    let Err(errors) = operation.executable(&schema) else { return Vec::new() };
    let entry = |error: &super::ValidationError| {
        let place = error.locations.first().map(|place| format!("{}:{}", place.line, place.column)).unwrap_or_default();
        format!("{place} {}", error.message.trim_start_matches("Validation error of type "))
    };
    errors.iter().map(entry).collect()
}

#[test]
fn each_fault_has_the_words_of_graphql_java() {
    let table: [(&str, &[&str]); 26] = [
        ("{badfield}", &["1:2 FieldUndefined: Field 'badfield' in type 'Query' is undefined @ 'badfield'"]),
        (
            "{ item(id: 1) { x: nope { deep } } }",
            &["1:17 FieldUndefined: Field 'nope' in type 'Item' is undefined @ 'item/nope'"],
        ),
        ("{ item { id } }", &["1:3 MissingFieldArgument: Missing field argument id @ 'item'"]),
        ("{ item(id: 1, no: 2) { id } }", &["1:15 UnknownArgument: Unknown field argument no @ 'item'"]),
        ("{ item(id: 1) }", &["1:3 SubSelectionRequired: Sub selection required for type Item of field item @ 'item'"]),
        ("{ list }", &["1:3 SubSelectionRequired: Sub selection required for type null of field list @ 'list'"]),
        (
            "{ item(id: 1) { name { x } } }",
            &["1:17 SubSelectionNotAllowed: Sub selection not allowed on leaf type String of field name @ 'item/name'"],
        ),
        (
            "{ item(id: 1, n: \"x\") { id } }",
            &["1:15 WrongType: argument 'n' with value 'StringValue{value='x'}' is not a valid 'Int' @ 'item'"],
        ),
        (
            "{ item(id: 1, level: MIDDLE) { id } }",
            &["1:15 WrongType: argument 'level' with value 'EnumValue{name='MIDDLE'}' is not a valid 'Level' @ 'item'"],
        ),
        (
            "{ item(id: 1, day: \"noon\") { id } }",
            &[
                "1:15 WrongType: argument 'day' with value 'StringValue{value='noon'}' is not a valid 'AWSDate' @ 'item'",
            ],
        ),
        (
            "{ ...F } fragment F on Query { item(id: 1, day: {a: 1}) { id } }",
            &[concat!(
                "1:44 WrongType: argument 'day' with value 'ObjectValue{objectFields=[ObjectField{name='a', ",
                "value=IntValue{value=1}}]}' is not a valid 'AWSDate' @ 'F/item'"
            )],
        ),
        ("{ item(id: 1, day: \"2024-01-01\") { id } }", &[]),
        (
            "{ item(id: null) { id } }",
            &["1:8 WrongType: argument 'id' with value 'NullValue{}' must not be null @ 'item'"],
        ),
        (
            "{ item(id: 1, filter: {level: LOW}) { id } }",
            &[concat!(
                "1:15 WrongType: argument 'filter' with value 'ObjectValue{objectFields=[ObjectField{name='level', ",
                "value=EnumValue{name='LOW'}}]}' is missing required fields '[name]' @ 'item'"
            )],
        ),
        (
            "{ item(id: 1, filter: {name: \"n\", sub: [{name: 4}]}) { id } }",
            &[
                "1:15 WrongType: argument 'filter.sub[0].name' with value 'IntValue{value=4}' is not a valid 'String' @ 'item'",
            ],
        ),
        (
            "{ item(id: 1, filter: {name: \"n\", no: 1}) { id } }",
            &[concat!(
                "1:15 WrongType: argument 'filter' with value 'ObjectValue{objectFields=[ObjectField{name='name', ",
                "value=StringValue{value='n'}}, ObjectField{name='no', value=IntValue{value=1}}]}' ",
                "contains a field not in 'Filter': 'no' @ 'item'"
            )],
        ),
        ("{ item(id: $id) { id } }", &["1:12 UndefinedVariable: Undefined variable id @ 'item'"]),
        ("query($x: Int) { item(id: 1) { id } }", &["1:7 UnusedVariable: Unused variable x"]),
        (
            "query($x: Int) { item(id: $x) { id } }",
            &["1:27 VariableTypeMismatch: Variable type 'Int' doesn't match expected type 'ID!' @ 'item'"],
        ),
        ("query($x: Nope) { item(id: $x) { id } }", &["1:11 UnknownType: Unknown type Nope"]),
        ("{ item(id: 1) { ... on Nope { id } } }", &["1:24 UnknownType: Unknown type Nope @ 'item'"]),
        ("{ item(id: 1) { ...Gone } }", &["1:17 UndefinedFragment: Undefined fragment Gone @ 'item'"]),
        ("{ item(id: 1) { id } } fragment F on Item { id }", &["1:24 UnusedFragment: Unused fragment F @ 'F'"]),
        ("{ item(id: 1) { id @nope } }", &["1:20 UnknownDirective: Unknown directive nope @ 'item/id'"]),
        ("{ item(id: 1) { a: id a: name } }", &["1:17 FieldsConflict: a: id and name are different fields @ 'item'"]),
        (
            "{ item(id: 1) { ...F } } fragment F on Item { ...F }",
            &["1:26 FragmentCycle: Fragment cycles not allowed @ 'F'"],
        ),
    ];
    for (query, expected) in table {
        assert_eq!(said(query), expected, "{query}");
    }
}

#[test]
fn entries_stand_in_the_order_of_the_document_and_print_as_appsync_prints_them() {
    let schema = Schema::load(&[SourceText::new("schema.graphql", SDL)], Leniency::Strict).expect("a schema").schema;
    let document = Document::parse("query", "{\n  item(no: 1) { nope }\n}").expect("a document");
    let errors = document.pick(None).expect("an operation").executable(&schema).expect_err("it does not fit");
    assert_eq!(
        super::ValidationError::body(&errors),
        concat!(
            r#"{"data":null,"errors":[{"path":null,"locations":[{"line":2,"column":3,"sourceName":null}],"#,
            r#""message":"Validation error of type MissingFieldArgument: Missing field argument id @ 'item'"},"#,
            r#"{"path":null,"locations":[{"line":2,"column":8,"sourceName":null}],"#,
            r#""message":"Validation error of type UnknownArgument: Unknown field argument no @ 'item'"},"#,
            r#"{"path":null,"locations":[{"line":2,"column":17,"sourceName":null}],"#,
            r#""message":"Validation error of type FieldUndefined: Field 'nope' in type 'Item' is undefined @ 'item/nope'"}]}"#
        )
    );
}

#[test]
fn the_depth_of_an_operation_follows_fragments_and_leaves_introspection_out() {
    let schema = Schema::load(&[SourceText::new("schema.graphql", SDL)], Leniency::Strict).expect("a schema").schema;
    let depth = |query: &str| {
        let operation = Document::parse("query", query).expect("a document").operations().next().expect("one");
        operation.executable(&schema).expect("it fits").depth()
    };
    assert_eq!(depth("{ __schema { types { fields { name } } } }"), 0);
    assert_eq!(depth("{ item(id: 1) { ...F } list { id } } fragment F on Item { tags { tags { id } } }"), 4);
}
