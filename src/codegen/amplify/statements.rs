//! The statement files: one constant, or one document, for each operation.

use std::collections::BTreeSet;

use super::Target;
use super::constants::constants;
use crate::codegen::kinds::{KINDS, file_name, kind_name};
use crate::codegen::print::{self, Layout};
use crate::codegen::typescript::template;
use crate::codegen::{GeneratedFile, Ir, Note, Operation, Origin};

/// The width beyond which Amplify's formatter breaks a line.
const WIDTH: usize = 80;

/// What the first lines say.
const REMARK: &str = "this is an auto generated file. This will be overwritten";

/// A file for each kind of operation that there is; where a file is one document, the user's fragments have a file of their own.
pub(super) fn files(ir: &Ir, target: Target, notes: &mut Vec<Note>) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    for kind in KINDS {
        let file = file_name(kind);
        let of_kind = ir.operations.iter().filter(|operation| operation.statement.kind == kind);
        let operations: Vec<&Operation> = of_kind.collect();
        if operations.is_empty() {
            continue;
        }
        let (end, text) = match target {
            Target::Typescript => ("ts", module(&operations, kind_name(kind), target, notes)),
            Target::Javascript | Target::Flow => ("js", module(&operations, kind_name(kind), target, notes)),
            Target::Graphql => ("graphql", documents(operations.into_iter().map(document))),
        };
        files.push(GeneratedFile::new(format!("{file}.{end}"), text));
    }
    if target == Target::Graphql {
        let fragments = shared_fragments(ir);
        if !fragments.is_empty() {
            files.push(GeneratedFile::new("fragments.graphql", documents(fragments.into_iter())));
        }
    }
    files
}

fn layout(indent: usize) -> Layout {
    Layout { indent, blank_before_inline_fragments: true }
}

fn documents(texts: impl Iterator<Item = String>) -> String {
    let mut all = format!("# {REMARK}\n");
    for text in texts {
        all.push('\n');
        all.push_str(&text);
        all.push('\n');
    }
    all
}

/// An operation with the fragments that nobody else uses.
fn document(operation: &Operation) -> String {
    match operation.statement.origin {
        Origin::Generated { .. } => print::statement(&operation.statement, layout(0)),
        Origin::Written { .. } => print::operation(&operation.statement.operation, layout(0)),
    }
}

/// The fragments of the user's own, each once.
fn shared_fragments(ir: &Ir) -> Vec<String> {
    let written = ir.operations.iter().filter(|each| matches!(each.statement.origin, Origin::Written { .. }));
    let mut seen = BTreeSet::new();
    let fragments = written.flat_map(|operation| &operation.statement.fragments);
    let fragments = fragments.filter(|fragment| seen.insert(fragment.name.as_str()));
    fragments.map(|fragment| print::fragment(fragment, layout(0))).collect()
}

fn module(operations: &[&Operation], name: &str, target: Target, notes: &mut Vec<Note>) -> String {
    let mut text = head(name, target);
    for (operation, constant) in operations.iter().zip(constants(operations, name, target, notes)) {
        let indent = if target == Target::Typescript { 0 } else { 2 };
        let statement = print::statement(&operation.statement, layout(indent));
        text.push_str(&format!("export const {constant} = /* GraphQL */ `"));
        if target == Target::Typescript {
            template(&mut text, &statement);
            text.push('\n');
            text.push_str(&brand(operation.name(), name));
        } else {
            text.push('\n');
            template(&mut text, &statement);
            text.push_str("\n`;\n");
        }
    }
    text
}

fn head(name: &str, target: Target) -> String {
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
