//! What statement files look like; that they are Amplify's to the byte is a test of its own, with Amplify's generator.

use std::collections::BTreeMap;

use super::{Target, files};
use crate::codegen::{Bounds, Ir, Note, Style, generate, resolve, written_statements};
use crate::graphql::{DocumentSet, Leniency, Schema, SourceText};
use crate::settings::{DepthMode, Fragments, Imports, NestedArguments, Order};

/// The operations that the preset generates, and after them those of a document.
fn ir(sdl: &str, document: &str) -> (Schema, Ir) {
    let schema = Schema::load(&[SourceText::new("schema.graphql", sdl)], Leniency::Strict).unwrap().schema;
    let bounds = Bounds {
        is_amplify: true,
        depth: 2,
        depth_mode: DepthMode::Amplify,
        nested_arguments: NestedArguments::Skip,
        lift: Vec::new(),
        include: Vec::new(),
        exclude: Vec::new(),
        reach: None,
        denied_fields: crate::engine::denied_fields::DeniedFields::default(),
        fragments: Fragments::Never,
        order: Order::Schema,
        max_fields: None,
        typename: true,
        exclude_deprecated: false,
        operations: BTreeMap::new(),
    };
    let mut statements = generate(&schema, &bounds).statements;
    if !document.is_empty() {
        let documents = DocumentSet::read(&[SourceText::new("own.graphql", document)], &schema).unwrap();
        statements.extend(written_statements(&documents, &schema).0);
    }
    let ir = resolve(&schema, statements, Order::Schema).unwrap();
    (schema, ir)
}

/// The files by name, and the notes.
pub(super) fn written(sdl: &str, document: &str, target: Target) -> (BTreeMap<String, String>, Vec<Note>) {
    let (schema, ir) = ir(sdl, document);
    let style = Style { order: Order::Schema, scalars: BTreeMap::new(), functions: false, imports: Imports::Js };
    let (files, notes) = files(&schema, &ir, target, false, &style);
    (files.into_iter().map(|file| (file.path, file.text)).collect(), notes)
}

const SDL: &str = "
type Query { ping: Int todo(text: String! = \"`${a}`\\\\\"): Todo }
type Mutation { delete(id: ID!): Todo }
type Todo { id: ID! }
";

const OWN: &str =
    "query Own { todo { ...Parts } } mutation Delete2 { delete(id: 1) { ...Parts } } fragment Parts on Todo { id }";

#[test]
fn javascript_has_an_indented_template_for_each_operation() {
    let (files, notes) = written(SDL, "", Target::Javascript);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["mutations.js", "queries.js"]);
    assert_eq!(
        files["queries.js"],
        r#"/* eslint-disable */
// this is an auto generated file. This will be overwritten

export const ping = /* GraphQL */ `
  query Ping {
    ping
  }
`;
export const todo = /* GraphQL */ `
  query Todo($text: String! = "\`\${a}\`\\\\") {
    todo(text: $text) {
      id
      __typename
    }
  }
`;
"#
    );
    assert!(
        files["mutations.js"].contains("\nexport const delete_ = /* GraphQL */ `\n  mutation Delete($id: ID!) {\n")
    );
    assert_eq!(notes, [Note::new("name-changed", "Mutation.delete", notes[0].message.clone())]);
    assert_eq!(notes[0].message, "the constant `delete` is called `delete_`, as its name is taken");
}

#[test]
fn flow_differs_in_its_first_line() {
    let (files, _) = written(SDL, "", Target::Flow);
    let text = files["queries.js"].strip_prefix("// @flow\n").unwrap();
    assert_eq!(Some(text), written(SDL, "", Target::Javascript).0["queries.js"].strip_prefix("/* eslint-disable */\n"));
}

#[test]
fn typescript_has_a_brand_that_breaks_beyond_eighty_columns() {
    // The last line of the one is 79 columns wide, that of the other would be 81.
    let fits = format!("type Query {{ {}: Int }}", "a".repeat(9));
    let long = format!("type Query {{ {}: Int }}", "a".repeat(10));
    let (files, _) = written(&fits, "", Target::Typescript);
    let line = files["queries.ts"].lines().last().unwrap();
    assert_eq!((line.len(), &line[..21]), (79, "` as GeneratedQuery<A"));
    let (files, _) = written(&long, "", Target::Typescript);
    let name = format!("A{}", "a".repeat(9));
    assert_eq!(
        files["queries.ts"],
        format!(
            "/* tslint:disable */
/* eslint-disable */
// this is an auto generated file. This will be overwritten

import * as APITypes from \"./API\";
type GeneratedQuery<InputType, OutputType> = string & {{
  __generatedQueryInput: InputType;
  __generatedQueryOutput: OutputType;
}};

export const {field} = /* GraphQL */ `query {name} {{
  {field}
}}
` as GeneratedQuery<
  APITypes.{name}QueryVariables,
  APITypes.{name}Query
>;
",
            field = "a".repeat(10)
        )
    );
}

#[test]
fn the_users_operations_stand_after_the_generated_ones() {
    let (files, _) = written(SDL, OWN, Target::Graphql);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["fragments.graphql", "mutations.graphql", "queries.graphql"]);
    let remark = "# this is an auto generated file. This will be overwritten\n";
    assert_eq!(files["fragments.graphql"], format!("{remark}\nfragment Parts on Todo {{\n  id\n}}\n"));
    assert!(files["queries.graphql"].ends_with("}\n\nquery Own {\n  todo {\n    ...Parts\n  }\n}\n"));
    let (files, _) = written(SDL, OWN, Target::Typescript);
    assert!(files["mutations.ts"].contains(
        "\nexport const delete2 = /* GraphQL */ `mutation Delete2 {\n  delete(id: 1) {\n    ...Parts\n  }\n}\n\n\
         fragment Parts on Todo {\n  id\n}\n` as GeneratedMutation<"
    ));
}
