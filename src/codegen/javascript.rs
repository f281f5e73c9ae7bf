//! The target `javascript`: the operations as constants of modules, for whoever has a client and needs no types.

use super::file::{GeneratedFile, HEADER};
use super::ir::{Ir, Operation};
use super::kinds::{KINDS, file_name};
use super::note::Note;
use super::print::{self, Layout};
use super::typescript::{comment, constants, template};

/// `queries.js`, `mutations.js`, `subscriptions.js`, those that have operations, and `index.js`, which exports all of them.
///
/// Constants have the names that TypeScript gives them, unless a type has the name there. Each is a text marked as GraphQL, which editors colour and prettier lays
/// out.
#[must_use]
pub fn javascript_files(ir: &Ir) -> (Vec<GeneratedFile>, Vec<Note>) {
    let mut notes = Vec::new();
    let names = constants(&ir.operations, std::iter::empty(), &mut notes);
    let mut files = Vec::new();
    let mut index = format!("// {HEADER}\n\n");
    for kind in KINDS {
        let module = file_name(kind);
        let mut text = format!("// {HEADER}\n");
        let of_kind = ir.operations.iter().zip(&names).filter(|(operation, _)| operation.statement.kind == kind);
        let mut is_empty = true;
        for (operation, name) in of_kind {
            is_empty = false;
            write(&mut text, operation, name);
        }
        if !is_empty {
            files.push(GeneratedFile::new(format!("{module}.js"), text));
            index.push_str(&format!("export * from \"./{module}.js\";\n"));
        }
    }
    files.push(GeneratedFile::new("index.js", index));
    (files, notes)
}

fn write(out: &mut String, operation: &Operation, name: &str) {
    out.push('\n');
    comment(out, 0, operation.description.as_deref(), operation.deprecated.as_deref());
    out.push_str(&format!("export const {name} = /* GraphQL */ `\n"));
    template(out, &print::statement(&operation.statement, Layout { indent: 2, ..Layout::default() }));
    out.push_str("\n`;\n");
}
