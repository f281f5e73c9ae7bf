//! The schemas under `tests/fixtures`.

use super::{coordinates, lines, load, schema};

const KITCHEN: &str = include_str!("../../../tests/fixtures/schemas/kitchen.graphql");
const TODO: &str = include_str!("../../../tests/fixtures/schemas/todo.graphql");
const BLOG: &str = include_str!("../../../tests/fixtures/schemas/blog.graphql");
const TODO_MODELS: &str = include_str!("../../../tests/fixtures/schemas/todo-models.graphql");
const BLOG_MODELS: &str = include_str!("../../../tests/fixtures/schemas/blog-models.graphql");

#[test]
fn schemas_that_appsync_runs_load_without_a_warning() {
    for (text, fields) in [(KITCHEN, 83), (TODO, 38), (BLOG, 113)] {
        let loaded = load(text).expect("a valid schema");
        assert_eq!(lines(&loaded.warnings), "");
        assert_eq!(loaded.schema.coordinates().count(), fields);
    }
}

#[test]
fn amplify_models_load_with_a_warning_for_each_directive() {
    let loaded = load(TODO_MODELS).expect("warnings only");
    assert_eq!(
        lines(&loaded.warnings),
        "schema.graphql:1:11: the directive `@model` is not known (2 uses)\n\
         schema.graphql:1:18: the directive `@auth` is not known (2 uses)\n\
         schema.graphql:9:14: the directive `@index` is not known\n\
         schema.graphql:10:18: the directive `@belongsTo` is not known\n\
         schema.graphql:16:17: the directive `@hasMany` is not known\n\
         schema.graphql: the schema has no `Query` type"
    );
    assert_eq!(coordinates(&loaded.schema).first().map(String::as_str), Some("Todo.id"));
    let loaded = load(BLOG_MODELS).expect("warnings only");
    let found = lines(&loaded.warnings);
    let names: Vec<_> = found.lines().filter_map(|line| line.split('`').nth(1)).collect();
    assert_eq!(
        names,
        [
            "@model",
            "@auth",
            "@index",
            "@hasMany",
            "@hasOne",
            "@primaryKey",
            "@default",
            "@belongsTo",
            "@manyToMany",
            "@function"
        ]
    );
    let help = "this is an Amplify model; the schema that Amplify builds from it is what AppSync runs";
    assert!(loaded.warnings.iter().all(|warning| warning.help.as_deref() == Some(help)));
}

#[test]
fn introspection_json_of_another_implementation_gives_the_same_fields() {
    let json = include_str!("../../../tests/fixtures/schemas/kitchen.introspection.json");
    let loaded = load(json).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
    assert_eq!(lines(&loaded.warnings), "");
    let (mut theirs, mut ours) = (coordinates(&loaded.schema), coordinates(&schema(KITCHEN)));
    theirs.sort();
    ours.sort();
    assert_eq!(theirs, ours);
}
