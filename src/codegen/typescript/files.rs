//! The files of an output.

use super::named::Names;
use super::operation_files;
use super::output::{Body, Output, specifier};
use super::scalars;
use super::schema_file;
use super::shapes::Shapes;
use super::usage::Usage;
use super::words::CLIENT;
use crate::codegen::file::GeneratedFile;
use crate::codegen::ir::Ir;
use crate::codegen::kinds::{KINDS, file_name};
use crate::codegen::note::Note;
use crate::codegen::style::Style;
use crate::graphql::Schema;

/// What was printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Printed {
    /// The files, by path.
    pub files: Vec<GeneratedFile>,
    /// Names that were changed, scalars that are not known.
    pub notes: Vec<Note>,
}

/// The operations as TypeScript. The same input gives the same bytes.
///
/// Types for scalars in the style that cannot be types ([`scalar_fault`](super::scalar_fault)) are left out.
#[must_use]
pub fn files(ir: &Ir, schema: &Schema, style: &Style) -> Printed {
    let usage = Usage::new(ir, schema, style.order);
    let mut names = Names::new(ir, &usage, style);
    let mut notes = std::mem::take(&mut names.notes);
    let shapes = Shapes::new(ir, &names.roots.clone(), &mut names.types);
    notes.extend(scalar_notes(&usage, style));
    let output = Output { ir, schema, style, usage, names, shapes };

    let mut modules: Vec<(&str, String)> = vec![("client", CLIENT.to_owned())];
    modules.extend(operation_files::fragments(&output).map(|body| ("fragments", body.finish(style.imports))));
    for kind in KINDS {
        let module = file_name(kind);
        modules.extend(operation_files::operations(&output, kind).map(|body| (module, body.finish(style.imports))));
    }
    modules.extend(schema_file::body(&output).map(|body| ("schema", body.finish(style.imports))));
    let mut index = Body::default();
    index.text.push('\n');
    modules.sort_unstable_by_key(|(module, _)| *module);
    for (module, _) in &modules {
        index.text.push_str(&format!("export * from {};\n", specifier(module, style.imports)));
    }
    modules.push(("index", index.finish(style.imports)));
    if style.functions {
        modules.extend(operation_files::functions(&output).map(|text| ("functions", text)));
    }
    let mut files: Vec<GeneratedFile> =
        modules.into_iter().map(|(module, text)| GeneratedFile::new(format!("{module}.ts"), text)).collect();
    files.sort_unstable();
    Printed { files, notes }
}

fn scalar_notes(usage: &Usage<'_>, style: &Style) -> Vec<Note> {
    let mut notes = Vec::new();
    for scalar in &usage.scalars {
        let name = scalar.name.as_str();
        match style.scalars.get(name) {
            None if scalars::known(name).is_none() => {
                let message =
                    format!("the scalar `{name}` has the type `unknown`; `--scalar {name}=TYPE` says another");
                notes.push(Note::new("unknown-scalar", name, message));
            }
            Some(_) | None => {}
        }
    }
    notes
}
