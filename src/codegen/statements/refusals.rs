//! What of the user's own operations a caller does not reach. Nothing is taken away there, but somebody should know.

use std::collections::{BTreeMap, HashMap, HashSet};

use apollo_compiler::ast::{FragmentDefinition, Selection};

use super::super::bounds::Bounds;
use super::super::note::Note;
use super::super::statement::{Origin, Statement};
use super::access::{Access, Barrier};
use crate::engine::Code;
use crate::graphql::Schema;

/// A note for each field of a written operation that the caller of the bounds does not reach: `document-field-not-reached`.
/// The operations have been validated; those that were generated are passed over.
#[must_use]
pub fn refused_fields(schema: &Schema, bounds: &Bounds, statements: &[Statement]) -> Vec<Note> {
    let written = statements.iter().filter(|each| matches!(each.origin, Origin::Written { .. }));
    let mut written = written.peekable();
    // Every field of the schema would be judged, for nothing.
    if written.peek().is_none() {
        return Vec::new();
    }
    let access = Access::new(schema, bounds);
    written.flat_map(|statement| notes(schema, &access, statement)).collect()
}

fn notes(schema: &Schema, access: &Access<'_>, statement: &Statement) -> Vec<Note> {
    let fragments = statement.fragments.iter().map(|each| (each.name.as_str(), &**each)).collect();
    let mut walk = Walk { schema, access, fragments, spread: HashSet::new(), refused: BTreeMap::new() };
    if let Some(root) = schema.root_type(statement.kind) {
        walk.visit(&statement.operation.selection_set, root, &[root.to_owned()], true);
    }
    let name = statement.name();
    let note = |(coordinate, code): (String, Code)| {
        let rule = code.rule().name;
        let message = format!("`{name}` selects `{coordinate}`, which the caller does not reach ({code}, {rule})");
        Note::new("document-field-not-reached", coordinate, message)
    };
    walk.refused.into_iter().map(note).collect()
}

/// A walk over what an operation selects.
struct Walk<'a> {
    schema: &'a Schema,
    access: &'a Access<'a>,
    fragments: HashMap<&'a str, &'a FragmentDefinition>,
    /// The fragments that were walked over, with the objects that they were on.
    spread: HashSet<(&'a str, Vec<String>)>,
    /// The coordinates that are not reached.
    refused: BTreeMap<String, Code>,
}

impl<'a> Walk<'a> {
    /// Visits what is selected of a type, which is one of these objects when it is asked.
    fn visit(&mut self, set: &'a [Selection], parent: &str, objects: &[String], is_root: bool) {
        for selection in set {
            match selection {
                Selection::Field(field) => {
                    for object in objects {
                        let barrier = match is_root {
                            true => self.access.barrier_at_root(object, &field.name),
                            false => self.access.barrier(object, &field.name),
                        };
                        if let Some(Barrier::Closed(code)) = barrier {
                            self.refused.insert(format!("{object}.{}", field.name), code);
                        }
                    }
                    let Some(definition) = self.schema.field(parent, &field.name) else { continue };
                    let ty = definition.ty.inner_named_type().as_str();
                    let objects = self.objects(ty);
                    self.visit(&field.selection_set, ty, &objects, false);
                }
                Selection::InlineFragment(inline) => {
                    let ty = inline.type_condition.as_ref().map_or(parent, |condition| condition.as_str());
                    let objects = self.those_of(ty, objects);
                    self.visit(&inline.selection_set, ty, &objects, is_root);
                }
                Selection::FragmentSpread(spread) => {
                    let Some(fragment) = self.fragments.get(spread.fragment_name.as_str()).copied() else { continue };
                    let objects = self.those_of(&fragment.type_condition, objects);
                    if self.spread.insert((fragment.name.as_str(), objects.clone())) {
                        self.visit(&fragment.selection_set, &fragment.type_condition, &objects, is_root);
                    }
                }
            }
        }
    }

    /// The objects that a value of this type can be.
    fn objects(&self, ty: &str) -> Vec<String> {
        match self.schema.possible_object_types(ty) {
            [] => vec![ty.to_owned()],
            possible => possible.to_vec(),
        }
    }

    fn those_of(&self, ty: &str, objects: &[String]) -> Vec<String> {
        let possible: HashSet<String> = self.objects(ty).into_iter().collect();
        objects.iter().filter(|object| possible.contains(*object)).cloned().collect()
    }
}
