//! Schemas, bounds, and operations as text.

use std::collections::BTreeMap;

use apollo_compiler::ast;

use crate::codegen::{Bounds, Generated, Statement, generate};
use crate::graphql::{Leniency, Schema, SourceText};
use crate::settings::{DepthMode, Fragments, NestedArguments, Order};

/// Bounds that leave everything, levels of depth 2, in the order of the schema, without `__typename` in objects.
pub(super) fn bounds() -> Bounds {
    Bounds {
        depth: 2,
        is_amplify: false,
        depth_mode: DepthMode::Levels,
        nested_arguments: NestedArguments::Skip,
        lift: Vec::new(),
        include: Vec::new(),
        exclude: Vec::new(),
        reach: None,
        denied_fields: crate::engine::denied_fields::DeniedFields::default(),
        fragments: Fragments::Never,
        order: Order::Schema,
        max_fields: Some(2000),
        typename: false,
        exclude_deprecated: false,
        operations: BTreeMap::new(),
    }
}

/// A schema and what is generated for it.
pub(super) struct Given {
    pub(super) schema: Schema,
    pub(super) generated: Generated,
}

impl Given {
    /// Generates, and insists that every operation is valid, alone and all in one document.
    pub(super) fn new(sdl: &str, bounds: &Bounds) -> Self {
        let schema = schema(sdl);
        let generated = generate(&schema, bounds);
        let given = Self { schema, generated };
        assert_eq!(given.errors(), Vec::<String>::new());
        given
    }

    pub(super) fn errors(&self) -> Vec<String> {
        let mut all: Vec<String> =
            self.generated.statements.iter().filter_map(|each| self.error(&text(each))).collect();
        let together: String = self.generated.statements.iter().map(text).collect();
        all.extend(if together.is_empty() { None } else { self.error(&together) });
        all
    }

    fn error(&self, text: &str) -> Option<String> {
        let document = ast::Document::parse(text, "operation.graphql").map_err(|error| error.to_string());
        let document = match document {
            Ok(document) => document,
            Err(error) => return Some(format!("{text}\n{error}")),
        };
        let checked = document.to_executable_validate(self.schema.compiled());
        checked.err().map(|invalid| format!("{text}\n{}", invalid.errors))
    }

    /// All operations, one line each.
    pub(super) fn lines(&self) -> Vec<String> {
        self.generated.statements.iter().map(line).collect()
    }

    /// The notes' codes with what they are about.
    pub(super) fn notes(&self) -> Vec<String> {
        self.generated.notes.iter().map(|note| format!("{} {}", note.code, note.about)).collect()
    }
}

pub(super) fn schema(sdl: &str) -> Schema {
    Schema::load(&[SourceText::new("schema.graphql", sdl)], Leniency::Strict)
        .unwrap_or_else(|errors| panic!("{errors:?}"))
        .schema
}

/// An operation with its fragments.
pub(super) fn text(statement: &Statement) -> String {
    let fragments: String = statement.fragments.iter().map(|each| each.to_string()).collect();
    format!("{}{fragments}", statement.operation)
}

/// The same in one line, without commas between arguments.
pub(super) fn line(statement: &Statement) -> String {
    let definitions = std::iter::once(statement.operation.serialize().no_indent().to_string());
    let fragments = statement.fragments.iter().map(|each| each.serialize().no_indent().to_string());
    definitions.chain(fragments).collect::<Vec<_>>().join(" ")
}

/// The operations for a schema, one line each.
pub(super) fn generated_lines(sdl: &str, bounds: &Bounds) -> Vec<String> {
    Given::new(sdl, bounds).lines()
}

/// The notes for a schema, each code with what it is about.
pub(super) fn noted(sdl: &str, bounds: &Bounds) -> Vec<String> {
    Given::new(sdl, bounds).notes()
}
