//! What each output is made of.

use super::operations::{Operations, Shared};
use super::request::Output;
use super::source::Source;
use crate::codegen::print::{self, Layout};
use crate::codegen::{self, Bounds, Cost, GeneratedFile, Ir, Note, amplify, typescript};
use crate::document::did_you_mean;
use crate::error::{Error, Result};
use crate::graphql::Schema;
use crate::report::OperationSize;
use crate::settings::GenerateTarget;

/// The targets that can be generated.
pub(super) const OFFERED: [GenerateTarget; 7] = [
    GenerateTarget::Typescript,
    GenerateTarget::Javascript,
    GenerateTarget::Graphql,
    GenerateTarget::Flow,
    GenerateTarget::Schema,
    GenerateTarget::Introspection,
    GenerateTarget::Manifest,
];

/// What was generated for an output.
#[derive(Debug, Default)]
pub(super) struct Generated {
    /// The files, their paths below the output's folder.
    pub(super) files: Vec<GeneratedFile>,
    /// The operations with their sizes; none for a target without operations.
    pub(super) operations: Vec<OperationSize>,
    /// What somebody should know.
    pub(super) notes: Vec<Note>,
}

/// The files of one output, and with `sizes` how large its operations are.
///
/// # Errors
/// An operation of the user's own is too large. Bug: what was made is not valid.
pub(super) fn files_of(
    output: &Output,
    bounds: &Bounds,
    source: &Source,
    shared: &mut Shared,
    sizes: bool,
) -> Result<Generated> {
    let (schema, order) = (&source.schema, output.order());
    let nothing = Operations::default();
    let Operations { ir, notes } = match output.has_operations() {
        true => shared.operations(output, bounds, source)?,
        false => &nothing,
    };
    let (files, printed) = match output.target {
        target if output.amplify => {
            let Some(target) = amplify::Target::of(target) else {
                return Err(Error::bug(format!("the target `{}` was let through", target.name())));
            };
            amplify::files(schema, ir, target, output.amplify_types, &output.style())
        }
        GenerateTarget::Typescript => {
            let printed = typescript::files(ir, schema, &output.style());
            (printed.files, printed.notes)
        }
        GenerateTarget::Javascript => codegen::javascript_files(ir),
        GenerateTarget::Graphql => (codegen::graphql_files(ir), Vec::new()),
        GenerateTarget::Manifest => (codegen::manifest_files(ir, |name| output.name_of_document(name)), Vec::new()),
        GenerateTarget::Schema => (codegen::schema_files(schema, order), Vec::new()),
        GenerateTarget::Introspection => {
            let files = codegen::introspection_files(schema, order);
            (files.map_err(|fault| no_introspection(schema, &fault))?, Vec::new())
        }
        other => return Err(Error::bug(format!("the target `{}` was let through", other.name()))),
    };
    let mut notes: Vec<Note> = notes.iter().cloned().chain(printed).collect();
    if output.has_types() {
        notes.extend(unknown_scalars(output, schema));
    }
    if output.has_operations() && ir.operations.is_empty() {
        let message = format!("there is no operation for the target `{}`", output.target.name());
        notes.push(Note::new("no-operations", output.target.name(), message));
    }
    let operations = if sizes { self::sizes(output.target, ir) } else { Vec::new() };
    Ok(Generated { files, operations, notes })
}

/// Why a schema cannot be introspected: it breaks GraphQL's rules, or else this program does.
fn no_introspection(schema: &Schema, fault: &str) -> Error {
    if schema.is_valid() {
        return Error::bug(format!("introspection: {fault}"));
    }
    Error::input("not-introspectable", "what introspection answers needs a schema that breaks none of GraphQL's rules")
        .help("mend what the warnings say, or give `--target schema`, which writes it as it is")
}

/// Notes on types that are said for scalars that the schema does not have.
fn unknown_scalars<'o>(output: &'o Output, schema: &'o Schema) -> impl Iterator<Item = Note> + 'o {
    let names = output.selection.scalars.iter().flatten().map(|(name, _)| name.as_str());
    let types = &schema.compiled().types;
    let unknown = names.filter(|name| !types.get(*name).is_some_and(|each| each.is_scalar()));
    unknown.map(|name| {
        let scalars = types.values().filter(|each| each.is_scalar()).map(|each| each.name().as_str());
        let meant = did_you_mean(name, scalars).map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
        Note::new("scalar-unknown", name, format!("`{name}` is no scalar of the schema{meant}"))
    })
}

fn sizes(target: GenerateTarget, ir: &Ir) -> Vec<OperationSize> {
    let size = |operation: &codegen::Operation| {
        let statement = &operation.statement;
        let cost = Cost::of(statement);
        OperationSize {
            target: target.name(),
            kind: statement.kind.name(),
            name: cost.operation,
            fields: cost.leaf_fields,
            objects: cost.composite_fields,
            bytes: print::statement(statement, Layout::default()).len(),
        }
    };
    ir.operations.iter().map(size).collect()
}
