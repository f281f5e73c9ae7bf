//! The statement files: one constant, or one document, for each root field.

use super::Target;
use super::constants::constants;
use crate::codegen::print::{self, Layout};
use crate::codegen::typescript::template;
use crate::codegen::{GeneratedFile, Ir, Note, Operation, Origin};
use crate::graphql::OperationKind;

/// The width beyond which Amplify's formatter breaks a line.
const WIDTH: usize = 80;

/// What the first lines say.
const REMARK: &str = "this is an auto generated file. This will be overwritten";

/// How a kind of operation is called in the files.
struct Words {
    kind: OperationKind,
    file: &'static str,
    name: &'static str,
}

const KINDS: [Words; 3] = [
    Words { kind: OperationKind::Query, file: "queries", name: "Query" },
    Words { kind: OperationKind::Mutation, file: "mutations", name: "Mutation" },
    Words { kind: OperationKind::Subscription, file: "subscriptions", name: "Subscription" },
];

/// A file for each kind of operation that there is.
pub(super) fn files(ir: &Ir, target: Target, notes: &mut Vec<Note>) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    for words in &KINDS {
        let generated = ir.operations.iter().filter(|operation| operation.statement.kind == words.kind);
        let generated: Vec<(&Operation, &str)> =
            generated.filter_map(|operation| Some((operation, field(operation)?))).collect();
        if generated.is_empty() {
            continue;
        }
        let end = match target {
            Target::Typescript => "ts",
            Target::Javascript | Target::Flow => "js",
            Target::Graphql => "graphql",
        };
        let text =
            if target == Target::Graphql { documents(&generated) } else { module(&generated, words, target, notes) };
        files.push(GeneratedFile::new(format!("{}.{end}", words.file), text));
    }
    files
}

/// The root field that an operation was generated for.
fn field(operation: &Operation) -> Option<&str> {
    match &operation.statement.origin {
        Origin::Generated { field } => Some(field),
        Origin::Written { .. } => None,
    }
}

fn layout(indent: usize) -> Layout {
    Layout { indent, blank_before_inline_fragments: true }
}

fn documents(operations: &[(&Operation, &str)]) -> String {
    let mut text = format!("# {REMARK}\n");
    for (operation, _) in operations {
        text.push('\n');
        text.push_str(&print::statement(&operation.statement, layout(0)));
        text.push('\n');
    }
    text
}

fn module(operations: &[(&Operation, &str)], words: &Words, target: Target, notes: &mut Vec<Note>) -> String {
    let fields: Vec<&str> = operations.iter().map(|(_, field)| *field).collect();
    let mut text = head(words, target);
    for ((operation, _), constant) in operations.iter().zip(constants(&fields, words.name, target, notes)) {
        let indent = if target == Target::Typescript { 0 } else { 2 };
        let statement = print::statement(&operation.statement, layout(indent));
        text.push_str(&format!("export const {constant} = /* GraphQL */ `"));
        if target == Target::Typescript {
            template(&mut text, &statement);
            text.push('\n');
            text.push_str(&brand(operation.name(), words.name));
        } else {
            text.push('\n');
            template(&mut text, &statement);
            text.push_str("\n`;\n");
        }
    }
    text
}

fn head(words: &Words, target: Target) -> String {
    let name = words.name;
    match target {
        Target::Typescript => format!(
            "/* tslint:disable */\n/* eslint-disable */\n// {REMARK}\n\nimport * as APITypes from \"./API\";\n\
             type Generated{name}<InputType, OutputType> = string & {{\n  \
             __generated{name}Input: InputType;\n  __generated{name}Output: OutputType;\n}};\n\n"
        ),
        Target::Flow => format!("// @flow\n// {REMARK}\n\n"),
        Target::Javascript | Target::Graphql => format!("/* eslint-disable */\n// {REMARK}\n\n"),
    }
}

/// The end of a constant: what its type is.
fn brand(operation: &str, name: &str) -> String {
    let (variables, result) = (format!("APITypes.{operation}{name}Variables"), format!("APITypes.{operation}{name}"));
    let flat = format!("` as Generated{name}<{variables}, {result}>;\n");
    // The line feed is no column.
    if flat.len() - 1 <= WIDTH {
        return flat;
    }
    format!("` as Generated{name}<\n  {variables},\n  {result}\n>;\n")
}
